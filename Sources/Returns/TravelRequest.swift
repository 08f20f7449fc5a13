import Accounts
import Foundation
import Geography
import Localization
import Storage

/// The document that is asked for. Each has a text: `returns.document.<name>`.
public enum TravelDocumentKind: String, Sendable, Codable, CaseIterable {
    /// A paper for one journey home (*salvoconducto*).
    case laissezPasser = "laissez_passer"
    case emergencyPassport = "emergency_passport"
    case passport
    case other
}

/// Who it is for. Each has a text: `returns.group.<name>`.
public enum PopulationGroup: String, Sendable, Codable, CaseIterable {
    case adult, family
    case accompaniedMinor = "accompanied_minor"
    case unaccompaniedMinor = "unaccompanied_minor"

    /// Children are among them, or may be.
    public var hasChildren: Bool { self != .adult }
}

/// What an officer affirms before a request may be recorded at all. Each has a text: `returns.affirmation.<name>`.
///
/// Sources: Convention relating to the Status of Refugees (1951), article 33; International Covenant on Civil and Political
/// Rights (1966), article 13; Convention on the Rights of the Child (1989), article 3.
public enum Affirmation: String, Sendable, Codable, CaseIterable {
    /// No asylum seeker, no refugee, nobody under complementary protection.
    case noProtection = "no_protection"
    /// The return is voluntary, or ordered by a decision that is final.
    case voluntaryOrFinal = "voluntary_or_final"
    /// For each child among them the determination of its best interests exists.
    case bestInterests = "best_interests"

    /// Those without which nothing is recorded.
    public static func needed(for group: PopulationGroup) -> [Affirmation] {
        group.hasChildren ? [.noProtection, .voluntaryOrFinal, .bestInterests] : [.noProtection, .voluntaryOrFinal]
    }

    /// What one who brings a whole file, or monthly counts, affirms for all of it.
    public static let ofAll = allCases
}

/// That somebody affirmed something, and when.
public struct AffirmationRecord: Sendable, Hashable, Codable {
    public let affirmation: Affirmation
    public let by: String
    public let at: Date
}

/// Who recorded it: a consular post, or an authority at home by its name.
public enum RecordingOffice: Sendable, Hashable, Codable {
    case post(UUID)
    case authority(String)

    public var post: UUID? { if case .post(let id) = self { id } else { nil } }
    public var authority: String? { if case .authority(let name) = self { name } else { nil } }
}

/// The mission of the country of origin that was asked: in which country, and in which town where that is known.
public struct AskedMission: Sendable, Hashable, Codable {
    public let country: CountryCode
    public let town: String?

    public init(in country: CountryCode, town: String? = nil) { (self.country, self.town) = (country, town) }
}

/// What somebody wishes to record.
public struct RequestDraft: Sendable, Hashable {
    public var office: RecordingOffice
    public var origin: CountryCode
    public var reference: CaseReference
    public var document: TravelDocumentKind
    public var group: PopulationGroup
    public var mission: AskedMission
    public var requestedOn: Day
    /// Later steps that are known already: from a file.
    public var steps: [PlannedStep]

    public init(office: RecordingOffice, origin: CountryCode, reference: CaseReference, document: TravelDocumentKind, group: PopulationGroup, mission: AskedMission, requestedOn: Day,
                steps: [PlannedStep] = []) {
        (self.office, self.origin, self.reference, self.document) = (office, origin, reference, document)
        (self.group, self.mission, self.requestedOn, self.steps) = (group, mission, requestedOn, steps)
    }
}

/// A request for a travel document, made to the authorities of a country of origin: no name, no number of a person; the
/// country's own reference only. It belongs to the delegation that recorded it and nobody else reads it.
public struct TravelRequest: Sendable, Hashable, Identifiable {
    public let id: Storage.ID<TravelRequest>
    public let owner: Storage.ID<Delegation>
    public let office: RecordingOffice
    public let origin: CountryCode
    public let reference: CaseReference
    public let document: TravelDocumentKind
    public let group: PopulationGroup
    public let mission: AskedMission
    public let requestedOn: Day
    /// How it ended; nil while it is open.
    public let outcome: StepKind?
    public let outcomeOn: Day?
    public let recordedAt: Date
    public let recordedBy: String
    public let changedAt: Date
    public let isDemonstration: Bool

    public static let auditKind = "travel_request"
    /// Days without any news after which the owner is asked what became of it.
    public static let quiet = 60

    public var isOpen: Bool { outcome == nil }
    /// Address without language.
    public var path: String { "/desk/returns/\(id)" }

    /// Days from the request to its outcome, or to that day while it is open.
    public func days(until today: Day) -> Int { (outcomeOn ?? today).daysSince1970 - requestedOn.daysSince1970 }

    /// What a permission reaches it by.
    public var belongs: Viewer.Owner { Viewer.Owner(delegation: owner.uuid, post: office.post) }
}
