import Foundation
import Geography

/// Where a country of origin can be asked for documents, and where it cannot: a finding of its own.
struct MissionFindings {
    /// Member states that hold a mission of it.
    let receiving: [CountryCode]
    /// Of the reporting countries asked about, those without one.
    let lacking: [Lack]

    struct Lack {
        let country: CountryCode
        /// The nearest one elsewhere in the region that could be asked; nil where there is none at all.
        let nearest: MissionAbroad?
        /// Kilometres from the country's largest town.
        let distance: Int?
    }

    var isNowhere: Bool { receiving.isEmpty }

    /// - Parameters:
    ///   - missions: of any countries of origin; others than `origin`'s are passed over.
    ///   - reporting: the countries that ask.
    init(of origin: CountryCode, among missions: [MissionAbroad], for reporting: [CountryCode]) {
        let own = missions.filter { $0.sending == origin }
        let receiving = Set(own.map(\.receiving))
        self.receiving = receiving.sorted()
        lacking = reporting.filter { $0 != origin && !receiving.contains($0) }.map { country in
            let placed = own.compactMap { mission in mission.position.flatMap { at in Self.centre(of: country).map { (mission, $0.distance(to: at)) } } }
            let nearest = placed.min { $0.1 < $1.1 }
            return Lack(country: country, nearest: nearest?.0 ?? own.first, distance: nearest.map { Int($0.1.rounded()) })
        }
    }

    /// The largest town of a member.
    private static func centre(of country: CountryCode) -> Position? { centres[country] }

    private static let centres: [CountryCode: Position] = Dictionary(CountryCode.members.compactMap { country in
        let towns = country.subdivisions(sortedIn: "en").compactMap { Gazetteer.shared.largestPlace(in: $0) }
        return towns.max { $0.population < $1.population }.map { (country, $0.position) }
    }, uniquingKeysWith: { first, _ in first })
}
