import Foundation
import Localization

/// When an activity is to be done: a meaning that the house can reckon with, and the words of the plan for it.
public struct ActivityCalendar: Sendable, Hashable, Codable {
    /// Each has a text: `plan.calendar.<kind>`.
    public enum Meaning: Sendable, Hashable, Codable {
        /// Again and again, without an end.
        case continuous
        /// Something that is kept true at all times.
        case permanent
        /// From one day to another, the last one included.
        case period(from: Day, to: Day)
        /// Every so many months, 1…60.
        case recurring(months: Int)
        case toBeDefined

        public enum Kind: String, Sendable, Codable, CaseIterable {
            case continuous, permanent, period, recurring, toBeDefined = "to_be_defined"
        }

        /// - Returns: nil where the days or months that the kind needs are missing, or the period ends before it begins.
        public init?(_ kind: Kind, from: Day? = nil, to: Day? = nil, months: Int? = nil) {
            switch kind {
            case .continuous: self = .continuous
            case .permanent: self = .permanent
            case .toBeDefined: self = .toBeDefined
            case .period:
                guard let from, let to, from <= to else { return nil }
                self = .period(from: from, to: to)
            case .recurring:
                guard let months, (1...60).contains(months) else { return nil }
                self = .recurring(months: months)
            }
        }

        public var kind: Kind {
            switch self {
            case .continuous: .continuous
            case .permanent: .permanent
            case .period: .period
            case .recurring: .recurring
            case .toBeDefined: .toBeDefined
            }
        }

        public var from: Day? { if case .period(let from, _) = self { from } else { nil } }
        public var to: Day? { if case .period(_, let to) = self { to } else { nil } }
        public var months: Int? { if case .recurring(let months) = self { months } else { nil } }
    }

    public var meaning: Meaning
    /// As the plan has it: "Segundo semestre de 2008."
    public var text: LocalizedText

    public init(_ meaning: Meaning, text: LocalizedText) {
        self.meaning = meaning
        self.text = text
    }
}

extension ActivityCalendar.Meaning {
    /// The meaning of the words that plans use for times, in Spanish and English: "segundo semestre de 2027", "last four months
    /// of 2027", "cada 6 meses", "2027-01-15 – 2027-03-31", "permanente".
    /// - Returns: nil for words that say none of it; nothing at all means that it is to be defined.
    public init?(words: String) {
        let text = words.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil).lowercased()
        if text.allSatisfy({ $0.isWhitespace || $0 == "." || $0 == "—" || $0 == "-" }) {
            self = .toBeDefined
        } else if let found = Self.days(in: text) ?? Self.part(ofYearIn: text) ?? Self.months(in: text) {
            self = found
        } else if ["por definir", "pendiente", "to be defined", "pending"].contains(where: text.contains) {
            self = .toBeDefined
        } else if text.contains("permanent") {
            self = .permanent
        } else if text.contains("continu") {
            self = .continuous
        } else {
            return nil
        }
    }

    private static func days(in text: String) -> Self? {
        let days = text.matches(of: #/\d{4}-\d{2}-\d{2}/#).compactMap { Day(String($0.output)) }
        guard days.count == 2 else { return nil }
        return Self(.period, from: days[0], to: days[1])
    }

    private static func months(in text: String) -> Self? {
        guard let match = text.firstMatch(of: #/(?:cada|every) (\d{1,2}) (?:mes|month)/#) else { return nil }
        return Self(.recurring, months: Int(match.1))
    }

    private static func part(ofYearIn text: String) -> Self? {
        guard let match = text.firstMatch(of: #/(primer|segundo|tercer|cuarto|ultimo|first|second|third|fourth|last) (semestre|cuatrimestre|trimestre|half|four months|quarter)\D*(\d{4})/#),
              let year = Int(match.3) else { return nil }
        let length = switch match.2 { case "semestre", "half": 6; case "trimestre", "quarter": 3; default: 4 }
        let last = 12 / length
        let part = switch match.1 { case "primer", "first": 1; case "segundo", "second": 2; case "tercer", "third": 3; case "cuarto", "fourth": 4; default: last }
        guard part <= last, let from = Day(year: year, month: (part - 1) * length + 1, day: 1) else { return nil }
        let after = part == last ? Day(year: year + 1, month: 1, day: 1) : Day(year: year, month: part * length + 1, day: 1)
        return Self(.period, from: from, to: after?.adding(days: -1))
    }
}
