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
@testable import Returns

/// The network with a liaison officer in each member, a consul of Mexico at one post, the Secretariat, civil society and an observer, in a
/// database of its own; pages are asked for as in a browser. Today is 25 November 2026.
struct Consulates: Sendable {
    enum Engine: String, Sendable, CaseIterable {
        case sqlite, postgreSQL

        /// SQLite always; PostgreSQL where the tests run beside one.
        static var atHand: [Engine] { ProcessInfo.processInfo.environment["ENLACE_TEST_POSTGRES"] == nil ? [.sqlite] : allCases }
    }

    struct Missing: Error { let what: String }

    /// Two posts of Mexico, and missions of two countries of origin.
    struct Known: MissionsAbroad {
        static let tucson = OfferedPost(id: UUID(), key: "mx-us-tucson", name: LocalizedText(es: "Consulado en Tucson", en: "Consulate in Tucson"))
        static let yuma = OfferedPost(id: UUID(), key: "mx-us-yuma", name: LocalizedText(es: "Consulado en Yuma", en: "Consulate in Yuma"))

        func posts(of sending: CountryCode, in tx: Transaction) throws -> [OfferedPost] { sending.rawValue == "MX" ? [Self.tucson, Self.yuma] : [] }
        func posts(ids: [UUID], in tx: Transaction) throws -> [OfferedPost] { [Self.tucson, Self.yuma].filter { ids.contains($0.id) } }
        func missions(of sending: [CountryCode], in tx: Transaction) throws -> [MissionAbroad] {
            let all = [("IN", "US", "Houston", 29.76, -95.37), ("IN", "PA", "Panamá", 8.98, -79.52)].compactMap { sending, receiving, town, latitude, longitude -> MissionAbroad? in
                guard let sending = CountryCode(sending), let receiving = CountryCode(receiving) else { return nil }
                return MissionAbroad(sending: sending, receiving: receiving, name: LocalizedText(es: "Misión en \(town)", en: "Mission in \(town)"), town: town,
                                     position: Position(latitude: latitude, longitude: longitude), path: "/posts/x")
            }
            return all.filter { sending.contains($0.sending) }
        }
    }

    let database: Database
    let clock = MovableClock(Date(timeIntervalSince1970: 1_795_600_000))
    let people: [String: Viewer]
    let delegations: [String: Delegation]
    let application: Application<FrontDoor>
    let room: ReturnsRoom

    var now: Date { clock.clock.now }
    var today: Day { Day(now, in: .gmt) }

    init(_ engine: Engine = .sqlite) async throws {
        database = try await Database.open(try await Self.empty(engine), readers: 2)
        try await database.migrate([AuditTrail.migrations, Job.migrations, Notice.migrations, AccountsSchema.migrations, ReturnsRoom.migrations])
        let now = clock.clock.now
        (people, delegations) = try await database.write { tx in
            try Delegations.ensureFoundations(in: tx, at: now)
            _ = try Delegations.addObserver(name: LocalizedText(es: "India", en: "India"), abbreviation: "obs", by: .shell, at: now, in: tx)
            var people: [String: Viewer] = [:], delegations: [String: Delegation] = [:]
            for delegation in try Delegations.all(in: tx) {
                let role: Role = switch delegation.kind {
                case .member: .liaison
                case .secretariat: .secretariat
                case .civilSociety: .delegate
                case .observer: .observer
                }
                people[delegation.slug] = try Self.person(role, delegation, nil, at: now, in: tx)
                delegations[delegation.slug] = delegation
            }
            guard let mexico = delegations["mx"], let secretariat = delegations["st"] else { throw Missing(what: "mx") }
            people["consul"] = try Self.person(.consul, mexico, Known.tucson.id, at: now, in: tx)
            people["reader"] = try Self.person(.observer, mexico, nil, at: now, in: tx)
            people["admin"] = try Self.person(.administrator, secretariat, nil, at: now, in: tx)
            return (people, delegations)
        }
        let rooms = [(WebRoom.name, WebRoom.resources), (ReturnsRoom.name, ReturnsRoom.resources)]
        let catalogue = try Catalogue(folders: [Catalogue.ownFolder] + rooms.map { $0.1.appendingPathComponent("Strings") })
        let views = try Views(folders: rooms.map { ($0.0, $0.1.appendingPathComponent("Views")) }, catalogue: catalogue)
        let house = House(database: database, catalogue: catalogue, views: views, clock: clock.clock, permissions: ReturnsRoom.permissions, settings: Settings(limitsForms: false), metrics: Metrics())
        room = ReturnsRoom(house, missions: Known())
        application = Application(responder: FrontDoor(house: house, routes: WebRoom.routes(house) + room.routes))
    }

    private static func person(_ role: Role, _ delegation: Delegation, _ post: UUID?, at now: Date, in tx: Transaction) throws -> Viewer {
        let person = try People.make(email: "\(role.rawValue).\(delegation.slug)@example.org", name: "\(role.rawValue) \(delegation.slug)", language: .spanish, password: "x",
                                     isDemonstration: false, by: .shell, at: now, in: tx)
        try Grants.give(role, to: person.id, of: delegation, post: post, by: .shell, at: now, in: tx)
        return Viewer(person: person.id, name: person.name, session: ID<Session>(at: now), language: .spanish, grants: [.init(role: role, delegation: delegation, post: post)])
    }

    private static func empty(_ engine: Engine) async throws -> DatabaseURL {
        let name = "returns_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)
        guard engine == .postgreSQL, let server = ProcessInfo.processInfo.environment["ENLACE_TEST_POSTGRES"] else {
            return try DatabaseURL("sqlite:\(FileManager.default.temporaryDirectory.appendingPathComponent("\(name).sqlite").path)")
        }
        let whole = try await Database.open(try DatabaseURL(server), readers: 1)
        try await whole.write { try $0.execute(SQL(trusted: "CREATE SCHEMA \(name)")) }
        await whole.close()
        return try DatabaseURL(server + (server.contains("?") ? "&" : "?") + "options=-csearch_path%3D\(name),public")
    }

    func delegation(_ slug: String) throws -> Delegation {
        guard let delegation = delegations[slug] else { throw Missing(what: slug) }
        return delegation
    }

    func actor(_ who: String) throws -> Actor {
        guard let viewer = people[who] else { throw Missing(what: who) }
        return viewer.actor(by: nil)
    }

    // MARK: What people do

    static func draft(_ reference: String, origin: String = "IN", on day: String = "2026-10-01", group: PopulationGroup = .adult, _ steps: [(StepKind, String)] = [],
                      office: RecordingOffice = .authority("Migración")) throws -> RequestDraft {
        guard let origin = CountryCode(origin), let mexico = CountryCode("MX"), let day = Day(day) else { throw Missing(what: "draft") }
        return RequestDraft(office: office, origin: origin, reference: try CaseReference(reference), document: .laissezPasser, group: group, mission: AskedMission(in: mexico), requestedOn: day,
                            steps: try steps.map { kind, on in
                                guard let on = Day(on) else { throw Missing(what: "day") }
                                return PlannedStep(kind, on: on)
                            })
    }

    @discardableResult
    func record(_ draft: RequestDraft, affirmed: Set<Affirmation> = Set(Affirmation.ofAll), by slug: String = "mx") async throws -> TravelRequest.ID {
        let owner = try delegation(slug), actor = try actor(slug), now = now
        return try await database.write { try TravelRequests($0).record(draft, affirmed: affirmed, of: owner, by: actor, at: now) }
    }

    func step(_ kind: StepKind, _ on: String, of id: TravelRequest.ID) async throws {
        let actor = try actor("mx"), now = now
        guard let on = Day(on) else { throw Missing(what: "day") }
        try await database.write { try TravelRequests($0).add(PlannedStep(kind, on: on), to: id, by: actor, at: now) }
    }

    func takeBack(_ kind: StepKind, of id: TravelRequest.ID) async throws {
        let actor = try actor("mx"), now = now
        try await database.write { try TravelRequests($0).takeBack(kind, of: id, by: actor, at: now) }
    }

    /// By somebody who has just looked at it.
    func remove(_ id: TravelRequest.ID) async throws {
        let actor = try actor("mx"), now = now
        try await database.write { try TravelRequests($0).remove(id, seen: TravelRequests($0).request(id)?.changedAt, by: actor, at: now) }
    }

    func state(_ count: MonthlyCount, seen: Date? = nil, by slug: String) async throws {
        let owner = try delegation(slug), actor = try actor(slug), now = now
        try await database.write { try MonthlyCounts($0).state(count, seen: seen, affirmed: Set(Affirmation.ofAll), of: owner, by: actor, at: now) }
    }

    func takeBackCount(_ origin: String, _ month: String, seen: Date?, by slug: String) async throws {
        let owner = try delegation(slug), actor = try actor(slug), now = now
        guard let origin = CountryCode(origin), let month = Month(month) else { throw Missing(what: month) }
        try await database.write { try MonthlyCounts($0).takeBack(origin, month, seen: seen, of: owner, by: actor, at: now) }
    }

    // MARK: In a browser

    func signIn(_ who: String) async throws -> String {
        guard let person = people[who]?.person else { throw Missing(what: who) }
        let now = now
        return try await database.write { try Sessions.open(for: person, client: "Test", at: now, in: $0) }
    }

    func get(_ path: String, _ session: String? = nil) async throws -> TestResponse {
        var headers = HTTPFields()
        if let session { headers[.cookie] = "enlace_session=\(session)" }
        return try await application.test(.router) { [headers] in try await $0.execute(uri: path, method: .get, headers: headers) }
    }

    func post(_ path: String, _ session: String, _ fields: [String: String]) async throws -> TestResponse {
        var headers = HTTPFields()
        headers[.cookie] = "enlace_session=\(session)"
        headers[.contentType] = "application/x-www-form-urlencoded"
        let body = fields.merging(["csrf": CSRF.token(for: session)]) { mine, _ in mine }.map { "\($0.key.queryEncoded)=\($0.value.queryEncoded)" }.joined(separator: "&")
        return try await application.test(.router) { [headers] in try await $0.execute(uri: path, method: .post, headers: headers, body: ByteBuffer(string: body)) }
    }

    /// Sends a file with the affirmations.
    func upload(_ text: String, _ session: String, affirmed: Bool = true) async throws -> TestResponse {
        var headers = HTTPFields()
        headers[.cookie] = "enlace_session=\(session)"
        headers[.contentType] = "multipart/form-data; boundary=xyz"
        var fields = ["csrf": CSRF.token(for: session)]
        if affirmed { for each in Affirmation.ofAll { fields["affirm_\(each.rawValue)"] = "yes" } }
        let body = fields.map { "--xyz\r\nContent-Disposition: form-data; name=\"\($0.key)\"\r\n\r\n\($0.value)\r\n" }.joined()
            + "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"requests.csv\"\r\n\r\n\(text)\r\n--xyz--\r\n"
        return try await application.test(.router) { [headers] in try await $0.execute(uri: "/es/desk/returns/import", method: .post, headers: headers, body: ByteBuffer(string: body)) }
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
    var location: String { headers[.location] ?? "" }
}
