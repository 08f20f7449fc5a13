import Directory
import Foundation
import Geography
import Localization
import Returns
import Storage

/// The directory's posts, for requests of travel documents: that room does not know the directory.
struct DirectoryMissions: MissionsAbroad {
    /// Posts offered at most: more than any member has.
    private static let limit = 500

    func posts(of sending: CountryCode, in tx: Transaction) throws -> [OfferedPost] {
        try Posts(tx).list(Posts.Filter(sending: sending), limit: Self.limit).map { OfferedPost(id: $0.id.uuid, key: $0.slug, name: $0.name) }
    }

    func posts(ids: [UUID], in tx: Transaction) throws -> [OfferedPost] {
        try Posts(tx).posts(ids: ids.map { ID<Post>($0) }).map { OfferedPost(id: $0.id.uuid, key: $0.slug, name: $0.name) }
    }

    func missions(of sending: [CountryCode], in tx: Transaction) throws -> [MissionAbroad] {
        try Posts(tx).missions(of: sending).map {
            MissionAbroad(sending: $0.sending, receiving: $0.receiving, name: $0.name, town: $0.city, position: $0.position, path: "/posts/\($0.slug)")
        }
    }
}
