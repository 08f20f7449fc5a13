import Foundation

/// The share of requests that still wait after each day, from times of which some are only known to be longer (censored).
///
/// On each day the share that waits shrinks by the factor 1 − d/n, where d had the event and n were at risk. By default the event is
/// issuance, and everything else is censored: the time to issuance *among those that are not refused*. For what share of all requests
/// is issued, see ``CumulativeIncidence``.
///
/// E. L. Kaplan and P. Meier, *Nonparametric Estimation from Incomplete Observations*, JASA 53 (1958) 457–481.
public struct KaplanMeier: Sendable {
    public struct Step: Hashable, Sendable {
        public let day: Int
        public let atRisk: Int
        public let events: Int
        public let censored: Int
        /// The share that waits longer than this day.
        public let waiting: Double
        /// Greenwood's: the share squared times the sum of d/(n(n−d)) over the days so far; 0 once nobody waits.
        ///
        /// M. Greenwood, *The Natural Duration of Cancer*, Reports on Public Health and Medical Subjects 33 (1926).
        public let variance: Double
        /// Exponential Greenwood: Greenwood's variance carried to log(−log share), so that the ends stay within 0…1.
        /// Both ends are 1 while nothing has happened and 0 when nobody is left.
        ///
        /// J. D. Kalbfleisch and R. L. Prentice, *The Statistical Analysis of Failure Time Data* (1980), 1.3.
        public let limits: Limits
    }

    /// One for each day on which a request ended or left sight, in order.
    public let steps: [Step]

    /// - Parameter events: the endings that are the event; all others are censored on their day.
    public init(_ tally: Tally, events: Set<Ending> = [.issued], _ confidence: Confidence = .ninetyFive) {
        var waiting = 1.0, sum = 0.0
        steps = tally.timeline.map { moment in
            let count = (events.contains(.issued) ? moment.issued : 0) + (events.contains(.refused) ? moment.refused : 0)
            let n = Double(moment.atRisk), d = Double(count)
            waiting = count == moment.atRisk ? 0 : waiting * ((n - d) / n)
            if count < moment.atRisk { sum += d / (n * (n - d)) }
            return Step(
                day: moment.day, atRisk: moment.atRisk, events: count, censored: moment.issued + moment.refused + moment.censored - count,
                waiting: waiting, variance: waiting * waiting * sum,
                limits: Limits(complementaryLogLog: waiting, standardError: waiting * sum.squareRoot(), confidence) ?? Limits(waiting.rounded(), waiting.rounded()))
        }
    }

    /// The share that waits longer than a day; nil after the last day seen, unless nobody was left to wait.
    public func waiting(after day: Int) -> Double? {
        guard let last = steps.last, day <= last.day || last.waiting == 0 else { return nil }
        return steps.last { $0.day <= day }?.waiting ?? 1
    }

    /// The day by which half have had the event, with the days at which the limits of the curve pass a half.
    ///
    /// R. Brookmeyer and J. Crowley, *A Confidence Interval for the Median Survival Time*, Biometrics 38 (1982) 29–41.
    public var median: Median {
        Median(
            day: steps.first { $0.waiting <= Self.half }?.day, lower: steps.first { $0.limits.lower <= Self.half }?.day,
            upper: steps.first { $0.limits.upper <= Self.half }?.day, followed: steps.last { $0.atRisk >= Share.fewestSeen }?.day)
    }

    /// A product of fractions that is a half may come out a few units of the last place above it.
    static let half = 0.5 + 1e-12
}

/// A median time in days. A day that is nil has not been reached.
public struct Median: Hashable, Sendable {
    public let day: Int?
    public let lower: Int?
    public let upper: Int?
    /// The last day on which at least five requests were still seen: a median that was not reached is later than this.
    /// nil where there never were so many.
    public let followed: Int?
}
