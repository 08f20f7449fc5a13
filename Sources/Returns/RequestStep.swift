import Foundation
import Localization
import Storage

/// What happens to a request, in the order in which it may. Each has a text: `returns.step.<name>`.
public enum StepKind: String, Sendable, Codable, CaseIterable {
    case requested
    case interview
    case nationalityConfirmed = "nationality_confirmed"
    case nationalityDenied = "nationality_denied"
    case issued, refused
    /// The document was issued, and ran out before it was used.
    case expiredUnused = "expired_unused"
    /// Taken back by those who asked: the person stays, left by other means, or the case was closed.
    case withdrawn

    /// By these a request ends; it has one at most.
    public var isOutcome: Bool { Self.outcomes.contains(self) }
    public static let outcomes: [StepKind] = [.issued, .refused, .nationalityDenied, .withdrawn]
    /// What may be recorded after the request.
    public static let later = allCases.filter { $0 != .requested }
}

/// A step with its day, before it is recorded.
public struct PlannedStep: Sendable, Hashable, Codable {
    public let kind: StepKind
    public let on: Day

    public init(_ kind: StepKind, on day: Day) { (self.kind, self.on) = (kind, day) }
}

/// A step that was recorded.
public struct RequestStep: Sendable, Hashable, Codable {
    public let kind: StepKind
    public let on: Day
    public let recordedBy: String
    public let recordedAt: Date
}

/// What has happened to a request so far, and what may still.
struct Course {
    private(set) var steps: [PlannedStep]

    /// A request that has just been made.
    init(requestedOn day: Day) { steps = [PlannedStep(.requested, on: day)] }
    init(_ steps: [RequestStep]) { self.steps = steps.map { PlannedStep($0.kind, on: $0.on) } }

    /// In the order in which they can have happened; of one day, what ends a request after the rest.
    static func sorted(_ steps: [PlannedStep]) -> [PlannedStep] {
        func rank(_ kind: StepKind) -> Int { kind == .expiredUnused ? 2 : kind.isOutcome ? 1 : 0 }
        return steps.sorted { ($0.on, rank($0.kind)) < ($1.on, rank($1.kind)) }
    }

    /// Earlier requests than these are typing mistakes.
    static let earliest = Day(daysSince1970: 10_957)

    var outcome: PlannedStep? { steps.first { $0.kind.isOutcome } }

    /// Steps that may still come, whatever their day.
    var open: [StepKind] {
        StepKind.later.filter { kind in !has(kind) && (kind.isOutcome ? outcome == nil : kind != .expiredUnused || has(.issued)) && !contradicts(kind) }
    }

    /// - Throws: ``RequestFault``.
    mutating func add(_ step: PlannedStep, today: Day) throws(RequestFault) {
        try check(step, today: today)
        steps.append(step)
    }

    private func check(_ step: PlannedStep, today: Day) throws(RequestFault) {
        guard step.on <= today else { throw .future(step.on) }
        guard let requested = day(of: .requested), step.on >= requested else { throw .beforeRequest(step.on, requested: day(of: .requested) ?? step.on) }
        if let known = day(of: step.kind) { throw .stepKnown(step.kind, known) }
        if step.kind.isOutcome, let outcome { throw .twoOutcomes(outcome.kind, outcome.on) }
        if contradicts(step.kind) { throw .contradiction(step.kind) }
        if step.kind == .expiredUnused {
            guard let issued = day(of: .issued) else { throw .notIssued }
            guard step.on >= issued else { throw .beforeStep(.issued, issued) }
        } else if step.kind.isOutcome {
            if let last = steps.max(by: { $0.on < $1.on }), last.on > step.on { throw .beforeStep(last.kind, last.on) }
        } else if let outcome, step.on > outcome.on {
            throw .afterOutcome(outcome.kind, outcome.on)
        }
    }

    /// A nationality is confirmed or denied, not both.
    private func contradicts(_ kind: StepKind) -> Bool {
        kind == .nationalityConfirmed && has(.nationalityDenied) || kind == .nationalityDenied && has(.nationalityConfirmed)
    }

    private func has(_ kind: StepKind) -> Bool { day(of: kind) != nil }
    private func day(of kind: StepKind) -> Day? { steps.first { $0.kind == kind }?.on }
}
