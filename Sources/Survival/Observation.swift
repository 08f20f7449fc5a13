/// How a request for a travel document stands on the day of counting.
public enum Ending: String, Hashable, Sendable, Codable, CaseIterable {
    /// The event of interest.
    case issued
    /// The competing outcome: refused, or nationality denied. After it no document is issued on this request.
    case refused
    /// Ended by the asking side before an answer: censored on the day on which it ended.
    case withdrawn
    /// Nothing yet: censored on the day of counting.
    case open

    /// Whether the country that was asked has answered.
    public var isAnswer: Bool { self == .issued || self == .refused }
}

/// One request as it is known on the day of counting.
public struct Observation: Hashable, Sendable {
    /// Whole days from the request to its end, or to the day of counting if it is open; 0 for an end on the same day.
    public let days: Int
    public let ending: Ending
    /// Whole days from the request to the day of counting.
    public let age: Int

    /// - Returns: nil unless 0 ≤ `days` ≤ `age`, and for an open one both are the same.
    public init?(days: Int, ending: Ending, age: Int) {
        guard days >= 0, age >= days, ending != .open || age == days else { return nil }
        (self.days, self.ending, self.age) = (days, ending, age)
    }

    /// A request with its dates, all of them numbers of days from any common day (`Day.daysSince1970`).
    ///
    /// What ended after the day of counting is open on it: so the same rows give the figures as they were on an earlier day.
    /// - Parameter ended: the day of the end; not looked at for an open one.
    /// - Returns: nil for a request made after the day of counting, an end before the request, or an end without its day.
    public init?(requested: Int, ending: Ending, ended: Int?, countedOn: Int) {
        let age = countedOn - requested
        if ending != .open {
            guard let ended, ended >= requested else { return nil }
            if ended <= countedOn {
                self.init(days: ended - requested, ending: ending, age: age)
                return
            }
        }
        self.init(days: age, ending: .open, age: age)
    }
}
