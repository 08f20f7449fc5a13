import Foundation
import Records
import Storage

/// A copy of all records, made while the house is open, which has been read to its end before it is called a backup.
public enum Backup {
    /// Makes and verifies a backup. Writers are not held up; what was answered before the call is in it.
    /// - Parameters:
    ///   - file: must not exist. For SQLite a database file, for PostgreSQL an archive of `pg_dump`.
    ///   - version: of the program.
    /// - Throws: ``BackupFault``, ``StorageError``, or what `pg_dump` said. No file is left then.
    public static func make(of url: DatabaseURL, to file: String, version: String, at now: Date) async throws -> Manifest {
        for path in [file, Manifest.file(of: file)] where FileManager.default.fileExists(atPath: path) { throw BackupFault.exists(path) }
        if let obstacle = Obstacle.toWriting(file, makesFolders: false) { throw BackupFault.noPlace(file, reason: obstacle) }
        guard try url.tables().contains("audit") else { throw BackupFault.sourceEmpty(url.description) }
        // Only whoever runs this may read it: it holds what opens accounts.
        umask(0o077)
        let part = file + ".part"
        try? FileManager.default.removeItem(atPath: part)
        defer { try? FileManager.default.removeItem(atPath: part) }
        let content: Content
        let engine: Manifest.Engine
        switch url {
        case .sqlite(let path):
            engine = .sqlite
            try SQLiteFile(path).copy(to: part)
            content = try Content(ofSQLite: part)
        case .postgreSQL(let uri):
            engine = .postgresql
            let address = PostgreSQLAddress(uri)
            try await Program(name: "pg_dump", environment: address.environment).run([
                "--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=60s", "--file=\(part)", "--dbname=\(address.uri)",
            ])
            content = try await Content(ofArchive: part)
        }
        try content.check()
        let print = try Manifest.fingerprint(of: part)
        let manifest = Manifest(
            format: Manifest.format, program: version, engine: engine, startedAt: now, bytes: print.bytes, sha256: print.sha256,
            auditRecords: content.verdict.records, newestAuditHash: content.verdict.newestHash, rows: content.rows, migrations: content.migrations)
        try Disk.keep(part)
        try manifest.write(besides: file)
        try Disk.move(part, to: file)
        return manifest
    }

    /// Says whether a backup is still what was made: its bytes, its tables, its audit trail.
    @discardableResult
    public static func verify(_ file: String) async throws -> Manifest {
        let manifest = try Manifest.read(besides: file)
        guard FileManager.default.fileExists(atPath: file) else { throw BackupFault.damaged(file, reason: "it is missing") }
        let print = try Manifest.fingerprint(of: file)
        guard print.bytes == manifest.bytes else { throw BackupFault.damaged(file, reason: "it has \(print.bytes) bytes, not \(manifest.bytes)") }
        guard print.sha256 == manifest.sha256 else { throw BackupFault.damaged(file, reason: "its SHA-256 is another") }
        let content = manifest.engine == .sqlite ? try Content(ofSQLite: file) : try await Content(ofArchive: file)
        try content.check(against: manifest, in: file)
        return manifest
    }

    /// What a backup or a restored database holds.
    struct Content {
        let rows: [String: Int]
        let migrations: [String]
        let verdict: AuditTrail.Verdict
        var faults: [String] = []

        /// A database as it stands, on either engine.
        init(of url: DatabaseURL) throws {
            rows = try url.rowCounts()
            migrations = try url.migrationsRun()
            verdict = try url.readAsItStands { try AuditTrail.verify($0) }
        }

        init(ofSQLite path: String) throws {
            try self.init(of: .sqlite(path: path))
            faults = try SQLiteFile(path).faults()
        }

        /// An archive of `pg_dump`, read without a server.
        init(ofArchive path: String) async throws {
            var reader = DumpReader()
            try await Program(name: "pg_restore").run(["--file=-", path]) { reader.read($0) }
            verdict = reader.verdict()
            (rows, migrations) = (reader.counts, reader.migrations.sorted())
        }

        func check() throws(BackupFault) {
            if let fault = faults.first { throw .damaged("the copy", reason: fault) }
            if let broken = verdict.breaks.first { throw .chainBroken("\(broken)") }
        }

        func check(against manifest: Manifest, in name: String) throws(BackupFault) {
            try check()
            guard verdict.records == manifest.auditRecords, verdict.newestHash == manifest.newestAuditHash else {
                throw .damaged(name, reason: "its audit trail ends elsewhere than the manifest says")
            }
            for (table, count) in manifest.rows.sorted(by: { $0.key < $1.key }) where rows[table] != count {
                throw .damaged(name, reason: "\(table) has \(rows[table] ?? 0) rows, not \(count)")
            }
        }
    }
}

/// Files that must outlive the loss of power.
enum Disk {
    /// Waits until a file, or the list of a folder, is on the disk (POSIX `fsync`).
    static func keep(_ path: String) throws {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw POSIXError(.EIO) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw POSIXError(.EIO) }
    }

    static func move(_ path: String, to target: String) throws {
        guard rename(path, target) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        try keep(URL(fileURLWithPath: target).deletingLastPathComponent().path)
    }
}
