import Accounts
import Foundation
import Localization
import Records
import Storage
import Web

/// A note that a delegation owes on an activity that it leads: one for each ``ActivityStanding/dormancy``, told two weeks ahead.
struct NotesExpected: ExpectationSource {
    /// Days.
    static let notice = 14

    func expectations(of delegation: Delegation, at now: Date, in tx: Transaction) throws -> [Expectation] {
        guard let edition = try Plans(tx).current() else { return [] }
        let today = Day(now, in: .network)
        return try Notes(tx).led(by: delegation.id, in: edition.id).compactMap { activity, newest -> Expectation? in
            // Before its period an activity owes nothing.
            if let from = activity.calendar.meaning.from, from > today { return nil }
            // A day, like the status that it keeps from turning: the last one on which the activity is not dormant yet.
            let last = Day(newest ?? activity.addedAt, in: .network).adding(days: ActivityStanding.dormancy - 1)
            guard last.adding(days: -Self.notice) <= today else { return nil }
            return Expectation(key: "plan:note:\(edition.key):\(activity.number):\(last)", topic: .plan, text: "plan.expected.note", values: ["number": activity.number.description],
                               path: "/plan/activities/\(activity.number)", due: nil, lastDay: last, by: .writeNote)
        }.sorted { ($0.due ?? .distantFuture) < ($1.due ?? .distantFuture) }
    }
}

/// The periods of the plan that the network works by, and the days of its conference.
struct PlanPeriods: CalendarSource {
    func entries(for viewer: Viewer, from: Day, to: Day, in tx: Transaction) throws -> [CalendarEntry] {
        let store = Plans(tx)
        guard let edition = try store.current(), viewer.maySee(edition.level, of: Viewer.Owner()) else { return [] }
        let conference = CalendarEntry(uid: "plan-\(edition.key)-conference", title: edition.title, path: "/plan", when: .days(edition.begins, edition.ends), changedAt: edition.changedAt)
        let periods = try store.plan(of: edition).activities.compactMap { activity -> CalendarEntry? in
            guard case .period(let begins, let ends) = activity.calendar.meaning else { return nil }
            let texts = Language.all.compactMap { language in activity.text[language].map { (language, "\(activity.number) \($0)") } }
            return CalendarEntry(uid: "plan-\(edition.key)-\(activity.number)", title: LocalizedText(source: activity.text.source, Dictionary(texts, uniquingKeysWith: { first, _ in first })),
                                 path: "/plan/activities/\(activity.number)", when: .days(begins, ends), changedAt: activity.changedAt)
        }
        return ([conference] + periods).filter { entry in
            guard case .days(let begins, let ends) = entry.when else { return false }
            return begins <= to && ends >= from
        }
    }
}

/// Activities of the plan in the search.
struct ActivitySearch: SearchKind {
    let kind = Activity.searchKind
    let name = "plan.search.activities"

    func paths(of records: [UUID], in tx: Transaction) throws -> [UUID: String] { try Plans(tx).addresses(of: records) }
}
