/// A count of a count.
public struct Rate: Hashable, Sendable {
    public let count: Int
    public let total: Int

    /// Counts outside 0…`total` are brought inside.
    public init(_ count: Int, of total: Int) {
        self.total = max(total, 0)
        self.count = min(max(count, 0), self.total)
    }

    /// nil of nothing.
    public var value: Double? { total == 0 ? nil : Double(count) / Double(total) }

    /// The score interval, which keeps its level also for few cases and for rates of 0 and 1.
    ///
    /// Its ends are the rates p at which the observed one is exactly z standard errors √(p(1−p)/n) away: with q observed in n,
    /// (q + z²/2n ± z·√(q(1−q)/n + z²/4n²)) / (1 + z²/n).
    ///
    /// E. B. Wilson, *Probable Inference, the Law of Succession, and Statistical Inference*, JASA 22 (1927) 209–212.
    /// - Returns: nil of nothing.
    public func limits(_ confidence: Confidence = .ninetyFive) -> Limits? {
        guard let observed = value else { return nil }
        let n = Double(total), z = confidence.z
        let middle = observed + z * z / (2 * n)
        let width = z * (observed * (1 - observed) / n + z * z / (4 * n * n)).squareRoot()
        return Limits((middle - width) / (1 + z * z / n), (middle + width) / (1 + z * z / n))
    }
}
