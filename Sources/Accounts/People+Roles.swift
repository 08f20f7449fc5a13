import Storage

extension People {
    /// Whoever holds a role in delegations of a kind and has an open account, each once: whom a notice goes to.
    public static func holding(_ role: Role, in kind: Delegation.Kind, _ tx: Transaction) throws -> [ID<Person>] {
        try tx.rows("""
            SELECT DISTINCT p.id FROM person p JOIN role_grant g ON g.person = p.id JOIN delegation d ON d.id = g.delegation
            WHERE g.role = \(role) AND d.kind = \(kind) AND p.disabled_at IS NULL ORDER BY p.id
            """) { try $0.get("id") }
    }
}
