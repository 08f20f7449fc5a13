// The statistics, reachable from Python: Tests/process/test_survival.py holds them against other implementations.
// One question per line of the standard input and one answer per line of the output, both JSON.
import Foundation
import Survival

struct Question: Decodable {
    var curves: CurvesQuestion?
    /// Triples: count, total, level of confidence.
    var wilson: [[Double]]?
    /// Pairs: count, total.
    var shrink: [[Int]]?
    var suppress: SuppressQuestion?
}

struct CurvesQuestion: Decodable {
    let days: [Int]
    let endings: [Ending]
    let level: Double
    let within: [Int]

    func answer() throws -> CurvesAnswer {
        guard let confidence = Confidence(level) else { throw Unanswerable() }
        var tally = Tally()
        for (day, ending) in zip(days, endings) {
            guard let observation = Observation(days: day, ending: ending, age: day) else { throw Unanswerable() }
            tally.add(observation)
        }
        let waiting = KaplanMeier(tally, events: [.issued], confidence)
        let incidences = [Ending.issued, .refused].map { CumulativeIncidence(tally, of: $0, confidence) }
        return CurvesAnswer(
            z: confidence.z,
            waiting: waiting.steps.map { .init(day: $0.day, atRisk: $0.atRisk, value: $0.waiting, variance: $0.variance, limits: [$0.limits.lower, $0.limits.upper]) },
            median: [waiting.median.day, waiting.median.lower, waiting.median.upper],
            incidences: incidences.map { $0.steps.map { .init(day: $0.day, atRisk: $0.atRisk, value: $0.share, variance: $0.variance, limits: $0.limits.map { [$0.lower, $0.upper] }) } },
            shares: within.map { days in incidences[0].share(within: days).map { [$0.value, $0.limits.lower, $0.limits.upper] } })
    }
}

struct CurvesAnswer: Encodable {
    struct Step: Encodable {
        let day: Int
        let atRisk: Int
        let value: Double
        let variance: Double
        let limits: [Double]?
    }

    let z: Double
    let waiting: [Step]
    let median: [Int?]
    let incidences: [[Step]]
    let shares: [[Double]?]
}

struct SuppressQuestion: Decodable {
    let sizes: [Int]
    /// Each the categories of a cell, then its count.
    let cells: [[Int]]
    let views: [Set<Int>]?
    let under: Int
    let spread: Int
    let hidesZeros: Bool

    func answer() -> SuppressAnswer {
        var table = CountTable(sizes: sizes, views: views)
        for cell in cells { table.add(cell[sizes.count], at: Array(cell.prefix(sizes.count))) }
        let suppression = Suppression(table, under: under, spread: spread, hidesZeros: hidesZeros)
        let hidden = suppression.hiddenPositions
        return SuppressAnswer(
            primary: suppression.primary, secondary: suppression.secondary, hidden: hidden.map { $0.map { $0 ?? -1 } }, others: hidden.map(suppression.otherValue))
    }
}

struct SuppressAnswer: Encodable {
    let primary: Int
    let secondary: Int
    /// −1 stands for a total.
    let hidden: [[Int]]
    let others: [Int?]
}

struct ShrinkAnswer: Encodable {
    let mean: Double?
    /// nil for infinite.
    let strength: Double?
    let values: [Double?]
    let weights: [Double?]
}

struct Unanswerable: Error {}

func answer(_ line: String) throws -> Data {
    let question = try JSONDecoder().decode(Question.self, from: Data(line.utf8)), encoder = JSONEncoder()
    if let curves = question.curves { return try encoder.encode(curves.answer()) }
    if let suppress = question.suppress { return try encoder.encode(suppress.answer()) }
    if let wilson = question.wilson {
        return try encoder.encode(wilson.map { asked in
            Confidence(asked[2]).flatMap { Rate(Int(asked[0]), of: Int(asked[1])).limits($0) }.map { [$0.lower, $0.upper] }
        })
    }
    if let pairs = question.shrink {
        let rates = pairs.map { Rate($0[0], of: $0[1]) }, shrinkage = Shrinkage(rates), shrunk = rates.map(shrinkage.shrink)
        return try encoder.encode(ShrinkAnswer(
            mean: shrinkage.mean, strength: shrinkage.strength.isFinite ? shrinkage.strength : nil, values: shrunk.map { $0?.value }, weights: shrunk.map { $0?.ownWeight }))
    }
    throw Unanswerable()
}

while let line = readLine() {
    FileHandle.standardOutput.write(try answer(line) + [10])
}
