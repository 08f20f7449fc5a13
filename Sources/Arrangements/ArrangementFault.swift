import Foundation

/// Why an arrangement cannot be kept as it was written. Each has a text: `arrangements.fault.<name>`.
public enum ArrangementFault: String, Error, Sendable {
    case unknown
    case sameState = "same_state"
    case notAMember = "not_a_member"
    /// Neither of the two is the writer's own State.
    case notYours = "not_yours"
    case titleMissing = "title_missing"
    case endsBeforeItBegins = "ends_before"
    /// Of a source: a day that has not come.
    case sourceAhead = "source_ahead"
    /// The address of the source is none that can be followed.
    case address
    /// Somebody else changed it in between.
    case changedMeanwhile = "changed_meanwhile"
    /// The place of hand-over lies in neither of the two States.
    case elsewhere
    /// Two crossings of one arrangement with one name.
    case nameTaken = "name_taken"
    case tooManyCrossings = "too_many"

    /// The field of the form that it belongs beside.
    var field: String {
        switch self {
        case .unknown, .changedMeanwhile, .titleMissing: "title_es"
        case .sameState, .notAMember, .notYours: "receiving"
        case .endsBeforeItBegins: "valid_until"
        case .sourceAhead: "source_on"
        case .address: "source_url"
        case .elsewhere: "subdivision"
        case .nameTaken, .tooManyCrossings: "name"
        }
    }
}
