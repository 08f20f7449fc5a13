import Foundation
import Survival

/// Which counts of one country of origin may be shown: none that is under five, and none from which such a one would follow, be it by
/// subtraction from a total or by a reporting country that takes its own cases away.
///
/// Three tables hang together by their totals: reporting country × fate and half-year × fate in one; the days of what was issued in
/// time; and what became later of what was not. The two small ones are shown only where their total is.
struct Release: Sendable {
    /// Under this nothing is shown.
    static let fewest = 5

    private let main: Table
    private let bands: Table
    private let later: Table

    /// - Parameters:
    ///   - fates: by reporting country, half-year and ``Heap/Fate``; no country among them has fewer than ``fewest`` requests.
    ///   - bands: by reporting country, as ``Heap/bands``.
    ///   - later: by reporting country, as ``Heap/later``.
    init(fates: [[[Int]]], bands: [[Int]], later: [[Int]]) {
        let halves = fates.first?.count ?? 0
        main = Table(fates.map { country in country.enumerated().flatMap { half, row in row.enumerated().map { ([half, $0.offset], $0.element) } } },
                     sizes: [halves, Heap.Fate.allCases.count], views: [[0, 2], [1, 2]])
        func small(_ parts: [[Int]], isOpen: Bool) -> Table {
            isOpen ? Table(parts.map { $0.enumerated().map { ([$0.offset], $0.element) } }, sizes: [parts.first?.count ?? 0], views: [[1]]) : .closed
        }
        self.bands = small(bands, isOpen: main.count([nil, nil, Self.index(.issued)]) != nil)
        self.later = small(later, isOpen: main.count([nil, nil, Self.index(.unanswered)]) != nil)
    }

    /// What is not kept apart by a parameter is added up; nil where the count may not be shown.
    func count(_ fate: Heap.Fate? = nil, reporting: Int? = nil, half: Int? = nil) -> Int? { main.count([reporting, half, fate.map(Self.index)]) }

    /// Issued within each of ``Heap/marks``, as far as the days may be told apart.
    func issued(within days: Int) -> Int? {
        guard let last = Heap.marks.firstIndex(of: days) else { return nil }
        if last == Heap.marks.count - 1 { return count(.issued) }
        let parts = (0...last).map { bands.count([nil, $0]) }
        return parts.contains(nil) ? nil : parts.reduce(0) { $0 + ($1 ?? 0) }
    }

    func later(_ later: Heap.Later) -> Int? { self.later.count([nil, later.rawValue]) }

    private static func index(_ fate: Heap.Fate) -> Int { Heap.Fate.allCases.firstIndex(of: fate) ?? 0 }

    /// A table by reporting country and more, suppressed for everybody: for those who know nothing of it, and for each reporting country,
    /// which knows its own row and so sees a table of the others.
    struct Table: Sendable {
        private let whole: Suppression?
        /// By the country that is left out, and what place the others have without it.
        private let others: [(without: Int, rest: Suppression)]

        static let closed = Table()
        private init() { (whole, others) = (nil, []) }

        /// - Parameter sizes: of the dimensions after the reporting country.
        init(_ countries: [[(place: [Int], count: Int)]], sizes: [Int], views: [Set<Int>]) {
            func suppressed(_ countries: [[(place: [Int], count: Int)]]) -> Suppression {
                var table = CountTable(sizes: [countries.count] + sizes, views: views)
                for (index, country) in countries.enumerated() {
                    for (place, count) in country where count > 0 { table.add(count, at: [index] + place) }
                }
                return Suppression(table, under: Release.fewest)
            }
            guard !countries.isEmpty, sizes.allSatisfy({ $0 > 0 }) else {
                self = .closed
                return
            }
            whole = suppressed(countries)
            others = countries.count == 1 ? [] : countries.indices.map { own in
                var rest = countries
                rest.remove(at: own)
                return (own, suppressed(rest))
            }
        }

        func count(_ position: [Int?]) -> Int? {
            guard let shown = whole?.shown(position) else { return nil }
            for (own, rest) in others {
                // A country's own row tells it nothing new.
                if position[0] == own { continue }
                var place = position
                place[0] = position[0].map { $0 > own ? $0 - 1 : $0 }
                if rest.isHidden(place) { return nil }
            }
            return shown
        }
    }
}
