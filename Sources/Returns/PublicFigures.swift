import Foundation
import Survival

/// The figures of a country of origin, of one reporting country or of one half-year, as far as they may be shown: what pages, files and
/// the API take them from, all of them.
struct PublicFigures: Sendable, Hashable {
    /// A share in whole per cent, with its limits at 95 %.
    struct Percent: Sendable, Hashable {
        let value: Int
        let lower: Int
        let upper: Int
        /// Drawn towards the region, where it was so by a whole per cent or more.
        let drawn: Int?

        init?(_ value: Double?, _ limits: Limits?, _ drawn: Double? = nil) {
            guard let value, let limits else { return nil }
            self.value = Self.whole(value)
            lower = Self.whole(limits.lower)
            upper = Self.whole(limits.upper)
            self.drawn = drawn.map(Self.whole).flatMap { [own = self.value] in $0 == own ? nil : $0 }
        }

        static func whole(_ share: Double) -> Int { Int((share * 100).rounded()) }
    }

    /// Days until half have their document.
    struct MedianDays: Sendable, Hashable {
        /// nil where half had not been reached; it is later than ``laterThan`` then.
        let days: Int?
        let lower: Int?
        let upper: Int?
        let laterThan: Int?

        init?(_ median: Median) {
            days = median.day
            lower = median.lower
            upper = median.upper
            // The last day that was seen is one request's: only which of these it has passed.
            laterThan = median.day == nil ? [30, 60, 90, 180, 365].last { $0 <= median.followed ?? 0 } : nil
            if days == nil, laterThan == nil { return nil }
        }
    }

    let requests: Int?
    /// By the days of ``Heap/marks`` that may be told.
    let issued: [Int: Percent]
    let median: MedianDays?
    /// Of those answered.
    let refusals: Percent?
    /// Of those of age.
    let unanswered: Percent?

    /// Where a figure is not shown its verdict is not told either: thresholds that are moved would find the figure.
    func isShown(_ criterion: Reason.Criterion) -> Bool {
        switch criterion {
        case .medianDays: median != nil
        case .issuedInTime: issued[Heap.timely] != nil
        case .refusals: refusals != nil
        case .noAnswer: unanswered != nil
        }
    }

    init(_ origin: Statistics.Origin) {
        self.init(origin.figures, origin.assessment, origin.release, marks: Heap.marks.filter { origin.release.issued(within: $0) != nil })
    }

    init(_ origin: Statistics.Origin, reporting index: Int) {
        let part = origin.reporting[index]
        self.init(part.figures, part.assessment, origin.release, reporting: index)
    }

    init(_ origin: Statistics.Origin, half index: Int) {
        let part = origin.halves[index]
        self.init(part.figures, part.assessment, origin.release, half: index)
    }

    /// The region's, which is made of what may be shown.
    /// - Parameter refusals: of those answered in time, from counts that are told: all ever answered would tell of the few that were answered late.
    init(region figures: Figures, refusals: Rate) {
        requests = figures.requests
        issued = Dictionary(figures.shares.compactMap { share in Percent(share.value, share.limits).map { (share.days, $0) } }, uniquingKeysWith: { first, _ in first })
        median = MedianDays(figures.median)
        self.refusals = Percent(refusals.value, refusals.limits(figures.confidence))
        unanswered = Percent(figures.unanswered.value, figures.unanswered.limits(figures.confidence))
    }

    private init(_ figures: Figures, _ assessment: Assessment, _ release: Release, reporting: Int? = nil, half: Int? = nil, marks: [Int] = [Heap.timely]) {
        func isOpen(_ fate: Heap.Fate) -> Bool { release.count(fate, reporting: reporting, half: half) != nil }
        func drawn(_ criterion: Reason.Criterion) -> Double? { assessment.reasons.first { $0.criterion == criterion }?.shrunk?.value }
        requests = release.count(reporting: reporting, half: half)
        let isTold = requests != nil && isOpen(.issued)
        issued = !isTold ? [:] : Dictionary(figures.shares.compactMap { share in
            guard marks.contains(share.days) else { return nil }
            // An incidence with its limits follows the days of each that was withdrawn: where these are few, a plain share of counts that are told.
            if !release.isRestHarmless(reporting: reporting, half: half) {
                let count = share.days == Heap.timely ? release.count(.issued, reporting: reporting, half: half) : release.issued(within: share.days)
                let rate = Rate(count ?? 0, of: release.count(reporting: reporting, half: half) ?? 0)
                return count == nil ? nil : Percent(rate.value, rate.limits(figures.confidence)).map { (share.days, $0) }
            }
            return Percent(share.value, share.limits, share.days == Heap.timely ? drawn(.issuedInTime) : nil).map { (share.days, $0) }
        }, uniquingKeysWith: { first, _ in first })
        median = isTold ? MedianDays(figures.median) : nil
        // Of those answered in time, both of whose counts are told: all ever answered would tell of the few that were answered late.
        let answers = [Heap.Fate.issued, .refused].map { release.count($0, reporting: reporting, half: half) }
        refusals = if isTold, let granted = answers[0], let refused = answers[1] {
            Percent(Rate(refused, of: granted + refused).value, Rate(refused, of: granted + refused).limits(figures.confidence), drawn(.refusals))
        } else { nil }
        // Percent, limits and the number of requests together tell both the count and what it is of (by trying them all), and so also what is
        // left of the requests: so each of the parts is a count that may be told, and what is left is none under five then (`Lines`).
        unanswered = if let granted = answers[0], let refused = answers[1], let silent = release.count(.unanswered, reporting: reporting, half: half) {
            Percent(Rate(silent, of: granted + refused + silent).value, Rate(silent, of: granted + refused + silent).limits(figures.confidence), drawn(.noAnswer))
        } else { nil }
    }
}
