import Foundation

/// A step in the life of a feature's tables. Once released it is never edited; a later one mends it.
public struct Migration: Sendable {
    public let name: String
    let run: @Sendable (Transaction) throws -> Void

    /// Statements in the portable column types: `ID`, `INSTANT`, `DAY`, `JSON`, `BOOLEAN`, `BYTES`, `INTEGER`, `REAL`, `TEXT`.
    public init(_ name: String, _ statements: [String]) {
        self.init(name) { tx in
            for statement in statements { try tx.execute(SQL(trusted: tx.dialect.schema(statement))) }
        }
    }

    public init(_ name: String, run: @escaping @Sendable (Transaction) throws -> Void) {
        self.name = name
        self.run = run
    }
}

/// The migrations of one feature, in their order.
public struct Migrations: Sendable {
    public let feature: String
    public let steps: [Migration]

    public init(feature: String, _ steps: [Migration]) {
        self.feature = feature
        self.steps = steps
    }
}

extension Database {
    /// Runs what has not run yet, each step in a transaction of its own. Safe when several processes start together:
    /// writers take turns and each looks again when its turn has come.
    ///
    /// - Returns: the steps that this call ran, as `feature/name`.
    /// - Throws: ``StorageError/migratedFurther(unknown:)`` when the database has steps of these features that are not in the list.
    @discardableResult
    public func migrate(_ all: [Migrations]) async throws -> [String] {
        let dialect = dialect
        try await write(affectsPages: false) { tx in
            try tx.execute(SQL(trusted: dialect.schema("""
                CREATE TABLE IF NOT EXISTS storage_migration (
                    feature TEXT NOT NULL, name TEXT NOT NULL, ran_at INSTANT NOT NULL, PRIMARY KEY (feature, name))
                """)))
        }
        var ran: [String] = []
        for migrations in all {
            let feature = migrations.feature
            let done = try await read { tx in
                Set(try tx.rows("SELECT name FROM storage_migration WHERE feature = \(feature)") { try $0.get("name", as: String.self) })
            }
            let unknown = done.subtracting(migrations.steps.map(\.name))
            guard unknown.isEmpty else { throw StorageError.migratedFurther(unknown: unknown.sorted().map { "\(feature)/\($0)" }) }
            for step in migrations.steps where !done.contains(step.name) {
                let ranHere = try await write(affectsPages: false) { tx in
                    let first = try tx.execute("""
                        INSERT INTO storage_migration (feature, name, ran_at) VALUES (\(feature), \(step.name), \(Date()))
                        ON CONFLICT (feature, name) DO NOTHING
                        """) == 1
                    if first { try step.run(tx) }
                    return first
                }
                if ranHere { ran.append("\(feature)/\(step.name)") }
            }
        }
        return ran
    }

    static let ownMigrations = Migrations(feature: "storage", [
        Migration("revision", [
            "CREATE TABLE storage_revision (number INTEGER NOT NULL)",
            "INSERT INTO storage_revision (number) VALUES (0)",
        ]),
        FullText.migration,
    ])
}
