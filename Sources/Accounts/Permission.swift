/// Something that a person may do, named `feature.record.verb`.
public struct Action: Hashable, Sendable, RawRepresentable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
    public var description: String { rawValue }
}

/// Whose records a permission reaches.
public enum Reach: Sendable, Hashable, Comparable {
    /// The records of the post that the role names.
    case ownPost
    /// The records of the person's delegation.
    case ownDelegation
    case any
}

/// A feature's rules of access, all in one place: role × action × whose record.
public struct Permissions: Sendable {
    private var rules: [Action: [Role: Reach]]

    public init(_ rules: [Action: [Role: Reach]] = [:]) { self.rules = rules }

    public var actions: [Action] { rules.keys.sorted { $0.rawValue < $1.rawValue } }

    public func reach(of role: Role, in action: Action) -> Reach? { rules[action]?[role] }

    public func merging(_ other: Permissions) -> Permissions {
        var all = self
        all.rules.merge(other.rules) { mine, theirs in mine.merging(theirs) { max($0, $1) } }
        return all
    }
}
