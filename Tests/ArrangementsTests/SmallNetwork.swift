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
@testable import Arrangements

/// The eleven with a liaison officer each, the Secretariat and an observer, in a database of its own, with a clock that is moved by
/// hand: Wednesday 25 November 2026, 09:46 UTC.
struct SmallNetwork: Sendable {
    enum Engine: String, Sendable, CaseIterable {
        case sqlite, postgreSQL

        /// SQLite always; PostgreSQL where the tests run beside one.
        static var atHand: [Engine] { ProcessInfo.processInfo.environment["ENLACE_TEST_POSTGRES"] == nil ? [.sqlite] : allCases }
    }

    struct Missing: Error { let what: String }

    let database: Database
    let clock = MovableClock(Date(timeIntervalSince1970: 1_795_600_000))
    let officers: [String: Viewer]
    let application: Application<FrontDoor>
    let catalogue: Catalogue

    var now: Date { clock.clock.now }
    var today: Day { Day(now, in: .gmt) }

    init(_ engine: Engine = .sqlite) async throws {
        database = try await Database.open(try await Self.empty(engine), readers: 2)
        try await database.migrate([AuditTrail.migrations, Job.migrations, Notice.migrations, AccountsSchema.migrations, ArrangementsRoom.migrations])
        let now = clock.clock.now
        officers = try await database.write { tx in
            try Delegations.ensureFoundations(in: tx, at: now)
            _ = try Delegations.addObserver(name: LocalizedText(es: "Observador", en: "Observer"), abbreviation: "obs", by: .shell, at: now, in: tx)
            return Dictionary(uniqueKeysWithValues: try Delegations.all(in: tx).map { delegation in
                let role: Role = switch delegation.kind {
                case .member: .liaison
                case .secretariat: .secretariat
                case .civilSociety: .delegate
                case .observer: .observer
                }
                let person = try People.make(email: "\(delegation.slug)@example.org", name: "\(role.rawValue) \(delegation.slug)", language: .spanish, password: "x", isDemonstration: false, by: .shell, at: now, in: tx)
                try Grants.give(role, to: person.id, of: delegation, by: .shell, at: now, in: tx)
                return (delegation.slug, Viewer(person: person.id, name: person.name, session: ID<Session>(at: now), language: .spanish, grants: [.init(role: role, delegation: delegation)]))
            })
        }
        let rooms = [(WebRoom.name, WebRoom.resources), (ArrangementsRoom.name, ArrangementsRoom.resources)]
        catalogue = try Catalogue(folders: [Catalogue.ownFolder] + rooms.map { $0.1.appendingPathComponent("Strings") })
        let views = try Views(folders: rooms.map { ($0.0, $0.1.appendingPathComponent("Views")) }, catalogue: catalogue)
        let house = House(database: database, catalogue: catalogue, views: views, clock: clock.clock, permissions: ArrangementsRoom.permissions, settings: Settings(limitsForms: false), metrics: Metrics())
        application = Application(responder: FrontDoor(house: house, routes: WebRoom.routes(house) + ArrangementsRoom(house).routes))
    }

    private static func empty(_ engine: Engine) async throws -> DatabaseURL {
        let name = "arrangements_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)
        guard engine == .postgreSQL, let server = ProcessInfo.processInfo.environment["ENLACE_TEST_POSTGRES"] else {
            return try DatabaseURL("sqlite:\(FileManager.default.temporaryDirectory.appendingPathComponent("\(name).sqlite").path)")
        }
        let whole = try await Database.open(try DatabaseURL(server), readers: 1)
        try await whole.write { try $0.execute(SQL(trusted: "CREATE SCHEMA \(name)")) }
        await whole.close()
        return try DatabaseURL(server + (server.contains("?") ? "&" : "?") + "options=-csearch_path%3D\(name),public")
    }

    func actor(_ slug: String) throws -> Actor {
        guard let viewer = officers[slug] else { throw Missing(what: slug) }
        return viewer.actor(by: nil)
    }

    // MARK: What people do

    static let mexico = CountryCode("MX") ?? CountryCode.members[0], guatemala = CountryCode("GT") ?? CountryCode.members[0]

    static func terms(_ level: PublicationLevel = .public, notice: [PopulationGroup: Int] = [:], from: Day? = nil, until: Day? = nil, conditions: [Condition] = []) -> Terms {
        Terms(title: LocalizedText(es: "Arreglo", en: "Arrangement"), source: .init(title: "Nota 1", url: nil, on: nil), validFrom: from, validUntil: until, notice: notice, conditions: conditions, level: level)
    }

    static func crossing(_ hours: [PopulationGroup: String] = [:], never: [PopulationGroup] = [], off: [String] = [], zone: String = "America/Guatemala", number: Int = 0, name: String = "Puente") throws -> Crossing {
        guard let subdivision = SubdivisionCode("GT-SM"), let zone = NamedZone(rawValue: zone) else { throw Missing(what: "a place") }
        var receptions = try hours.mapValues { Reception(.hours(try ReceptionHours($0)), clause: "4") }
        for group in never { receptions[group] = Reception(.never, clause: "5") }
        return Crossing(number: number, name: name, subdivision: subdivision, zone: zone, receptions: receptions, daysOff: off.compactMap { DayOff($0) })
    }

    /// An arrangement by which Mexico returns people to Guatemala, recorded by Mexico's liaison officer.
    @discardableResult
    func record(_ terms: Terms = terms(), crossings: [Crossing] = []) async throws -> Arrangement {
        let actor = try actor("mx"), now = now
        return try await database.write { tx in
            let all = Arrangements(tx)
            let made = try all.record(terms, from: Self.mexico, to: Self.guatemala, side: .returning, by: actor, at: now)
            for crossing in crossings { try all.put(crossing, to: made.id, seen: nil, side: .returning, by: actor, at: now) }
            guard let whole = try all.arrangement(key: made.key) else { throw Missing(what: made.key) }
            return whole
        }
    }

    func arrangement(_ key: String) async throws -> Arrangement {
        guard let found = try await database.read({ try Arrangements($0).arrangement(key: key) }) else { throw Missing(what: key) }
        return found
    }

    // MARK: What they see

    func signIn(_ slug: String) async throws -> String {
        guard let person = officers[slug]?.person else { throw Missing(what: slug) }
        let now = now
        return try await database.write { try Sessions.open(for: person, client: "Test", at: now, in: $0) }
    }

    func get(_ path: String, _ session: String? = nil) async throws -> TestResponse {
        var headers = HTTPFields()
        if let session { headers[.cookie] = "enlace_session=\(session)" }
        return try await application.test(.router) { [headers] in try await $0.execute(uri: path, method: .get, headers: headers) }
    }

    func post(_ path: String, _ session: String, _ fields: [(String, String)]) async throws -> TestResponse {
        var headers = HTTPFields()
        headers[.cookie] = "enlace_session=\(session)"
        headers[.contentType] = "application/x-www-form-urlencoded"
        let body = (fields + [("csrf", CSRF.token(for: session))]).map { "\($0.0.queryEncoded)=\($0.1.queryEncoded)" }.joined(separator: "&")
        return try await application.test(.router) { [headers] in try await $0.execute(uri: path, method: .post, headers: headers, body: ByteBuffer(string: body)) }
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
    var location: String { headers[.location] ?? "" }
}
