import Accounts
import Foundation
import Localization
import Storage

/// A question that the network settles by consensus: put by the Presidency, the Secretariat or a member, circulated to the
/// eleven in rounds, and at its end adopted under a number or kept as it stood.
public struct Decision: Sendable, Hashable, Identifiable, Codable {
    /// How the eleven are asked. Each has a text: `decisions.procedure.<name>`.
    public enum Procedure: String, Sendable, Codable, CaseIterable {
        /// At a meeting, whose outcome the Presidency or the Secretariat records.
        case consensus
        /// In writing: adopted at the deadline unless a member objects before it.
        case silence
    }

    /// Each has a text: `decisions.state.<name>`.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Put, and not yet before the eleven.
        case draft
        /// Before the eleven: until a deadline, or for a meeting.
        case circulated
        /// Final; nothing of it can change any more.
        case adopted
        /// An objection broke the silence, or a meeting found no consensus: it waits for a new round.
        case broken
        case withdrawn

        /// Those in which the wording may still change.
        public var isEditable: Bool { self == .draft || self == .broken }
        public var isOver: Bool { self == .adopted || self == .withdrawn }
    }

    /// Who put it, in which office, by whom it was entered.
    public struct Origin: Sendable, Hashable, Codable {
        /// Each has a text: `decisions.origin.<name>`.
        public enum Office: String, Sendable, Codable, CaseIterable { case presidency, secretariat, member }

        public let office: Office
        public let delegation: Storage.ID<Delegation>
        public let name: String

        public init(_ office: Office, of delegation: Storage.ID<Delegation>, name: String) {
            (self.office, self.delegation, self.name) = (office, delegation, name)
        }
    }

    /// What it is about: a record of another room, by the key under which that room knows it.
    public struct Concern: Sendable, Hashable, Codable {
        /// Each has a text: `decisions.concern.<name>`.
        public enum Kind: String, Sendable, Codable, CaseIterable { case activity, guideline, proposal }

        public let kind: Kind
        /// An activity's number in the plan: `1.3.2`.
        public let key: String

        public init(_ kind: Kind, _ key: String) { (self.kind, self.key) = (kind, key) }
    }

    public let id: Storage.ID<Decision>
    public internal(set) var wording: Wording
    public let putBy: Origin
    /// The procedure of the newest round, or the one that is meant while there is none.
    public internal(set) var procedure: Procedure
    public internal(set) var state: State
    public internal(set) var number: DecisionNumber?
    /// Put in words that the network had published already, as the plan of 2008 did with its open questions.
    public let isPublished: Bool
    /// It has been before the eleven, at least once.
    public internal(set) var wasCirculated = false
    /// Why it was taken back.
    public internal(set) var withdrawalNote: String?
    public let createdAt: Date
    public internal(set) var changedAt: Date

    public static let auditKind = "decision"
    /// The kind of document in the full-text index.
    public static let searchKind = "decision"

    /// The key in its addresses: the number of what was adopted, before that the identifier, which goes on leading there.
    public var key: String { number?.description ?? id.description }
    /// Address without language.
    public var path: String { "/decisions/\(key)" }

    /// Who may read it now. A draft is the members' and the Secretariat's affair, also one that was taken back, unless it only repeats
    /// what was published; what is to be public is so once it is adopted.
    public var audience: PublicationLevel {
        switch state {
        case .draft: isPublished && changedAt == createdAt ? wording.level : .members
        case .withdrawn where !wasCirculated: .members
        case .adopted, .circulated, .broken, .withdrawn: audience(of: wording.level)
        }
    }

    /// Who may read what was said in a round: of those who may read the decision, no more than those for whom it was circulated,
    /// whatever level the decision was given since.
    public func audience(of round: Round) -> PublicationLevel { audience.narrower(audience(of: round.level)) }

    private func audience(of level: PublicationLevel) -> PublicationLevel { level == .public && state != .adopted ? .network : level }
}

/// What a decision says, as it can be worded anew until it is adopted.
public struct Wording: Sendable, Hashable, Codable {
    public var question: LocalizedText
    public var background: LocalizedText
    /// The text that would be adopted; empty while there is none.
    public var text: LocalizedText
    /// Answers to choose among, in their order; often none.
    public var options: [LocalizedText]
    public var concern: Decision.Concern?
    /// ``PublicationLevel/public``, ``PublicationLevel/network`` or ``PublicationLevel/members``.
    public var level: PublicationLevel

    public init(question: LocalizedText, background: LocalizedText = LocalizedText(source: .spanish, [:]), text: LocalizedText = LocalizedText(source: .spanish, [:]),
                options: [LocalizedText] = [], concern: Decision.Concern? = nil, level: PublicationLevel = .network) {
        (self.question, self.background, self.text) = (question, background, text)
        (self.options, self.concern, self.level) = (options, concern, level)
    }

    static let levels: [PublicationLevel] = [.public, .network, .members]
}

/// The number of an adopted decision: the year and its place in it, from 1 without a gap; written `2026-3`.
public struct DecisionNumber: Sendable, Hashable, Comparable, Codable, LosslessStringConvertible {
    public let year: Int
    public let sequence: Int

    public init(year: Int, sequence: Int) { (self.year, self.sequence) = (year, sequence) }

    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == 4, (1...6).contains(parts[1].count), parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }),
              let year = Int(parts[0]), let sequence = Int(parts[1]), sequence > 0, String(sequence) == parts[1] else { return nil }
        self.init(year: year, sequence: sequence)
    }

    public var description: String { "\(year)-\(sequence)" }
    public static func < (left: Self, right: Self) -> Bool { (left.year, left.sequence) < (right.year, right.sequence) }
}
