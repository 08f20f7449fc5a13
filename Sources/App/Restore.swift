import Foundation
import Records
import Storage

/// Puts a backup in the place of a database that was lost.
public enum Restore {
    /// Verifies the backup, puts it in place and verifies what stands there. On SQLite the file that was there is kept beside it.
    /// - Parameters:
    ///   - replace: also where there are records already.
    ///   - now: names what is put aside.
    /// - Returns: what was restored, and where the former SQLite file was put.
    /// - Throws: ``BackupFault``, ``StorageError``, or what `pg_restore` said. What was there is still there then.
    public static func run(_ file: String, into url: DatabaseURL, replace: Bool, at now: Date) async throws -> (manifest: Manifest, former: String?) {
        let manifest = try await Backup.verify(file)
        try check(manifest)
        switch (url, manifest.engine) {
        case (.sqlite(let path), .sqlite):
            return (manifest, try restore(file, manifest, to: path, replace: replace, at: now))
        case (.postgreSQL(let uri), .postgresql):
            try await restore(file, to: uri, url, replace: replace)
            // Committed by now: a difference would be a fault of the server, to be told and not undone.
            try Backup.Content(of: url).check(against: manifest, in: url.description)
            return (manifest, nil)
        default:
            throw BackupFault.otherEngine(manifest.engine)
        }
    }

    /// A program must know every step that the backup's tables have taken.
    private static func check(_ manifest: Manifest) throws(BackupFault) {
        let known = Set(Enlace.migrations.flatMap { room in room.steps.map { "\(room.feature)/\($0.name)" } })
        let unknown = manifest.migrations.filter { !known.contains($0) && !$0.hasPrefix("storage/") }
        guard unknown.isEmpty else { throw .newer(unknown: unknown) }
    }

    private static func restore(_ file: String, _ manifest: Manifest, to path: String, replace: Bool, at now: Date) throws -> String? {
        let url = DatabaseURL.sqlite(path: path)
        let isThere = FileManager.default.fileExists(atPath: path)
        if isThere {
            // A file that is no database holds something too.
            let isEmpty = (try? url.tables().isEmpty) ?? false
            guard isEmpty || replace else { throw BackupFault.targetNotEmpty(url.description) }
            do { try SQLiteFile(path).release() } catch StorageError.busy { throw BackupFault.targetInUse(url.description) } catch where replace {
                // A damaged file is what a backup is there to replace.
            }
        }
        umask(0o077)
        try FileManager.default.createDirectory(at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        let part = path + ".restoring"
        try? FileManager.default.removeItem(atPath: part)
        defer { try? FileManager.default.removeItem(atPath: part) }
        try FileManager.default.copyItem(atPath: file, toPath: part)
        try Backup.Content(ofSQLite: part).check(against: manifest, in: part)
        try Disk.keep(part)
        var former: String?
        if isThere {
            let aside = "\(path).before-restore-\(Int(now.timeIntervalSince1970))"
            try Disk.move(path, to: aside)
            former = aside
        }
        // A log of the former file must never be applied to the new one.
        for rest in ["-wal", "-shm"] where FileManager.default.fileExists(atPath: path + rest) {
            try Disk.move(path + rest, to: (former ?? path + ".former") + rest)
        }
        try Disk.move(part, to: path)
        return former
    }

    private static func restore(_ file: String, to uri: String, _ url: DatabaseURL, replace: Bool) async throws {
        if let encoding = try url.wrongEncoding() { throw StorageError.encoding(encoding) }
        let isEmpty = try url.tables().isEmpty
        guard isEmpty || replace else { throw BackupFault.targetNotEmpty(url.description) }
        if try url.isServed() { throw BackupFault.targetInUse(url.description) }
        let address = PostgreSQLAddress(uri)
        // One transaction: all of the backup, or what was there.
        try await Program(name: "pg_restore", environment: address.environment).run(
            ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--dbname=\(address.uri)"] + (isEmpty ? [] : ["--clean", "--if-exists"]) + [file])
    }
}
