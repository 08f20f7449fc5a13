import Foundation
import Localization
import Records
import Storage

/// One-time links by which somebody who lost their password chooses a new one. An operator makes them and brings them over.
public enum PasswordLinks {
    /// How long a link works.
    public static let lifetime: TimeInterval = 3 * 86_400

    /// The address of the link, below the server's own.
    public static func path(token: String, language: Language) -> String { "/\(language.code)/password/\(token)" }

    /// The links before this one no longer work; the old password does until a new one is chosen.
    /// - Returns: the token for the link; it is nowhere else.
    /// - Throws: ``AccountError/unknownPerson``, also for a disabled account.
    public static func make(for person: ID<Person>, by actor: Actor, at now: Date, in tx: Transaction) throws -> String {
        guard try People.found(person, in: tx).disabledAt == nil else { throw AccountError.unknownPerson }
        let token = Secret.random()
        try tx.execute("UPDATE password_link SET withdrawn_at = \(now) WHERE person = \(person) AND used_at IS NULL AND withdrawn_at IS NULL")
        try tx.execute("""
            INSERT INTO password_link (id, token_hash, person, made_by, created_at, expires_at)
            VALUES (\(ID<Secret>(at: now)), \(Secret.hash(token)), \(person), \(actor.name), \(now), \(now.addingTimeInterval(lifetime)))
            """)
        try tx.audit("accounts.password_link.made", kind: People.auditKind, record: person.uuid, made: ["expires_at": now.addingTimeInterval(lifetime)], by: actor, at: now)
        return token
    }

    /// Whose link it is; nil when it is unknown, expired, used or withdrawn.
    public static func person(token: String, at now: Date, in tx: Transaction) throws -> Person? {
        try tx.rows("""
            SELECT p.* FROM password_link l JOIN person p ON p.id = l.person
            WHERE l.token_hash = \(Secret.hash(token)) AND l.used_at IS NULL AND l.withdrawn_at IS NULL AND l.expires_at > \(now) AND p.disabled_at IS NULL
            """, as: Person.init).first
    }

    /// - Parameter hash: of ``Passwords/hash(_:)``.
    /// - Throws: ``AccountError/linkGone``.
    static func use(token: String, password hash: String, at now: Date, in tx: Transaction) throws {
        guard let person = try person(token: token, at: now, in: tx) else { throw AccountError.linkGone }
        try tx.execute("UPDATE password_link SET used_at = \(now) WHERE token_hash = \(Secret.hash(token))")
        try People.setPassword(hash, of: person.id, keeping: nil, by: People.actor(person, in: tx), at: now, in: tx)
    }
}
