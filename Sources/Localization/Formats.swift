import Foundation

/// How a language writes dates, times, numbers and lists, as its catalogue says.
public struct Formats: Sendable {
    public let language: Language
    private let catalogue: Catalogue

    public init(_ catalogue: Catalogue, in language: Language) {
        self.catalogue = catalogue
        self.language = language
    }

    /// "24 de noviembre de 2026", "24 November 2026".
    public func date(_ day: Day) -> String {
        catalogue.text("format.date", in: language, [
            "day": String(day.day), "month": catalogue.text("format.month.\(day.month - 1)", in: language), "year": String(day.year),
        ])
    }

    /// "martes 24 de noviembre", "Tuesday 24 November": for days near enough to need no year.
    public func dateWithWeekday(_ day: Day) -> String {
        catalogue.text("format.date_with_weekday", in: language, [
            "weekday": weekday(day.weekday), "day": String(day.day),
            "month": catalogue.text("format.month.\(day.month - 1)", in: language),
        ])
    }

    /// - Parameter number: 1 for Monday … 7 for Sunday (ISO 8601).
    public func weekday(_ number: Int) -> String {
        catalogue.text("format.weekday.\(number - 1)", in: language)
    }

    /// "08:30", "8:30 a.m.": minutes since midnight, 0…1440.
    public func time(minutes: Int) -> String {
        let hour = minutes / 60 % 24
        let minute = minutes % 60
        return catalogue.text("format.time", in: language, [
            "hour24": (hour < 10 ? "0" : "") + String(hour), "hour12": String((hour + 11) % 12 + 1),
            "minute": (minute < 10 ? "0" : "") + String(minute),
            "half": catalogue.text(hour < 12 ? "format.am" : "format.pm", in: language),
        ])
    }

    /// The wall clock of an instant in a time zone.
    public func time(_ instant: Date, in zone: TimeZone) -> String {
        let local = instant.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: instant))
        let seconds = local - (local / 86_400).rounded(.down) * 86_400
        return time(minutes: Int(seconds / 60))
    }

    /// "24 de noviembre de 2026, 08:30".
    public func instant(_ instant: Date, in zone: TimeZone) -> String {
        catalogue.text("format.instant", in: language, ["date": date(Day(instant, in: zone)), "time": time(instant, in: zone)])
    }

    /// "1 234 567,9", "1,234,567.9".
    /// - Parameter decimals: digits after the decimal mark, 0…9; trailing zeros are dropped. A number of more than fifteen
    ///   digits has none.
    public func number(_ number: Double, decimals: Int = 0) -> String {
        // A whole number beyond these is more than a `Double` can tell apart, and than an `Int64` can hold.
        guard number.isFinite, abs(number) < 1e18 else { return "—" }
        let scale = abs(number) < 1e15 ? (0..<max(0, min(decimals, 9))).reduce(1.0) { value, _ in value * 10 } : 1
        let rounded = (abs(number) * scale).rounded() / scale
        let whole = Int64(rounded)
        var digits = String(whole)
        var groups: [String] = []
        // The Spanish academies group from five digits on, English usage from four.
        if digits.count >= (Int(catalogue.text("format.number.group_from", in: language)) ?? 5) {
            while digits.count > 3 {
                groups.insert(String(digits.suffix(3)), at: 0)
                digits.removeLast(3)
            }
        }
        var text = ([digits] + groups).joined(separator: catalogue.text("format.number.group", in: language))
        let fraction = Int64(((rounded - Double(whole)) * scale).rounded())
        if fraction > 0 {
            let places = String(Int64(scale) + fraction).dropFirst()
            let trimmed = String(places.reversed().drop { $0 == "0" }.reversed())
            text += catalogue.text("format.number.decimal", in: language) + trimmed
        }
        return (number < 0 && rounded > 0 ? "−" : "") + text
    }

    public func number(_ number: Int) -> String { self.number(Double(number)) }

    /// "a, b o c" (with "u" before the sound o in Spanish), "a, b or c": any one of them.
    public func alternatives(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        let folded = last.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
        let startsWithO = folded.hasPrefix("o") || folded.hasPrefix("ho")
        return items.dropLast().joined(separator: ", ") + " " + catalogue.text(startsWithO ? "format.or_before_o" : "format.or", in: language) + " " + last
    }

    /// "a, b y c" (with "e" before the sound i in Spanish), "a, b and c".
    public func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        let before = items.dropLast().joined(separator: ", ")
        let soft = catalogue.text("format.and_before_i", in: language)
        let folded = last.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
        let sounded = folded.hasPrefix("h") ? folded.dropFirst() : folded[...]
        // Not before a diphthong: "agua y hielo", "Indiana y Iowa".
        let startsWithI = sounded.hasPrefix("i") && !"aeou".contains(sounded.dropFirst().first ?? "-")
        return before + " " + (startsWithI ? soft : catalogue.text("format.and", in: language)) + " " + last
    }
}
