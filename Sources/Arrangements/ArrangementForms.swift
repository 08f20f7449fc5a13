import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// An arrangement recorded, written anew, and confirmed.
struct ArrangementForms {
    let house: House

    /// Characters.
    static let titleLimit = 200, textLimit = 4000, clauseLimit = 60

    var routes: [Route] {
        [
            .get("/arrangements/new", .may(.keepArrangements), new),
            .post("/arrangements", .may(.keepArrangements), record),
            .get("/arrangements/{id}/edit", .may(.keepArrangements), edit),
            .post("/arrangements/{id}/edit", .may(.keepArrangements), change),
            .post("/arrangements/{id}/confirmation", .may(.confirmArrangement), confirm),
        ]
    }

    private func new(_ ask: Ask) async throws -> Response { try show(ask, Form(FormValues(), ask), nil) }

    private func record(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let returning = country("returning", &form), receiving = country("receiving", &form), read = terms(&form)
        guard let returning, let receiving, let terms = read, form.isValid else { return try show(ask, form, nil) }
        let viewer = try ask.person(), now = ask.now
        do {
            guard let keeper = ArrangementKeeper(viewer, house.permissions, returning: returning, receiving: receiving) else { throw ArrangementFault.notYours }
            let made = try await house.database.write { tx in
                try Arrangements(tx).record(terms, from: returning, to: receiving, side: keeper.side, isDemonstration: viewer.isDemonstration, by: viewer.actor(by: keeper.grant), at: now)
            }
            return ask.redirect(to: ask.path(made.path), done: "arrangements.recorded_done")
        } catch let fault as ArrangementFault {
            form.fail(fault)
            return try show(ask, form, nil)
        }
    }

    private func edit(_ ask: Ask) async throws -> Response {
        try show(ask, Form(FormValues(), ask), try await ask.keptArrangement())
    }

    private func change(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let read = terms(&form)
        guard let terms = read, form.isValid else { return try show(ask, form, try await ask.keptArrangement()) }
        let seen = ask.seen(form.values)
        do {
            let done = try await ask.onArrangement { all, arrangement, keeper, actor, now in
                let isNew = try all.change(arrangement.id, terms, seen: seen, side: keeper.side, by: actor, at: now)
                return isNew ? "arrangements.changed_done" : terms.level.isWider(than: arrangement.terms.level) ? "arrangements.asked_done" : "arrangements.narrowed_done"
            }
            return ask.redirect(to: ask.path("/arrangements/\(try ask.parameter("id"))"), done: done)
        } catch let fault as ArrangementFault {
            form.fail(fault)
            return try show(ask, form, try await ask.keptArrangement())
        }
    }

    /// One State's "it is as it stands".
    private func confirm(_ ask: Ask) async throws -> Response {
        let values = try await ask.form(), key = try ask.parameter("id"), viewer = try ask.person(), permissions = house.permissions, now = ask.now
        guard let side = values["side"].flatMap(Arrangement.Side.init(rawValue:)), let version = values["version"].flatMap({ Int($0) }) else { throw PageError.notFound }
        do {
            try await house.database.write { tx in
                let all = Arrangements(tx)
                guard let arrangement = try all.arrangement(key: key), viewer.maySee(arrangement.terms.level, of: .init()) else { throw PageError.notFound }
                guard let grant = viewer.grant(for: .confirmArrangement, of: arrangement.owner(side), under: permissions) else { throw PageError.forbidden }
                try all.confirm(arrangement.id, version: version, side: side, by: viewer.actor(by: grant), at: now)
            }
            return ask.redirect(to: ask.path("/arrangements/\(key)"), done: "arrangements.confirmed_done")
        } catch ArrangementFault.changedMeanwhile {
            return ask.redirect(to: ask.path("/arrangements/\(key)"), done: "arrangements.not_confirmed_done")
        }
    }

    // MARK: The form

    private func country(_ field: String, _ form: inout Form) -> CountryCode? {
        guard let text = form.required(field) else { return nil }
        guard let country = CountryCode(text) else {
            form.fail(field, "web.form.choice", ["value": text])
            return nil
        }
        return country
    }

    private func terms(_ form: inout Form) -> Terms? {
        func text(_ name: String, limit: Int) -> LocalizedText {
            let spanish = form.optional("\(name)_es", limit: limit) ?? "", english = form.optional("\(name)_en", limit: limit) ?? ""
            return LocalizedText(source: spanish.isEmpty && !english.isEmpty ? .english : .spanish, [.spanish: spanish, .english: english])
        }
        let title = text("title", limit: Self.titleLimit)
        if title.isEmpty { form.fail(.titleMissing) }
        let source = form.required("source_title", limit: 300), url = form.optional("source_url", limit: 500), on = form.day("source_on")
        let from = form.day("valid_from"), until = form.day("valid_until"), remark = text("remark", limit: Self.textLimit), level: PublicationLevel? = form.choice("level")
        var notice: [PopulationGroup: Int] = [:]
        for group in PopulationGroup.allCases {
            let field = "notice_\(group.rawValue)"
            guard let typed = form.values[field] else { continue }
            if let hours = Int(typed), Terms.noticeRange.contains(hours) { notice[group] = hours } else { form.fail(field, "arrangements.fault.notice", ["value": typed, "limit": String(Terms.noticeRange.upperBound)]) }
        }
        let clause = form.optional("notice_clause", limit: Self.clauseLimit), chosen = Set(form.values.all("conditions"))
        let conditions = Condition.Code.allCases.filter { chosen.contains($0.rawValue) }.map { code in
            Condition(code, wording: text("wording_\(code.rawValue)", limit: 1000), clause: form.optional("clause_\(code.rawValue)", limit: Self.clauseLimit))
        }
        if let level, !Terms.levels.contains(level) { form.fail("level", "web.form.choice", ["value": level.rawValue]) }
        guard let source, let level, form.isValid else { return nil }
        return Terms(title: title, source: Arrangement.Source(title: source, url: url, on: on), validFrom: from, validUntil: until, notice: notice, noticeClause: clause, conditions: conditions,
                     remark: remark, level: level)
    }

    private func show(_ ask: Ask, _ form: Form, _ arrangement: Arrangement?) throws -> Response {
        let terms = arrangement?.terms
        func field(_ name: String, _ value: String?, type: String = "text", lang: String? = nil, hinted: Bool = false, required: Bool = false, inputmode: String? = nil) -> Model {
            form.field(name, label: ask.text("arrangements.field.\(name)"), value: value, type: type, hint: hinted ? ask.text("arrangements.hint.\(name)") : nil, required: required, inputmode: inputmode, lang: lang)
        }
        func members(_ name: String) -> Model {
            form.select(name, label: ask.text("arrangements.field.\(name)"), options: CountryCode.members(sortedIn: ask.language.code).map { ($0.rawValue, $0.name(in: ask.language.code)) },
                        value: ask.query[name], empty: ask.text("web.form.choose"), required: true)
        }
        let title = ask.text(arrangement == nil ? "arrangements.new" : "arrangements.edit")
        let model: Model = [
            "title": title, "csrf": ask.formToken, "summary": form.summary ?? false, "back": ask.path(arrangement?.path ?? "/arrangements"),
            "action": ask.path(arrangement.map { $0.path + "/edit" } ?? "/arrangements"), "seen": arrangement.map { String($0.changedAt.microsecondsSince1970) } ?? false,
            "pair": arrangement.map { ArrangementView($0, ask).pair } ?? false, "countries": arrangement == nil ? [members("returning"), members("receiving")] : [],
            "title_fields": [field("title_es", terms?.title[.spanish], lang: "es"), field("title_en", terms?.title[.english], lang: "en")],
            "source_title": field("source_title", terms?.source.title, hinted: true, required: true),
            "source_fields": [field("source_url", terms?.source.url, type: "url", inputmode: "url"), field("source_on", terms?.source.on?.description, type: "date")],
            "validity": [field("valid_from", terms?.validFrom?.description, type: "date"), field("valid_until", terms?.validUntil?.description, type: "date", hinted: true)],
            "notices": PopulationGroup.allCases.map { group in
                form.field("notice_\(group.rawValue)", label: ask.text("arrangements.group.\(group.rawValue)"), value: terms?.notice[group].map(String.init), inputmode: "numeric")
            },
            "notice_clause": field("notice_clause", terms?.noticeClause),
            "conditions": form.checks("conditions", label: ask.text("arrangements.field.conditions"), options: Condition.Code.allCases.map { ($0.rawValue, ask.text("arrangements.condition.\($0.rawValue)")) },
                                      chosen: terms?.conditions.map(\.code.rawValue) ?? [], hint: ask.text("arrangements.hint.conditions")),
            "wordings": Condition.Code.allCases.map { code in wording(code, terms?.conditions.first { $0.code == code }, form, ask) },
            "remarks": [field("remark_es", terms?.remark[.spanish], lang: "es", hinted: true), field("remark_en", terms?.remark[.english], lang: "en", hinted: true)],
            "level": form.select("level", label: ask.text("arrangements.field.level"), options: Terms.levels.map { ($0.rawValue, ask.text("arrangements.level.\($0.rawValue)")) },
                                 value: (terms?.level ?? .network).rawValue, hint: ask.text("arrangements.hint.level"), required: true),
        ]
        return try ask.showForm("arrangements/form", title: title, model, isValid: form.isValid)
    }

    private func wording(_ code: Condition.Code, _ condition: Condition?, _ form: Form, _ ask: Ask) -> Model {
        func field(_ name: String, _ value: String?, lang: String? = nil) -> Model {
            form.field("\(name)_\(code.rawValue)" + (lang.map { "_\($0)" } ?? ""), label: ask.text("arrangements.field.\(name)" + (lang.map { "_\($0)" } ?? "")), value: value, lang: lang)
        }
        return ["name": ask.text("arrangements.condition.\(code.rawValue)"),
                "fields": [field("wording", condition?.wording[.spanish], lang: "es"), field("wording", condition?.wording[.english], lang: "en"), field("clause", condition?.clause)]]
    }
}

extension Ask {
    /// A form of this room.
    func showForm(_ view: String, title: String, _ model: Model, isValid: Bool) throws -> Response {
        var page = Page(view, title: title, model)
        page.section = "arrangements"
        page.isIndexed = false
        if !isValid { page.status = .unprocessableContent }
        return try show(page)
    }
}
