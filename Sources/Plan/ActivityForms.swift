import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// What the Secretariat and the presiding country may change about an activity: words, calendar, who is responsible; and the
/// questions that are asked about it and settled.
struct ActivityForms {
    let house: House
    let live: LivePlans

    var routes: [Route] {
        [
            .get("/plan/activities/{id}/edit", .may(.keepPlan), edit),
            .post("/plan/activities/{id}/edit", .may(.keepPlan), save),
            .post("/plan/activities/{id}/questions", .may(.keepPlan), question),
            .post("/plan/activities/{id}/questions/{question}/settlement", .may(.keepPlan), settle),
        ]
    }

    private func edit(_ ask: Ask) async throws -> Response {
        _ = try await ask.requireKeeper()
        return try await show(ask, Form(FormValues(), ask))
    }

    /// - Parameter other: one of the page's smaller forms, where that is the one that was sent.
    private func show(_ ask: Ask, _ form: Form, other: Form? = nil) async throws -> Response {
        let other = other ?? form
        let live = live
        let (found, delegations) = try await house.database.read { (try ActivityPages.find(ask, live, in: $0), try Delegations.all(in: $0)) }
        let activity = found.activity, path = "/plan/activities/\(activity.number)", view = PlanView(ask: ask)
        let title = ask.text("plan.edit.title", ["number": activity.number.description])
        func label(_ name: String) -> String { ask.text("plan.edit.field.\(name)") }
        let own = found.plan.live(activity)?.questions.filter { $0.own != nil && $0.isOpen } ?? []
        var model = ActivityFields(ask: ask, delegations: delegations, source: activity.text.source).model(form, activity)
        model.merge([
            "title": title, "csrf": ask.formToken, "action": ask.path("\(path)/edit\(found.query)"), "back": ask.path(path + found.query), "back_text": ask.text("plan.edit.back"),
            "summary": form.summary ?? other.summary ?? false, "seen": form.values["seen"] ?? Self.mark(activity), "is_new": false,
            "open": own.compactMap { question in
                question.own.map(\.id).map { id in
                    var model = view.question(question)
                    model["settling"] = ask.path("\(path)/questions/\(id)/settlement\(found.query)")
                    model["answer"] = other.field("settlement_\(id)", label: label("settlement"), required: true)
                    return model
                }
            },
            "asking": ["action": ask.path("\(path)/questions\(found.query)"), "es": other.area("question_es", label: label("question_es"), required: true, lang: "es"),
                       "en": other.area("question_en", label: label("question_en"), required: true, lang: "en")] as Model,
        ] as Model) { mine, _ in mine }
        return try ask.showOnPlanDesk("plan/edit", title: title, model, isValid: form.isValid && other.isValid)
    }

    private static func mark(_ activity: Activity) -> String { activity.changedAt.microsecondsSince1970.description }

    private func save(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let actor = ask.actor(try await ask.requireKeeper()), seen = form.values["seen"]
        let (place, delegations) = try await house.database.read { (try ActivityPages.place(ask, in: $0), try Delegations.all(in: $0)) }
        let source = place.activity.text.source
        guard let filled = ActivityFields(ask: ask, delegations: delegations, source: source).read(&form) else { return try await show(ask, form) }
        // Found, compared and changed in one turn: of two who saw the same, the second is told.
        let isKept = try await house.database.write { tx -> Bool in
            let (plan, before, _) = try ActivityPages.place(ask, in: tx)
            guard Self.mark(before) == seen else { return false }
            let after = filled.applied(to: before)
            if after != before { try Plans(tx).edit(after, before: before, in: plan.edition, by: actor, at: ask.now) }
            return true
        }
        guard isKept else {
            form.fail("text_\(source.code)", "plan.edit.changed_meanwhile")
            return try await show(ask, form)
        }
        return ask.redirect(to: ask.path("/plan/activities/\(place.activity.number)\(place.query)"), done: "plan.edit.saved_done")
    }

    // MARK: Questions

    private func question(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let actor = ask.actor(try await ask.requireKeeper()), live = live, now = ask.now
        let found = try await house.database.read { try ActivityPages.find(ask, live, in: $0) }
        let spanish = form.required("question_es", limit: 500), english = form.required("question_en", limit: 500)
        guard let spanish, let english else { return try await show(ask, Form(FormValues(), ask), other: form) }
        try await house.database.write { tx in
            let question = try Plans(tx).ask(LocalizedText(es: spanish, en: english), about: found.activity, by: actor, at: now)
            try live.questions.put(question, by: actor, at: now, in: tx)
        }
        return ask.redirect(to: ask.path("/plan/activities/\(found.activity.number)\(found.query)"), done: "plan.question.asked_done")
    }

    private func settle(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let actor = ask.actor(try await ask.requireKeeper()), live = live, now = ask.now
        let found = try await house.database.read { try ActivityPages.find(ask, live, in: $0) }
        guard let id = ID<PlanQuestion>(try ask.parameter("question")), let question = found.plan.live(found.activity)?.questions.first(where: { $0.own?.id == id }) else { throw PageError.notFound }
        // What the network has before it as a decision is settled there and nowhere else.
        guard question.path == nil else { throw PageError.forbidden }
        guard let settlement = form.required("settlement_\(id)", limit: 500) else { return try await show(ask, Form(FormValues(), ask), other: form) }
        guard try await house.database.write({ try Plans($0).settle(id, of: found.activity, settlement, by: actor, at: now) }) else { throw PageError.gone }
        return ask.redirect(to: ask.path("/plan/activities/\(found.activity.number)\(found.query)"), done: "plan.question.settled_done")
    }
}
