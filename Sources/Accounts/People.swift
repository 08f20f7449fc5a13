import Foundation
import Localization
import Records
import Storage

/// The people with accounts, found and kept.
public enum People {
    public static let auditKind = "person"

    public static func find(_ id: ID<Person>, in tx: Transaction) throws -> Person? {
        try tx.rows("SELECT * FROM person WHERE id = \(id)", as: Person.init).first
    }

    /// - Parameter email: as typed.
    public static func find(email: String, in tx: Transaction) throws -> Person? {
        guard let email = Person.normalized(email: email) else { return nil }
        return try tx.rows("SELECT * FROM person WHERE email = \(email)", as: Person.init).first
    }

    /// By name.
    /// - Parameter delegations: only people with a role in one of these; nil for everybody.
    public static func list(in delegations: [ID<Delegation>]?, offset: Int = 0, limit: Int, in tx: Transaction) throws -> [Person] {
        try tx.rows("SELECT * FROM person p WHERE \(condition(delegations)) ORDER BY p.name, p.id LIMIT \(limit) OFFSET \(offset)", as: Person.init)
    }

    public static func count(in delegations: [ID<Delegation>]?, in tx: Transaction) throws -> Int {
        try tx.value("SELECT count(*) AS n FROM person p WHERE \(condition(delegations))") ?? 0
    }

    private static func condition(_ delegations: [ID<Delegation>]?) -> SQL {
        guard let delegations else { return "TRUE" }
        return "EXISTS (SELECT 1 FROM role_grant g WHERE g.person = p.id AND g.delegation IN \(list: delegations))"
    }

    /// The person acting on their own account, as the audit trail names them.
    static func actor(_ person: Person, in tx: Transaction) throws -> Actor {
        let grants = try Grants.of([person.id], in: tx)[person.id] ?? []
        return Actor(person: person.id.uuid, delegation: grants.first?.delegation.id.uuid, name: person.name)
    }

    // MARK: Changes

    /// Makes an account outright, without an invitation: for content and tests. The address is one that ``Person/normalized(email:)`` gave.
    /// - Parameters:
    ///   - password: hash of ``Passwords/hash(_:)``.
    ///   - actor: nil for the person themselves.
    public static func make(email: String, name: String, language: Language, password: String, isDemonstration: Bool, by actor: Actor?, at now: Date, in tx: Transaction) throws -> Person {
        let id = ID<Person>(at: now)
        try tx.execute("""
            INSERT INTO person (id, email, name, language, password, created_at, is_demonstration)
            VALUES (\(id), \(email), \(name), \(language), \(password), \(now), \(isDemonstration))
            """)
        let person = try found(id, in: tx)
        try tx.audit("accounts.person.added", kind: auditKind, record: id.uuid, made: State(person),
                     by: actor ?? Actor(person: id.uuid, delegation: nil, name: name), at: now)
        return person
    }

    /// - Throws: ``AccountError/noName``, ``AccountError/unknownPerson``.
    public static func edit(_ id: ID<Person>, name: String, language: Language, by actor: Actor, at now: Date, in tx: Transaction) throws {
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty else { throw AccountError.noName }
        try change(id, "accounts.person.edited", by: actor, at: now, in: tx) {
            try tx.execute("UPDATE person SET name = \(name), language = \(language) WHERE id = \(id)")
        }
    }

    /// A new address, which the person signs in with and mail goes to. A link for a new password that went to the old one ends.
    /// - Throws: ``AccountError/badEmail(_:)``, ``AccountError/emailTaken(_:)``, ``AccountError/unknownPerson``.
    public static func readdress(_ id: ID<Person>, to typed: String, by actor: Actor, at now: Date, in tx: Transaction) throws {
        guard let email = Person.normalized(email: typed) else { throw AccountError.badEmail(typed) }
        if let holder = try find(email: email, in: tx) {
            guard holder.id == id else { throw AccountError.emailTaken(email) }
            return
        }
        try change(id, "accounts.address.changed", by: actor, at: now, in: tx) {
            try tx.execute("UPDATE person SET email = \(email) WHERE id = \(id)")
            try tx.execute("UPDATE password_link SET withdrawn_at = \(now) WHERE person = \(id) AND used_at IS NULL AND withdrawn_at IS NULL")
        }
    }

    /// Shuts the account and ends its sessions; what the person did stays.
    /// - Throws: ``AccountError/lastAdministrator``, ``AccountError/unknownPerson``.
    public static func disable(_ id: ID<Person>, by actor: Actor, at now: Date, in tx: Transaction) throws {
        let person = try found(id, in: tx)
        guard person.disabledAt == nil else { return }
        if try Grants.of([id], in: tx)[id]?.contains(where: { $0.role == .administrator }) ?? false { try Grants.requireOtherAdministrator(than: person, in: tx) }
        try change(id, "accounts.person.disabled", by: actor, at: now, in: tx) {
            try tx.execute("UPDATE person SET disabled_at = \(now) WHERE id = \(id)")
            try tx.execute("UPDATE password_link SET withdrawn_at = \(now) WHERE person = \(id) AND used_at IS NULL AND withdrawn_at IS NULL")
            try Sessions.endAll(of: id, at: now, in: tx)
        }
    }

    /// - Throws: ``AccountError/unknownPerson``.
    public static func enable(_ id: ID<Person>, by actor: Actor, at now: Date, in tx: Transaction) throws {
        guard try found(id, in: tx).disabledAt != nil else { return }
        try change(id, "accounts.person.enabled", by: actor, at: now, in: tx) {
            try tx.execute("UPDATE person SET disabled_at = NULL WHERE id = \(id)")
        }
    }

    /// - Parameter hash: of ``Passwords/hash(_:)``.
    static func setPassword(_ hash: String, of id: ID<Person>, keeping session: ID<Session>?, by actor: Actor, at now: Date, in tx: Transaction) throws {
        try change(id, "accounts.password.changed", by: actor, at: now, in: tx) {
            try tx.execute("UPDATE person SET password = \(hash) WHERE id = \(id)")
            // Whoever came in by the old one is out.
            try Sessions.endAll(of: id, except: session, at: now, in: tx)
        }
    }

    /// A change of one person with its audit record.
    static func change(_ id: ID<Person>, _ action: String, by actor: Actor, at now: Date, in tx: Transaction, _ body: () throws -> Void) throws {
        let before = try found(id, in: tx)
        try body()
        try tx.audit(action, kind: auditKind, record: id.uuid, before: State(before), after: State(try found(id, in: tx)), by: actor, at: now)
    }

    /// - Throws: ``AccountError/unknownPerson``.
    static func found(_ id: ID<Person>, in tx: Transaction) throws -> Person {
        guard let person = try find(id, in: tx) else { throw AccountError.unknownPerson }
        return person
    }

    /// What the audit trail keeps of a person: no secret, and of none whether it changed.
    private struct State: Encodable {
        let email: String
        let name: String
        let language: Language
        let hasSecondFactor: Bool
        let isDisabled: Bool
        let isDemonstration: Bool

        init(_ person: Person) {
            (email, name, language) = (person.email, person.name, person.language)
            (hasSecondFactor, isDisabled, isDemonstration) = (person.hasSecondFactor, person.disabledAt != nil, person.isDemonstration)
        }
    }
}
