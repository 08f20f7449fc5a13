import Foundation
import Geography
import Localization
import Records
import Storage

/// The parties to the network, kept and found.
public enum Delegations {
    /// The kind of record in the audit trail.
    public static let auditKind = "delegation"

    /// Members first, then the Secretariat, civil society and observers; each by its short name.
    public static func all(in tx: Transaction) throws -> [Delegation] {
        try tx.rows("""
            SELECT * FROM delegation
            ORDER BY CASE kind WHEN 'member' THEN 0 WHEN 'secretariat' THEN 1 WHEN 'civil_society' THEN 2 ELSE 3 END, slug
            """, as: Delegation.init)
    }

    public static func find(_ id: ID<Delegation>, in tx: Transaction) throws -> Delegation? {
        try tx.rows("SELECT * FROM delegation WHERE id = \(id)", as: Delegation.init).first
    }

    /// - Parameter slug: in any letter case.
    public static func find(slug: String, in tx: Transaction) throws -> Delegation? {
        try tx.rows("SELECT * FROM delegation WHERE slug = \(slug.lowercased())", as: Delegation.init).first
    }

    /// Fills what an empty database lacks: the eleven member states, the Technical Secretariat and the RROCM. What is there stays.
    /// - Returns: those that were made.
    @discardableResult
    public static func ensureFoundations(in tx: Transaction, by actor: Actor = .content, at now: Date) throws -> [Delegation] {
        let known = Set(try tx.rows("SELECT slug FROM delegation") { try $0.get("slug", as: String.self) })
        let missing = foundations(at: now).filter { !known.contains($0.slug) }
        for delegation in missing { try insert(delegation, by: actor, at: now, in: tx) }
        return missing
    }

    /// Lets an observer in: a State outside the membership, or an organisation.
    /// - Parameter abbreviation: short name for addresses, e.g. `ACNUR`; a State takes its code instead.
    /// - Throws: ``AccountError/slugTaken(_:)``, ``AccountError/noName``.
    public static func addObserver(name: LocalizedText, abbreviation: String, country: CountryCode? = nil, by actor: Actor, at now: Date, in tx: Transaction) throws -> Delegation {
        let slug = (country?.rawValue ?? abbreviation).folded.replacing(" ", with: "-")
        guard !name.isEmpty, (2...30).contains(slug.count), slug.allSatisfy({ $0.isASCII }) else { throw AccountError.noName }
        guard try find(slug: slug, in: tx) == nil else { throw AccountError.slugTaken(slug) }
        let delegation = Delegation(id: ID(at: now), kind: .observer, country: country, slug: slug, name: name)
        try insert(delegation, by: actor, at: now, in: tx)
        return delegation
    }

    private static func insert(_ delegation: Delegation, by actor: Actor, at now: Date, in tx: Transaction) throws {
        try tx.execute("""
            INSERT INTO delegation (id, kind, country, slug, name)
            VALUES (\(delegation.id), \(delegation.kind), \(delegation.country), \(delegation.slug), \(delegation.name))
            """)
        try tx.audit("accounts.delegation.added", kind: auditKind, record: delegation.id.uuid, made: State(delegation), by: actor, at: now)
    }

    private static func foundations(at now: Date) -> [Delegation] {
        let members = CountryCode.members.map { country in
            Delegation(id: ID(at: now), kind: .member, country: country, slug: country.rawValue.lowercased(),
                       name: LocalizedText(source: .spanish, Dictionary(Language.all.map { ($0, country.name(in: $0.code)) }, uniquingKeysWith: { first, _ in first })))
        }
        return members + [
            Delegation(id: ID(at: now), kind: .secretariat, country: nil, slug: "st", name: LocalizedText(es: "Secretaría Técnica", en: "Technical Secretariat")),
            Delegation(id: ID(at: now), kind: .civilSociety, country: nil, slug: "rrocm", name: LocalizedText(
                es: "Red Regional de Organizaciones Civiles para las Migraciones (RROCM)", en: "Regional Network of Civil Organizations for Migration (RNCOM)")),
        ]
    }

    private struct State: Encodable {
        let kind: Delegation.Kind
        let country: CountryCode?
        let slug: String
        let name: LocalizedText

        init(_ delegation: Delegation) { (kind, country, slug, name) = (delegation.kind, delegation.country, delegation.slug, delegation.name) }
    }
}

extension Delegation {
    /// Reads a row of `delegation`.
    init(_ row: Row) throws {
        self.init(id: try row.get("id"), kind: try row.get("kind"), country: try row.get("country"), slug: try row.get("slug"), name: try row.get("name"))
    }

    /// The columns that ``joined(_:)`` reads, of a table `d`.
    static let joinedColumns: SQL = "d.id AS delegation, d.kind AS delegation_kind, d.country AS delegation_country, d.slug AS delegation_slug, d.name AS delegation_name"

    static func joined(_ row: Row) throws -> Delegation {
        Delegation(id: try row.get("delegation"), kind: try row.get("delegation_kind"), country: try row.get("delegation_country"),
                   slug: try row.get("delegation_slug"), name: try row.get("delegation_name"))
    }
}
