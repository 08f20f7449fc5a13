import Foundation
import Localization
import Storage

/// What a notice is about; a person chooses by topic how to hear of it.
public enum Topic: String, Sendable, Codable, CaseIterable {
    /// Decisions to take position on, adopted, broken.
    case decisions
    /// The plan of action: new notes, overdue activities.
    case plan
    /// Records of the country that are due or overdue.
    case records
    /// What States ask at their borders, for those whom it concerns or who follow it.
    case visas
    /// Invitations, roles, security of one's own account: always sent at once.
    case account
}

/// Something that people ought to hear: one row a person, in the transaction of its cause. How it reaches them (page, feed, mail
/// at once or in a digest) is the Notices room's affair.
public struct Notice: Sendable, Identifiable {
    public let id: Storage.ID<Notice>
    public let person: UUID
    public let topic: Topic
    /// Key of a text in the catalogue and the values that it takes.
    public let text: String
    public let values: [String: String]
    /// Address without language: `/decisions/2026-3`.
    public let path: String
    public let at: Date
    public let seenAt: Date?

    public init(_ row: Row) throws {
        id = try row.get("id")
        person = try row.get("person")
        topic = try row.get("topic")
        text = try row.get("text")
        values = try JSONDecoder().decode([String: String].self, from: Data(row.get("text_values", as: String.self).utf8))
        path = try row.get("path")
        at = try row.get("at")
        seenAt = try row.get("seen_at")
    }

    public static let migrations = Migrations(feature: "notices", [
        Migration("notice", [
            """
            CREATE TABLE notice (
                id ID PRIMARY KEY, person ID NOT NULL, topic TEXT NOT NULL, text TEXT NOT NULL, text_values TEXT NOT NULL, path TEXT NOT NULL, unique_key TEXT NOT NULL,
                at INSTANT NOT NULL, seen_at INSTANT, mailed_at INSTANT, UNIQUE (person, unique_key))
            """,
            "CREATE INDEX notice_person ON notice (person, at)",
            // What the mailer still has to look at.
            "CREATE INDEX notice_unmailed ON notice (at, id) WHERE mailed_at IS NULL",
        ]),
        Migration("urgent", ["ALTER TABLE notice ADD COLUMN is_urgent BOOLEAN NOT NULL DEFAULT FALSE"]),
    ])
}

extension Transaction {
    /// Tells people something, once for each `uniqueKey`.
    /// - Parameters:
    ///   - people: whom; those who were told under that key are left out.
    ///   - text: key of a text; `values` fill it in.
    ///   - isUrgent: it would come too late in a digest: mailed at once to whoever wants mail of the topic at all.
    public func notify(_ people: [UUID], _ topic: Topic, _ text: String, _ values: [String: String] = [:], path: String, uniqueKey: String, isUrgent: Bool = false, at now: Date) throws {
        let json = String(decoding: try JSONEncoder.sorted.encode(values), as: UTF8.self)
        for person in people {
            try execute("""
                INSERT INTO notice (id, person, topic, text, text_values, path, unique_key, is_urgent, at)
                VALUES (\(ID<Notice>(at: now)), \(person), \(topic), \(text), \(json), \(path), \(uniqueKey), \(isUrgent), \(now)) ON CONFLICT (person, unique_key) DO NOTHING
                """)
        }
    }
}
