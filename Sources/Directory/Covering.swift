import Foundation
import Geography
import Localization
import Records
import Storage

/// A covering agreement (Vienna Convention, article 8): the posts of one member act for the nationals of another in a district
/// of a receiving State, which has been notified, from one day until another.
public struct CoveringAgreement: Sendable, Hashable, Identifiable, Codable {
    /// How it stands on a day; each has a text: `directory.covering.state.<name>`.
    public enum State: String, Sendable, CaseIterable {
        case coming, inForce = "in_force", over, ended
    }

    /// Ended before its last day, by one of the three States.
    public struct End: Sendable, Hashable, Codable {
        public let at: Date
        public let by: String
        public let reason: String?
    }

    public let id: ID<CoveringAgreement>
    /// Whose posts answer.
    public let covering: CountryCode
    /// Whose nationals they answer for.
    public let covered: CountryCode
    /// In the receiving State.
    public let district: District
    public let begins: Day
    /// Its last day.
    public let ends: Day
    /// Reference of the note by which the receiving State was notified.
    public let note: String
    public let recordedBy: String
    public private(set) var end: End?
    public let isDemonstration: Bool

    public static let auditKind = "covering_agreement"

    public var receiving: CountryCode { district.country }
    /// Those that may read all of it and end it: the one that covers, the one that is covered, and the receiving State.
    var states: [CountryCode] { [covering, covered, receiving] }

    public func state(on day: Day) -> State {
        if end != nil { return .ended }
        return day < begins ? .coming : day > ends ? .over : .inForce
    }

    /// Why an agreement cannot be recorded. Each belongs beside a field and has a text: `directory.covering.fault.<name>`.
    public enum Fault: Error, Sendable, Equatable {
        case notMember(field: String, CountryCode)
        case sameState(field: String)
        case endsBeforeBeginning
        /// Another agreement already answers for the same people there on some of these days.
        case overlapping(covering: CountryCode, District, begins: Day, ends: Day)
        case alreadyEnded

        public var field: String {
            switch self {
            case .notMember(let field, _), .sameState(let field): field
            case .endsBeforeBeginning: "ends_on"
            case .overlapping: "subdivision"
            case .alreadyEnded: "reason"
            }
        }
    }

    /// - Throws: ``Fault`` for what cannot be an agreement, whatever others there are.
    public init(covering: CountryCode, covered: CountryCode, district: District, begins: Day, ends: Day, note: String, by name: String, isDemonstration: Bool = false,
                at now: Date) throws(Fault) {
        for (field, country) in [("covering", covering), ("covered", covered), ("receiving", district.country)] where !country.isMember {
            throw .notMember(field: field, country)
        }
        guard covering != covered else { throw .sameState(field: "covered") }
        guard district.country != covering, district.country != covered else { throw .sameState(field: "receiving") }
        guard begins <= ends else { throw .endsBeforeBeginning }
        id = ID(at: now)
        self.covering = covering
        self.covered = covered
        self.district = district
        self.begins = begins
        self.ends = ends
        self.note = note
        recordedBy = name
        self.isDemonstration = isDemonstration
    }

    /// Would the same people find two answers? The same district by anybody, or one inside the other by the same State.
    func overlaps(_ other: CoveringAgreement) -> Bool {
        guard end == nil, other.end == nil, covered == other.covered, begins <= other.ends, other.begins <= ends else { return false }
        return district == other.district || covering == other.covering && (district.contains(other.district) || other.district.contains(district))
    }
}

extension CoveringAgreement {
    /// Whether a post of the covering State is known to serve the district; an embassy only where the whole country is meant. Where no
    /// source says who does, the finder names the nearest, and no post claims it.
    func isServed(by post: Post, _ districts: [District]) -> Bool {
        guard post.postClass != .embassy || district.subdivision == nil else { return false }
        return districts.contains { $0.contains(district) || district.contains($0) }
    }
}

extension District {
    func contains(_ other: District) -> Bool {
        guard country == other.country else { return false }
        guard let subdivision else { return true }
        return subdivision == other.subdivision && (municipality == nil || municipality == other.municipality)
    }
}

/// The directory's questions about covering agreements, and what may be done about them.
public struct CoveringAgreements {
    private let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    public func agreement(id: CoveringAgreement.ID) throws -> CoveringAgreement? {
        try tx.rows("SELECT * FROM covering_agreement WHERE id = \(id)", as: CoveringAgreement.init(row:)).first
    }

    /// Those that concern one of these countries, on whichever side; nil for all. What is in force or coming goes first.
    public func list(of countries: [CountryCode]?, on day: Day, offset: Int = 0, limit: Int) throws -> [CoveringAgreement] {
        try tx.rows("""
            SELECT * FROM covering_agreement WHERE \(Self.concerns(countries))
            ORDER BY ended_at IS NOT NULL OR ends_on < \(day), begins_on DESC, id DESC LIMIT \(limit) OFFSET \(offset)
            """, as: CoveringAgreement.init(row:))
    }

    public func count(of countries: [CountryCode]?) throws -> Int {
        try tx.value("SELECT count(*) AS n FROM covering_agreement WHERE \(Self.concerns(countries))") ?? 0
    }

    /// What is in force or coming, everywhere; what begins first goes first.
    func running(on day: Day, offset: Int = 0, limit: Int) throws -> [CoveringAgreement] {
        try tx.rows("SELECT * FROM covering_agreement WHERE ended_at IS NULL AND ends_on >= \(day) ORDER BY begins_on, id LIMIT \(limit) OFFSET \(offset)", as: CoveringAgreement.init(row:))
    }

    func runningCount(on day: Day) throws -> Int {
        try tx.value("SELECT count(*) AS n FROM covering_agreement WHERE ended_at IS NULL AND ends_on >= \(day)") ?? 0
    }

    private static func concerns(_ countries: [CountryCode]?) -> SQL {
        guard let countries else { return "TRUE" }
        return "(covering IN \(list: countries) OR covered IN \(list: countries) OR receiving IN \(list: countries))"
    }

    /// What a State's posts in another answer for beside their own nationals.
    public func inForce(covering: CountryCode, in receiving: CountryCode, on day: Day, limit: Int = 20) throws -> [CoveringAgreement] {
        try tx.rows("""
            SELECT * FROM covering_agreement WHERE covering = \(covering.rawValue) AND receiving = \(receiving.rawValue) AND \(Self.isInForce(on: day))
            ORDER BY covered, subdivision, municipality LIMIT \(limit)
            """, as: CoveringAgreement.init(row:))
    }

    /// Who answers for a country's nationals at a place, the narrowest district first.
    func answering(for covered: CountryCode, at place: Whereabouts, on day: Day, limit: Int) throws -> [CoveringAgreement] {
        let subdivision = place.subdivision?.rawValue ?? "", municipality = place.subdivision == nil ? "" : place.municipality ?? ""
        return try tx.rows("""
            SELECT * FROM covering_agreement WHERE covered = \(covered.rawValue) AND receiving = \(place.country.rawValue) AND subdivision IN ('', \(subdivision))
                AND municipality IN ('', \(municipality)) AND \(Self.isInForce(on: day))
            ORDER BY municipality DESC, subdivision DESC, covering LIMIT \(limit)
            """, as: CoveringAgreement.init(row:))
    }

    private static func isInForce(on day: Day) -> SQL { "begins_on <= \(day) AND ends_on >= \(day) AND ended_at IS NULL" }

    // MARK: Changes

    /// - Throws: ``CoveringAgreement/Fault/overlapping(covering:_:begins:ends:)`` where another answers already.
    public func record(_ agreement: CoveringAgreement, by actor: Actor, at now: Date) throws {
        let others = try tx.rows("""
            SELECT * FROM covering_agreement WHERE covered = \(agreement.covered.rawValue) AND receiving = \(agreement.receiving.rawValue) AND ended_at IS NULL
                AND begins_on <= \(agreement.ends) AND ends_on >= \(agreement.begins)
            """, as: CoveringAgreement.init(row:))
        if let other = others.first(where: agreement.overlaps) {
            throw CoveringAgreement.Fault.overlapping(covering: other.covering, other.district, begins: other.begins, ends: other.ends)
        }
        try tx.execute("""
            INSERT INTO covering_agreement (id, covering, covered, receiving, subdivision, municipality, begins_on, ends_on, note, recorded_by, is_demonstration)
            VALUES (\(agreement.id), \(agreement.covering.rawValue), \(agreement.covered.rawValue), \(agreement.receiving.rawValue),
                \(agreement.district.subdivision?.rawValue ?? ""), \(agreement.district.municipality ?? ""), \(agreement.begins), \(agreement.ends), \(agreement.note),
                \(agreement.recordedBy), \(agreement.isDemonstration))
            """)
        try tx.audit("directory.covering.recorded", kind: CoveringAgreement.auditKind, record: agreement.id.uuid, made: agreement, by: actor, at: now)
        try tx.indexAnew(kind: CoveringAgreement.auditKind, record: agreement.id.uuid, at: now)
    }

    /// Ends an agreement now, before its last day.
    /// - Throws: ``CoveringAgreement/Fault/alreadyEnded``.
    public func end(_ id: CoveringAgreement.ID, reason: String?, by actor: Actor, at now: Date) throws {
        guard let before = try agreement(id: id), before.end == nil else { throw CoveringAgreement.Fault.alreadyEnded }
        try tx.execute("UPDATE covering_agreement SET ended_at = \(now), ended_by = \(actor.name), end_reason = \(reason) WHERE id = \(id)")
        try tx.audit("directory.covering.ended", kind: CoveringAgreement.auditKind, record: id.uuid, before: before, after: agreement(id: id), by: actor, at: now)
        try tx.indexAnew(kind: CoveringAgreement.auditKind, record: id.uuid, at: now)
    }
}

extension CoveringAgreement {
    init(row: Row) throws {
        id = try row.get("id")
        covering = try row.get("covering")
        covered = try row.get("covered")
        district = try District(row: row)
        begins = try row.get("begins_on")
        ends = try row.get("ends_on")
        note = try row.get("note")
        recordedBy = try row.get("recorded_by")
        end = try row.get("ended_at", as: Date?.self).map { End(at: $0, by: try row.get("ended_by"), reason: try row.get("end_reason")) }
        isDemonstration = try row.get("is_demonstration")
    }
}
