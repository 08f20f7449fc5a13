import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// Requests from a file: first what it would do, every fault with its place; then, if the officer says so, all of it at once.
struct ImportPages {
    let house: House
    let missions: any MissionsAbroad

    static let kind = "returns.requests"
    /// Rows listed of each kind on the page; the rest are counted.
    static let shown = 50

    var routes: [Route] {
        [
            .get("/desk/returns/import", .may(.keepCounts), blank),
            .post("/desk/returns/import", .may(.keepCounts), bodyLimit: Route.uploadLimit, upload),
            .get("/desk/returns/import/{id}", .may(.keepCounts), dryRun),
            .post("/desk/returns/import/{id}", .may(.keepCounts), carryOut),
        ]
    }

    private func blank(_ ask: Ask) async throws -> Response { try show(ask, Form(FormValues(), ask)) }

    private func show(_ ask: Ask, _ form: Form, faults: [RequestImport.Fault] = []) throws -> Response {
        let title = ask.text("returns.import.title")
        var model: Model = [
            "title": title, "csrf": ask.formToken, "action": ask.path("/desk/returns/import"), "back": ask.path("/desk/returns"), "columns": RequestsCSV.columns.joined(separator: ", "),
            "documents": TravelDocumentKind.allCases.map(\.rawValue).joined(separator: ", "), "groups": PopulationGroup.allCases.map(\.rawValue).joined(separator: ", "),
            "file": form.field("file", label: ask.text("returns.import.file"), type: "file", hint: ask.text("returns.import.file_hint"), required: true),
            "affirmations": form.affirmations(Affirmation.ofAll, ask), "export": "/returns/requests.csv",
            "faults": faults.map { fault -> Model in
                ["line": String(fault.line), "column": String(fault.column), "field": fault.field ?? "", "value": String(fault.value.prefix(80)), "text": Self.text(fault, ask)]
            },
            "has_faults": !faults.isEmpty, "count": ask.text("returns.import.faults", ["count": ask.formats.number(faults.count)]),
        ]
        model["summary"] = faults.isEmpty ? form.summary : nil
        var page = Page("returns/import", title: title, model)
        page.section = "returns"
        page.isIndexed = false
        if !form.isValid || !faults.isEmpty { page.status = .unprocessableContent }
        return try ask.show(page)
    }

    static func text(_ fault: RequestImport.Fault, _ ask: Ask) -> String {
        switch fault.reason {
        case .file(let reason): ask.text("returns.csv.\(reason.rawValue)")
        case .request(let fault): FaultWords.text(fault, ask)
        case .reference(let refusal):
            ask.text("returns.fault.reference_\(refusal.rawValue)", ["shortest": String(CaseReference.lengths.lowerBound), "longest": String(CaseReference.lengths.upperBound)])
        case .value(let key): ask.text("returns.import.\(key)")
        }
    }

    private func upload(_ ask: Ask) async throws -> Response {
        let values = try await ask.form()
        var form = Form(values, ask)
        let file = values.files["file"]
        if file?.bytes.isEmpty ?? true { form.fail("file", "returns.import.no_file") }
        for affirmation in Affirmation.ofAll where !form.affirmed.contains(affirmation) { form.fail("affirm_\(affirmation.rawValue)", "returns.fault.not_affirmed_file") }
        guard let file, form.isValid else { return try show(ask, form) }
        let scope = try Scope(ask, .keepCounts), today = ask.today, person = try ask.person().person.uuid, now = ask.now, missions = missions
        let plan = try await house.database.read { tx in
            try RequestImport.plan(file.bytes, of: scope.delegation, posts: scope.delegation.country.map { try missions.posts(of: $0, in: tx) } ?? [], missions: missions, today: today, in: tx)
        }
        guard plan.faults.isEmpty else { return try show(ask, form, faults: plan.faults) }
        let id = try await house.database.write(affectsPages: false) { try CheckedFiles(Self.kind, $0).keep(file.bytes, name: file.name, by: person, at: now) }
        return ask.redirect(to: ask.path("/desk/returns/import/\(id)"))
    }

    private func id(_ ask: Ask) throws -> ID<CheckedFile> {
        guard let id = ID<CheckedFile>(try ask.parameter("id")) else { throw PageError.notFound }
        return id
    }

    private func dryRun(_ ask: Ask) async throws -> Response {
        let id = try id(ask), scope = try Scope(ask, .keepCounts), today = ask.today, person = try ask.person().person.uuid, missions = missions, now = ask.now
        let found = try await house.database.read { tx -> (CheckedFile, RequestImport)? in
            let files = CheckedFiles(Self.kind, tx)
            guard let file = try files.file(id, of: person, at: now), let content = try files.content(id, of: person, at: now) else { return nil }
            let posts = try scope.delegation.country.map { try missions.posts(of: $0, in: tx) } ?? []
            return (file, try RequestImport.plan(content, of: scope.delegation, posts: posts, missions: missions, today: today, in: tx))
        }
        guard let (file, plan) = found else { throw PageError.gone }
        guard plan.faults.isEmpty else { return try show(ask, Form(FormValues(), ask), faults: plan.faults) }
        let words = Words(ask), title = ask.text("returns.import.dry_run", ["file": file.name])
        func count(_ key: String, _ number: Int) -> String { ask.text("returns.import.\(key)", ["count": ask.formats.number(number)]) }
        let model: Model = [
            "title": title, "csrf": ask.formToken, "action": ask.path("/desk/returns/import/\(id)"), "again": ask.path("/desk/returns/import"),
            "added_count": count("added", plan.added.count), "advanced_count": count("advanced", plan.advanced.count), "unchanged_count": count("unchanged", plan.unchanged),
            "added": plan.added.prefix(Self.shown).map { ["reference": $0.reference.text, "text": words.country($0.origin)] as Model }, "has_added": !plan.added.isEmpty,
            "advanced": plan.advanced.prefix(Self.shown).map { advance -> Model in
                ["reference": advance.request.reference.text, "text": ask.formats.list(advance.steps.map { words.step($0.kind).lowercased() })]
            },
            "has_advanced": !plan.advanced.isEmpty, "is_possible": plan.isPossible,
        ]
        var page = Page("returns/import_plan", title: title, model)
        page.section = "returns"
        page.isIndexed = false
        return try ask.show(page)
    }

    private func carryOut(_ ask: Ask) async throws -> Response {
        _ = try await ask.form()
        let id = try id(ask), scope = try Scope(ask, .keepCounts), person = try ask.person().person.uuid, actor = ask.actor(scope.grant), missions = missions, clock = house.clock
        let faults = try await house.database.write { tx -> [RequestImport.Fault]? in
            let files = CheckedFiles(Self.kind, tx), now = clock.now
            guard let content = try files.content(id, of: person, at: now) else { return nil }
            let posts = try scope.delegation.country.map { try missions.posts(of: $0, in: tx) } ?? []
            // Read again: what was recorded since the dry run counts.
            let plan = try RequestImport.plan(content, of: scope.delegation, posts: posts, missions: missions, today: Day(now, in: .network), in: tx)
            guard plan.faults.isEmpty else { return plan.faults }
            try plan.commit(of: scope.delegation, by: actor, at: now, in: tx)
            try files.forget(id)
            return []
        }
        guard let faults else { throw PageError.gone }
        guard faults.isEmpty else { return try show(ask, Form(FormValues(), ask), faults: faults) }
        return ask.redirect(to: ask.path("/desk/returns"), done: "returns.imported_done")
    }
}
