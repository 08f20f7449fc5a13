import Foundation
import Localization
import Records
import Storage

/// What `enlace user …` does: the same verbs as the pages, by e-mail address and short name, for the operator at the shell.
/// One-time links come back as paths to put behind the server's address.
public enum ShellAccounts {
    /// One line of `enlace user list`.
    public struct Line: Sendable {
        public let person: Person
        public let grants: [RoleGrant]
    }

    /// Invites somebody; this is how the first operator gets in. An open invitation of the same address is sent again when it
    /// is for the same role.
    /// - Returns: the path of the one-time link.
    /// - Throws: ``AccountError``.
    public static func add(email: String, name: String, role: Role, delegation slug: String, post: UUID? = nil, language: Language = .spanish, at now: Date, in tx: Transaction) throws -> String {
        try Delegations.ensureFoundations(in: tx, at: now)
        guard let delegation = try Delegations.find(slug: slug, in: tx) else { throw AccountError.unknownDelegation(slug) }
        let open = try Invitations.unanswered(of: [delegation.id], limit: 1000, in: tx)
            .first { $0.email == Person.normalized(email: email) && $0.role == role && $0.post == post && $0.expiresAt > now }
        if let open {
            return Invitation.path(token: try Invitations.resend(open.id, by: .shell, at: now, in: tx), language: language)
        }
        let made = try Invitations.make(email: email, name: name, language: language, role: role, delegation: delegation, post: post, by: .shell, at: now, in: tx)
        return Invitation.path(token: made.token, language: language)
    }

    /// All people, by name.
    public static func list(in tx: Transaction) throws -> [Line] {
        let people = try People.list(in: nil, limit: 10_000, in: tx)
        // In parts, since an engine takes only so many values in one statement.
        let grants = try stride(from: 0, to: people.count, by: 500).map { try Grants.of(people[$0...].prefix(500).map(\.id), in: tx) }
            .reduce(into: [:]) { $0.merge($1) { first, _ in first } }
        return people.map { Line(person: $0, grants: grants[$0.id] ?? []) }
    }

    public static func disable(email: String, at now: Date, in tx: Transaction) throws {
        try People.disable(try person(email, in: tx), by: .shell, at: now, in: tx)
    }

    public static func enable(email: String, at now: Date, in tx: Transaction) throws {
        try People.enable(try person(email, in: tx), by: .shell, at: now, in: tx)
    }

    /// - Returns: the path of the one-time link by which the person chooses a new password.
    public static func resetPassword(email: String, at now: Date, in tx: Transaction) throws -> String {
        guard let person = try People.find(email: email, in: tx) else { throw AccountError.unknownPerson }
        return PasswordLinks.path(token: try PasswordLinks.make(for: person.id, by: .shell, at: now, in: tx), language: person.language)
    }

    /// For somebody who lost app and recovery codes; where the role needs one, the next sign-in enrols a new one.
    public static func resetSecondFactor(email: String, at now: Date, in tx: Transaction) throws {
        try SecondFactors.remove(of: try person(email, in: tx), by: .shell, at: now, in: tx)
    }

    public static func grant(_ role: Role, to email: String, delegation slug: String, post: UUID? = nil, at now: Date, in tx: Transaction) throws {
        guard let delegation = try Delegations.find(slug: slug, in: tx) else { throw AccountError.unknownDelegation(slug) }
        try Grants.give(role, to: try person(email, in: tx), of: delegation, post: post, by: .shell, at: now, in: tx)
    }

    /// Takes the role away, for every post where the person holds it.
    public static func revoke(_ role: Role, from email: String, delegation slug: String, at now: Date, in tx: Transaction) throws {
        let id = try person(email, in: tx)
        let held = (try Grants.of([id], in: tx)[id] ?? []).filter { $0.role == role && $0.delegation.slug == slug.lowercased() }
        guard !held.isEmpty else { throw AccountError.unknownGrant }
        for grant in held { try Grants.remove(grant.id, by: .shell, at: now, in: tx) }
    }

    private static func person(_ email: String, in tx: Transaction) throws -> ID<Person> {
        guard let person = try People.find(email: email, in: tx) else { throw AccountError.unknownPerson }
        return person.id
    }
}
