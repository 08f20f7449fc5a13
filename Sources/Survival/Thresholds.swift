/// Where slow begins, and where hindering does. Set and published by the Technical Secretariat.
public struct Thresholds: Hashable, Sendable, Codable {
    /// Two values of one figure; which side of them is worse depends on the figure.
    public struct Pair: Hashable, Sendable, Codable {
        public let slow: Double
        public let hinders: Double

        public init(slow: Double, hinders: Double) { (self.slow, self.hinders) = (slow, hinders) }
    }

    /// With fewer requests nothing is said of a country; a rate of fewer is not judged.
    public var fewestRequests: Int
    /// Median days to issuance, from which on; higher is worse.
    public var medianDays: Pair
    /// The number of days for `issuedInTime`.
    public var shareDays: Int
    /// The share issued within `shareDays`, below which; lower is worse.
    public var issuedInTime: Pair
    /// Refused of those answered, from which on; higher is worse.
    public var refusals: Pair
    /// The number of days for `noAnswer`.
    public var noAnswerDays: Int
    /// The share without an answer within `noAnswerDays`, from which on; higher is worse.
    public var noAnswer: Pair

    public init(fewestRequests: Int, medianDays: Pair, shareDays: Int, issuedInTime: Pair, refusals: Pair, noAnswerDays: Int, noAnswer: Pair) {
        self.fewestRequests = fewestRequests
        self.medianDays = medianDays
        self.shareDays = shareDays
        self.issuedInTime = issuedInTime
        self.refusals = refusals
        self.noAnswerDays = noAnswerDays
        self.noAnswer = noAnswer
    }

    /// To begin with, until the Secretariat sets its own. They come from no convention.
    public static let initial = Thresholds(
        fewestRequests: 10, medianDays: Pair(slow: 45, hinders: 120), shareDays: 90, issuedInTime: Pair(slow: 0.7, hinders: 0.4),
        refusals: Pair(slow: 0.15, hinders: 0.3), noAnswerDays: 90, noAnswer: Pair(slow: 0.25, hinders: 0.5))

    /// The figures whose thresholds make no sense; empty where all do.
    public var faults: [Fault] {
        var faults: [Fault] = []
        func rises(_ pair: Pair, from least: Double, to most: Double) -> Bool { least <= pair.slow && pair.slow <= pair.hinders && pair.hinders <= most }
        if fewestRequests < 1 { faults.append(.fewestRequests) }
        if !rises(medianDays, from: 1, to: Double(Self.days.upperBound)) { faults.append(.medianDays) }
        if !Self.days.contains(shareDays) { faults.append(.shareDays) }
        if !rises(Pair(slow: issuedInTime.hinders, hinders: issuedInTime.slow), from: 0, to: 1) { faults.append(.issuedInTime) }
        if !rises(refusals, from: 0, to: 1) { faults.append(.refusals) }
        if !Self.days.contains(noAnswerDays) { faults.append(.noAnswerDays) }
        if !rises(noAnswer, from: 0, to: 1) { faults.append(.noAnswer) }
        return faults
    }

    public enum Fault: String, Sendable, CaseIterable { case fewestRequests, medianDays, shareDays, issuedInTime, refusals, noAnswerDays, noAnswer }

    /// Numbers of days that may be chosen.
    public static let days = 1...3650
}
