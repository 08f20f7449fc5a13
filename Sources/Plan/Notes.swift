import Accounts
import Foundation
import Localization
import Records
import Storage

/// What a delegation says about an activity: how far it has come, or what came of it.
public struct ProgressNote: Sendable, Hashable, Identifiable {
    /// Each has a text: `plan.note.kind.<name>`.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case progress
        /// What the activity was to bring about is there: a period with one is done.
        case result
    }

    /// Where the records stand that the note speaks of.
    public struct Link: Sendable, Hashable, Codable {
        public let title: String
        /// `https://…` or `http://…`.
        public let url: String

        /// - Returns: nil for an address that is not one of the web.
        public init?(title: String, url: String) {
            guard url.count <= 500, let parts = URLComponents(string: url), ["https", "http"].contains(parts.scheme?.lowercased()), parts.host?.isEmpty == false else { return nil }
            self.title = title.isEmpty ? url : title
            self.url = url
        }

        /// One a line, a title before the address or none: `Acta de la reunión https://example.org/acta`.
        /// - Throws: the line that holds no address.
        static func list(_ text: String) throws(Unreadable) -> [Link] {
            var links: [Link] = []
            for line in text.split(whereSeparator: \.isNewline) {
                let words = line.split(separator: " ")
                guard !words.isEmpty else { continue }
                guard let last = words.last, let link = Link(title: words.dropLast().joined(separator: " "), url: String(last)) else { throw Unreadable(line: String(line.prefix(80))) }
                links.append(link)
            }
            return links
        }

        struct Unreadable: Error { let line: String }
    }

    public let id: Storage.ID<ProgressNote>
    public let activity: Storage.ID<Activity>
    public let delegation: Delegation
    public let kind: Kind
    public let text: LocalizedText
    public let links: [Link]
    public let level: PublicationLevel
    public let writtenBy: String
    public let at: Date

    public static let auditKind = "plan_note"

    public init(id: Storage.ID<ProgressNote>, activity: Storage.ID<Activity>, delegation: Delegation, kind: Kind, text: LocalizedText, links: [Link], level: PublicationLevel, writtenBy: String, at: Date) {
        (self.id, self.activity, self.delegation, self.kind, self.text, self.links, self.level, self.writtenBy, self.at) = (id, activity, delegation, kind, text, links, level, writtenBy, at)
    }

    init(row: Row) throws {
        id = try row.get("id")
        activity = try row.get("activity")
        delegation = Delegation(id: try row.get("delegation"), kind: try row.get("delegation_kind"), country: try row.get("country"), slug: try row.get("slug"), name: try row.get("name"))
        kind = try row.get("kind")
        text = try row.get("text")
        links = try JSONDecoder().decode([Link].self, from: Data(row.get("links", as: String.self).utf8))
        level = try row.get("level")
        writtenBy = try row.get("written_by")
        at = try row.get("at")
    }
}

/// The notes, written, read and withdrawn. A withdrawn note stays in the audit trail.
public struct Notes {
    let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    private static let columns: SQL = """
        n.*, d.kind AS delegation_kind, d.country, d.slug, d.name FROM plan_note n JOIN delegation d ON d.id = n.delegation
        """

    /// Newest first.
    public func list(of activity: ID<Activity>, for viewer: Viewer?, offset: Int = 0, limit: Int) throws -> [ProgressNote] {
        try tx.rows("""
            SELECT \(Self.columns) WHERE n.activity = \(activity) AND \(Self.isVisible(to: viewer)) ORDER BY n.at DESC, n.id DESC LIMIT \(limit) OFFSET \(offset)
            """, as: ProgressNote.init(row:))
    }

    /// Whoever may read them; for the house itself.
    func all(of activity: ID<Activity>) throws -> [ProgressNote] {
        try tx.rows("SELECT \(Self.columns) WHERE n.activity = \(activity) AND n.withdrawn_at IS NULL ORDER BY n.at", as: ProgressNote.init(row:))
    }

    func isVisible(_ id: ID<ProgressNote>, to viewer: Viewer?) throws -> Bool {
        // The edition under which it stands, too: a note for everybody in a draft for the members is the members'.
        let editions = PublicationLevel.allCases.filter { viewer.maySee($0) }
        return try tx.row("""
            SELECT 1 AS one FROM plan_note n JOIN plan_activity a ON a.id = n.activity JOIN plan_edition e ON e.id = a.edition
            WHERE n.id = \(id) AND e.level IN \(list: editions) AND \(Self.isVisible(to: viewer))
            """) != nil
    }

    public func note(_ id: ID<ProgressNote>) throws -> ProgressNote? {
        try tx.rows("SELECT \(Self.columns) WHERE n.id = \(id) AND n.withdrawn_at IS NULL", as: ProgressNote.init(row:)).first
    }

    /// What an activity's notes come to. How it stands is worked out from all of them; which of them are there, only readers are told.
    struct Tally: Sendable {
        struct Result: Sendable, Hashable {
            let delegation: ID<Delegation>
            let kind: Delegation.Kind
            let at: Date
        }

        var total = 0
        /// Of them, those that the viewer may read.
        var visible = 0
        var newest: Date?
        var results: [Result] = []
    }

    func tallies(of activities: [ID<Activity>], for viewer: Viewer?) throws -> [ID<Activity>: Tally] {
        guard !activities.isEmpty else { return [:] }
        var found: [ID<Activity>: Tally] = [:]
        try tx.forEach("""
            SELECT n.activity, n.delegation, d.kind AS delegation_kind, CASE WHEN n.kind = 'result' THEN n.at END AS result_at, count(*) AS total,
                count(CASE WHEN \(Self.isVisible(to: viewer)) THEN 1 END) AS visible, max(n.at) AS newest
            FROM plan_note n JOIN delegation d ON d.id = n.delegation WHERE n.activity IN \(list: activities) AND n.withdrawn_at IS NULL
            GROUP BY n.activity, n.delegation, d.kind, result_at
            """) { row in
            let activity: ID<Activity> = try row.get("activity")
            var tally = found[activity] ?? Tally()
            tally.total += try row.get("total", as: Int.self)
            tally.visible += try row.get("visible", as: Int.self)
            tally.newest = try [tally.newest, row.get("newest", as: Date?.self)].compactMap(\.self).max()
            if let at = try row.get("result_at", as: Date?.self) { tally.results.append(Tally.Result(delegation: try row.get("delegation"), kind: try row.get("delegation_kind"), at: at)) }
            found[activity] = tally
        }
        return found
    }

    /// The activities of an edition that a delegation leads, each with the day of its own newest note: what it owes one on.
    func led(by delegation: ID<Delegation>, in edition: ID<Edition>) throws -> [(activity: Activity, newest: Date?)] {
        try tx.rows("""
            SELECT a.*, (SELECT max(n.at) FROM plan_note n WHERE n.activity = a.id AND n.delegation = \(delegation) AND n.withdrawn_at IS NULL) AS newest
            FROM plan_responsible r JOIN plan_activity a ON a.id = r.activity
            WHERE r.delegation = \(delegation) AND r.part = 'lead' AND a.edition = \(edition) ORDER BY a.theme, a.objective, a.number LIMIT 100
            """) { (try Activity(row: $0), try $0.get("newest", as: Date?.self)) }.compactMap { activity, newest in activity.map { ($0, newest) } }
    }

    /// What is for the viewer's level, and all of the viewer's own delegation.
    private static func isVisible(to viewer: Viewer?) -> SQL {
        let levels = PublicationLevel.allCases.filter { $0 != .owner && viewer.maySee($0) }
        let own = viewer?.grants.map(\.delegation.id) ?? []
        return "n.withdrawn_at IS NULL AND (n.level IN \(list: levels) OR n.delegation IN \(list: own))"
    }

    // MARK: Changes

    public func write(_ note: ProgressNote, by actor: Actor, at now: Date) throws {
        let links = String(decoding: try JSONEncoder.sorted.encode(note.links), as: UTF8.self)
        try tx.execute("""
            INSERT INTO plan_note (id, activity, delegation, kind, text, links, level, written_by, at)
            VALUES (\(note.id), \(note.activity), \(note.delegation.id), \(note.kind), \(note.text), \(links), \(note.level), \(note.writtenBy), \(now))
            """)
        try tx.audit("plan.note.written", kind: ProgressNote.auditKind, record: note.id.uuid, made: State(note), by: actor, at: now)
        if let place = try place(of: note) { try index(note, of: place.number, in: place.level) }
    }

    public func withdraw(_ note: ProgressNote, by actor: Actor, at now: Date) throws {
        guard try tx.execute("UPDATE plan_note SET withdrawn_at = \(now), withdrawn_by = \(actor.name) WHERE id = \(note.id) AND withdrawn_at IS NULL") == 1 else { return }
        try tx.removeFromIndex(kind: ProgressNote.searchKind, record: note.id.uuid)
        try tx.audit("plan.note.withdrawn", kind: ProgressNote.auditKind, record: note.id.uuid, before: State(note), after: State?.none, by: actor, at: now)
    }

    /// With their files; for an activity that goes.
    func removeAll(of activity: ID<Activity>) throws {
        try tx.execute("DELETE FROM plan_note_file_part WHERE note IN (SELECT id FROM plan_note WHERE activity = \(activity))")
        try tx.execute("DELETE FROM plan_note_file WHERE note IN (SELECT id FROM plan_note WHERE activity = \(activity))")
        try tx.execute("DELETE FROM plan_note WHERE activity = \(activity)")
    }

    private struct State: Codable {
        let activity: UUID
        let delegation: String
        let kind: ProgressNote.Kind
        let text: LocalizedText
        let links: [ProgressNote.Link]
        let level: PublicationLevel

        init(_ note: ProgressNote) {
            (activity, delegation, kind, text, links, level) = (note.activity.uuid, note.delegation.slug, note.kind, note.text, note.links, note.level)
        }
    }
}
