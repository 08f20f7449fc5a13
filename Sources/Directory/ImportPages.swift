import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// Posts from a file: first what it would do, every fault with its place; then, if the officer says so, all of it at once.
struct ImportPages {
    let house: House

    static let kind = "directory.posts"
    /// Changes listed of each kind on the page; the rest are counted.
    static let shown = 100

    var routes: [Route] {
        [
            .get("/desk/import", .may(.importPosts), blank),
            .post("/desk/import", .may(.importPosts), bodyLimit: Route.uploadLimit, upload),
            .get("/desk/import/{id}", .may(.importPosts), dryRun),
            .post("/desk/import/{id}", .may(.importPosts), carryOut),
        ]
    }

    private func blank(_ ask: Ask) async throws -> Response { try form(ask, Form(FormValues(), ask)) }

    private func form(_ ask: Ask, _ form: Form, faults: [PostImport.Fault] = []) throws -> Response {
        let title = ask.text("directory.import.title")
        let own = try ask.person().countries.first.map { "?sending=\($0)" } ?? ""
        var model: Model = [
            "title": title, "csrf": ask.formToken, "action": ask.path("/desk/import"), "fields": PostCard.fields.joined(separator: ", "),
            "file": form.field("file", label: ask.text("directory.import.file"), type: "file", hint: ask.text("directory.import.file_hint"), required: true),
            "exports": CountryCode.members(sortedIn: ask.language.code).map { receiving -> Model in
                ["href": "/lists/\(receiving.rawValue.lowercased())/posts.csv\(own)", "name": receiving.name(in: ask.language.code)]
            },
        ]
        model["summary"] = form.summary
        model["faults"] = faults.map { fault -> Model in
            ["line": String(fault.line), "column": String(fault.column), "field": fault.field ?? "", "value": String(fault.value.prefix(80)), "text": ask.text(fault.key, ["value": String(fault.value.prefix(80))])]
        }
        model["has_faults"] = !faults.isEmpty
        model["count"] = ask.text("directory.import.faults", ["count": ask.formats.number(faults.count)])
        var page = Page("directory/import", title: title, model)
        page.section = "desk"
        page.isIndexed = false
        if !form.isValid || !faults.isEmpty { page.status = .unprocessableContent }
        return try ask.show(page)
    }

    private func upload(_ ask: Ask) async throws -> Response {
        let values = try await ask.form()
        var form = Form(values, ask)
        guard let file = values.files["file"], !file.bytes.isEmpty else {
            form.fail("file", "directory.import.no_file")
            return try self.form(ask, form)
        }
        let viewer = try ask.person(), now = ask.now
        let sending = Set(viewer.countries)
        let plan = try await house.database.read { try PostImport.plan(file.bytes, file: file.name, sending: sending, at: now, in: $0) }
        guard plan.faults.isEmpty else { return try self.form(ask, form, faults: plan.faults) }
        let id = try await house.database.write(affectsPages: false) { try CheckedFiles(Self.kind, $0).keep(file.bytes, name: file.name, by: viewer.person.uuid, at: now) }
        return ask.redirect(to: ask.path("/desk/import/\(id)"))
    }

    private func find(_ ask: Ask) async throws -> (CheckedFile, PostImport) {
        guard let id = ID<CheckedFile>(try ask.parameter("id")) else { throw PageError.notFound }
        let viewer = try ask.person(), now = ask.now
        let sending = Set(viewer.countries)
        let found = try await house.database.read { tx -> (CheckedFile, PostImport)? in
            let files = CheckedFiles(Self.kind, tx)
            guard let file = try files.file(id, of: viewer.person.uuid, at: now), let content = try files.content(id, of: viewer.person.uuid, at: now) else { return nil }
            return (file, try PostImport.plan(content, file: file.name, sending: sending, at: now, in: tx))
        }
        guard let found else { throw PageError.gone }
        return found
    }

    private func dryRun(_ ask: Ask) async throws -> Response {
        let (file, plan) = try await find(ask)
        let state = ImportProgress.shared.state(file.id)
        let title = ask.text("directory.import.dry_run", ["file": file.name])
        func rows(_ changes: [PostImport.Change]) -> [Model] {
            changes.prefix(Self.shown).map { change in
                ["name": change.name, "key": change.slug, "fields": ask.formats.list(change.fields.map { ask.text("directory.field.\($0)").lowercased() })]
            }
        }
        func count(_ key: String, _ number: Int) -> String { ask.text("directory.import.\(key)", ["count": ask.formats.number(number)]) }
        var model: Model = [
            "title": title, "csrf": ask.formToken, "action": ask.path("/desk/import/\(file.id)"), "again": ask.path("/desk/import"), "desk": ask.path("/desk"),
            "added_count": count("added", plan.added.count), "changed_count": count("changed", plan.changed.count), "unchanged_count": count("unchanged", plan.unchanged),
            "added": rows(plan.added), "changed": rows(plan.changed), "has_added": !plan.added.isEmpty, "has_changed": !plan.changed.isEmpty,
            "is_possible": plan.isPossible && state == nil && file.finishedAt == nil, "changes_nothing": !plan.isPossible && file.finishedAt == nil,
            "is_done": file.finishedAt != nil, "has_failed": state == .failed,
        ]
        let rest = max(0, plan.added.count - Self.shown) + max(0, plan.changed.count - Self.shown)
        if rest > 0 { model["rest"] = count("rest", rest) }
        let running: Int? = if case .running(let done)? = state { done } else { nil }
        if let running {
            model["progress"] = ask.text("directory.import.progress", ["done": ask.formats.number(running), "total": ask.formats.number(plan.added.count + plan.changed.count)])
        }
        var page = Page("directory/import_plan", title: title, model)
        page.section = "desk"
        page.isIndexed = false
        var response = try ask.show(page)
        // The page asks again by itself while the import is under way.
        if running != nil, let refresh = HTTPField.Name("refresh") { response.headers[refresh] = "2" }
        return response
    }

    private func carryOut(_ ask: Ask) async throws -> Response {
        _ = try await ask.form()
        let (file, plan) = try await find(ask)
        let here = ask.path("/desk/import/\(file.id)")
        guard plan.isPossible, file.finishedAt == nil, ImportProgress.shared.begin(file.id) else { return ask.redirect(to: here) }
        let viewer = try ask.person(), now = ask.now, actor = ask.actor(try ask.require(.importPosts)), database = house.database, logger = ask.logger
        let sending = Set(viewer.countries)
        // A long import outlives its request; what it does is one transaction all the same.
        Task.detached {
            do {
                try await database.write { tx in
                    let files = CheckedFiles(Self.kind, tx)
                    guard let content = try files.content(file.id, of: viewer.person.uuid, at: now) else { throw PageError.gone }
                    let plan = try PostImport.plan(content, file: file.name, sending: sending, at: now, in: tx)
                    guard plan.faults.isEmpty else { throw PageError.badRequest(field: "file", reason: "changed") }
                    try plan.commit(by: actor, at: now, in: tx) { ImportProgress.shared.set(.running(done: $0), for: file.id) }
                    try files.finish(file.id, at: now)
                }
                ImportProgress.shared.set(nil, for: file.id)
            } catch {
                logger.warning("import", metadata: ["error": "\(error)"])
                ImportProgress.shared.set(.failed, for: file.id)
            }
        }
        return ask.redirect(to: here)
    }
}
