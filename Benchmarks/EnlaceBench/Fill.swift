import Accounts
import App
import ArgumentParser
import Directory
import Foundation
import Geography
import Localization
import Storage

/// Makes a store of so many posts, by ``Recipe``.
struct FillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fill", abstract: "Fill an empty database with invented posts.")

    @Option var database: DatabaseURL
    @Option var posts: Int

    /// Posts of one transaction, and rows of one statement: SQLite takes 32,766 values, PostgreSQL 65,535.
    private static let transactionSize = 50_000, statementSize = 100

    func run() async throws {
        let database = try await Database.open(database, readers: 2)
        try await database.migrate(Enlace.migrations)
        let now = Date(), total = posts
        try await database.write { try Delegations.ensureFoundations(in: $0, by: .content, at: now) }
        var recipe = Recipe()
        for start in stride(from: 0, to: total, by: Self.transactionSize) {
            let made = (start..<min(start + Self.transactionSize, total)).map { recipe.post($0, at: now) }
            try await database.write { tx in
                for first in stride(from: 0, to: made.count, by: Self.statementSize) {
                    try Self.insert(Array(made[first..<min(first + Self.statementSize, made.count)]), at: now, tx)
                }
            }
        }
        // What PostgreSQL's autovacuum does by itself after a while, and SQLite leaves to its owner.
        try await database.write { _ = try $0.execute("ANALYZE") }
        await database.close()
    }

    private static func insert(_ posts: [Recipe.Made], at now: Date, _ tx: Transaction) throws {
        let today = Day(now, in: .gmt)
        try insert("post (id, slug, sending, receiving, class, is_honorary, name, city, subdivision, address, postal_code, latitude, longitude, cell, phones, email, website, hours, time_zone, services, status, is_demonstration, changed_at)", posts.map { post in
            """
            (\(post.id), \(post.slug), \(post.sending.rawValue), \(post.receiving.rawValue), \(post.postClass), \(post.isHonorary),
             \(LocalizedText(es: "Consulado en \(post.town.name)", en: "Consulate in \(post.town.name)")), \(post.town.name), \(post.town.subdivision.rawValue),
             \("Avenida Central 100"), \("00000"), \(post.position.latitude), \(post.position.longitude), \(Cell.number(post.position)),
             \("+12025550100 +1 202-555-0100"), \("\(post.slug)@example.org"), \("https://\(post.slug).example.org/"), \("Mo-Fr 08:00-13:00"), \(post.town.timeZone),
             \("passport protection notarial"), \(post.status), \(false), \(now))
            """
        }, tx)
        try insert("district (post, sending, receiving, subdivision, municipality)", posts.flatMap { post in
            post.districts.map { "(\(post.id), \(post.sending.rawValue), \($0.country.rawValue), \($0.subdivision?.rawValue ?? ""), \($0.municipality ?? ""))" }
        }, tx)
        try insert("fact_source (post, fields, name, url, as_of, licence)", posts.map { post in
            "(\(post.id), \("*"), \("Benchmarks/README.md"), \("https://example.org/"), \(today), \("CC0-1.0"))"
        }, tx)
        try insert("verification_newest (kind, record, verified_on, due_on, verified_by)", posts.filter(\.isVerified).map { post in
            "(\(Post.auditKind), \(post.id), \(today), \(today.adding(days: 90)), \("bench"))"
        }, tx)
    }

    private static func insert(_ table: String, _ rows: [SQL], _ tx: Transaction) throws {
        guard !rows.isEmpty else { return }
        var statement = SQL.StringInterpolation(literalCapacity: 0, interpolationCount: rows.count)
        statement.appendInterpolation(SQL(trusted: "INSERT INTO \(table) VALUES "))
        for (number, row) in rows.enumerated() {
            if number > 0 { statement.appendLiteral(", ") }
            statement.appendInterpolation(row)
        }
        try tx.execute(SQL(stringInterpolation: statement))
    }
}
