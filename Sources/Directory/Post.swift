import Foundation
import Geography
import Localization
import Records
import Storage

/// The class of a post: Vienna Convention on Consular Relations, articles 4 and 9; article 70 for the consular section of a
/// diplomatic mission. What is no post under the Convention (a trade or de facto office) is a representative office.
public enum PostClass: String, Sendable, Codable, CaseIterable {
    case consulateGeneral = "consulate-general"
    case consulate
    case viceConsulate = "vice-consulate"
    case consularAgency = "consular-agency"
    case embassy
    case representativeOffice = "representative-office"
}

/// Whether a post serves, and how. All but `open` and `closed` are usually for a time, with dates.
public enum PostStatus: String, Sendable, Codable, CaseIterable {
    case open
    case temporarilyClosed = "temporarily-closed"
    case closed
    /// A consulate that comes to a place for some days.
    case mobile
    /// A post set up for an emergency.
    case emergency

    /// How a post serves on a day: outside its dates a mobile or emergency post does not, and a temporary closure is over.
    func on(_ day: Day, from: Day?, until: Day?) -> PostStatus {
        let isWithin = (from ?? day) <= day && day <= (until ?? day)
        return switch self {
        case .open: .open
        case .closed: !isWithin && (from ?? day) > day ? .open : .closed
        case .temporarilyClosed: isWithin ? .temporarilyClosed : .open
        case .mobile, .emergency: isWithin ? self : .closed
        }
    }
}

/// What people come for. The names on screen are the catalogue's: `directory.service.<name>`.
public enum ConsularService: String, Sendable, Codable, CaseIterable {
    case passport
    case consularID = "consular-id"
    case civilRegistry = "civil-registry"
    case birthRegistration = "birth-registration"
    case marriage, death, notarial, legalization, visa
    case travelDocument = "travel-document"
    case protection, detention
    case legalAdvice = "legal-advice"
    case labour
    case healthDesk = "health-desk"
    case voting
    case militaryService = "military-service"
}

/// A consular post: the office of a sending State in a receiving State.
public struct Post: Sendable, Hashable, Identifiable {
    public let id: Storage.ID<Post>
    /// Readable name for addresses: `mx-us-tucson`.
    public var slug: String
    public var sending: CountryCode
    public var receiving: CountryCode
    public var postClass: PostClass
    /// Headed by an honorary consular officer (articles 58 and 68).
    public var isHonorary: Bool
    public var name: LocalizedText
    public var city: String
    public var subdivision: SubdivisionCode?
    public var address: String?
    public var postalCode: String?
    public var position: Position?
    public var phones: [PhoneNumber]
    public var emergencyPhone: PhoneNumber?
    public var email: String?
    public var website: String?
    public var hours: OpeningHours?
    public var timeZone: TimeZone?
    public var services: [ConsularService]
    public var status: PostStatus
    public var statusFrom: Day?
    public var statusUntil: Day?
    public var isDemonstration: Bool
    public var changedAt: Date
    /// When somebody of the sending State last said that the card is correct; nil when nobody ever has.
    public var verification: Verification?

    public init(id: Storage.ID<Post>, slug: String, sending: CountryCode, receiving: CountryCode, postClass: PostClass, isHonorary: Bool = false, name: LocalizedText,
                city: String, changedAt: Date) {
        self.id = id
        self.slug = slug
        self.sending = sending
        self.receiving = receiving
        self.postClass = postClass
        self.isHonorary = isHonorary
        self.name = name
        self.city = city
        self.changedAt = changedAt
        phones = []
        services = []
        status = .open
        isDemonstration = false
    }

    public static let verificationCycle = VerificationCycle.quarterly
    public static let auditKind = "post"

    public func freshness(today: Day) -> Freshness {
        verification?.freshness(today: today, cycle: Self.verificationCycle) ?? .never
    }

    public func status(on day: Day) -> PostStatus { status.on(day, from: statusFrom, until: statusUntil) }

    public var zone: TimeZone? { timeZone ?? subdivision?.timeZone }
}

/// A part of the receiving State for which a post answers (article 4, paragraph 2): all of it, a subdivision, or a named
/// municipality of one.
public struct District: Sendable, Hashable, Codable, LosslessStringConvertible {
    public let country: CountryCode
    public let subdivision: SubdivisionCode?
    public let municipality: String?

    public init(country: CountryCode, subdivision: SubdivisionCode? = nil, municipality: String? = nil) {
        self.country = subdivision?.country ?? country
        self.subdivision = subdivision
        self.municipality = subdivision == nil ? nil : municipality
    }

    /// `US`, `US-CA`, `US-CA:Los Angeles County`.
    public init?(_ text: String) {
        let parts = text.trimmingCharacters(in: .whitespaces).split(separator: ":", maxSplits: 1)
        guard let code = parts.first.map(String.init) else { return nil }
        if parts.count == 2 {
            guard let subdivision = SubdivisionCode(code) else { return nil }
            let name = parts[1].trimmingCharacters(in: .whitespaces)
            guard !name.isEmpty, name.count <= 100 else { return nil }
            self.init(country: subdivision.country, subdivision: subdivision, municipality: Gazetteer.shared.municipality(named: name, in: subdivision) ?? name)
        } else if let subdivision = SubdivisionCode(code) {
            self.init(country: subdivision.country, subdivision: subdivision)
        } else if let country = CountryCode(code) {
            self.init(country: country)
        } else {
            return nil
        }
    }

    public var description: String {
        (subdivision?.rawValue ?? country.rawValue) + (municipality.map { ":\($0)" } ?? "")
    }

    public func name(in language: String) -> String {
        guard let subdivision else { return country.name(in: language) }
        return municipality.map { "\($0), \(subdivision.name(in: language))" } ?? subdivision.name(in: language)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let district = District(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is not a district")
        }
        self = district
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Where facts of a post come from, as of which day.
public struct FactSource: Sendable, Hashable, Codable {
    /// Names of fields, or `*` for all.
    public let fields: String
    public let name: String
    public let url: String?
    public let asOf: Day
    public let licence: String?

    public init(fields: String, name: String, url: String?, asOf: Day, licence: String?) {
        self.fields = fields
        self.name = name
        self.url = url
        self.asOf = asOf
        self.licence = licence
    }
}

/// Two sources that differ on a fact: the field stays empty until the sending State says which is right.
public struct FactDifference: Sendable, Hashable, Codable {
    public let field: String
    public let valueA: String
    public let sourceA: String
    public let asOfA: Day?
    public let valueB: String
    public let sourceB: String
    public let asOfB: Day?
}
