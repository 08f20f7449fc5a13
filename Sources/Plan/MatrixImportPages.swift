import Accounts
import Foundation
import Formats
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// The matrix back from Word, LibreOffice or a spreadsheet: first what it would change, activity by activity; then, if whoever
/// keeps the plan says so, all of it at once.
struct MatrixImportPages {
    let house: House
    let live: LivePlans

    /// Bytes of a file: a matrix has some tens of kilobytes.
    static let fileLimit = 4 * 1024 * 1024

    var routes: [Route] {
        [
            .get("/plan/editions/{key}/import", .may(.keepPlan), blank),
            .post("/plan/editions/{key}/import", .may(.keepPlan), bodyLimit: Self.fileLimit, upload),
            .get("/plan/imports/{id}", .may(.keepPlan), dryRun),
            .post("/plan/imports/{id}", .may(.keepPlan), carryOut),
        ]
    }

    // MARK: Sending it

    private func blank(_ ask: Ask) async throws -> Response {
        _ = try await ask.requireKeeper()
        return try show(ask, Form(FormValues(), ask), try await edition(ask))
    }

    private func edition(_ ask: Ask) async throws -> Edition {
        let key = try ask.parameter("key")
        guard let edition = try await house.database.read({ try Plans($0).edition(key: key) }), ask.viewer.maySee(edition.level) else { throw PageError.notFound }
        return edition
    }

    private func show(_ ask: Ask, _ form: Form, _ edition: Edition) throws -> Response {
        let title = ask.text("plan.import.title", ["key": edition.key])
        let forms: [MatrixDocument.Form] = DocumentPress.shared.isInstalled(.pandoc) ? [.docx, .csv] : [.csv]
        let model: Model = [
            "title": title, "csrf": ask.formToken, "action": ask.path("/plan/editions/\(edition.key.queryEncoded)/import"), "back": ask.path("/plan/editions"), "summary": form.summary ?? false,
            "upload": form.field("file", label: ask.text("plan.import.file"), type: "file", hint: ask.text(forms.count > 1 ? "plan.import.file_hint" : "plan.import.file_hint_csv"), required: true),
            "columns": Language.all.map { ask.formats.list(Matrix.columns(house.catalogue, in: $0)) },
            "files": forms.flatMap { form in
                Language.all.map { language -> Model in
                    ["href": "/plan/matrix.\(form.rawValue)?lang=\(language.code)&edition=\(edition.key.queryEncoded)", "label": "\(form.rawValue.uppercased()), \(house.catalogue.text("language.name", in: language))"]
                }
            },
        ]
        return try ask.showOnPlanDesk("plan/import", title: title, model, isValid: form.isValid)
    }

    private func upload(_ ask: Ask) async throws -> Response {
        let values = try await ask.form()
        var form = Form(values, ask)
        _ = try await ask.requireKeeper()
        let edition = try await edition(ask), person = try ask.person().person.uuid, now = ask.now
        guard let file = values.files["file"], !file.bytes.isEmpty else {
            form.fail("file", "plan.import.no_file")
            return try show(ask, form, edition)
        }
        guard let matrix = try await read(file, &form, ask) else { return try show(ask, form, edition) }
        let id = try await house.database.write(affectsPages: false) { try CheckedMatrices($0).keep(matrix, for: edition, name: file.name, by: person, at: now) }
        return ask.redirect(to: ask.path("/plan/imports/\(id)"))
    }

    /// What a file holds decides how it is read, whatever its name: DOCX is a ZIP archive and begins with `PK`.
    private func read(_ file: FormValues.File, _ form: inout Form, _ ask: Ask) async throws -> Matrix? {
        do {
            guard file.bytes.starts(with: Array("PK".utf8)) else { return try Matrix(csv: file.bytes, house.catalogue) }
            return try Matrix(tables: try await DocumentTables(docx: file.bytes).tables, house.catalogue)
        } catch let fault as Matrix.Unreadable {
            switch fault {
            case .noTable: form.fail("file", "plan.import.fault.no_table")
            case .columns(let found): form.fail("file", "plan.import.fault.columns", ["found": found.map { $0.isEmpty ? "—" : $0 }.joined(separator: " | ")])
            case .csv(let error): form.fail("file", "plan.import.fault.csv", ["line": String(error.line), "reason": ask.text("plan.import.csv.\(error.reason.rawValue)")])
            }
        } catch let fault as DocumentPress.Fault {
            if case .failed = fault { form.fail("file", "plan.import.fault.no_document") } else { form.fail("file", "plan.press.\(fault.name)", ["program": fault.program?.name ?? ""]) }
        }
        return nil
    }

    // MARK: Looking at it, and carrying it out

    private func dryRun(_ ask: Ask) async throws -> Response {
        _ = try await ask.requireKeeper()
        return try await show(ask, faults: [])
    }

    private func find(_ ask: Ask) async throws -> (checked: CheckedMatrix, edition: Edition, plan: MatrixImport) {
        guard let id = ID<CheckedFile>(try ask.parameter("id")) else { throw PageError.notFound }
        let now = ask.now, live = live, catalogue = house.catalogue, person = try ask.person().person.uuid
        let found = try await house.database.read { tx -> (CheckedMatrix, Edition, MatrixImport)? in
            guard let (checked, edition) = try CheckedMatrices(tx).find(id, of: person, at: now) else { return nil }
            return (checked, edition, try live.dryRun(checked.matrix, into: edition, catalogue, at: now, in: tx))
        }
        guard let found else { throw PageError.gone }
        return found
    }

    /// - Parameter faults: why it could not be carried out just now.
    private func show(_ ask: Ask, faults: [MatrixImport.Fault]) async throws -> Response {
        let (checked, edition, plan) = try await find(ask), view = PlanView(ask: ask)
        let isDone = checked.file.finishedAt != nil, hasMoved = !isDone && edition.changedAt != checked.editionChangedAt
        let all = plan.faults + faults + (hasMoved && faults.isEmpty ? [MatrixImport.Fault(0, .changedMeanwhile)] : [])
        let title = ask.text("plan.import.dry_run", ["file": checked.file.name])
        let model: Model = [
            "title": title, "csrf": ask.formToken, "action": ask.path("/plan/imports/\(checked.file.id)"), "again": ask.path("/plan/editions/\(edition.key.queryEncoded)/import"),
            "plan": ask.path("/plan?edition=\(edition.key.queryEncoded)"), "is_done": isDone, "changes_nothing": !isDone && plan.changesNothing && all.isEmpty,
            "is_possible": !isDone && plan.isPossible && all.isEmpty, "differences": isDone ? [] : plan.differences.map(view.difference), "has_differences": !isDone && !plan.differences.isEmpty,
            "count": ask.text("plan.import.changes", ["count": ask.formats.number(plan.differences.count)]), "language": ask.text("plan.import.language", ["language": house.catalogue.text("language.name", in: checked.matrix.language)]),
            "unread": isDone || plan.unread.isEmpty ? false : ask.text("plan.import.unread", ["numbers": ask.formats.list(plan.unread.map(\.description))]),
            "undefined": isDone || plan.undefined.isEmpty ? false : ask.text("plan.import.undefined", ["numbers": ask.formats.list(plan.undefined.map(\.description))]),
            "faults": isDone ? [] : all.map { fault -> Model in
                ["place": fault.line > 0 ? ask.text("plan.import.line", ["line": String(fault.line)]) : false, "problem": ask.text("plan.import.fault.\(fault.name.rawValue)", fault.values)]
            },
            "has_faults": !isDone && !all.isEmpty,
        ]
        return try ask.showOnPlanDesk("plan/import_plan", title: title, model, isValid: isDone || all.isEmpty)
    }

    private func carryOut(_ ask: Ask) async throws -> Response {
        _ = try await ask.form()
        let actor = ask.actor(try await ask.requireKeeper()), now = ask.now, live = live, catalogue = house.catalogue
        let person = try ask.person().person.uuid, (checked, edition, _) = try await find(ask)
        let faults = try await house.database.write { try live.carryOut(checked.file.id, of: person, catalogue, by: actor, at: now, in: $0) }
        guard faults.isEmpty else { return try await show(ask, faults: faults) }
        return ask.redirect(to: ask.path("/plan?edition=\(edition.key.queryEncoded)"), done: "plan.import.imported_done")
    }
}
