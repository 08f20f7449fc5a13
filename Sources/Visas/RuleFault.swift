import Localization

/// Why a rule, or a change of rules, cannot be taken. Each has a text: `visas.fault.<name>`.
public enum RuleFault: Error, Sendable, Equatable {
    case days(Int)
    /// Whoever is not admitted stays no days.
    case daysOfNotAdmitted
    case endsBeforeItBegins(from: Day)
    case enactedAhead(Day)
    case sourceAhead(Day)
    /// It would apply from before it was enacted, and nobody says that it is meant so.
    case beginsBeforeEnacted(Day)
    /// What everybody is shown as a link leads to no page of the web.
    case url
    /// What stands in a field of this name is longer than fits.
    case tooLong(String, limit: Int)
    case tooManyConditions
    /// Another rule about the same people is in force then, with an end of its own.
    case overlapsEarlier(from: Day, through: Day)
    /// Another rule about the same people begins while this one still applies.
    case overlapsLater(from: Day)
    /// There is no rule that begins that day.
    case nothingToWithdraw
    case ownNationals
    case noNationalities
    case notAMember

    // MARK: Drafts

    case unknownDraft
    case draftState(RuleDraft.State)
    /// Whoever prepared it cannot be the second person.
    case samePerson
    case changesNothing
    case reasonMissing
    /// What was stated meanwhile does something to it that the person has not seen.
    case overtaken

    public var name: String {
        switch self {
        case .days: "days"
        case .daysOfNotAdmitted: "days_of_not_admitted"
        case .endsBeforeItBegins: "ends_before_it_begins"
        case .enactedAhead: "enacted_ahead"
        case .sourceAhead: "source_ahead"
        case .beginsBeforeEnacted: "begins_before_enacted"
        case .url: "url"
        case .tooLong: "too_long"
        case .tooManyConditions: "too_many_conditions"
        case .overlapsEarlier: "overlaps_earlier"
        case .overlapsLater: "overlaps_later"
        case .nothingToWithdraw: "nothing_to_withdraw"
        case .ownNationals: "own_nationals"
        case .noNationalities: "no_nationalities"
        case .notAMember: "not_a_member"
        case .unknownDraft: "unknown_draft"
        case .draftState(let state): "state_\(state.rawValue)"
        case .samePerson: "same_person"
        case .changesNothing: "changes_nothing"
        case .reasonMissing: "reason_missing"
        case .overtaken: "overtaken"
        }
    }

    /// The field, of the form and of the file alike, that it belongs beside.
    public var field: String {
        switch self {
        case .days, .daysOfNotAdmitted: "days"
        case .endsBeforeItBegins: "valid_through"
        case .enactedAhead, .beginsBeforeEnacted: "enacted_on"
        case .sourceAhead: "source_as_of"
        case .url: "source_url"
        case .tooLong(let field, _): field
        case .tooManyConditions: "conditions"
        case .overlapsEarlier, .nothingToWithdraw: "valid_from"
        case .overlapsLater: "valid_through"
        case .ownNationals, .noNationalities: "nationality"
        case .notAMember: "destination"
        case .reasonMissing: "reason"
        case .unknownDraft, .draftState, .samePerson, .changesNothing, .overtaken: "nationality"
        }
    }

    /// The numbers that its text names.
    public var numbers: [String: Int] {
        switch self {
        case .days(let days): ["days": days]
        case .tooLong(_, let limit): ["limit": limit]
        case .tooManyConditions: ["limit": Conditions.limit]
        default: [:]
        }
    }

    /// The days that its text names.
    public var days: [String: Day] {
        switch self {
        case .endsBeforeItBegins(let from): ["day": from]
        case .enactedAhead(let day), .sourceAhead(let day), .beginsBeforeEnacted(let day), .overlapsLater(let day): ["day": day]
        case .overlapsEarlier(let from, let through): ["day": from, "through": through]
        default: [:]
        }
    }
}
