import Accounts
import Foundation
import Geography
import Localization
import Storage
import Survival

/// Monthly counts of one country of origin, by reporting country, as far as they may be shown. A figure of theirs is never added to one
/// that comes from cases: what was unanswered when a month was counted may have been answered since.
struct CountsRelease: Sendable {
    struct Line: Sendable {
        let owner: ID<Delegation>
        let requested: Int?
        let issued: Int?
        let refused: Int?
        let unanswered: Int?
        /// Of those answered.
        let refusals: PublicFigures.Percent?
        /// Of all.
        let silence: PublicFigures.Percent?
    }

    let lines: [Line]

    /// - Parameter sums: of one country of origin; a reporting country with fewer than ``Release/fewest`` requests is left out.
    init(_ sums: [(owner: ID<Delegation>, sum: MonthlyCount)]) {
        let known = sums.filter { $0.sum.requested >= Release.fewest }
        // No total over reporting countries is shown: each row is a table by itself.
        lines = known.map { entry in
            let sum = entry.sum, kinds = [sum.issued, sum.refused, sum.unanswered, sum.requested - sum.issued - sum.refused - sum.unanswered]
            let shown = Lines(countries: 1).shown(kinds.map { Part([$0]) })
            func count(_ kind: Int) -> Int? { shown[kind] ? kinds[kind] : nil }
            func percent(_ part: Int?, _ whole: Int?) -> PublicFigures.Percent? {
                guard let part, let whole else { return nil }
                let rate = Rate(part, of: whole)
                return PublicFigures.Percent(rate.value, rate.limits())
            }
            let requested = sum.requested, issued = count(0), refused = count(1), unanswered = count(2)
            return Line(owner: entry.owner, requested: requested, issued: issued, refused: refused, unanswered: unanswered,
                        refusals: percent(refused, issued.flatMap { issued in refused.map { issued + $0 } }), silence: percent(unanswered, requested))
        }
    }
}

extension MonthlyCounts {
    /// Sums over the months that the statistics tell of, by country of origin.
    func sums(in edition: Edition) throws -> [CountryCode: [(owner: ID<Delegation>, sum: MonthlyCount)]] {
        let first = Month(Statistics.halves(until: edition.asOf)[0].first)
        return Dictionary(grouping: try sums(from: first, to: Month(edition.asOf), in: edition), by: \.sum.origin)
    }
}
