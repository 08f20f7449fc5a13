import Geography
import Storage

/// Whom the Secretariat calls when a country's records are out of date.
public struct LiaisonOfficer: Sendable, Hashable {
    public let country: CountryCode
    public let name: String
    public let email: String

    /// Of all members, by country and name.
    public static func all(_ tx: Transaction) throws -> [LiaisonOfficer] {
        try tx.rows("""
            SELECT d.country, p.name, p.email FROM role_grant g JOIN person p ON p.id = g.person JOIN delegation d ON d.id = g.delegation
            WHERE g.role = \(Role.liaison) AND p.disabled_at IS NULL AND d.country IS NOT NULL ORDER BY d.country, p.name LIMIT 500
            """) { LiaisonOfficer(country: try $0.get("country"), name: try $0.get("name"), email: try $0.get("email")) }
    }
}
