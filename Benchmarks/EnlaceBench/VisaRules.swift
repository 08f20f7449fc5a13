import Accounts
import App
import ArgumentParser
import Foundation
import Geography
import Localization
import Records
import Storage
import Visas

/// Whom the invented rules are about, the same in each run: every nationality, document and purpose at each member.
struct VisaRecipe {
    static let subjects: [RuleSubject] = {
        let nationalities = CountryCode.all(sortedIn: "en")
        return CountryCode.members.flatMap { destination in
            nationalities.filter { $0 != destination }.flatMap { nationality in
                TravelDocument.allCases.flatMap { document in Purpose.allCases.map { RuleSubject(nationality, to: destination, document: document, purpose: $0) } }
            }
        }
    }()

    /// The day on which the first rule of everybody begins, and days from one to the next.
    static let begin = 14_000, step = 700
    private static let requirements: [Requirement] = [.visaFree, .visaRequired, .electronicVisa, .electronicAuthorisation, .visaOnArrival]

    /// Rows of one subject: for each period one that was believed for a day and put right, and one that still is.
    static func rows(of number: Int, count: Int, at now: Date) -> [SQL] {
        let subject = subjects[number], periods = (count + 1) / 2
        return (0..<count).map { version in
            let period = version / 2, isBelieved = version % 2 == 1 || version == count - 1, from = Day(daysSince1970: begin + period * step)
            let through = period == periods - 1 ? nil : from.adding(days: step - 1)
            let requirement = requirements[(number + period) % requirements.count]
            let recorded = now.addingTimeInterval(isBelieved ? -86_400 : -172_800)
            return """
                (\(subject.destination), \(subject.nationality), \(subject.document), \(subject.purpose), \(from), \(recorded), \(through), \(isBelieved ? nil : now.addingTimeInterval(-86_400)), \(ID<Rule>(at: recorded)),
                 \(requirement), \(90), \(number % 4 == 0 ? "holder:visa:CA+US=visa_free:30; minors_alone:18" : ""), \(RuleSource.Kind.note), \("Benchmarks/README.md"), \(from), \(from), \(false), \(false))
                """
        }
    }
}

/// Makes a store of so many rules.
struct VisaFillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "visas-fill", abstract: "Fill an empty database with invented visa rules and their history.")

    @Option var database: DatabaseURL
    @Option var rules: Int

    private static let transactionSize = 4000, statementSize = 100

    func run() async throws {
        let database = try await Database.open(database, readers: 2)
        try await database.migrate(Enlace.migrations)
        let now = Date(), subjects = min(VisaRecipe.subjects.count, max(1, rules / 10)), each = (rules + subjects - 1) / subjects
        try await database.write { try Delegations.ensureFoundations(in: $0, by: .content, at: now) }
        for start in stride(from: 0, to: subjects, by: Self.transactionSize) {
            try await database.write { tx in
                let rows = (start..<min(start + Self.transactionSize, subjects)).flatMap { VisaRecipe.rows(of: $0, count: each, at: now) }
                for first in stride(from: 0, to: rows.count, by: Self.statementSize) {
                    let columns = "destination, nationality, document, purpose, valid_from, recorded_at, valid_through, superseded_at, rule, requirement, days, conditions, source_kind, source_title, source_as_of, enacted_on, is_retroactive, announced"
                    let part = rows[first..<min(first + Self.statementSize, rows.count)]
                    try tx.execute(part.dropFirst().reduce(SQL(trusted: "INSERT INTO visa_rule (\(columns)) VALUES ") + part[part.startIndex]) { $0 + ", " + $1 })
                }
            }
        }
        try await database.write { tx in
            // Two in three are verified.
            let today = Day(now, in: .gmt)
            try tx.execute("""
                INSERT INTO verification_newest (kind, record, verified_on, due_on, verified_by)
                SELECT \("visa_rule"), rule, \(today), \(today.adding(days: 180)), \("bench") FROM visa_rule WHERE superseded_at IS NULL AND requirement IN ('visa_free', 'e_visa', 'visa_on_arrival')
                """)
            try tx.execute("ANALYZE")
        }
        await database.close()
    }
}

/// Time per answer against a bare lookup of the same rows by the same index, in turns.
struct VisasCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "visas", abstract: "Print each round's microseconds per answer and per bare lookup.")

    @Option var database: DatabaseURL
    @Option(help: "As it was filled.") var rules: Int
    @Option var rounds = 11
    @Option var questions = 2000

    func run() async throws {
        let store = try await Database.open(database)
        let known = min(VisaRecipe.subjects.count, max(1, rules / 10)), today = Day(Date(), in: .gmt)
        for round in 0...rounds {
            var dice = Dice(seed: UInt64(round))
            // Different ones for either side: what one has read is not left in memory for the other.
            let asked = (0..<questions * 2).map { _ in VisaRecipe.subjects[dice.below(known)] }
            let answer = try await Self.time(asked.prefix(questions)) { subject in
                try await store.read { if case .rule = try Visas($0).answer(subject, on: today) { true } else { false } }
            }
            let lookup = try await Self.time(asked.suffix(questions)) { subject in
                try await store.read { tx in
                    try !tx.rows("""
                        SELECT * FROM visa_rule WHERE destination = \(subject.destination) AND nationality = \(subject.nationality) AND document = \(subject.document) AND purpose = \(subject.purpose)
                            AND superseded_at IS NULL AND (valid_through IS NULL OR valid_through >= \(today)) ORDER BY valid_from LIMIT 2
                        """).isEmpty
                }
            }
            // The first round warms up.
            if round > 0 { print(String(format: "%.1f %.1f", answer, lookup)) }
        }
        await store.close()
    }

    private static func time(_ asked: some Sequence<RuleSubject>, _ ask: (RuleSubject) async throws -> Bool) async throws -> Double {
        var count = 0
        let start = ContinuousClock.now
        for subject in asked {
            guard try await ask(subject) else { throw ValidationError("nothing is known about \(subject)") }
            count += 1
        }
        let elapsed = start.duration(to: .now)
        return (Double(elapsed.components.seconds) * 1e6 + Double(elapsed.components.attoseconds) / 1e12) / Double(count)
    }
}
