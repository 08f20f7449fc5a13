import ArgumentParser
import Foundation
import Survival

/// Invented requests for travel documents as a file that both sides of the comparison read.
struct RequestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "requests", abstract: "Print requests: number of the country of origin, days, ending, age.")

    @Option var requests = 1_000_000
    @Option var countries = 60

    func run() async throws {
        var dice = Dice(seed: 3)
        var text = "origin,days,ending,age\n"
        for _ in 0..<requests {
            // Some countries have many requests and some few; some answer within days, some within half a year.
            let origin = min(dice.below(countries), dice.below(countries))
            let age = dice.below(730), chance = Double.random(in: 0..<1, using: &dice), kind = dice.below(100)
            let wait = Int(-log(1 - chance) * Double(8 + origin * 37 % 180))
            let ending: Ending = wait > age ? .open : kind < 78 - origin % 30 ? .issued : kind < 94 ? .refused : .withdrawn
            text += "\(origin),\(min(wait, age)),\(ending.rawValue),\(age)\n"
            if text.utf8.count > 1 << 20 {
                FileHandle.standardOutput.write(Data(text.utf8))
                text = ""
            }
        }
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}

/// The whole index from a file, read as it comes.
struct IssuanceIndexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issuance-index", abstract: "Print the seconds that reading the requests and working out the index takes, peak memory in MB, and the figures as JSON.")

    @Argument var file: String

    func run() async throws {
        let start = ContinuousClock.now
        let tallies = try Self.tallies(file)
        let index = IssuanceIndex(tallies)
        let seconds = start.duration(to: .now) / .seconds(1)
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }.flatMap { Double($0.filter(\.isNumber)) } ?? 0
        let figures = Dictionary(uniqueKeysWithValues: index.entries.map { (String($0), Figure($1.figures)) } + [("all", Figure(index.whole))])
        print(seconds, peak / 1024, String(decoding: try JSONEncoder().encode(figures), as: UTF8.self))
    }

    private struct Figure: Encodable {
        let median: [Int?]
        let shares: [[Double]]
        let refusals: [Double]

        init(_ figures: Figures) {
            median = [figures.median.day, figures.median.lower, figures.median.upper]
            shares = figures.shares.map { [$0.value, $0.limits.lower, $0.limits.upper] }
            refusals = figures.refusals.limits().map { [$0.lower, $0.upper] } ?? []
        }
    }

    private static func tallies(_ file: String) throws -> [Int: Tally] {
        guard let input = FileHandle(forReadingAtPath: file) else { throw ValidationError("\(file) cannot be read") }
        var tallies: [Int: Tally] = [:]
        // One field after the other: numbers as they grow, an ending by its first letter.
        var numbers = [0, 0, 0, 0], field = 0, letter: UInt8 = 0, isHeader = true
        let endings: [UInt8: Ending] = [UInt8(ascii: "i"): .issued, UInt8(ascii: "r"): .refused, UInt8(ascii: "w"): .withdrawn, UInt8(ascii: "o"): .open]
        while let chunk = try input.read(upToCount: 1 << 16), !chunk.isEmpty {
            for byte in chunk {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): numbers[field] = numbers[field] * 10 + Int(byte - 48)
                case UInt8(ascii: ","): field = min(field + 1, 3)
                case 10:
                    if !isHeader, let ending = endings[letter], let observation = Observation(days: numbers[1], ending: ending, age: numbers[3]) {
                        tallies[numbers[0], default: Tally()].add(observation)
                    }
                    (numbers[0], numbers[1], numbers[3], field, letter, isHeader) = (0, 0, 0, 0, 0, false)
                default: if letter == 0 { letter = byte }
                }
            }
        }
        return tallies
    }
}
