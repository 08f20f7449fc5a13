import Directory
import Foundation
import Geography
import Localization
import Membership
import Storage

/// The directory's posts, for the roles of consuls: membership does not know the directory.
struct DirectoryPosts: ConsularPosts {
    /// Posts offered at most: more than any member has.
    private static let limit = 500

    func posts(of sending: CountryCode, in tx: Transaction) throws -> [(id: UUID, name: LocalizedText)] {
        try Posts(tx).list(Posts.Filter(sending: sending), limit: Self.limit).map { ($0.id.uuid, $0.name) }
    }

    func names(of posts: [UUID], in tx: Transaction) throws -> [UUID: LocalizedText] {
        Dictionary(try Posts(tx).posts(ids: posts.map { ID<Post>($0) }).map { ($0.id.uuid, $0.name) }, uniquingKeysWith: { first, _ in first })
    }
}
