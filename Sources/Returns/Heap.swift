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
        case issued, refused, unanswered
        /// Younger than that and still open, or taken back before.
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
        let fate: Fate = isLate ? .unanswered : ending == .issued ? .issued : ending == .refused ? .refused : .other
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
    /// Two statements. Each reads one index for the requests that stand as they did, and the few rows of those that have changed since; memory
    /// grows with the distinct days, not with the requests.
    func counted(in edition: Edition) throws -> ByCountry {
        var all: ByCountry = [:]
        let number = edition.asOf.daysSince1970, ofAge = number - Heap.timely, first = Statistics.halves(until: edition.asOf)[0]
        func both(_ select: SQL, _ condition: SQL, _ group: SQL) -> SQL {
            """
            SELECT \(select) FROM travel_request WHERE half >= \(first.index) AND \(condition) AND enters <= \(edition.number) GROUP BY \(group)
            UNION ALL SELECT \(select) FROM travel_request_edition WHERE edition = \(edition.number) AND half >= \(first.index) AND \(condition) GROUP BY \(group)
            """
        }
        let ended: SQL = "origin, owner, half, outcome, outcome_days", open: SQL = "origin, owner, half, requested_number"
        try tx.forEach(both("\(ended), count(*) AS n, sum(CASE WHEN requested_number <= \(ofAge) THEN 1 ELSE 0 END) AS of_age",
                            "outcome IS NOT NULL AND requested_number + outcome_days <= \(number)", ended)) { row in
            guard let ending = try row.get("outcome", as: StepKind.self).ending else { return }
            let days: Int = try row.get("outcome_days"), n: Int = try row.get("n"), old: Int = try row.get("of_age")
            try Self.with(row, &all) {
                $0.add(days: days, ending, isOfAge: true, times: old)
                $0.add(days: days, ending, isOfAge: false, times: n - old)
            }
        }
        try tx.forEach(both("\(open), count(*) AS n", "requested_number <= \(number) AND (outcome IS NULL OR requested_number + outcome_days > \(number))", open)) { row in
            let days = number - (try row.get("requested_number", as: Int.self)), n: Int = try row.get("n")
            try Self.with(row, &all) { $0.add(days: days, .open, isOfAge: days >= Heap.timely, times: n) }
        }
        return all
    }

    private static func with(_ row: Row, _ all: inout ByCountry, _ body: (inout Heap) -> Void) throws {
        body(&all[try row.get("origin"), default: [:]][try row.get("owner"), default: [:]][try row.get("half"), default: Heap()])
    }
}
