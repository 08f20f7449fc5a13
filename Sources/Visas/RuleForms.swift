import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// The form in which an officer prepares a change: for one nationality, or for all of a list at once.
struct RuleForms {
    let house: House

    var routes: [Route] {
        [
            .get("/desk/visas/drafts/new", .may(.draftRules), new),
            .post("/desk/visas/drafts", .may(.draftRules), prepare),
        ]
    }

    /// What the form is filled in with: a rule that is believed, or a change that was prepared and is to be put right.
    private struct Given {
        let nationalities: [CountryCode]
        let document: TravelDocument
        let purpose: Purpose
        let ruling: Ruling
        var rule: Rule?
        var draft: ID<RuleDraft>?

        init(_ rule: Rule) { (nationalities, document, purpose, ruling, self.rule) = ([rule.subject.nationality], rule.subject.document, rule.subject.purpose, rule.ruling, rule) }

        init?(_ draft: RuleDraft, _ lines: [DraftLine]) {
            guard lines.isFromForm, let first = lines.first, let ruling = first.change.ruling else { return nil }
            (nationalities, document, purpose, self.ruling, self.draft) = (lines.map(\.change.subject.nationality), first.change.subject.document, first.change.subject.purpose, ruling, draft.id)
        }
    }

    private func new(_ ask: Ask) async throws -> Response {
        if let id = ask.query["draft"].flatMap({ ID<RuleDraft>($0) }) { return try await correct(id, ask) }
        let (country, _) = try ask.deskCountry(.draftRules)
        var rule: Rule?
        if let nationality = try ask.country("nationality"), let from = try ask.day("from") {
            let subject = RuleSubject(nationality, to: country, document: try ask.choice("document") ?? .ordinary, purpose: try ask.choice("purpose") ?? .visit)
            rule = try await house.database.read { try Visas($0).history(of: subject, limit: 200) }.first { $0.supersededAt == nil && $0.ruling.from == from }
        }
        return try show(ask, Form(FormValues(), ask), country, rule.map(Given.init))
    }

    private func correct(_ id: ID<RuleDraft>, _ ask: Ask) async throws -> Response {
        let found = try await house.database.read { tx in try Visas(tx).draft(id).map { ($0, try Visas(tx).lines(of: $0)) } }
        guard let (draft, lines) = found, draft.state != .approved, let given = Given(draft, lines) else { throw PageError.notFound }
        _ = try ask.require(.draftRules, of: Viewer.Owner(country: draft.destination))
        return try show(ask, Form(FormValues(), ask), draft.destination, given)
    }

    private func prepare(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let (country, grant) = try ask.deskCountry(.draftRules, asked: form.values["country"])
        let typed = changes(&form, of: country, today: ask.today, ask.formats)
        guard let changes = typed, form.isValid else { return try show(ask, form, country, nil) }
        let actor = ask.actor(grant), now = ask.now, corrected = form.values["draft"].flatMap { ID<RuleDraft>($0) }
        do {
            let draft = try await house.database.write { try Visas($0).prepare(changes, of: country, correcting: corrected, by: actor, at: now) }
            return ask.redirect(to: ask.path(draft.path), done: "visas.draft.prepared_done")
        } catch let fault as RuleFault {
            form.fail(fault.field, "visas.fault.\(fault.name)", fault.days.mapValues(ask.formats.date))
            return try show(ask, form, country, nil)
        }
    }

    // MARK: Reading it

    private func changes(_ form: inout Form, of country: CountryCode, today: Day, _ formats: Formats) -> [RuleChange]? {
        let nationalities = nationalities(&form), document: TravelDocument? = form.choice("document"), purpose: Purpose? = form.choice("purpose")
        let from = form.required("valid_from") == nil ? nil : form.day("valid_from")
        if form.values["withdraw"] != nil {
            guard let document, let purpose, let from, form.isValid else { return nil }
            return nationalities.map { RuleChange(withdrawing: RuleSubject($0, to: country, document: document, purpose: purpose), from: from) }
        }
        let ruling = ruling(&form, from: from, today: today, formats)
        guard let document, let purpose, let ruling, form.isValid else { return nil }
        return nationalities.map { RuleChange(RuleSubject($0, to: country, document: document, purpose: purpose), ruling) }
    }

    /// Names or codes, one a line or parted by commas.
    private func nationalities(_ form: inout Form) -> [CountryCode] {
        guard let text = form.required("nationality", limit: 8000) else { return [] }
        var found: [CountryCode] = []
        for part in text.split(whereSeparator: { $0 == "," || $0 == ";" || $0.isNewline }) {
            let name = part.trimmingCharacters(in: .whitespaces)
            guard !name.isEmpty else { continue }
            guard let code = CountryCode(named: name) else {
                form.fail("nationality", "visas.ask.unknown_country", ["value": String(name.prefix(60))])
                return []
            }
            if !found.contains(code) { found.append(code) }
        }
        return found
    }

    private func ruling(_ form: inout Form, from: Day?, today: Day, _ formats: Formats) -> Ruling? {
        let requirement: Requirement? = form.choice("requirement"), days = number("days", in: Ruling.dayLimits, &form), conditions = ConditionFields.read(&form)
        let note = LocalizedText(es: form.optional("note_es", limit: Ruling.noteLimit) ?? "", en: form.optional("note_en", limit: Ruling.noteLimit) ?? "")
        let through = form.day("valid_through"), enacted = form.day("enacted_on"), source = source(&form)
        guard let requirement, let from, let source, form.isValid else { return nil }
        do {
            return try Ruling(requirement, days: days, conditions: conditions, note: note, source: source, enactedOn: enacted, isRetroactive: form.values["is_retroactive"] != nil, from: from, through: through, today: today)
        } catch {
            // In the form the conditions have fields of their own; those that are too many stand in the last.
            form.fail(error == .tooManyConditions ? "conditions_more" : error.field, "visas.fault.\(error.name)", error.days.mapValues(formats.date).merging(error.numbers.mapValues(formats.number)) { $1 })
            return nil
        }
    }

    private func number(_ field: String, in range: ClosedRange<Int>, _ form: inout Form) -> Int? {
        guard let text = form.values[field] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            form.fail(field, "visas.fault.number", ["value": text, "least": String(range.lowerBound), "most": String(range.upperBound)])
            return nil
        }
        return number
    }

    private func source(_ form: inout Form) -> RuleSource? {
        let kind: RuleSource.Kind? = form.choice("source_kind"), title = form.required("source_title", limit: RuleSource.titleLimit), url = form.optional("source_url", limit: RuleSource.urlLimit)
        let asOf = form.required("source_as_of") == nil ? nil : form.day("source_as_of")
        if let kind, !RuleSource.Kind.official.contains(kind) { form.fail("source_kind", "visas.fault.source_dataset") }
        if let url, !RuleSource.isWebAddress(url) { form.fail("source_url", "visas.fault.url") }
        guard let kind, let title, let asOf, form.isValid else { return nil }
        return RuleSource(kind, title: title, url: url, asOf: asOf)
    }

    // MARK: Showing it

    private func show(_ ask: Ask, _ form: Form, _ country: CountryCode, _ given: Given?) throws -> Response {
        let ruling = given?.ruling, rule = given?.rule
        // A country's change rests on a source of its own, not on the public data that was there first.
        let source = ruling.flatMap { $0.source.kind == .dataset ? nil : $0.source }
        func field(_ name: String, _ value: String? = nil, type: String = "text", required: Bool = false, hint: Bool = false, lang: String? = nil) -> Model {
            let key = name == "valid_from" && rule != nil ? "valid_from_change" : name
            return form.field(name, label: ask.text("visas.field.\(name)"), value: value, type: type, hint: hint ? ask.text("visas.hint.\(key)") : nil, required: required, lang: lang)
        }
        func select<T: RawRepresentable<String>>(_ name: String, _ all: [T], _ prefix: String, _ value: T?, empty: String? = nil, required: Bool = true) -> Model {
            form.select(name, label: ask.text("visas.field.\(name)"), options: all.map { ($0.rawValue, ask.text("visas.\(prefix).\($0.rawValue)")) }, value: value?.rawValue, empty: empty, required: required)
        }
        let choose = ask.text("web.form.choose")
        let title = ask.text(given == nil ? "visas.rule.new" : "visas.rule.change", ["country": country.nameInText(in: ask.language.code)])
        var model: Model = [
            "title": title, "csrf": ask.formToken, "summary": form.summary ?? false, "action": ask.path("/desk/visas/drafts"), "country": country.rawValue, "desk": ask.path("/desk/visas?country=\(country)"),
            "nationality": field("nationality", given?.nationalities.map { $0.name(in: ask.language.code) }.joined(separator: "\n"), required: true, hint: true),
            "document": select("document", TravelDocument.allCases, "document", given?.document ?? .ordinary), "purpose": select("purpose", Purpose.allCases, "purpose", given?.purpose ?? .visit), "draft": form.values["draft"] ?? given?.draft?.description ?? false,
            "requirement": select("requirement", Requirement.allCases, "requirement", ruling?.requirement, empty: choose),
            "days": form.field("days", label: ask.text("visas.field.days"), value: ruling?.days.map(String.init), hint: ask.text("visas.hint.days"), inputmode: "numeric"),
            "valid_from": field("valid_from", ruling?.from.description, type: "date", required: true, hint: true), "valid_through": field("valid_through", ruling?.through?.description, type: "date", hint: true),
            "enacted_on": field("enacted_on", ruling?.enactedOn?.description, type: "date", hint: true),
            "is_retroactive": form.values["is_retroactive"] != nil || ruling?.isRetroactive == true,
            "source_kind": select("source_kind", RuleSource.Kind.official, "source", source?.kind, empty: choose), "source_title": field("source_title", source?.title, required: true, hint: true),
            "source_url": field("source_url", source?.url, type: "url"), "source_as_of": field("source_as_of", source?.asOf.description, type: "date", required: true),
            "note_es": field("note_es", ruling?.note?[.spanish], hint: true, lang: "es"), "note_en": field("note_en", ruling?.note?[.english], lang: "en"),
        ]
        // Only what is stated already can be withdrawn.
        if let rule {
            model["withdraw"] = ["nationality": rule.subject.nationality.rawValue, "document": rule.subject.document.rawValue, "purpose": rule.subject.purpose.rawValue, "valid_from": rule.ruling.from.description] as Model
        }
        model.merge(ConditionFields.model(form, ruling?.conditions ?? Conditions(), ask)) { _, new in new }
        var page = Page("visas/rule_form", title: title, model)
        page.section = "visas"
        page.isIndexed = false
        if !form.isValid { page.status = .unprocessableContent }
        return try ask.show(page)
    }
}
