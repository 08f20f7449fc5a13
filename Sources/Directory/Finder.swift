import Foundation
import Geography
import Localization
import Storage

/// Where somebody says they are: a subdivision, perhaps a municipality of it, perhaps a point. Never kept.
public struct Whereabouts: Sendable, Hashable {
    public let country: CountryCode
    public let subdivision: SubdivisionCode?
    public let municipality: String?
    public let position: Position?
    /// The town, for the page to name.
    public let town: String?

    public init(country: CountryCode, subdivision: SubdivisionCode? = nil, municipality: String? = nil, position: Position? = nil, town: String? = nil) {
        self.country = country
        self.subdivision = subdivision
        self.municipality = municipality
        self.position = position
        self.town = town
    }

    public init(_ place: Place) {
        self.init(country: place.country, subdivision: place.subdivision, municipality: place.municipality, position: place.position, town: place.name)
    }

    /// From a point: its subdivision by the outlines, its municipality by the nearest town.
    /// - Returns: nil outside the eleven members.
    public init?(at position: Position) {
        guard let subdivision = Outlines.shared.subdivision(at: position) else { return nil }
        let town = Gazetteer.shared.nearest(to: position, in: subdivision.country).flatMap { $0.subdivision == subdivision ? $0 : nil }
        self.init(country: subdivision.country, subdivision: subdivision, municipality: town?.municipality, position: position, town: town?.name)
    }

    /// `US`, `US-AZ`, or a town's number in the gazetteer.
    public init?(code: String) {
        if let id = Int(code), let place = Gazetteer.shared.place(id: id) {
            self.init(place)
        } else if let subdivision = SubdivisionCode(code) {
            self.init(country: subdivision.country, subdivision: subdivision)
        } else if let country = CountryCode(code) {
            self.init(country: country)
        } else {
            return nil
        }
    }
}

/// Which post answers for a national of a country at a place, and why.
public struct FinderAnswer: Sendable {
    /// Why a post is where it is in the answer; each has a text: `directory.why.<name>`.
    public enum Reason: String, Sendable, Codable {
        /// Its district names the municipality.
        case municipality
        /// Its district holds the subdivision.
        case subdivision
        /// Its district names municipalities of the subdivision, and which of them the person is in is not known.
        case part
        /// Its district is the whole country.
        case country
        /// Another member answers by agreement.
        case covering
        /// No source says which district holds the place; it is the nearest post.
        case nearest
        case embassy
        case honorary
        /// Its district is elsewhere, but it is near.
        case alsoNear = "also_near"
        /// Where in the country the person is, is not known.
        case elsewhere
    }

    public struct Choice: Sendable {
        public let post: Post
        public let reason: Reason
        /// Kilometres as the crow flies; nil when either place is unknown.
        public let distance: Double?
    }

    public let answer: Choice?
    public let alternatives: [Choice]
    /// True when no district of that country's posts is known here.
    public let isDistrictUnknown: Bool
}

/// Finds it, in at most five statements, however many posts there are; where another member answers by agreement, with at
/// most four more for each of two agreements.
public struct Finder {
    private let tx: Transaction
    /// Alternatives shown at most.
    static let alternatives = 4

    public init(_ tx: Transaction) { self.tx = tx }

    private struct Candidate {
        let post: PostSketch
        let rank: Int
        let reason: FinderAnswer.Reason
    }

    public func answer(national: CountryCode, at place: Whereabouts, on day: Day) throws -> FinderAnswer {
        // Who only names a subdivision is most likely in or near its largest town.
        let here = place.position ?? place.subdivision.flatMap { Gazetteer.shared.largestPlace(in: $0)?.position }
        var candidates = try byDistrict(national, place)
        let isDistrictUnknown = place.subdivision != nil && !candidates.contains { $0.rank < Rank.embassy }
        let near = try PostSketches(tx).near(here, of: national, in: place.country)
        candidates += try covering(national, place, day)
        let known = Set(candidates.map(\.post.id))
        for post in near where !known.contains(post.id) {
            let reason: FinderAnswer.Reason = post.isHonorary ? .honorary : post.postClass == .embassy ? .embassy
                : place.subdivision == nil ? .elsewhere : isDistrictUnknown ? .nearest : .alsoNear
            candidates.append(Candidate(post: post, rank: Rank.near(post, isDistrictUnknown: isDistrictUnknown), reason: reason))
        }
        let choices = try read(shown(candidates, from: here, on: day), isPositionKnown: place.position != nil)
        return FinderAnswer(answer: choices.first, alternatives: Array(choices.dropFirst()), isDistrictUnknown: isDistrictUnknown && choices.first?.reason != .covering)
    }

    /// Those that go into the answer, in its order.
    private func shown(_ candidates: [Candidate], from here: Position?, on day: Day) -> [(candidate: Candidate, distance: Double?)] {
        var seen: Set<ID<Post>> = []
        let inOrder = candidates
            .filter { $0.post.status(on: day) != .closed }
            .map { candidate in
                let distance = here.flatMap { here in candidate.post.position.map { $0.distance(to: here) } }
                return (rank: candidate.rank + Rank.penalty(candidate.post, on: day), distance: distance, candidate: candidate)
            }
            .sorted { ($0.rank, $0.distance ?? 20_000, $0.candidate.post.slug) < ($1.rank, $1.distance ?? 20_000, $1.candidate.post.slug) }
            .filter { seen.insert($0.candidate.post.id).inserted }
        return inOrder.prefix(1 + Self.alternatives).map { ($0.candidate, $0.distance) }
    }

    private func read(_ shown: [(candidate: Candidate, distance: Double?)], isPositionKnown: Bool) throws -> [FinderAnswer.Choice] {
        let posts = try Posts(tx).posts(ids: shown.map(\.candidate.post.id))
        return zip(posts, shown).map { FinderAnswer.Choice(post: $0, reason: $1.candidate.reason, distance: isPositionKnown ? $1.distance : nil) }
    }

    /// The order in which posts answer; smaller goes first.
    private enum Rank {
        static let municipality = 0, subdivision = 10, part = 15, country = 20, covering = 30, embassy = 50

        static func district(_ post: PostSketch, _ reason: FinderAnswer.Reason) -> Int {
            switch reason {
            case .municipality: municipality
            case .subdivision: subdivision
            case .part: part
            // An embassy answers for the whole country, but a consulate that does goes before it.
            default: post.postClass == .embassy ? embassy : country
            }
        }

        static func near(_ post: PostSketch, isDistrictUnknown: Bool) -> Int {
            if post.isHonorary { return 60 }
            if post.postClass == .representativeOffice { return 70 }
            if post.postClass == .embassy { return embassy }
            return isDistrictUnknown ? 40 : 55
        }

        /// What does not serve now goes behind what does.
        static func penalty(_ post: PostSketch, on day: Day) -> Int {
            switch post.status(on: day) {
            case .open, .mobile, .emergency: post.isHonorary ? 5 : 0
            case .temporarilyClosed, .closed: 100
            }
        }
    }

    private func byDistrict(_ national: CountryCode, _ place: Whereabouts) throws -> [Candidate] {
        try PostSketches(tx).answering(for: national, at: place).map { post, part in
            let reason: FinderAnswer.Reason = switch part {
            case .municipality: place.municipality == nil ? .part : .municipality
            case .subdivision: .subdivision
            case .country: post.postClass == .embassy ? .embassy : .country
            }
            return Candidate(post: post, rank: Rank.district(post, reason), reason: reason)
        }
    }

    /// Where another member answers by agreement: the posts that answer there for its own nationals, or its nearest where no
    /// source says which do.
    private func covering(_ national: CountryCode, _ place: Whereabouts, _ day: Day) throws -> [Candidate] {
        try CoveringAgreements(tx).answering(for: national, at: place, on: day, limit: 2).enumerated().flatMap { order, agreement -> [Candidate] in
            var seen: Set<ID<Post>> = []
            var posts = try byDistrict(agreement.covering, place).filter { $0.rank < Rank.embassy }.sorted { ($0.rank, $0.post.slug) < ($1.rank, $1.post.slug) }.map(\.post)
                .filter { seen.insert($0.id).inserted }
            if posts.isEmpty { posts = try PostSketches(tx).near(place.position, of: agreement.covering, in: place.country) }
            return posts.prefix(2).enumerated().map { Candidate(post: $1, rank: Rank.covering + order * 2 + $0, reason: .covering) }
        }
    }
}
