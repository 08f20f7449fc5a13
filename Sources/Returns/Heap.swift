import Accounts
import Foundation
import Geography
import Localization
import Storage
import Survival

/// Requests of one kind counted for figures and for tables.
struct Heap: Sendable {
    /// Days within which an answer is timely: what shares and the rate without an answer are told by.
    static let timely = 90
    /// Days at which the share issued is told.
    static let marks = Figures.usualDays

    /// What had become of a request on its ninetieth day. Each has a text: `returns.fate.<name>`.
    enum Fate: String, CaseIterable {
        /// Issued and refused in time, of those of age: with ``unanswered`` they are what the share without an answer is of.
        case issued, refused, unanswered
        /// Younger than that, answered or not, or taken back before.
        case other
    }

    /// What became later of those that had no answer by then.
    enum Later: Int, CaseIterable { case issued, refused, none }

    private(set) var tally = Tally()
    /// By ``Fate``.
    private(set) var fates = [Int](repeating: 0, count: Fate.allCases.count)
    /// Issued in time, by the first of ``marks`` that they came within.
    private(set) var bands = [Int](repeating: 0, count: Heap.marks.count)
    /// By ``Later``.
    private(set) var later = [Int](repeating: 0, count: Later.allCases.count)

    var requests: Int { fates.reduce(0, +) }

    /// - Parameters:
    ///   - days: from the request to its end, or to the day of counting.
    ///   - isOfAge: made ``timely`` days before the day of counting, or earlier.
    mutating func add(days: Int, _ ending: Ending, isOfAge: Bool, times: Int) {
        guard times > 0, let observation = Observation(days: days, ending: ending, age: ending == .open || !isOfAge ? days : max(days, Self.timely)) else { return }
        tally.add(observation, times: times)
        let isLate = ending.isAnswer ? days > Self.timely : days >= Self.timely
        let fate: Fate = isLate ? .unanswered : !isOfAge ? .other : ending == .issued ? .issued : ending == .refused ? .refused : .other
        fates[Fate.allCases.firstIndex(of: fate) ?? 0] += times
        if fate == .issued { bands[Self.marks.firstIndex { days <= $0 } ?? 0] += times }
        if isLate { later[(ending == .issued ? Later.issued : ending == .refused ? .refused : .none).rawValue] += times }
    }

    static func += (left: inout Heap, right: Heap) {
        left.tally += right.tally
        for index in left.fates.indices { left.fates[index] += right.fates[index] }
        for index in left.bands.indices { left.bands[index] += right.bands[index] }
        for index in left.later.indices { left.later[index] += right.later[index] }
    }
}

extension StepKind {
    /// As the statistics take it: a nationality denied ends the matter like a refusal.
    var ending: Ending? {
        switch self {
        case .issued: .issued
        case .refused, .nationalityDenied: .refused
        case .withdrawn: .withdrawn
        default: nil
        }
    }
}

/// The counting of cases, for statistics.
struct Heaps {
    private let tx: Transaction

    init(_ tx: Transaction) { self.tx = tx }

    typealias ByHalf = [Int: Heap]
    typealias ByCountry = [CountryCode: [ID<Delegation>: ByHalf]]

    /// Requests of the half-years that an edition tells of, as they stood at its beginning: what ended after its last day was open.
    ///
    /// Two statements. Each reads one index for the requests that stand as they did, and the few rows of those that have changed since. The engine
    /// counts by day and hands over one text for each country, delegation, half-year and outcome: a row for each day would take longer to fetch
    /// than to count.
    func counted(in edition: Edition) throws -> ByCountry {
        var all: ByCountry = [:]
        let number = edition.asOf.daysSince1970, ofAge = number - Heap.timely, first = Statistics.halves(until: edition.asOf)[0]
        func both(_ cell: SQL, _ day: SQL, _ condition: SQL) -> SQL {
            func one(_ table: SQL, _ edition: SQL) -> SQL {
                """
                SELECT \(cell), \(tx.joined("day || ',' || n || ',' || old", by: ";")) AS counts FROM (
                    SELECT \(cell), \(day) AS day, count(*) AS n, sum(CASE WHEN requested_number <= \(ofAge) THEN 1 ELSE 0 END) AS old FROM \(table)
                    WHERE \(edition) AND half >= \(first.index) AND \(condition) GROUP BY \(cell), \(day)) AS days
                GROUP BY \(cell)
                """
            }
            return "\(one("travel_request", "enters <= \(edition.number)")) UNION ALL \(one("travel_request_edition", "edition = \(edition.number)"))"
        }
        try tx.forEach(both("origin, owner, half, outcome", "outcome_days", "outcome IS NOT NULL AND requested_number + outcome_days <= \(number)")) { row in
            guard let ending = try row.get("outcome", as: StepKind.self).ending else { return }
            try Self.with(row, &all) { heap, days, n, old in
                heap.add(days: days, ending, isOfAge: true, times: old)
                heap.add(days: days, ending, isOfAge: false, times: n - old)
            }
        }
        try tx.forEach(both("origin, owner, half", "requested_number", "requested_number <= \(number) AND (outcome IS NULL OR requested_number + outcome_days > \(number))")) { row in
            try Self.with(row, &all) { heap, day, n, _ in heap.add(days: number - day, .open, isOfAge: number - day >= Heap.timely, times: n) }
        }
        return all
    }

    /// Goes through the days of a row: `day,count,of which old`, with semicolons between.
    private static func with(_ row: Row, _ all: inout ByCountry, _ add: (inout Heap, _ day: Int, _ n: Int, _ old: Int) -> Void) throws {
        let counts: String = try row.get("counts")
        var numbers = [0, 0, 0], field = 0
        func put(into heap: inout Heap) {
            add(&heap, numbers[0], numbers[1], numbers[2])
            (numbers, field) = ([0, 0, 0], 0)
        }
        func fill(_ heap: inout Heap) {
            for byte in counts.utf8 {
                switch byte {
                case UInt8(ascii: ","): field += 1
                case UInt8(ascii: ";"): put(into: &heap)
                default: numbers[field] = numbers[field] * 10 + Int(byte - UInt8(ascii: "0"))
                }
            }
            put(into: &heap)
        }
        fill(&all[try row.get("origin"), default: [:]][try row.get("owner"), default: [:]][try row.get("half"), default: Heap()])
    }
}
