import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The page of the search. It works without script: every choice is a link or a field of one form.
struct SearchPages {
    let records: SearchRecords

    var routes: [Route] { [.get("/search", .everyone, search)] }

    private func search(_ ask: Ask) async throws -> Response {
        guard SearchQuestion.parameters.contains(where: { ask.query[$0] != nil }) || ask.query.has("q") else { return try page(ask, Form(ask.query, ask)) }
        let (question, faults) = SearchQuestion.read(ask.query, kinds: records.kinds.map(\.kind))
        var form = Form(shortened(ask.query), ask)
        for fault in faults { form.fail(fault.field, fault.text, fault.values) }
        guard let question else { return try page(ask, form) }
        let results = try await records.results(of: question, for: ask)
        if results.total <= (question.page - 1) * SearchRecords.pageSize, question.page > 1 { throw PageError.notFound }
        return try page(ask, form, question, results)
    }

    /// What is far too long does not come back whole.
    private func shortened(_ values: FormValues) -> FormValues {
        FormValues(Dictionary(values.names.map { ($0, values.all($0).map { String($0.prefix(FullText.Query.limit)) }) }, uniquingKeysWith: { first, _ in first }))
    }

    private func page(_ ask: Ask, _ form: Form, _ question: SearchQuestion? = nil, _ results: SearchRecords.Results? = nil) throws -> Response {
        let language = ask.language.code, empty = ask.text("search.any")
        let title = question.map { ask.text("search.title_of", ["typed": $0.typed]) } ?? ask.text("search.title")
        var model: Model = [
            "title": title, "action": ask.path("/search"),
            "q": form.field("q", label: ask.text("search.label"), type: "search", hint: ask.text("search.hint"), required: true, autocomplete: "off"),
            "country": form.select("country", label: ask.text("search.country"), options: CountryCode.members(sortedIn: language).map { ($0.rawValue, $0.name(in: language)) }, empty: empty),
            "theme": form.select("theme", label: ask.text("search.theme"), options: SearchQuestion.Theme.allCases.map { ($0.rawValue, ask.text("search.themes.\($0)")) }, empty: empty),
            "language": form.select("language", label: ask.text("search.language"), options: Language.all.map { ($0.code, ask.house.catalogue.text("language.name", in: $0)) }, empty: empty),
            "from": form.field("from", label: ask.text("search.from"), type: "date"), "to": form.field("to", label: ask.text("search.to"), type: "date"),
            "kind": question?.kind ?? false, "is_open": question?.isNarrowed ?? form.errors.keys.contains { $0 != "q" },
            "summary": form.summary ?? false, "has_results": false,
        ]
        if let question, let results { model.merge(answer(ask, question, results)) { _, new in new } }
        var page = Page("search/search", title: title, model)
        page.section = "search"
        page.isIndexed = false
        // What is beside a name holds for today.
        page.validUntil = ask.tomorrow
        if !form.isValid { page.status = .badRequest }
        page.json = question.map { "/api/v1/search" + $0.address }
        return try ask.show(page)
    }

    private func answer(_ ask: Ask, _ question: SearchQuestion, _ results: SearchRecords.Results) -> Model {
        let base = ask.path("/search"), all = results.counts.values.reduce(0, +)
        let shown = records.kinds.filter { (results.counts[$0.kind] ?? 0) > 0 || $0.kind == question.kind }
        let facets = [facet(ask, question, nil, ask.text("search.all"), all)] + shown.map { facet(ask, question, $0.kind, ask.text($0.name), results.counts[$0.kind] ?? 0) }
        let pages = (results.total + SearchRecords.pageSize - 1) / SearchRecords.pageSize
        return [
            "has_results": true, "is_empty": results.total == 0, "facets": facets, "has_facets": all > 0,
            "count": ask.text(results.total == 1 ? "search.count_one" : "search.count", ["count": ask.formats.number(results.total)]),
            "start": String((question.page - 1) * SearchRecords.pageSize + 1), "hits": results.found.map { hit(ask, $0) },
            "widen": question.isNarrowed ? base + "?q=\(question.typed.queryEncoded)" : false as Any,
            "has_pager": pages > 1, "place": ask.text("search.page", ["page": ask.formats.number(question.page), "pages": ask.formats.number(pages)]),
            "previous": question.page > 1 ? base + question.onPage(question.page - 1).address : false as Any,
            "next": question.page < min(pages, SearchQuestion.pageLimit) ? base + question.onPage(question.page + 1).address : false as Any,
        ]
    }

    private func facet(_ ask: Ask, _ question: SearchQuestion, _ kind: String?, _ name: String, _ count: Int) -> Model {
        ["href": ask.path("/search") + question.ofKind(kind).address, "name": name, "number": ask.formats.number(count), "is_current": question.kind == kind]
    }

    private func hit(_ ask: Ask, _ found: SearchRecords.Found) -> Model {
        var model: Model = ["href": ask.path(found.path), "is_other": false, "mark": found.mark?.model ?? false]
        model["kind_name"] = records.kinds.first { $0.kind == found.hit.kind }.map { ask.text($0.name) } ?? ""
        model["shown"] = passage(ask, found.hit.passage)
        if let other = found.hit.otherPassage {
            model["is_other"] = true
            model["other"] = passage(ask, other)
            model["other_label"] = ask.text("search.other", ["language": languageName(other.language, ask)])
        }
        return model
    }

    private func passage(_ ask: Ask, _ passage: FullText.Passage) -> Model {
        ["head": passage.title.map(piece), "text": passage.text.map(piece), "has_text": !passage.text.isEmpty,
         "code": passage.language == ask.language.code ? false : passage.language as Any]
    }

    private func piece(_ piece: FullText.Piece) -> Model { ["words": piece.text, "is_hit": piece.isHit] }

    private func languageName(_ code: String, _ ask: Ask) -> String {
        Language(rawValue: code).map { ask.house.catalogue.text("language.name", in: $0) } ?? code
    }
}
