import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The list of decisions, one decision, and its record to print.
struct DecisionPages {
    let house: House

    static let pageSize = 30

    var routes: [Route] {
        [
            .get("/decisions", .everyone, list),
            .get("/decisions/{id}", .everyone, one),
            .get("/decisions/{id}/record", .everyone, record),
        ]
    }

    private func list(_ ask: Ask) async throws -> Response {
        let state = try ask.decisionState(), pager = try Pager(ask, size: Self.pageSize), now = ask.now, viewer = ask.viewer
        let filter = Decisions.Filter(for: viewer, state: state)
        let (entries, counts) = try await house.database.read { tx in
            let decisions = Decisions(tx)
            return (try decisions.list(filter, offset: pager.offset, limit: pager.size), try decisions.counts(filter.audiences))
        }
        let all = counts.values.reduce(0, +), address = ask.path("/decisions")
        var model = try pager.model(of: state.map { counts[$0] ?? 0 } ?? all, at: address + (state.map { "?state=\($0.rawValue)" } ?? ""))
        let title = ask.text("decisions.title")
        model["title"] = title
        model["decisions"] = entries.map { DecisionView($0.decision, ask, at: now).line($0) }
        model["is_empty"] = entries.isEmpty
        model["new"] = ask.may(.putDecision) ? ask.path("/decisions/new") : false
        // To the public there is only what was adopted: nothing to choose among.
        model["states"] = viewer == nil ? [] : [part(nil, state, all, ask)] + Decision.State.allCases.map { part($0, state, counts[$0] ?? 0, ask) }
        model["has_states"] = viewer != nil
        var page = Page("decisions/list", title: title, model)
        page.section = "decisions"
        page.isIndexed = viewer == nil && state == nil
        page.json = "/api/v1/decisions"
        // A deadline that passes changes what the list says.
        page.validUntil = entries.compactMap { $0.deadline?.instant }.filter { $0 > now }.min()
        return try ask.show(page)
    }

    private func part(_ state: Decision.State?, _ current: Decision.State?, _ count: Int, _ ask: Ask) -> Model {
        ["href": ask.path("/decisions" + (state.map { "?state=\($0.rawValue)" } ?? "")), "name": ask.text("decisions.states.\(state?.rawValue ?? "all")"),
         "count": ask.formats.number(count), "is_current": state == current]
    }

    private func one(_ ask: Ask) async throws -> Response {
        let (file, seat, now) = try await find(ask)
        // The identifier of what has a number leads to the number.
        if try ask.parameter("id") != file.decision.key { return ask.redirect(to: ask.path(file.decision.path)) }
        return try DecisionPage(file: file, seat: seat, ask: ask, now: now).show()
    }

    private func record(_ ask: Ask) async throws -> Response {
        let (file, seat, now) = try await find(ask)
        if try ask.parameter("id") != file.decision.key { return ask.redirect(to: ask.path(file.decision.path + "/record")) }
        let view = FileView(file: file, seat: seat, ask: ask, now: now)
        let title = file.decision.number.map { ask.text("decisions.number", ["number": $0.description]) } ?? ask.text("decisions.record")
        var model = view.model
        model["title"] = title
        model["printed"] = ask.text("decisions.printed", ["instant": DecisionView.instant(now, .standard, ask)])
        var page = Page("decisions/record", title: title, model)
        page.frame = .print
        page.section = "decisions"
        page.isIndexed = false
        // It says when it was printed: kept for a minute, not longer.
        page.validUntil = min(now.addingTimeInterval(60), file.round?.deadline.map(\.instant).flatMap { $0 > now ? $0 : nil } ?? .distantFuture)
        return try ask.show(page)
    }

    /// - Throws: ``PageError/notFound`` for what is not there and for what this person may not see, alike; somebody who is not
    ///   signed in is asked to, alike too.
    private func find(_ ask: Ask) async throws -> (DecisionFile, Seat, Date) {
        let key = try ask.parameter("id"), viewer = ask.viewer, permissions = house.permissions, now = ask.now
        let found = try await house.database.read { tx -> (DecisionFile, Seat)? in
            guard let file = try Decisions(tx).file(key: key) else { return nil }
            return (file, try Seat(viewer, permissions, at: now, in: tx))
        }
        guard let (file, seat) = found, seat.maySee(file.decision) else { throw viewer == nil ? PageError.signIn : PageError.notFound }
        return (file, seat, now)
    }
}
