import Foundation

/// The share of all requests that had one answer by each day, where the other answer rules it out (competing risks).
///
/// Each day adds the share that was still unanswered before it times d/n, where d had this answer and n were at risk. Counting
/// refusals as merely censored instead would say that the refused, too, might yet be issued, and so promise too much.
///
/// O. O. Aalen and S. Johansen, *An Empirical Transition Matrix for Non-Homogeneous Markov Chains Based on Censored Observations*,
/// Scandinavian Journal of Statistics 5 (1978) 141–150.
public struct CumulativeIncidence: Sendable {
    public struct Step: Hashable, Sendable {
        public let day: Int
        public let atRisk: Int
        /// The share that has had the answer by this day, itself included.
        public let share: Double
        /// The share that has had neither answer.
        public let unanswered: Double
        /// By the delta method, with I the share, W the share unanswered just before a day, d this answer and a all answers of n at risk,
        /// sums over the days s up to t: Σ (I(t)−I(s))²·a/(n(n−a)) + Σ W²·d(n−d)/n³ − 2·Σ (I(t)−I(s))·W·d/n².
        ///
        /// E. Marubini and M. G. Valsecchi, *Analysing Survival Data from Clinical Trials and Observational Studies* (1995), 10.
        public let variance: Double
        /// By the delta method on log(−log share); nil where the share is 0 or 1.
        public let limits: Limits?
    }

    public let steps: [Step]
    private let tally: Tally
    private let confidence: Confidence

    /// - Parameter answer: `issued` or `refused`; of the others there is no incidence, and there are no steps.
    public init(_ tally: Tally, of answer: Ending = .issued, _ confidence: Confidence = .ninetyFive) {
        self.tally = tally
        self.confidence = confidence
        var share = 0.0, before = 1.0
        // The sums of the variance, with the square multiplied out so that each day adds to them once.
        var weight = 0.0, weighted = 0.0, squared = 0.0, own = 0.0, cross = 0.0, crossed = 0.0
        steps = !answer.isAnswer ? [] : tally.timeline.map { moment in
            let n = Double(moment.atRisk), d = Double(answer == .issued ? moment.issued : moment.refused)
            let answers = Double(moment.issued + moment.refused)
            share += before * d / n
            if answers < n {
                let term = answers / (n * (n - answers))
                weight += term
                weighted += term * share
                squared += term * share * share
            }
            own += before * before * d * (n - d) / (n * n * n)
            let term = before * d / (n * n)
            cross += term
            crossed += term * share
            before = answers == n ? 0 : before * ((n - answers) / n)
            let variance = max(0, weight * share * share - 2 * weighted * share + squared + own - 2 * (cross * share - crossed))
            return Step(
                day: moment.day, atRisk: moment.atRisk, share: min(share, 1), unanswered: before, variance: variance,
                limits: Limits(complementaryLogLog: share, standardError: variance.squareRoot(), confidence))
        }
    }

    /// The share within a number of days with its limits.
    ///
    /// Where the share is 0 or 1, of which the delta method knows nothing, the limits are Wilson's for the requests whose fate by that
    /// day is known: wider than need be, never of no width.
    /// - Returns: nil where nothing was seen for that long, so that nothing can be said.
    public func share(within days: Int) -> Share? {
        guard let last = steps.last, days <= last.day || last.unanswered == 0 else { return nil }
        let step = steps.last { $0.day <= days }
        let value = step?.share ?? 0, known = tally.known(within: days)
        let certain = step?.limits == nil
        let limits = step?.limits ?? Rate(value < 0.5 ? 0 : known, of: known).limits(confidence) ?? Limits(0, 1)
        // As many fully seen requests as would give the same variance (Kish's effective size).
        let size = certain ? Double(known) : value * (1 - value) / (step?.variance ?? 1)
        return Share(
            days: days, value: value, limits: limits, effectiveRequests: size, unanswered: step?.unanswered ?? 1,
            stillSeen: steps.first { $0.day >= days }?.atRisk ?? 0)
    }

    /// The day by which this share of all requests has had the answer; nil where it was never reached.
    public func day(reaching share: Double) -> Int? { steps.first { $0.share >= share - 1e-12 }?.day }
}

/// The share of all requests that had an answer within a number of days.
public struct Share: Hashable, Sendable {
    public let days: Int
    public let value: Double
    public let limits: Limits
    /// How many requests, all seen to that day, would tell as much. Not a whole number.
    public let effectiveRequests: Double
    /// The share that had no answer of either kind by then.
    public let unanswered: Double
    /// Requests that were still seen without an answer on the last of these days.
    public let stillSeen: Int

    /// Whether a country may be judged by it. Where fewer than five are still seen, and more than a twentieth of all is unanswered,
    /// the curve stays where it was only because nobody was there to move it.
    public var isFirm: Bool { stillSeen >= Self.fewestSeen || unanswered <= 0.05 }

    static let fewestSeen = 5
}
