import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// The desk: what of the country (or of the consul's post) is due, incomplete or disputed, and "still correct" in one click;
/// for the Secretariat the board of all countries.
struct DeskPages {
    let house: House

    static let pageSize = 50

    var routes: [Route] {
        [
            .get("/desk", .may(.seeDesk), home),
            .post("/desk/posts/{slug}/verification", .may(.verifyPost), verify),
            .get("/desk/board", .may(.seeBoard), board),
            .api("/freshness", .may(.seeBoard), freshness),
        ]
    }

    // MARK: One country's desk

    private func home(_ ask: Ask) async throws -> Response {
        guard let scope = try scope(ask) else { return ask.redirect(to: ask.path("/desk/board")) }
        let part = ask.query["show"].flatMap(Desk.Part.init(rawValue:)) ?? .all
        let number = max(1, min(ask.query["page"].flatMap { Int($0) } ?? 1, 10_000)), today = ask.today
        let (counts, items) = try await house.database.read { tx in
            let desk = Desk(tx)
            return (try desk.counts(scope, today: today), try desk.posts(scope, part, today: today, offset: (number - 1) * Self.pageSize, limit: Self.pageSize))
        }
        let total = switch part { case .all: counts.all; case .due: counts.due; case .incomplete: counts.incomplete; case .differing: counts.differing }
        func address(_ part: Desk.Part, _ number: Int = 1) -> String { ask.path("/desk?show=\(part.rawValue)" + (number > 1 ? "&page=\(number)" : "")) }
        let figures: [(Desk.Part, Int)] = [(.due, counts.due), (.incomplete, counts.incomplete), (.differing, counts.differing), (.all, counts.all)]
        var title = ask.text("directory.desk.own_post")
        var model: Model = ["csrf": ask.formToken, "is_empty": items.isEmpty]
        if case .country(let country) = scope {
            title = ask.text("directory.desk.title", ["country": country.nameInText(in: ask.language.code)])
            model["add"] = ask.path("/desk/posts/new")
            model["import"] = ask.path("/desk/import")
            model["accreditations"] = ask.path("/desk/accreditations")
            model["covering"] = ask.path("/desk/covering")
            model["countries"] = try await others(ask, country)
        }
        model["title"] = title
        model["parts"] = figures.map { ["href": address($0.0), "name": ask.text("directory.desk.part.\($0.0.rawValue)"), "count": ask.formats.number($0.1), "is_current": $0.0 == part] as Model }
        model["items"] = items.map { row($0, ask, back: address(part, number)) }
        if number > 1 { model["previous"] = address(part, number - 1) }
        if number * Self.pageSize < total { model["next"] = address(part, number + 1) }
        model["has_pager"] = total > Self.pageSize
        return try show(ask, "directory/desk", title: title, model)
    }

    /// The country whose desk it is: of several, the one asked for; nil for those who have the board instead.
    private func scope(_ ask: Ask) throws -> Desk.Scope? {
        let viewer = try ask.person()
        let countries = viewer.grants.filter { $0.role == .liaison }.compactMap(\.delegation.country)
        if let asked = ask.query["country"].flatMap({ CountryCode($0) }), countries.contains(asked) { return .country(asked) }
        if let first = countries.first { return .country(first) }
        return viewer.grants.first { $0.role == .consul }.flatMap(\.post).map { .post(ID<Post>($0)) }
    }

    private func others(_ ask: Ask, _ current: CountryCode) async throws -> [Model] {
        let all = try ask.person().grants.filter { $0.role == .liaison }.compactMap(\.delegation.country)
        guard all.count > 1 else { return [] }
        return all.map { ["href": ask.path("/desk?country=\($0.rawValue)"), "name": $0.name(in: ask.language.code), "is_current": $0 == current] as Model }
    }

    private func row(_ item: Desk.Item, _ ask: Ask, back: String) -> Model {
        let view = PostView(post: item.post, ask: ask)
        var model = view.line
        model["freshness"] = view.freshness
        model["edit"] = ask.path("/desk/posts/\(item.post.slug)")
        model["officers"] = ask.path("/desk/posts/\(item.post.slug)/officers")
        model["verify"] = ask.path("/desk/posts/\(item.post.slug)/verification")
        model["back"] = back
        model["receiving"] = item.post.receiving.name(in: ask.language.code)
        model["missing"] = item.missing.isEmpty ? nil : ask.text("directory.desk.missing", ["fields": ask.formats.list(item.missing.map { ask.text("directory.field.\($0)").lowercased() })])
        model["differs"] = item.isDiffering
        // Who has just said so today need not say so again.
        model["is_fresh"] = item.post.verification?.on == ask.today
        return model
    }

    private func verify(_ ask: Ask) async throws -> Response {
        let values = try await ask.form()
        let slug = try ask.parameter("slug"), now = ask.now
        guard let post = try await house.database.read({ try Posts($0).post(slug: slug) }) else { throw PageError.notFound }
        let grant = try ask.require(.verifyPost, of: Viewer.Owner(country: post.sending, post: post.id.uuid))
        let actor = ask.actor(grant)
        try await house.database.write { try Posts($0).verify(post, by: actor, at: now) }
        let back = values["back"].flatMap { $0.hasPrefix(ask.path("/")) ? $0 : nil } ?? ask.path("/posts/\(slug)")
        return ask.redirect(to: back, done: "directory.desk.verified_done")
    }

    // MARK: The Secretariat's board

    private func board(_ ask: Ask) async throws -> Response {
        let today = ask.today, language = ask.language.code
        let (standings, officers) = try await house.database.read { (try Desk($0).board(today: today), try LiaisonOfficer.all($0)) }
        let byCountry = Dictionary(grouping: officers, by: \.country)
        let rows = standings.map { standing -> Model in
            let people = (byCountry[standing.sending] ?? []).map { ["name": $0.name, "email": $0.email] as Model }
            var model: Model = ["country": standing.sending.name(in: language), "people": people, "has_people": !people.isEmpty, "is_pressing": standing.pressing > 0,
                                "href": ask.path("/directory?q=\(standing.sending.name(in: language).queryEncoded)")]
            for (name, figure) in [("posts", standing.posts), ("current", standing.current), ("due", standing.due), ("overdue", standing.overdue), ("lapsed", standing.lapsed),
                                   ("never", standing.never), ("incomplete", standing.incomplete)] {
                model[name] = ask.formats.number(figure)
            }
            model["last"] = standing.lastVerified.map(ask.formats.date)
            model["call"] = ask.text("directory.board.call", ["count": ask.formats.number(standing.pressing)])
            return model
        }
        return try show(ask, "directory/board", title: ask.text("directory.board.title"), [
            "title": ask.text("directory.board.title"), "rows": rows, "to_call": rows.filter { $0["is_pressing"] as? Bool ?? false },
        ])
    }

    private struct APIStanding: Encodable {
        let sendingState: CountryCode
        let posts, current, due, overdue, lapsed, never, incomplete: Int
    }

    private func freshness(_ ask: Ask) async throws -> Response {
        try ask.allowOnly([])
        let today = ask.today
        let standings = try await house.database.read { try Desk($0).board(today: today) }
        return try ask.json(["countries": standings.map {
            APIStanding(sendingState: $0.sending, posts: $0.posts, current: $0.current, due: $0.due, overdue: $0.overdue, lapsed: $0.lapsed, never: $0.never, incomplete: $0.incomplete)
        }])
    }

    private func show(_ ask: Ask, _ view: String, title: String, _ model: Model) throws -> Response {
        var page = Page(view, title: title, model)
        page.section = "desk"
        page.isIndexed = false
        return try ask.show(page)
    }
}
