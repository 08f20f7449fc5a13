import Foundation
import Localization
import Records
import Storage

/// What has happened to an edition, as the audit trail tells it.
public struct PlanChanges {
    private let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    /// Records that are read at most: more than an edition has in its life.
    private static let limit = 5000

    /// The differences between an edition as it stood when a day began and now: themes, objectives, activities. What an edition
    /// began with is no change.
    func since(_ day: Day, in plan: Plan, _ terms: PlanTerms) throws -> [Difference] {
        (try headings(since: day, in: plan, terms) + activities(since: day, in: plan, terms)).sorted { $0.comesBefore($1) }
    }

    private func activities(since day: Day, in plan: Plan, _ terms: PlanTerms) throws -> [Difference] {
        var oldest: [UUID: ActivityState] = [:], added: Set<UUID> = []
        try tx.forEach("""
            SELECT record, before_state, after_state FROM audit
            WHERE kind = \(Activity.auditKind) AND at >= \(day.start(in: .network)) AND action NOT IN ('plan.activity.copied', 'plan.activity.found') ORDER BY number LIMIT \(Self.limit)
            """) { row in
            let record: UUID = try row.get("record")
            guard oldest[record] == nil, !added.contains(record) else { return }
            if let before = try Self.state(row, "before_state", ActivityState.self) {
                if before.edition == plan.edition.id.uuid { oldest[record] = before }
            } else if let after = try Self.state(row, "after_state", ActivityState.self), after.edition == plan.edition.id.uuid {
                added.insert(record)
            }
        }
        let here = Dictionary(plan.activities.map { ($0.id.uuid, $0) }, uniquingKeysWith: { first, _ in first })
        let changed = oldest.compactMap { record, before -> Difference? in
            guard let activity = here[record] else { return Difference(label: before.number.description, kind: .removed, text: terms.shown(before.text)) }
            return Difference(from: before, to: ActivityState(activity), terms)
        }
        return changed + added.compactMap { here[$0] }.map { Difference(added: ActivityState($0), terms) }
    }

    private func headings(since day: Day, in plan: Plan, _ terms: PlanTerms) throws -> [Difference] {
        var oldest: [HeadingNumber: LocalizedText?] = [:]
        try tx.forEach("""
            SELECT before_state, after_state FROM audit
            WHERE kind = \(HeadingState.auditKind) AND record = \(plan.edition.id) AND at >= \(day.start(in: .network)) ORDER BY number LIMIT \(Self.limit)
            """) { row in
            let before = try Self.state(row, "before_state", HeadingState.self)
            guard let state = try before ?? Self.state(row, "after_state", HeadingState.self), let number = HeadingNumber(state.number), oldest[number] == nil else { return }
            oldest[number] = .some(before?.text)
        }
        let here = plan.headings
        return oldest.compactMap { number, before in Difference(number, from: before, to: here[number], terms) }
    }

    /// A change of one activity, for its history.
    struct Event: Sendable {
        let at: Date
        /// As it stood at the time; for those who may know names.
        let person: String
        let delegation: UUID?
        /// Each has a text: `plan.history.<verb>`.
        let verb: String
        let difference: Difference?
        /// What was asked about the activity, or how that was settled.
        let question: QuestionState?
    }

    /// Newest first.
    func history(of activity: Activity, limit: Int, _ terms: PlanTerms) throws -> [Event] {
        try AuditTrail.history(of: activity.id.uuid, kind: Activity.auditKind, limit: limit, in: tx).map { entry in
            let before = Self.state(entry.before, ActivityState.self), after = Self.state(entry.after, ActivityState.self)
            let difference = before.flatMap { old in after.flatMap { Difference(from: old, to: $0, terms) } }
            return Event(at: entry.at, person: entry.actorName, delegation: entry.delegation, verb: entry.action.replacing("plan.", with: "").replacing(".", with: "_"), difference: difference,
                         question: Self.state(entry.after, QuestionState.self))
        }
    }

    private static func state<State: Decodable>(_ row: Row, _ column: String, _ type: State.Type) throws -> State? { state(try row.get(column, as: String?.self), type) }

    private static func state<State: Decodable>(_ json: String?, _ type: State.Type) -> State? { json.flatMap { try? JSONDecoder().decode(type, from: Data($0.utf8)) } }
}
