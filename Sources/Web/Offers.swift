import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage

/// Something that is expected of a delegation now: a position to take, a record to verify, a note to write.
public struct Expectation: Sendable, Hashable {
    /// Names the same expectation each time it is asked for: `decision:2026-3`. Reminders are sent once for each key and step.
    public let key: String
    public let topic: Topic
    /// Key of a text, and the values that it takes; `zone` names the time zone (IANA) in which `due` is written.
    public let text: String
    public let values: [String: String]
    /// Address without language.
    public let path: String
    /// Until when; nil when it is only due sometime.
    public let due: Date?
    /// The last day, for what is due on a day and at no hour of it.
    public let lastDay: Day?
    /// Since when it has been expected: nobody is reminded of what they were told a moment ago. nil where that is long ago.
    public let since: Date?
    /// Whoever may not do this is not expected to; nil for everybody of the delegation.
    public let action: Action?

    /// - Parameter due: an instant; for a day take `lastDay`.
    public init(key: String, topic: Topic, text: String, values: [String: String] = [:], path: String, due: Date?, lastDay: Day? = nil, since: Date? = nil, by action: Action? = nil) {
        (self.key, self.topic, self.text, self.values, self.path) = (key, topic, text, values, path)
        (self.lastDay, self.since, self.action) = (lastDay, since, action)
        self.due = due ?? lastDay?.adding(days: 1).start(in: .network)
    }
}

/// A room that expects something of delegations.
public protocol ExpectationSource: Sendable {
    /// What is expected of the delegation now, the most pressing first; at most a hundred.
    func expectations(of delegation: Delegation, at now: Date, in tx: Transaction) throws -> [Expectation]
    /// The same of whoever keeps one post of it.
    func expectations(ofPost post: UUID, at now: Date, in tx: Transaction) throws -> [Expectation]
}

extension ExpectationSource {
    public func expectations(ofPost post: UUID, at now: Date, in tx: Transaction) throws -> [Expectation] { [] }
}

/// A date that people may want in their calendar (RFC 5545).
public struct CalendarEntry: Sendable, Hashable {
    /// Stable, unique in the house: `decision-2026-3`.
    public let uid: String
    public let title: LocalizedText
    /// Address without language.
    public let path: String
    /// An instant (a deadline) or whole days, the last one included.
    public enum When: Sendable, Hashable { case instant(Date), days(Day, Day) }
    public let when: When
    public let changedAt: Date

    public init(uid: String, title: LocalizedText, path: String, when: When, changedAt: Date) {
        (self.uid, self.title, self.path, self.when, self.changedAt) = (uid, title, path, when, changedAt)
    }
}

/// A room with dates.
public protocol CalendarSource: Sendable {
    /// What the viewer may see between two days.
    func entries(for viewer: Viewer, from: Day, to: Day, in tx: Transaction) throws -> [CalendarEntry]
}

/// A figure that shows how far an activity of the plan has come: counted from records, never typed.
public struct EvidenceFigure: Sendable, Hashable {
    /// Key of a text that says what was counted: "posts verified in the last 90 days".
    public let text: String
    public let value: Int
    /// What the value would be if all were done; nil where there is no such number.
    public let target: Int?
    /// When the newest of them was made; nil when there is none.
    public let newest: Date?
    /// The same count at the end of each of the last twelve months, oldest first.
    public let trend: [Int]
    /// Address, without language, of the records that were counted.
    public let path: String

    public init(text: String, value: Int, target: Int?, newest: Date?, trend: [Int], path: String) {
        (self.text, self.value, self.target, self.newest, self.trend, self.path) = (text, value, target, newest, trend, path)
    }
}

extension EvidenceFigure {
    /// The days of which a figure tells: today, for its value; then, for its trend, the last days of the twelve months that ended before, oldest first.
    public static func days(until today: Day) -> [Day] {
        let month = today.year * 12 + today.month - 1
        return [today] + (0..<12).reversed().compactMap { Day(year: (month - $0) / 12, month: (month - $0) % 12 + 1, day: 1)?.adding(days: -1) }
    }
}

/// A room that can show what has been done about activities of the plan.
public protocol EvidenceSource: Sendable {
    /// Activities that it has something to show for, by the plan's numbers: `1.5.1`.
    var activities: [String] { get }
    func figures(for activity: String, at now: Date, in tx: Transaction) throws -> [EvidenceFigure]
}

/// Records of one kind, as the search of the house shows them.
public protocol SearchKind: Sendable {
    /// As in the index: `post`.
    var kind: String { get }
    /// Key of the kind's name, in the plural: "Consular posts".
    var name: String { get }
    /// Addresses, without language, of the records; in one statement for all of them. One that is left out is not shown.
    func paths(of records: [UUID], in tx: Transaction) throws -> [UUID: String]
    /// What whoever finds them has to know at once, by today: that an office is closed. In one statement for all of them.
    func marks(of records: [UUID], for ask: Ask, in tx: Transaction) throws -> [UUID: SearchMark]
}

/// A word beside a record that was found.
public struct SearchMark: Sendable {
    public let text: String
    /// `good`, `warn` or `bad`.
    public let tone: String

    public init(_ text: String, tone: String) { (self.text, self.tone) = (text, tone) }

    /// For a view's tag: keys `text` and `tone`.
    public var model: Model { ["text": text, "tone": tone] }
}

extension SearchKind {
    public func marks(of records: [UUID], for ask: Ask, in tx: Transaction) throws -> [UUID: SearchMark] { [:] }
}

/// A kind whose texts hold words of the catalogue. Its room says `tx.indexAnew(…)` in the transaction of a change, and is asked for
/// the texts right after.
public protocol WordedSearchKind: SearchKind {
    /// - Returns: nil for a record that is not to be found, or is there no more.
    func entry(of record: UUID, at now: Date, in tx: Transaction) throws -> SearchEntry?
}

extension WordedSearchKind {
    /// Puts the record, as it is now, into the index; takes it out where it is not to be found.
    public func index(_ record: UUID, at now: Date, in tx: Transaction) throws {
        guard let entry = try entry(of: record, at: now, in: tx) else { return try tx.removeFromIndex(kind: kind, record: record) }
        let documents = Language.all.compactMap { language in
            entry.texts[language].map { FullText.Document(kind: kind, record: record, language: language.code, title: $0.title, body: $0.body, also: entry.also, audience: entry.audience) }
        }
        try tx.index(kind: kind, record: record, documents, countries: entry.countries.map(\.rawValue), theme: entry.theme, day: entry.day)
    }
}

/// What the index holds of a record.
public struct SearchEntry: Sendable {
    /// By language; in each, what is shown as its name, and what else it can be found by.
    public let texts: [Language: (title: String, body: String)]
    /// By what else it is found, in any language, and what is not shown.
    public let also: String
    /// Who may find it; see ``PublicationLevel/audience(of:)``.
    public let audience: String
    /// That it concerns.
    public let countries: [CountryCode]
    /// Number of a theme of the plan.
    public let theme: String?
    public let day: Day?

    public init(_ texts: [Language: (title: String, body: String)], also: String = "", audience: String, countries: [CountryCode] = [], theme: String? = nil, day: Day? = nil) {
        (self.texts, self.also, self.audience, self.countries, self.theme, self.day) = (texts, also, audience, countries, theme, day)
    }
}

/// A letter to one address, in the language of whoever reads it: an invitation, a link for a new password.
public struct Letter: Sendable {
    public let recipient: String
    public let language: Language
    public let subject: String
    public let greeting: String
    public let paragraphs: [String]
    /// Where its one link leads, with its language, below the server's own address. Who has it may use it: it is kept only until the
    /// letter has gone.
    public let path: String
    public let linkText: String
    /// The record that it is about.
    public let about: UUID

    public init(to recipient: String, in language: Language, subject: String, greeting: String, paragraphs: [String], path: String, linkText: String, about: UUID) {
        (self.recipient, self.language, self.subject, self.greeting, self.paragraphs) = (recipient, language, subject, greeting, paragraphs)
        (self.path, self.linkText, self.about) = (path, linkText, about)
    }
}

/// Whoever keeps the outbox.
public protocol LetterBox: Sendable {
    /// In the transaction of its cause: both are there, or neither.
    func put(_ letter: Letter, at now: Date, in tx: Transaction) throws
}

extension Feature {
    public var searchKinds: [any SearchKind] { [] }
    public var jobs: [JobHandler] { [] }
    public var schedules: [Schedule] { [] }
    public var expectations: [any ExpectationSource] { [] }
    public var calendars: [any CalendarSource] { [] }
    public var evidence: [any EvidenceSource] { [] }
}
