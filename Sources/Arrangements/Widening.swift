import Accounts
import Foundation

/// That more people may read an arrangement, as somebody has asked: it was agreed by two States, and is shown to more readers only
/// when both have said that it may be. Fewer readers need nobody's word but one.
public struct Widening: Sendable, Hashable, Codable {
    public let level: PublicationLevel
    /// nil for the Secretariat.
    public let asker: Arrangement.Side?
    public let askedAt: Date
    /// The one side that has agreed so far, the asker's own among them; with the other's word it is done.
    public let agreed: Arrangement.Side?

    /// Whose word it waits for.
    public var awaited: [Arrangement.Side] { Arrangement.Side.allCases.filter { $0 != agreed } }
}

extension PublicationLevel {
    /// More people read it.
    func isWider(than other: PublicationLevel) -> Bool {
        guard let own = Terms.levels.firstIndex(of: self), let others = Terms.levels.firstIndex(of: other) else { return false }
        return own < others
    }
}
