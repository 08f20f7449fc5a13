import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage
import Web
@testable import Decisions

/// The network of the eleven with one liaison officer in each, the Secretariat, civil society and an observer, in a database of
/// its own, with a clock that is moved by hand. Honduras presides.
struct Eleven: Sendable {
    enum Engine: String, Sendable, CaseIterable {
        case sqlite, postgreSQL

        /// SQLite always; PostgreSQL where the tests run beside one.
        static var atHand: [Engine] { ProcessInfo.processInfo.environment["ENLACE_TEST_POSTGRES"] == nil ? [.sqlite] : allCases }
    }

    struct Missing: Error { let what: String }

    let database: Database
    let url: DatabaseURL
    let clock = MovableClock(Date(timeIntervalSince1970: 1_795_600_000))
    /// Who speaks, by the delegation's short name.
    let officers: [String: Viewer]
    let delegations: [String: Delegation]

    var now: Date { clock.clock.now }
    static let members = CountryCode.members.map { $0.rawValue.lowercased() }

    init(_ engine: Engine = .sqlite) async throws {
        url = try await Self.empty(engine)
        database = try await Database.open(url, readers: 2)
        try await database.migrate([AuditTrail.migrations, Job.migrations, Notice.migrations, AccountsSchema.migrations, DecisionsRoom.migrations])
        let now = clock.clock.now
        (officers, delegations) = try await database.write { tx in
            try Delegations.ensureFoundations(in: tx, at: now)
            _ = try Delegations.addObserver(name: LocalizedText(es: "Observador", en: "Observer"), abbreviation: "obs", by: .shell, at: now, in: tx)
            var officers: [String: Viewer] = [:], delegations: [String: Delegation] = [:]
            for delegation in try Delegations.all(in: tx) {
                let role: Role = switch delegation.kind {
                case .member: .liaison
                case .secretariat: .secretariat
                case .civilSociety: .delegate
                case .observer: .observer
                }
                officers[delegation.slug] = try Self.officer(role, delegation, at: now, in: tx)
                delegations[delegation.slug] = delegation
            }
            guard let honduras = delegations["hn"] else { throw Missing(what: "hn") }
            let today = Day(now, in: .gmt)
            try Presidencies.add(honduras, from: today.adding(days: -10), to: today.adding(days: 355), by: .shell, at: now, in: tx)
            return (officers, delegations)
        }
    }

    /// The same network seen by another process: a second connection to the same database.
    func reopened() async throws -> Database { try await Database.open(url, readers: 1) }

    private static func officer(_ role: Role, _ delegation: Delegation, at now: Date, in tx: Transaction) throws -> Viewer {
        let person = try People.make(email: "\(role.rawValue).\(delegation.slug)@example.org", name: "\(role.rawValue) \(delegation.slug)", language: .spanish, password: "x",
                                     isDemonstration: false, by: .shell, at: now, in: tx)
        try Grants.give(role, to: person.id, of: delegation, by: .shell, at: now, in: tx)
        return Viewer(person: person.id, name: person.name, session: ID<Session>(at: now), language: .spanish, grants: [.init(role: role, delegation: delegation)])
    }

    private static func empty(_ engine: Engine) async throws -> DatabaseURL {
        let name = "decisions_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)
        guard engine == .postgreSQL, let server = ProcessInfo.processInfo.environment["ENLACE_TEST_POSTGRES"] else {
            return try DatabaseURL("sqlite:\(FileManager.default.temporaryDirectory.appendingPathComponent("\(name).sqlite").path)")
        }
        let whole = try await Database.open(try DatabaseURL(server), readers: 1)
        try await whole.write { try $0.execute(SQL(trusted: "CREATE SCHEMA \(name)")) }
        await whole.close()
        return try DatabaseURL(server + (server.contains("?") ? "&" : "?") + "options=-csearch_path%3D\(name),public")
    }

    func viewer(_ slug: String) throws -> Viewer {
        guard let viewer = officers[slug] else { throw Missing(what: slug) }
        return viewer
    }

    func delegation(_ slug: String) throws -> Delegation {
        guard let delegation = delegations[slug] else { throw Missing(what: slug) }
        return delegation
    }

    // MARK: What people do

    static let wording = Wording(
        question: LocalizedText(es: "¿Quién lidera el diálogo?", en: "Who leads the dialogue?"), background: LocalizedText(es: "Actividad pendiente.", en: "Pending activity."),
        text: LocalizedText(es: "La Presidencia lidera el diálogo.", en: "The Presidency leads the dialogue."), concern: .init(.activity, "1.3.2"))

    /// A deadline so many days ahead, at 18:00 in San José.
    func deadline(days: Int = 14) throws -> Deadline {
        let zone = NamedZone.standard
        guard let deadline = Deadline(Day(now, in: zone.timeZone).adding(days: days), minutes: 18 * 60, in: zone) else { throw Missing(what: "deadline") }
        return deadline
    }

    @discardableResult
    func put(_ wording: Wording = Eleven.wording, by slug: String = "st") async throws -> Decision {
        let viewer = try viewer(slug), now = now
        return try await database.write { tx in
            guard let (grant, office) = try Seat(viewer, DecisionsRoom.permissions, at: now, in: tx).putting else { throw Missing(what: "a seat for \(slug)") }
            return try Decisions(tx).put(wording, from: .init(office, of: grant.delegation.id, name: viewer.name), by: viewer.actor(by: grant), at: now)
        }
    }

    @discardableResult
    func circulate(_ decision: Decision, days: Int = 14, _ procedure: Decision.Procedure = .silence) async throws -> Round {
        let deadline = try deadline(days: days), now = now, actor = try viewer("st").actor(by: nil)
        return try await database.write { try Decisions($0).circulate(decision.id, procedure, until: deadline, by: actor, at: now) }
    }

    @discardableResult
    func take(_ kind: MemberPosition.Kind, _ reason: String? = nil, in decision: Decision, by slug: String) async throws -> MemberPosition {
        let delegation = try delegation(slug), actor = try viewer(slug).actor(by: nil), now = now
        let text = reason.map { LocalizedText(source: .spanish, [.spanish: $0]) }
        return try await database.write { try Decisions($0).take(kind, text, in: decision.id, of: delegation, by: actor, at: now) }
    }

    func file(_ decision: Decision) async throws -> DecisionFile {
        let file = try await database.read { try Decisions($0).file(key: decision.id.description) }
        guard let file else { throw Missing(what: "the decision") }
        return file
    }

    /// A silence procedure under way.
    func running(days: Int = 14) async throws -> Decision {
        let decision = try await put()
        try await circulate(decision, days: days)
        return decision
    }

    /// Runs what the queue holds and is due, as a runner does.
    /// - Returns: how many jobs there were.
    @discardableResult
    func runJobs(on other: Database? = nil) async throws -> Int {
        let now = now, database = other ?? database
        return try await database.write { tx in
            let due = try tx.rows("SELECT * FROM job WHERE done_at IS NULL AND run_at <= \(now) ORDER BY run_at, id", as: Job.init)
            for job in due {
                guard job.kind == Decisions.deadlineJob else { throw Missing(what: job.kind) }
                try Decisions(tx).runDeadline(job.decode(), at: now)
                try tx.execute("UPDATE job SET done_at = \(now) WHERE id = \(job.id)")
            }
            return due.count
        }
    }

    /// How many notices with that text there are for each person.
    func notices(_ name: String) async throws -> [UUID: Int] {
        let text = "decisions.notice.\(name)"
        let rows = try await database.read { tx in
            try tx.rows("SELECT person, count(*) AS n FROM notice WHERE text = \(text) GROUP BY person") { (try $0.get("person", as: UUID.self), try $0.get("n", as: Int.self)) }
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// That each of the eleven and the Secretariat was told exactly once, and nobody else.
    func toldOnce(_ name: String) async throws -> Bool {
        let told = try await notices(name)
        return Set(told.keys) == Set(try (Self.members + ["st"]).map { try viewer($0).person.uuid }) && told.values.allSatisfy { $0 == 1 }
    }
}
