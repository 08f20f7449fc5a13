/// The search for the figures to hide.
struct Work {
    private let table: CountTable
    private let spread: Int
    private let isPrimary: [Bool]
    private let isShown: [Bool]
    private(set) var hidden: [Bool]
    private(set) var hiddenCount: Int
    private(set) var blocks: [Int: Block] = [:]

    init(_ table: CountTable, limit: Int, spread: Int, hidesZeros: Bool) {
        self.table = table
        self.spread = spread
        let isShown = table.values.indices.map(table.isShown)
        isPrimary = table.values.indices.map { isShown[$0] && table.values[$0] < limit && (hidesZeros || table.values[$0] > 0) }
        self.isShown = isShown
        hidden = isPrimary
        hiddenCount = isPrimary.reduce(0) { $0 + ($1 ? 1 : 0) }
    }

    /// Hides further figures until each hidden one has its block. The largest first, whose blocks serve many small ones.
    mutating func protect() {
        let order = hidden.indices.filter { isPrimary[$0] }.sorted { (table.values[$0], $1) > (table.values[$1], $0) }
        for index in order where blocks[index] == nil {
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
        let order = hidden.indices.filter { hidden[$0] && !isPrimary[$0] }.sorted {
            (totals($0), table.values[$0], $1) > (totals($1), table.values[$1], $0)
        }
        for index in order {
            hidden[index] = false
            var others: [Int: Block] = [:]
            var isNeeded = false
            for (dependent, block) in blocks where dependent != index && block.corners.contains(where: { $0.index == index }) {
                guard let other = cheapestBlock(around: dependent, mayHide: false) else {
                    isNeeded = true
                    break
                }
                others[dependent] = other
            }
            if isNeeded {
                hidden[index] = true
            } else {
                blocks.merge(others) { $1 }
                blocks[index] = nil
                hiddenCount -= 1
            }
        }
    }

    private func totals(_ index: Int) -> Int { zip(table.categories(index), table.sizes).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) } }

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
        /// Whether moving there in this dimension alone meets a figure that is still shown.
        let isNew: Bool
    }

    private func cheapestBlock(around index: Int, mayHide: Bool = true) -> Block? {
        let own = table.categories(index)
        let partners = table.sizes.indices.map { partnersBeside(index, own[$0], in: $0, mayHide: mayHide) }
        var best: (cost: Cost, block: Block)?

        func extend(_ corners: [Block.Corner], _ dimension: Int, _ new: Int) {
            guard dimension < partners.count else {
                weigh(corners)
                return
            }
            for partner in partners[dimension] {
                let new = new + (partner.isNew ? 1 : 0)
                // The corners beside the figure are part of the cost: no better than what is known.
                if let best, new > best.cost.figures { break }
                if !mayHide, best != nil { return }
                extend(corners + corners.map { Block.Corner(index: $0.index + partner.offset, sign: $0.sign * partner.sign) }, dimension + 1, new)
            }
        }

        func weigh(_ corners: [Block.Corner]) {
            var cost = Cost()
            for corner in corners where isShown[corner.index] {
                if !hidden[corner.index] {
                    guard mayHide else { return }
                    cost.figures += 1
                    cost.totals += totals(corner.index)
                    cost.sum += table.values[corner.index]
                } else if blocks[corner.index] == nil {
                    cost.unhelped -= 1
                }
            }
            if let best, best.cost <= cost { return }
            let block = Block(corners: corners)
            guard block.mayRise(table.values) + block.mayFall(table.values) >= spread else { return }
            best = (cost, block)
        }

        extend([Block.Corner(index: index, sign: 1)], 0, 0)
        return best?.block
    }

    /// Those that cost nothing first.
    private func partnersBeside(_ index: Int, _ own: Int, in dimension: Int, mayHide: Bool) -> [Partner] {
        let size = table.sizes[dimension], stride = table.strides[dimension]
        var free: [Partner] = [], new: [Partner] = []
        for category in 0...size where category != own {
            let offset = (category - own) * stride
            let isNew = isShown[index + offset] && !hidden[index + offset]
            // A total moves with its category; of two categories one rises as the other falls.
            let partner = Partner(offset: offset, sign: category == size || own == size ? 1 : -1, isNew: isNew)
            if !isNew { free.append(partner) } else if mayHide { new.append(partner) }
        }
        return free + new
    }
}
