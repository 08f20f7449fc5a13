import Foundation
import Geography
import Localization
import Storage

/// The posts that a consul's role may name. The directory knows them; the roof brings the two rooms together.
public protocol ConsularPosts: Sendable {
    /// The posts of a sending State, in the order in which they are offered.
    func posts(of sending: CountryCode, in tx: Transaction) throws -> [(id: UUID, name: LocalizedText)]
    /// Their names, for showing roles; one statement for all.
    func names(of posts: [UUID], in tx: Transaction) throws -> [UUID: LocalizedText]
}
