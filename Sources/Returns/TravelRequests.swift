import Accounts
import Foundation
import Geography
import Localization
import Storage

/// The requests for travel documents: the questions of this room about rows, which belong to one delegation each.
public struct TravelRequests {
    let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    // MARK: Lists

    /// Whose rows, and which of them.
    public struct Filter: Sendable {
        /// nil for the whole delegation.
        var post: UUID?
        let owner: ID<Delegation>
        public var standing: Standing?
        public var origin: CountryCode?
        public var group: PopulationGroup?
        /// The beginning of a reference.
        public var reference: String?

        public init(of owner: ID<Delegation>, post: UUID? = nil) { (self.owner, self.post) = (owner, post) }

        fileprivate func conditions(today: Day) -> [SQL] {
            var conditions: [SQL] = ["r.owner = \(owner)"]
            if let post { conditions.append("r.post = \(post)") }
            if let origin { conditions.append("r.origin = \(origin)") }
            if let group { conditions.append("r.population = \(group)") }
            // By the order of the index: from the text itself to what begins with it.
            if let reference { conditions.append("r.reference >= \(reference) AND r.reference < \(reference + "~")") }
            switch standing {
            case .open?: conditions.append("r.outcome IS NULL")
            case .quiet?: conditions.append("r.outcome IS NULL AND r.news_on <= \(today.adding(days: -TravelRequest.quiet))")
            case .issued?, .refused?, .nationalityDenied?, .withdrawn?: conditions.append("r.outcome = \(standing?.rawValue)")
            case nil: break
            }
            return conditions
        }
    }

    /// Parts of the list. Each has a text: `returns.standing.<name>`.
    public enum Standing: String, Sendable, CaseIterable {
        case open
        /// Open, and no news for ``TravelRequest/quiet`` days.
        case quiet
        case issued, refused
        case nationalityDenied = "nationality_denied"
        case withdrawn
    }

    /// Newest first.
    public func list(_ filter: Filter, today: Day, offset: Int = 0, limit: Int) throws -> [TravelRequest] {
        try tx.rows("SELECT * FROM travel_request r WHERE \(SQL.all(filter.conditions(today: today))) ORDER BY r.requested_on DESC, r.id DESC LIMIT \(limit) OFFSET \(offset)", as: TravelRequest.init)
    }

    /// How many there are of each standing, under the rest of the filter; `nil` for all of them.
    public func counts(_ filter: Filter, today: Day) throws -> [Standing?: Int] {
        var all = filter
        all.standing = nil
        let limit = today.adding(days: -TravelRequest.quiet)
        var counts: [Standing?: Int] = [:]
        try tx.forEach("""
            SELECT outcome, CASE WHEN outcome IS NULL AND news_on <= \(limit) THEN 1 ELSE 0 END AS quiet, count(*) AS n
            FROM travel_request r WHERE \(SQL.all(all.conditions(today: today))) GROUP BY 1, 2
            """) { row in
            let n: Int = try row.get("n"), outcome: StepKind? = try row.get("outcome")
            counts[nil, default: 0] += n
            counts[outcome.flatMap { Standing(rawValue: $0.rawValue) } ?? .open, default: 0] += n
            if try row.get("quiet", as: Int.self) == 1 { counts[.quiet, default: 0] += n }
        }
        return counts
    }

    /// Each with its steps, oldest first, for a file: in the order of the list.
    public func forEach(_ filter: Filter, today: Day, _ body: (TravelRequest, [StepKind: Day]) throws -> Void) throws {
        var current: TravelRequest?, steps: [StepKind: Day] = [:]
        try tx.forEach("""
            SELECT r.*, s.kind AS step, s.on_day AS step_on FROM travel_request r JOIN travel_request_step s ON s.request = r.id
            WHERE \(SQL.all(filter.conditions(today: today))) ORDER BY r.requested_on, r.id
            """) { row in
            if try row.get("id", as: ID<TravelRequest>.self) != current?.id {
                if let current { try body(current, steps) }
                (current, steps) = (try TravelRequest(row), [:])
            }
            steps[try row.get("step")] = try row.get("step_on")
        }
        if let current { try body(current, steps) }
    }

    // MARK: One

    public func request(_ id: TravelRequest.ID) throws -> TravelRequest? {
        try tx.rows("SELECT * FROM travel_request WHERE id = \(id)", as: TravelRequest.init).first
    }

    /// In the order of their days.
    public func steps(of id: TravelRequest.ID) throws -> [RequestStep] {
        try tx.rows("SELECT * FROM travel_request_step WHERE request = \(id)", as: RequestStep.init).sorted {
            ($0.on, StepKind.allCases.firstIndex(of: $0.kind) ?? 0) < ($1.on, StepKind.allCases.firstIndex(of: $1.kind) ?? 0)
        }
    }

    public func affirmations(of id: TravelRequest.ID) throws -> [AffirmationRecord] {
        try tx.rows("SELECT * FROM travel_request_affirmation WHERE request = \(id) ORDER BY affirmation", as: AffirmationRecord.init)
    }

    /// What somebody recorded last, of what they may see now: the next is often like it.
    func newest(_ filter: Filter, by person: UUID, limit: Int) throws -> [TravelRequest] {
        let conditions: [SQL] = filter.conditions(today: Course.earliest) + ["r.recorded_person = \(person)"]
        return try tx.rows("SELECT * FROM travel_request r WHERE \(SQL.all(conditions)) ORDER BY r.recorded_at DESC, r.id DESC LIMIT \(limit)", as: TravelRequest.init)
    }

    /// Those that a file speaks of, by reference.
    func known(_ references: [CaseReference], of owner: ID<Delegation>) throws -> [CaseReference: TravelRequest] {
        let found = try tx.rows("SELECT * FROM travel_request WHERE owner = \(owner) AND reference IN \(list: references)", as: TravelRequest.init)
        return Dictionary(found.map { ($0.reference, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func steps(of requests: [TravelRequest.ID]) throws -> [TravelRequest.ID: [RequestStep]] {
        var found: [TravelRequest.ID: [RequestStep]] = [:]
        try tx.forEach("SELECT * FROM travel_request_step WHERE request IN \(list: requests)") { found[try $0.get("request"), default: []].append(try RequestStep($0)) }
        return found
    }
}
