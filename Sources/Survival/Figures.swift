/// All figures of one country, or of the region, as the index needs them.
public struct Figures: Hashable, Sendable {
    public let requests: Int
    public let issued: Int
    public let refused: Int
    public let withdrawn: Int
    public let open: Int
    /// Days to issuance by Kaplan–Meier, among requests that are not refused.
    public let median: Median
    /// Issued within each number of days asked for, of all requests; only those for which something was seen for that long.
    public let shares: [Share]
    /// Issued within `Thresholds.shareDays`; nil where nothing was seen for that long.
    public let issuedInTime: Share?
    /// Refused, of those answered.
    public let refusals: Rate
    /// No answer within `Thresholds.noAnswerDays`, of the requests that are at least that old.
    public let unanswered: Rate
    public let confidence: Confidence

    /// The numbers of days for which shares are shown.
    public static let usualDays = [30, 60, 90]

    public init(_ tally: Tally, _ thresholds: Thresholds = .initial, within days: [Int] = Figures.usualDays, _ confidence: Confidence = .ninetyFive) {
        requests = tally.requests
        issued = tally.requests(.issued)
        refused = tally.requests(.refused)
        withdrawn = tally.requests(.withdrawn)
        open = tally.requests(.open)
        median = KaplanMeier(tally, events: [.issued], confidence).median
        let incidence = CumulativeIncidence(tally, of: .issued, confidence)
        shares = days.compactMap(incidence.share)
        issuedInTime = incidence.share(within: thresholds.shareDays)
        refusals = tally.refusals
        unanswered = tally.unanswered(within: thresholds.noAnswerDays)
        self.confidence = confidence
    }
}
