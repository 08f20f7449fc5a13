import Foundation
import Geography
import Localization
import Records
import Storage

/// The members' types of visa.
public struct VisaTypes {
    let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    private static let columns: SQL = "t.*, v.verified_on, v.due_on, v.verified_by FROM visa_type t LEFT JOIN verification_newest v ON v.kind = 'visa_type' AND v.record = t.id"

    public func type(_ id: ID<VisaType>) throws -> VisaType? { try tx.rows("SELECT \(Self.columns) WHERE t.id = \(id)", as: VisaType.init).first }

    /// What a country gives now, by purpose.
    public func list(of country: CountryCode, purpose: Purpose? = nil, offset: Int = 0, limit: Int) throws -> [VisaType] {
        let narrowed: SQL = purpose.map { "AND t.purpose = \($0)" } ?? ""
        return try tx.rows("SELECT \(Self.columns) WHERE t.country = \(country) AND t.ended_at IS NULL \(narrowed) ORDER BY t.purpose, t.id LIMIT \(limit) OFFSET \(offset)", as: VisaType.init)
    }

    public func count(of country: CountryCode, purpose: Purpose? = nil) throws -> Int {
        let narrowed: SQL = purpose.map { "AND purpose = \($0)" } ?? ""
        return try tx.value("SELECT count(*) AS n FROM visa_type WHERE country = \(country) AND ended_at IS NULL \(narrowed)") ?? 0
    }

    /// How many each member gives.
    func counts() throws -> [CountryCode: Int] {
        Dictionary(try tx.rows("SELECT country, count(*) AS n FROM visa_type WHERE ended_at IS NULL GROUP BY country") { (try $0.get("country"), try $0.get("n")) },
                   uniquingKeysWith: { first, _ in first })
    }

    /// Of those that are given now, what their addresses are made of.
    func countries(of types: [UUID]) throws -> [UUID: CountryCode] {
        Dictionary(try tx.rows("SELECT id, country FROM visa_type WHERE id IN \(list: types) AND ended_at IS NULL") { (try $0.get("id", as: UUID.self), try $0.get("country", as: CountryCode.self)) },
                   uniquingKeysWith: { first, _ in first })
    }

    // MARK: Verbs

    @discardableResult
    public func add(_ card: VisaTypeCard, of country: CountryCode, isDemonstration: Bool = false, by actor: Actor, at now: Date) throws -> ID<VisaType> {
        let id = ID<VisaType>(at: now)
        try tx.execute("""
            INSERT INTO visa_type (id, country, name, purpose, days, entries, fee_cents, fee_currency, apply_at, documents, processing_days, legal_basis, url, is_demonstration, changed_at)
            VALUES (\(id), \(country), \(card.name), \(card.purpose), \(card.days), \(card.entries), \(card.fee?.cents), \(card.fee?.currency), \(card.applyAt), \(card.documents),
                \(card.processingDays), \(card.legalBasis), \(card.url), \(isDemonstration), \(now))
            """)
        try tx.audit("visas.type.added", kind: VisaType.auditKind, record: id.uuid, made: card, by: actor, at: now)
        try verify(id, by: actor, at: now)
        try index(id, card, of: country, at: now)
        return id
    }

    /// - Parameter seen: when the card was changed last, as the writer saw it.
    /// - Returns: false when somebody else changed it in between.
    public func edit(_ type: VisaType, _ card: VisaTypeCard, seen: Date?, by actor: Actor, at now: Date) throws -> Bool {
        guard let before = try self.type(type.id) else { return false }
        if let seen, seen.microsecondsSince1970 != before.changedAt.microsecondsSince1970 { return false }
        try tx.execute("""
            UPDATE visa_type SET name = \(card.name), purpose = \(card.purpose), days = \(card.days), entries = \(card.entries), fee_cents = \(card.fee?.cents), fee_currency = \(card.fee?.currency),
                apply_at = \(card.applyAt), documents = \(card.documents), processing_days = \(card.processingDays), legal_basis = \(card.legalBasis), url = \(card.url), changed_at = \(now)
            WHERE id = \(type.id)
            """)
        try tx.audit("visas.type.edited", kind: VisaType.auditKind, record: type.id.uuid, before: before.card, after: card, by: actor, at: now)
        try verify(type.id, by: actor, at: now)
        try index(type.id, card, of: type.country, at: now)
        return true
    }

    /// The country gives it no more.
    public func end(_ type: VisaType, by actor: Actor, at now: Date) throws {
        try tx.execute("UPDATE visa_type SET ended_at = \(now), changed_at = \(now) WHERE id = \(type.id) AND ended_at IS NULL")
        try tx.audit("visas.type.ended", kind: VisaType.auditKind, record: type.id.uuid, before: type.card, after: VisaTypeCard?.none, by: actor, at: now)
        try tx.removeFromIndex(kind: VisaType.auditKind, record: type.id.uuid)
    }

    public func verify(_ id: ID<VisaType>, by actor: Actor, at now: Date) throws {
        try tx.verify(kind: VisaType.auditKind, record: id.uuid, cycle: Rule.verificationCycle, by: actor, at: now)
    }

    private func index(_ id: ID<VisaType>, _ card: VisaTypeCard, of country: CountryCode, at now: Date) throws {
        let documents = Language.all.compactMap { language -> FullText.Document? in
            guard let name = card.name[language] else { return nil }
            return FullText.Document(kind: VisaType.auditKind, record: id.uuid, language: language.code, title: name,
                                     body: [country.name(in: language.code), card.documents[language], card.legalBasis].compactMap(\.self).joined(separator: "\n"), audience: "public")
        }
        try tx.index(kind: VisaType.auditKind, record: id.uuid, documents, countries: [country.rawValue], theme: VisaTypeSearch.theme, day: Day(now, in: .network))
    }
}
