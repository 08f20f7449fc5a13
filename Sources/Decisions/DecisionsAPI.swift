import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The decisions as data: what the pages show, to the same people.
struct DecisionsAPI {
    let house: House

    static let pageSize = 100

    var routes: [Route] {
        [
            .api("/decisions", list),
            .api("/decisions/{id}", one),
        ]
    }

    private struct APIPage: Encodable {
        let decisions: [APIDecision]
        let total: Int
        let next: OrNull<String>
    }

    private func list(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["state", "year", "page"])
        let state = try ask.decisionState(), year = try ask.number("year", in: 1...9999), page = try ask.pageNumber(), now = ask.now
        let filter = Decisions.Filter(for: ask.viewer, state: state, year: year)
        let (entries, total, delegations) = try await house.database.read { tx in
            let decisions = Decisions(tx)
            return (try decisions.list(filter, offset: (page - 1) * Self.pageSize, limit: Self.pageSize), try decisions.count(filter), try Delegations.all(in: tx))
        }
        let items = entries.map { APIDecision($0.decision, deadline: $0.deadline, delegations: delegations, file: nil, viewer: ask.viewer, url: ask.absolute(ask.path($0.decision.path)), at: now) }
        var next: String?
        if page * Self.pageSize < total {
            let parts = [state.map { "state=\($0.rawValue)" }, year.map { "year=\($0)" }, "page=\(page + 1)"]
            next = "/api/v1/decisions?" + parts.compactMap(\.self).joined(separator: "&")
        }
        return try ask.json(APIPage(decisions: items, total: total, next: OrNull(next)), validUntil: entries.compactMap { $0.deadline?.instant }.filter { $0 > now }.min())
    }

    private func one(_ ask: Ask) async throws -> Response {
        try ask.allowOnly([])
        let key = try ask.parameter("id"), now = ask.now
        guard let file = try await house.database.read({ try Decisions($0).file(key: key) }), ask.viewer.maySee(file.decision.audience) else { throw PageError.notFound }
        let deadline = file.round?.end == nil ? file.round?.deadline : nil
        let item = APIDecision(file.decision, deadline: deadline, delegations: file.delegations, file: file, viewer: ask.viewer, url: ask.absolute(ask.path(file.decision.path)), at: now)
        return try ask.json(item, validUntil: deadline.flatMap { $0.instant > now ? $0.instant : nil })
    }
}
