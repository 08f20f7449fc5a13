import Accounts
import Foundation
import Localization
import Storage

/// The network's decisions: the questions of this room, and what may be done (`Drafting`, `Rounds`, `Positions`).
///
/// It is also the door for other rooms: what they wish to have settled they put here.
public struct Decisions {
    let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    // MARK: One

    public func decision(id: Decision.ID) throws -> Decision? {
        try tx.rows("SELECT * FROM decision WHERE id = \(id)", as: Decision.init).first
    }

    /// - Parameter key: the last part of its address: a number or an identifier.
    public func decision(key: String) throws -> Decision? {
        if let number = DecisionNumber(key) {
            return try tx.rows("SELECT * FROM decision WHERE number_year = \(number.year) AND number_sequence = \(number.sequence)", as: Decision.init).first
        }
        return try ID<Decision>(key).flatMap(decision(id:))
    }

    /// A decision with all that was said about it.
    public func file(key: String) throws -> DecisionFile? {
        guard let decision = try decision(key: key) else { return nil }
        return DecisionFile(decision: decision, rounds: try rounds(of: decision.id), positions: try positions(of: decision.id), delegations: try Delegations.all(in: tx))
    }

    /// In their order.
    public func rounds(of id: Decision.ID) throws -> [Round] {
        try tx.rows("SELECT * FROM decision_round WHERE decision = \(id) ORDER BY number", as: Round.init)
    }

    /// Those that count and those that were replaced, in the order in which they were taken.
    public func positions(of id: Decision.ID) throws -> [MemberPosition] {
        try tx.rows("SELECT * FROM decision_position WHERE decision = \(id) ORDER BY round, at, id", as: MemberPosition.init)
    }

    // MARK: Many

    /// Which decisions a list shows.
    public struct Filter: Sendable {
        public var state: Decision.State?
        /// Of the number: only what was adopted has one.
        public var year: Int?
        /// What the reader may see; see ``Decision/audience``.
        public var audiences: [PublicationLevel]

        public init(for viewer: Viewer?, state: Decision.State? = nil, year: Int? = nil) {
            audiences = Wording.levels.filter { viewer.maySee($0) }
            self.state = state
            self.year = year
        }

        var condition: SQL {
            var conditions: [SQL] = ["d.seen_by IN \(list: audiences)"]
            if let state { conditions.append("d.state = \(state)") }
            if let year { conditions.append("d.number_year = \(year)") }
            return .all(conditions)
        }
    }

    /// A decision in a list, with the deadline under way.
    public struct Entry: Sendable {
        public let decision: Decision
        /// Of the open round.
        public let round: Int?
        public let deadline: Deadline?

        public func isClosing(at now: Date) -> Bool { deadline.map { $0.instant <= now } ?? false }
    }

    private static let entries: SQL = """
        SELECT d.*, r.number AS open_round, r.deadline AS open_deadline, r.zone AS open_zone
        FROM decision d LEFT JOIN decision_round r ON r.decision = d.id AND r.result IS NULL
        """

    /// What changed last goes first.
    public func list(_ filter: Filter, offset: Int = 0, limit: Int) throws -> [Entry] {
        try tx.rows("\(Self.entries) WHERE \(filter.condition) ORDER BY d.changed_at DESC, d.id DESC LIMIT \(limit) OFFSET \(offset)", as: Entry.init)
    }

    public func count(_ filter: Filter) throws -> Int {
        try tx.value("SELECT count(*) AS n FROM decision d WHERE \(filter.condition)") ?? 0
    }

    /// How many there are in each state, of those that the reader may see.
    func counts(_ audiences: [PublicationLevel]) throws -> [Decision.State: Int] {
        let rows = try tx.rows("SELECT state, count(*) AS n FROM decision WHERE seen_by IN \(list: audiences) GROUP BY state") { row -> (Decision.State, Int) in
            (try row.get("state"), try row.get("n"))
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    // MARK: For other rooms

    /// What is not yet settled about a record, the oldest first; whoever shows it asks ``Decision/audience`` first.
    public func open(concerning concern: Decision.Concern) throws -> [Decision] {
        try tx.rows("""
            SELECT * FROM decision WHERE concern_kind = \(concern.kind) AND concern_key = \(concern.key) AND state NOT IN ('adopted', 'withdrawn')
            ORDER BY created_at, id LIMIT 100
            """, as: Decision.init)
    }

    /// A question about an activity of the plan, as another room shows it.
    public struct Question: Sendable, Hashable {
        public let id: Decision.ID
        /// The activity's number: `1.3.2`.
        public let activity: String
        /// Under which another room put it; nil for one that a person put here.
        public let reference: String?
        /// Address without language; it goes on leading there once the decision is adopted.
        public let path: String
        public let question: LocalizedText
        public let state: Decision.State
        /// Who may follow the link.
        public let audience: PublicationLevel

        public var isOpen: Bool { state != .adopted && state != .withdrawn }
    }

    /// What was put about activities, by their numbers, open and adopted, in one statement however many there are.
    /// - Parameter withdrawn: also what was withdrawn.
    public func questions(about activities: [String], withdrawn: Bool = false) throws -> [Question] {
        let states: SQL = withdrawn ? "TRUE" : "state <> 'withdrawn'"
        return try tx.rows("""
            SELECT * FROM decision WHERE concern_kind = 'activity' AND concern_key IN \(list: activities) AND \(states)
            ORDER BY created_at, id LIMIT 1000
            """) { Question(try Decision($0), reference: try $0.get("reference")) }
    }

    /// The unsettled ones about one activity.
    public func openQuestions(for activity: String) throws -> [Question] { try questions(about: [activity]).filter(\.isOpen) }

    // MARK: What is expected, and when

    /// Silence procedures under way in which a member has not yet taken position; asking for more time is not one.
    func owed(by delegation: ID<Delegation>, at now: Date, limit: Int) throws -> [(decision: Decision, round: Round)] {
        let rows = try tx.rows("""
            SELECT r.* FROM decision_round r WHERE r.result IS NULL AND r.deadline > \(now) AND NOT EXISTS (
                SELECT 1 FROM decision_position p WHERE p.decision = r.decision AND p.round = r.number AND p.delegation = \(delegation) AND p.replaced_at IS NULL AND p.kind <> 'more_time')
            ORDER BY r.deadline, r.decision LIMIT \(limit)
            """, as: Round.init)
        let decisions = try tx.rows("SELECT * FROM decision WHERE id IN \(list: rows.map(\.decision))", as: Decision.init)
        let known = Dictionary(decisions.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return rows.compactMap { round in known[round.decision].map { ($0, round) } }
    }

    /// Deadlines between two instants, of rounds under way or kept until then.
    func deadlines(for viewer: Viewer, from: Date, to: Date, limit: Int) throws -> [(decision: Decision, round: Int, deadline: Deadline)] {
        try tx.rows("""
            SELECT d.*, r.number AS open_round, r.deadline AS open_deadline, r.zone AS open_zone FROM decision_round r JOIN decision d ON d.id = r.decision
            WHERE r.deadline >= \(from) AND r.deadline < \(to) AND (r.result IS NULL OR r.result = 'adopted') AND d.seen_by IN \(list: Filter(for: viewer).audiences)
            ORDER BY r.deadline, d.id LIMIT \(limit)
            """, as: Entry.init).compactMap { entry in
            guard let round = entry.round, let deadline = entry.deadline else { return nil }
            return (entry.decision, round, deadline)
        }
    }
}

extension Decisions.Entry {
    init(_ row: Row) throws {
        decision = try Decision(row)
        round = try row.get("open_round")
        deadline = try row.get("open_deadline", as: Date?.self).map { Deadline($0, in: try row.get("open_zone")) }
    }
}

extension Decisions.Question {
    init(_ decision: Decision, reference: String?) {
        (id, path, question, self.reference) = (decision.id, decision.path, decision.wording.question, reference)
        (activity, state, audience) = (decision.wording.concern?.key ?? "", decision.state, decision.audience)
    }
}

/// A decision with its rounds, every position and the parties.
public struct DecisionFile: Sendable {
    public let decision: Decision
    public let rounds: [Round]
    public let positions: [MemberPosition]
    let delegations: [Delegation]

    /// The newest round; nil while it was never circulated.
    public var round: Round? { rounds.last }

    /// The positions that count in a round.
    public func standing(in round: Int) -> [ID<Delegation>: MemberPosition] {
        Dictionary(positions.filter { $0.round == round && $0.replacedAt == nil }.map { ($0.delegation, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Those that a later one replaced.
    public func replaced(in round: Int) -> [MemberPosition] { positions.filter { $0.round == round && $0.replacedAt != nil } }

    public var members: [Delegation] { delegations.filter { $0.kind == .member } }

    func delegation(_ id: ID<Delegation>) -> Delegation? { delegations.first { $0.id == id } }
}
