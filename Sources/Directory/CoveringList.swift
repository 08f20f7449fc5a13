import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// Covering agreements as everybody reads them: who answers for whom, where, from when to when. The note and who recorded it stay on the desk.
struct CoveringList {
    let house: House

    static let pageSize = 60

    var routes: [Route] {
        [
            .get("/covering", .everyone, list),
            .get("/covering/{id}", .everyone, one),
            .api("/covering", data),
        ]
    }

    private func list(_ ask: Ask) async throws -> Response {
        let today = ask.today, pager = try Pager(ask, size: Self.pageSize)
        let (agreements, total) = try await house.database.read { tx in
            let store = CoveringAgreements(tx)
            return (try store.running(on: today, offset: pager.offset, limit: pager.size), try store.runningCount(on: today))
        }
        let title = ask.text("directory.covering.title")
        var model = try pager.model(of: total, at: ask.path("/covering"))
        model["title"] = title
        model["agreements"] = agreements.map { CoveringView($0, ask).published }
        model["is_empty"] = agreements.isEmpty
        var page = Page("directory/covering_list", title: title, model)
        page.section = "directory"
        page.validUntil = ask.tomorrow
        page.json = "/api/v1/covering"
        return try ask.show(page)
    }

    private struct Agreements: Encodable {
        struct Agreement: Encodable {
            let url: String
            let covering: CountryCode
            let covered: CountryCode
            let receiving: CountryCode
            let subdivision: OrNull<SubdivisionCode>
            let municipality: OrNull<String>
            let begins: Day
            let ends: Day
            let demonstration: Bool
        }

        let agreements: [Agreement]
        let total: Int
        let next: OrNull<String>
    }

    private func data(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["page"])
        let page = try ask.pageNumber(), today = ask.today
        let (agreements, total) = try await house.database.read { tx in
            let store = CoveringAgreements(tx)
            return (try store.running(on: today, offset: (page - 1) * Self.pageSize, limit: Self.pageSize), try store.runningCount(on: today))
        }
        let shown = agreements.map { agreement in
            Agreements.Agreement(url: ask.absolute(ask.path("/covering/\(agreement.id)")), covering: agreement.covering, covered: agreement.covered, receiving: agreement.receiving,
                                 subdivision: OrNull(agreement.district.subdivision), municipality: OrNull(agreement.district.municipality), begins: agreement.begins, ends: agreement.ends,
                                 demonstration: agreement.isDemonstration)
        }
        return try ask.json(Agreements(agreements: shown, total: total, next: OrNull(page * Self.pageSize < total ? "/api/v1/covering?page=\(page + 1)" : nil)), validUntil: ask.tomorrow)
    }

    private func one(_ ask: Ask) async throws -> Response {
        guard let id = ID<CoveringAgreement>(try ask.parameter("id")), let agreement = try await house.database.read({ try CoveringAgreements($0).agreement(id: id) }) else {
            throw PageError.notFound
        }
        let view = CoveringView(agreement, ask), state = agreement.state(on: ask.today)
        var model = view.published
        model["title"] = view.title
        model["back"] = ask.path("/covering")
        model["standing"] = ask.text("directory.covering.standing.\(state.rawValue)", view.words)
        model["finder"] = state == .inForce ? ask.path(finder(agreement)) : false
        model["offices"] = ask.path("/coverage/\(agreement.covering.rawValue.lowercased())/\(agreement.receiving.rawValue.lowercased())")
        model["offices_text"] = ask.text("directory.coverage.title", ["sending": agreement.covering.name(in: ask.language.code), "receiving": agreement.receiving.nameInText(in: ask.language.code)])
        model["desk"] = view.mayOpenDesk ? ask.path("/desk/covering/\(agreement.id)") : false
        var page = Page("directory/covering_one", title: view.title, model)
        page.section = "directory"
        page.validUntil = ask.tomorrow
        page.isIndexed = state == .inForce
        return try ask.show(page)
    }

    /// The finder's answer there, or its question where the district is no place that it knows by a code.
    private func finder(_ agreement: CoveringAgreement) -> String {
        guard let subdivision = agreement.district.subdivision, agreement.district.municipality == nil else {
            return "?nationality=\(agreement.covered.rawValue)&country=\(agreement.receiving.rawValue)"
        }
        return "/find?nationality=\(agreement.covered.rawValue)&place=\(subdivision.rawValue)"
    }
}
