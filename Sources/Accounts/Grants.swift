import Foundation
import Records
import Storage

/// A role that a person holds in a delegation.
public struct RoleGrant: Sendable, Hashable, Identifiable {
    public let id: Storage.ID<RoleGrant>
    public let person: Storage.ID<Person>
    public let role: Role
    public let delegation: Delegation
    /// The post whose card a consul keeps.
    public let post: UUID?

    init(_ row: Row) throws {
        id = try row.get("id")
        person = try row.get("person")
        role = try row.get("role")
        delegation = try Delegation.joined(row)
        post = try row.get("post")
    }

    public var owner: Viewer.Owner { Viewer.Owner(delegation: delegation.id.uuid) }
}

/// Roles, given and taken.
public enum Grants {
    public static let auditKind = "role_grant"

    private static let columns: SQL = "g.id, g.person, g.role, g.post, \(Delegation.joinedColumns) FROM role_grant g JOIN delegation d ON d.id = g.delegation"

    public static func find(_ id: ID<RoleGrant>, in tx: Transaction) throws -> RoleGrant? {
        try tx.rows("SELECT \(columns) WHERE g.id = \(id)", as: RoleGrant.init).first
    }

    /// The roles of several people at once.
    public static func of(_ people: [ID<Person>], in tx: Transaction) throws -> [ID<Person>: [RoleGrant]] {
        guard !people.isEmpty else { return [:] }
        return Dictionary(grouping: try tx.rows("SELECT \(columns) WHERE g.person IN \(list: people) ORDER BY g.role, g.id", as: RoleGrant.init), by: \.person)
    }

    /// - Throws: ``AccountError/roleNotThere(_:delegation:)``, ``AccountError/noPost``, ``AccountError/alreadyGranted``, ``AccountError/unknownPerson``.
    @discardableResult
    public static func give(_ role: Role, to person: ID<Person>, of delegation: Delegation, post: UUID? = nil, by actor: Actor, at now: Date, in tx: Transaction) throws -> ID<RoleGrant> {
        try check(role, of: delegation, post: post)
        let holder = try People.found(person, in: tx)
        let post = role == .consul ? post : nil
        let held = try of([person], in: tx)[person] ?? []
        guard !held.contains(where: { $0.role == role && $0.delegation.id == delegation.id && $0.post == post }) else { throw AccountError.alreadyGranted }
        let id = ID<RoleGrant>(at: now)
        try tx.execute("INSERT INTO role_grant (id, person, delegation, role, post) VALUES (\(id), \(person), \(delegation.id), \(role), \(post))")
        try tx.audit("accounts.role.granted", kind: auditKind, record: id.uuid, made: State(person, role, delegation, post), by: actor, at: now)
        // Such a role is not held without a second factor: the next sign-in asks for it.
        if role.needsSecondFactor, !holder.hasSecondFactor, !holder.isDemonstration { try Sessions.endAll(of: person, at: now, in: tx) }
        return id
    }

    /// - Throws: ``AccountError/lastAdministrator``, ``AccountError/unknownGrant``.
    public static func remove(_ id: ID<RoleGrant>, by actor: Actor, at now: Date, in tx: Transaction) throws {
        guard let grant = try find(id, in: tx) else { throw AccountError.unknownGrant }
        if grant.role == .administrator { try requireOtherAdministrator(than: try People.found(grant.person, in: tx), in: tx) }
        try tx.execute("DELETE FROM role_grant WHERE id = \(id)")
        try tx.audit("accounts.role.removed", kind: auditKind, record: id.uuid, before: State(grant.person, grant.role, grant.delegation, grant.post), after: State?.none, by: actor, at: now)
    }

    /// Whether a role can be held so.
    static func check(_ role: Role, of delegation: Delegation, post: UUID?) throws(AccountError) {
        guard role.kinds.contains(delegation.kind) else { throw .roleNotThere(role, delegation: delegation.slug) }
        if role == .consul, post == nil { throw .noPost }
    }

    /// - Throws: ``AccountError/lastAdministrator`` when nobody else could let people in.
    static func requireOtherAdministrator(than person: Person, in tx: Transaction) throws {
        // An invented administrator cannot stand in for a real one.
        let others: Int = try tx.value("""
            SELECT count(*) AS n FROM person p
            WHERE p.id <> \(person.id) AND p.disabled_at IS NULL AND (p.is_demonstration = FALSE OR p.is_demonstration = \(person.isDemonstration))
              AND EXISTS (SELECT 1 FROM role_grant g WHERE g.person = p.id AND g.role = 'administrator')
            """) ?? 0
        guard others > 0 else { throw AccountError.lastAdministrator }
    }

    private struct State: Encodable {
        let person: ID<Person>
        let role: Role
        let delegation: String
        let post: UUID?

        init(_ person: ID<Person>, _ role: Role, _ delegation: Delegation, _ post: UUID?) {
            (self.person, self.role, self.delegation, self.post) = (person, role, delegation.slug, post)
        }
    }
}

extension Role {
    /// Roles that reach everybody's records are not guarded by a password alone, except in a demonstration.
    public var needsSecondFactor: Bool { self == .administrator || self == .secretariat }
}
