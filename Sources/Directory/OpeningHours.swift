import Foundation
import Localization

/// When an office is open: a subset of OpenStreetMap's `opening_hours`.
///
/// `Mo-Fr 08:00-13:00,14:00-16:00; Sa 09:00-12:00; 2026-12-25 off; Dec 24 off` or `24/7`. Later rules replace earlier ones
/// for the days they name; a date goes before a weekday. A span may cross midnight: `22:00-02:00`.
public struct OpeningHours: Hashable, Sendable, CustomStringConvertible {
    public typealias Span = HourSpan

    /// What cannot be read, and where in the text it stands (characters from 1).
    public struct Fault: Error, Sendable, Equatable {
        public let value: String
        public let position: Int
    }

    public enum State: Sendable, Equatable {
        case open(until: Date)
        /// `opens` is nil when nothing is said to open within the next two weeks.
        case closed(opens: Date?)
    }

    /// Each weekday's spans, Monday first.
    public let week: [[Span]]
    /// Days of which something else is true; a year of nil means each year.
    private let exceptions: [Exception]

    private struct Exception: Hashable, Sendable {
        let year: Int?
        let month: Int
        let day: Int
        let spans: [Span]
    }

    static let weekdays = WeekHours.codes
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    public init(_ text: String) throws(Fault) {
        var week = [[Span]](repeating: [], count: 7)
        var exceptions: [Exception] = []
        var offset = 0
        for rule in text.split(separator: ";", omittingEmptySubsequences: false) {
            let trimmed = rule.trimmingCharacters(in: .whitespaces)
            defer { offset += rule.count + 1 }
            if trimmed.isEmpty { continue }
            let fault = Fault(value: trimmed, position: offset + rule.prefix { $0 == " " }.count + 1)
            if trimmed == "24/7" {
                week = [[Span]](repeating: [.wholeDay], count: 7)
                continue
            }
            let words = trimmed.split(separator: " ").map(String.init)
            guard let last = words.last, words.count >= 2 else { throw fault }
            let spans: [Span]
            if last == "off" || last == "closed" { spans = [] } else {
                guard let read = Self.spans(last) else { throw fault }
                spans = read
            }
            let days = words.dropLast()
            if days.count == 1, let day = Day(days[0]) {
                exceptions.append(Exception(year: day.year, month: day.month, day: day.day, spans: spans))
            } else if days.count == 2, let month = Self.months.firstIndex(of: days[0]), let day = Int(days[1]), (1...31).contains(day) {
                exceptions.append(Exception(year: nil, month: month + 1, day: day, spans: spans))
            } else if days.count == 1, days[0] == "PH", spans.isEmpty {
                // Public holidays are not known here; the office's own dates say which days are closed.
                continue
            } else {
                guard days.count == 1, let numbers = WeekHours.days(days[0], { Self.weekdays.firstIndex(of: $0) }) else { throw fault }
                for number in numbers { week[number] = spans }
            }
        }
        guard week.contains(where: { !$0.isEmpty }) || !exceptions.isEmpty else { throw Fault(value: text, position: 1) }
        self.week = week
        self.exceptions = exceptions
    }

    /// Reads back to the same hours.
    public var description: String {
        if exceptions.isEmpty, week.allSatisfy({ $0 == [.wholeDay] }) { return "24/7" }
        var rules = groups.filter { !$0.spans.isEmpty }.map { WeekHours.written($0) }
        rules += exceptions.map { exception in
            let day = exception.year.flatMap { Day(year: $0, month: exception.month, day: exception.day) }?.description ?? "\(Self.months[exception.month - 1]) \(exception.day)"
            return day + " " + (exception.spans.isEmpty ? "off" : exception.spans.map(\.description).joined(separator: ","))
        }
        return rules.joined(separator: "; ")
    }

    /// Weekdays with the same spans, together, in the order of the week; ranges count from 0 for Monday.
    public var groups: [(days: [ClosedRange<Int>], spans: [Span])] { WeekHours.groups(week) }

    public func state(at instant: Date, in zone: TimeZone) -> State {
        let today = Day(instant, in: zone)
        // From yesterday, for spans that cross midnight.
        for offset in -1...14 {
            let day = today.adding(days: offset)
            for span in spans(on: day) {
                let from = Self.instant(day, span.from, zone), to = Self.instant(day, span.to, zone)
                if from <= instant, instant < to { return .open(until: joined(after: to, zone)) }
                if from > instant { return .closed(opens: from) }
            }
        }
        return .closed(opens: nil)
    }

    /// When the state next changes; nil when nothing is known to change.
    public func nextChange(after instant: Date, in zone: TimeZone) -> Date? {
        switch state(at: instant, in: zone) {
        case .open(let until): until
        case .closed(let opens): opens
        }
    }

    public func spans(on day: Day) -> [Span] {
        exceptions.last { ($0.year == nil || $0.year == day.year) && $0.month == day.month && $0.day == day.day }?.spans ?? week[day.weekday - 1]
    }

    /// Around the clock one day's end is the next one's beginning: the end that matters is the last of them.
    private func joined(after end: Date, _ zone: TimeZone) -> Date {
        var end = end
        for _ in 0..<8 {
            let day = Day(end, in: zone)
            guard let next = spans(on: day).first(where: { Self.instant(day, $0.from, zone) == end }) else { break }
            end = Self.instant(day, next.to, zone)
        }
        return end
    }

    /// The wall clock's time on that day, also where the clock was put forward or back that morning.
    private static func instant(_ day: Day, _ minutes: Int, _ zone: TimeZone) -> Date {
        let local = Double(day.daysSince1970) * 86_400 + Double(minutes) * 60
        let guess = Date(timeIntervalSince1970: local - Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: local))))
        return Date(timeIntervalSince1970: local - Double(zone.secondsFromGMT(for: guess)))
    }

    private static func spans(_ text: String) -> [Span]? {
        guard let spans = WeekHours.spans(text), zip(spans, spans.dropFirst()).allSatisfy({ $0.to <= $1.from }) else { return nil }
        return spans
    }
}
