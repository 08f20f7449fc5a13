import Accounts
import Foundation
import Geography
import Localization
import Storage

/// The dialogues of the network: the questions of this room; what may be done in them is in `Steering` and `Stepping`.
public struct Tracks {
    let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    // MARK: One

    public func track(key: String) throws -> Track? {
        try complete(try tx.rows("SELECT * FROM dialogue_track WHERE key = \(key)") { try Track($0) }).first
    }

    func track(id: Track.ID) throws -> Track? {
        try complete(try tx.rows("SELECT * FROM dialogue_track WHERE id = \(id)") { try Track($0) }).first
    }

    // MARK: Many

    /// Which dialogues a list shows.
    public struct Filter: Sendable {
        public var state: Track.State?
        let audiences: [PublicationLevel]

        public init(for viewer: Viewer?, state: Track.State? = nil) {
            audiences = Track.levels.filter { viewer.maySee($0) }
            self.state = state
        }

        var condition: SQL {
            let seen: SQL = "t.seen_by IN \(list: audiences)", led: SQL = "EXISTS (SELECT 1 FROM dialogue_lead l WHERE l.track = t.id AND l.until_day IS NULL)"
            switch state {
            case nil: return seen
            case .proposed?: return .all([seen, "t.concluded_on IS NULL", "NOT \(led)"])
            case .active?: return .all([seen, "t.concluded_on IS NULL", led])
            case .concluded?: return .all([seen, "t.concluded_on IS NOT NULL"])
            }
        }
    }

    /// What is open goes first, the oldest of it first.
    public func list(_ filter: Filter, offset: Int = 0, limit: Int) throws -> [Track] {
        try complete(try tx.rows("""
            SELECT t.* FROM dialogue_track t WHERE \(filter.condition) ORDER BY CASE WHEN t.concluded_on IS NULL THEN 0 ELSE 1 END, t.created_at, t.id LIMIT \(limit) OFFSET \(offset)
            """) { try Track($0) })
    }

    public func count(_ filter: Filter) throws -> Int { try tx.value("SELECT count(*) AS n FROM dialogue_track t WHERE \(filter.condition)") ?? 0 }

    /// How many there are in each state, of those that the reader may see.
    func counts(_ filter: Filter) throws -> [Track.State: Int] {
        let rows = try tx.rows("""
            SELECT CASE WHEN t.concluded_on IS NOT NULL THEN 'concluded' WHEN l.track IS NULL THEN 'proposed' ELSE 'active' END AS state, count(*) AS n
            FROM dialogue_track t LEFT JOIN dialogue_lead l ON l.track = t.id AND l.until_day IS NULL WHERE t.seen_by IN \(list: filter.audiences) GROUP BY 1
            """) { row -> (Track.State, Int) in (try row.get("state"), try row.get("n")) }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// Puts leads, participants, steps and documents to their tracks: four statements, however many there are.
    private func complete(_ tracks: [Track]) throws -> [Track] {
        guard !tracks.isEmpty else { return [] }
        let ids = tracks.map(\.id)
        func grouped<T>(_ sql: SQL, _ make: (Row) throws -> T) throws -> [Track.ID: [T]] {
            Dictionary(grouping: try tx.rows(sql) { (try $0.get("track", as: Track.ID.self), try make($0)) }, by: \.0).mapValues { $0.map(\.1) }
        }
        let leads = try grouped("SELECT * FROM dialogue_lead WHERE track IN \(list: ids) ORDER BY track, number") { try Track.Lead($0) }
        let participants = try grouped("SELECT p.* FROM dialogue_participant p JOIN delegation d ON d.id = p.delegation WHERE p.track IN \(list: ids) ORDER BY d.slug") { try $0.get("delegation", as: ID<Delegation>.self) }
        let steps = try grouped("SELECT * FROM dialogue_step WHERE track IN \(list: ids) ORDER BY coalesce(done_on, planned_on), id") { try Step($0) }
        let documents = try grouped("SELECT * FROM dialogue_document WHERE track IN \(list: ids) ORDER BY added_at, id") { try Track.Document($0) }
        return tracks.map { track in
            var whole = track
            whole.leads = leads[track.id] ?? []
            whole.participants = participants[track.id] ?? []
            whole.steps = steps[track.id] ?? []
            whole.documents = documents[track.id] ?? []
            return whole
        }
    }

    func paths(of records: [UUID]) throws -> [UUID: String] {
        let rows = try tx.rows("SELECT id, key FROM dialogue_track WHERE id IN \(list: records)") { (try $0.get("id", as: UUID.self), "/dialogue/" + (try $0.get("key", as: String.self))) }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    // MARK: What is expected, and when

    /// A step that is planned, with the dialogue that it belongs to.
    struct Planned {
        let step: Step
        let country: CountryCode
        let path: String

        init(_ row: Row) throws {
            step = try Step(row)
            country = try row.get("country")
            path = "/dialogue/" + (try row.get("key", as: String.self))
        }
    }

    private static let planned: SQL = "SELECT s.*, t.country, t.key FROM dialogue_step s JOIN dialogue_track t ON t.id = s.track WHERE s.done_on IS NULL AND t.concluded_on IS NULL"

    /// Steps that a delegation has to take until a day, those that are late first.
    func planned(by delegation: ID<Delegation>, until day: Day, limit: Int) throws -> [Planned] {
        try tx.rows("\(Self.planned) AND s.delegation = \(delegation) AND s.planned_on <= \(day) ORDER BY s.planned_on, s.id LIMIT \(limit)") { try Planned($0) }
    }

    /// Steps planned between two days, as far as somebody may see them.
    func planned(for viewer: Viewer, from: Day, to: Day, limit: Int) throws -> [Planned] {
        try tx.rows("""
            \(Self.planned) AND s.planned_on >= \(from) AND s.planned_on <= \(to) AND t.seen_by IN \(list: Filter(for: viewer).audiences) ORDER BY s.planned_on, s.id LIMIT \(limit)
            """) { try Planned($0) }
    }

    /// Dialogues that this delegation leads and in which nothing is planned.
    func idle(ledBy delegation: ID<Delegation>, limit: Int) throws -> [(country: CountryCode, key: String)] {
        try tx.rows("""
            SELECT t.country, t.key FROM dialogue_track t JOIN dialogue_lead l ON l.track = t.id AND l.until_day IS NULL
            WHERE t.concluded_on IS NULL AND l.delegation = \(delegation) AND NOT EXISTS (SELECT 1 FROM dialogue_step s WHERE s.track = t.id AND s.done_on IS NULL) ORDER BY t.created_at LIMIT \(limit)
            """) { (try $0.get("country"), try $0.get("key")) }
    }

    /// Dialogues that nobody leads.
    /// - Returns: with how many leads each has had.
    func withoutLead(limit: Int) throws -> [(country: CountryCode, key: String, former: Int)] {
        try tx.rows("""
            SELECT t.country, t.key, (SELECT count(*) FROM dialogue_lead f WHERE f.track = t.id) AS former FROM dialogue_track t WHERE t.concluded_on IS NULL AND NOT EXISTS (SELECT 1 FROM dialogue_lead l WHERE l.track = t.id AND l.until_day IS NULL)
            ORDER BY t.created_at LIMIT \(limit)
            """) { (try $0.get("country"), try $0.get("key"), try $0.get("former")) }
    }

    /// For the plan: at the end of each of these days, how many dialogues had been led by somebody, and how many steps had been done.
    func progress(at days: [Day]) throws -> (tracks: Int, led: [Int], steps: [Int], newest: Date?) {
        func counts(_ column: SQL, of record: SQL) -> SQL {
            days.enumerated().reduce("") { sql, day in
                sql + SQL(trusted: day.offset == 0 ? "" : ", ") + "count(DISTINCT CASE WHEN \(column) <= \(day.element) THEN \(record) END)" + SQL(trusted: " AS at_\(day.offset)")
            }
        }
        let led = try tx.row("SELECT \(counts("l.from_day", of: "l.track")) FROM dialogue_lead l JOIN dialogue_track t ON t.id = l.track WHERE t.is_demonstration = FALSE")
        let steps = try tx.row("SELECT \(counts("s.done_on", of: "s.id")), max(s.changed_at) AS newest FROM dialogue_step s JOIN dialogue_track t ON t.id = s.track WHERE t.is_demonstration = FALSE AND s.done_on IS NOT NULL")
        let tracks: Int = try tx.value("SELECT count(*) AS n FROM dialogue_track WHERE is_demonstration = FALSE") ?? 0
        return (tracks, try days.indices.map { try led?.get("at_\($0)") ?? 0 }, try days.indices.map { try steps?.get("at_\($0)") ?? 0 }, try steps?.get("newest"))
    }
}
