import Accounts
import Foundation
import Geography
import Localization
import Networks
import Records
import Storage
import Web
@testable import Decisions

/// The network with Honduras presiding.
struct Eleven: Networked {
    let network: Network

    static let members = CountryCode.members.map { $0.rawValue.lowercased() }

    init(_ engine: Engine = .sqlite) async throws {
        network = try await Network(for: DecisionsRoom.self, on: engine)
        let honduras = try delegation("hn"), now = now
        try await database.write { tx in
            let today = Day(now, in: .network)
            try Presidencies.add(honduras, from: today.adding(days: -10), to: today.adding(days: 355), by: .shell, at: now, in: tx)
        }
    }

    /// The same network seen by another process: a second connection to the same database.
    func reopened() async throws -> Database { try await Database.open(network.url, readers: 1) }

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

    func reword(_ decision: Decision, _ wording: Wording) async throws {
        let now = now, actor = try viewer("st").actor(by: nil)
        try await database.write { try Decisions($0).reword(decision.id, wording, procedure: .silence, seen: nil, by: actor, at: now) }
    }

    @discardableResult
    func take(_ kind: MemberPosition.Kind, _ reason: String? = nil, favouring option: Int? = nil, in decision: Decision, by slug: String) async throws -> MemberPosition {
        let delegation = try delegation(slug), actor = try viewer(slug).actor(by: nil), now = now
        let text = reason.map { LocalizedText(source: .spanish, [.spanish: $0]) }
        return try await database.write { try Decisions($0).take(kind, text, favouring: option, in: decision.id, of: delegation, by: actor, at: now) }
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

    /// Runs what the queue holds and is due, as a runner does, and what comes of it.
    /// - Returns: how many deadlines there were.
    @discardableResult
    func runJobs(on other: Database? = nil) async throws -> Int {
        let now = now, database = other ?? database
        let catalogue = try Catalogue(folders: [Catalogue.ownFolder, WebRoom.resources.appendingPathComponent("Strings"), DecisionsRoom.resources.appendingPathComponent("Strings")])
        return try await database.write { tx in
            var deadlines = 0
            while case let due = try tx.rows("SELECT * FROM job WHERE done_at IS NULL AND run_at <= \(now) ORDER BY run_at, id", as: Job.init), !due.isEmpty {
                for job in due {
                    switch job.kind {
                    case Decisions.deadlineJob:
                        try Decisions(tx).runDeadline(job.decode(), at: now)
                        deadlines += 1
                    case Reindexing.job: try PositionSearch(catalogue: catalogue).index(try job.decode(Reindexing.self).record, at: now, in: tx)
                    default: throw Missing(what: job.kind)
                    }
                    try tx.execute("UPDATE job SET done_at = \(now) WHERE id = \(job.id)")
                }
            }
            return deadlines
        }
    }

    /// What somebody finds by these words among the positions, and what it is called in Spanish.
    func found(_ words: String, by slug: String?) async throws -> [String] {
        let viewer = try slug.map { try self.viewer($0) }
        return try await database.read { try $0.search(words, kinds: [MemberPosition.searchKind], audiences: viewer.audiences).map(\.title) }
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
