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
@testable import Dialogue

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

    /// What other rooms would say, by hand.
    struct Figures: IssuanceEvidence {
        let known: [CountryCode: IssuanceFigures]
        func figures(of countries: [CountryCode], at now: Date, in tx: Transaction) -> [CountryCode: IssuanceFigures] { known.filter { countries.contains($0.key) } }
    }

    struct Questions: LeadQuestions {
        let isOpen: Bool
        func put(_ question: LeadQuestion, by actor: Actor, at now: Date, in tx: Transaction) throws {
            try tx.audit("test.question", kind: "question", record: question.track.uuid, made: [question.reference, question.text[.spanish], question.text[.english]], by: actor, at: now)
        }
        func of(tracks: [Track.ID], in tx: Transaction) -> [Track.ID: PutLeadQuestion] {
            Dictionary(tracks.map { ($0, PutLeadQuestion(path: "/decisions/2026-3", isOpen: isOpen, level: .network)) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// - Parameter isDecided: whether the network has decided who leads.
    init(_ engine: Engine = .sqlite, figures: [CountryCode: IssuanceFigures] = [:], isDecided: Bool = false) async throws {
        database = try await Database.open(try await Self.empty(engine), readers: 2)
        try await database.migrate([AuditTrail.migrations, Job.migrations, Notice.migrations, AccountsSchema.migrations, DialogueRoom.migrations])
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
        let rooms = [(WebRoom.name, WebRoom.resources), (DialogueRoom.name, DialogueRoom.resources)]
        catalogue = try Catalogue(folders: [Catalogue.ownFolder] + rooms.map { $0.1.appendingPathComponent("Strings") })
        let views = try Views(folders: rooms.map { ($0.0, $0.1.appendingPathComponent("Views")) }, catalogue: catalogue)
        let house = House(database: database, catalogue: catalogue, views: views, clock: clock.clock, permissions: DialogueRoom.permissions, settings: Settings(limitsForms: false), metrics: Metrics())
        application = Application(responder: FrontDoor(house: house, routes: WebRoom.routes(house) + DialogueRoom(house, figures: Figures(known: figures), questions: Questions(isOpen: !isDecided)).routes))
    }

    private static func empty(_ engine: Engine) async throws -> DatabaseURL {
        let name = "dialogue_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)
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

    static let india = CountryCode("IN") ?? CountryCode.members[0]
    static let objectives = LocalizedText(es: "Que se expida en 30 días", en: "That it is issued within 30 days")
    static let nothing = LocalizedText(source: .spanish, [:])

    func delegation(_ slug: String) throws -> Delegation {
        guard let delegation = officers[slug]?.grants.first?.delegation else { throw Missing(what: slug) }
        return delegation
    }

    /// A dialogue proposed by Mexico in which Guatemala takes part too.
    @discardableResult
    func propose(_ country: CountryCode = india, _ level: PublicationLevel = .network, evidence: IssuanceFigures? = nil) async throws -> Track {
        let mexico = try delegation("mx").id, guatemala = try delegation("gt").id, actor = try actor("mx"), now = now
        return try await database.write {
            try Tracks($0).propose(country, objectives: Self.objectives, level: level, participants: [mexico, guatemala], evidence: evidence, by: mexico, actor, at: now)
        }
    }

    /// The same, led by Mexico.
    @discardableResult
    func active(_ country: CountryCode = india, _ level: PublicationLevel = .network, evidence: IssuanceFigures? = nil) async throws -> Track {
        let track = try await propose(country, level), mexico = try delegation("mx"), actor = try actor("st"), now = now
        try await database.write { try Tracks($0).name(lead: mexico, of: track.id, basis: "Reunión", isDecided: false, evidence: evidence, by: actor, at: now) }
        return try await self.track(track.key)
    }

    func step(_ kind: Step.Kind = .meeting, by slug: String = "mx", planned: Int? = nil, done: Int? = nil, result: LocalizedText = nothing) throws -> Step {
        Step(id: .init(at: now), kind: kind, title: LocalizedText(es: "Reunión técnica", en: "Technical meeting"), delegation: try delegation(slug).id, plannedOn: planned.map { today.adding(days: $0) },
             doneOn: done.map { today.adding(days: $0) }, result: result, changedAt: now)
    }

    func add(_ step: Step, to track: Track) async throws {
        let actor = try actor("mx"), now = now
        try await database.write { try Tracks($0).add(step, to: track.id, by: actor, at: now) }
    }

    func track(_ key: String) async throws -> Track {
        guard let found = try await database.read({ try Tracks($0).track(key: key) }) else { throw Missing(what: key) }
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
