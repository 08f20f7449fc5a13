import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The consular list of officers as everybody reads it, and a post's officers on its desk.
struct OfficerPages {
    let house: House

    static let pageSize = 60

    var routes: [Route] {
        [
            .get("/directory/{country}/officers", .everyone, list),
            .get("/desk/posts/{slug}/officers", .may(.seeDesk), ofPost),
        ]
    }

    // MARK: Who was accredited here on that day?

    private func list(_ ask: Ask) async throws -> Response {
        guard let receiving = CountryCode(try ask.parameter("country")), receiving.isMember else { throw PageError.notFound }
        let sending = try ask.country("sending")
        var form = Form(ask.query, ask)
        let typed = form.day("on")
        if let typed, typed > ask.today { form.fail("on", "directory.officers.list.future", ["date": ask.formats.date(typed)]) }
        // A day that cannot be meant is told beside the field, with today's list below.
        let day = form.isValid ? typed ?? ask.today : ask.today
        let pager = try Pager(ask, size: Self.pageSize), viewer = ask.viewer
        let (entries, tally, senders) = try await house.database.read { tx in
            let officers = Officers(tx)
            return (try officers.accredited(in: receiving, on: day, sending: sending, to: viewer, offset: pager.offset, limit: pager.size),
                    try officers.tally(in: receiving, on: day, sending: sending, to: viewer), try Posts(tx).senders(in: receiving))
        }
        let language = ask.language.code
        let base = ask.path("/directory/\(receiving.rawValue.lowercased())/officers")
        let query = [typed == nil ? nil : "on=\(day)", sending.map { "sending=\($0.rawValue)" }].compactMap(\.self).joined(separator: "&")
        let title = ask.text("directory.officers.list.title", ["country": receiving.nameInText(in: language)])
        var model = try pager.model(of: tally.all, at: query.isEmpty ? base : "\(base)?\(query)")
        model["title"] = title
        model["groups"] = groups(entries, ask, on: day)
        model["is_empty"] = entries.isEmpty
        model["count"] = ask.text("directory.officers.list.count", [
            "date": ask.formats.date(day), "accredited": ask.formats.number(tally.accredited), "notified": ask.formats.number(tally.notified),
        ])
        model["only_heads"] = viewer == nil
        model["base"] = base
        model["posts"] = ask.path("/directory/\(receiving.rawValue.lowercased())")
        model["day"] = form.field("on", label: ask.text("directory.officers.list.on"), value: day.description, type: "date", required: true)
        model["sender"] = form.select("sending", label: ask.text("directory.sending"), options: senders.sorted(in: language).map { ($0.rawValue, $0.name(in: language)) },
                                      empty: ask.text("directory.list.all"))
        model["summary"] = form.summary
        var page = Page("directory/officers", title: title, model)
        page.section = "directory"
        page.validUntil = ask.today.adding(days: 1).start(in: .network)
        page.json = "/api/v1/officers?receiving_state=\(receiving.rawValue)" + (query.isEmpty ? "" : "&" + query.replacing("sending=", with: "sending_state="))
        if !form.isValid { page.status = .badRequest }
        return try ask.show(page)
    }

    /// By sending State; the list comes in that order.
    private func groups(_ entries: [OfficerEntry], _ ask: Ask, on day: Day) -> [Model] {
        var groups: [(sending: CountryCode, lines: [Model])] = []
        for entry in entries {
            if groups.last?.sending != entry.post.sending { groups.append((entry.post.sending, [])) }
            groups[groups.count - 1].lines.append(OfficerView(entry, ask, on: day).line)
        }
        return groups.map { ["name": $0.sending.name(in: ask.language.code), "officers": $0.lines] as Model }
    }

    // MARK: A post's officers on its desk

    private func ofPost(_ ask: Ask) async throws -> Response {
        let slug = try ask.parameter("slug"), pager = try Pager(ask, size: Self.pageSize), viewer = try ask.person()
        let found = try await house.database.read { tx -> (post: Post, entries: [OfficerEntry], total: Int)? in
            guard let post = try Posts(tx).post(slug: slug) else { return nil }
            let officers = Officers(tx)
            return (post, try officers.visible(of: post.id, to: viewer, includesEnded: true, offset: pager.offset, limit: pager.size), try officers.count(of: post.id, to: viewer))
        }
        guard let found else { throw PageError.notFound }
        let owner = Viewer.Owner(country: found.post.sending, post: found.post.id.uuid)
        try ask.require(.seeDesk, of: owner)
        let base = ask.path("/desk/posts/\(slug)/officers"), mayEdit = ask.may(.editOfficers, of: owner)
        let title = ask.text("directory.officers.title")
        var model = try pager.model(of: found.total, at: base)
        model["title"] = title
        model["office"] = PostView(post: found.post, ask: ask).name
        model["office_href"] = ask.path("/posts/\(slug)")
        model["officers"] = found.entries.map { OfficerView($0, ask).deskLine }
        model["is_empty"] = found.entries.isEmpty
        model["may_edit"] = mayEdit
        model["add"] = base + "/new"
        return try ask.showOnDesk("directory/desk_officers", title: title, model)
    }
}

extension Ask {
    /// A page of the desk: for those signed in, and for no search engine.
    /// - Parameter isValid: false when a form comes back to be mended.
    func showOnDesk(_ view: String, title: String, _ model: Model, isValid: Bool = true) throws -> Response {
        var page = Page(view, title: title, model)
        page.section = "desk"
        page.isIndexed = false
        if !isValid { page.status = .unprocessableContent }
        return try show(page)
    }
}
