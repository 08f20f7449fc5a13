import Foundation
import Localization

/// Why something cannot be done about a decision. Each has a text: `decisions.fault.<name>`.
public enum DecisionFault: Error, Sendable, Equatable {
    /// There is no such decision.
    case unknown
    /// The question, the background or the text in one language of work only; `field` without the language.
    case onlyOneLanguage(field: String)
    case questionMissing
    /// A silence procedure adopts a text: there must be one.
    case nothingToAdopt
    /// What a meeting adopted has a text, even where it was circulated without one.
    case adoptedTextMissing
    case deadlineMissing
    case deadlinePast(Deadline)
    case deadlineTooFar(days: Int)
    case deadlineTooNear(hours: Int)
    /// The state does not let it: already adopted, withdrawn, not circulated.
    case state(Decision.State)
    /// Positions were taken until then.
    case deadlinePassed(Deadline)
    /// Somebody else changed the wording in between.
    case changedMeanwhile
    /// What was to be circulated reads otherwise by now.
    case otherWording
    /// What was said was meant for another round's text.
    case otherRound
    case notAMember
    case reasonMissing(MemberPosition.Kind)
    /// In this round; `field` names it.
    case noSuchOption(field: String)
    case alreadyExtended
    /// More time than a meeting's day cannot be asked of this procedure.
    case noDeadline
    /// A silence procedure ends at its deadline, not by a record of a meeting.
    case notForMeeting
    case meetingAhead(Day)
    case meetingBeforeCirculation(Day)
    case placeMissing

    public var name: String {
        switch self {
        case .unknown: "unknown"
        case .onlyOneLanguage: "only_one_language"
        case .questionMissing: "question_missing"
        case .nothingToAdopt: "nothing_to_adopt"
        case .adoptedTextMissing: "adopted_text_missing"
        case .deadlineMissing: "deadline_missing"
        case .deadlinePast: "deadline_past"
        case .deadlineTooFar: "deadline_too_far"
        case .deadlineTooNear: "deadline_too_near"
        case .state(let state): "state_\(state.rawValue)"
        case .deadlinePassed: "deadline_passed"
        case .changedMeanwhile: "changed_meanwhile"
        case .otherWording: "other_wording"
        case .otherRound: "other_round"
        case .notAMember: "not_a_member"
        case .reasonMissing: "reason_missing"
        case .noSuchOption: "no_such_option"
        case .alreadyExtended: "already_extended"
        case .noDeadline: "no_deadline"
        case .notForMeeting: "not_for_meeting"
        case .meetingAhead: "meeting_ahead"
        case .meetingBeforeCirculation: "meeting_before_circulation"
        case .placeMissing: "place_missing"
        }
    }

    /// The field of the form that it belongs beside.
    public var field: String {
        switch self {
        case .onlyOneLanguage(let field): "\(field)_en"
        case .questionMissing: "question_es"
        case .nothingToAdopt: "procedure"
        case .adoptedTextMissing: "adopted_es"
        case .deadlineMissing, .deadlinePast, .deadlineTooFar, .deadlineTooNear: "deadline_on"
        case .unknown, .state, .deadlinePassed, .notAMember, .alreadyExtended, .noDeadline, .otherWording, .otherRound: "position"
        case .changedMeanwhile: "question_es"
        case .reasonMissing: "reason"
        case .noSuchOption(let field): field
        case .notForMeeting, .meetingAhead, .meetingBeforeCirculation: "held_on"
        case .placeMissing: "place"
        }
    }
}
