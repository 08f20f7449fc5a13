/// Requests counted by their days and ending: all that the figures are worked out from.
///
/// Takes one observation at a time, so its memory grows with the number of distinct days, not with that of requests. Tallies of
/// the same day of counting add together: reporting countries into a country of origin, countries into the region.
public struct Tally: Hashable, Sendable {
    private var counts: [Int: Counts] = [:]

    private struct Counts: Hashable, Sendable {
        var issued = 0, refused = 0, withdrawn = 0, open = 0
        /// Answered requests that are this many days old on the day of counting, whenever they were answered.
        var answeredOfAge = 0
    }

    public init() {}

    public init(_ observations: some Sequence<Observation>) {
        for observation in observations { add(observation) }
    }

    /// - Parameter times: how many requests of this kind; 0 or less adds nothing.
    public mutating func add(_ observation: Observation, times: Int = 1) {
        guard times > 0 else { return }
        switch observation.ending {
        case .issued: counts[observation.days, default: Counts()].issued += times
        case .refused: counts[observation.days, default: Counts()].refused += times
        case .withdrawn: counts[observation.days, default: Counts()].withdrawn += times
        case .open: counts[observation.days, default: Counts()].open += times
        }
        if observation.ending.isAnswer { counts[observation.age, default: Counts()].answeredOfAge += times }
    }

    public static func += (left: inout Tally, right: Tally) {
        left.counts.merge(right.counts) { own, other in
            Counts(issued: own.issued + other.issued, refused: own.refused + other.refused, withdrawn: own.withdrawn + other.withdrawn,
                   open: own.open + other.open, answeredOfAge: own.answeredOfAge + other.answeredOfAge)
        }
    }

    public static func + (left: Tally, right: Tally) -> Tally {
        var sum = left
        sum += right
        return sum
    }

    public var isEmpty: Bool { counts.isEmpty }
    public var requests: Int { counts.values.reduce(0) { $0 + $1.issued + $1.refused + $1.withdrawn + $1.open } }

    public func requests(_ ending: Ending) -> Int {
        counts.values.reduce(0) { sum, each in
            switch ending {
            case .issued: sum + each.issued
            case .refused: sum + each.refused
            case .withdrawn: sum + each.withdrawn
            case .open: sum + each.open
            }
        }
    }

    /// One day of the timeline, counted from each request's own beginning.
    public struct Moment: Hashable, Sendable {
        public let day: Int
        /// Requests that had neither ended nor left sight before this day: those censored on a day were still at risk on it.
        public let atRisk: Int
        public let issued: Int
        public let refused: Int
        /// Withdrawn, or still open on the day of counting.
        public let censored: Int
    }

    /// The days on which something happened, from the first.
    public var timeline: [Moment] {
        var atRisk = requests
        var moments: [Moment] = []
        moments.reserveCapacity(counts.count)
        for (day, each) in counts.sorted(by: { $0.key < $1.key }) {
            let censored = each.withdrawn + each.open, ended = each.issued + each.refused + censored
            guard ended > 0 else { continue }
            moments.append(Moment(day: day, atRisk: atRisk, issued: each.issued, refused: each.refused, censored: censored))
            atRisk -= ended
        }
        return moments
    }

    /// Of the answered requests, those that were refused.
    public var refusals: Rate {
        let refused = requests(.refused)
        return Rate(refused, of: refused + requests(.issued))
    }

    /// Of the requests made at least so many days before the day of counting, those that had no answer within them.
    ///
    /// Younger requests are left out, also those that have been answered: counting only the quick ones of them would flatter.
    /// What was withdrawn sooner is left out too; an answer that came later counts as none within the days.
    public func unanswered(within days: Int) -> Rate {
        var without = 0, all = 0
        for (day, each) in counts {
            if day >= days {
                without += each.open + each.withdrawn
                all += each.open + each.withdrawn + each.answeredOfAge
            }
            if day > days { without += each.issued + each.refused }
        }
        return Rate(without, of: all)
    }

    /// Requests of which it is known whether they had an answer within the days: answered by then, or still seen after them.
    func known(within days: Int) -> Int {
        counts.reduce(0) { sum, entry in
            let answered = entry.value.issued + entry.value.refused
            return sum + answered + (entry.key >= days ? entry.value.withdrawn + entry.value.open : 0)
        }
    }
}
