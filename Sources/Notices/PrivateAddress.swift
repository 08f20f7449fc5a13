import Accounts
import Foundation
import Records
import Storage

/// The address of a person's feed and calendar: whoever knows it may read them without signing in, so it can be renewed.
struct PrivateAddress: Sendable {
    static let auditKind = "private_address"

    let madeAt: Date

    static func of(_ person: ID<Person>, in tx: Transaction) throws -> PrivateAddress? {
        try tx.rows("SELECT made_at FROM private_address WHERE person = \(person)") { PrivateAddress(madeAt: try $0.get("made_at")) }.first
    }

    /// The one before no longer works.
    /// - Returns: the token; it is nowhere else.
    static func renew(for person: ID<Person>, by actor: Actor, at now: Date, in tx: Transaction) throws -> String {
        let token = Secret.random()
        try tx.execute("""
            INSERT INTO private_address (person, token_hash, made_at) VALUES (\(person), \(Secret.hash(token)), \(now))
            ON CONFLICT (person) DO UPDATE SET token_hash = excluded.token_hash, made_at = excluded.made_at
            """)
        try tx.audit("notices.address.renewed", kind: auditKind, record: person.uuid, made: ["made_at": now], by: actor, at: now)
        return token
    }

    static func end(for person: ID<Person>, by actor: Actor, at now: Date, in tx: Transaction) throws {
        guard try tx.execute("DELETE FROM private_address WHERE person = \(person)") == 1 else { return }
        try tx.audit("notices.address.ended", kind: auditKind, record: person.uuid, made: ["ended_at": now], by: actor, at: now)
    }

    /// Whose address it is, as the house would meet them; nil when nobody's, or of an account that is shut.
    static func reader(token: String, allowsDemonstration: Bool, at now: Date, in tx: Transaction) throws -> Viewer? {
        let found = try tx.rows("SELECT p.* FROM private_address a JOIN person p ON p.id = a.person WHERE a.token_hash = \(Secret.hash(token))", as: Person.init).first
        guard let person = found, person.disabledAt == nil, allowsDemonstration || !person.isDemonstration else { return nil }
        let grants = try Grants.of([person.id], in: tx)[person.id] ?? []
        return Viewer(person: person.id, name: person.name, session: ID<Session>(at: now), language: person.language,
                      grants: grants.map { Viewer.Grant(role: $0.role, delegation: $0.delegation, post: $0.post) }, isDemonstration: person.isDemonstration)
    }
}

extension Viewer {
    /// Those for whom this person speaks, each once.
    var delegations: [Delegation] {
        grants.reduce(into: []) { list, grant in if !list.contains(grant.delegation) { list.append(grant.delegation) } }
    }
}
