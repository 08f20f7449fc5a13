import Foundation

/// Who makes a change, and for which delegation: what every audit record names.
public struct Actor: Sendable, Hashable {
    /// nil for the program itself (a job, the first content) and for an operator at the shell.
    public let person: UUID?
    public let delegation: UUID?
    /// As it stood at the time, e.g. a person's name, `shell`, `content`. Kept in the record even if the person leaves.
    public let name: String

    public init(person: UUID?, delegation: UUID?, name: String) {
        self.person = person
        self.delegation = delegation
        self.name = name
    }

    /// The program filling an empty database with its content.
    public static let content = Actor(person: nil, delegation: nil, name: "content")
    /// An operator at the command line.
    public static let shell = Actor(person: nil, delegation: nil, name: "shell")
}
