import Foundation
import Localization

/// What is due under an arrangement for a crossing, a group and an hour: "may a child alone be received here at 20:00 on a Sunday?"
public struct ReceptionAnswer: Sendable, Hashable {
    /// Each has a text: `arrangements.verdict.<name>`.
    public enum Verdict: String, Sendable, Codable, CaseIterable {
        case may
        case mayNot = "may_not"
        /// The arrangement does not say, or says nothing of that day.
        case unknown
    }

    /// Why. Each has a text: `arrangements.ground.<name>`.
    public enum Ground: String, Sendable, Codable, CaseIterable {
        case withinHours = "within_hours"
        case outsideHours = "outside_hours"
        case dayOff = "day_off"
        /// Agreed: this group is not received at this crossing.
        case notHere = "not_here"
        /// No source says when.
        case hoursUnknown = "hours_unknown"
        case notYetInForce = "not_yet_in_force"
        case noLongerInForce = "no_longer_in_force"

        public var verdict: Verdict {
            switch self {
            case .withinHours: .may
            case .outsideHours, .dayOff, .notHere: .mayNot
            case .hoursUnknown, .notYetInForce, .noLongerInForce: .unknown
            }
        }
    }

    public let ground: Ground
    /// Of the source, where it is known.
    public let clause: String?
    /// When the reception under way ends; nil unless they may be received, and where it does not end within sixty days.
    public let until: Date?
    /// They may be received, and by the week's hours at any other hour too.
    public let isAtAllHours: Bool
    /// When they may next be received; nil when nothing is known to open within sixty days.
    public let nextOpening: Date?
    /// Until when the receiving State has to be told: for the hour asked about, or else for the next opening. nil where no notice is known.
    public let noticeBy: Date?
    public let conditions: [Condition]

    public var verdict: Verdict { ground.verdict }

    /// Days ahead in which an opening or an end is looked for.
    static let horizon = 60

    /// - Parameter instant: of the hand-over.
    public init(_ arrangement: Arrangement, _ crossing: Crossing, _ group: PopulationGroup, at instant: Date) {
        let zone = crossing.zone.timeZone, day = Day(instant, in: zone), timetable = Timetable(arrangement, crossing, group), reception = crossing.receptions[group]
        let current = timetable.span(at: instant)
        ground = switch reception?.rule {
        case _ where arrangement.terms.validFrom.map({ day < $0 }) ?? false: .notYetInForce
        case _ where arrangement.terms.validUntil.map({ $0 < day }) ?? false: .noLongerInForce
        case nil: .hoursUnknown
        case .never?: .notHere
        case .hours?: current != nil ? .withinHours : timetable.isOff(day) ? .dayOff : .outsideHours
        }
        clause = reception?.clause
        until = ground == .withinHours ? current.flatMap { timetable.end(of: $0, after: instant) } : nil
        isAtAllHours = ground == .withinHours && timetable.hours?.isUnbroken ?? false
        nextOpening = ground == .withinHours ? nil : timetable.opening(after: instant)
        let moment = ground == .withinHours ? instant : nextOpening
        noticeBy = arrangement.terms.notice[group].flatMap { hours in moment.map { $0 - Double(hours) * 3600 } }
        conditions = arrangement.terms.conditions.filter { $0.code.groups.contains(group) }
    }
}

/// The spans of one group at one crossing, as instants.
private struct Timetable {
    let arrangement: Arrangement
    let crossing: Crossing
    let hours: ReceptionHours?

    init(_ arrangement: Arrangement, _ crossing: Crossing, _ group: PopulationGroup) {
        (self.arrangement, self.crossing) = (arrangement, crossing)
        hours = if case .hours(let hours) = crossing.receptions[group]?.rule { hours } else { nil }
    }

    func isOff(_ day: Day) -> Bool { crossing.daysOff.contains { $0.falls(on: day) } }

    /// The one that an instant falls in. One that began the evening before a day off goes on to its end.
    func span(at instant: Date) -> DateInterval? {
        let day = Day(instant, in: crossing.zone.timeZone)
        return [day.adding(days: -1), day].flatMap(spans).first { $0.start <= instant && instant < $0.end }
    }

    func opening(after instant: Date) -> Date? {
        let day = Day(instant, in: crossing.zone.timeZone)
        // Days of an arrangement that begins later are looked for from its beginning on.
        let first = max(day, arrangement.terms.validFrom ?? day)
        return (0...ReceptionAnswer.horizon).lazy.flatMap { spans(first.adding(days: $0)) }.first { $0.start > instant }?.start
    }

    private func spans(_ day: Day) -> [DateInterval] {
        guard let hours, arrangement.isInForce(on: day), !isOff(day) else { return [] }
        return hours.spans(on: day).map { span in
            let from = instant(day, span.from), to = min(instant(day, span.to), lastInstant)
            return DateInterval(start: from, end: max(from, to))
        }.filter { $0.duration > 0 }
    }

    /// With which the arrangement ends.
    private var lastInstant: Date { arrangement.terms.validUntil.map { instant($0, 1440) } ?? .distantFuture }

    /// One span's end may be the next one's beginning: the end that matters is the last. Around the clock there is none but a day off
    /// or the arrangement's own.
    /// - Returns: nil where there is none in the days that are looked ahead.
    func end(of span: DateInterval, after instant: Date) -> Date? {
        let zone = crossing.zone.timeZone, day = Day(instant, in: zone), last = day.adding(days: ReceptionAnswer.horizon)
        if hours?.isUnbroken ?? false, arrangement.isInForce(on: last), !(0...ReceptionAnswer.horizon).contains(where: { isOff(day.adding(days: $0)) }) { return nil }
        var end = span.end
        while Day(end, in: zone) <= last {
            guard let next = spans(Day(end, in: zone)).first(where: { $0.start == end }) else { return end }
            end = next.end
        }
        return nil
    }

    private func instant(_ day: Day, _ minutes: Int) -> Date { LocalTime(day: day.adding(days: minutes / 1440), minutes: minutes % 1440).instant(in: crossing.zone.timeZone) }
}

/// A time by the clock of a place.
public struct LocalTime: Sendable, Hashable {
    public let day: Day
    /// Since midnight, 0…1439.
    public let minutes: Int

    public init(day: Day, minutes: Int) { (self.day, self.minutes) = (day, minutes) }

    /// What the clocks of a zone show at an instant.
    public init(_ instant: Date, in zone: TimeZone) {
        day = Day(instant, in: zone)
        let local = Int((instant.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: instant))).rounded(.down))
        minutes = local / 60 - day.daysSince1970 * 1440
    }

    /// Where the clocks skip that time, the one that they show an hour on; where they show it twice, the first.
    public func instant(in zone: TimeZone) -> Date {
        let local = Date(timeIntervalSince1970: Double(day.daysSince1970) * 86_400 + Double(minutes) * 60)
        // By the offset before a change that may fall on this day, and by the one after it.
        let before = Double(zone.secondsFromGMT(for: local - 86_400)), after = Double(zone.secondsFromGMT(for: local + 86_400))
        let candidates = [local - before, local - after].sorted()
        return candidates.first { LocalTime($0, in: zone) == self } ?? local - before
    }
}
