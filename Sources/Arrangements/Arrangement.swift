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
    /// More readers that somebody has asked for; ``Terms/level`` says who reads it until then.
    public internal(set) var widening: Widening?
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
