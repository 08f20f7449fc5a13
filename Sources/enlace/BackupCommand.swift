import App
import ArgumentParser
import Foundation
import Storage

/// `enlace backup`
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy all records while the server runs, and verify the copy.",
        discussion: """
            Writes FILE and FILE.manifest.json, which holds its SHA-256, its rows by table and the newest hash of the audit trail. FILE is
            a database on SQLite and an archive of pg_dump on PostgreSQL. It holds what opens accounts: keep it as such.
            With --verify, only says whether an earlier FILE is still whole.
            """)

    @Argument(help: "Where to; must not exist.") var file: String
    @OptionGroup var database: DatabaseOptions
    @Flag(help: "Make nothing; verify an earlier backup.") var verify = false

    func run() async throws {
        let manifest = try await Shell.toldInOneLine {
            verify ? try await Backup.verify(file) : try await Backup.make(of: try database.url(), to: file, version: EnlaceCommand.version, at: Date())
        }
        print("\(file): \(manifest.bytes) bytes, \(manifest.rows.values.reduce(0, +)) rows in \(manifest.rows.count) tables")
        print("\(manifest.auditRecords) audit records, newest hash \(manifest.newestAuditHash)")
        print("The backup is whole.")
    }
}

/// `enlace restore`
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of a lost database.",
        discussion: "Verifies the backup first and the restored database afterwards. The server must be stopped.")

    @Argument(help: "A backup, with its manifest beside it.") var file: String
    @OptionGroup var database: DatabaseOptions
    @Flag(help: "Also where there are records already. On SQLite the former file is kept beside the new one.") var replace = false

    func run() async throws {
        let url = try database.url()
        let (manifest, former) = try await Shell.toldInOneLine { try await Restore.run(file, into: url, replace: replace, at: Date()) }
        if let former { print("What was there is now \(former)") }
        print("\(url): restored as of \(manifest.startedAt.formatted(.iso8601)), \(manifest.auditRecords) audit records, newest hash \(manifest.newestAuditHash)")
        print("The chain is whole.")
    }
}

enum Shell {
    /// What goes wrong in operation is told in one line, without the usage that ArgumentParser would add.
    static func toldInOneLine<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as ValidationError {
            throw error
        } catch {
            Log.tell("enlace: \(error)")
            throw ExitCode(1)
        }
    }
}
