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
        let activity = found.activity, path = "/plan/activities/\(activity.number)", meaning = activity.calendar.meaning, view = PlanView(ask: ask)
        let title = ask.text("plan.edit.title", ["number": activity.number.description])
        func label(_ name: String) -> String { ask.text("plan.edit.field.\(name)") }
        let parties = delegations.map { ($0.slug, $0.name.shown(in: ask.language).text) }
        let own = found.plan.live(activity)?.questions.filter { $0.own != nil && $0.isOpen } ?? []
        let model: Model = [
            "title": title, "csrf": ask.formToken, "action": ask.path("\(path)/edit\(found.query)"), "back": ask.path(path + found.query), "summary": form.summary ?? other.summary ?? false,
            "seen": form.values["seen"] ?? activity.changedAt.microsecondsSince1970.description,
            "texts": Language.all.map { form.area("text_\($0.code)", label: ask.text("plan.edit.field.text_in", ["language": name(of: $0)]), value: activity.text[$0], required: $0 == activity.text.source, lang: $0.code) },
            "calendar_texts": Language.all.map { form.area("calendar_\($0.code)", label: ask.text("plan.edit.field.calendar_in", ["language": name(of: $0)]), value: activity.calendar.text[$0], lang: $0.code) },
            "sort": form.select("kind", label: label("kind"), options: ActivityCalendar.Meaning.Kind.allCases.map { ($0.rawValue, ask.text("plan.edit.kind.\($0.rawValue)")) }, value: meaning.kind.rawValue, required: true),
            "begins": form.field("from", label: label("from"), value: meaning.from?.description, type: "date"), "ends": form.field("to", label: label("to"), value: meaning.to?.description, type: "date"),
            "months": form.field("months", label: label("months"), value: meaning.months.map(String.init), type: "number", inputmode: "numeric"),
            "lead": form.checks("lead", label: label("lead"), options: parties, chosen: activity.delegations(.lead).map(\.slug)),
            "support": form.checks("support", label: label("support"), options: parties, chosen: activity.delegations(.support).map(\.slug)),
            "open": own.compactMap { question in
                question.own.map { id in
                    var model = view.question(question)
                    model["settling"] = ask.path("\(path)/questions/\(id)/settlement\(found.query)")
                    model["answer"] = other.field("settlement_\(id)", label: label("settlement"), required: true)
                    return model
                }
            },
            "asking": ["action": ask.path("\(path)/questions\(found.query)"), "es": other.area("question_es", label: label("question_es"), lang: "es"),
                       "en": other.area("question_en", label: label("question_en"), lang: "en")] as Model,
        ]
        return try ask.showOnPlanDesk("plan/edit", title: title, model, isValid: form.isValid && other.isValid)
    }

    private func name(of language: Language) -> String { house.catalogue.text("language.name", in: language) }

    private func save(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let actor = ask.actor(try await ask.requireKeeper()), live = live, now = ask.now
        let (found, delegations) = try await house.database.read { (try ActivityPages.find(ask, live, in: $0), try Delegations.all(in: $0)) }
        let before = found.activity
        var after = before
        for language in Language.all {
            if let text = language == before.text.source ? form.required("text_\(language.code)", limit: MatrixImport.textLimit) : form.optional("text_\(language.code)", limit: MatrixImport.textLimit) ?? "" {
                after.text.set(text.squeezed, in: language)
            }
            after.calendar.text.set((form.optional("calendar_\(language.code)", limit: MatrixImport.textLimit) ?? "").squeezed, in: language)
        }
        if let meaning = meaning(&form) { after.calendar.meaning = meaning }
        after.responsible = responsible(&form, delegations)
        if form.values["seen"] != before.changedAt.microsecondsSince1970.description { form.fail("text_\(before.text.source.code)", "plan.edit.changed_meanwhile") }
        guard form.isValid else { return try await show(ask, form) }
        let changed = after, edition = found.plan.plan.edition
        if changed != before { try await house.database.write { try Plans($0).edit(changed, before: before, in: edition, by: actor, at: now) } }
        return ask.redirect(to: ask.path("/plan/activities/\(before.number)\(found.query)"), done: "plan.edit.saved_done")
    }

    private func meaning(_ form: inout Form) -> ActivityCalendar.Meaning? {
        guard let kind = form.choice("kind", of: ActivityCalendar.Meaning.Kind.self) else { return nil }
        let from = form.day("from"), to = form.day("to"), months = form.values["months"].flatMap { Int($0) }
        guard form.isValid else { return nil }
        guard let meaning = ActivityCalendar.Meaning(kind, from: from, to: to, months: months) else {
            form.fail(kind == .recurring ? "months" : "from", "plan.edit.fault.\(kind == .recurring ? "months" : "period")")
            return nil
        }
        return meaning
    }

    private func responsible(_ form: inout Form, _ delegations: [Delegation]) -> [Activity.Responsible] {
        let lead = Set(form.values.all("lead")), support = Set(form.values.all("support"))
        if !lead.isDisjoint(with: support) { form.fail("support", "plan.edit.fault.both") }
        func parties(_ slugs: Set<String>, _ part: Activity.Responsible.Part) -> [Activity.Responsible] {
            delegations.filter { slugs.contains($0.slug) }.sorted { $0.slug < $1.slug }.map { Activity.Responsible(delegation: $0, part: part) }
        }
        return parties(lead, .lead) + parties(support, .support)
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
        guard let id = ID<PlanQuestion>(try ask.parameter("question")), let question = found.plan.live(found.activity)?.questions.first(where: { $0.own == id }) else { throw PageError.notFound }
        // What the network has before it as a decision is settled there and nowhere else.
        guard question.path == nil else { throw PageError.forbidden }
        guard let settlement = form.required("settlement_\(id)", limit: 500) else { return try await show(ask, Form(FormValues(), ask), other: form) }
        guard try await house.database.write({ try Plans($0).settle(id, of: found.activity, settlement, by: actor, at: now) }) else { throw PageError.gone }
        return ask.redirect(to: ask.path("/plan/activities/\(found.activity.number)\(found.query)"), done: "plan.question.settled_done")
    }
}
