import Accounts
import Foundation
import Records
import Storage

/// The engines at hand: SQLite always, PostgreSQL where `ENLACE_TEST_POSTGRES` names a server.
enum StoreEngine: String, CaseIterable, Sendable {
    case sqlite, postgreSQL

    static var atHand: [StoreEngine] { ProcessInfo.processInfo.environment["ENLACE_TEST_POSTGRES"] == nil ? [.sqlite] : allCases }

    /// A store of a test's own, with the tables of queue, notices and accounts.
    func store() async throws -> DatabaseURL {
        let name = "notices_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)
        var url = try DatabaseURL("sqlite:\(FileManager.default.temporaryDirectory.appendingPathComponent("\(name).sqlite").path)")
        if self == .postgreSQL, let server = ProcessInfo.processInfo.environment["ENLACE_TEST_POSTGRES"] {
            let whole = try await Database.open(try DatabaseURL(server), readers: 1)
            try await whole.write { try $0.execute(SQL(trusted: "CREATE SCHEMA \(name)")) }
            await whole.close()
            url = try DatabaseURL(server + (server.contains("?") ? "&" : "?") + "options=-csearch_path%3D\(name),public")
        }
        return url
    }

    func open() async throws -> Database {
        let database = try await Database.open(try await store(), readers: 2)
        try await database.migrate(Self.tables)
        return database
    }

    static let tables = [AuditTrail.migrations, Job.migrations, Notice.migrations]
}
