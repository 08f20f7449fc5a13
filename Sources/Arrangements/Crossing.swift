import Foundation
import Geography
import Localization

/// A place of hand-over.
public struct Crossing: Sendable, Hashable, Codable {
    /// In its arrangement, from 1; a number is not given twice.
    public let number: Int
    public var name: String
    public var place: String?
    public var subdivision: SubdivisionCode
    /// IANA name of the zone of its clock.
    public var zone: NamedZone
    /// What is not here is not known.
    public var receptions: [PopulationGroup: Reception]
    public var daysOff: [DayOff]
    /// The authority that receives.
    public var receiver: String?

    public init(number: Int, name: String, place: String? = nil, subdivision: SubdivisionCode, zone: NamedZone, receptions: [PopulationGroup: Reception] = [:], daysOff: [DayOff] = [], receiver: String? = nil) {
        (self.number, self.name, self.place, self.subdivision, self.zone) = (number, name, place, subdivision, zone)
        (self.receptions, self.daysOff, self.receiver) = (receptions, daysOff, receiver)
    }
}

/// A time zone by its IANA name; only zones that this system knows exist.
public struct NamedZone: RawRepresentable, Sendable, Hashable, Codable {
    public let rawValue: String
    public let timeZone: TimeZone

    public init?(rawValue: String) {
        guard rawValue.contains("/"), let zone = TimeZone(identifier: rawValue) else { return nil }
        (self.rawValue, timeZone) = (rawValue, zone)
    }

    public init?(of subdivision: SubdivisionCode) {
        guard let zone = subdivision.timeZone else { return nil }
        (rawValue, timeZone) = (zone.identifier, zone)
    }
}

/// When a group is received at a crossing.
public struct Reception: Sendable, Hashable, Codable {
    public enum Rule: Sendable, Hashable {
        case hours(ReceptionHours)
        /// Agreed: not here.
        case never
    }

    public let rule: Rule
    public let clause: String?

    public init(_ rule: Rule, clause: String? = nil) { (self.rule, self.clause) = (rule, clause) }
}

/// A day without reception: once, or each year.
public struct DayOff: Sendable, Hashable, Codable, LosslessStringConvertible {
    public let year: Int?
    public let month: Int
    public let day: Int

    /// `2026-12-25`, or `12-25` for each year.
    public init?(_ text: String) {
        // Each year's 29 February exists in a leap year.
        guard let day = Day(text) ?? (text.count == 5 ? Day("2000-" + text) : nil) else { return nil }
        (year, month, self.day) = (text.count == 5 ? nil : day.year, day.month, day.day)
    }

    public func falls(on day: Day) -> Bool { (year == nil || year == day.year) && month == day.month && self.day == day.day }

    public var description: String { String(Day(year: year ?? 2000, month: month, day: day)?.description.dropFirst(year == nil ? 5 : 0) ?? "") }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer(), text = try container.decode(String.self)
        guard let day = DayOff(text) else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is not a day off") }
        self = day
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Reception {
    private enum CodingKeys: String, CodingKey { case hours, clause }
    private static let never = "never"

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self), text = try container.decode(String.self, forKey: .hours)
        rule = text == Self.never ? .never : .hours(try ReceptionHours(text))
        clause = try container.decodeIfPresent(String.self, forKey: .clause)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(code, forKey: .hours)
        try container.encodeIfPresent(clause, forKey: .clause)
    }

    /// `never`, or the hours.
    public var code: String {
        switch rule {
        case .never: Self.never
        case .hours(let hours): hours.description
        }
    }
}

extension NamedZone {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer(), text = try container.decode(String.self)
        guard let zone = NamedZone(rawValue: text) else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is not a time zone") }
        self = zone
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
