import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Localization
import NIOCore
import Records
import Storage
import Web
@testable import Visas

/// The eleven with two liaison officers of Mexico, one of Honduras and the Secretariat, in a database of its own, with a clock that is
/// moved by hand. It begins on 25 November 2026.
struct SmallNetwork: Sendable {
    enum Engine: String, Sendable, CaseIterable {
        case sqlite, postgreSQL

        /// SQLite always; PostgreSQL where the tests run beside one.
        static var atHand: [Engine] { ProcessInfo.processInfo.environment["ENLACE_TEST_POSTGRES"] == nil ? [.sqlite] : allCases }
    }

    struct Missing: Error { let what: String }

    let database: Database
    let clock = MovableClock(Date(timeIntervalSince1970: 1_795_600_000))
    /// `mx`, `mx2`, `hn`, `st`.
    let officers: [String: Viewer]

    var now: Date { clock.clock.now }
    var today: Day { Day(now, in: .gmt) }

    init(_ engine: Engine = .sqlite) async throws {
        database = try await Database.open(try await Self.empty(engine), readers: 2)
        try await database.migrate([AuditTrail.migrations, Job.migrations, Notice.migrations, AccountsSchema.migrations, VisasRoom.migrations])
        let now = clock.clock.now
        officers = try await database.write { tx in
            try Delegations.ensureFoundations(in: tx, at: now)
            var officers: [String: Viewer] = [:]
            for (key, slug, role) in [("mx", "mx", Role.liaison), ("mx2", "mx", .liaison), ("hn", "hn", .liaison), ("st", "st", .secretariat)] {
                guard let delegation = try Delegations.find(slug: slug, in: tx) else { throw Missing(what: slug) }
                let person = try People.make(email: "\(key)@example.org", name: "Officer \(key)", language: .spanish, password: "x", isDemonstration: false, by: .shell, at: now, in: tx)
                try Grants.give(role, to: person.id, of: delegation, by: .shell, at: now, in: tx)
                officers[key] = Viewer(person: person.id, name: person.name, session: ID<Session>(at: now), language: .spanish, grants: [.init(role: role, delegation: delegation)])
            }
            return officers
        }
    }

    private static func empty(_ engine: Engine) async throws -> DatabaseURL {
        let name = "visas_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)
        guard engine == .postgreSQL, let server = ProcessInfo.processInfo.environment["ENLACE_TEST_POSTGRES"] else {
            return try DatabaseURL("sqlite:\(FileManager.default.temporaryDirectory.appendingPathComponent("\(name).sqlite").path)")
        }
        let whole = try await Database.open(try DatabaseURL(server), readers: 1)
        try await whole.write { try $0.execute(SQL(trusted: "CREATE SCHEMA \(name)")) }
        await whole.close()
        return try DatabaseURL(server + (server.contains("?") ? "&" : "?") + "options=-csearch_path%3D\(name),public")
    }

    func officer(_ key: String) throws -> Viewer {
        guard let officer = officers[key] else { throw Missing(what: key) }
        return officer
    }

    func actor(_ key: String) throws -> Actor { try officer(key).actor(by: nil) }

    // MARK: What people do

    /// States it at once, as content or an approved draft would.
    @discardableResult
    func state(_ change: RuleChange, isOfficial: Bool = true) async throws -> ID<Rule> {
        let now = now, actor = try actor("mx")
        return try await database.write { try Visas($0).state(change, isOfficial: isOfficial, by: actor, at: now) }
    }

    func answer(_ subject: RuleSubject, on day: String, asBelievedAt instant: Date? = nil) async throws -> RuleAnswer {
        let day = try Self.day(day)
        return try await database.read { try Visas($0).answer(subject, on: day, asBelievedAt: instant) }
    }

    /// The answer in a few letters: `visa_free 90`, `unknown`.
    func said(_ subject: RuleSubject, on day: String, asBelievedAt instant: Date? = nil) async throws -> String {
        let answer = try await answer(subject, on: day, asBelievedAt: instant)
        guard let ruling = answer.rule?.ruling else { return "unknown" }
        return [ruling.requirement.rawValue, ruling.days.map(String.init)].compactMap(\.self).joined(separator: " ")
    }

    // MARK: What they say

    static func country(_ code: String) throws -> CountryCode {
        guard let country = CountryCode(code) else { throw Missing(what: code) }
        return country
    }

    static func day(_ text: String) throws -> Day {
        guard let day = Day(text) else { throw Missing(what: text) }
        return day
    }

    static func subject(_ nationality: String, _ destination: String = "MX", _ document: TravelDocument = .ordinary, _ purpose: Purpose = .visit) throws -> RuleSubject {
        RuleSubject(try country(nationality), to: try country(destination), document: document, purpose: purpose)
    }

    func ruling(_ requirement: Requirement, _ days: Int? = nil, from: String, through: String? = nil, enacted: String? = nil, retroactive: Bool = false, conditions: String = "") throws -> Ruling {
        try Ruling(requirement, days: days, conditions: Conditions(conditions) ?? Conditions(), source: RuleSource(.legalAct, title: "Ley de prueba", asOf: try Self.day("2026-01-15")), enactedOn: try Self.day(enacted ?? "2024-01-01"),
                   isRetroactive: retroactive, from: try Self.day(from), through: through.map(Self.day), today: today)
    }

    func change(_ nationality: String, _ requirement: Requirement, _ days: Int? = nil, from: String, through: String? = nil, conditions: String = "") throws -> RuleChange {
        RuleChange(try Self.subject(nationality), try ruling(requirement, days, from: from, through: through, conditions: conditions))
    }
}

/// The room as people meet it in a browser.
struct Counter {
    let network: SmallNetwork
    let application: Application<FrontDoor>

    /// One office of every State in Honduras.
    private struct Offices: VisaPosts {
        func posts(of states: [CountryCode], in countries: [CountryCode], limit: Int, tx: Transaction) throws -> [CountryCode: [CountryCode: [VisaPost]]] {
            // As the directory does: one statement, whatever is asked.
            _ = try tx.row("SELECT 1 AS one")
            return states.reduce(into: [:]) { found, state in
                for country in countries where country.rawValue == "HN" {
                    found[state, default: [:]][country] = [VisaPost(name: LocalizedText(es: "Consulado en San Pedro Sula", en: "Consulate in San Pedro Sula"), city: "San Pedro Sula", path: "/posts/\(state.rawValue.lowercased())-hn")]
                }
            }
        }

        func list(of destination: CountryCode, in country: CountryCode) -> String? { nil }
    }

    init() async throws {
        network = try await SmallNetwork()
        let rooms = [(WebRoom.name, WebRoom.resources), (VisasRoom.name, VisasRoom.resources)]
        let catalogue = try Catalogue(folders: [Catalogue.ownFolder] + rooms.map { $0.1.appendingPathComponent("Strings") })
        let views = try Views(folders: rooms.map { ($0.0, $0.1.appendingPathComponent("Views")) }, catalogue: catalogue)
        let house = House(database: network.database, catalogue: catalogue, views: views, clock: network.clock.clock, permissions: VisasRoom.permissions, settings: Settings(limitsForms: false), metrics: Metrics())
        application = Application(responder: FrontDoor(house: house, routes: WebRoom.routes(house) + VisasRoom(house, posts: Offices()).routes))
    }

    func signIn(_ key: String) async throws -> String {
        let person = try network.officer(key).person, now = network.now
        return try await network.database.write { try Sessions.open(for: person, client: "Test", at: now, in: $0) }
    }

    func get(_ path: String, _ session: String? = nil) async throws -> TestResponse {
        var headers = HTTPFields()
        if let session { headers[.cookie] = "enlace_session=\(session)" }
        return try await application.test(.router) { [headers] in try await $0.execute(uri: path, method: .get, headers: headers) }
    }

    func json(_ path: String) async throws -> [String: Any] {
        let response = try await get(path)
        guard let object = try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView)) as? [String: Any] else { throw SmallNetwork.Missing(what: path) }
        return object
    }

    func post(_ path: String, _ session: String, _ fields: [(String, String)]) async throws -> TestResponse {
        var headers = HTTPFields()
        headers[.cookie] = "enlace_session=\(session)"
        headers[.contentType] = "application/x-www-form-urlencoded"
        let body = (fields + [("csrf", CSRF.token(for: session))]).map { "\($0.0.queryEncoded)=\($0.1.queryEncoded)" }.joined(separator: "&")
        return try await application.test(.router) { [headers] in try await $0.execute(uri: path, method: .post, headers: headers, body: ByteBuffer(string: body)) }
    }

    /// Presses a button of a page: with what its form carries.
    func press(_ verb: String, on path: String, _ session: String) async throws -> TestResponse {
        let page = try await get(path, session).text
        guard let form = page.firstMatch(of: try Regex("action=\"[^\"]*/\(verb)\".*?name=\"seen\" value=\"([0-9a-f]+)\"")), let seen = form.output[1].substring else { throw SmallNetwork.Missing(what: verb) }
        return try await post("\(path)/\(verb)", session, [("seen", String(seen))])
    }

    func upload(_ file: String, _ session: String, to path: String = "/es/desk/visas/import") async throws -> TestResponse {
        var headers = HTTPFields()
        headers[.cookie] = "enlace_session=\(session)"
        headers[.contentType] = "multipart/form-data; boundary=xyz"
        let body = "--xyz\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n\(CSRF.token(for: session))\r\n--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"rules.csv\"\r\n\r\n\(file)\r\n--xyz--\r\n"
        return try await application.test(.router) { [headers] in try await $0.execute(uri: path, method: .post, headers: headers, body: ByteBuffer(string: body)) }
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
    /// Where it leads, without what was done: `?done=…`.
    var page: String { String((headers[.location] ?? "").prefix { $0 != "?" }) }
}
