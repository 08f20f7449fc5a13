import Foundation
import Localization
import Storage

/// The verification cycle: what a country declares is true on the day on which somebody of that country last said so, and
/// has to be said again after a time.
public struct VerificationCycle: Sendable, Hashable {
    /// Days from a verification until the next is due.
    public let interval: Int
    /// Days before that from which a reminder is fair.
    public let notice: Int
    /// Days after that from which the statement no longer counts as made.
    public let grace: Int

    public init(interval: Int, notice: Int, grace: Int) {
        (self.interval, self.notice, self.grace) = (interval, notice, grace)
    }

    /// Four times a year; the public is told when it has been missed.
    public static let quarterly = VerificationCycle(interval: 90, notice: 14, grace: 90)
}

/// How a record stands in its verification cycle.
public enum Freshness: String, Sendable, Codable, CaseIterable, Comparable {
    /// Nobody of the country has ever said that it is true.
    case never
    /// Said so long ago that it no longer counts.
    case lapsed
    /// The next verification has been missed.
    case overdue
    /// The next verification is near.
    case due
    case current

    /// The most pressing first.
    public static func < (left: Freshness, right: Freshness) -> Bool { left.urgency < right.urgency }
    private var urgency: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// One statement that a record is correct: on which day, by whom.
public struct Verification: Sendable, Hashable, Codable {
    public let on: Day
    /// Day on which the next is due.
    public let due: Day
    public let by: String

    public init(on: Day, due: Day, by: String) { (self.on, self.due, self.by) = (on, due, by) }

    public func freshness(today: Day, cycle: VerificationCycle) -> Freshness {
        if today >= due.adding(days: cycle.grace) { return .lapsed }
        if today > due { return .overdue }
        if today >= due.adding(days: -cycle.notice) { return .due }
        return .current
    }

    static let tables = [
        """
        CREATE TABLE verification (
            id ID PRIMARY KEY, kind TEXT NOT NULL, record ID NOT NULL, verified_on DAY NOT NULL, at INSTANT NOT NULL,
            person ID, delegation ID, verified_by TEXT NOT NULL)
        """,
        "CREATE INDEX verification_record ON verification (kind, record, at)",
        // The newest of each record, so that a list of a thousand needs one join and no search.
        """
        CREATE TABLE verification_newest (
            kind TEXT NOT NULL, record ID NOT NULL, verified_on DAY NOT NULL, due_on DAY NOT NULL, verified_by TEXT NOT NULL,
            PRIMARY KEY (kind, record))
        """,
        "CREATE INDEX verification_due ON verification_newest (kind, due_on)",
    ]

    /// Reads `verified_on`, `due_on` and `verified_by` of a joined `verification_newest`; nil where there is none.
    public init?(joined row: Row) throws {
        guard let on: Day = try row.get("verified_on"), let due: Day = try row.get("due_on") else { return nil }
        self.init(on: on, due: due, by: try row.get("verified_by"))
    }
}

extension Transaction {
    /// "Still correct": the statement and its audit record.
    public func verify(kind: String, record: UUID, cycle: VerificationCycle, by actor: Actor, at instant: Date) throws {
        try verify(kind: kind, records: [record], cycle: cycle, by: actor, at: instant)
    }

    /// The same of many records, each once, in three statements for every few hundred.
    public func verify(kind: String, records: [UUID], cycle: VerificationCycle, by actor: Actor, at instant: Date) throws {
        let on = Day(instant, in: .network)
        let due = on.adding(days: cycle.interval)
        try insert(records, into: "verification (id, kind, record, verified_on, at, person, delegation, verified_by)") { record in
            "(\(ID<Verification>(at: instant)), \(kind), \(record), \(on), \(instant), \(actor.person), \(actor.delegation), \(actor.name))"
        }
        try insert(records, into: "verification_newest (kind, record, verified_on, due_on, verified_by)",
                   " ON CONFLICT (kind, record) DO UPDATE SET verified_on = excluded.verified_on, due_on = excluded.due_on, verified_by = excluded.verified_by") { record in
            "(\(kind), \(record), \(on), \(due), \(actor.name))"
        }
        try audit("records.verified", kind: kind, records: records, made: Verification(on: on, due: due, by: actor.name), by: actor, at: instant)
    }
}

extension VerificationCycle {
    /// Columns of a query about `verification v`: how many records had been verified within the interval, on each of these days. One walk counts for all.
    public func windows(on days: [Day]) -> SQL {
        days.enumerated().reduce("") { sql, day in
            sql + SQL(trusted: day.offset == 0 ? "" : ", ")
                + "count(DISTINCT CASE WHEN v.verified_on > \(day.element.adding(days: -interval)) AND v.verified_on <= \(day.element) THEN v.record END)"
                + SQL(trusted: " AS window_\(day.offset)")
        }
    }
}

extension Row {
    /// The counts of ``VerificationCycle/windows(on:)``, in the order of the days.
    public func windows(_ days: [Day]) throws -> [Int] { try days.indices.map { try get("window_\($0)") } }
}
