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

/// A monthly count as it stands, with who stated it and when.
public struct StatedCount: Sendable, Hashable {
    public let count: MonthlyCount
    public let by: String
    public let at: Date
}

/// The counts' table.
public struct MonthlyCounts {
    private let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    /// States a month, or states it anew.
    /// - Parameters:
    ///   - seen: when the count that the officer looked at was stated; nil where there was none. Another's is told, not overwritten.
    ///   - affirmed: that nobody counted is under protection, that returns were voluntary or final, and that children's interests were determined.
    /// - Throws: ``RequestFault``.
    public func state(_ count: MonthlyCount, seen: Date? = nil, affirmed: Set<Affirmation>, of owner: Delegation, isDemonstration: Bool = false, by actor: Actor, at now: Date) throws {
        if let missing = Affirmation.ofAll.first(where: { !affirmed.contains($0) }) { throw RequestFault.notAffirmed(missing) }
        guard count.origin != owner.country else { throw RequestFault.ownCountry }
        guard count.month.last < Day(now, in: .network) else { throw RequestFault.futureMonth(count.month) }
        guard count.issued + count.refused + count.unanswered <= count.requested else { throw RequestFault.countsDoNotAddUp }
        let hasRows = try tx.row("""
            SELECT 1 AS one FROM travel_request WHERE owner = \(owner.id) AND origin = \(count.origin) AND requested_on BETWEEN \(count.month.first) AND \(count.month.last) LIMIT 1
            """) != nil
        if hasRows { throw RequestFault.hasRows(count.month) }
        let known = try find(count.origin, count.month, of: owner.id)
        guard known?.stated.count != count else { return }
        try Self.check(known?.stated, seen, count.month)
        if let known { try EditionStore(tx).keepCount(known.id, at: now) }
        let id = known?.id ?? ID<MonthlyCount>(at: now).uuid
        try tx.execute("""
            INSERT INTO travel_request_count (owner, origin, month, id, requested, issued, refused, unanswered, affirmed_by, affirmed_at, changed_at, is_demonstration, enters)
            VALUES (\(owner.id), \(count.origin), \(count.month), \(id), \(count.requested), \(count.issued), \(count.refused), \(count.unanswered), \(actor.name), \(now), \(now), \(isDemonstration),
                \(Edition(at: now).next.number))
            ON CONFLICT (owner, origin, month) DO UPDATE SET requested = excluded.requested, issued = excluded.issued, refused = excluded.refused, unanswered = excluded.unanswered,
                affirmed_by = excluded.affirmed_by, affirmed_at = excluded.affirmed_at, changed_at = excluded.changed_at, enters = excluded.enters
            """)
        try tx.audit("returns.count.stated", kind: MonthlyCount.auditKind, record: id, before: known?.stated.count, after: count, by: actor, at: now)
    }

    /// Takes a month's count back: it was a mistake, or the country records the cases instead.
    /// - Throws: ``RequestFault``.
    public func takeBack(_ origin: CountryCode, _ month: Month, seen: Date?, of owner: Delegation, by actor: Actor, at now: Date) throws {
        guard let known = try find(origin, month, of: owner.id) else { throw RequestFault.noCount(month) }
        try Self.check(known.stated, seen, month)
        try EditionStore(tx).keepCount(known.id, at: now)
        try tx.execute("DELETE FROM travel_request_count WHERE id = \(known.id)")
        try tx.audit("returns.count.taken_back", kind: MonthlyCount.auditKind, record: known.id, before: known.stated.count, after: MonthlyCount?.none, by: actor, at: now)
    }

    private static func check(_ known: StatedCount?, _ seen: Date?, _ month: Month) throws(RequestFault) {
        guard known?.at != seen else { return }
        throw known.map { .countKnown($0) } ?? .noCount(month)
    }

    private func find(_ origin: CountryCode, _ month: Month, of owner: ID<Delegation>) throws -> (id: UUID, stated: StatedCount)? {
        try tx.row("SELECT * FROM travel_request_count WHERE owner = \(owner) AND origin = \(origin) AND month = \(month)").map { (try $0.get("id"), try Self.stated($0)) }
    }

    public func stated(_ origin: CountryCode, _ month: Month, of owner: ID<Delegation>) throws -> StatedCount? { try find(origin, month, of: owner)?.stated }

    /// Of one delegation, the newest month first.
    public func list(of owner: ID<Delegation>, offset: Int = 0, limit: Int) throws -> [StatedCount] {
        try tx.rows("SELECT * FROM travel_request_count WHERE owner = \(owner) ORDER BY month DESC, origin LIMIT \(limit) OFFSET \(offset)", as: Self.stated)
    }

    public func total(of owner: ID<Delegation>) throws -> Int {
        try tx.value("SELECT count(*) AS n FROM travel_request_count WHERE owner = \(owner)") ?? 0
    }

    /// Sums by country of origin and reporting delegation over months, as an edition counts them: `month` is the first of them.
    func sums(from first: Month, to last: Month, in edition: Edition) throws -> [(owner: ID<Delegation>, sum: MonthlyCount)] {
        let columns: SQL = "owner, origin, month, requested, issued, refused, unanswered"
        return try tx.rows("""
            SELECT owner, origin, CAST(sum(requested) AS BIGINT) AS requested, CAST(sum(issued) AS BIGINT) AS issued, CAST(sum(refused) AS BIGINT) AS refused,
                CAST(sum(unanswered) AS BIGINT) AS unanswered, min(month) AS month
            FROM (SELECT \(columns) FROM travel_request_count WHERE enters <= \(edition.number)
                UNION ALL SELECT \(columns) FROM travel_request_count_edition WHERE edition = \(edition.number)) AS stood
            WHERE month BETWEEN \(first) AND \(last) GROUP BY origin, owner ORDER BY origin, owner
            """) { (owner: try $0.get("owner"), sum: try Self.count($0)) }
    }

    private static func stated(_ row: Row) throws -> StatedCount { StatedCount(count: try count(row), by: try row.get("affirmed_by"), at: try row.get("changed_at")) }

    private static func count(_ row: Row) throws -> MonthlyCount {
        MonthlyCount(origin: try row.get("origin"), month: try row.get("month"), requested: try row.get("requested"), issued: try row.get("issued"), refused: try row.get("refused"),
                     unanswered: try row.get("unanswered"))
    }
}
