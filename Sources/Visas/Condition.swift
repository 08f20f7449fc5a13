import Geography

/// What a requirement depends on, or who is exempt from it; kept as data, so that a page can say it in any language.
///
/// Written as in the tables and in files: `holder:visa:CA+US=visa_free:30`, `border_zone:GT-HU+BZ=visa_free:3`, `minors_alone:18`,
/// `shared_stay:GT+HN+NI+SV`, `passport_validity:6`.
public enum Condition: Sendable, Hashable, LosslessStringConvertible {
    /// Which permit of another State exempts.
    public enum Permit: String, Sendable, Codable, CaseIterable { case visa, residence, either }

    /// What an exemption grants.
    public struct Grant: Sendable, Hashable {
        public let requirement: Requirement
        public let days: Int?

        public init(_ requirement: Requirement, days: Int? = nil) { (self.requirement, self.days) = (requirement, days) }
    }

    /// Whoever holds a valid visa, or a residence, of one of these States.
    case holder(Permit, of: [CountryCode], Grant)
    /// Whoever lives in one of these neighbouring countries or parts of them.
    case borderZone([BorderPlace], Grant)
    /// Somebody below that age who travels alone, or with one parent, needs the permission of whoever has parental authority.
    case minorsAlone(age: Int)
    /// Days in any State of the group count against the one stay: the CA-4 agreement of El Salvador, Guatemala, Honduras and Nicaragua (2006).
    case sharedStay([CountryCode])
    /// Months for which the document must still be valid at entry.
    case passportValidity(months: Int)

    /// Part of the key of its text: `visas.condition.<name>`.
    public var name: String {
        switch self {
        case .holder: "holder"
        case .borderZone: "border_zone"
        case .minorsAlone: "minors_alone"
        case .sharedStay: "shared_stay"
        case .passportValidity: "passport_validity"
        }
    }

    public var description: String {
        switch self {
        case .holder(let permit, let states, let grant): "holder:\(permit.rawValue):\(states.map(\.rawValue).joined(separator: "+"))=\(grant)"
        case .borderZone(let places, let grant): "border_zone:\(places.map(\.description).joined(separator: "+"))=\(grant)"
        case .minorsAlone(let age): "minors_alone:\(age)"
        case .sharedStay(let states): "shared_stay:\(states.map(\.rawValue).joined(separator: "+"))"
        case .passportValidity(let months): "passport_validity:\(months)"
        }
    }

    public init?(_ text: String) {
        let halves = text.trimmingCharacters(in: .whitespaces).split(separator: "=", maxSplits: 1).map(String.init)
        let parts = (halves.first ?? "").split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let kind = parts.first, let last = parts.last else { return nil }
        let grant = halves.count == 2 ? Grant(halves[1]) : nil
        switch (kind, parts.count) {
        case ("holder", 3):
            guard let permit = Permit(rawValue: parts[1]), let states = Self.list(last, CountryCode.init(_:)), let grant else { return nil }
            self = .holder(permit, of: states, grant)
        case ("border_zone", 2):
            guard let places = Self.list(last, BorderPlace.init), let grant else { return nil }
            self = .borderZone(places, grant)
        case ("minors_alone", 2):
            guard let age = Int(last), (12...25).contains(age), grant == nil else { return nil }
            self = .minorsAlone(age: age)
        case ("shared_stay", 2):
            guard let states = Self.list(last, CountryCode.init(_:)), states.count > 1, grant == nil else { return nil }
            self = .sharedStay(states)
        case ("passport_validity", 2):
            guard let months = Int(last), (1...24).contains(months), grant == nil else { return nil }
            self = .passportValidity(months: months)
        default:
            return nil
        }
    }

    /// All of a list, or nil when one of them is none.
    private static func list<T>(_ text: String, _ make: (String) -> T?) -> [T]? {
        let parts = text.split(separator: "+").map { make($0.trimmingCharacters(in: .whitespaces)) }
        let known = parts.compactMap(\.self)
        return known.isEmpty || known.count != parts.count ? nil : known
    }
}

extension Condition.Grant: LosslessStringConvertible {
    public var description: String { requirement.rawValue + (days.map { ":\($0)" } ?? "") }

    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let requirement = parts.first.flatMap(Requirement.init(rawValue:)), requirement != .notAdmitted, parts.count <= 2 else { return nil }
        guard parts.count == 2 else {
            self.init(requirement)
            return
        }
        guard let days = Int(parts[1]), Ruling.dayLimits.contains(days) else { return nil }
        self.init(requirement, days: days)
    }
}

/// A country, or a part of a member, whose residents a State lets in more easily.
public enum BorderPlace: Sendable, Hashable, LosslessStringConvertible {
    case country(CountryCode)
    case subdivision(SubdivisionCode)

    public init?(_ text: String) {
        if let subdivision = SubdivisionCode(text) {
            self = .subdivision(subdivision)
        } else if let country = CountryCode(text) {
            self = .country(country)
        } else {
            return nil
        }
    }

    public var description: String {
        switch self {
        case .country(let code): code.rawValue
        case .subdivision(let code): code.rawValue
        }
    }

    public func name(in language: String) -> String {
        switch self {
        case .country(let code): code.nameInText(in: language)
        case .subdivision(let code): "\(code.name(in: language)) (\(code.country.name(in: language)))"
        }
    }
}

/// The conditions of a rule, as they are kept and as files write them: parted by semicolons.
public struct Conditions: Sendable, Hashable, LosslessStringConvertible, Codable {
    public let all: [Condition]

    /// More fit into no answer that anybody reads.
    static let limit = 12

    public init(_ all: [Condition] = []) { self.all = all }

    public init?(_ text: String) {
        let parts = text.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        let known = parts.compactMap(Condition.init)
        guard known.count == parts.count else { return nil }
        all = known
    }

    public var description: String { all.map(\.description).joined(separator: "; ") }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer(), text = try container.decode(String.self)
        guard let conditions = Conditions(text) else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" are no conditions") }
        self = conditions
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
