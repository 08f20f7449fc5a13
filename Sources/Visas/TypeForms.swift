import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// A country's types of visa, kept by its liaison officers.
struct TypeForms {
    let house: House

    var routes: [Route] {
        [
            .get("/desk/visas/types/new", .may(.keepVisaTypes), new),
            .post("/desk/visas/types", .may(.keepVisaTypes), add),
            .get("/desk/visas/types/{id}", .may(.keepVisaTypes), edit),
            .post("/desk/visas/types/{id}", .may(.keepVisaTypes), save),
            .post("/desk/visas/types/{id}/verification", .may(.keepVisaTypes)) { try await act($0, done: "visas.types.verified_done") { try $0.verify($1.id, by: $2, at: $3) } },
            .post("/desk/visas/types/{id}/end", .may(.keepVisaTypes)) { try await act($0, done: "visas.types.ended_done") { try $0.end($1, by: $2, at: $3) } },
        ]
    }

    private func new(_ ask: Ask) async throws -> Response { try show(ask, Form(FormValues(), ask), try ask.deskCountry(.keepVisaTypes).country, nil) }

    private func add(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let (country, grant) = try ask.deskCountry(.keepVisaTypes, asked: form.values["country"])
        guard let card = read(&form), form.isValid else { return try show(ask, form, country, nil) }
        let actor = ask.actor(grant), now = ask.now
        let id = try await house.database.write { try VisaTypes($0).add(card, of: country, by: actor, at: now) }
        return ask.redirect(to: ask.path("/visas/types/\(country.rawValue.lowercased())/\(id)"), done: "visas.types.saved_done")
    }

    private func find(_ ask: Ask) async throws -> (type: VisaType, grant: Viewer.Grant) {
        guard let id = ID<VisaType>(try ask.parameter("id")), let type = try await house.database.read({ try VisaTypes($0).type(id) }) else { throw PageError.notFound }
        let grant = try ask.require(.keepVisaTypes, of: Viewer.Owner(country: type.country))
        guard type.endedAt == nil else { throw PageError.gone }
        return (type, grant)
    }

    private func edit(_ ask: Ask) async throws -> Response {
        let (type, _) = try await find(ask)
        return try show(ask, Form(FormValues(), ask), type.country, type)
    }

    private func save(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let (type, grant) = try await find(ask)
        guard let card = read(&form), form.isValid else { return try show(ask, form, type.country, type) }
        let seen = form.values["seen"].flatMap(Int64.init).map(Date.init(microsecondsSince1970:)), actor = ask.actor(grant), now = ask.now
        guard try await house.database.write({ try VisaTypes($0).edit(type, card, seen: seen, by: actor, at: now) }) else {
            form.fail("name_es", "visas.types.changed_meanwhile")
            return try show(ask, form, type.country, type)
        }
        return ask.redirect(to: ask.path(type.path), done: "visas.types.saved_done")
    }

    private func act(_ ask: Ask, done: String, _ verb: @escaping @Sendable (VisaTypes, VisaType, Actor, Date) throws -> Void) async throws -> Response {
        _ = try await ask.form()
        let (type, grant) = try await find(ask)
        let actor = ask.actor(grant), now = ask.now
        try await house.database.write { try verb(VisaTypes($0), type, actor, now) }
        return ask.redirect(to: ask.path("/visas/types/\(type.country.rawValue.lowercased())"), done: done)
    }

    // MARK: The form

    private func read(_ form: inout Form) -> VisaTypeCard? {
        let name = [form.required("name_es", limit: 200), form.required("name_en", limit: 200)].map { $0 ?? "" }, purpose: Purpose? = form.choice("purpose")
        let entries: VisaTypeCard.Entries? = form.choice("entries"), applyAt: VisaTypeCard.Desk? = form.choice("apply_at"), legalBasis = form.required("legal_basis", limit: 500)
        let documents = LocalizedText(es: form.optional("documents_es", limit: 4000) ?? "", en: form.optional("documents_en", limit: 4000) ?? "")
        let days = number("days", Ruling.dayLimits, &form), processing = number("processing_days", 0...1000, &form), url = form.optional("url", limit: 500)
        if let url, !RuleSource.isWebAddress(url) { form.fail("url", "visas.fault.url") }
        var fee: Fee?
        if let amount = form.values["fee"] {
            let currency: Fee.Currency? = form.choice("currency")
            fee = currency.flatMap { Fee(amount: amount, $0) }
            if currency != nil, fee == nil { form.fail("fee", "visas.fault.fee", ["value": amount]) }
        }
        guard let purpose, let entries, let applyAt, let legalBasis, form.isValid else { return nil }
        return VisaTypeCard(name: LocalizedText(es: name[0], en: name[1]), purpose: purpose, days: days, entries: entries, fee: fee, applyAt: applyAt, documents: documents, processingDays: processing, legalBasis: legalBasis, url: url)
    }

    private func number(_ field: String, _ range: ClosedRange<Int>, _ form: inout Form) -> Int? {
        guard let text = form.values[field] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            form.fail(field, "visas.fault.number", ["value": text, "least": String(range.lowerBound), "most": String(range.upperBound)])
            return nil
        }
        return number
    }

    private func show(_ ask: Ask, _ form: Form, _ country: CountryCode, _ type: VisaType?) throws -> Response {
        let card = type?.card
        func field(_ name: String, _ value: String?, type: String = "text", required: Bool = false, hint: Bool = false, lang: String? = nil) -> Model {
            form.field(name, label: ask.text("visas.type_field.\(name)"), value: value, type: type, hint: hint ? ask.text("visas.type_hint.\(name)") : nil, required: required, lang: lang)
        }
        func select(_ name: String, _ options: [(String, String)], _ value: String?) -> Model {
            form.select(name, label: ask.text("visas.type_field.\(name)"), options: options, value: value, required: true)
        }
        let title = ask.text(type == nil ? "visas.types.new" : "visas.types.edit", ["country": country.nameInText(in: ask.language.code)])
        let model: Model = [
            "title": title, "csrf": ask.formToken, "summary": form.summary ?? false, "country": country.rawValue, "action": ask.path(type.map { "/desk/visas/types/\($0.id)" } ?? "/desk/visas/types"),
            "seen": type.map { String($0.changedAt.microsecondsSince1970) } ?? false, "back": ask.path(type?.path ?? "/visas/types/\(country.rawValue.lowercased())"), "is_old": type != nil,
            "name_es": field("name_es", card?.name[.spanish], required: true, lang: "es"), "name_en": field("name_en", card?.name[.english], required: true, lang: "en"),
            "purpose": select("purpose", Purpose.allCases.map { ($0.rawValue, ask.text("visas.purpose.\($0.rawValue)")) }, card?.purpose.rawValue),
            "days": field("days", card?.days.map(String.init), hint: true), "entries": select("entries", VisaTypeCard.Entries.allCases.map { ($0.rawValue, ask.text("visas.entries.\($0.rawValue)")) }, card?.entries.rawValue),
            "fee": field("fee", card?.fee?.amount, hint: true), "currency": select("currency", Fee.Currency.allCases.map { ($0.rawValue, $0.rawValue) }, card?.fee?.currency.rawValue),
            "apply_at": select("apply_at", VisaTypeCard.Desk.allCases.map { ($0.rawValue, ask.text("visas.apply_at.\($0.rawValue)")) }, card?.applyAt.rawValue),
            "documents_es": field("documents_es", card?.documents[.spanish], hint: true, lang: "es"), "documents_en": field("documents_en", card?.documents[.english], lang: "en"),
            "processing_days": field("processing_days", card?.processingDays.map(String.init)), "legal_basis": field("legal_basis", card?.legalBasis, required: true, hint: true), "url": field("url", card?.url, type: "url"),
        ]
        var page = Page("visas/type_form", title: title, model)
        page.section = "visas"
        page.isIndexed = false
        if !form.isValid { page.status = .unprocessableContent }
        return try ask.show(page)
    }
}
