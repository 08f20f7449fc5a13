import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage

/// What two member States have agreed about the return of people from the one to the other: with its source, so that whoever
/// doubts can look; what no source says stays unknown and is shown so.
public struct Arrangement: Sendable, Hashable, Identifiable, Codable {
    /// Of its two States. Each has a text: `arrangements.side.<name>`.
    public enum Side: String, Sendable, Codable, CaseIterable {
        /// The State that returns people.
        case returning
        /// The State of origin, that receives them.
        case receiving

        /// The kind of record under which this side's statements are kept (``Verification``).
        var verificationKind: String { "arrangement_\(rawValue)" }
    }

    /// Where what is written here can be read.
    public struct Source: Sendable, Hashable, Codable {
        public let title: String
        public let url: String?
        /// Of the source itself; nil where it bears none.
        public let on: Day?

        public init(title: String, url: String?, on: Day?) { (self.title, self.url, self.on) = (title, url, on) }
    }

    public let id: Storage.ID<Arrangement>
    /// Last part of its address: `us-mx-1`.
    public let key: String
    public let returning: CountryCode
    public let receiving: CountryCode
    public internal(set) var terms: Terms
    /// In the order of their numbers.
    public internal(set) var crossings: [Crossing]
    /// Goes up by one with each change of what was agreed, a crossing's included: a State confirms one version.
    public internal(set) var version: Int
    public internal(set) var confirmations: [Side: Confirmation]
    public let isDemonstration: Bool
    public internal(set) var changedAt: Date

    public static let auditKind = "arrangement"
    public static let searchKind = "arrangement"

    /// Twice a year: such arrangements change seldom, and people walk to a closed gate when they do.
    static let cycle = VerificationCycle(interval: 180, notice: 30, grace: 90)

    public var path: String { "/arrangements/\(key)" }

    public func country(_ side: Side) -> CountryCode { side == .returning ? returning : receiving }
    public func side(of country: CountryCode) -> Side? { country == returning ? .returning : country == receiving ? .receiving : nil }

    func owner(_ side: Side) -> Viewer.Owner { Viewer.Owner(country: country(side)) }

    /// Whether it holds on a day, as far as its source says.
    public func isInForce(on day: Day) -> Bool { terms.validFrom.map { $0 <= day } ?? true && terms.validUntil.map { day <= $0 } ?? true }
}

/// What an arrangement says as a whole; what is said of one place stands with its ``Crossing``.
public struct Terms: Sendable, Hashable, Codable {
    public var title: LocalizedText
    public var source: Arrangement.Source
    /// First day; nil where no source says.
    public var validFrom: Day?
    /// Last day; nil where it has no end, or none that is known.
    public var validUntil: Day?
    /// Hours before the hand-over by which the receiving State is told, by group; a group that is missing is not known.
    public var notice: [PopulationGroup: Int]
    /// Where the source says so: "4.2".
    public var noticeClause: String?
    public var conditions: [Condition]
    /// What a reader should know beside: above all what is missing.
    public var remark: LocalizedText
    public var level: PublicationLevel

    public init(title: LocalizedText, source: Arrangement.Source, validFrom: Day? = nil, validUntil: Day? = nil, notice: [PopulationGroup: Int] = [:], noticeClause: String? = nil,
                conditions: [Condition] = [], remark: LocalizedText = LocalizedText(source: .spanish, [:]), level: PublicationLevel = .network) {
        (self.title, self.source, self.validFrom, self.validUntil, self.notice, self.noticeClause) = (title, source, validFrom, validUntil, notice, noticeClause)
        (self.conditions, self.remark, self.level) = (conditions, remark, level)
    }

    static let levels: [PublicationLevel] = [.public, .network, .members]
    /// Hours of notice, at most thirty days.
    static let noticeRange = 0...720
}

/// For whom reception is agreed apart. Each has a text: `arrangements.group.<name>`.
public enum PopulationGroup: String, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
    case adults
    /// Children with a parent or guardian.
    case families
    /// Unaccompanied or separated (Committee on the Rights of the Child, general comment No. 6, paragraphs 7 and 8).
    case unaccompaniedMinors = "unaccompanied_minors"
    /// Pregnant women, the old, the ill, people with disabilities, victims of trafficking.
    case needingCare = "needing_care"
}

/// Something that was agreed about how people are returned. Each code has a text: `arrangements.condition.<name>`.
public struct Condition: Sendable, Hashable, Codable {
    public enum Code: String, Sendable, Codable, CaseIterable {
        /// Members of a family are not returned apart.
        case familyTogether = "family_together"
        /// Groups in need of care are looked after apart, before, during and after the journey.
        case careApart = "care_apart"
        /// A child alone is handed to the authority for the protection of children.
        case childrenToProtection = "children_to_protection"
        /// Children alone travel by day only.
        case childrenByDay = "children_by_day"
        /// A document says that the person can travel, and what care is due.
        case fitToTravel = "fit_to_travel"
        /// What a person owned is handed back before the crossing.
        case belongings = "belongings"
        /// The person could speak with the consulate before (Vienna Convention on Consular Relations, article 36).
        case consularAccess = "consular_access"
        /// The receiving State is told how many come, of which groups.
        case numbersAhead = "numbers_ahead"

        /// To whom it speaks.
        var groups: [PopulationGroup] {
            switch self {
            case .familyTogether: [.families]
            case .careApart, .fitToTravel: [.needingCare, .families, .unaccompaniedMinors]
            case .childrenToProtection, .childrenByDay: [.unaccompaniedMinors]
            case .belongings, .consularAccess, .numbersAhead: PopulationGroup.allCases
            }
        }
    }

    public let code: Code
    /// As this arrangement words it; empty where the code says all.
    public let wording: LocalizedText
    public let clause: String?

    public init(_ code: Code, wording: LocalizedText = LocalizedText(source: .spanish, [:]), clause: String? = nil) { (self.code, self.wording, self.clause) = (code, wording, clause) }
}

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
