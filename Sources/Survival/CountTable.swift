/// Counts by several dimensions, with all totals over each of them: what every table, filter and export of a page takes its figures from.
///
/// A page that shows origins by reporting countries, and lets a reader filter by kind of document, shows slices of one table of three
/// dimensions; they share cells and totals, so they must be suppressed together. Periods are a dimension, too: let readers
/// choose among fixed ones, since of two overlapping spans of their own choice the difference is a figure that nobody suppressed.
public struct CountTable: Sendable {
    /// A category of each dimension; nil is the total over that dimension.
    public typealias Position = [Int?]

    /// How many categories each dimension has.
    public let sizes: [Int]
    /// Which dimensions are broken down together in what is shown; nil where all are.
    let views: [Set<Int>]?
    /// All figures; a total has the index after the last category.
    private(set) var values: [Int]
    let strides: [Int]

    /// - Parameter views: each a set of dimensions (by number, from 0) that some table breaks down together; the totals over
    ///   any of them belong to it. nil where figures of all dimensions at once are shown. The empty set is the grand total.
    public init(sizes: [Int], views: [Set<Int>]? = nil) {
        precondition(sizes.allSatisfy { $0 > 0 }, "a dimension without categories")
        self.sizes = sizes
        self.views = views
        var strides: [Int] = [], stride = 1
        for size in sizes {
            strides.append(stride)
            stride *= size + 1
        }
        self.strides = strides
        values = [Int](repeating: 0, count: stride)
    }

    /// Counts into a cell and into all totals that it belongs to.
    public mutating func add(_ count: Int = 1, at cell: [Int]) {
        precondition(cell.count == sizes.count && zip(cell, sizes).allSatisfy { $0 >= 0 && $0 < $1 }, "no such cell")
        // Each bit says whether a dimension is totalled.
        for totals in 0..<(1 << sizes.count) {
            var index = 0
            for dimension in sizes.indices {
                index += strides[dimension] * (totals >> dimension & 1 == 1 ? sizes[dimension] : cell[dimension])
            }
            values[index] += count
        }
    }

    public subscript(position: Position) -> Int { values[index(position)] }

    func index(_ position: Position) -> Int {
        precondition(position.count == sizes.count, "a position has one category for each dimension")
        return zip(position, zip(sizes, strides)).reduce(0) { sum, part in
            let (category, (size, stride)) = part
            precondition(category.map { $0 >= 0 && $0 < size } ?? true, "no such category")
            return sum + stride * (category ?? size)
        }
    }

    /// The category by dimension, the total as the number of categories.
    func categories(_ index: Int) -> [Int] { sizes.indices.map { index / strides[$0] % (sizes[$0] + 1) } }

    func position(_ index: Int) -> Position {
        zip(categories(index), sizes).map { $0 == $1 ? nil : $0 }
    }

    /// Whether any table shows the figure, if it is not suppressed.
    func isShown(_ index: Int) -> Bool {
        guard let views else { return true }
        let detailed = Set(zip(categories(index), sizes).enumerated().filter { $1.0 != $1.1 }.map(\.offset))
        return views.contains(where: detailed.isSubset)
    }
}
