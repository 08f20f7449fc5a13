import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// Rules from a file: every fault with its place, or a draft that shows what the file would change. All or nothing.
struct ImportPages {
    let house: House

    var routes: [Route] {
        [
            .get("/desk/visas/import", .may(.draftRules), blank),
            .post("/desk/visas/import", .may(.draftRules), bodyLimit: Route.uploadLimit, upload),
        ]
    }

    private func blank(_ ask: Ask) async throws -> Response { try show(ask, Form(FormValues(), ask), try ask.deskCountry(.draftRules).country) }

    private func upload(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let (country, grant) = try ask.deskCountry(.draftRules, asked: form.values["country"])
        guard let file = form.values.files["file"], !file.bytes.isEmpty else {
            form.fail("file", "visas.import.no_file")
            return try show(ask, form, country)
        }
        let actor = ask.actor(grant), now = ask.now, today = ask.today, name = String(file.name.prefix(120))
        let (plan, draft) = try await house.database.write { tx -> (RulesImport, RuleDraft?) in
            let plan = try RulesImport.plan(file.bytes, of: country, today: today, in: tx)
            guard plan.faults.isEmpty, !plan.changes.isEmpty else { return (plan, nil) }
            return (plan, try Visas(tx).prepare(plan.changes, of: country, file: name, by: actor, at: now))
        }
        if let draft { return ask.redirect(to: ask.path(draft.path), done: "visas.draft.prepared_done") }
        return try show(ask, form, country, plan, name: name)
    }

    private func show(_ ask: Ask, _ form: Form, _ country: CountryCode, _ plan: RulesImport? = nil, name: String = "") throws -> Response {
        let title = ask.text("visas.import.title"), faults = plan?.faults ?? []
        var model: Model = [
            "title": title, "csrf": ask.formToken, "action": ask.path("/desk/visas/import"), "country": country.rawValue, "summary": form.summary ?? false,
            "file": form.field("file", label: ask.text("visas.import.file"), type: "file", hint: ask.text("visas.import.file_hint"), required: true), "columns": RulesCSV.columns.joined(separator: ", "),
            "export": ask.path("/desk/visas/rules.csv?country=\(country)"), "desk": ask.path("/desk/visas?country=\(country)"), "file_name": name,
        ]
        if let plan, faults.isEmpty { model["unchanged"] = ask.text(plan.unchanged == 1 ? "visas.import.unchanged.one" : "visas.import.unchanged.many", ["count": ask.formats.number(plan.unchanged)]) }
        model["has_faults"] = !faults.isEmpty
        model["count"] = ask.text(faults.count == 1 ? "visas.import.faults.one" : "visas.import.faults.many", ["count": ask.formats.number(faults.count), "file": name])
        model["faults"] = faults.map { fault -> Model in
            ["line": String(fault.line), "column": String(fault.column), "field": fault.field ?? "", "value": String(fault.value.prefix(80)),
             "text": ask.text(fault.key, fault.values.merging(fault.days.mapValues(ask.formats.date)) { _, day in day })]
        }
        var page = Page("visas/import", title: title, model)
        page.section = "visas"
        page.isIndexed = false
        if !form.isValid || !faults.isEmpty { page.status = .unprocessableContent }
        return try ask.show(page)
    }
}
