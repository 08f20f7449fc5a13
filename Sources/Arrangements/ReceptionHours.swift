import Foundation
import Localization

/// The hours in which people are received, by weekday: `Mo-Fr 08:00-18:00; Sa 08:00-12:00`, or `24/7`. A span may cross midnight.
///
/// A second rule for a day adds to the first; only days named after `24/7` are exceptions to it.
/// The days are read in either language of work (`Lu-Vi`, `Mo-Fr`) and written in the codes of OpenStreetMap's `opening_hours`.
public struct ReceptionHours: Sendable, Hashable, Codable, CustomStringConvertible {
    public typealias Span = HourSpan

    /// The part that cannot be read, or that says hours which are already said.
    public struct Fault: Error, Sendable, Equatable {
        public let value: String
        public var isOverlap = false
    }

    /// Each weekday's spans, Monday first.
    public let week: [[Span]]

    static let codes = WeekHours.codes
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
                week = [[Span]](repeating: [.wholeDay], count: 7)
                continue
            }
            // Without days: each day.
            let split = rule.firstIndex(where: \.isNumber) ?? rule.endIndex
            guard let days = Self.days(rule[..<split].trimmingCharacters(in: .whitespaces)), let spans = WeekHours.spans(String(rule[split...]).replacing(" ", with: "")), !spans.contains(where: Self.saysNothing) else { throw Fault(value: rule) }
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
        if week.allSatisfy({ $0 == [.wholeDay] }) { return "24/7" }
        return groups.map { WeekHours.written($0, codes) }.joined(separator: "; ")
    }

    /// Weekdays with the same hours together, days without any left out; ranges count from 0 for Monday.
    public var groups: [(days: [ClosedRange<Int>], spans: [Span])] { WeekHours.groups(week).filter { !$0.spans.isEmpty } }

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
        return WeekHours.days(text.replacing(" a ", with: "-").replacing(" to ", with: "-"), day)
    }

    /// From an hour to the same hour: in what two States have agreed it is taken for a slip.
    private static func saysNothing(_ span: Span) -> Bool { span.to - span.from == 1440 && span != .wholeDay }

    private static func day(_ text: String) -> Int? {
        let folded = text.trimmingCharacters(in: .whitespaces).folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
        return folded.count < 2 ? nil : names.firstIndex { $0.contains { $0.hasPrefix(folded) } }
    }
}

extension ReceptionHours {
    public init(from decoder: any Decoder) throws { self = try ReceptionHours(try decoder.singleValueContainer().decode(String.self)) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
