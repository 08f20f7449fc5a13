import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Localization
import Records
import Search
import Storage
import Testing
import Web

/// The house with the search alone, and invented records in the place of the other rooms'.
struct SearchHouse: Sendable {
    let database: Database
    let clock = MovableClock(Date(timeIntervalSince1970: 1_795_600_000))
    let application: Application<FrontDoor>

    /// SQLite always; PostgreSQL where the tests run beside one.
    static let engines = ["sqlite"] + (ProcessInfo.processInfo.environment["ENLACE_TEST_POSTGRES"] == nil ? [] : ["postgres"])

    init(_ engine: String = "sqlite") async throws {
        database = try await Database.open(try Self.empty(engine))
        try await database.migrate([AuditTrail.migrations, AccountsSchema.migrations, SearchRoom.migrations])
        let rooms = [(WebRoom.name, WebRoom.resources), (SearchRoom.name, SearchRoom.resources)]
        let catalogue = try Catalogue(folders: [Catalogue.ownFolder] + rooms.map { $0.1.appendingPathComponent("Strings") })
        let views = try Views(folders: rooms.map { ($0.0, $0.1.appendingPathComponent("Views")) }, catalogue: catalogue)
        let house = House(database: database, catalogue: catalogue, views: views, clock: clock.clock, permissions: SearchRoom.permissions, settings: Settings(), metrics: Metrics())
        let room = SearchRoom(house, kinds: [Shelf(kind: "note", name: "search.title"), Shelf(kind: "report", name: "search.kinds")])
        application = Application(responder: FrontDoor(house: house, routes: WebRoom.routes(house) + room.routes))
        let now = clock.clock.now
        try await database.write { try Delegations.ensureFoundations(in: $0, at: now) }
    }

    private static func empty(_ engine: String) throws -> DatabaseURL {
        guard engine == "postgres", let server = ProcessInfo.processInfo.environment["ENLACE_TEST_POSTGRES"] else {
            return try DatabaseURL("sqlite:\(FileManager.default.temporaryDirectory.appendingPathComponent("search-\(UUID().uuidString).sqlite").path)")
        }
        let name = "search_" + UUID().uuidString.lowercased().replacing("-", with: "")
        let psql = Process()
        psql.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        psql.arguments = ["psql", "-Xq", "-c", "CREATE DATABASE \(name)", server]
        try psql.run()
        psql.waitUntilExit()
        let base = server.lastIndex(of: "/").map { server[...$0] } ?? ""
        return try DatabaseURL(base + name)
    }

    /// Puts a record into the index.
    @discardableResult
    func add(_ kind: String = "note", es: (String, String)? = nil, en: (String, String)? = nil, for audience: String = "public",
             countries: [String] = [], theme: String? = nil, day: String? = nil, record: UUID = UUID()) async throws -> UUID {
        try await database.write { tx in
            let texts = [("es", es), ("en", en)].compactMap { language, text in text.map { (language, $0.0, $0.1) } }
            let documents = texts.map { FullText.Document(kind: kind, record: record, language: $0.0, title: $0.1, body: $0.2, audience: audience) }
            try tx.index(kind: kind, record: record, documents, countries: countries, theme: theme, day: day.flatMap { Day($0) })
        }
        return record
    }

    func find(_ typed: String, _ filter: FullText.Filter = .init(audiences: ["public"]), for language: String = "es", limit: Int = 20, offset: Int = 0) async throws -> FullText.Answer {
        let query = try FullText.Query(typed)
        return try await database.read { try $0.search(query, filter, counting: ["note", "report"], for: language, limit: limit, offset: offset) }
    }

    /// What a person reads; without a role, somebody without an account.
    func page(_ path: String, as role: Role? = nil, of delegation: String = "mx") async throws -> (status: HTTPResponse.Status, text: String) {
        var headers = HTTPFields()
        if let role { headers[.cookie] = "enlace_session=\(try await session(role, delegation))" }
        let sent = headers
        let response = try await application.test(.router) { try await $0.execute(uri: path, method: .get, headers: sent) }
        return (response.status, String(buffer: response.body))
    }

    private func session(_ role: Role, _ delegation: String) async throws -> String {
        let now = clock.clock.now
        return try await database.write { tx in
            guard let party = try Delegations.find(slug: delegation, in: tx) else { throw AccountError.unknownDelegation(delegation) }
            let person = try People.make(email: "\(UUID().uuidString)@example.org", name: "P", language: .spanish, password: "x", isDemonstration: false, by: .shell, at: now, in: tx)
            try Grants.give(role, to: person.id, of: party, post: nil, by: .shell, at: now, in: tx)
            return try Sessions.open(for: person.id, client: "Test", at: now, in: tx)
        }
    }

    func delegation(_ slug: String) async throws -> UUID {
        try await database.read { try #require(try Delegations.find(slug: slug, in: $0)).id.uuid }
    }
}

/// A room's kind of record: each stands at its identifier.
struct Shelf: SearchKind {
    let kind: String
    let name: String

    func paths(of records: [UUID], in tx: Transaction) throws -> [UUID: String] {
        Dictionary(uniqueKeysWithValues: records.map { ($0, "/\(kind)/\($0.uuidString.lowercased())") })
    }
}
