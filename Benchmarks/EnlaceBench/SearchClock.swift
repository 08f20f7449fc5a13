import App
import ArgumentParser
import Foundation
import Localization
import Storage

/// Makes an index of so many documents, by ``SearchRecipe``.
struct FillSearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fill-search", abstract: "Fill the index of an empty database with invented documents.")

    @Option var database: DatabaseURL
    @Option var documents: Int

    private static let transactionSize = 2000

    func run() async throws {
        let database = try await Database.open(database, readers: 2)
        try await database.migrate(Enlace.migrations)
        let now = Date(), total = documents
        var recipe = SearchRecipe()
        for start in stride(from: 0, to: total, by: Self.transactionSize) {
            let made = (start..<min(start + Self.transactionSize, total)).map { recipe.document($0, at: now) }
            try await database.write { tx in
                for one in made { try tx.index(kind: one.kind, record: one.record, one.documents, theme: one.theme, day: one.day) }
            }
        }
        try await database.write { _ = try $0.execute("ANALYZE") }
        await database.close()
    }
}

/// A page of results against the engine's bare query for the same words, in turns.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "search", abstract: "Print each round's microseconds per page of results, and per bare query.")

    @Option(help: "A filled index.") var database: DatabaseURL
    @Option var rounds = 11
    @Option(help: "Questions of one round, asked in both ways in the same order.") var questions = 100

    func run() async throws {
        let store = try await Database.open(database), isSQLite = database.description.hasPrefix("sqlite")
        for round in 0...rounds {
            let asked = SearchRecipe.questions(questions, seed: UInt64(2000 + round))
            let page = try await Self.time(asked) { words in try await store.read { try Self.page(words, $0) } }
            let bare = try await Self.time(asked) { words in try await store.read { try Self.bare(words, $0, isSQLite: isSQLite) } }
            // The first round warms up.
            if round > 0 { print(String(format: "%.1f %.1f", page, bare)) }
        }
        await store.close()
    }

    /// All that the page shows of the records: how many of each kind, the twenty best, their fragments with what was found marked.
    private static func page(_ words: [String], _ tx: Transaction) throws -> Int {
        let query = try FullText.Query(words.joined(separator: " "))
        return try tx.search(query, FullText.Filter(audiences: ["public"]), counting: SearchRecipe.kinds, for: "es").hits.count
    }

    /// The twenty best, by number, of whatever audience.
    private static func bare(_ words: [String], _ tx: Transaction, isSQLite: Bool) throws -> Int {
        let folded = words.map(\.foldedForBench)
        if isSQLite {
            let match = folded.map { "\"\($0)\"" }.joined(separator: " ") + "*"
            return try tx.rows("SELECT rowid AS number FROM full_text WHERE full_text MATCH \(match) ORDER BY bm25(full_text, 8.0, 1.0) LIMIT 20") { try $0.get("number", as: Int64.self) }.count
        }
        let match = folded.joined(separator: " & ") + ":*"
        return try tx.rows("""
            SELECT number FROM full_text_entry WHERE words @@ CAST(\(match) AS tsquery) ORDER BY ts_rank(words, CAST(\(match) AS tsquery)) DESC LIMIT 20
            """) { try $0.get("number", as: Int64.self) }.count
    }

    private static func time(_ asked: [[String]], _ body: ([String]) async throws -> Int) async throws -> Double {
        let start = ContinuousClock.now
        for words in asked { _ = try await body(words) }
        return Double(start.duration(to: .now) / .microseconds(1)) / Double(asked.count)
    }
}

extension String {
    /// As the index keeps words: small letters without accents.
    fileprivate var foldedForBench: String { folding(options: [.caseInsensitive, .diacriticInsensitive], locale: Locale(identifier: "en_US_POSIX")) }
}
