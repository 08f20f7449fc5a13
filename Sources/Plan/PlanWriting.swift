import Accounts
import Foundation
import Localization
import Records
import Storage

/// What may be done to the plan. Each change goes with its audit record and the activity's place in the search.
extension Plans {
    // MARK: Editions

    /// Makes an empty edition, or keeps changes of one.
    /// - Throws: ``Edition/Fault``.
    public func save(_ edition: Edition, action: String, by actor: Actor, at now: Date) throws {
        guard edition.begins <= edition.ends else { throw Edition.Fault.endsBeforeBeginning }
        let before = try self.edition(key: edition.key)
        guard before == nil || before?.id == edition.id else { throw Edition.Fault.keyTaken }
        try tx.execute("""
            INSERT INTO plan_edition (id, key, title, standing, conference, place, begins_on, ends_on, presidency, level, added_at, changed_at)
            VALUES (\(edition.id), \(edition.key), \(edition.title), \(edition.standing), \(edition.conference), \(edition.place), \(edition.begins), \(edition.ends),
                \(edition.presidency.rawValue), \(edition.level), \(now), \(now))
            ON CONFLICT (id) DO UPDATE SET title = excluded.title, standing = excluded.standing, conference = excluded.conference, place = excluded.place,
                begins_on = excluded.begins_on, ends_on = excluded.ends_on, presidency = excluded.presidency, level = excluded.level, changed_at = excluded.changed_at
            """)
        try tx.audit(action, kind: Edition.auditKind, record: edition.id.uuid, before: before.map(EditionState.init), after: EditionState(edition), by: actor, at: now)
        // Who may read the edition may find what it holds.
        if let before, before.level != edition.level {
            try index(all: edition, at: now)
            try Notes(tx).index(all: plan(of: edition))
        }
    }

    /// A new edition with all that the last one holds: texts, calendars, who is responsible, the questions still open.
    /// - Throws: ``Edition/Fault``.
    public func start(_ edition: Edition, from last: Edition, by actor: Actor, at now: Date) throws {
        try save(edition, action: "plan.edition.started", by: actor, at: now)
        let old = try plan(of: last), questions = try questions(of: old.activities.map(\.id))
        for (heading, text) in old.headings.sorted(by: { $0.key < $1.key }) { try set(heading, text, of: edition.id) }
        for theme in old.themes {
            for objective in theme.objectives {
                for activity in objective.activities {
                    let copy = Activity(id: ID(at: now), edition: edition.id, number: activity.number, text: activity.text, calendar: activity.calendar,
                                        responsible: activity.responsible, addedAt: now, changedAt: now)
                    try save(copy, before: nil, action: "plan.activity.copied", by: actor, at: now)
                    for question in questions[activity.id] ?? [] where question.isOpen { try add(question, to: copy, at: now) }
                }
            }
        }
        try index(all: edition, at: now)
    }

    /// Marks an edition as changed, so that a dry run made before is looked at again.
    func touch(_ edition: ID<Edition>, at now: Date) throws {
        try tx.execute("UPDATE plan_edition SET changed_at = \(now) WHERE id = \(edition)")
    }

    // MARK: Activities

    /// Makes or changes an activity.
    /// - Parameter before: as it stood; nil for a new one.
    func save(_ activity: Activity, before: Activity?, action: String, by actor: Actor, at now: Date) throws {
        let number = activity.number, meaning = activity.calendar.meaning
        try tx.execute("""
            INSERT INTO plan_activity (id, edition, theme, objective, number, text, calendar_kind, calendar_from, calendar_to, calendar_months, calendar_text, added_at, changed_at)
            VALUES (\(activity.id), \(activity.edition), \(number.theme), \(number.objective), \(number.activity), \(activity.text), \(meaning.kind), \(meaning.from), \(meaning.to),
                \(meaning.months), \(activity.calendar.text), \(activity.addedAt), \(now))
            ON CONFLICT (id) DO UPDATE SET text = excluded.text, calendar_kind = excluded.calendar_kind, calendar_from = excluded.calendar_from,
                calendar_to = excluded.calendar_to, calendar_months = excluded.calendar_months, calendar_text = excluded.calendar_text, changed_at = excluded.changed_at
            """)
        if before == nil || before?.responsible != activity.responsible {
            try tx.execute("DELETE FROM plan_responsible WHERE activity = \(activity.id)")
            for one in activity.responsible {
                try tx.execute("INSERT INTO plan_responsible (activity, delegation, part) VALUES (\(activity.id), \(one.delegation.id), \(one.part))")
            }
        }
        try tx.audit(action, kind: Activity.auditKind, record: activity.id.uuid, before: before.map(ActivityState.init), after: ActivityState(activity), by: actor, at: now)
    }

    /// Keeps an edited activity: what ``save(_:before:action:by:at:)`` does, and that the edition has changed.
    public func edit(_ activity: Activity, before: Activity, in edition: Edition, by actor: Actor, at now: Date) throws {
        // Always later than it was: by this instant a form knows what its writer saw.
        let later = max(now, Date(microsecondsSince1970: before.changedAt.microsecondsSince1970 + 1))
        try save(activity, before: before, action: "plan.activity.edited", by: actor, at: later)
        try touch(activity.edition, at: now)
        try index(activity, in: plan(of: edition), at: now)
    }

    /// Takes away an activity that nothing was recorded about; whoever calls has made sure of that.
    func remove(_ activity: Activity, by actor: Actor, at now: Date) throws {
        try tx.execute("DELETE FROM plan_responsible WHERE activity = \(activity.id)")
        try tx.execute("DELETE FROM plan_question WHERE activity = \(activity.id)")
        // Only withdrawn ones are left, and the audit trail keeps those.
        try Notes(tx).removeAll(of: activity.id)
        try tx.execute("DELETE FROM plan_activity WHERE id = \(activity.id)")
        try tx.audit("plan.activity.removed", kind: Activity.auditKind, record: activity.id.uuid, before: ActivityState(activity), after: ActivityState?.none, by: actor, at: now)
        try tx.removeFromIndex(kind: Activity.searchKind, record: activity.id.uuid)
    }

    // MARK: Search

    func index(all edition: Edition, at now: Date) throws {
        let plan = try plan(of: edition)
        for activity in plan.activities { try index(activity, in: plan, at: now) }
    }

    func index(_ activity: Activity, in plan: Plan, at now: Date) throws {
        let theme = plan.theme(activity.number.theme)?.title, objective = plan.objective(activity.number.theme, activity.number.objective)?.text
        let documents = Language.all.compactMap { language -> FullText.Document? in
            guard let text = activity.text[language] else { return nil }
            let body = [theme?[language], objective?[language], activity.calendar.text[language]].compactMap(\.self).joined(separator: " · ")
            return FullText.Document(kind: Activity.searchKind, record: activity.id.uuid, language: language.code, title: "\(activity.number) \(text)", body: body,
                                     audience: plan.edition.level.rawValue)
        }
        try tx.index(kind: Activity.searchKind, record: activity.id.uuid, documents, countries: activity.responsible.compactMap { $0.delegation.country?.rawValue },
                     theme: String(activity.number.theme), day: Day(now, in: .network))
    }
}

/// An edition as the audit trail keeps it.
struct EditionState: Codable {
    let key: String
    let title, place: LocalizedText
    let standing: Edition.Standing
    let conference: Int
    let begins, ends: Day
    let presidency: String
    let level: PublicationLevel

    init(_ edition: Edition) {
        (key, title, place, standing, conference) = (edition.key, edition.title, edition.place, edition.standing, edition.conference)
        (begins, ends, presidency, level) = (edition.begins, edition.ends, edition.presidency.rawValue, edition.level)
    }
}

/// An activity as the audit trail keeps it: what its history and the changes since a day are read from.
struct ActivityState: Codable, Hashable {
    let edition: UUID
    let number: ActivityNumber
    let text: LocalizedText
    let calendar: ActivityCalendar
    /// Short names of delegations.
    let lead, support: [String]

    init(_ activity: Activity) {
        (edition, number, text, calendar) = (activity.edition.uuid, activity.number, activity.text, activity.calendar)
        lead = activity.delegations(.lead).map(\.slug)
        support = activity.delegations(.support).map(\.slug)
    }
}
