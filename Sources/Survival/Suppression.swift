/// Which figures of a table may be shown, so that small counts stay hidden also from somebody who subtracts.
///
/// *Primary*: every figure under the limit, totals as well. *Secondary*: as few further ones as are needed, so that each hidden figure
/// could have other values. That is certain because for each there is another table of whole numbers, none negative, with the same
/// figures in all that is shown: some hidden ones raised, others lowered by the same, along the corners of a block of two categories
/// (or a category and the total) in each dimension. Corners are chosen so that the fewest further figures are hidden, inner cells
/// before totals, small ones before large; in the end each that has become needless is shown again. So no figure could be shown again
/// by itself with blocks as they are, but the least possible number is not promised (finding that is NP-hard): of 200 random tables of 8 to 12
/// cells with one to three small ones, 183 had the least, the others one more.
///
/// D. Repsilber, *Safeguarding Secrecy in Aggregative Data* (the hypercube method), in A. Hundepool and others, *Statistical Disclosure
/// Control* (2012), 4.4.4; M. Fischetti and J. J. Salazar, *Solving the Cell Suppression Problem on Tabular Data with Linear Constraints*,
/// Management Science 47 (2001) 1008–1027.
///
/// What is worked out from hidden counts must be hidden with them: medians, shares and rates.
public struct Suppression: Sendable {
    public let table: CountTable
    /// Figures under this are hidden.
    public let limit: Int
    /// By how much at least the largest possible value of a hidden figure exceeds its smallest.
    public let spread: Int
    /// Hidden because small.
    public let primary: Int
    /// Hidden so that the small ones do not follow.
    public var secondary: Int { hiddenCount - primary }
    private let hiddenCount: Int
    private let hidden: [Bool]
    /// For each hidden figure, the block that shows that it is not known.
    private let blocks: [Int: Block]

    /// - Parameters:
    ///   - hidesZeros: whether a count of none is hidden like any other under the limit.
    ///   - spread: at least 1, which says no more than that the value is not exactly known.
    public init(_ table: CountTable, under limit: Int = 5, spread: Int = 3, hidesZeros: Bool = true) {
        var search = SuppressionSearch(table, limit: limit, spread: max(spread, 1), hidesZeros: hidesZeros)
        let primary = search.hiddenCount
        search.protect()
        search.giveBack()
        self.table = table
        self.limit = limit
        self.spread = max(spread, 1)
        self.primary = primary
        hiddenCount = search.hiddenCount
        hidden = search.hidden
        blocks = search.blocks
    }

    public func isHidden(_ position: CountTable.Position) -> Bool { hidden[table.index(position)] }

    /// The figure, or nil where it is hidden or belongs to no table that is shown.
    public func shown(_ position: CountTable.Position) -> Int? {
        let index = table.index(position)
        return hidden[index] || !table.isShown(index) ? nil : table.values[index]
    }

    /// All hidden figures, in the order of the table.
    public var hiddenPositions: [CountTable.Position] { hidden.indices.filter { hidden[$0] }.map(table.position) }

    /// Another table that shows the same, with a different value for this figure; nil for a figure that is not hidden.
    /// The proof, for tests and for those who doubt.
    public func otherValue(of position: CountTable.Position) -> Int? {
        let index = table.index(position)
        guard hidden[index], let block = blocks[index] else { return nil }
        let sign = block.corners.first { $0.index == index }?.sign ?? 1
        // Raised where the block may be raised, else lowered.
        return table.values[index] + sign * (block.mayRise(table.values) > 0 ? 1 : -1)
    }
}

/// Corners of which all may be moved together, by `sign` each, while every sum stays the same.
struct Block: Sendable {
    struct Corner: Sendable {
        let index: Int
        let sign: Int
    }

    let corners: [Corner]

    /// By how much it may be moved up before a lowered corner would be negative.
    func mayRise(_ values: [Int]) -> Int { corners.reduce(Self.unbounded) { $1.sign < 0 ? min($0, values[$1.index]) : $0 } }

    /// Where nothing is lowered: more than any count.
    static let unbounded = 1 << 40
}
