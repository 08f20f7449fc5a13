import Accounts
import Foundation
import Hummingbird
import Storage
import Web

/// The search as data: what its page shows, to the same people.
struct SearchAPI {
    let records: SearchRecords

    var routes: [Route] { [.api("/search", search)] }

    private struct Answer: Encodable {
        let total: Int
        let kinds: [Kind]
        let results: [Result]
        let next: String?

        private enum Keys: String, CodingKey { case total, kinds, results, next }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(total, forKey: .total)
            try container.encode(kinds, forKey: .kinds)
            try container.encode(results, forKey: .results)
            try container.encode(next, forKey: .next)
        }
    }

    private struct Kind: Encodable {
        let kind: String
        let count: Int
    }

    private struct Result: Encodable {
        let kind: String
        let id: String
        let language: String
        let title: String
        let fragment: [Piece]
        let mark: OrNull<String>
        let url: String
    }

    private struct Piece: Encodable {
        let text: String
        let hit: Bool
    }

    private func search(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(SearchQuestion.parameters)
        let (question, faults) = SearchQuestion.read(ask.query, kinds: records.kinds.map(\.kind))
        guard let question else {
            let fault = faults.first
            // Only this room's reason has its words here.
            if let fault, fault.isWellPut { throw PageError.nothingThere(field: fault.field, reason: fault.reason == "no_words" ? ask.text("search.fault.no_words_reason") : fault.reason) }
            throw PageError.badRequest(field: fault?.field ?? "q", reason: fault?.reason ?? "missing")
        }
        let results = try await records.results(of: question, for: ask)
        let last = question.page * SearchRecords.pageSize >= results.total || question.page == SearchQuestion.pageLimit
        return try ask.json(Answer(
            total: results.total,
            kinds: records.kinds.compactMap { kind in results.counts[kind.kind].map { Kind(kind: kind.kind, count: $0) } },
            results: results.found.map { found in
                let fragment = (found.hit.otherPassage ?? found.hit.passage).text.map { Piece(text: $0.text, hit: $0.isHit) }
                return Result(kind: found.hit.kind, id: found.hit.record.uuidString.lowercased(), language: found.hit.language, title: found.hit.title, fragment: fragment, mark: OrNull(found.mark?.text),
                              url: ask.absolute(ask.path(found.path)))
            },
            next: last ? nil : "/api/v1/search" + question.onPage(question.page + 1).address), validUntil: ask.tomorrow)
    }
}
