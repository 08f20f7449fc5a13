import Foundation
import Geography
import Storage

/// What a sending State's posts leave uncovered or cover twice in a receiving State, by subdivision.
public struct Coverage: Sendable {
    public enum Standing: String, Sendable, Codable, CaseIterable {
        /// No post answers for it.
        case none
        case one
        /// More than one post answers for the same part.
        case several
        /// Some of its municipalities are in a district, not all of it.
        case part
    }

    public struct Answering: Sendable {
        public let slug: String
        public let city: String
        /// Only for named municipalities.
        public let isPart: Bool
    }

    public let receiving: CountryCode
    private let bySubdivision: [SubdivisionCode: [Answering]]
    private let twice: Set<SubdivisionCode>
    /// A post answers for the whole country.
    public let isWhole: Bool
    /// No district of any post is known.
    public let isUnknown: Bool

    public init(sending: CountryCode, receiving: CountryCode, _ tx: Transaction) throws {
        self.receiving = receiving
        var bySubdivision: [SubdivisionCode: [Answering]] = [:]
        var municipalities: [String: Int] = [:]
        var whole = false, count = 0
        try tx.forEach("""
            SELECT d.subdivision, d.municipality, p.slug, p.city FROM district d JOIN post p ON p.id = d.post
            WHERE d.sending = \(sending.rawValue) AND d.receiving = \(receiving.rawValue) AND p.status <> 'closed' ORDER BY p.slug
            """) { row in
            count += 1
            let code: String = try row.get("subdivision"), municipality: String = try row.get("municipality")
            guard let subdivision = SubdivisionCode(code) else {
                whole = true
                return
            }
            let answering = Answering(slug: try row.get("slug"), city: try row.get("city"), isPart: !municipality.isEmpty)
            if bySubdivision[subdivision]?.contains(where: { $0.slug == answering.slug && $0.isPart == answering.isPart }) != true {
                bySubdivision[subdivision, default: []].append(answering)
            }
            if answering.isPart { municipalities["\(code) \(municipality)", default: 0] += 1 }
        }
        self.bySubdivision = bySubdivision
        twice = Set(municipalities.filter { $0.value > 1 }.keys.compactMap { $0.split(separator: " ").first.flatMap { SubdivisionCode(String($0)) } })
        isWhole = whole
        isUnknown = count == 0
    }

    public func posts(in subdivision: SubdivisionCode) -> [Answering] { bySubdivision[subdivision] ?? [] }

    public func standing(of subdivision: SubdivisionCode) -> Standing {
        let posts = posts(in: subdivision)
        let wholes = posts.count { !$0.isPart }
        if wholes > 1 || twice.contains(subdivision) { return .several }
        if wholes == 1 { return posts.count > 1 ? .several : .one }
        return posts.isEmpty ? (isWhole ? .one : .none) : .part
    }

    public func count(_ standing: Standing) -> Int {
        receiving.subdivisions(sortedIn: "en").count { self.standing(of: $0) == standing }
    }
}
