import Foundation

/// Says which cells of lines may be shown whose totals are known to everybody.
///
/// For somebody who knows nothing, and for each reporting country, which knows its own part: a cell is shown only if what they do not know of
/// it is no small count, nor what is left of its whole without it. Then the smallest shown are hidden, one by one, until what is hidden in a
/// line is either two cells or more that are no small count together, or one that could as well be shown.
struct Lines {
    /// Readers: one who knows nothing, and each reporting country, where there are several.
    private let readers: [Int?]

    init(countries: Int) { readers = [nil] + (countries > 1 ? (0..<countries).map(Optional.some) : []) }

    /// A single line.
    /// - Parameter wholes: of which each cell is a part, if that is known too.
    func shown(_ cells: [Part], of wholes: [Part]? = nil) -> [Bool] {
        closed(cells, wholes, [Int?](repeating: nil, count: cells.count), shown: cells.indices.map { isOpen(cells[$0], wholes?[$0], owner: nil) })
    }

    /// Several lines over the same wholes: what is left of a whole without all its shown cells is no small count either.
    /// - Parameter owners: the country that a place of the lines belongs to, which learns nothing from it.
    func shown(_ lines: [[Part]], of wholes: [Part], owners: [Int?]) -> [[Bool]] {
        var shown = lines.map { cells in closed(cells, wholes, owners, shown: cells.indices.map { isOpen(cells[$0], wholes[$0], owner: owners[$0]) }) }
        // Hidden for what is left beside them: they must not follow from their line, harmless as they are by themselves.
        var forced = lines.map { _ in Set<Int>() }
        for place in wholes.indices {
            while true {
                let open = lines.indices.filter { shown[$0][place] }
                let left = open.reduce(wholes[place]) { $0 - lines[$1][place] }
                guard let smallest = open.min(by: { lines[$0][place].sum < lines[$1][place].sum }), !isOpen(left, nil, owner: owners[place]) else { break }
                shown[smallest][place] = false
                forced[smallest].insert(place)
                shown[smallest] = closed(lines[smallest], wholes, owners, shown: shown[smallest], forced: forced[smallest])
            }
        }
        return shown
    }

    func isOpen(_ cell: Part, _ whole: Part? = nil, owner: Int? = nil) -> Bool {
        readers.allSatisfy { $0 != nil && $0 == owner || isHarmless(cell, whole, for: $0) }
    }

    private func isHarmless(_ cell: Part, _ whole: Part?, for reader: Int?) -> Bool {
        cell.rest(for: reader) >= Release.fewest && (whole.map { ($0 - cell).rest(for: reader) >= Release.fewest } ?? true)
    }

    /// Hides further cells until no hidden one follows.
    private func closed(_ cells: [Part], _ wholes: [Part]?, _ owners: [Int?], shown: [Bool], forced: Set<Int> = []) -> [Bool] {
        var shown = shown
        func isSafe(for reader: Int?) -> Bool {
            let hidden = cells.indices.filter { !shown[$0] && (reader == nil || owners[$0] != reader) }
            if hidden.isEmpty { return true }
            if hidden.count == 1 { return !forced.contains(hidden[0]) && isHarmless(cells[hidden[0]], wholes?[hidden[0]], for: reader) }
            return hidden.reduce(0) { $0 + cells[$1].rest(for: reader) } >= Release.fewest
        }
        while !readers.allSatisfy(isSafe), let smallest = cells.indices.filter({ shown[$0] }).min(by: { cells[$0].sum < cells[$1].sum }) { shown[smallest] = false }
        return shown
    }
}
