import Foundation
import Geography
import Localization
import Storage

/// A change of one rule: what is to apply from a day on, or that what was stated from that day is withdrawn.
public struct RuleChange: Sendable, Hashable {
    public let subject: RuleSubject
    /// The day on which the rule begins.
    public let from: Day
    /// nil withdraws the statement that begins on that day.
    public let ruling: Ruling?

    public init(_ subject: RuleSubject, _ ruling: Ruling) { (self.subject, from, self.ruling) = (subject, ruling.from, ruling) }
    public init(withdrawing subject: RuleSubject, from: Day) { (self.subject, self.from, ruling) = (subject, from, nil) }
}

/// Changes that one officer of a country has prepared and another checks before they are stated.
public struct RuleDraft: Sendable, Hashable, Identifiable {
    /// Each has a text: `visas.draft.state.<name>`.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Its effect is being looked at by whoever prepared it.
        case prepared
        /// Waits for the second person.
        case submitted
        case approved, refused, withdrawn

        var isOpen: Bool { self == .prepared || self == .submitted }
    }

    public let id: ID<RuleDraft>
    public let destination: CountryCode
    public internal(set) var state: State
    /// The file's name, where the changes came in one.
    public let file: String?
    public let preparedBy: UUID
    public let preparedName: String
    public let preparedAt: Date
    public let submittedAt: Date?
    public let checkedName: String?
    public let checkedAt: Date?
    /// Why it was refused or withdrawn.
    public let reason: String?

    public static let auditKind = "visa_draft"
    public var path: String { "/desk/visas/drafts/\(id)" }
}

/// What a change would do to what is believed now.
public struct RuleEffect: Sendable, Hashable {
    public let change: RuleChange
    /// The rule that begins the same day, whose content is replaced.
    public let replaced: Rule?
    /// The rule with no end of its own that would end the day before.
    public let ended: Rule?
    /// The rule that the withdrawn one had ended.
    public let reopened: Rule?
    /// How that one would apply again.
    public let restored: Rule?
    /// How the rule that the change interrupts would apply again after the change's last day.
    public private(set) var resumed: Rule?
    /// As that one stands now, if it was stated again already: it would go, for another or for the whole.
    public private(set) var dropped: Rule?
    /// The change puts right what applied again: a rule of its own from then on.
    public private(set) var isAnother = false

    init(_ change: RuleChange, replacing replaced: Rule? = nil, ending ended: Rule? = nil, reopening reopened: Rule? = nil, as restored: Rule? = nil) {
        (self.change, self.replaced, self.ended, self.reopened, self.restored) = (change, replaced, ended, reopened, restored)
    }

    func resuming(_ resumed: Rule?, dropping dropped: Rule?, another isAnother: Bool = false) -> RuleEffect {
        var effect = self
        (effect.resumed, effect.dropped, effect.isAnother) = (resumed, dropped, isAnother)
        return effect
    }

    /// What the rule is called that it puts right.
    var name: ID<Rule>? { isAnother ? nil : replaced?.id }

    /// What applied before: to say what changes.
    public var before: Ruling? { (replaced ?? ended)?.ruling }
    /// Whether it would leave everything as it is.
    public var isNothing: Bool { change.ruling != nil && replaced?.ruling == change.ruling }
}
