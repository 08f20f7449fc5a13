import Foundation
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

extension Posts {
    /// What the addresses of posts are made of.
    func slugs(of posts: [ID<Post>]) throws -> [ID<Post>: String] {
        guard !posts.isEmpty else { return [:] }
        return Dictionary(try tx.rows("SELECT id, slug FROM post WHERE id IN \(list: posts)") { (try $0.get("id"), try $0.get("slug")) }, uniquingKeysWith: { first, _ in first })
    }
}
