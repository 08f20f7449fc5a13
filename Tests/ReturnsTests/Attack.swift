import Survival
@testable import Returns

/// Somebody who adds and subtracts all that is shown: linear equations of the counts by reporting country, half-year and fate. A sum of
/// them is known if it is a combination of what is shown. Worked out modulo a large prime, where a combination of whole numbers is one, too.
struct Attack {
    let countries: Int
    let halves: Int
    static let fates = Heap.Fate.allCases.count
    private static let prime: UInt64 = 2_147_483_647
    private var rows: [[UInt64]] = []

    init(countries: Int, halves: Int) { (self.countries, self.halves) = (countries, halves) }

    /// The sum over whatever is not named.
    func sum(reporting: Int? = nil, half: Int? = nil, fate: Int? = nil, without: Int? = nil) -> [UInt64] {
        var vector = [UInt64](repeating: 0, count: countries * halves * Self.fates)
        for country in 0..<countries where (reporting ?? country) == country && country != without {
            for each in 0..<halves where (half ?? each) == each {
                for kind in 0..<Self.fates where (fate ?? kind) == kind { vector[(country * halves + each) * Self.fates + kind] = 1 }
            }
        }
        return vector
    }

    mutating func learn(_ vector: [UInt64]) {
        guard var rest = reduced(vector), let lead = rest.firstIndex(where: { $0 != 0 }) else { return }
        let inverse = Self.power(rest[lead], Self.prime - 2)
        for index in rest.indices { rest[index] = rest[index] * inverse % Self.prime }
        rows.append(rest)
    }

    func knows(_ vector: [UInt64]) -> Bool { reduced(vector) == nil }

    /// What is left of it when all that is known is taken away; nil for nothing.
    private func reduced(_ vector: [UInt64]) -> [UInt64]? {
        var rest = vector
        for row in rows {
            guard let lead = row.firstIndex(where: { $0 != 0 }), rest[lead] != 0 else { continue }
            let factor = Self.prime - rest[lead]
            for index in rest.indices { rest[index] = (rest[index] + factor * row[index]) % Self.prime }
        }
        return rest.contains { $0 != 0 } ? rest : nil
    }

    private static func power(_ base: UInt64, _ exponent: UInt64) -> UInt64 {
        var result: UInt64 = 1, base = base % prime, exponent = exponent
        while exponent > 0 {
            if exponent & 1 == 1 { result = result * base % prime }
            base = base * base % prime
            exponent >>= 1
        }
        return result
    }
}

/// What one page of a country of origin shows, by place: true where the figure is there, or one that was worked out from it.
struct Shown {
    var total = false
    var fates: [Bool]
    var reporting: [(total: Bool, fates: [Bool])]
    var halves: [(total: Bool, fates: [Bool])]
    /// Sums of fates that follow from percentages and their limits.
    var sums: [(reporting: Int?, half: Int?, fates: [Heap.Fate])] = []

    /// All that somebody can add and subtract.
    /// - Parameter own: a reporting country that knows its own rows.
    func attack(own: Int? = nil) -> Attack {
        var attack = Attack(countries: reporting.count, halves: halves.count)
        if total { attack.learn(attack.sum()) }
        for (fate, isShown) in fates.enumerated() where isShown { attack.learn(attack.sum(fate: fate)) }
        for (index, row) in reporting.enumerated() {
            if row.total { attack.learn(attack.sum(reporting: index)) }
            for (fate, isShown) in row.fates.enumerated() where isShown { attack.learn(attack.sum(reporting: index, fate: fate)) }
        }
        for (index, row) in halves.enumerated() {
            if row.total { attack.learn(attack.sum(half: index)) }
            for (fate, isShown) in row.fates.enumerated() where isShown { attack.learn(attack.sum(half: index, fate: fate)) }
        }
        for known in sums {
            let parts = known.fates.compactMap(Heap.Fate.allCases.firstIndex).map { attack.sum(reporting: known.reporting, half: known.half, fate: $0) }
            attack.learn(parts.dropFirst().reduce(parts[0]) { zip($0, $1).map(+) })
        }
        if let own {
            for half in halves.indices {
                for fate in 0..<Attack.fates { attack.learn(attack.sum(reporting: own, half: half, fate: fate)) }
            }
        }
        return attack
    }

    /// The small counts, of others than `own`, that the attack comes to know: by reporting country, half-year and fate; nil stands for the sum.
    func recovered(_ counts: [[[Int]]], own: Int? = nil, by attack: Attack? = nil) -> [[Int?]] {
        let attack = attack ?? self.attack(own: own)
        func count(_ reporting: Int?, _ half: Int?, _ fate: Int?) -> Int {
            var sum = 0
            for (country, halves) in counts.enumerated() where (reporting ?? country) == country && country != own {
                for (each, fates) in halves.enumerated() where (half ?? each) == each {
                    for (kind, n) in fates.enumerated() where (fate ?? kind) == kind { sum += n }
                }
            }
            return sum
        }
        var found: [[Int?]] = []
        let kinds = [nil] + (0..<Attack.fates).map(Optional.some)
        for fate in kinds {
            let places: [(Int?, Int?)] = [(nil, nil)] + counts.indices.filter { $0 != own }.map { ($0, nil) } + (counts.first ?? []).indices.map { (nil, $0) }
            for (reporting, half) in places where (0..<Release.fewest).contains(count(reporting, half, fate)) {
                if attack.knows(attack.sum(reporting: reporting, half: half, fate: fate, without: own)) { found.append([reporting, half, fate]) }
            }
        }
        return found
    }
}

/// Somebody who tries all counts that a share in whole per cent with its limits can come from.
enum Inversion {
    /// - Parameter requests: the most that it can be of.
    static func fits(_ value: Int, _ lower: Int, _ upper: Int, requests: Int) -> [(count: Int, total: Int)] {
        var found: [(count: Int, total: Int)] = []
        for total in 1...max(requests, 1) {
            let least = max(0, (value - 1) * total / 100), most = min(total, (value + 1) * total / 100 + 1)
            for count in least...max(least, most) {
                let rate = Rate(count, of: total)
                guard let percent = PublicFigures.Percent(rate.value, rate.limits()) else { continue }
                if percent.value == value, percent.lower == lower, percent.upper == upper { found.append((count, total)) }
            }
        }
        return found
    }
}

extension Shown {
    /// What follows from the shares of one place, where one number alone fits.
    mutating func invert(requests: Int?, refusals: (Int, Int, Int)?, unanswered: (Int, Int, Int)?, reporting: Int? = nil, half: Int? = nil) {
        guard let requests else { return }
        for (share, count, rest) in [(refusals, Heap.Fate.refused, [Heap.Fate.issued]), (unanswered, .unanswered, [.issued, .refused])] {
            guard let share else { continue }
            let fits = Inversion.fits(share.0, share.1, share.2, requests: requests)
            if Set(fits.map(\.count)).count == 1 { sums.append((reporting, half, [count])) }
            if Set(fits.map(\.total)).count == 1 { sums.append((reporting, half, [count] + rest)) }
        }
    }

    mutating func invert(_ figures: PublicFigures, reporting: Int? = nil, half: Int? = nil) {
        func three(_ percent: PublicFigures.Percent?) -> (Int, Int, Int)? { percent.map { ($0.value, $0.lower, $0.upper) } }
        invert(requests: figures.requests, refusals: three(figures.refusals), unanswered: three(figures.unanswered), reporting: reporting, half: half)
    }

    init(_ origin: Statistics.Origin) {
        func fates(reporting: Int? = nil, half: Int? = nil, _ figures: PublicFigures) -> [Bool] {
            // A share that is told gives its count away.
            Heap.Fate.allCases.map { fate in
                let told = switch fate {
                case .issued: figures.issued[Heap.timely] != nil
                case .refused: figures.refusals != nil
                case .unanswered: figures.unanswered != nil
                case .other: false
                }
                return told || reporting == nil && half == nil && origin.release.count(fate) != nil
            }
        }
        let whole = PublicFigures(origin)
        total = whole.requests != nil
        self.fates = fates(whole)
        reporting = origin.reporting.indices.map { index in
            let figures = PublicFigures(origin, reporting: index)
            return (figures.requests != nil, fates(reporting: index, figures))
        }
        halves = origin.halves.indices.map { index in
            let figures = PublicFigures(origin, half: index)
            return (figures.requests != nil, fates(half: index, figures))
        }
        invert(whole)
        for index in origin.reporting.indices { invert(PublicFigures(origin, reporting: index), reporting: index) }
        for index in origin.halves.indices { invert(PublicFigures(origin, half: index), half: index) }
    }
}
