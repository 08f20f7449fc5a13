import Foundation
import Survival

/// Which counts of one country of origin may be shown: none that is under five, and none from which such a one would follow, be it by
/// subtraction from a total or by a reporting country that takes its own cases away.
///
/// Shown are: all requests and those of each reporting country; and lines of cells that add up to a total that is shown: fates, half-years,
/// and of each fate the reporting countries and the half-years. Of those that ended otherwise there is a line only in all: so every
/// country and every half-year has a cell that is never shown, and a cell of a line follows only if it is the line's one hidden cell.
/// ``Lines`` sees to that. Survival's tables know no reader who has cases of their own among them; where there is none, they serve.
struct Release: Sendable {
    /// Under this nothing is shown.
    static let fewest = 5

    private let total: Int
    private let byCountry: [Int]
    private let fates: [Int?]
    private let halves: [Int?]
    /// By fate, then by reporting country and by half-year.
    private let fatesByCountry: [[Int?]]
    private let fatesByHalf: [[Int?]]
    private let bands: [Int?]
    private let laters: [Int?]
    /// Whether those that ended otherwise are no small count for anybody: in all, by reporting country, by half-year.
    private let rest: Bool
    private let restByCountry: [Bool]
    private let restByHalf: [Bool]

    /// - Parameters:
    ///   - counts: by reporting country, half-year and ``Heap/Fate``; no country among them has fewer than ``fewest`` requests.
    ///   - bands: by reporting country, as ``Heap/bands``.
    ///   - later: by reporting country, as ``Heap/later``.
    init(fates counts: [[[Int]]], bands: [[Int]], later: [[Int]]) {
        let countries = counts.indices, halfCount = counts.first?.count ?? 0, kinds = Heap.Fate.allCases.indices
        func part(_ half: Int? = nil, _ fate: Int? = nil) -> Part {
            Part(counts.map { country in
                var sum = 0
                for (each, row) in country.enumerated() where (half ?? each) == each {
                    for (kind, count) in row.enumerated() where (fate ?? kind) == kind { sum += count }
                }
                return sum
            })
        }
        let whole = part(), lines = Lines(countries: counts.count)
        total = whole.sum
        byCountry = whole.own
        let fates = lines.shown(kinds.map { part(nil, $0) }, of: kinds.map { _ in whole })
        self.fates = kinds.map { fates[$0] ? part(nil, $0).sum : nil }
        let halves = lines.shown((0..<halfCount).map { part($0) })
        self.halves = (0..<halfCount).map { halves[$0] ? part($0).sum : nil }
        // One line for each fate that is shown in all, but that of the rest.
        let open = kinds.filter { fates[$0] && Heap.Fate.allCases[$0] != .other }
        func cells(_ wholes: [Part], owners: [Int?], _ cell: (Int, Int) -> Part) -> [[Int?]] {
            let shown = lines.shown(open.map { fate in wholes.indices.map { cell($0, fate) } }, of: wholes, owners: owners)
            var all = [[Int?]](repeating: [Int?](repeating: nil, count: wholes.count), count: kinds.count)
            for (line, fate) in open.enumerated() {
                for place in wholes.indices where shown[line][place] { all[fate][place] = cell(place, fate).sum }
            }
            return all
        }
        fatesByCountry = cells(countries.map { Part(whole.own, only: $0) }, owners: countries.map(Optional.some)) { Part(part(nil, $1).own, only: $0) }
        fatesByHalf = cells((0..<halfCount).map { part($0) }, owners: [Int?](repeating: nil, count: halfCount)) { part($0, $1) }
        func small(_ parts: [[Int]], _ fate: Heap.Fate) -> [Int?] {
            let cells = (parts.first ?? []).indices.map { index in Part(parts.map { $0[index] }) }, shown = lines.shown(cells)
            return cells.indices.map { fates[Self.index(fate)] && shown[$0] ? cells[$0].sum : nil }
        }
        self.bands = small(bands, .issued)
        laters = small(later, .unanswered)
        let other = Self.index(.other), others = part(nil, other)
        rest = lines.isOpen(others)
        restByCountry = countries.map { lines.isOpen(Part(others.own, only: $0), owner: $0) }
        restByHalf = (0..<halfCount).map { lines.isOpen(part($0, other)) }
    }

    /// What is not kept apart by a parameter is added up; nil where the count may not be shown.
    func count(_ fate: Heap.Fate? = nil, reporting: Int? = nil, half: Int? = nil) -> Int? {
        switch (fate.map(Self.index), reporting, half) {
        case (nil, nil, nil): total
        case (nil, let country?, nil): byCountry[country]
        case (nil, nil, let half?): halves[half]
        case (let fate?, nil, nil): fates[fate]
        case (let fate?, let country?, nil): fatesByCountry[fate][country]
        case (let fate?, nil, let half?): halves[half] == nil ? nil : fatesByHalf[fate][half]
        default: nil
        }
    }

    /// Issued within each of ``Heap/marks``, as far as the days may be told apart.
    func issued(within days: Int) -> Int? {
        guard let last = Heap.marks.firstIndex(of: days) else { return nil }
        if last == Heap.marks.count - 1 { return count(.issued) }
        let parts = bands[...last]
        return parts.contains(nil) ? nil : parts.reduce(0) { $0 + ($1 ?? 0) }
    }

    /// Whether a figure may rest on the days of those that ended otherwise; where they are few it would tell of them.
    func isRestHarmless(reporting: Int? = nil, half: Int? = nil) -> Bool {
        reporting.map { restByCountry[$0] } ?? half.map { restByHalf[$0] } ?? rest
    }

    func later(_ later: Heap.Later) -> Int? { laters[later.rawValue] }

    private static func index(_ fate: Heap.Fate) -> Int { Heap.Fate.allCases.firstIndex(of: fate) ?? 0 }
}

/// A count with each reporting country's own part in it.
struct Part: Sendable {
    let own: [Int]
    let sum: Int

    init(_ own: [Int]) { (self.own, sum) = (own, own.reduce(0, +)) }
    /// One country's part alone.
    init(_ own: [Int], only country: Int) { self.init(own.indices.map { $0 == country ? own[$0] : 0 }) }

    /// What somebody does not know of it.
    func rest(for country: Int?) -> Int { sum - (country.map { own[$0] } ?? 0) }
    static func - (left: Part, right: Part) -> Part { Part(zip(left.own, right.own).map { $0 - $1 }) }
    static func + (left: Part, right: Part) -> Part { Part(zip(left.own, right.own).map { $0 + $1 }) }
}
