import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage

/// The arrangements of the network: the questions of this room; what may be done to them is in `Keeping`.
public struct Arrangements {
    let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    private static let columns: SQL = """
        SELECT a.*, g.verified_on AS returning_on, g.due_on AS returning_due, g.verified_by AS returning_by,
            c.verified_on AS receiving_on, c.due_on AS receiving_due, c.verified_by AS receiving_by,
            w.level AS asked_level, w.asker AS asked_by, w.asked_at, w.agreed AS asked_agreed
        FROM arrangement a LEFT JOIN verification_newest g ON g.kind = 'arrangement_returning' AND g.record = a.id
            LEFT JOIN verification_newest c ON c.kind = 'arrangement_receiving' AND c.record = a.id
            LEFT JOIN arrangement_widening w ON w.arrangement = a.id
        """

    // MARK: One

    public func arrangement(key: String) throws -> Arrangement? {
        try complete(try tx.rows("\(Self.columns) WHERE a.key = \(key)") { try Arrangement($0) }).first
    }

    func arrangement(id: Arrangement.ID) throws -> Arrangement? {
        try complete(try tx.rows("\(Self.columns) WHERE a.id = \(id)") { try Arrangement($0) }).first
    }

    // MARK: Many

    /// Which arrangements a list shows.
    public struct Filter: Sendable {
        public var returning: CountryCode?
        public var receiving: CountryCode?
        /// Only those that this State has to confirm: of itself or of what the other side changed.
        public var dueFor: CountryCode?
        public var today: Day
        let levels: [PublicationLevel]

        public init(for viewer: Viewer?, returning: CountryCode? = nil, receiving: CountryCode? = nil, dueFor: CountryCode? = nil, today: Day) {
            levels = Terms.levels.filter { viewer.maySee($0) }
            (self.returning, self.receiving, self.dueFor, self.today) = (returning, receiving, dueFor, today)
        }

        var condition: SQL {
            var conditions: [SQL] = ["a.level IN \(list: levels)"]
            if let returning { conditions.append("a.returning_state = \(returning)") }
            if let receiving { conditions.append("a.receiving_state = \(receiving)") }
            if let dueFor { conditions.append(Arrangements.due(for: dueFor, today: today)) }
            return .all(conditions)
        }
    }

    /// What waits for a State's confirmation: never given, of an earlier version, or to be said again soon. What has ended does not.
    private static func due(for country: CountryCode, today: Day) -> SQL {
        let soon = today.adding(days: Arrangement.cycle.notice)
        return """
            (a.valid_until IS NULL OR a.valid_until >= \(today)) AND (
                a.returning_state = \(country) AND (coalesce(a.confirmed_returning, 0) < a.version OR g.due_on <= \(soon))
                OR a.receiving_state = \(country) AND (coalesce(a.confirmed_receiving, 0) < a.version OR c.due_on <= \(soon)))
            """
    }

    /// By pair of States, then in the order in which they were recorded.
    public func list(_ filter: Filter, offset: Int = 0, limit: Int) throws -> [Arrangement] {
        try complete(try tx.rows("\(Self.columns) WHERE \(filter.condition) ORDER BY a.returning_state, a.receiving_state, a.id LIMIT \(limit) OFFSET \(offset)") { try Arrangement($0) })
    }

    public func count(_ filter: Filter) throws -> Int {
        try tx.value("SELECT count(*) AS n FROM (\(Self.columns) WHERE \(filter.condition)) AS counted") ?? 0
    }

    /// - Returns: how many wait for this State, and when the next that it confirmed before has to be said again.
    func due(for country: CountryCode, today: Day) throws -> (count: Int, next: Day?) {
        let row = try tx.row("""
            SELECT count(*) AS n, min(CASE WHEN counted.returning_state = \(country) THEN counted.returning_due ELSE counted.receiving_due END) AS next
            FROM (\(Self.columns) WHERE \(Self.due(for: country, today: today))) AS counted
            """)
        return (try row?.get("n") ?? 0, try row?.get("next"))
    }

    /// Those that more people may read as soon as this State agrees.
    func awaiting(_ country: CountryCode, limit: Int) throws -> [Arrangement] {
        try tx.rows("""
            \(Self.columns) WHERE w.level IS NOT NULL AND (a.returning_state = \(country) AND coalesce(w.agreed, '') <> \(Arrangement.Side.returning)
                OR a.receiving_state = \(country) AND coalesce(w.agreed, '') <> \(Arrangement.Side.receiving)) ORDER BY w.asked_at, a.id LIMIT \(limit)
            """) { try Arrangement($0) }
    }

    /// Puts the crossings to their arrangements, in one statement for all.
    private func complete(_ arrangements: [Arrangement]) throws -> [Arrangement] {
        guard !arrangements.isEmpty else { return [] }
        let rows = try tx.rows("SELECT * FROM arrangement_crossing WHERE arrangement IN \(list: arrangements.map(\.id)) ORDER BY arrangement, number") { row in
            (try row.get("arrangement", as: Arrangement.ID.self), try Crossing(row))
        }
        let byArrangement = Dictionary(grouping: rows, by: \.0)
        return arrangements.map { arrangement in
            var whole = arrangement
            whole.crossings = byArrangement[arrangement.id]?.map(\.1) ?? []
            return whole
        }
    }

    /// Addresses of records, for the search.
    func paths(of records: [UUID]) throws -> [UUID: String] {
        let rows = try tx.rows("SELECT id, key FROM arrangement WHERE id IN \(list: records)") { (try $0.get("id", as: UUID.self), "/arrangements/" + (try $0.get("key", as: String.self))) }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// For the plan: how many arrangements in force there are, and how many statements of their States fall into each window, by its days.
    func confirmed(in windows: [ClosedRange<Day>], today: Day) throws -> (all: Int, counts: [Int], newest: Date?) {
        let counts: SQL = windows.enumerated().reduce("") { sql, window in
            sql + SQL(trusted: window.offset == 0 ? "" : ", ")
                + "count(DISTINCT CASE WHEN v.verified_on >= \(window.element.lowerBound) AND v.verified_on <= \(window.element.upperBound) THEN v.record END)"
                + SQL(trusted: " AS window_\(window.offset)")
        }
        let counted: SQL = "a.is_demonstration = FALSE AND (a.valid_until IS NULL OR a.valid_until >= \(today))"
        let row = try tx.row("""
            SELECT \(counts), max(v.at) AS newest, (SELECT count(*) FROM arrangement a WHERE \(counted)) AS arrangements
            FROM verification v JOIN arrangement a ON a.id = v.record WHERE v.kind IN ('arrangement_returning', 'arrangement_receiving') AND \(counted)
            """)
        guard let row else { return (0, windows.map { _ in 0 }, nil) }
        return (try row.get("arrangements"), try windows.indices.map { try row.get("window_\($0)") }, try row.get("newest"))
    }
}
