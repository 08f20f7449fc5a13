/// Draws the rates of small groups towards that of all of them, the more so the fewer cases a group has (empirical Bayes).
///
/// The groups' true rates are taken to come from one beta distribution with mean m and weight of K cases; each group's count is
/// binomial. A group with x of n is then best described by (x + K·m) / (n + K): its own rate counts by n/(n+K), the region's by the
/// rest. m is the region's pooled rate. K is found by the method of moments: from how much further the groups' rates lie apart
/// than chance would bring them. With k groups of n_i cases and N in all, S = Σ n_i (p_i − m)² has the expectation
/// m(1−m)·((k−1) + r·Σ (n_i−1)(1−n_i/N)), which gives r, and K = (1−r)/r.
///
/// J. C. Kleinman, *Proportions with Extraneous Variance: Single and Independent Samples*, JASA 68 (1973) 46–54, with weights n_i.
public struct Shrinkage: Hashable, Sendable {
    /// The region's rate, m; nil where there are no cases at all.
    public let mean: Double?
    /// K, in cases: 0 draws nothing; infinite where the groups differ no more than by chance, and all are given the region's rate.
    public let strength: Double

    public init(_ rates: some Sequence<Rate>) {
        self.init(weighted: rates.map { (Double($0.count), Double($0.total)) })
    }

    /// From shares that stand for as many cases as their variance says.
    public init(_ shares: some Sequence<Share>) {
        self.init(weighted: shares.map { ($0.value * $0.effectiveRequests, $0.effectiveRequests) })
    }

    private init(weighted all: [(count: Double, total: Double)]) {
        let groups = all.filter { $0.total > 0 }
        let count = groups.reduce(0) { $0 + $1.count }, total = groups.reduce(0) { $0 + $1.total }
        guard total > 0 else {
            (mean, strength) = (nil, 0)
            return
        }
        let mean = count / total
        self.mean = mean
        // One group is the region, and cannot be compared with it.
        guard groups.count > 1 else {
            strength = 0
            return
        }
        let spread = groups.reduce(0) { sum, group in
            let distance = group.count / group.total - mean
            return sum + group.total * distance * distance
        }
        let chance = mean * (1 - mean)
        let pairs = groups.reduce(0) { $0 + ($1.total - 1) * (1 - $1.total / total) }
        let beyondChance = spread - chance * Double(groups.count - 1)
        // Groups of one case each, or of nothing but the same outcome, cannot show that they differ.
        guard beyondChance > 0, chance * pairs > 0 else {
            strength = .infinity
            return
        }
        let correlation = min(beyondChance / (chance * pairs), 1)
        strength = (1 - correlation) / correlation
    }

    public struct Shrunk: Hashable, Sendable {
        public let value: Double
        /// How much the group's own rate counts in it, 0…1; the rest is the region's.
        public let ownWeight: Double
    }

    /// - Returns: nil of nothing.
    public func shrink(_ rate: Rate) -> Shrunk? {
        rate.value.map { shrink($0, cases: Double(rate.total)) }
    }

    public func shrink(_ share: Share) -> Shrunk { shrink(share.value, cases: share.effectiveRequests) }

    private func shrink(_ value: Double, cases: Double) -> Shrunk {
        let weight = strength == 0 ? 1 : strength.isInfinite ? 0 : cases / (cases + strength)
        return Shrunk(value: weight * value + (1 - weight) * (mean ?? value), ownWeight: weight)
    }
}
