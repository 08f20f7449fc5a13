import Foundation
import Localization
import Records
import Storage

/// What has happened to an edition's activities, as the audit trail tells it.
public struct PlanChanges {
    private let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    /// Records that are read at most: more than an edition has in its life.
    private static let limit = 5000

    /// The differences between an edition as it stood when a day began (UTC) and now. What an edition began with is no change.
    func since(_ day: Day, in plan: Plan, language: Language, words: (ActivityCalendar.Meaning) -> String) throws -> [Difference] {
        var oldest: [UUID: ActivityState] = [:], added: Set<UUID> = []
        try tx.forEach("""
            SELECT record, action, before_state, after_state FROM audit
            WHERE kind = \(Activity.auditKind) AND at >= \(day.start(in: .gmt)) AND action NOT IN ('plan.activity.copied', 'plan.activity.found') ORDER BY number LIMIT \(Self.limit)
            """) { row in
            let record: UUID = try row.get("record")
            guard oldest[record] == nil, !added.contains(record) else { return }
            if let before = try Self.state(row, "before_state") {
                if before.edition == plan.edition.id.uuid { oldest[record] = before }
            } else if let after = try Self.state(row, "after_state"), after.edition == plan.edition.id.uuid {
                added.insert(record)
            }
        }
        let here = Dictionary(plan.activities.map { ($0.id.uuid, $0) }, uniquingKeysWith: { first, _ in first })
        let changed = oldest.compactMap { record, before -> (ActivityNumber, Difference)? in
            guard let activity = here[record] else { return (before.number, Difference(label: before.number.description, kind: .removed, text: before.text.shown(in: language).text)) }
            return Difference(from: before, to: ActivityState(activity), in: language, words: words).map { (activity.number, $0) }
        }
        let new = added.compactMap { here[$0] }.map { ($0.number, Difference(label: $0.number.description, kind: .added, text: $0.text.shown(in: language).text)) }
        return (changed + new).sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// A change of one activity, for its history.
    struct Event: Sendable {
        let at: Date
        let by: String
        /// Each has a text: `plan.history.<verb>`.
        let verb: String
        let difference: Difference?
    }

    /// Newest first.
    func history(of activity: Activity, limit: Int, language: Language, words: (ActivityCalendar.Meaning) -> String) throws -> [Event] {
        try AuditTrail.history(of: activity.id.uuid, kind: Activity.auditKind, limit: limit, in: tx).map { entry in
            let before = entry.before.flatMap(Self.state), after = entry.after.flatMap(Self.state)
            let difference = before.flatMap { old in after.flatMap { Difference(from: old, to: $0, in: language, words: words) } }
            return Event(at: entry.at, by: entry.actorName, verb: entry.action.replacing("plan.", with: "").replacing(".", with: "_"), difference: difference)
        }
    }

    private static func state(_ row: Row, _ column: String) throws -> ActivityState? { try row.get(column, as: String?.self).flatMap(state) }

    private static func state(_ json: String) -> ActivityState? { try? JSONDecoder().decode(ActivityState.self, from: Data(json.utf8)) }
}
