import App
import ArgumentParser
import Directory
import Foundation
import Geography
import Records
import Storage

/// `enlace migrate`
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring the database's tables up to date; serve does so by itself.")

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await database.withDatabase(isMade: true, migrated: false) { database in
            let ran = try await database.migrate(Enlace.migrations)
            print(ran.isEmpty ? "up to date" : ran.joined(separator: "\n"))
        }
    }
}

/// `enlace audit …`
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "audit", abstract: "The audit trail.", subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that no record of the trail was changed, removed or put elsewhere.",
            discussion: "Prints the newest hash: kept elsewhere, it proves later that nothing before it was touched. Exits with 1 when the chain is broken. Changes nothing.")

        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            let verdict = try database.existing().readAsItStands { try AuditTrail.verify($0) }
            print("\(verdict.records) records, newest hash \(verdict.newestHash)")
            guard verdict.breaks.isEmpty else {
                for broken in verdict.breaks { print("BROKEN: \(broken)") }
                throw ExitCode(1)
            }
            print("The chain is whole.")
        }
    }
}

/// `enlace import FILE…`
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import consular posts from CSV or JSON: all of a file, or nothing.",
        discussion: "Shows what would change; --commit does it.")

    @OptionGroup var database: DatabaseOptions
    @Flag(help: "Keep the changes.") var commit = false
    @Argument(help: "CSV or JSON files.") var files: [String]

    func run() async throws {
        try await database.withDatabase { database in
            let catalogue = try Enlace.catalogue()
            for file in files {
                guard let data = FileManager.default.contents(atPath: file) else { throw ValidationError("\(file) cannot be read") }
                let bytes = [UInt8](data), now = Date(), keeps = commit
                let name = URL(fileURLWithPath: file).lastPathComponent
                let plan = try await database.read { tx in
                    try PostImport.plan(bytes, file: name, sending: nil, at: now, in: tx) { Log.tell("\r\(name): \($0) read", end: "") }
                }
                Log.tell("")
                for fault in plan.faults {
                    print("\(file):\(fault.line):\(fault.column): \(fault.field.map { "\($0): " } ?? "")\(catalogue.text(fault.key, in: .english, ["value": fault.value]))")
                }
                guard plan.faults.isEmpty else {
                    print("Nothing was changed.")
                    throw ExitCode(1)
                }
                for change in plan.added { print("+ \(change.slug)") }
                for change in plan.changed { print("~ \(change.slug): \(change.fields.joined(separator: ", "))") }
                print("\(file): \(plan.added.count) to be added, \(plan.changed.count) to be changed, \(plan.unchanged) left as they are")
                guard keeps, plan.isPossible else { continue }
                try await database.write { tx in
                    // Read again inside the change: somebody may have been quicker.
                    let plan = try PostImport.plan(bytes, file: name, sending: nil, at: now, in: tx)
                    guard plan.faults.isEmpty else { throw ValidationError("the directory changed meanwhile; try again") }
                    try plan.commit(by: .shell, at: now, in: tx) { Log.tell("\r\(name): \($0) kept", end: "") }
                }
                Log.tell("")
                print("\(file): kept")
            }
        }
    }
}

/// `enlace export`
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "export", abstract: "Write all posts as CSV, as import reads them.")

    @OptionGroup var database: DatabaseOptions
    @Option(help: "Only posts of this State (ISO 3166-1).") var sending: String?
    @Option(help: "Only posts in this State (ISO 3166-1).") var receiving: String?

    func run() async throws {
        func country(_ text: String?) throws -> CountryCode? {
            guard let text else { return nil }
            guard let code = CountryCode(text) else { throw ValidationError("\"\(text)\" is not a country code (ISO 3166-1)") }
            return code
        }
        let filter = Posts.Filter(sending: try country(sending), receiving: try country(receiving))
        let bytes = try await database.withDatabase { try await $0.read { try PostsCSV.write(filter, $0) } }
        FileHandle.standardOutput.write(Data(bytes))
    }
}
