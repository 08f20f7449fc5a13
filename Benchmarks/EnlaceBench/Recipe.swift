import Directory
import Foundation
import Geography
import Localization
import Storage

/// The invented posts of a store of any size, the same in each run; Benchmarks/README.md states the recipe in words.
struct Recipe {
    struct Made {
        let id: ID<Post>
        let slug: String
        let sending, receiving: CountryCode
        let town: Place
        let position: Position
        let postClass: PostClass
        let isHonorary: Bool
        let status: PostStatus
        let districts: [District]
        let isVerified: Bool
    }

    /// Each member's posts in each other member.
    static let pairs: [(sending: CountryCode, receiving: CountryCode)] = CountryCode.members.flatMap { sending in
        CountryCode.members.filter { $0 != sending }.map { (sending, $0) }
    }

    let towns = Dictionary(uniqueKeysWithValues: CountryCode.members.map { ($0, Gazetteer.shared.places(in: $0)) })
    private var dice = Dice(seed: 2)

    mutating func post(_ number: Int, at now: Date) -> Made {
        let pair = Self.pairs[number % Self.pairs.count], rank = number / Self.pairs.count
        let towns = towns[pair.receiving] ?? []
        let isEmbassy = rank == 0
        let town = isEmbassy ? towns.max { $0.population < $1.population } ?? towns[0] : towns[dice.below(towns.count)]
        let isHonorary = !isEmbassy && dice.below(10) == 0
        // Within a few kilometres of the town's middle, so that no two posts stand on one point.
        let position = Position(latitude: town.position.latitude + Double(dice.below(1000)) / 25_000, longitude: town.position.longitude + Double(dice.below(1000)) / 25_000)
        return Made(
            id: ID(at: now.addingTimeInterval(Double(number) / 1000)), slug: "\(pair.sending)-\(pair.receiving)-\(rank)".lowercased(), sending: pair.sending, receiving: pair.receiving, town: town,
            position: position ?? town.position, postClass: isEmbassy ? .embassy : dice.below(4) == 0 ? .consulateGeneral : .consulate, isHonorary: isHonorary,
            status: !isEmbassy && dice.below(50) == 0 ? .closed : .open,
            districts: isEmbassy ? [District(country: pair.receiving)] : isHonorary ? [] : districts(around: town, towns), isVerified: dice.below(3) > 0)
    }

    /// Six in ten: the town's subdivision. Two: that and another. Two: up to three municipalities of it.
    private mutating func districts(around town: Place, _ towns: [Place]) -> [District] {
        switch dice.below(10) {
        case 0..<6: return [District(country: town.country, subdivision: town.subdivision)]
        case 6..<8: return Array(Set([town.subdivision, towns[dice.below(towns.count)].subdivision])).sorted().map { District(country: town.country, subdivision: $0) }
        default:
            let others = Gazetteer.shared.municipalities(in: town.subdivision)
            let names = Set([town.municipality].compactMap(\.self) + (others.isEmpty ? [] : (0..<2).map { _ in others[dice.below(others.count)] }))
            return names.isEmpty ? [District(country: town.country, subdivision: town.subdivision)]
                : names.sorted().map { District(country: town.country, subdivision: town.subdivision, municipality: $0) }
        }
    }
}

/// What people ask: of sixteen, thirteen name a town, two a subdivision, one only the country.
struct Question {
    let national: CountryCode
    let place: Whereabouts

    static func several(_ count: Int, seed: UInt64, _ towns: [CountryCode: [Place]]) -> [Question] {
        var dice = Dice(seed: seed)
        return (0..<count).map { _ in
            let pair = Recipe.pairs[dice.below(Recipe.pairs.count)]
            let all = towns[pair.receiving] ?? [], town = all[dice.below(all.count)]
            let place: Whereabouts = switch dice.below(16) {
            case 0: Whereabouts(country: pair.receiving)
            case 1, 2: Whereabouts(country: pair.receiving, subdivision: town.subdivision)
            default: Whereabouts(town)
            }
            return Question(national: pair.sending, place: place)
        }
    }
}
