import Foundation
import Localization

/// The hours in which people are received, by weekday: `Mo-Fr 08:00-18:00; Sa 08:00-12:00`, or `24/7`. A span may cross midnight.
///
/// A second rule for a day adds to the first; only days named after `24/7` are exceptions to it.
/// The days are read in either language of work (`Lu-Vi`, `Mo-Fr`) and written in the codes of OpenStreetMap's `opening_hours`.
public struct ReceptionHours: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Minutes from the midnight with which its day begins; `to` is over 1440 when it crosses the next.
    public struct Span: Sendable, Hashable {
        public let from: Int
        public let to: Int
    }

    /// The part that cannot be read, or that says hours which are already said.
    public struct Fault: Error, Sendable, Equatable {
        public let value: String
        public var isOverlap = false
    }

    /// Each weekday's spans, Monday first.
    public let week: [[Span]]

    static let codes = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    /// In full: what is typed must begin one of them, so that "lunes por la tarde" is not taken for Mondays.
    private static let names: [[String]] = [
        ["monday", "lunes"], ["tuesday", "martes"], ["wednesday", "miercoles"], ["thursday", "jueves"], ["friday", "viernes"], ["saturday", "sabado"], ["sunday", "domingo"],
    ]

    public init(_ text: String) throws(Fault) {
        var week = [[Span]](repeating: [], count: 7), unbroken: Set<Int> = []
        for rule in text.split(whereSeparator: { $0 == ";" || $0.isNewline }).map({ $0.trimmingCharacters(in: .whitespaces) }) where !rule.isEmpty {
            if rule == "24/7" {
                guard week.allSatisfy(\.isEmpty) else { throw Fault(value: rule, isOverlap: true) }
                unbroken = Set(0..<7)
                week = [[Span]](repeating: [Span(from: 0, to: 1440)], count: 7)
                continue
            }
            // Without days: each day.
            let split = rule.firstIndex(where: \.isNumber) ?? rule.endIndex
            guard let days = Self.days(rule[..<split].trimmingCharacters(in: .whitespaces)), let spans = Self.spans(String(rule[split...]).replacing(" ", with: "")) else { throw Fault(value: rule) }
            for day in Set(days) {
                week[day] = ((unbroken.remove(day) == nil ? week[day] : []) + spans).sorted { $0.from < $1.from }
                guard zip(week[day], week[day].dropFirst()).allSatisfy({ $0.to <= $1.from }) else { throw Fault(value: rule, isOverlap: true) }
            }
        }
        let whole = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard week.contains(where: { !$0.isEmpty }) else { throw Fault(value: whole) }
        guard !Self.overlaps(week) else { throw Fault(value: whole, isOverlap: true) }
        self.week = week
    }

    /// Reads back to the same hours.
    public var description: String { written(Self.codes) }

    /// As a reader of Spanish types them; reads back to the same hours too.
    public var inSpanish: String { written(["Lu", "Ma", "Mi", "Ju", "Vi", "Sá", "Do"]) }

    private func written(_ codes: [String]) -> String {
        if week.allSatisfy({ $0 == [Span(from: 0, to: 1440)] }) { return "24/7" }
        return groups.map { group in
            let days = group.days.map { $0.count == 1 ? codes[$0.lowerBound] : "\(codes[$0.lowerBound])-\(codes[$0.upperBound])" }.joined(separator: ",")
            return days + " " + group.spans.map { "\(Self.clock($0.from))-\(Self.clock($0.to))" }.joined(separator: ",")
        }.joined(separator: "; ")
    }

    /// Weekdays with the same hours together, days without any left out; ranges count from 0 for Monday.
    public var groups: [(days: [ClosedRange<Int>], spans: [Span])] {
        var groups: [(days: [ClosedRange<Int>], spans: [Span])] = []
        for day in 0..<7 where !week[day].isEmpty {
            guard let index = groups.firstIndex(where: { $0.spans == week[day] }) else {
                groups.append(([day...day], week[day]))
                continue
            }
            if let last = groups[index].days.last, last.upperBound == day - 1 {
                groups[index].days[groups[index].days.count - 1] = last.lowerBound...day
            } else {
                groups[index].days.append(day...day)
            }
        }
        return groups
    }

    public func spans(on day: Day) -> [Span] { week[day.weekday - 1] }

    /// Open at every minute of the week.
    public var isUnbroken: Bool {
        let spans = week.enumerated().flatMap { day, spans in spans.map { (from: day * 1440 + $0.from, to: day * 1440 + $0.to) } }
        guard let first = spans.first, let last = spans.last, last.to == first.from + 7 * 1440 else { return false }
        return zip(spans, spans.dropFirst()).allSatisfy { $0.to == $1.from }
    }

    private static func overlaps(_ week: [[Span]]) -> Bool {
        (0..<7).contains { day in
            let before = week[(day + 6) % 7].last.map { $0.to - 1440 } ?? 0
            return week[day].first.map { $0.from < before } ?? false
        }
    }

    private static func days(_ text: String) -> [Int]? {
        guard !text.isEmpty else { return Array(0..<7) }
        var numbers: [Int] = []
        for part in text.replacing(" a ", with: "-").replacing(" to ", with: "-").split(separator: ",") {
            let ends = part.split(separator: "-").map { day(String($0)) }
            switch ends.count {
            case 1:
                guard let day = ends[0] else { return nil }
                numbers.append(day)
            case 2:
                guard let first = ends[0], let last = ends[1] else { return nil }
                numbers += first <= last ? Array(first...last) : Array(first...6) + Array(0...last)
            default: return nil
            }
        }
        return numbers.isEmpty ? nil : numbers
    }

    private static func day(_ text: String) -> Int? {
        let folded = text.trimmingCharacters(in: .whitespaces).folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
        return folded.count < 2 ? nil : names.firstIndex { $0.contains { $0.hasPrefix(folded) } }
    }

    private static func spans(_ text: String) -> [Span]? {
        var spans: [Span] = []
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-").map { minutes($0) }
            guard ends.count == 2, let from = ends[0], let to = ends[1], from < 1440, from != to else { return nil }
            spans.append(Span(from: from, to: to > from ? to : to + 1440))
        }
        return spans.isEmpty ? nil : spans
    }

    /// Of a clock's time, `08:00` to `24:00`.
    static func minutes(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
              (0...24).contains(hour), (0...59).contains(minute), hour * 60 + minute <= 1440 else { return nil }
        return hour * 60 + minute
    }

    static func clock(_ minutes: Int) -> String {
        let hour = minutes == 1440 ? 24 : minutes / 60 % 24
        return (hour < 10 ? "0" : "") + "\(hour):" + (minutes % 60 < 10 ? "0" : "") + "\(minutes % 60)"
    }
}

extension ReceptionHours {
    public init(from decoder: any Decoder) throws { self = try ReceptionHours(try decoder.singleValueContainer().decode(String.self)) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
