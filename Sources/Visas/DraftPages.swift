import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// A draft with its effect, and what may be done with it: send it to be checked, agree, refuse, take it back.
struct DraftPages {
    let house: House

    static let pageSize = 100

    var routes: [Route] {
        [
            .get("/desk/visas/drafts/{id}", .may(.seeVisaDesk), one),
            .post("/desk/visas/drafts/{id}/submission", .may(.draftRules)) { try await act($0, .draftRules, done: "visas.draft.submitted_done") { try $0.submit($1.id, seen: $2, by: $3, at: $4) } },
            .post("/desk/visas/drafts/{id}/approval", .may(.checkRules)) { try await act($0, .checkRules, done: "visas.draft.approved_done") { try $0.approve($1.id, seen: $2, by: $3, at: $4) } },
            .post("/desk/visas/drafts/{id}/refusal", .may(.checkRules), refuse),
            .post("/desk/visas/drafts/{id}/withdrawal", .may(.draftRules)) { try await act($0, .draftRules, done: "visas.draft.withdrawn_done") { try $0.withdraw($1.id, by: $3, at: $4) } },
        ]
    }

    private func find(_ ask: Ask, _ action: Action) async throws -> (draft: RuleDraft, grant: Viewer.Grant) {
        guard let id = ID<RuleDraft>(try ask.parameter("id")), let draft = try await house.database.read({ try Visas($0).draft(id) }) else { throw PageError.notFound }
        return (draft, try ask.require(action, of: Viewer.Owner(country: draft.destination)))
    }

    private func one(_ ask: Ask) async throws -> Response {
        try await show(ask, try await find(ask, .seeVisaDesk).draft, Form(FormValues(), ask))
    }

    /// With what the form carries of the effect that was shown.
    private typealias Verb = @Sendable (Visas, RuleDraft, String?, Actor, Date) throws -> Void

    private func act(_ ask: Ask, _ action: Action, done: String, _ verb: @escaping Verb) async throws -> Response {
        try await act(ask, action, Form(try await ask.form(), ask), done: done, verb)
    }

    private func act(_ ask: Ask, _ action: Action, _ sent: Form, done: String, _ verb: @escaping Verb) async throws -> Response {
        var form = sent
        let (draft, grant) = try await find(ask, action)
        let actor = ask.actor(grant), now = ask.now, seen = form.values["seen"]
        do {
            try await house.database.write { try verb(Visas($0), draft, seen, actor, now) }
            return ask.redirect(to: ask.path(draft.path), done: done)
        } catch let fault as RuleFault {
            form.fail(fault == .reasonMissing ? fault.field : "lines", "visas.fault.\(fault.name)", fault.days.mapValues(ask.formats.date))
            return try await show(ask, try await find(ask, action).draft, form)
        }
    }

    private func refuse(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let reason = form.optional("reason", limit: 500)
        guard form.isValid else { return try await show(ask, try await find(ask, .checkRules).draft, form) }
        return try await act(ask, .checkRules, form, done: "visas.draft.refused_done") { try $0.refuse($1.id, reason: reason, by: $3, at: $4) }
    }

    private func show(_ ask: Ask, _ draft: RuleDraft, _ form: Form) async throws -> Response {
        let words = RuleWords(ask), viewer = try ask.person(), pager = try Pager(ask, size: Self.pageSize)
        let lines = try await house.database.read { try Visas($0).lines(of: draft) }
        // First what stands in the way and what is not as it was.
        let sorted = lines.filter(\.isFaulty) + lines.filter { $0.isOvertaken && !$0.isFaulty } + lines.filter { !$0.isOvertaken && !$0.isFaulty }
        let isOwn = viewer.person.uuid == draft.preparedBy, owner = Viewer.Owner(country: draft.destination)
        let title = ask.text("visas.draft.title", ["country": draft.destination.nameInText(in: ask.language.code)])
        var model = try pager.model(of: lines.count, at: ask.path(draft.path))
        model.merge([
            "title": title, "csrf": ask.formToken, "summary": form.errors["reason"].flatMap { _ in form.summary } ?? false, "refused": form.errors["lines"] ?? false, "state": ask.text("visas.draft.state.\(draft.state.rawValue)"), "seen": try lines.seen, "lines": sorted.dropFirst(pager.offset).prefix(pager.size).map { self.line($0, words, ask) },
            "count": ask.text(lines.count == 1 ? "visas.draft.line.one" : "visas.draft.line.many", ["count": ask.formats.number(lines.count), "name": draft.preparedName, "day": ask.formats.date(Day(draft.preparedAt, in: .network))]),
            "file": draft.file ?? false, "all": lines.count > pager.size ? ask.text("visas.draft.all", ["count": ask.formats.number(lines.count)]) : false,
            "checked": draft.checkedName.map { ask.text("visas.draft.checked_by", ["name": $0, "day": draft.checkedAt.map { ask.formats.date(Day($0, in: .network)) } ?? ""]) } ?? false,
            "given_reason": draft.reason ?? false, "desk": ask.path("/desk/visas?country=\(draft.destination)"), "path": ask.path(draft.path),
            "may_submit": draft.state == .prepared && ask.may(.draftRules, of: owner), "may_withdraw": draft.state.isOpen && ask.may(.draftRules, of: owner),
            "may_check": draft.state == .submitted && !isOwn && ask.may(.checkRules, of: owner), "correct": draft.state != .approved && lines.isFromForm && ask.may(.draftRules, of: owner) ? ask.path("/desk/visas/drafts/new?draft=\(draft.id)") : false, "waits": draft.state == .submitted && isOwn,
            "reason": form.field("reason", label: ask.text("visas.draft.reason"), required: true),
        ] as Model) { _, new in new }
        for (name, count) in [("faults", lines.count(where: \.isFaulty)), ("overtaken", lines.count { $0.isOvertaken && !$0.isFaulty })] where count > 0 {
            model[name] = ask.text("visas.draft.\(name).\(count == 1 ? "one" : "many")", ["count": ask.formats.number(count)])
        }
        var page = Page("visas/draft", title: title, model)
        page.section = "visas"
        page.isIndexed = false
        if !form.isValid { page.status = .unprocessableContent }
        return try ask.show(page)
    }

    /// What whoever prepared it saw in the place of what is shown, as far as a few words tell it.
    private func was(_ line: DraftLine, _ words: RuleWords, _ ask: Ask) -> String {
        guard let prepared = line.prepared, let now = line.effect.map(DraftLine.Effect.init) else { return ask.text("visas.draft.was.unknown") }
        func short(_ ruling: Ruling?) -> String { (ruling.map { words.short($0) } ?? ask.text("visas.requirement.unknown")).lowercasedFirst }
        if short(prepared.before) != short(now.before) { return ask.text("visas.draft.was.before", ["requirement": short(prepared.before)]) }
        if short(prepared.restored) != short(now.restored) { return ask.text("visas.draft.was.restored", ["requirement": short(prepared.restored)]) }
        return ask.text("visas.draft.was.other")
    }

    /// Before and after, with what is ended by it or stands in its way.
    private func line(_ line: DraftLine, _ words: RuleWords, _ ask: Ask) -> Model {
        let change = line.change
        var model: Model = ["who": words.document(change.subject), "purpose": ask.text("visas.purpose.\(change.subject.purpose.rawValue)"), "from": ask.formats.date(change.from),
                            "through": change.ruling?.through.map(ask.formats.date) ?? false, "was": false]
        model["after"] = change.ruling.map { words.short($0) } ?? ask.text("visas.draft.withdraws")
        model["conditions"] = change.ruling?.conditions.all.map { words.condition($0) } ?? []
        model["source"] = change.ruling.map { words.source($0.source) } ?? ""
        if line.isOvertaken {
            model["was"] = was(line, words, ask)
        }
        switch line.effect {
        case .success(let effect)?:
            model["before"] = effect.before.map { words.short($0) } ?? ask.text("visas.requirement.unknown")
            if change.ruling != nil, effect.replaced != nil, !effect.isNothing { model["corrects"] = ask.text("visas.draft.corrects") }
            if let ended = effect.ended { model["ends"] = ask.text("visas.draft.ends", ["day": ask.formats.date(change.from.adding(days: -1)), "requirement": words.short(ended.ruling).lowercasedFirst]) }
            if let restored = effect.restored ?? effect.resumed {
                let values = ["day": ask.formats.date(max(restored.ruling.from, change.from)), "requirement": words.short(restored.ruling).lowercasedFirst, "through": restored.ruling.through.map(ask.formats.date) ?? ""]
                model["restores"] = ask.text(restored.ruling.through == nil ? "visas.draft.restores.open" : "visas.draft.restores.until", values)
            } else if change.ruling != nil, effect.dropped != nil {
                model["restores"] = ask.text("visas.draft.restores.no_more")
            } else if change.ruling == nil {
                model["restores"] = ask.text("visas.draft.restores.nothing", ["day": ask.formats.date(change.from)])
            }
            model["nothing"] = effect.isNothing ? ask.text("visas.draft.nothing") : false
        case .failure(let fault)?: model["fault"] = words.fault(fault)
        case nil: break
        }
        return model
    }
}
