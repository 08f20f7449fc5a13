import Foundation
import Storage

/// On which engine a test runs.
public enum Engine: String, Sendable, CaseIterable {
    case sqlite, postgreSQL

    /// SQLite always; PostgreSQL where the tests run beside one.
    public static var atHand: [Engine] { ProcessInfo.processInfo.environment["ENLACE_TEST_POSTGRES"] == nil ? [.sqlite] : allCases }

    /// An empty database of its own: a file, or a schema of the server.
    public func database(of room: String) async throws -> DatabaseURL {
        let name = room + "_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)
        guard self == .postgreSQL, let server = ProcessInfo.processInfo.environment["ENLACE_TEST_POSTGRES"] else {
            return try DatabaseURL("sqlite:\(FileManager.default.temporaryDirectory.appendingPathComponent("\(name).sqlite").path)")
        }
        let whole = try await Database.open(try DatabaseURL(server), readers: 1)
        try await whole.write { try $0.execute(SQL(trusted: "CREATE SCHEMA \(name)")) }
        await whole.close()
        return try DatabaseURL(server + (server.contains("?") ? "&" : "?") + "options=-csearch_path%3D\(name),public")
    }
}

/// Something that a test needs and did not find.
public struct Missing: Error {
    public let what: String
    public init(what: String) { self.what = what }
}
