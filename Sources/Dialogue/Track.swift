import Accounts
import Foundation
import Geography
import Localization
import Storage

/// A dialogue with one country outside the region.
public struct Track: Sendable, Hashable, Identifiable, Codable {
    /// Never stored: it follows from the lead and the conclusion. Each has a text: `dialogue.state.<name>`.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Nobody leads it.
        case proposed
        case active
        case concluded
    }

    /// Who leads, from when to when, and where that was settled.
    public struct Lead: Sendable, Hashable, Codable {
        public let delegation: Storage.ID<Delegation>
        public let from: Day
        /// "Decision 2026-3", "meeting of …"; nil where the question that was put settled it.
        public let basis: String?
        public let until: Day?
    }

    /// A link that people should have at hand.
    public struct Document: Sendable, Hashable, Identifiable, Codable {
        public let id: Storage.ID<Document>
        public let title: String
        public let url: String
        /// Whose it is.
        public let delegation: Storage.ID<Delegation>
        public let addedAt: Date
    }

    public struct Conclusion: Sendable, Hashable, Codable {
        public let on: Day
        public let result: LocalizedText
    }

    public let id: Storage.ID<Track>
    /// Last part of its address: `in-1`.
    public let key: String
    public let country: CountryCode
    public internal(set) var objectives: LocalizedText
    /// Who may read it once somebody leads it.
    public internal(set) var level: PublicationLevel
    public let proposedBy: Storage.ID<Delegation>
    /// The figures at its start; nil where nobody could give any.
    public internal(set) var evidence: IssuanceFigures?

    /// For those who may not see them.
    var withoutFigures: Track {
        var track = self
        track.evidence = nil
        return track
    }

    /// Oldest first; at most the last of them has no end.
    public internal(set) var leads: [Lead]
    public internal(set) var participants: [Storage.ID<Delegation>]
    /// By their days; see ``Step/day``.
    public internal(set) var steps: [Step]
    public internal(set) var documents: [Document]
    public internal(set) var conclusion: Conclusion?
    public let isDemonstration: Bool
    public let createdAt: Date
    public internal(set) var changedAt: Date

    public static let auditKind = "dialogue"
    public static let searchKind = "dialogue"
    static let levels: [PublicationLevel] = [.public, .network, .members]

    public var path: String { "/dialogue/\(key)" }

    public var lead: Lead? { leads.last.flatMap { $0.until == nil ? $0 : nil } }
    public var state: State { conclusion != nil ? .concluded : lead == nil ? .proposed : .active }
    public var nextStep: Step? { steps.first { !$0.isDone } }

    /// Who may read it now: a proposal is the members' affair.
    public var audience: PublicationLevel { leads.isEmpty ? .members : level }

    /// Whose it is to write: the lead's, or while there is none the proposer's.
    var owner: Storage.ID<Delegation> { lead?.delegation ?? leads.last?.delegation ?? proposedBy }
}

/// Something done, or to be done, in a dialogue.
public struct Step: Sendable, Hashable, Identifiable, Codable {
    /// Each has a text: `dialogue.kind.<name>`.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case noteVerbale = "note_verbale"
        case meeting, visit, agreement
    }

    public let id: Storage.ID<Step>
    public var kind: Kind
    public var title: LocalizedText
    /// Who takes it.
    public var delegation: Storage.ID<Delegation>
    /// When it is, or was, to be done; nil for one that was entered when it was done.
    public var plannedOn: Day?
    public var doneOn: Day?
    /// What came of it; only of what is done.
    public var result: LocalizedText
    public internal(set) var changedAt: Date

    public init(id: Storage.ID<Step>, kind: Kind, title: LocalizedText, delegation: Storage.ID<Delegation>, plannedOn: Day? = nil, doneOn: Day? = nil,
                result: LocalizedText = LocalizedText(source: .spanish, [:]), changedAt: Date) {
        (self.id, self.kind, self.title, self.delegation) = (id, kind, title, delegation)
        (self.plannedOn, self.doneOn, self.result, self.changedAt) = (plannedOn, doneOn, result, changedAt)
    }

    public var isDone: Bool { doneOn != nil }
    public var day: Day? { doneOn ?? plannedOn }
}

/// Why something cannot be done in a dialogue. Each has a text: `dialogue.fault.<name>`.
public enum TrackFault: String, Error, Sendable {
    case unknown
    /// The eleven talk with each other elsewhere.
    case isMember = "is_member"
    /// There is a dialogue with that country that has not been concluded.
    case alreadyOpen = "already_open"
    case objectivesMissing = "objectives_missing"
    case notAMember = "not_a_member"
    case alreadyLeads = "already_leads"
    /// A lead is named by a decision or a meeting, which is written down.
    case basisMissing = "basis_missing"
    /// Without a lead it is a proposal: nothing is done in it.
    case noLead = "no_lead"
    case concluded
    case titleMissing = "title_missing"
    /// A step is planned for a day or was done on one.
    case dayMissing = "day_missing"
    case doneAhead = "done_ahead"
    /// Before the year of the plan.
    case doneTooEarly = "done_too_early"
    case plannedTooEarly = "planned_too_early"
    /// What is yet to be done is planned for a day to come.
    case plannedBehind = "planned_behind"
    case resultMissing = "result_missing"
    case resultTooEarly = "result_too_early"
    /// What was done is not taken out.
    case alreadyDone = "already_done"
    case notTakingPart = "not_taking_part"
    case concludedAhead = "concluded_ahead"
    /// Before anybody led it.
    case concludedBeforeItBegan = "concluded_before_it_began"
    /// Before something that was done in it.
    case concludedBeforeLastStep = "concluded_before_last_step"
    case address
    case tooMany = "too_many"
    case changedMeanwhile = "changed_meanwhile"

    /// The field of the form that it belongs beside.
    var field: String {
        switch self {
        case .isMember, .alreadyOpen: "country"
        case .objectivesMissing: "objectives_es"
        case .notAMember, .alreadyLeads, .notTakingPart: "delegation"
        case .basisMissing: "basis"
        case .titleMissing, .unknown, .noLead, .concluded, .tooMany, .changedMeanwhile, .alreadyDone: "title_es"
        case .dayMissing, .plannedTooEarly, .plannedBehind: "planned_on"
        case .doneAhead, .doneTooEarly: "done_on"
        case .resultMissing, .resultTooEarly: "result_es"
        case .concludedAhead, .concludedBeforeItBegan, .concludedBeforeLastStep: "concluded_on"
        case .address: "url"
        }
    }
}
