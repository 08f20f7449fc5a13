import App
import ArgumentParser
import Directory
import Foundation
import Geography
import Localization
import Storage

/// Time per answer of the finder on several stores, in turns, so that what disturbs the machine disturbs all of them.
struct FinderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "finder", abstract: "Print each round's microseconds per answer, a column for each store.")

    @Option(help: "A filled store; give several.") var database: [DatabaseURL]
    @Option var rounds = 11
    @Option(help: "Questions of one round, asked of each store in the same order.") var questions = 400

    func run() async throws {
        var stores: [Database] = []
        for url in database { stores.append(try await Database.open(url)) }
        let towns = Recipe().towns
        // Never the same questions twice: what is measured is not what the round before left in memory.
        for round in 0...rounds {
            let asked = Question.several(questions, seed: UInt64(1000 + round), towns)
            var times: [String] = []
            for store in stores {
                let microseconds = try await Self.time(asked, store)
                times.append(String(format: "%.1f", microseconds))
            }
            // The first round warms up.
            if round > 0 { print(times.joined(separator: " ")) }
        }
        for store in stores { await store.close() }
    }

    private static func time(_ asked: [Question], _ store: Database) async throws -> Double {
        let today = Day(Date(), in: .gmt)
        let start = ContinuousClock.now
        for question in asked {
            _ = try await store.read { try Finder($0).answer(national: question.national, at: question.place, on: today) }
        }
        let elapsed = start.duration(to: .now)
        return (Double(elapsed.components.seconds) * 1e6 + Double(elapsed.components.attoseconds) / 1e12) / Double(asked.count)
    }
}

/// What a start spends on its own files.
struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "start", abstract: "Print the milliseconds that reading names, gazetteer and outlines takes.")

    func run() async throws {
        func time(_ name: String, _ body: () -> Void) {
            let start = ContinuousClock.now
            body()
            print(name, Int(start.duration(to: .now) / .milliseconds(1)))
        }
        time("names") { _ = CountryCode("MX")?.name(in: "es") }
        time("gazetteer") { _ = Gazetteer.shared.place(id: 1) }
        time("outlines") { _ = Outlines.shared.all.count }
    }
}
