import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// A country's rules: what is unconfirmed, due or to come, what waits to be checked, and "still correct" for one or for many.
struct DeskPages {
    let house: House

    static let pageSize = 60

    var routes: [Route] {
        [
            .get("/desk/visas", .may(.seeVisaDesk), list),
            .post("/desk/visas/confirmations", .may(.confirmRules), confirm),
            .get("/desk/visas/history", .may(.seeVisaDesk), history),
            .get("/desk/visas/rules.csv", .may(.seeVisaDesk), export),
        ]
    }

    private func list(_ ask: Ask) async throws -> Response {
        let (country, _) = try ask.deskCountry(.seeVisaDesk), today = ask.today, pager = try Pager(ask, size: Self.pageSize)
        let filter = try Self.filter(ask.query, country, ask)
        let (rules, counts, shown, drafts) = try await house.database.read { tx in
            let visas = Visas(tx)
            return (try visas.list(filter, today: today, offset: pager.offset, limit: pager.size), try visas.counts(country, today: today), try visas.shown(filter, today: today),
                    try visas.openDrafts(of: country, limit: 20))
        }
        let total = shown.count
        let here = Self.here(filter, ask)
        var model = try pager.model(of: total, at: here)
        let title = ask.text("visas.desk.title", ["country": country.nameInText(in: ask.language.code)])
        let mayConfirm = ask.may(.confirmRules, of: .init(country: country)), mayDraft = ask.may(.draftRules, of: .init(country: country))
        model.merge([
            "title": title, "csrf": ask.formToken, "country": country.rawValue, "may_confirm": mayConfirm, "is_empty": rules.isEmpty, "seen": shown.seen, "back": here,
            "action": ask.path("/desk/visas/confirmations"), "show": filter.part.rawValue,
            "confirm_all": mayConfirm && total > 0 ? ask.text(total == 1 ? "visas.desk.confirm_all.one" : "visas.desk.confirm_all.many", ["count": ask.formats.number(total)]) : false,
            "parts": Visas.Part.allCases.map { part -> Model in
                ["href": ask.path("/desk/visas?show=\(part.rawValue)&country=\(country)"), "name": ask.text("visas.part.\(part.rawValue)"), "count": ask.formats.number(counts[part] ?? 0), "is_current": part == filter.part]
            },
            "drafts": drafts.map { draft, changes -> Model in
                ["href": ask.path(draft.path), "state": ask.text("visas.draft.state.\(draft.state.rawValue)"), "tone": draft.state == .submitted ? "warn" : "",
                 "name": ask.text(changes == 1 ? "visas.draft.line.one" : "visas.draft.line.many", ["count": ask.formats.number(changes), "name": draft.preparedName, "day": ask.formats.date(Day(draft.preparedAt, in: .network))])]
            }, "has_drafts": !drafts.isEmpty,
            "rules": rules.map { row($0, ask, mayDraft: mayDraft) }, "links": Self.links(country, mayDraft: mayDraft, ask),
        ] as Model) { _, new in new }
        model.merge(selects(filter, ask)) { _, new in new }
        var page = Page("visas/desk", title: title, model)
        page.section = "visas"
        page.isIndexed = false
        return try ask.show(page)
    }

    private static func links(_ country: CountryCode, mayDraft: Bool, _ ask: Ask) -> [Model] {
        var links = [("new", "/desk/visas/drafts/new?country=\(country)"), ("import", "/desk/visas/import?country=\(country)")]
        if !mayDraft { links = [] }
        links += [("export", "/desk/visas/rules.csv?country=\(country)"), ("types", "/visas/types/\(country.rawValue.lowercased())")]
        return links.map { ["href": ask.path($0.1), "name": ask.text("visas.desk.\($0.0)"), "is_main": $0.0 == "new"] }
    }

    /// Of the address, or of the form that confirms all of a list.
    static func filter(_ values: FormValues, _ country: CountryCode, _ ask: Ask) throws -> Visas.Filter {
        var filter = Visas.Filter(destination: country)
        func choice<T: RawRepresentable<String>>(_ name: String) throws -> T? {
            guard let text = values[name] else { return nil }
            guard let value = T(rawValue: text) else { throw PageError.badRequest(field: name, reason: "choice") }
            return value
        }
        filter.part = try choice("show") ?? .all
        filter.nationality = try values["nationality"].map { text in
            guard let code = CountryCode(named: text) else { throw PageError.badRequest(field: "nationality", reason: "country") }
            return code
        }
        filter.document = try choice("document")
        filter.purpose = try choice("purpose")
        return filter
    }

    private static func here(_ filter: Visas.Filter, _ ask: Ask) -> String {
        ask.path(listAddress("/desk/visas", [("show", filter.part.rawValue), ("country", filter.destination?.rawValue), ("nationality", filter.nationality?.rawValue), ("document", filter.document?.rawValue),
                                             ("purpose", filter.purpose?.rawValue)]))
    }

    private func selects(_ filter: Visas.Filter, _ ask: Ask) -> Model {
        let form = Form(ask.query, ask), language = ask.language.code, all = ask.text("visas.filter.all")
        return [
            "filter_action": ask.path("/desk/visas"),
            "nationality": form.select("nationality", label: ask.text("visas.field.nationality"), options: CountryCode.all(sortedIn: language).map { ($0.rawValue, $0.name(in: language)) }, value: filter.nationality?.rawValue, empty: all),
            "document": form.select("document", label: ask.text("visas.field.document"), options: TravelDocument.allCases.map { ($0.rawValue, ask.text("visas.document.\($0.rawValue)")) }, value: filter.document?.rawValue, empty: all),
            "purpose": form.select("purpose", label: ask.text("visas.field.purpose"), options: Purpose.allCases.map { ($0.rawValue, ask.text("visas.purpose.\($0.rawValue)")) }, value: filter.purpose?.rawValue, empty: all),
            "has_nationality": filter.nationality?.rawValue ?? false, "has_document": filter.document?.rawValue ?? false, "has_purpose": filter.purpose?.rawValue ?? false,
        ]
    }

    private func row(_ rule: Rule, _ ask: Ask, mayDraft: Bool) -> Model {
        let words = RuleWords(ask), subject = rule.subject, ruling = rule.ruling, standing = words.confirmed(rule, today: ask.today)
        let asked: [(String, String?)] = [("country", subject.destination.rawValue), ("nationality", subject.nationality.rawValue), ("document", subject.document.rawValue), ("purpose", subject.purpose.rawValue)]
        return [
            "shown": Visas.Shown(rule.id, rule.recordedAt).description, "who": words.document(subject), "purpose": ask.text("visas.purpose.\(subject.purpose.rawValue)"), "requirement": words.short(ruling), "tone": ruling.requirement.tone,
            "applies": ruling.through.map { ask.text("visas.applies.until", ["from": ask.formats.date(ruling.from), "through": ask.formats.date($0)]) } ?? ask.text("visas.applies.from", ["from": ask.formats.date(ruling.from)]),
            "conditions": ask.formats.list(ruling.conditions.all.map { ask.text("visas.condition_name.\($0.name)") }), "has_conditions": !ruling.conditions.all.isEmpty, "standing": ["text": standing.text, "tone": standing.tone] as Model,
            "is_fresh": rule.verification?.on == ask.today, "edit": mayDraft ? ask.path(listAddress("/desk/visas/drafts/new", asked + [("from", ruling.from.description)])) : false,
            "history": ask.path(listAddress("/desk/visas/history", asked)), "label": words.question(subject),
        ]
    }

    // MARK: Still correct

    private func confirm(_ ask: Ask) async throws -> Response {
        let values = try await ask.form()
        let (country, grant) = try ask.deskCountry(.confirmRules, asked: values["country"])
        let ticked = Set(values.all("rule").prefix(Self.pageSize).compactMap { Visas.Shown($0) }), filter = try Self.filter(values, country, ask)
        let isAll = values["all"] != nil, seen = values["seen"], actor = ask.actor(grant), now = ask.now, today = ask.today
        // What was shown is what is confirmed: a list that has changed is shown again.
        let confirmed = try await house.database.write { tx in
            isAll ? try Visas(tx).confirm(all: filter, seen: seen, today: today, by: actor, at: now) : try Visas(tx).confirm(ticked, of: country, by: actor, at: now)
        }
        let back = values["back"].flatMap { $0.hasPrefix(ask.path("/desk/visas")) ? $0 : nil } ?? ask.path("/desk/visas?country=\(country)")
        return ask.redirect(to: back, done: confirmed == nil ? "visas.desk.changed_done" : confirmed == 0 ? "visas.desk.nothing_done" : "visas.desk.confirmed_done")
    }

    // MARK: What was believed when

    private func history(_ ask: Ask) async throws -> Response {
        let (country, _) = try ask.deskCountry(.seeVisaDesk)
        guard let nationality = try ask.country("nationality") else { return ask.redirect(to: ask.path("/desk/visas?country=\(country)")) }
        let subject = RuleSubject(nationality, to: country, document: try ask.choice("document") ?? .ordinary, purpose: try ask.choice("purpose") ?? .visit)
        let rules = try await house.database.read { try Visas($0).history(of: subject, limit: 200) }
        let words = RuleWords(ask), title = ask.text("visas.history.title")
        var page = Page("visas/history", title: title, [
            "title": title, "question": words.question(subject), "is_empty": rules.isEmpty, "back": ask.path("/desk/visas?country=\(country)&nationality=\(nationality)"),
            "rules": rules.map { rule -> Model in
                ["requirement": words.short(rule.ruling), "from": ask.formats.date(rule.ruling.from), "through": rule.ruling.through.map(ask.formats.date) ?? ask.text("visas.history.open"),
                 "recorded": ask.written(rule.recordedAt), "superseded": rule.supersededAt.map(ask.written) ?? ask.text("visas.history.believed"), "source": words.source(rule.ruling.source), "is_believed": rule.supersededAt == nil]
            },
        ] as Model)
        page.section = "visas"
        page.isIndexed = false
        return try ask.show(page)
    }

    private func export(_ ask: Ask) async throws -> Response {
        let (country, _) = try ask.deskCountry(.seeVisaDesk), today = ask.today
        let bytes = try await house.database.read { try RulesCSV.write(of: country, today: today, $0) }
        return ask.file(bytes, type: "text/csv; charset=utf-8", name: "visas-\(country.rawValue.lowercased()).csv")
    }
}
