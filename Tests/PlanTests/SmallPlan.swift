import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage
import Synchronization
import Web
@testable import Plan

/// The network with its plan of 2008, on a database of its own, with a clock that is moved by hand.
struct SmallPlan: Sendable {
    let database: Database
    /// 15 October 2026, noon (UTC).
    let clock = MovableClock(Date(timeIntervalSince1970: 1_792_065_600))
    let catalogue: Catalogue
    let counted: Counted
    let asked = Asked()
    let live: LivePlans

    /// What another room would count: set by the test.
    final class Counted: EvidenceSource {
        let activities = ["1.5.1"]
        private let figure = Mutex<EvidenceFigure?>(nil)

        func set(_ value: Int, of target: Int?, newest: Date?) {
            figure.withLock { $0 = EvidenceFigure(text: "directory.evidence.verified", value: value, target: target, newest: newest, trend: [0, value], path: "/directory") }
        }

        func figures(for activity: String, at now: Date, in tx: Transaction) -> [EvidenceFigure] { figure.withLock { [$0].compactMap(\.self) } }
    }

    /// The room of decisions in its simplest form: remembers what was put, and settles when told.
    final class Asked: OpenQuestions {
        private let questions = Mutex<[PlanQuestion]>([])
        private let settled = Mutex<Set<String>>([])
        private let others = Mutex<[PutQuestion]>([])

        /// A decision about an activity that somebody else put.
        func add(_ question: PutQuestion) { others.withLock { $0.append(question) } }

        var references: [String] { questions.withLock { $0.map(\.reference) } }
        func settle(_ reference: String) { settled.withLock { _ = $0.insert(reference) } }

        func put(_ question: PlanQuestion, by actor: Actor, at now: Date, in tx: Transaction) { questions.withLock { $0.append(question) } }

        func of(activities: [ActivityNumber], in tx: Transaction) -> [PutQuestion] {
            let settled = settled.withLock(\.self)
            return questions.withLock { $0 }.enumerated().filter { activities.contains($0.element.activity) }.map { number, question in
                PutQuestion(activity: question.activity, reference: question.reference, text: question.text, path: "/decisions/2026-\(number + 1)", state: settled.contains(question.reference) ? .taken : .open)
            } + others.withLock { $0 }.filter { activities.contains($0.activity) }
        }
    }

    /// SQLite always; PostgreSQL where `ENLACE_TEST_POSTGRES` names a server.
    static let engines = ["sqlite"] + (ProcessInfo.processInfo.environment["ENLACE_TEST_POSTGRES"] == nil ? [] : ["postgres"])

    init(_ engine: String = "sqlite") async throws {
        database = try await Database.open(try await Self.empty(engine), readers: 2)
        try await database.migrate([AuditTrail.migrations, AccountsSchema.migrations, PlanRoom.migrations])
        catalogue = try Catalogue(folders: [Catalogue.ownFolder] + [WebRoom.resources, PlanRoom.resources].map { $0.appendingPathComponent("Strings") })
        counted = Counted()
        live = LivePlans(evidence: [counted], questions: asked)
        let now = clock.clock.now, asked = asked
        try await database.write { tx in
            try Delegations.ensureFoundations(in: tx, at: now)
            try FirstPlan().add(questions: asked, at: now, in: tx)
        }
    }

    /// A file of this test's own, or a schema of its own.
    private static func empty(_ engine: String) async throws -> DatabaseURL {
        let name = "plan_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)
        guard engine == "postgres", let server = ProcessInfo.processInfo.environment["ENLACE_TEST_POSTGRES"] else {
            return try DatabaseURL("sqlite:\(FileManager.default.temporaryDirectory.appendingPathComponent("\(name).sqlite").path)")
        }
        let whole = try await Database.open(try DatabaseURL(server), readers: 1)
        try await whole.write { try $0.execute(SQL(trusted: "CREATE SCHEMA \(name)")) }
        await whole.close()
        return try DatabaseURL(server + (server.contains("?") ? "&" : "?") + "options=-csearch_path%3D\(name),public")
    }

    var now: Date { clock.clock.now }

    struct Missing: Error { let what: String }

    /// The edition as it stands.
    func plan(_ key: String = "2008") async throws -> Plan {
        try await database.read { tx in
            guard let edition = try Plans(tx).edition(key: key) else { throw Missing(what: key) }
            return try Plans(tx).plan(of: edition)
        }
    }

    func activity(_ number: String, in key: String = "2008") async throws -> Activity {
        guard let parsed = ActivityNumber(number), let found = try await plan(key).activity(parsed) else { throw Missing(what: number) }
        return found
    }

    /// What things are called in Spanish.
    func terms() async throws -> PlanTerms { PlanTerms(catalogue, in: .spanish, delegations: try await database.read { try Delegations.all(in: $0) }) }

    /// How an activity stands today, as a person without an account or this one reads it.
    func progress(_ number: String, for viewer: Viewer? = nil) async throws -> ActivityStanding {
        let activity = try await activity(number), now = now, live = live
        let found = try await database.read { tx -> ActivityStanding? in
            guard let edition = try Plans(tx).edition(key: "2008") else { return nil }
            return try live.live([edition], for: viewer, at: now, in: tx).first?.live(activity)?.progress
        }
        guard let found else { throw Missing(what: number) }
        return found
    }

    /// What the audit trail has of an action: its states before and after, oldest first.
    func audited(_ action: String) async throws -> [(before: String, after: String)] {
        try await database.read { tx in
            try tx.rows("SELECT before_state, after_state FROM audit WHERE action = \(action) ORDER BY number") {
                (try $0.get("before_state", as: String?.self) ?? "", try $0.get("after_state", as: String?.self) ?? "")
            }
        }
    }

    func delegation(_ slug: String) async throws -> Delegation {
        guard let found = try await database.read({ try Delegations.find(slug: slug, in: $0) }) else { throw Missing(what: slug) }
        return found
    }

    func edit(_ number: String, _ change: @Sendable (inout Activity) -> Void) async throws {
        let before = try await activity(number), now = now
        var after = before
        change(&after)
        let changed = after
        let edition = try await plan().edition
        try await database.write { try Plans($0).edit(changed, before: before, in: edition, by: .shell, at: now) }
    }

    @discardableResult
    func write(_ text: String, on number: String, by slug: String = "hn", _ kind: ProgressNote.Kind = .progress, level: PublicationLevel = .public) async throws -> ProgressNote {
        let activity = try await activity(number), now = now
        return try await database.write { tx in
            guard let delegation = try Delegations.find(slug: slug, in: tx) else { throw Missing(what: slug) }
            let note = ProgressNote(id: ID(at: now), activity: activity.id, delegation: delegation, kind: kind, text: LocalizedText(source: .spanish, [.spanish: text]), links: [], level: level, writtenBy: "Ana", at: now)
            try Notes(tx).write(note, by: .shell, at: now)
            return note
        }
    }

    // MARK: The matrix

    func dryRun(_ matrix: Matrix) async throws -> MatrixImport {
        let live = live, catalogue = catalogue, now = now
        let edition = try await plan().edition
        return try await database.read { try live.dryRun(matrix, into: edition, catalogue, at: now, in: $0) }
    }

    /// Sends the file, looks at it, and carries it out.
    func carryOut(_ matrix: Matrix) async throws -> [MatrixImport.Fault] {
        let live = live, catalogue = catalogue, now = now
        let edition = try await plan().edition, sender = UUID()
        return try await database.write { tx in
            let id = try CheckedMatrices(tx).keep(matrix, for: edition, name: "plan.csv", by: sender, at: now)
            return try live.carryOut(id, of: sender, catalogue, by: .shell, at: now, in: tx)
        }
    }

    func exported(_ language: Language = .spanish) async throws -> Matrix { Matrix(try await plan(), in: language) }
}
