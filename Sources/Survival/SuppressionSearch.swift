/// The search for the figures to hide.
struct SuppressionSearch {
    private let table: CountTable
    private let spread: Int
    private let isPrimary: [Bool]
    private let isShown: [Bool]
    /// Over how many dimensions a figure is a total.
    private let totals: [Int]
    private(set) var hidden: [Bool]
    private(set) var hiddenCount: Int
    private(set) var blocks: [Int: Block] = [:]

    init(_ table: CountTable, limit: Int, spread: Int, hidesZeros: Bool) {
        self.table = table
        self.spread = spread
        let isShown = table.values.indices.map(table.isShown)
        isPrimary = table.values.indices.map { isShown[$0] && table.values[$0] < limit && (hidesZeros || table.values[$0] > 0) }
        self.isShown = isShown
        totals = table.values.indices.map { zip(table.categories($0), table.sizes).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) } }
        hidden = isPrimary
        hiddenCount = isPrimary.reduce(0) { $0 + ($1 ? 1 : 0) }
    }

    /// Hides further figures until each hidden one has its block. The largest first, whose blocks serve many small ones.
    mutating func protect() {
        let order = hidden.indices.filter { isPrimary[$0] }.sorted { (table.values[$0], $1) > (table.values[$1], $0) }
        for index in order where blocks[index] == nil {
            // There always is one: with all totals of a figure hidden it may rise without bound.
            guard let block = cheapestBlock(around: index) else { continue }
            for corner in block.corners where isShown[corner.index] {
                if !hidden[corner.index] {
                    hidden[corner.index] = true
                    hiddenCount += 1
                }
                if blocks[corner.index] == nil { blocks[corner.index] = block }
            }
        }
    }

    /// Shows again what no longer needs to be hidden: totals first, then the largest.
    mutating func giveBack() {
        // Whose block has a figure for a corner; also of blocks that have been replaced since.
        var dependents: [Int: Set<Int>] = [:]
        for (dependent, block) in blocks {
            for corner in block.corners { dependents[corner.index, default: []].insert(dependent) }
        }
        let order = hidden.indices.filter { hidden[$0] && !isPrimary[$0] }.sorted {
            (totals[$0], table.values[$0], $1) > (totals[$1], table.values[$1], $0)
        }
        for index in order {
            hidden[index] = false
            guard let others = otherBlocks(for: dependents[index] ?? [], without: index) else {
                hidden[index] = true
                continue
            }
            for (dependent, block) in others {
                blocks[dependent] = block
                for corner in block.corners { dependents[corner.index, default: []].insert(dependent) }
            }
            blocks[index] = nil
            hiddenCount -= 1
        }
    }

    /// Blocks of what is hidden now, for those that need the figure; nil if one of them has no other.
    private func otherBlocks(for dependents: Set<Int>, without index: Int) -> [Int: Block]? {
        var others: [Int: Block] = [:]
        for dependent in dependents where dependent != index {
            guard let block = blocks[dependent], block.corners.contains(where: { $0.index == index }) else { continue }
            guard let other = cheapestBlock(around: dependent, mayHide: false) else { return nil }
            others[dependent] = other
        }
        return others
    }

    /// What a block costs: figures newly hidden, totals among them, and their sum; the least wins. Then the one that helps most others.
    private struct Cost: Comparable {
        var figures = 0, totals = 0, unhelped = 0, sum = 0

        static func < (left: Self, right: Self) -> Bool {
            (left.figures, left.totals, left.unhelped, left.sum) < (right.figures, right.totals, right.unhelped, right.sum)
        }
    }

    /// A category, or the total, beside a figure's own in one dimension.
    private struct Partner {
        let offset: Int
        let sign: Int
    }

    /// Chooses a partner in one dimension after the other, which doubles the corners, and turns back as soon as it costs too much.
    private func cheapestBlock(around index: Int, mayHide: Bool = true) -> Block? {
        let own = table.categories(index)
        let partners = table.sizes.indices.map { partnersBeside(index, own[$0], in: $0, mayHide: mayHide) }
        var corners = [Block.Corner](repeating: Block.Corner(index: index, sign: 1), count: 1 << partners.count)
        var best: (cost: Cost, block: Block)?

        func extend(_ dimension: Int, _ cost: Cost, mayRise: Int, mayFall: Int) {
            guard dimension < partners.count else {
                if best.map({ cost < $0.cost }) ?? true { best = (cost, Block(corners: corners)) }
                return
            }
            let count = 1 << dimension
            for partner in partners[dimension] {
                if !mayHide, best != nil { return }
                var cost = cost, mayRise = mayRise, mayFall = mayFall
                for place in 0..<count {
                    let corner = Block.Corner(index: corners[place].index + partner.offset, sign: corners[place].sign * partner.sign)
                    corners[count + place] = corner
                    charge(corner.index, to: &cost)
                    if corner.sign < 0 { mayRise = min(mayRise, table.values[corner.index]) } else { mayFall = min(mayFall, table.values[corner.index]) }
                }
                guard mayRise + mayFall >= spread, mayHide || cost.figures == 0 else { continue }
                if let best, (cost.figures, cost.totals) > (best.cost.figures, best.cost.totals) { continue }
                extend(dimension + 1, cost, mayRise: mayRise, mayFall: mayFall)
            }
        }

        extend(0, Cost(), mayRise: Block.unbounded, mayFall: table.values[index])
        return best?.block
    }

    private func charge(_ corner: Int, to cost: inout Cost) {
        guard isShown[corner] else { return }
        if !hidden[corner] {
            cost.figures += 1
            cost.totals += totals[corner]
            cost.sum += table.values[corner]
        } else if blocks[corner] == nil {
            cost.unhelped -= 1
        }
    }

    /// Those that cost nothing first.
    private func partnersBeside(_ index: Int, _ own: Int, in dimension: Int, mayHide: Bool) -> [Partner] {
        let size = table.sizes[dimension], stride = table.strides[dimension]
        var free: [Partner] = [], new: [Partner] = []
        for category in 0...size where category != own {
            let offset = (category - own) * stride
            // A total moves with its category; of two categories one rises as the other falls.
            let partner = Partner(offset: offset, sign: category == size || own == size ? 1 : -1)
            if hidden[index + offset] || !isShown[index + offset] { free.append(partner) } else if mayHide { new.append(partner) }
        }
        return free + new
    }
}
