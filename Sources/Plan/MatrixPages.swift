import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The matrix in the source's four columns: on screen and on paper, and as files, with the changes since a day marked.
struct MatrixPages {
    let house: House
    let live: LivePlans

    var routes: [Route] {
        [.get("/plan/matrix", .everyone, matrix)] + MatrixDocument.Form.allCases.map { form in
            Route(.get, "/plan/matrix.\(form.rawValue)", kind: .resource, access: .everyone) { try await file($0, as: form) }
        }
    }

    private func find(_ ask: Ask, since: Day?, in language: Language) async throws -> (plan: Plan, changes: [Difference], isCurrent: Bool) {
        let viewer = ask.viewer, key = ask.query["edition"], catalogue = house.catalogue
        let found = try await house.database.read { tx -> (Plan, [Difference], Bool)? in
            let store = Plans(tx), editions = try store.editions(for: viewer)
            guard let edition = editions.chosen(key) else { return nil }
            let plan = try store.plan(of: edition)
            let changes = try since.map { try PlanChanges(tx).since($0, in: plan, PlanTerms(catalogue, in: language, delegations: Delegations.all(in: tx))) } ?? []
            return (plan, changes, edition.id == editions.chosen(nil)?.id)
        }
        guard let found else { throw PageError.notFound }
        return found
    }

    // MARK: The page

    private func matrix(_ ask: Ask) async throws -> Response {
        var form = Form(FormValues(ask.query["since"].map { ["since": [$0]] } ?? [:]), ask)
        let since = form.day("since")
        let found = try await find(ask, since: since, in: ask.language), view = PlanView(ask: ask), edition = found.plan.edition
        let marks = Dictionary(found.changes.map { ($0.label, view.difference($0)) }, uniquingKeysWith: { first, _ in first })
        let query = found.isCurrent ? "" : "edition=\(edition.key.queryEncoded)"
        var model: Model = view.edition(edition)
        model["columns"] = Matrix.columns(house.catalogue, in: ask.language)
        model["rows"] = rows(of: found.plan, marks: marks, view, query: query)
        model["summary"] = form.summary ?? false
        model["since"] = form.field("since", label: ask.text("plan.matrix.since"), type: "date", hint: ask.text("plan.matrix.since_hint"))
        model["base"] = ask.path("/plan/matrix")
        model["asked_edition"] = found.isCurrent ? false : edition.key
        model["is_marked"] = since != nil
        model["marked"] = since.map { ask.text(found.changes.isEmpty ? "plan.matrix.no_change" : "plan.matrix.changes", ["date": ask.formats.date($0), "count": ask.formats.number(found.changes.count)]) } ?? false
        model["removed"] = found.changes.filter { $0.kind == .removed }.map(view.difference)
        model["has_removed"] = found.changes.contains { $0.kind == .removed }
        model["files"] = files(ask, [query, since.map { "since=\($0)" } ?? ""].filter { !$0.isEmpty })
        model["plan"] = ask.path("/plan" + (query.isEmpty ? "" : "?\(query)"))
        var page = Page("plan/matrix", title: ask.text("plan.matrix.title", ["key": edition.key]), model)
        page.section = "plan"
        page.isIndexed = found.isCurrent && since == nil
        if !form.isValid { page.status = .badRequest }
        return try ask.show(page)
    }

    private func rows(of plan: Plan, marks: [String: Model], _ view: PlanView, query: String) -> [Model] {
        plan.themes.flatMap { theme -> [Model] in
            let height = theme.objectives.map(\.activities.count).reduce(0, +)
            return theme.objectives.enumerated().flatMap { place, objective -> [Model] in
                objective.activities.enumerated().map { index, activity -> Model in
                    let isFirst = place == 0 && index == 0
                    return [
                        "theme": isFirst ? ["number": String(theme.number), "height": String(height), "heading": view.words(theme.title), "mark": marks["\(theme.number)"] ?? false] as Model : false,
                        "objective": index == 0 ? ["label": objective.label, "height": String(objective.activities.count), "aim": view.words(objective.text), "mark": marks[objective.label] ?? false] as Model : false,
                        "id": activity.number.description, "href": view.ask.path("/plan/activities/\(activity.number)" + (query.isEmpty ? "" : "?\(query)")), "what": view.words(activity.text),
                        "calendar": view.words(activity.calendar.text), "mark": marks[activity.number.description] ?? false,
                    ]
                }
            }
        }
    }

    /// Only what this server can make is offered.
    private func files(_ ask: Ask, _ query: [String]) -> [Model] {
        MatrixDocument.Form.allCases.filter { $0.program.map(DocumentPress.shared.isInstalled) ?? true }.map { form in
            ["href": "/plan/matrix.\(form.rawValue)?" + (["lang=\(ask.language.code)"] + query).joined(separator: "&"), "label": form.rawValue.uppercased()]
        }
    }

    // MARK: The files

    private func file(_ ask: Ask, as form: MatrixDocument.Form) async throws -> Response {
        try ask.allowOnly(["lang", "edition", "since"])
        // The page cache knows this address by its path alone: without a language it is the network's first, whoever asks.
        guard let language = ask.query["lang"].map({ Language(rawValue: $0) }) ?? .spanish else { throw PageError.badRequest(field: "lang", reason: "choice") }
        let since = try ask.query["since"].map { text in
            guard let day = Day(text) else { throw PageError.badRequest(field: "since", reason: "day") }
            return day
        }
        let found = try await find(ask, since: since, in: language)
        var document = MatrixDocument(plan: found.plan, language: language, catalogue: house.catalogue)
        if let since {
            document.changes = found.changes
            document.legend = house.catalogue.text(found.changes.isEmpty ? "plan.matrix.no_change" : "plan.matrix.changes", in: language,
                                                   ["date": Formats(house.catalogue, in: language).date(since), "count": String(found.changes.count)])
        }
        do {
            return ask.file(try await document.bytes(as: form), type: form.type, name: "plan-\(found.plan.edition.key)-\(language.code).\(form.rawValue)")
        } catch let fault as DocumentPress.Fault {
            return try refuse(fault, form, ask)
        }
    }

    /// Says what this server cannot do and what can be done instead.
    private func refuse(_ fault: DocumentPress.Fault, _ form: MatrixDocument.Form, _ ask: Ask) throws -> Response {
        let title = ask.text("plan.press.title", ["form": form.rawValue.uppercased()])
        var page = Page("plan/unmade", title: title, ["title": title, "why": ask.text("plan.press.\(fault.name)", ["program": fault.program?.name ?? ""]), "matrix": ask.path("/plan/matrix")] as Model)
        page.isIndexed = false
        page.status = if case .notInstalled = fault { .notImplemented } else { .serviceUnavailable }
        var response = try ask.show(page)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
