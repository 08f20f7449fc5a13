import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage

/// Invented requests for `enlace demo` alone, each marked as such on screen. They say nothing of any country: chance and the numbers below
/// made them, the same ones each time.
public enum DemonstrationRequests {
    /// What the chance begins with.
    public static let seed: UInt64 = 20_261_124

    /// How an invented country of origin answers: half within so many days, so many per cent refused or never answered.
    private struct Manner {
        let origin: String
        let requests: Int
        let median: Double
        let refused: Double
        let silent: Double
    }

    private static let manners = [
        Manner(origin: "CO", requests: 168, median: 18, refused: 0.08, silent: 0.05), Manner(origin: "EC", requests: 150, median: 30, refused: 0.1, silent: 0.08),
        Manner(origin: "BR", requests: 128, median: 38, refused: 0.1, silent: 0.14), Manner(origin: "IN", requests: 164, median: 70, refused: 0.14, silent: 0.25),
        Manner(origin: "CM", requests: 140, median: 105, refused: 0.2, silent: 0.45), Manner(origin: "BD", requests: 156, median: 120, refused: 0.34, silent: 0.4),
        Manner(origin: "NP", requests: 72, median: 55, refused: 0.15, silent: 0.2), Manner(origin: "GH", requests: 18, median: 60, refused: 0.2, silent: 0.2), Manner(origin: "TG", requests: 3, median: 60, refused: 0, silent: 0.3),
    ]
    private static let reporting = ["mx", "us", "gt", "cr", "pa"]
    private static let actor = Actor(person: nil, delegation: nil, name: "demo")

    /// Makes them, unless there are some.
    public static func create(in tx: Transaction, at now: Date) throws {
        guard try tx.row("SELECT 1 AS one FROM travel_request LIMIT 1") == nil else { return }
        let delegations = Dictionary(try Delegations.all(in: tx).map { ($0.slug, $0) }, uniquingKeysWith: { first, _ in first })
        var chance = Chance(state: seed), number = 0
        let today = Day(now, in: .network), store = TravelRequests(tx)
        for manner in manners {
            guard let origin = CountryCode(manner.origin) else { continue }
            for index in 0..<manner.requests {
                guard let owner = delegations[reporting[index % (manner.requests > 20 ? 4 : 3)]], let country = owner.country else { continue }
                number += 1
                let requestedOn = today.adding(days: -1 - chance.below(690))
                let digits = String(10_000 + number).dropFirst()
                guard let reference = try? CaseReference("DEMO-\(requestedOn.year % 100)-\(digits)") else { continue }
                let groups: [PopulationGroup] = [.adult, .adult, .adult, .adult, .family, .family, .accompaniedMinor, .unaccompaniedMinor]
                var draft = RequestDraft(office: .authority(demonstration), origin: origin, reference: reference, document: chance.share() < 0.8 ? .laissezPasser : .emergencyPassport,
                                         group: groups[chance.below(groups.count)], mission: AskedMission(in: country), requestedOn: requestedOn)
                let all = steps(manner, from: requestedOn, until: today, &chance), known = all.filter { $0.on < Month(today).first }
                // Recorded on their days, so that the month's edition holds what had happened by then.
                draft.steps = known
                let id = try store.record(draft, affirmed: Set(Affirmation.ofAll), of: owner, isDemonstration: true, by: actor, at: noon(known.map(\.on).max() ?? requestedOn, before: now))
                for step in Course.sorted(all) where !known.contains(step) { try store.add(step, to: id, by: actor, at: noon(step.on, before: now)) }
            }
        }
        try createCounts(delegations, today: today, &chance, in: tx, at: now)
    }

    /// Of a day, unless that is still to come.
    private static func noon(_ day: Day, before now: Date) -> Date { min(now, day.start(in: .network).addingTimeInterval(43_200)) }

    private static let demonstration = "Autoridad migratoria (demostración)"

    private static func steps(_ manner: Manner, from requested: Day, until today: Day, _ chance: inout Chance) -> [PlannedStep] {
        guard chance.share() >= manner.silent else { return [] }
        // Exponential times: half of them within the median.
        let days = max(1, Int(-log(1 - chance.share()) / log(2) * manner.median))
        var steps = [PlannedStep(.interview, on: requested.adding(days: days / 3))]
        if chance.share() < 0.04 {
            steps.append(PlannedStep(.withdrawn, on: requested.adding(days: days)))
        } else if chance.share() < manner.refused {
            steps.append(PlannedStep(chance.share() < 0.7 ? .refused : .nationalityDenied, on: requested.adding(days: days)))
        } else {
            steps.append(PlannedStep(.nationalityConfirmed, on: requested.adding(days: days * 2 / 3)))
            steps.append(PlannedStep(.issued, on: requested.adding(days: days)))
            if chance.share() < 0.05 { steps.append(PlannedStep(.expiredUnused, on: requested.adding(days: days + 90))) }
        }
        return steps.filter { $0.on <= today }
    }

    /// Two countries that count by the month only.
    private static func createCounts(_ delegations: [String: Delegation], today: Day, _ chance: inout Chance, in tx: Transaction, at now: Date) throws {
        let counts = MonthlyCounts(tx)
        for (slug, origin) in [("hn", "CO"), ("hn", "CM"), ("sv", "CO"), ("sv", "CM"), ("do", "CO")] {
            guard let owner = delegations[slug], let country = CountryCode(origin) else { continue }
            for back in 1...12 {
                let requested = 4 + chance.below(6), issued = chance.below(requested - 2), refused = chance.below(2)
                let count = MonthlyCount(origin: country, month: Month(today).adding(months: -back), requested: requested, issued: issued, refused: refused, unanswered: requested - issued - refused)
                try counts.state(count, affirmed: Set(Affirmation.ofAll), of: owner, isDemonstration: true, by: actor, at: noon(count.month.last.adding(days: 10), before: now))
            }
        }
    }

    /// The same numbers each time: SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, *Fast Splittable Pseudorandom Number Generators*, 2014).
    struct Chance {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }

        /// 0…1, without 1.
        mutating func share() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
        mutating func below(_ limit: Int) -> Int { limit > 0 ? Int(next() % UInt64(limit)) : 0 }
    }
}
