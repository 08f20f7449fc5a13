import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The parties to the network and the presidency's terms.
struct DelegationPages {
    let house: House

    var routes: [Route] {
        [
            .get("/delegations", .may(.keepDelegations), list),
            .post("/delegations/observers", .may(.keepDelegations), addObserver),
            .post("/delegations/presidencies", .may(.keepDelegations), addTerm),
            .post("/delegations/presidencies/{id}/removal", .may(.keepDelegations), removeTerm),
        ]
    }

    private func list(_ ask: Ask) async throws -> Response {
        try await show(ask, Form(FormValues(), ask))
    }

    private func addObserver(_ ask: Ask) async throws -> Response {
        let actor = ask.actor(try ask.require(.keepDelegations))
        let values = try await ask.form()
        var form = Form(values, ask)
        let spanish = form.required("name_es", limit: 200)
        let english = form.optional("name_en", limit: 200)
        let country = values["country"].flatMap { CountryCode($0) }
        if country == nil, let typed = values["country"] { form.fail("country", "web.form.choice", ["value": typed]) }
        if country?.isMember ?? false { form.fail("country", "membership.delegations.is_member") }
        let abbreviation = country == nil ? form.required("abbreviation", limit: 30) : country?.rawValue
        guard form.isValid, let spanish, let abbreviation else { return try await show(ask, form, status: .unprocessableContent) }
        let now = ask.now
        let name = LocalizedText(es: spanish, en: english ?? "")
        do {
            try await house.database.write { _ = try Delegations.addObserver(name: name, abbreviation: abbreviation, country: country, by: actor, at: now, in: $0) }
            return ask.redirect(to: ask.path("/delegations"), done: "membership.delegations.added_done")
        } catch let error as AccountError {
            form.fail(country == nil ? "abbreviation" : "country", error == .noName ? "membership.delegations.bad_abbreviation" : "membership.problem.slug_taken", ["delegation": abbreviation])
            return try await show(ask, form, status: .unprocessableContent)
        }
    }

    private func addTerm(_ ask: Ask) async throws -> Response {
        let actor = ask.actor(try ask.require(.keepDelegations))
        let values = try await ask.form()
        var form = Form(values, ask)
        for field in ["from", "to"] where values[field] == nil { form.fail(field, "web.form.required") }
        let from = form.day("from"), to = form.day("to")
        let slug = form.required("presiding")
        guard form.isValid, let from, let to, let slug else { return try await show(ask, form, status: .unprocessableContent) }
        let now = ask.now
        do {
            try await house.database.write { tx in
                guard let delegation = try Delegations.find(slug: slug, in: tx) else { throw AccountError.notAMember }
                try Presidencies.add(delegation, from: from, to: to, by: actor, at: now, in: tx)
            }
            return ask.redirect(to: ask.path("/delegations"), done: "membership.delegations.term_done")
        } catch let error as AccountError {
            form.fail(error, beside: ["not_a_member": "presiding", "term_backwards": "to"], otherwise: "from", ask)
            return try await show(ask, form, status: .unprocessableContent)
        }
    }

    private func removeTerm(_ ask: Ask) async throws -> Response {
        let actor = ask.actor(try ask.require(.keepDelegations))
        _ = try await ask.form()
        guard let id = ID<Presidency>(try ask.parameter("id")) else { throw PageError.notFound }
        let now = ask.now
        guard try await house.database.write({ try Presidencies.remove(id, by: actor, at: now, in: $0) }) else { throw PageError.notFound }
        return ask.redirect(to: ask.path("/delegations"), done: "membership.delegations.term_removed_done")
    }

    private func show(_ ask: Ask, _ form: Form, status: HTTPResponse.Status = .ok) async throws -> Response {
        let today = ask.today
        let language = ask.language.code
        let (delegations, terms) = try await house.database.read { tx in (try Delegations.all(in: tx), try Presidencies.all(in: tx)) }
        let members = delegations.filter { $0.kind == .member }.map { ($0.slug, ask.name(of: $0)) }.sorted(byName: \.1)
        let others = CountryCode.all(sortedIn: language).filter { !$0.isMember }.map { ($0.rawValue, $0.name(in: language)) }
        var model: Model = [
            "base": ask.path("/delegations"), "people": ask.path("/people"),
            "delegations": delegations.map { ["name": ask.name(of: $0), "kind": ask.text("membership.kind.\($0.kind.rawValue)"), "href": ask.path("/people?delegation=\($0.slug)")] as Model },
            "terms": terms.map { term -> Model in
                ["name": ask.name(of: term.delegation), "from": ask.formats.date(term.beginsOn), "to": ask.formats.date(term.endsOn), "is_now": term.covers(today),
                 "remove": ask.path("/delegations/presidencies/\(term.id)/removal")]
            },
            "has_terms": !terms.isEmpty,
            "presiding": form.select("presiding", label: ask.text("membership.delegations.member"), options: members, empty: ask.text("web.form.choose"), required: true),
            "from": form.field("from", label: ask.text("membership.delegations.from"), type: "date", required: true),
            "to": form.field("to", label: ask.text("membership.delegations.to"), type: "date", required: true),
            "name_es": form.field("name_es", label: ask.text("membership.delegations.name_es"), required: true, lang: "es"),
            "name_en": form.field("name_en", label: ask.text("membership.delegations.name_en"), lang: "en"),
            "country": form.select("country", label: ask.text("membership.delegations.country"), options: others, hint: ask.text("membership.delegations.country_hint"), empty: ask.text("membership.delegations.organisation")),
            "abbreviation": form.field("abbreviation", label: ask.text("membership.delegations.abbreviation"), hint: ask.text("membership.delegations.abbreviation_hint")),
        ]
        model["summary"] = form.summary
        return try ask.show("delegations", title: ask.text("membership.delegations.title"), section: "people", status: status, model)
    }
}
