import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage

/// The directory's questions about officers and their accreditation, and what may be done about them. Each question is one
/// statement, whatever the number of rows.
public struct Officers {
    private let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    static let accreditationColumns: SQL = """
        a.id AS accreditation_id, a.officer AS accredited_officer, a.sending AS accreditation_sending, a.receiving AS accreditation_receiving, a.asserted_on, a.asserted_by,
        a.note, a.provisional_on, a.provisional_by, a.exequatur_on, a.exequatur_by, a.ended_on, a.ended_side, a.ended_by, a.end_reason
        """
    static let columns: SQL = """
        o.id AS officer_id, o.name AS officer_name, o.rank, o.duty, o.is_honorary AS officer_is_honorary, o.is_head, o.level, o.is_demonstration AS officer_is_demonstration,
        p.id AS post_id, p.slug, p.name AS post_name, p.sending AS post_sending, p.receiving AS post_receiving, \(accreditationColumns)
        """
    /// Each officer once, with the accreditation that counts.
    private static let officers: SQL = """
        FROM officer o JOIN post p ON p.id = o.post LEFT JOIN accreditation a ON a.id =
            (SELECT x.id FROM accreditation x WHERE x.officer = o.id ORDER BY x.ended_on IS NOT NULL, x.asserted_on DESC, x.id DESC LIMIT 1)
        """
    /// Each accreditation, with its officer.
    private static let accreditations: SQL = "FROM accreditation a JOIN officer o ON o.id = a.officer JOIN post p ON p.id = o.post"

    /// Heads of post are shown to everybody, others at their level; both States concerned see all that passes between them.
    private static func isVisible(to viewer: Viewer?) -> SQL {
        guard let viewer else { return "o.is_head" }
        let levels = PublicationLevel.allCases.filter { $0 != .owner && viewer.maySee($0, of: Viewer.Owner()) }
        return "(o.is_head OR o.level IN \(list: levels) OR p.sending IN \(list: viewer.countries) OR a.receiving IN \(list: viewer.countries))"
    }

    // MARK: Officers

    public func officer(id: ID<Officer>) throws -> OfficerEntry? {
        try tx.rows("SELECT \(Self.columns) \(Self.officers) WHERE o.id = \(id)", as: OfficerEntry.init).first
    }

    /// The officers of a post that this person may see, its head first.
    /// - Parameter includesEnded: also those whose functions have ended.
    public func visible(of post: ID<Post>, to viewer: Viewer?, includesEnded: Bool = false, offset: Int = 0, limit: Int = 60) throws -> [OfficerEntry] {
        try tx.rows("""
            SELECT \(Self.columns) \(Self.officers) WHERE o.post = \(post) AND \(Self.isVisible(to: viewer)) AND \(includesEnded ? "TRUE" : "a.ended_on IS NULL" as SQL)
            ORDER BY a.ended_on IS NOT NULL, o.is_head DESC, o.name, o.id LIMIT \(limit) OFFSET \(offset)
            """, as: OfficerEntry.init)
    }

    /// How many ``visible(of:to:includesEnded:offset:limit:)`` has in all, ended ones included.
    public func count(of post: ID<Post>, to viewer: Viewer?) throws -> Int {
        try tx.value("SELECT count(*) AS n \(Self.officers) WHERE o.post = \(post) AND \(Self.isVisible(to: viewer))") ?? 0
    }

    // MARK: Who was accredited on that day?

    /// How many officers a State had accredited or notified on a day.
    public struct Tally: Sendable, Equatable {
        /// Provisionally or by exequatur.
        public let accredited: Int
        /// Notified and not yet admitted.
        public let notified: Int

        public var all: Int { accredited + notified }
    }

    private static func stood(in receiving: CountryCode, on day: Day, sending: CountryCode?, to viewer: Viewer?) -> SQL {
        let from: SQL = sending.map { "AND a.sending = \($0.rawValue)" } ?? ""
        return "a.receiving = \(receiving.rawValue) \(from) AND a.asserted_on <= \(day) AND (a.ended_on IS NULL OR a.ended_on > \(day)) AND \(isVisible(to: viewer))"
    }

    /// The consular list of a receiving State as it stood on a day: whoever was admitted then, and whoever was notified and
    /// not yet admitted; ``Accreditation/state(on:)`` tells which. By sending State, post, head first, then by seniority.
    public func accredited(in receiving: CountryCode, on day: Day, sending: CountryCode? = nil, to viewer: Viewer? = nil, offset: Int = 0, limit: Int) throws -> [OfficerEntry] {
        try tx.rows("""
            SELECT \(Self.columns) \(Self.accreditations) WHERE \(Self.stood(in: receiving, on: day, sending: sending, to: viewer))
            ORDER BY a.sending, p.slug, o.is_head DESC, a.asserted_on, o.name, a.id LIMIT \(limit) OFFSET \(offset)
            """, as: OfficerEntry.init)
    }

    public func tally(in receiving: CountryCode, on day: Day, sending: CountryCode? = nil, to viewer: Viewer? = nil) throws -> Tally {
        let row = try tx.row("""
            SELECT count(*) AS everybody, coalesce(sum(CASE WHEN a.provisional_on <= \(day) OR a.exequatur_on <= \(day) THEN 1 ELSE 0 END), 0) AS accredited
            \(Self.accreditations) WHERE \(Self.stood(in: receiving, on: day, sending: sending, to: viewer))
            """)
        let everybody: Int = try row?.get("everybody") ?? 0, accredited: Int = try row?.get("accredited") ?? 0
        return Tally(accredited: accredited, notified: everybody - accredited)
    }

    /// ``accredited(in:on:sending:to:offset:limit:)`` as the API gives it.
    public func apiList(in receiving: CountryCode, on day: Day, sending: CountryCode? = nil, to viewer: Viewer?, offset: Int = 0, limit: Int) throws -> [APIOfficer] {
        try accredited(in: receiving, on: day, sending: sending, to: viewer, offset: offset, limit: limit).map { APIOfficer(entry: $0, day: day) }
    }

    // MARK: Accreditations on a desk

    /// What a country's desk has to do with accreditations.
    public enum Part: String, Sendable, CaseIterable {
        /// Notified to the country, which has not answered.
        case waiting
        /// Admitted by the country.
        case inForce = "in_force"
        /// The country's own officers whom another State has not admitted yet.
        case abroad

        fileprivate func condition(_ countries: [CountryCode]) -> SQL {
            switch self {
            case .waiting: "a.receiving IN \(list: countries) AND a.provisional_on IS NULL AND a.exequatur_on IS NULL AND a.ended_on IS NULL"
            case .inForce: "a.receiving IN \(list: countries) AND (a.provisional_on IS NOT NULL OR a.exequatur_on IS NOT NULL) AND a.ended_on IS NULL"
            case .abroad: "a.sending IN \(list: countries) AND a.provisional_on IS NULL AND a.exequatur_on IS NULL AND a.ended_on IS NULL"
            }
        }
    }

    /// Those that have waited longest first.
    public func list(_ part: Part, of countries: [CountryCode], offset: Int = 0, limit: Int) throws -> [OfficerEntry] {
        try tx.rows("SELECT \(Self.columns) \(Self.accreditations) WHERE \(part.condition(countries)) ORDER BY a.asserted_on, a.id LIMIT \(limit) OFFSET \(offset)",
                    as: OfficerEntry.init)
    }

    public func counts(of countries: [CountryCode]) throws -> [Part: Int] {
        let counts = Part.allCases.map { part -> SQL in
            "SELECT \(part.rawValue) AS part, count(*) AS n FROM accreditation a WHERE \(part.condition(countries))"
        }
        let all = counts.dropFirst().reduce(counts.first ?? "SELECT 1") { $0 + " UNION ALL " + $1 }
        return Dictionary(try tx.rows(all) { (try $0.get("part", as: Part.self), try $0.get("n", as: Int.self)) }, uniquingKeysWith: { first, _ in first })
    }

    public func accreditation(id: ID<Accreditation>) throws -> OfficerEntry? {
        try tx.rows("SELECT \(Self.columns) \(Self.accreditations) WHERE a.id = \(id)", as: OfficerEntry.init).first
    }

    /// All of an officer's, the newest first.
    public func accreditations(of officer: ID<Officer>) throws -> [Accreditation] {
        try tx.rows("SELECT \(Self.accreditationColumns) FROM accreditation a WHERE a.officer = \(officer) ORDER BY a.asserted_on DESC, a.id DESC", as: Accreditation.init)
    }

    // MARK: Changes

    /// Adds an officer, or changes what is said of one.
    public func save(_ officer: Officer, by actor: Actor, at now: Date) throws {
        let before = try self.officer(id: officer.id)?.officer
        try tx.execute("""
            INSERT INTO officer (id, post, name, rank, duty, is_honorary, is_head, level, is_demonstration, changed_at)
            VALUES (\(officer.id), \(officer.post), \(officer.name), \(officer.rank), \(officer.duty), \(officer.isHonorary), \(officer.isHead), \(officer.level),
                \(officer.isDemonstration), \(now))
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, rank = excluded.rank, duty = excluded.duty, is_honorary = excluded.is_honorary, is_head = excluded.is_head,
                level = excluded.level, changed_at = excluded.changed_at
            """)
        try tx.audit(before == nil ? "directory.officer.added" : "directory.officer.edited", kind: Officer.auditKind, record: officer.id.uuid, before: before, after: officer,
                     by: actor, at: now)
        try index(officer.id, at: now)
    }

    /// Those of a post, whose name they are found by.
    func index(of post: ID<Post>, at now: Date) throws {
        let officers = try tx.rows("SELECT id FROM officer WHERE post = \(post)") { try $0.get("id", as: ID<Officer>.self) }
        for id in officers { try index(id, at: now) }
    }

    /// An officer is found by name while in function, by those who may see them; one that is the own delegation's affair is not in the index.
    private func index(_ id: ID<Officer>, at now: Date) throws {
        guard let entry = try officer(id: id), entry.officer.effectiveLevel != .owner, entry.accreditation?.end == nil else {
            return try tx.removeFromIndex(kind: Officer.auditKind, record: id.uuid)
        }
        let officer = entry.officer, post = entry.post
        let documents = Language.all.map { language in
            let body = [officer.rank, officer.duty, post.name.shown(in: language).text, post.sending.name(in: language.code), post.receiving.name(in: language.code)]
            return FullText.Document(kind: Officer.auditKind, record: id.uuid, language: language.code, title: officer.name, body: body.filter { !$0.isEmpty }.joined(separator: " · "),
                                     audience: officer.effectiveLevel.rawValue)
        }
        try tx.index(kind: Officer.auditKind, record: id.uuid, documents, countries: [post.sending.rawValue, post.receiving.rawValue], theme: PostSearch.theme, day: Day(now, in: .network))
    }

    /// Takes away an officer entered by mistake. Whoever was ever notified stays: the lists of past days need them.
    /// - Returns: false when the officer has an accreditation.
    public func remove(_ officer: Officer, by actor: Actor, at now: Date) throws -> Bool {
        guard try tx.value("SELECT count(*) AS n FROM accreditation WHERE officer = \(officer.id)") ?? 0 == 0 else { return false }
        try tx.execute("DELETE FROM officer WHERE id = \(officer.id)")
        try tx.removeFromIndex(kind: Officer.auditKind, record: officer.id.uuid)
        try tx.audit("directory.officer.removed", kind: Officer.auditKind, record: officer.id.uuid, before: officer, after: Officer?.none, by: actor, at: now)
        return true
    }

    /// The sending State's note.
    /// - Throws: ``Accreditation/Fault``.
    @discardableResult
    public func assert(_ entry: OfficerEntry, in receiving: CountryCode, note: String, on day: Day, by actor: Actor, today: Day, at now: Date) throws -> Accreditation {
        let made = try Accreditation.assert(entry.officer.id, of: entry.post.sending, in: receiving, note: note, on: day, by: actor.name,
                                            others: accreditations(of: entry.officer.id), today: today, at: now)
        try tx.execute("""
            INSERT INTO accreditation (id, officer, sending, receiving, asserted_on, note, asserted_by)
            VALUES (\(made.id), \(made.officer), \(made.sending.rawValue), \(made.receiving.rawValue), \(made.asserted.on), \(made.note), \(made.asserted.by))
            """)
        try tx.audit("directory.accreditation.asserted", kind: Accreditation.auditKind, record: made.id.uuid, made: made, by: actor, at: now)
        try index(entry.officer.id, at: now)
        return made
    }

    /// The receiving State's answer.
    /// - Throws: ``Accreditation/Fault``.
    public func admit(_ id: ID<Accreditation>, _ admission: Accreditation.Admission, on day: Day, by actor: Actor, today: Day, at now: Date) throws {
        try step("directory.accreditation.admitted", id, by: actor, at: now) { try $0.admitted(admission, on: day, by: actor.name, today: today) }
    }

    /// The end of functions, by either side.
    /// - Throws: ``Accreditation/Fault``.
    public func end(_ id: ID<Accreditation>, on day: Day, side: Accreditation.Side, reason: String?, by actor: Actor, today: Day, at now: Date) throws {
        try step("directory.accreditation.ended", id, by: actor, at: now) { try $0.ended(on: day, side: side, reason: reason, by: actor.name, today: today) }
    }

    private func step(_ action: String, _ id: ID<Accreditation>, by actor: Actor, at now: Date, _ take: (Accreditation) throws -> Accreditation) throws {
        guard let before = try accreditation(id: id)?.accreditation else { return }
        let after = try take(before)
        try tx.execute("""
            UPDATE accreditation SET provisional_on = \(after.provisional?.on), provisional_by = \(after.provisional?.by), exequatur_on = \(after.exequatur?.on),
                exequatur_by = \(after.exequatur?.by), ended_on = \(after.end?.on), ended_side = \(after.end?.side), ended_by = \(after.end?.by), end_reason = \(after.end?.reason)
            WHERE id = \(id)
            """)
        try tx.audit(action, kind: Accreditation.auditKind, record: id.uuid, before: before, after: after, by: actor, at: now)
        try index(before.officer, at: now)
    }
}
