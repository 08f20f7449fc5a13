import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// What a draft edition holds, changed by hand: themes and objectives worded, activities added and taken out. An edition that the
/// network has before it is changed by other means.
struct DraftPages {
    let house: House
    let live: LivePlans

    var routes: [Route] {
        [
            .get("/plan/editions/{key}/contents", .may(.keepPlan), contents),
            .get("/plan/editions/{key}/headings/{number}", .may(.keepPlan)) { try await heading($0, Form(FormValues(), $0)) },
            .post("/plan/editions/{key}/headings/{number}", .may(.keepPlan), word),
            .get("/plan/editions/{key}/objectives/{number}/activities", .may(.keepPlan)) { try await blank($0, Form(FormValues(), $0)) },
            .post("/plan/editions/{key}/objectives/{number}/activities", .may(.keepPlan), add),
            .get("/plan/editions/{key}/activities/{id}/removal", .may(.keepPlan)) { try await removal($0, Form(FormValues(), $0)) },
            .post("/plan/editions/{key}/activities/{id}/removal", .may(.keepPlan), remove),
        ]
    }

    /// - Throws: ``PageError/forbidden`` for an edition that is no draft any more.
    private static func draft(_ ask: Ask, in tx: Transaction) throws -> Plan {
        guard let edition = try Plans(tx).edition(key: ask.parameter("key")), ask.viewer.maySee(edition.level) else { throw PageError.notFound }
        guard edition.standing == .draft else { throw PageError.forbidden }
        return try Plans(tx).plan(of: edition)
    }

    private func path(_ ask: Ask, _ plan: Plan, _ rest: String = "contents") -> String { ask.path("/plan/editions/\(plan.edition.key.queryEncoded)/\(rest)") }

    // MARK: All of it

    private func contents(_ ask: Ask) async throws -> Response {
        _ = try await ask.requireKeeper()
        let live = live, now = ask.now
        let (plan, recorded) = try await house.database.read { tx -> (Plan, Set<ActivityNumber>) in
            let plan = try Self.draft(ask, in: tx)
            return (plan, try live.recorded(in: plan, at: now, in: tx))
        }
        let view = PlanView(ask: ask), title = ask.text("plan.draft.title", ["key": plan.edition.key]), query = "?edition=\(plan.edition.key.queryEncoded)"
        let model: Model = [
            "title": title, "back": ask.path("/plan/editions"),
            "themes": plan.themes.map { theme -> Model in
                ["number": "\(theme.number)", "heading": view.words(theme.title), "wording": path(ask, plan, "headings/\(theme.number)"), "objectives": theme.objectives.map { objective -> Model in
                    ["label": objective.label, "aim": view.words(objective.text), "wording": path(ask, plan, "headings/\(objective.label)"), "adding": path(ask, plan, "objectives/\(objective.label)/activities"),
                     "activities": objective.activities.map { activity -> Model in
                         ["id": activity.number.description, "what": view.words(activity.text), "edit": ask.path("/plan/activities/\(activity.number)/edit\(query)"),
                          "removal": recorded.contains(activity.number) ? false : path(ask, plan, "activities/\(activity.number)/removal") as Any]
                     }]
                }]
            },
        ]
        return try ask.showOnPlanDesk("plan/contents", title: title, model)
    }

    // MARK: A theme or an objective

    private static func heading(_ ask: Ask, in tx: Transaction) throws -> (plan: Plan, number: HeadingNumber, text: LocalizedText) {
        let plan = try draft(ask, in: tx)
        guard let number = HeadingNumber(try ask.parameter("number")), let text = plan.headings[number] else { throw PageError.notFound }
        return (plan, number, text)
    }

    private func heading(_ ask: Ask, _ form: Form) async throws -> Response {
        _ = try await ask.requireKeeper()
        let (plan, number, text) = try await house.database.read { try Self.heading(ask, in: $0) }
        let title = ask.text(number.objective == nil ? "plan.draft.theme" : "plan.draft.objective", ["number": number.description])
        let model: Model = [
            "title": title, "csrf": ask.formToken, "back": path(ask, plan), "action": path(ask, plan, "headings/\(number)"), "summary": form.summary ?? false,
            "seen": form.values["seen"] ?? Seen.mark(HeadingState(number, text)),
            "texts": Language.all.map { language in
                form.area("text_\(language.code)", label: ask.text("plan.edit.field.text_in", ["language": house.catalogue.text("language.name", in: language)]), value: text[language],
                          required: language == text.source, lang: language.code)
            },
        ]
        return try ask.showOnPlanDesk("plan/heading", title: title, model, isValid: form.isValid)
    }

    private func word(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let actor = ask.actor(try await ask.requireKeeper()), seen = form.values["seen"]
        let (plan, _, known) = try await house.database.read { try Self.heading(ask, in: $0) }
        var texts: [Language: String] = [:]
        for language in Language.all {
            let name = "text_\(language.code)"
            texts[language] = (language == known.source ? form.required(name, limit: MatrixImport.textLimit) : form.optional(name, limit: MatrixImport.textLimit))?.squeezed ?? ""
        }
        guard form.isValid else { return try await heading(ask, form) }
        let worded = texts
        let isKept = try await house.database.write { tx -> Bool in
            let (plan, number, before) = try Self.heading(ask, in: tx), now = ask.now, store = Plans(tx)
            guard Seen.mark(HeadingState(number, before)) == seen else { return false }
            var after = before
            for language in Language.all { after.set(worded[language] ?? "", in: language) }
            guard after != before else { return true }
            try store.word(number, after, before: before, of: plan.edition.id, action: "plan.heading.worded", by: actor, at: now)
            try store.touch(plan.edition.id, at: now)
            try store.index(all: plan.edition, at: now)
            return true
        }
        guard isKept else {
            form.fail("text_\(known.source.code)", "plan.draft.changed_meanwhile")
            return try await heading(ask, form)
        }
        return ask.redirect(to: path(ask, plan), done: "plan.edit.saved_done")
    }

    // MARK: One more activity

    private static func objective(_ ask: Ask, in tx: Transaction) throws -> (plan: Plan, number: HeadingNumber, next: ActivityNumber?) {
        let (plan, number, _) = try heading(ask, in: tx)
        guard let label = number.objective else { throw PageError.notFound }
        let taken = plan.objective(number.theme, label)?.activities.map(\.number.activity).max() ?? 0
        return (plan, number, ActivityNumber(number.theme, label, taken + 1))
    }

    private func blank(_ ask: Ask, _ form: Form) async throws -> Response {
        _ = try await ask.requireKeeper()
        let (found, delegations) = try await house.database.read { (try Self.objective(ask, in: $0), try Delegations.all(in: $0)) }
        guard let next = found.next else { throw PageError.forbidden }
        let title = ask.text("plan.draft.new", ["number": next.description])
        var model = ActivityFields(ask: ask, delegations: delegations, source: .spanish).model(form, nil)
        model.merge([
            "title": title, "csrf": ask.formToken, "back": path(ask, found.plan), "back_text": ask.text("plan.draft.back"), "action": path(ask, found.plan, "objectives/\(found.number)/activities"),
            "summary": form.summary ?? false, "seen": form.values["seen"] ?? next.description, "is_new": true,
        ]) { mine, _ in mine }
        return try ask.showOnPlanDesk("plan/edit", title: title, model, isValid: form.isValid)
    }

    private func add(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let actor = ask.actor(try await ask.requireKeeper()), seen = form.values["seen"]
        let (found, delegations) = try await house.database.read { (try Self.objective(ask, in: $0), try Delegations.all(in: $0)) }
        guard let filled = ActivityFields(ask: ask, delegations: delegations, source: .spanish).read(&form) else { return try await blank(ask, form) }
        let added = try await house.database.write { tx -> ActivityNumber? in
            let (plan, _, next) = try Self.objective(ask, in: tx), now = ask.now, store = Plans(tx)
            // Somebody else has taken the number: perhaps for the same activity.
            guard let next, next.description == seen else { return nil }
            try store.save(filled.activity(next, of: plan.edition, at: now), before: nil, action: "plan.activity.written", by: actor, at: now)
            try store.touch(plan.edition.id, at: now)
            try store.index(all: plan.edition, at: now)
            return next
        }
        guard added != nil else {
            form.fail("text_es", "plan.draft.number_taken")
            return try await blank(ask, form)
        }
        return ask.redirect(to: path(ask, found.plan), done: "plan.draft.added_done")
    }

    // MARK: One less

    private static func activity(_ ask: Ask, _ live: LivePlans, in tx: Transaction) throws -> (plan: Plan, activity: Activity, isRecorded: Bool) {
        let plan = try draft(ask, in: tx)
        guard let number = ActivityNumber(try ask.parameter("id")), let activity = plan.activity(number) else { throw PageError.notFound }
        return (plan, activity, try live.recorded(in: plan, at: ask.now, in: tx).contains(number))
    }

    private func removal(_ ask: Ask, _ form: Form) async throws -> Response {
        _ = try await ask.requireKeeper()
        let live = live
        let (plan, activity, isRecorded) = try await house.database.read { try Self.activity(ask, live, in: $0) }
        let title = ask.text("plan.draft.remove", ["number": activity.number.description]), number = activity.number
        let isLast = plan.objective(number.theme, number.objective)?.activities.count == 1
        let model: Model = [
            "title": title, "csrf": ask.formToken, "back": path(ask, plan), "action": path(ask, plan, "activities/\(number)/removal"), "summary": form.summary ?? false,
            "what": PlanView(ask: ask).words(activity.text), "is_recorded": isRecorded, "seen": form.values["seen"] ?? Seen.mark(ActivityState(activity)),
            "last": isLast ? ask.text("plan.draft.last", ["number": number.objectiveNumber]) : false,
        ]
        return try ask.showOnPlanDesk("plan/removal", title: title, model, isValid: form.isValid)
    }

    private func remove(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let actor = ask.actor(try await ask.requireKeeper()), seen = form.values["seen"], live = live
        let (plan, removed) = try await house.database.write { tx -> (Plan, Bool) in
            let (plan, activity, isRecorded) = try Self.activity(ask, live, in: tx), now = ask.now, store = Plans(tx)
            guard !isRecorded, Seen.mark(ActivityState(activity)) == seen else { return (plan, false) }
            try store.remove(activity, by: actor, at: now)
            try store.removeEmpty(of: plan.edition, by: actor, at: now)
            try store.touch(plan.edition.id, at: now)
            return (plan, true)
        }
        guard removed else {
            form.fail("seen", "plan.draft.changed_meanwhile")
            return try await removal(ask, form)
        }
        return ask.redirect(to: path(ask, plan), done: "plan.draft.removed_done")
    }
}
