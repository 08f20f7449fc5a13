import Accounts
import Foundation
import Geography
import Localization
import Storage
import Survival

/// What the cases of all reporting countries say of the countries of origin, as everybody in the network sees it.
///
/// One set of figures for everybody and for a whole month: of the last four half-years, as the house knew them when the month began. There
/// is nothing to choose, so there are no two spans whose difference would be somebody; and nothing moves before the month ends.
struct Statistics: Sendable {
    let edition: Edition
    /// The half-years in which the requests were made, oldest first; the last may be under way.
    let halves: [HalfYear]
    let thresholds: Thresholds
    /// By the figures' gravity, then by code.
    let countries: [Origin]
    /// All countries of origin together whose counts may be shown; nil where there are none.
    let region: PublicFigures?

    /// Half-years that are told of.
    static let span = 4

    /// A country of origin.
    struct Origin: Sendable {
        let country: CountryCode
        let figures: Figures
        let assessment: Assessment
        let release: Release
        let reporting: [Part<ID<Delegation>>]
        let halves: [Part<HalfYear>]
        var standing: Standing { assessment.standing }

        fileprivate var judgedByWhatIsShown: Origin {
            Origin(country: country, figures: figures, assessment: assessment.telling(PublicFigures(self).isShown), release: release, reporting: reporting, halves: halves.indices.map { index in
                let half = halves[index], shown = PublicFigures(self, half: index)
                return Part(key: half.key, figures: half.figures, assessment: half.assessment.telling { shown.requests != nil && shown.isShown($0) })
            })
        }
    }

    /// A reporting country's requests, or those of one half-year.
    struct Part<Key: Sendable>: Sendable {
        let key: Key
        let figures: Figures
        let assessment: Assessment
    }

    /// The day at whose end things are told.
    var asOf: Day { edition.asOf }

    static func halves(until day: Day) -> [HalfYear] { (0..<span).reversed().map { HalfYear(day).adding(-$0) } }

    init(_ counted: Heaps.ByCountry, in edition: Edition, by thresholds: Thresholds) {
        self.edition = edition
        self.thresholds = thresholds
        let halves = Self.halves(until: edition.asOf)
        self.halves = halves
        let sums = counted.compactMap { country, owners in Sum(country, owners, halves) }
        let figures = sums.map { Figures($0.total.tally, thresholds) }
        // Drawn towards, and compared with, only what everybody may see.
        let open = zip(sums, figures).filter { sum, _ in [Heap.Fate.issued, .refused, .unanswered].allSatisfy { sum.release.count($0) != nil } }
        let region = open.isEmpty ? Region.none : Region(open.map(\.1))
        func told(_ fate: Heap.Fate) -> Int { open.reduce(0) { $0 + ($1.0.release.count(fate) ?? 0) } }
        self.region = open.isEmpty ? nil : PublicFigures(region: Figures(open.reduce(into: Tally()) { $0 += $1.0.total.tally }, thresholds),
                                                         refusals: Rate(told(.refused), of: told(.issued) + told(.refused)))
        countries = zip(sums, figures).map { sum, figures in
            func part<Key>(_ key: Key, _ heap: Heap) -> Part<Key> {
                let figures = Figures(heap.tally, thresholds)
                return Part(key: key, figures: figures, assessment: Assessment(figures, in: region, by: thresholds))
            }
            let origin = Origin(country: sum.country, figures: figures, assessment: Assessment(figures, in: region, by: thresholds), release: sum.release,
                          reporting: sum.owners.map { part($0.owner, $0.heap) }, halves: zip(halves, sum.halves).map { part($0.0, $0.1) })
            return origin.judgedByWhatIsShown
        }.sorted { ($0.standing.gravity, $0.country) < ($1.standing.gravity, $1.country) }
    }

    subscript(country: CountryCode) -> Origin? { countries.first { $0.country == country } }

    /// The cases of one country of origin, added up.
    private struct Sum {
        let country: CountryCode
        let owners: [(owner: ID<Delegation>, heap: Heap)]
        let halves: [Heap]
        let total: Heap
        let release: Release

        /// - Returns: nil where nobody has enough cases. Reporting countries with fewer than ``Release/fewest`` are left out altogether: a
        ///   total that held them would tell them to the others.
        init?(_ country: CountryCode, _ all: [ID<Delegation>: Heaps.ByHalf], _ halves: [HalfYear]) {
            let known = all.sorted { $0.key < $1.key }.map { owner, byHalf -> (owner: ID<Delegation>, halves: [Heap], heap: Heap) in
                let heaps = halves.map { byHalf[$0.index] ?? Heap() }
                return (owner, heaps, heaps.reduce(into: Heap()) { $0 += $1 })
            }.filter { $0.heap.requests >= Release.fewest }
            guard !known.isEmpty else { return nil }
            self.country = country
            owners = known.map { ($0.owner, $0.heap) }
            self.halves = halves.indices.map { half in known.reduce(into: Heap()) { $0 += $1.halves[half] } }
            total = known.reduce(into: Heap()) { $0 += $1.heap }
            release = Release(fates: known.map { $0.halves.map(\.fates) }, bands: known.map(\.heap.bands), later: known.map(\.heap.later))
        }
    }
}

extension Standing {
    /// The gravest first.
    var gravity: Int {
        switch self {
        case .hinders: 0
        case .slow: 1
        case .cooperates: 2
        case .tooFew: 3
        }
    }
}
