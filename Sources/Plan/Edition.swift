import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage

/// An edition of the plan of action: the text that one conference of the network had before it.
public struct Edition: Sendable, Hashable, Identifiable {
    /// How far the network has come with it; each has a text: `plan.standing.<name>`.
    public enum Standing: String, Sendable, Codable, CaseIterable {
        /// Being prepared from the edition before.
        case draft
        /// Before the conference for discussion.
        case proposed
        case adopted
    }

    public let id: Storage.ID<Edition>
    /// Short name for addresses: `2008`.
    public let key: String
    public var title: LocalizedText
    public var standing: Standing
    /// Which conference: 13 for the XIII.
    public var conference: Int
    /// Where it met.
    public var place: LocalizedText
    /// Its first day and its last.
    public var begins: Day
    public var ends: Day
    /// The member that presided.
    public var presidency: CountryCode
    /// Who may read it.
    public var level: PublicationLevel
    public let addedAt: Date
    public var changedAt: Date

    public static let auditKind = "plan_edition"

    /// `XIII`. Conferences are numbered in Roman numerals; beyond 3999 there are none.
    public var numeral: String {
        let signs: [(Int, String)] = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
        var rest = conference, text = ""
        for (value, sign) in signs {
            while rest >= value, text.count < 16 {
                text += sign
                rest -= value
            }
        }
        return text
    }

    /// Why an edition cannot be kept. Each belongs beside a field and has a text: `plan.edition.fault.<name>`.
    public enum Fault: String, Error, Sendable {
        case keyTaken = "key_taken"
        case badKey = "bad_key"
        case endsBeforeBeginning = "ends_before_beginning"
        case nothingToStartFrom = "nothing_to_start_from"

        public var field: String { self == .endsBeforeBeginning ? "ends" : "key" }
    }
}

/// The number of an activity in the plan: theme, objective and activity, `1.5.1`. Each part is 1…99.
public struct ActivityNumber: Sendable, Hashable, Comparable, Codable, LosslessStringConvertible {
    public let theme: Int
    public let objective: Int
    public let activity: Int

    public init?(_ theme: Int, _ objective: Int, _ activity: Int) {
        guard [theme, objective, activity].allSatisfy((1...99).contains) else { return nil }
        (self.theme, self.objective, self.activity) = (theme, objective, activity)
    }

    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in part.allSatisfy(\.isASCII) && part.allSatisfy(\.isNumber) ? Int(part) : nil }
        guard parts.count == 3, numbers.count == 3 else { return nil }
        self.init(numbers[0], numbers[1], numbers[2])
    }

    public var description: String { "\(theme).\(objective).\(activity)" }
    /// `1.5`.
    public var objectiveNumber: String { "\(theme).\(objective)" }

    public static func < (left: Self, right: Self) -> Bool {
        (left.theme, left.objective, left.activity) < (right.theme, right.objective, right.activity)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let number = ActivityNumber(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not the number of an activity")
        }
        self = number
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// What the network has agreed to do: one line of the matrix.
public struct Activity: Sendable, Hashable, Identifiable {
    /// A delegation that answers for an activity.
    public struct Responsible: Sendable, Hashable {
        public enum Part: String, Sendable, Codable, CaseIterable { case lead, support }

        public let delegation: Delegation
        public let part: Part

        public init(delegation: Delegation, part: Part) {
            self.delegation = delegation
            self.part = part
        }
    }

    public let id: Storage.ID<Activity>
    public let edition: Storage.ID<Edition>
    public let number: ActivityNumber
    public var text: LocalizedText
    public var calendar: ActivityCalendar
    /// Leads first, then those that support; each by short name.
    public var responsible: [Responsible]
    public let addedAt: Date
    public var changedAt: Date

    public static let auditKind = "plan_activity"
    /// The kind of record in the search.
    public static let searchKind = "activity"

    public func delegations(_ part: Responsible.Part) -> [Delegation] { responsible.filter { $0.part == part }.map(\.delegation) }
}

/// A whole edition as it stands: themes, objectives, activities, each in the order of its number.
public struct Plan: Sendable {
    public struct Theme: Sendable {
        public let number: Int
        public let title: LocalizedText
        public internal(set) var objectives: [Objective]
    }

    public struct Objective: Sendable {
        public let theme: Int
        /// Within the theme.
        public let number: Int
        public let text: LocalizedText
        public internal(set) var activities: [Activity]

        /// `1.5`.
        public var label: String { "\(theme).\(number)" }
    }

    public let edition: Edition
    public internal(set) var themes: [Theme]

    public var objectives: [Objective] { themes.flatMap(\.objectives) }
    public var activities: [Activity] { objectives.flatMap(\.activities) }

    public func activity(_ number: ActivityNumber) -> Activity? { activities.first { $0.number == number } }
    func theme(_ number: Int) -> Theme? { themes.first { $0.number == number } }
    func objective(_ theme: Int, _ number: Int) -> Objective? { self.theme(theme)?.objectives.first { $0.number == number } }
}
