import Foundation
import Geography
import Localization

/// Why something cannot be recorded. Each has a text: `returns.fault.<name>`.
public enum RequestFault: Error, Sendable, Equatable {
    case unknown
    case future(Day)
    case tooEarly(Day)
    case beforeRequest(Day, requested: Day)
    case beforeStep(StepKind, Day)
    case afterOutcome(StepKind, Day)
    case twoOutcomes(StepKind, Day)
    case stepKnown(StepKind, Day)
    /// A nationality both confirmed and denied.
    case contradiction(StepKind)
    case notIssued
    /// The step is not the newest: what came after it must be taken back first.
    case notNewest
    case notAffirmed(Affirmation)
    case referenceTaken(CaseReference)
    /// One does not ask a country for the papers of its own return.
    case ownCountry
    /// The country has stated only a count for that month and origin: a case beside it would be counted twice.
    case hasCounts(Month)
    /// The country has recorded cases of that month and origin: a count beside them would count them twice.
    case hasRows(Month)
    case futureMonth(Month)
    /// Of that month and origin another count stands there than the one that the officer saw, or one where they saw none.
    case countKnown(StatedCount)
    /// The count that the officer saw is not there, or not any more.
    case noCount(Month)
    /// More outcomes than there were requests.
    case countsDoNotAddUp
    case changedMeanwhile
    /// A town or an authority that is none: digits, too many words.
    case townText, authorityText
    /// None of the towns in which the directory knows a mission.
    case otherTown([String])

    public var name: String {
        switch self {
        case .unknown: "unknown"
        case .future: "future"
        case .tooEarly: "too_early"
        case .beforeRequest: "before_request"
        case .beforeStep: "before_step"
        case .afterOutcome: "after_outcome"
        case .twoOutcomes: "two_outcomes"
        case .stepKnown: "step_known"
        case .contradiction: "contradiction"
        case .notIssued: "not_issued"
        case .notNewest: "not_newest"
        case .notAffirmed(let affirmation): "not_affirmed_\(affirmation.rawValue)"
        case .referenceTaken: "reference_taken"
        case .ownCountry: "own_country"
        case .hasCounts: "has_counts"
        case .hasRows: "has_rows"
        case .futureMonth: "future_month"
        case .countKnown: "count_known"
        case .noCount: "no_count"
        case .countsDoNotAddUp: "counts_do_not_add_up"
        case .changedMeanwhile: "changed_meanwhile"
        case .townText: "town_text"
        case .authorityText: "authority_text"
        case .otherTown: "other_town"
        }
    }

    /// The field of a form, or the column of a file, that it belongs beside.
    public var field: String {
        switch self {
        case .referenceTaken: "reference"
        case .ownCountry: "origin"
        case .notAffirmed(let affirmation): "affirm_\(affirmation.rawValue)"
        case .tooEarly, .hasCounts: "requested_on"
        case .twoOutcomes, .stepKnown, .contradiction, .notIssued, .notNewest, .unknown, .changedMeanwhile: "step"
        case .future, .beforeRequest, .beforeStep, .afterOutcome: "on"
        case .hasRows, .futureMonth, .countKnown, .noCount: "month"
        case .countsDoNotAddUp: "requested"
        case .townText, .otherTown: "mission_town"
        case .authorityText: "authority"
        }
    }

    /// The day that is wrong or that it clashes with.
    var day: Day? {
        switch self {
        case .future(let day), .tooEarly(let day), .beforeRequest(_, let day), .beforeStep(_, let day), .afterOutcome(_, let day), .twoOutcomes(_, let day), .stepKnown(_, let day): day
        default: nil
        }
    }

    var step: StepKind? {
        switch self {
        case .beforeStep(let step, _), .afterOutcome(let step, _), .twoOutcomes(let step, _), .stepKnown(let step, _), .contradiction(let step): step
        default: nil
        }
    }
}
