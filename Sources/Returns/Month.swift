import Localization
import Storage

/// A month of a year: `2026-10`.
public struct Month: Hashable, Sendable, Comparable, Codable, LosslessStringConvertible, Bindable, ColumnReadable {
    public let year: Int
    /// 1…12.
    public let number: Int

    public init(_ day: Day) { (year, number) = (day.year, day.month) }

    public init?(_ text: String) {
        guard text.utf8.count == 7, let day = Day(text + "-01") else { return nil }
        self.init(day)
    }

    private init(index: Int) { (year, number) = (index / 12, index % 12 + 1) }
    /// Months since the year 0.
    var index: Int { year * 12 + number - 1 }

    public func adding(months: Int) -> Month { Month(index: index + months) }

    public var first: Day { Day(year: year, month: number, day: 1) ?? Day(daysSince1970: 0) }
    public var last: Day { adding(months: 1).first.adding(days: -1) }
    public var description: String { String(first.description.prefix(7)) }
    public static func < (left: Month, right: Month) -> Bool { left.index < right.index }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer(), text = try container.decode(String.self)
        guard let month = Month(text) else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is not a month of the form 2026-10") }
        self = month
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    public var value: Value { .text(description) }
    public init?(_ value: Value) {
        guard let text = String(value), let month = Month(text) else { return nil }
        self = month
    }
}

/// Half a calendar year, by which trends are told: fixed periods, so that no two of them overlap and let one be taken from the other.
public struct HalfYear: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    /// Halves since the year 0.
    public let index: Int

    public init(index: Int) { self.index = index }
    public init(_ day: Day) { index = day.year * 2 + (day.month > 6 ? 1 : 0) }

    public var year: Int { index / 2 }
    /// 1 or 2.
    public var half: Int { index % 2 + 1 }
    public var first: Day { Day(year: year, month: half == 1 ? 1 : 7, day: 1) ?? Day(daysSince1970: 0) }
    public func adding(_ halves: Int) -> HalfYear { HalfYear(index: index + halves) }
    /// `2026-H1`.
    public var description: String { "\(year)-H\(half)" }
    public static func < (left: HalfYear, right: HalfYear) -> Bool { left.index < right.index }
}
