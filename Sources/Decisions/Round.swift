import Accounts
import Foundation
import Localization
import Storage

/// Once before the eleven: what was circulated, until when, and how it ended. Its text is a copy that nothing changes.
public struct Round: Sendable, Hashable, Codable {
    /// A deadline put off at a member's request.
    public struct Extension: Sendable, Hashable, Codable {
        /// The deadline before.
        public let from: Date
        public let days: Int
        public let at: Date
        public let delegation: ID<Delegation>
        /// Who asked.
        public let name: String
        /// Why, in the language in which it was written.
        public let reason: LocalizedText?

        /// Days by which a request for more time puts the deadline off.
        public static let days = 7
    }

    public struct End: Sendable, Hashable, Codable {
        /// Each has a text: `decisions.result.<name>`.
        public enum Result: String, Sendable, Codable, CaseIterable {
            case adopted
            /// By an objection.
            case broken
            /// A meeting found no consensus.
            case noConsensus = "no_consensus"
            case withdrawn
        }

        public let result: Result
        /// When it took effect: for a silence procedure the deadline itself.
        public let at: Date
        /// The day of it in the place where it happened: of the deadline's zone, or the meeting's day.
        public let on: Day
        /// Of the meeting.
        public let place: String?
        /// What the record says beside: why there was no consensus, why it was withdrawn.
        public let note: String?
        /// The text as adopted; nil where nothing was.
        public let text: LocalizedText?
        public let name: String
    }

    public let decision: ID<Decision>
    /// From 1.
    public let number: Int
    public let procedure: Decision.Procedure
    public let question: LocalizedText
    public let text: LocalizedText
    public let options: [LocalizedText]
    /// Whom the decision was meant for when it was circulated.
    public let level: PublicationLevel
    public let circulatedAt: Date
    public let circulatedBy: String
    /// nil where a meeting decides.
    public internal(set) var deadline: Deadline?
    public internal(set) var moreTime: Extension?
    public internal(set) var end: End?

    /// Whether positions are still taken.
    public func isOpen(at now: Date) -> Bool { end == nil && (deadline.map { now < $0.instant } ?? true) }
    /// The deadline has passed and the adoption is about to be written.
    public func isClosing(at now: Date) -> Bool { end == nil && !isOpen(at: now) }
}

/// An instant until which positions are taken, itself excluded, in the time zone in which it is stated.
public struct Deadline: Sendable, Hashable, Codable {
    public let instant: Date
    public let zone: NamedZone

    public init(_ instant: Date, in zone: NamedZone) { (self.instant, self.zone) = (instant, zone) }

    /// - Parameter minutes: of the wall clock since midnight, 0…1439.
    /// - Returns: nil for a time that the clocks skip on that day.
    public init?(_ day: Day, minutes: Int, in zone: NamedZone) {
        guard (0..<1440).contains(minutes),
              let instant = zone.calendar.date(from: DateComponents(year: day.year, month: day.month, day: day.day, hour: minutes / 60, minute: minutes % 60)) else { return nil }
        let read = zone.calendar.dateComponents([.hour, .minute], from: instant)
        guard read.hour == minutes / 60, read.minute == minutes % 60 else { return nil }
        self.init(instant, in: zone)
    }

    public var day: Day { Day(instant, in: zone.timeZone) }

    /// At the same hour of the wall clock, also across a change of it.
    func putOff(days: Int) -> Deadline {
        Deadline(zone.calendar.date(byAdding: .day, value: days, to: instant) ?? instant.addingTimeInterval(Double(days) * 86_400), in: zone)
    }

    /// For a text that is written later in one language or another: `deadline.instant` and `zone`.
    var values: [String: String] { ["deadline.instant": instant.formatted(.iso8601), "zone": zone.rawValue] }
}

/// A time zone by its name in the IANA database.
public struct NamedZone: Sendable, Hashable, Codable, RawRepresentable {
    public let rawValue: String

    public init?(rawValue: String) {
        guard rawValue.contains("/"), TimeZone(identifier: rawValue) != nil else { return nil }
        self.rawValue = rawValue
    }

    private init(known name: String) { rawValue = name }

    public static let utc = NamedZone(known: "Etc/UTC")
    /// Where the Secretariat sits.
    public static let standard = NamedZone(known: TimeZone.networkName)
    /// Of the eleven capitals, and UTC. Each has a text: `web.zone.<name>`.
    public static let offered: [NamedZone] = [
        "America/Costa_Rica", "America/Belize", "America/El_Salvador", "America/Guatemala", "America/Managua", "America/Mexico_City", "America/New_York",
        "America/Panama", "America/Santo_Domingo", "America/Tegucigalpa", "America/Toronto", "Etc/UTC",
    ].map(NamedZone.init(known:))

    public var timeZone: TimeZone { TimeZone(identifier: rawValue) ?? .gmt }

    var calendar: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        return calendar
    }

    /// Part of the catalogue's key: `mexico_city`.
    var name: String { (rawValue.split(separator: "/").last.map(String.init) ?? rawValue).lowercased() }
}
