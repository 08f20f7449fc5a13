import Foundation
import Geography
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

extension People {
    /// The liaison officers of members with open accounts, by country; one statement.
    public static func liaisons(of countries: [CountryCode], _ tx: Transaction) throws -> [CountryCode: [UUID]] {
        let rows = try tx.rows("""
            SELECT DISTINCT d.country, p.id FROM person p JOIN role_grant g ON g.person = p.id JOIN delegation d ON d.id = g.delegation
            WHERE g.role = \(Role.liaison) AND d.kind = 'member' AND d.country IN \(list: countries) AND p.disabled_at IS NULL ORDER BY p.id
            """) { (try $0.get("country", as: CountryCode.self), try $0.get("id", as: UUID.self)) }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }

    /// Those of them who may sign in and hold a role; one statement.
    public static func open(_ people: Set<UUID>, _ tx: Transaction) throws -> Set<UUID> {
        Set(try tx.rows("SELECT DISTINCT p.id FROM person p JOIN role_grant g ON g.person = p.id WHERE p.id IN \(list: Array(people)) AND p.disabled_at IS NULL") { try $0.get("id", as: UUID.self) })
    }
}
