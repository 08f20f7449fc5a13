import Foundation
import Localization
import Records
import Storage

/// A rule as the house keeps it: about whom, what, and since when the house believes it.
public struct Rule: Sendable, Hashable {
    /// Names the rule through all that is learnt about it; what it is verified under.
    public let id: ID<Rule>
    public let subject: RuleSubject
    public let ruling: Ruling
    /// Since when this was believed.
    public let recordedAt: Date
    /// Until when; nil for what is believed now.
    public let supersededAt: Date?
    /// The rule that follows it and set its end; nil where the end is its own, or there is none.
    public let endedBy: ID<Rule>?
    /// When somebody of the country last said that it is so; nil when nobody ever has.
    public let verification: Verification?

    public static let auditKind = "visa_rule"
    /// Twice a year.
    public static let verificationCycle = VerificationCycle(interval: 180, notice: 30, grace: 90)

    public var isConfirmed: Bool { verification != nil }

    public func freshness(today: Day) -> Freshness { verification?.freshness(today: today, cycle: Self.verificationCycle) ?? .never }
}

/// What is answered to a traveller.
public enum RuleAnswer: Sendable {
    /// The traveller's own country.
    case own
    /// A rule that applies, and those that are known to follow it.
    case rule(Rule, next: Rule?)
    /// No statement applies on the day; the one that will.
    case unknown(next: Rule?)

    public var rule: Rule? { if case .rule(let rule, _) = self { rule } else { nil } }

    public var next: Rule? {
        switch self {
        case .own: nil
        case .rule(_, let next), .unknown(let next): next
        }
    }
}
