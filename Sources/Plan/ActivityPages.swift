import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// All of one activity: words, calendar, status with its reasons, evidence, questions, notes, history; and the form of a note.
struct ActivityPages {
    let house: House
    let live: LivePlans

    static let pageSize = 20
    static let historyLimit = 50

    var routes: [Route] { [.get("/plan/activities/{id}", .everyone) { try await show($0, Form(FormValues(), $0)) }] }

    /// An activity of the edition that the address asks for.
    struct Found: Sendable {
        let plan: LivePlan
        let activity: Activity
        let isCurrent: Bool
        /// For addresses of the same edition: empty for the current one.
        var query: String { isCurrent ? "" : "?edition=\(plan.plan.edition.key.queryEncoded)" }
    }

    static func find(_ ask: Ask, _ live: LivePlans, in tx: Transaction) throws -> Found {
        guard let number = ActivityNumber(try ask.parameter("id")) else { throw PageError.notFound }
        let editions = try Plans(tx).editions(for: ask.viewer)
        guard let edition = try editions.chosen(ask.query["edition"], holding: number, in: tx), let plan = try live.live([edition], for: ask.viewer, at: ask.now, in: tx).first,
              let activity = plan.plan.activity(number) else { throw PageError.notFound }
        return Found(plan: plan, activity: activity, isCurrent: edition.id == editions.chosen(nil)?.id)
    }

    /// The same without what other rooms show for it.
    static func place(_ ask: Ask, in tx: Transaction) throws -> (plan: Plan, activity: Activity, query: String) {
        guard let number = ActivityNumber(try ask.parameter("id")) else { throw PageError.notFound }
        let editions = try Plans(tx).editions(for: ask.viewer)
        guard let edition = try editions.chosen(ask.query["edition"], holding: number, in: tx) else { throw PageError.notFound }
        let plan = try Plans(tx).plan(of: edition)
        guard let activity = plan.activity(number) else { throw PageError.notFound }
        return (plan, activity, edition.id == editions.chosen(nil)?.id ? "" : "?edition=\(edition.key.queryEncoded)")
    }

    /// - Parameter form: of a note that could not be kept, or empty.
    func show(_ ask: Ask, _ form: Form) async throws -> Response {
        let pager = try Pager(ask, size: Self.pageSize), live = live, language = ask.language, catalogue = house.catalogue
        let (found, notes, history, delegations, isKeeper) = try await house.database.read { tx -> (Found, [(ProgressNote, NoteFile?)], [PlanChanges.Event], [Delegation], Bool) in
            let found = try Self.find(ask, live, in: tx)
            let notes = try Notes(tx).list(of: found.activity.id, for: ask.viewer, offset: pager.offset, limit: pager.size)
            let delegations = ask.viewer == nil ? [] : try Delegations.all(in: tx)
            let history = ask.viewer == nil ? [] : try PlanChanges(tx).history(of: found.activity, limit: Self.historyLimit, PlanTerms(catalogue, in: language, delegations: delegations))
            let files = try NoteFiles(tx).of(notes.map(\.id))
            return (found, notes.map { ($0, files[$0.id]) }, history, delegations, try ask.may(.keepPlan) && ask.may(.keepPlan, of: ask.ownerOfPlan(tx)))
        }
        guard let now = found.plan.live(found.activity) else { throw PageError.notFound }
        // A question that this reader does not see is not told by the history either.
        let told = Set(now.questions.compactMap { $0.own?.key })
        let view = PlanView(ask: ask), activity = found.activity, plan = found.plan.plan, here = ask.path("/plan/activities/\(activity.number)\(found.query)")
        let title = "\(activity.number) \(activity.text.shown(in: language).text)"
        var model: Model = [
            "title": title, "id": activity.number.description, "what": view.words(activity.text), "csrf": ask.formToken, "back": ask.path("/plan\(found.query)"), "edition": view.edition(plan.edition),
            "theme": plan.theme(activity.number.theme).map { view.words($0.title) } ?? false, "aim": plan.objective(activity.number.theme, activity.number.objective).map { view.words($0.text) } ?? false,
            "objective_label": activity.number.objectiveNumber, "when": view.meaning(activity.calendar.meaning), "calendar": view.words(activity.calendar.text),
            "has_calendar_text": !activity.calendar.text.isEmpty, "responsible": view.responsible(activity), "state": view.status(now.progress.status), "why": view.reasons(now.progress),
            "evidence": now.figures.map(view.figure), "has_evidence": !now.figures.isEmpty, "questions": now.questions.map(view.question), "has_questions": !now.questions.isEmpty,
            "notes": notes.map { note($0, $1, view) }, "has_notes": !notes.isEmpty, "history": history.map { event($0, delegations, told, view) }, "has_history": !history.isEmpty,
            "edit": isKeeper ? ask.path("/plan/activities/\(activity.number)/edit\(found.query)") : false, "summary": form.summary ?? false,
        ]
        try pager.put(into: &model, total: now.notes.visible, at: here)
        model["writing"] = noteForm(form, found, ask) ?? false
        var response = Page("plan/activity", title: title, model)
        response.section = "plan"
        response.isIndexed = found.isCurrent
        response.validUntil = ask.endOfToday
        if !form.isValid { response.status = .unprocessableContent }
        return try ask.show(response)
    }

    private func note(_ note: ProgressNote, _ file: NoteFile?, _ view: PlanView) -> Model {
        let ask = view.ask, isOwn = ask.may(.withdrawNote, of: Viewer.Owner(delegation: note.delegation.id.uuid))
        return [
            "by": note.delegation.name.shown(in: ask.language).text, "date": ask.formats.date(Day(note.at, in: .network)), "kind": ask.text("plan.note.kind.\(note.kind.rawValue)"),
            "is_result": note.kind == .result, "said": view.words(note.text), "links": note.links.map { ["href": $0.url, "label": $0.title] as Model }, "has_links": !note.links.isEmpty,
            "file": file.map { ["href": "/plan/notes/\(note.id)/file", "label": ask.text("plan.note.file", ["name": $0.name, "size": ask.formats.number(max(1, $0.size / 1024))])] as Model } ?? false,
            "level": note.level == .public ? false : ask.text("plan.level.\(note.level.rawValue)"), "signed": !ask.maySeeNames ? false : ask.text("plan.note.signed", ["name": note.writtenBy]),
            "withdrawal": isOwn ? ask.path("/plan/notes/\(note.id)/withdrawal") : false, "note": note.id.description,
        ]
    }

    private func event(_ event: PlanChanges.Event, _ delegations: [Delegation], _ told: Set<String>, _ view: PlanView) -> Model {
        let question = event.question.flatMap { told.contains($0.key) ? $0 : nil }
        return ["at": view.ask.formats.date(Day(event.at, in: .network)), "by": author(of: event, delegations, view.ask), "deed": view.ask.text("plan.history.\(event.verb)"),
         "asked": question.map { view.words($0.question) } ?? false, "settlement": question?.settlement ?? false,
         "parts": event.difference.map { (view.difference($0)["parts"] as? [Model]) ?? [] } ?? [], "has_parts": event.difference != nil]
    }

    private func author(of event: PlanChanges.Event, _ delegations: [Delegation], _ ask: Ask) -> String {
        guard let party = event.delegation else {
            return ask.text(event.person == Actor.content.name ? "plan.history.by.content" : event.person == Actor.shell.name ? "plan.history.by.shell" : "plan.history.by.house")
        }
        let name = delegations.first { $0.id.uuid == party }?.name.shown(in: ask.language).text
        guard ask.maySeeNames else { return name ?? ask.text("plan.history.by.house") }
        return [event.person, name].compactMap(\.self).joined(separator: ", ")
    }

    /// The form, for whoever may write for a delegation.
    private func noteForm(_ form: Form, _ found: Found, _ ask: Ask) -> Model? {
        let delegations = ask.delegationsWriting
        guard let first = delegations.first else { return nil }
        func label(_ name: String) -> String { ask.text("plan.note.field.\(name)") }
        let parties = delegations.map { ($0.slug, $0.name.shown(in: ask.language).text) }
        return [
            "action": ask.path("/plan/activities/\(found.activity.number)/notes\(found.query)"),
            "delegation": delegations.count > 1 ? form.select("delegation", label: label("delegation"), options: parties, value: first.slug, required: true) as Any : false,
            "sort": form.select("kind", label: label("kind"), options: ProgressNote.Kind.allCases.map { ($0.rawValue, ask.text("plan.note.kind.\($0.rawValue)")) }, value: "progress",
                                hint: ask.text("plan.note.hint.kind"), required: true),
            "body": form.area("text", label: label("text"), hint: ask.text("plan.note.hint.text"), required: true),
            "links": form.area("links", label: label("links"), hint: ask.text("plan.note.hint.links")),
            "attached": form.field("file", label: label("file"), type: "file", hint: ask.text("plan.note.hint.file", ["limit": String(NoteFile.limit / 1_048_576)])),
            "reach": form.select("level", label: label("level"), options: ask.levels(of: delegations).map { ($0.rawValue, ask.text("plan.level.\($0.rawValue)")) }, value: "network", required: true),
        ]
    }
}

extension Form {
    /// Several lines to type in, for `{{> web/textarea}}`.
    func area(_ name: String, label: String, value: String? = nil, hint: String? = nil, required: Bool = false, lang: String? = nil) -> Model {
        field(name, label: label, value: value, hint: hint, required: required, lang: lang)
    }
}

extension Ask {
    /// Names of persons are for those who decide; others are told the delegation.
    var maySeeNames: Bool { viewer.maySee(.members) }

    /// For whom a note of one of these delegations may be: nobody writes what they may not read.
    func levels(of delegations: [Delegation]) -> [PublicationLevel] {
        PublicationLevel.allCases.filter { level in delegations.contains { viewer.maySee(level, of: Viewer.Owner(delegation: $0.id.uuid)) } }
    }

    /// The delegations for which this person may write notes.
    var delegationsWriting: [Delegation] {
        (viewer?.grants ?? []).filter { house.permissions.reach(of: $0.role, in: .writeNote) != nil }.map(\.delegation)
            .reduce(into: []) { list, delegation in if !list.contains(delegation) { list.append(delegation) } }
    }
}
