import Accounts
import Foundation
import Localization
import Records
import Storage

/// "Who leads the dialogue with this country?", as it is put to the network.
public struct LeadQuestion: Sendable, Hashable {
    public let track: Track.ID
    public let text: LocalizedText
    public let background: LocalizedText
    public let level: PublicationLevel

    /// Names the same question each time: it is put only once.
    public var reference: String { Self.reference(track) }
    public static func reference(_ track: Track.ID) -> String { "dialogue:\(track)/lead" }
}

/// The question as the network has it before it.
public struct PutLeadQuestion: Sendable, Hashable {
    /// Address without language.
    public let path: String
    public let isOpen: Bool
    public let level: PublicationLevel

    public init(path: String, isOpen: Bool, level: PublicationLevel) { (self.path, self.isOpen, self.level) = (path, isOpen, level) }
}

/// Where it is decided who leads: this room does not know how; the roof ties it to the room of decisions.
public protocol LeadQuestions: Sendable {
    /// Puts the question, in the transaction of its cause; once for each reference.
    func put(_ question: LeadQuestion, by actor: Actor, at now: Date, in tx: Transaction) throws
    /// The questions of these tracks, in one go.
    func of(tracks: [Track.ID], in tx: Transaction) throws -> [Track.ID: PutLeadQuestion]
}

/// Where nothing is decided.
public struct NoQuestions: LeadQuestions {
    public init() {}
    public func put(_ question: LeadQuestion, by actor: Actor, at now: Date, in tx: Transaction) {}
    public func of(tracks: [Track.ID], in tx: Transaction) -> [Track.ID: PutLeadQuestion] { [:] }
}
