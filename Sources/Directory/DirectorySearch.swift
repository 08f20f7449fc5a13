import Foundation
import Localization
import Storage
import Web

/// Consular posts in the search of the house.
struct PostSearch: SearchKind {
    /// Theme 1 of the plan, "Cooperation between consular officers": the directory is its activity 1.5.1.
    static let theme = "1"

    var kind: String { Post.auditKind }
    var name: String { "directory.search.kind" }

    func paths(of records: [UUID], in tx: Transaction) throws -> [UUID: String] {
        try Posts(tx).slugs(of: records.map { ID<Post>($0) }).reduce(into: [:]) { $0[$1.key.uuid] = "/posts/\($1.value)" }
    }

    func marks(of records: [UUID], for ask: Ask, in tx: Transaction) throws -> [UUID: SearchMark] {
        try Posts(tx).posts(ids: records.map { ID<Post>($0) }).reduce(into: [:]) { marks, post in
            marks[post.id.uuid] = PostView(post: post, ask: ask).mark
        }
    }
}

/// Officers in function, by name: found with the post, where their State names them.
struct OfficerSearch: SearchKind {
    var kind: String { Officer.auditKind }
    var name: String { "directory.search.officers" }

    func paths(of records: [UUID], in tx: Transaction) throws -> [UUID: String] {
        guard !records.isEmpty else { return [:] }
        let posts = try tx.rows("SELECT o.id, p.slug FROM officer o JOIN post p ON p.id = o.post WHERE o.id IN \(list: records)") { (try $0.get("id", as: UUID.self), try $0.get("slug", as: String.self)) }
        return Dictionary(posts.map { ($0, "/posts/\($1)") }, uniquingKeysWith: { first, _ in first })
    }
}

/// Covering agreements: who answers for whom, where, on which days.
struct CoveringSearch: WordedSearchKind {
    let catalogue: Catalogue

    var kind: String { CoveringAgreement.auditKind }
    var name: String { "directory.covering.title" }

    func paths(of records: [UUID], in tx: Transaction) throws -> [UUID: String] {
        Dictionary(records.map { ($0, "/covering/\(ID<CoveringAgreement>($0))") }, uniquingKeysWith: { first, _ in first })
    }

    func entry(of record: UUID, at now: Date, in tx: Transaction) throws -> SearchEntry? {
        guard let agreement = try CoveringAgreements(tx).agreement(id: ID(record)) else { return nil }
        let texts = Language.all.map { language in
            let words = CoveringView.words(agreement, Formats(catalogue, in: language), in: language)
            let body = [catalogue.text("directory.covering.days", in: language, words), words["receiving"], agreement.end.map { _ in catalogue.text("directory.covering.state.ended", in: language) }]
            return (language, (catalogue.text("directory.covering.line", in: language, words), body.compactMap(\.self).joined(separator: " · ")))
        }
        return SearchEntry(Dictionary(texts, uniquingKeysWith: { first, _ in first }), also: catalogue.inAllLanguages("directory.covering.also"), audience: "public", countries: agreement.states,
                           theme: PostSearch.theme, day: agreement.begins)
    }
}

extension Posts {
    /// What the addresses of posts are made of.
    func slugs(of posts: [ID<Post>]) throws -> [ID<Post>: String] {
        guard !posts.isEmpty else { return [:] }
        return Dictionary(try tx.rows("SELECT id, slug FROM post WHERE id IN \(list: posts)") { (try $0.get("id"), try $0.get("slug")) }, uniquingKeysWith: { first, _ in first })
    }
}

extension Post {
    var numbers: [PhoneNumber] { phones + [emergencyPhone].compactMap(\.self) }

    /// What else people type for it: a number in one piece, with the country's code and without; the usual short names of the United States.
    var otherNames: [String] {
        let digits = numbers.map { $0.e164.filter(\.isNumber) }
        let national = numbers.map { $0.international.split(separator: " ", maxSplits: 1).last.map(String.init) ?? "" }
        let isOfTheStates = [sending, receiving].contains { $0.rawValue == "US" }
        return digits + national.map { $0.filter(\.isNumber) } + (isOfTheStates ? ["EEUU", "EE UU", "USA", "US", "U S"] : [])
    }
}
