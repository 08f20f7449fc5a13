import Accounts
import Foundation
import Localization
import Records
import Storage

/// How a person wants to hear of a topic by mail.
enum Frequency: String, Sendable, Codable, CaseIterable {
    case now, daily, weekly
    /// Only reminders that cannot wait: the last days of something that is still owed.
    case urgent
    case none

    var isDigest: Bool { self == .daily || self == .weekly }

    /// The newest instant whose notices are due for mail: at once, or up to the last digest's hour; nil for none at all.
    /// Digests are made at 07:00 by the network's clock, the weekly one on Mondays.
    func cutoff(at now: Date) -> Date? {
        // It is the same all the year; 1970-01-05 was a Monday.
        let hour = Day(daysSince1970: 0).start(in: .network).timeIntervalSince1970 + 7 * 3600
        return switch self {
        case .now: now
        case .daily: Self.floor(now, every: 86_400, from: hour)
        case .weekly: Self.floor(now, every: 7 * 86_400, from: 4 * 86_400 + hour)
        case .urgent, .none: nil
        }
    }

    private static func floor(_ now: Date, every period: TimeInterval, from start: TimeInterval) -> Date {
        Date(timeIntervalSince1970: ((now.timeIntervalSince1970 - start) / period).rounded(.down) * period + start)
    }
}

extension Topic {
    /// What holds until the person chooses.
    var usual: Frequency {
        switch self {
        case .decisions, .account: .now
        case .visas: .daily
        case .plan, .records: .weekly
        }
    }

    /// Nobody can ask not to hear of their own account's safety.
    var isChosen: Bool { self != .account }

    static var chosen: [Topic] { allCases.filter(\.isChosen) }
}

/// What people have chosen.
struct Preferences {
    static let auditKind = "notice_preference"

    private let tx: Transaction

    init(_ tx: Transaction) { self.tx = tx }

    /// For each topic that can be chosen.
    func of(_ person: UUID) throws -> [Topic: Frequency] {
        let chosen = try tx.rows("SELECT topic, frequency FROM notice_preference WHERE person = \(person)") { row in
            (try row.get("topic", as: Topic.self), try row.get("frequency", as: Frequency.self))
        }
        let usual = Dictionary(Topic.chosen.map { ($0, $0.usual) }, uniquingKeysWith: { first, _ in first })
        return usual.merging(chosen.filter { $0.0.isChosen }) { $1 }
    }

    func set(_ wanted: [Topic: Frequency], of person: UUID, by actor: Actor, at now: Date) throws {
        let before = try of(person)
        let after = before.merging(wanted.filter { $0.key.isChosen }) { $1 }
        guard after != before else { return }
        for (topic, frequency) in after where before[topic] != frequency {
            try tx.execute("""
                INSERT INTO notice_preference (person, topic, frequency) VALUES (\(person), \(topic), \(frequency))
                ON CONFLICT (person, topic) DO UPDATE SET frequency = excluded.frequency
                """)
        }
        try tx.audit("notices.preferences.changed", kind: Self.auditKind, record: person, before: Self.state(before), after: Self.state(after), by: actor, at: now)
    }

    /// Ends one digest: its topics are no longer mailed.
    func end(_ digest: Frequency, of person: UUID, by actor: Actor, at now: Date) throws {
        let ended = try of(person).filter { $0.value == digest }.mapValues { _ in Frequency.urgent }
        try set(ended, of: person, by: actor, at: now)
    }

    private static func state(_ preferences: [Topic: Frequency]) -> [String: String] {
        Dictionary(preferences.map { ($0.key.rawValue, $0.value.rawValue) }, uniquingKeysWith: { first, _ in first })
    }

    /// A notice's frequency in SQL, for `n` a notice and `f` a preference joined to it.
    static let frequency: SQL = {
        let start: SQL = "CASE n.topic"
        let usual = Topic.allCases.reduce(start) { $0 + " WHEN \($1) THEN \($1.usual)" } + " ELSE 'weekly' END"
        return "CASE WHEN n.topic = \(Topic.account) THEN 'now' ELSE coalesce(f.frequency, \(usual)) END"
    }()
}
