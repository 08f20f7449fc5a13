import Accounts
import Foundation
import Localization
import Records
import Storage

/// The notices of people: what the pages, the feed and the mail ask of them.
struct NoticeStore {
    private let tx: Transaction

    init(_ tx: Transaction) { self.tx = tx }

    /// Newest first.
    func newest(of person: ID<Person>, offset: Int = 0, limit: Int) throws -> [Notice] {
        try tx.rows("SELECT * FROM notice WHERE person = \(person) ORDER BY at DESC, id DESC LIMIT \(limit) OFFSET \(offset)", as: Notice.init)
    }

    /// - Returns: how many there are, and how many of them the person has not seen.
    func counts(of person: ID<Person>) throws -> (all: Int, unseen: Int) {
        let row = try tx.row("SELECT count(*) AS everything, coalesce(sum(CASE WHEN seen_at IS NULL THEN 1 ELSE 0 END), 0) AS unseen FROM notice WHERE person = \(person)")
        return (try row?.get("everything") ?? 0, try row?.get("unseen") ?? 0)
    }

    /// All that the person has had before them.
    func markSeen(of person: ID<Person>, at now: Date) throws {
        try tx.execute("UPDATE notice SET seen_at = \(now) WHERE person = \(person) AND seen_at IS NULL AND at <= \(now)")
    }

    // MARK: For mail

    /// A notice that mail has not looked at yet and now has to.
    struct Due: Sendable {
        let notice: Notice
        let email: String
        let name: String
        let language: Language
        let frequency: Frequency
        /// Nobody reads mail there: an account that is shut or invented.
        let isUnreachable: Bool

        init(_ row: Row) throws {
            notice = try Notice(row)
            email = try row.get("email")
            name = try row.get("name")
            language = try row.get("language")
            frequency = try row.get("frequency")
            isUnreachable = try row.get("is_unreachable")
        }

        /// Whether it goes into a mail: a digest leaves out what its reader has seen on the page.
        var isMailed: Bool { !isUnreachable && ![.urgent, .none].contains(frequency) && (frequency == .now || notice.seenAt == nil) }
    }

    /// By person, each person's oldest first.
    func due(at now: Date, limit: Int) throws -> [Due] {
        try tx.rows("""
            WITH waiting AS (
                SELECT n.*, CASE WHEN n.is_urgent = TRUE AND (\(Preferences.frequency)) <> 'none' THEN 'now' ELSE (\(Preferences.frequency)) END AS frequency
                FROM notice n LEFT JOIN notice_preference f ON f.person = n.person AND f.topic = n.topic WHERE n.mailed_at IS NULL)
            SELECT w.*, p.email, p.name, p.language, (p.disabled_at IS NOT NULL OR p.is_demonstration = TRUE) AS is_unreachable
            FROM waiting w JOIN person p ON p.id = w.person
            WHERE w.frequency IN ('now', 'urgent', 'none') OR (w.frequency = 'daily' AND w.at <= \(Frequency.daily.cutoff(at: now)))
                OR (w.frequency = 'weekly' AND w.at <= \(Frequency.weekly.cutoff(at: now)))
            ORDER BY w.person, w.at, w.id LIMIT \(limit)
            """, as: Due.init)
    }

    func markMailed(_ notices: [ID<Notice>], at now: Date) throws {
        // In parts, since an engine takes only so many values in one statement.
        for start in stride(from: 0, to: notices.count, by: 500) {
            try tx.execute("UPDATE notice SET mailed_at = \(now) WHERE id IN \(list: Array(notices[start...].prefix(500)))")
        }
    }

    // MARK: For reminders

    /// Reminders that no mail has told yet, by what they remind of: all of their unique key but the step.
    func unmailedReminders() throws -> [(id: ID<Notice>, of: String)] {
        try tx.rows("SELECT id, unique_key FROM notice WHERE mailed_at IS NULL AND unique_key LIKE 'reminder:%'") { row in
            let key: String = try row.get("unique_key")
            return (try row.get("id"), String(key[..<(key.lastIndex(of: ":") ?? key.endIndex)]))
        }
    }

    /// Who acts for each delegation: those who are reminded of what it owes.
    func actors() throws -> [ID<Delegation>: [UUID]] {
        let roles: [Role] = [.liaison, .secretariat, .delegate]
        let rows = try tx.rows("""
            SELECT DISTINCT g.delegation, g.person FROM role_grant g JOIN person p ON p.id = g.person
            WHERE g.role IN \(list: roles) AND p.disabled_at IS NULL ORDER BY g.delegation, g.person
            """) { (try $0.get("delegation", as: ID<Delegation>.self), try $0.get("person", as: UUID.self)) }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }
}
