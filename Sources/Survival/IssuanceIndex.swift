/// How the region's rates draw those of its countries.
public struct Region: Hashable, Sendable {
    public let issuedInTime: Shrinkage?
    public let refusals: Shrinkage?
    public let unanswered: Shrinkage?

    public init(_ countries: some Sequence<Figures>) {
        let all = Array(countries)
        issuedInTime = Shrinkage(all.compactMap(\.issuedInTime).filter(\.isFirm))
        refusals = Shrinkage(all.map(\.refusals))
        unanswered = Shrinkage(all.map(\.unanswered))
    }

    private init() { (issuedInTime, refusals, unanswered) = (nil, nil, nil) }

    /// Draws nothing.
    public static let none = Region()
}

/// The figures and standings of all countries of origin, by whatever names them.
public struct IssuanceIndex<Country: Hashable & Sendable>: Sendable {
    public struct Entry: Hashable, Sendable {
        public let figures: Figures
        public let assessment: Assessment
    }

    public let entries: [Country: Entry]
    public let region: Region
    /// The region's own figures, from all requests together.
    public let whole: Figures

    /// - Parameter tallies: of one day of counting.
    public init(_ tallies: [Country: Tally], by thresholds: Thresholds = .initial, within days: [Int] = Figures.usualDays, _ confidence: Confidence = .ninetyFive) {
        let figures = tallies.mapValues { Figures($0, thresholds, within: days, confidence) }
        let region = Region(figures.values)
        self.region = region
        entries = figures.mapValues { Entry(figures: $0, assessment: Assessment($0, in: region, by: thresholds)) }
        whole = Figures(tallies.values.reduce(into: Tally()) { $0 += $1 }, thresholds, within: days, confidence)
    }
}
