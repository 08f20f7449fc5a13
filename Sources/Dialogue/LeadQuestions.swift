import Accounts
import Foundation
import Localization
import Records
import Storage

/// "Who leads the dialogue with this country?", as it is put to the network.
public struct LeadQuestion: Sendable, Hashable {
    /// Names the same question each time: it is put only once. Another one when a lead was laid down.
    public let reference: String
    public let text: LocalizedText
    public let background: LocalizedText
    public let level: PublicationLevel
}

extension Track {
    /// The question that named the lead of now or, while there is none, that is to name the next.
    public var leadQuestion: String {
        let former = lead == nil ? leads.count : leads.count - 1
        return "dialogue:\(id)/lead" + (former == 0 ? "" : "/\(former + 1)")
    }
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
    func of(tracks: [Track], in tx: Transaction) throws -> [Track.ID: PutLeadQuestion]
}

/// Where nothing is decided.
public struct NoQuestions: LeadQuestions {
    public init() {}
    public func put(_ question: LeadQuestion, by actor: Actor, at now: Date, in tx: Transaction) {}
    public func of(tracks: [Track], in tx: Transaction) -> [Track.ID: PutLeadQuestion] { [:] }
}
