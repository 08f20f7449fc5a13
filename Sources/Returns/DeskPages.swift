import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// A delegation's own requests: the list with an outcome's line beside each open one, and all of them as a file.
struct DeskPages {
    let house: House
    let missions: any MissionsAbroad

    static let pageSize = 25

    var routes: [Route] {
        [
            .get("/desk/returns", .may(.seeRequests), list),
            Route(.get, "/returns/requests.csv", kind: .resource, access: .may(.seeRequests), file),
        ]
    }

    private func list(_ ask: Ask) async throws -> Response {
        let scope = try Scope(ask), pager = try Pager(ask, size: Self.pageSize), today = ask.today, missions = missions
        var filter = try filter(ask, scope)
        let standing = filter.standing, asked = filter
        let (requests, counts, posts) = try await house.database.read { tx in
            let store = TravelRequests(tx)
            let requests = try store.list(asked, today: today, offset: pager.offset, limit: pager.size)
            return (requests, try store.counts(asked, today: today), try missions.posts(ids: requests.compactMap(\.office.post), in: tx))
        }
        filter.standing = nil
        let words = Words(ask), names = Dictionary(posts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var model = try pager.model(of: counts[standing] ?? 0, at: Self.address(ask, filter, standing))
        let title = ask.text("returns.desk.title"), form = Form(ask.query, ask)
        model["title"] = title
        model["lead"] = ask.text(scope.post == nil ? "returns.desk.lead" : "returns.desk.lead_post")
        model["first"] = ask.text(ask.may(.keepCounts) ? "returns.desk.first" : "returns.desk.first_post")
        model["csrf"] = ask.formToken
        model["new"] = ask.path("/desk/returns/new")
        model["statistics"] = ask.path("/returns")
        model["file"] = "/returns/requests.csv"
        model["import"] = ask.may(.keepCounts) ? ask.path("/desk/returns/import") : false
        model["months"] = ask.may(.keepCounts) ? ask.path("/desk/returns/months") : false
        model["standings"] = ([nil] + TravelRequests.Standing.allCases.map(Optional.some)).map { part -> Model in
            ["href": Self.address(ask, filter, part), "name": ask.text("returns.standings.\(part?.rawValue ?? "all")"), "count": ask.formats.number(counts[part] ?? 0), "is_current": part == standing]
        }
        model["requests"] = requests.map { line($0, names, words, asked) }
        model["is_empty"] = requests.isEmpty
        model["is_first"] = counts.isEmpty && filter.origin == nil && filter.group == nil && filter.reference == nil
        model["action"] = ask.path("/desk/returns")
        model["standing"] = standing?.rawValue ?? false
        model["reference"] = form.field("reference", label: ask.text("returns.field.reference_begins"))
        model["origin"] = form.countries("origin", label: ask.text("returns.field.origin"), value: nil, empty: ask.text("returns.any"), required: false, ask)
        model["group"] = form.select("group", label: ask.text("returns.field.group"), options: PopulationGroup.allCases.map { ($0.rawValue, words.group($0)) }, empty: ask.text("returns.any"))
        var page = Page("returns/desk", title: title, model)
        page.section = "returns"
        page.isIndexed = false
        return try ask.show(page)
    }

    private func filter(_ ask: Ask, _ scope: Scope) throws -> TravelRequests.Filter {
        var filter = scope.filter
        filter.standing = try ask.choice("standing")
        filter.origin = try ask.choice("origin")
        filter.group = try ask.choice("group")
        filter.reference = ask.query["reference"].map { String($0.uppercased().prefix(CaseReference.lengths.upperBound)) }
        return filter
    }

    /// As the list's lines carry it.
    static func filter(_ values: FormValues, _ scope: Scope) -> TravelRequests.Filter {
        var filter = scope.filter
        filter.standing = values["standing"].flatMap(TravelRequests.Standing.init(rawValue:))
        filter.origin = values["origin"].flatMap(CountryCode.init(rawValue:))
        filter.group = values["group"].flatMap(PopulationGroup.init(rawValue:))
        filter.reference = values["reference"].map { String($0.uppercased().prefix(CaseReference.lengths.upperBound)) }
        return filter
    }

    static func address(_ ask: Ask, _ filter: TravelRequests.Filter) -> String { address(ask, filter, filter.standing) }

    private static func address(_ ask: Ask, _ filter: TravelRequests.Filter, _ standing: TravelRequests.Standing?) -> String {
        let parts = [standing.map { "standing=\($0.rawValue)" }, filter.origin.map { "origin=\($0)" }, filter.group.map { "group=\($0.rawValue)" }, filter.reference.map { "reference=\($0.queryEncoded)" }]
        let query = parts.compactMap(\.self).joined(separator: "&")
        return ask.path("/desk/returns") + (query.isEmpty ? "" : "?\(query)")
    }

    private func line(_ request: TravelRequest, _ posts: [UUID: OfferedPost], _ words: Words, _ filter: TravelRequests.Filter) -> Model {
        let ask = words.ask
        return [
            "id": request.id.description, "href": ask.path(request.path), "reference": request.reference.text, "origin": words.country(request.origin), "group": words.group(request.group),
            "state": words.state(request), "office": words.office(request.office, posts), "is_demonstration": request.isDemonstration, "is_open": request.isOpen,
            "when": ask.text(request.isOpen ? "returns.desk.waiting" : "returns.desk.took", ["date": ask.formats.date(request.requestedOn), "days": words.days(request.days(until: ask.today))]),
            "action": ask.path(request.path + "/steps"), "today": ask.today.description,
            "carried": [("standing", filter.standing?.rawValue), ("origin", filter.origin?.rawValue), ("group", filter.group?.rawValue), ("reference", filter.reference)].compactMap { name, value -> Model? in
                value.map { ["name": name, "value": $0] }
            },
            "label": ask.text("returns.desk.step_of", ["reference": request.reference.text]), "day_label": ask.text("returns.desk.day_of", ["reference": request.reference.text]),
            "save_label": ask.text("returns.desk.save_of", ["reference": request.reference.text]),
            // Those that end a request come first: they are what the list is looked through for.
            "steps": ([.issued, .refused, .nationalityDenied, .withdrawn, .interview, .nationalityConfirmed] as [StepKind]).map { ["value": $0.rawValue, "text": words.step($0)] as Model },
        ]
    }

    private func file(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["standing", "origin", "group", "reference"])
        let scope = try Scope(ask), filter = try filter(ask, scope), today = ask.today, missions = missions
        let bytes = try await house.database.read { tx in
            let posts = try scope.delegation.country.map { try missions.posts(of: $0, in: tx) } ?? []
            return try RequestsCSV.write(filter, today: today, posts: posts, tx)
        }
        return ask.file(bytes, type: "text/csv; charset=utf-8; header=present", name: "travel-document-requests.csv")
    }
}
