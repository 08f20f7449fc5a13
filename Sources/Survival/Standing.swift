/// What the index says of a country of origin.
public enum Standing: String, Hashable, Sendable, Codable, CaseIterable {
    case cooperates
    case slow
    case hinders
    case tooFew = "too_few"
}

/// A country's standing with all that led to it, as data: the words are the reader's language's.
///
/// - A country with fewer requests than the thresholds ask for, or of which no figure can be judged, has *too few*. A rate of fewer
///   answers than that is shown, but judges nothing.
/// - A figure is *past* a threshold by its value drawn towards the region (``Shrinkage``); the median, which has no such value, by itself.
/// - A country *hinders* where a figure is past the upper threshold and even the end of its confidence interval that speaks for the
///   country is past the lower one. So nobody is said to hinder by chance of a few cases.
/// - It is *slow* where a figure is past the lower threshold; otherwise it *cooperates*.
public struct Assessment: Hashable, Sendable {
    public let standing: Standing
    public let requests: Int
    /// One for each criterion, in the order of `Criterion.allCases`, also for those that speak for the country.
    public let reasons: [Reason]
    /// As many requests as must be there before anything is said.
    public let isEnough: Bool

    /// The reasons that decided: those that are as grave as the standing.
    public var deciding: [Reason] {
        switch standing {
        case .hinders: reasons.filter { $0.verdict == .hinders }
        case .slow: reasons.filter { $0.verdict == .slow || $0.verdict == .perhapsHinders }
        case .cooperates: reasons.filter { $0.verdict == .inOrder }
        case .tooFew: []
        }
    }

    /// - Parameter region: the region's shrinkage; `Region.none` judges the country by its own figures alone.
    public init(_ figures: Figures, in region: Region = .none, by thresholds: Thresholds = .initial) {
        let inTime = figures.issuedInTime.flatMap { $0.isFirm ? $0 : nil }
        self.init(requests: figures.requests, isEnough: figures.requests >= thresholds.fewestRequests, reasons: [
            Reason(median: figures.median, thresholds.medianDays),
            Reason(.issuedInTime, value: inTime?.value, limits: inTime?.limits, shrunk: inTime.flatMap { region.issuedInTime?.shrink($0) }, thresholds.issuedInTime),
            Reason(.refusals, figures.refusals, region.refusals, figures.confidence, fewest: thresholds.fewestRequests, thresholds.refusals),
            Reason(.noAnswer, figures.unanswered, region.unanswered, figures.confidence, fewest: thresholds.fewestRequests, thresholds.noAnswer),
        ])
    }

    /// As it is told where some figures are not: these speak neither for the country nor against it. A verdict on a figure that is kept
    /// back would give it away to whoever moves the thresholds.
    public func telling(_ isTold: (Reason.Criterion) -> Bool) -> Assessment {
        Assessment(requests: requests, isEnough: isEnough, reasons: reasons.map { isTold($0.criterion) ? $0 : $0.untold })
    }

    private init(requests: Int, isEnough: Bool, reasons: [Reason]) {
        (self.requests, self.isEnough, self.reasons) = (requests, isEnough, reasons)
        let verdicts = Set(reasons.map(\.verdict))
        standing = if !isEnough || verdicts == [.unknown] { .tooFew }
            else if verdicts.contains(.hinders) { .hinders }
            else if verdicts.contains(.slow) || verdicts.contains(.perhapsHinders) { .slow }
            else { .cooperates }
    }
}

/// One figure held against its thresholds.
public struct Reason: Hashable, Sendable {
    public enum Criterion: String, Hashable, Sendable, Codable, CaseIterable {
        case medianDays = "median_days"
        case issuedInTime = "issued_in_time"
        case refusals
        case noAnswer = "no_answer"

        /// Whether a larger value speaks against the country.
        public var higherIsWorse: Bool { self != .issuedInTime }
    }

    public enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
        case inOrder = "in_order"
        case slow
        /// Past the upper threshold, but so few cases that it may be chance: counts as slow.
        case perhapsHinders = "perhaps_hinders"
        case hinders
        /// Nothing to judge by.
        case unknown
    }

    public let criterion: Criterion
    public let verdict: Verdict
    /// Days for the median, else a share; nil where there is none that may be judged by, or the median was not reached.
    public let value: Double?
    /// Ends of the confidence interval, in the unit of the value. nil: unknown; for a median, not reached.
    public let lower: Double?
    public let upper: Double?
    /// For a median that was not reached: the last day on which enough were still seen; it is later than this.
    public let laterThan: Int?
    /// What was judged: the value drawn towards the region; nil where it was judged by itself.
    public let shrunk: Shrinkage.Shrunk?
    public let thresholds: Thresholds.Pair

    init(_ criterion: Criterion, value: Double?, limits: Limits?, shrunk: Shrinkage.Shrunk?, isEnough: Bool = true, _ thresholds: Thresholds.Pair) {
        self.criterion = criterion
        self.value = value
        self.shrunk = shrunk
        self.thresholds = thresholds
        (lower, upper, laterThan) = (limits?.lower, limits?.upper, nil)
        let kindest = criterion.higherIsWorse ? limits?.lower : limits?.upper
        verdict = isEnough ? Self.verdict(criterion, judged: shrunk?.value ?? value, kindest: kindest, thresholds) : .unknown
    }

    /// A rate of fewer than `fewest` is shown but judges nothing: one refusal as the only answer would be a rate of one.
    init(_ criterion: Criterion, _ rate: Rate, _ region: Shrinkage?, _ confidence: Confidence, fewest: Int, _ thresholds: Thresholds.Pair) {
        let isEnough = rate.total >= fewest
        self.init(
            criterion, value: rate.value, limits: rate.limits(confidence), shrunk: isEnough ? region?.shrink(rate) : nil, isEnough: isEnough, thresholds)
    }

    init(median: Median, _ thresholds: Thresholds.Pair) {
        criterion = .medianDays
        value = median.day.map(Double.init)
        lower = median.lower.map(Double.init)
        upper = median.upper.map(Double.init)
        laterThan = median.day == nil ? median.followed : nil
        shrunk = nil
        self.thresholds = thresholds
        // Not reached: it is later than the last day seen, which judges only if that is long enough to be slow.
        let followed = median.followed.map(Double.init)
        let judged = value ?? followed.flatMap { $0 >= thresholds.slow ? $0 : nil }
        verdict = Self.verdict(criterion, judged: judged, kindest: lower ?? followed, thresholds)
    }

    /// The criterion alone.
    var untold: Reason { Reason(criterion, value: nil, limits: nil, shrunk: nil, thresholds) }

    private static func verdict(_ criterion: Criterion, judged: Double?, kindest: Double?, _ thresholds: Thresholds.Pair) -> Verdict {
        guard let judged, let kindest else { return .unknown }
        func isPast(_ value: Double, _ threshold: Double) -> Bool { criterion.higherIsWorse ? value >= threshold : value < threshold }
        if isPast(judged, thresholds.hinders) { return isPast(kindest, thresholds.slow) ? .hinders : .perhapsHinders }
        return isPast(judged, thresholds.slow) ? .slow : .inOrder
    }
}
