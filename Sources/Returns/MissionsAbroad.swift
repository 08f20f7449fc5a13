import Foundation
import Geography
import Localization
import Storage

/// A post of the reporting country, from which a request may be recorded.
public struct OfferedPost: Sendable, Hashable {
    public let id: UUID
    /// As files name it: `mx-us-tucson`.
    public let key: String
    public let name: LocalizedText

    public init(id: UUID, key: String, name: LocalizedText) { (self.id, self.key, self.name) = (id, key, name) }
}

/// A mission of a country of origin somewhere in the region.
public struct MissionAbroad: Sendable, Hashable {
    /// Whose it is.
    public let sending: CountryCode
    public let receiving: CountryCode
    public let name: LocalizedText
    public let town: String
    /// Where it stands, if that is known.
    public let position: Position?
    /// Address of its card, without language.
    public let path: String

    public init(sending: CountryCode, receiving: CountryCode, name: LocalizedText, town: String, position: Position?, path: String) {
        (self.sending, self.receiving, self.name) = (sending, receiving, name)
        (self.town, self.position, self.path) = (town, position, path)
    }
}

/// What this room must know of posts, and asks the house for: it does not know the directory.
public protocol MissionsAbroad: Sendable {
    /// Open posts of a member, for the form.
    func posts(of sending: CountryCode, in tx: Transaction) throws -> [OfferedPost]
    func posts(ids: [UUID], in tx: Transaction) throws -> [OfferedPost]
    /// All that these States have in the region and that is not closed: one statement, however many.
    func missions(of sending: [CountryCode], in tx: Transaction) throws -> [MissionAbroad]
}

/// A house without a directory.
public struct NoMissions: MissionsAbroad {
    public init() {}
    public func posts(of sending: CountryCode, in tx: Transaction) throws -> [OfferedPost] { [] }
    public func posts(ids: [UUID], in tx: Transaction) throws -> [OfferedPost] { [] }
    public func missions(of sending: [CountryCode], in tx: Transaction) throws -> [MissionAbroad] { [] }
}
