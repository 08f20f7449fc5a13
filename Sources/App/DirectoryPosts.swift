import Directory
import Foundation
import Geography
import Localization
import Membership
import Storage
import Visas

/// The directory's posts, for rooms that do not know the directory: for the roles of consuls, and where visas are asked for.
struct DirectoryPosts: ConsularPosts, VisaPosts {
    /// Posts offered at most: more than any member has.
    private static let limit = 500

    func posts(of sending: CountryCode, in tx: Transaction) throws -> [(id: UUID, name: LocalizedText)] {
        try Posts(tx).list(Posts.Filter(sending: sending), limit: Self.limit).map { ($0.id.uuid, $0.name) }
    }

    func names(of posts: [UUID], in tx: Transaction) throws -> [UUID: LocalizedText] {
        Dictionary(try Posts(tx).posts(ids: posts.map { ID<Post>($0) }).map { ($0.id.uuid, $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    func posts(of states: [CountryCode], in countries: [CountryCode], limit: Int, tx: Transaction) throws -> [CountryCode: [CountryCode: [VisaPost]]] {
        // Those that say they give visas, then those that say nothing of what they do; an honorary one last.
        func rank(_ post: Post) -> Int { (post.isHonorary ? 4 : 0) + (post.services.contains(.visa) ? 0 : post.services.isEmpty ? 1 : 2) }
        func shown(_ posts: [Post]) -> [VisaPost] {
            posts.sorted { (rank($0), $0.slug) < (rank($1), $1.slug) }.prefix(limit).map { VisaPost(name: $0.name, city: $0.city, path: "/posts/\($0.slug)") }
        }
        return Dictionary(grouping: try Posts(tx).open(of: states, in: countries), by: \.sending).mapValues { Dictionary(grouping: $0, by: \.receiving).mapValues(shown) }
    }

    func list(of destination: CountryCode, in country: CountryCode) -> String? {
        country.isMember ? "/directory/\(country.rawValue.lowercased())?sending=\(destination)" : nil
    }
}
