import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage

/// What a country says of one month when it has no cases to record: how many requests it made to a country of origin, and what
/// had become of them when it counted. Never added to figures that come from cases.
public struct MonthlyCount: Sendable, Hashable, Codable {
    public var origin: CountryCode
    public var month: Month
    public var requested: Int
    public var issued: Int
    public var refused: Int
    /// Without an answer when the month was counted.
    public var unanswered: Int

    public init(origin: CountryCode, month: Month, requested: Int, issued: Int, refused: Int, unanswered: Int) {
        (self.origin, self.month, self.requested) = (origin, month, requested)
        (self.issued, self.refused, self.unanswered) = (issued, refused, unanswered)
    }

    static let auditKind = "travel_request_count"
}

/// The counts' table.
public struct MonthlyCounts {
    private let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    /// States a month, or states it anew.
    /// - Parameter affirmed: that nobody counted is under protection, that returns were voluntary or final, and that children's interests were determined.
    /// - Throws: ``RequestFault``.
    public func state(_ count: MonthlyCount, affirmed: Set<Affirmation>, of owner: Delegation, isDemonstration: Bool = false, by actor: Actor, at now: Date) throws {
        if let missing = Affirmation.ofAll.first(where: { !affirmed.contains($0) }) { throw RequestFault.notAffirmed(missing) }
        guard count.origin != owner.country else { throw RequestFault.ownCountry }
        guard count.month.last < Day(now, in: .gmt) else { throw RequestFault.futureMonth(count.month) }
        guard count.issued + count.refused + count.unanswered <= count.requested else { throw RequestFault.countsDoNotAddUp }
        let hasRows = try tx.row("""
            SELECT 1 AS one FROM travel_request WHERE owner = \(owner.id) AND origin = \(count.origin) AND requested_on BETWEEN \(count.month.first) AND \(count.month.last) LIMIT 1
            """) != nil
        if hasRows { throw RequestFault.hasRows(count.month) }
        let before = try tx.row("SELECT * FROM travel_request_count WHERE owner = \(owner.id) AND origin = \(count.origin) AND month = \(count.month)")
        let id: UUID = try before?.get("id") ?? ID<MonthlyCount>(at: now).uuid, old = try before.map(Self.count)
        guard old != count else { return }
        try tx.execute("""
            INSERT INTO travel_request_count (owner, origin, month, id, requested, issued, refused, unanswered, affirmed_by, affirmed_at, changed_at, is_demonstration)
            VALUES (\(owner.id), \(count.origin), \(count.month), \(id), \(count.requested), \(count.issued), \(count.refused), \(count.unanswered), \(actor.name), \(now), \(now), \(isDemonstration))
            ON CONFLICT (owner, origin, month) DO UPDATE SET requested = excluded.requested, issued = excluded.issued, refused = excluded.refused, unanswered = excluded.unanswered,
                affirmed_by = excluded.affirmed_by, affirmed_at = excluded.affirmed_at, changed_at = excluded.changed_at
            """)
        try tx.audit("returns.count.stated", kind: MonthlyCount.auditKind, record: id, before: old, after: count, by: actor, at: now)
    }

    /// Of one delegation, the newest month first.
    public func list(of owner: ID<Delegation>, offset: Int = 0, limit: Int) throws -> [MonthlyCount] {
        try tx.rows("SELECT * FROM travel_request_count WHERE owner = \(owner) ORDER BY month DESC, origin LIMIT \(limit) OFFSET \(offset)", as: Self.count)
    }

    public func total(of owner: ID<Delegation>) throws -> Int {
        try tx.value("SELECT count(*) AS n FROM travel_request_count WHERE owner = \(owner)") ?? 0
    }

    /// Sums by country of origin and reporting delegation over months, for statistics: `month` is the first of them.
    func sums(from first: Month, to last: Month) throws -> [(owner: ID<Delegation>, sum: MonthlyCount)] {
        try tx.rows("""
            SELECT owner, origin, CAST(sum(requested) AS BIGINT) AS requested, CAST(sum(issued) AS BIGINT) AS issued, CAST(sum(refused) AS BIGINT) AS refused,
                CAST(sum(unanswered) AS BIGINT) AS unanswered, min(month) AS month
            FROM travel_request_count WHERE month BETWEEN \(first) AND \(last) GROUP BY origin, owner ORDER BY origin, owner
            """) { (owner: try $0.get("owner"), sum: try Self.count($0)) }
    }

    private static func count(_ row: Row) throws -> MonthlyCount {
        MonthlyCount(origin: try row.get("origin"), month: try row.get("month"), requested: try row.get("requested"), issued: try row.get("issued"), refused: try row.get("refused"),
                     unanswered: try row.get("unanswered"))
    }
}
