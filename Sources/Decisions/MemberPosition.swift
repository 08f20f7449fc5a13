import Accounts
import Foundation
import Localization
import Storage

/// What a member says in a round. A country has one voice: its newest position counts, the earlier ones stay in the record.
public struct MemberPosition: Sendable, Hashable, Identifiable, Codable {
    /// Each has a text: `decisions.position.<name>`.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case agree
        /// Agrees; the reservation is kept in the record.
        case reservation
        case objection
        /// Asks for more time, once a decision; not yet a position on the question.
        case moreTime = "more_time"
        /// Agrees and offers to lead.
        case lead

        /// Whether the country must say why, or what.
        public var needsText: Bool { self == .reservation || self == .objection }
    }

    public let id: Storage.ID<MemberPosition>
    public let decision: Storage.ID<Decision>
    public let round: Int
    public let delegation: Storage.ID<Delegation>
    public let kind: Kind
    /// The reservation, the reason; in the language in which it was written.
    public let text: LocalizedText?
    /// Which of the round's options it favours, from 0; nil where it names none.
    public let option: Int?
    public let person: UUID?
    public let name: String
    public let at: Date
    /// Stated at the meeting and entered by who recorded its outcome.
    public let atMeeting: Bool
    /// When a later position took its place; nil for the one that counts.
    public let replacedAt: Date?

    /// The kind of document in the full-text index.
    public static let searchKind = "decision_position"
}
