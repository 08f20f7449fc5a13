import Accounts
import Foundation
import Storage
import Web

/// Asks the index, and the rooms for the addresses of what it found.
struct SearchRecords {
    let house: House
    let kinds: [any SearchKind]

    static let pageSize = 20

    /// What was found, with its place.
    struct Found: Sendable {
        let hit: FullText.Hit
        /// Without language.
        let path: String
        let mark: SearchMark?
    }

    struct Results: Sendable {
        let found: [Found]
        let counts: [String: Int]
        let total: Int
    }

    /// One read transaction: three statements, and one or two for each kind on the page.
    func results(of question: SearchQuestion, for ask: Ask) async throws -> Results {
        let query = question.query, filter = question.filter(for: ask.viewer), offset = (question.page - 1) * Self.pageSize
        let kinds = kinds, language = ask.language.code
        return try await house.database.read { tx in
            let answer = try tx.search(query, filter, counting: kinds.map(\.kind), for: language, limit: Self.pageSize, offset: offset)
            var paths: [UUID: String] = [:], marks: [UUID: SearchMark] = [:]
            for (name, hits) in Dictionary(grouping: answer.hits, by: \.kind) {
                guard let kind = kinds.first(where: { $0.kind == name }) else { continue }
                paths.merge(try kind.paths(of: hits.map(\.record), in: tx)) { first, _ in first }
                marks.merge(try kind.marks(of: hits.map(\.record), for: ask, in: tx)) { first, _ in first }
            }
            return Results(found: answer.hits.compactMap { hit in paths[hit.record].map { Found(hit: hit, path: $0, mark: marks[hit.record]) } }, counts: answer.counts, total: answer.total)
        }
    }
}
