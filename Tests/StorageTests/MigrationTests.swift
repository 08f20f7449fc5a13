import Foundation
import Storage
import Testing

/// A step that could not run twice.
private let first = Migration("first", ["CREATE TABLE thing (name TEXT NOT NULL)", "INSERT INTO thing (name) VALUES ('once')"])
private let second = Migration("second") { try $0.execute("INSERT INTO thing (name) VALUES ('twice')") }

@Suite struct MigrationTests {
    private func names(_ db: Database) async throws -> [String] {
        try await db.read { try $0.rows("SELECT name FROM thing ORDER BY name") { try $0.get("name") } }
    }

    @Test("Steps run in their order, once", arguments: TestEngine.allCases)
    func once(engine: TestEngine) async throws {
        try await withDatabase(engine) { db async throws in
            #expect(try await db.migrate([Migrations(feature: "thing", [first])]) == ["thing/first"])
            #expect(try await db.migrate([Migrations(feature: "thing", [first, second])]) == ["thing/second"])
            #expect(try await db.migrate([Migrations(feature: "thing", [first, second])]) == [])
            #expect(try await names(db) == ["once", "twice"])
        }
    }

    @Test("Four processes that start together run each step once", arguments: TestEngine.allCases, 1...3)
    func together(engine: TestEngine, round: Int) async throws {
        try await TestStore.with(engine) { store async throws in
            let ran = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let db = try await store.open()
                        let ran = try await db.migrate([Migrations(feature: "thing", [first, second])])
                        await db.close()
                        return ran
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(ran.sorted() == ["thing/first", "thing/second"])
            let db = try await store.open()
            #expect(try await names(db) == ["once", "twice"])
            await db.close()
        }
    }

    @Test("A step that fails leaves no trace and runs again next time", arguments: TestEngine.allCases)
    func failing(engine: TestEngine) async throws {
        try await withDatabase(engine) { db async throws in
            let broken = Migration("second", ["INSERT INTO thing (name) VALUES ('half')", "INSERT INTO nowhere (name) VALUES ('x')"])
            await #expect(throws: StorageError.self) { try await db.migrate([Migrations(feature: "thing", [first, broken])]) }
            #expect(try await names(db) == ["once"])
            #expect(try await db.migrate([Migrations(feature: "thing", [first, second])]) == ["thing/second"])
        }
    }

    @Test("A database of a later version is refused by name", arguments: TestEngine.allCases)
    func later(engine: TestEngine) async throws {
        try await withDatabase(engine) { db async throws in
            try await db.migrate([Migrations(feature: "thing", [first, second])])
            await #expect(throws: StorageError.migratedFurther(unknown: ["thing/second"])) {
                try await db.migrate([Migrations(feature: "thing", [first])])
            }
            #expect(try await db.migrate([Migrations(feature: "other", [])]) == [], "a feature that is not in the list is left alone")
        }
    }

    @Test("A table widened by a later version does not trouble the one that still runs", arguments: TestEngine.allCases)
    func widened(engine: TestEngine) async throws {
        try await TestStore.with(engine) { store async throws in
            let old = try await store.open(readers: 3)
            try await old.migrate([Migrations(feature: "thing", [first])])
            let read = { @Sendable in try await old.read { try $0.rows("SELECT * FROM thing") { try $0.get("name", as: String.self) } } }
            // All three connections learn the statement.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<30 { group.addTask { _ = try await read() } }
                try await group.waitForAll()
            }
            let new = try await store.open()
            try await new.migrate([Migrations(feature: "thing", [first, Migration("wide", ["ALTER TABLE thing ADD COLUMN more TEXT"])])])
            for _ in 0..<6 { #expect(try await read() == ["once"]) }
            await old.close()
            await new.close()
        }
    }

    @Test("The portable types become the engine's own, but not inside quotation marks", arguments: TestEngine.allCases)
    func types(engine: TestEngine) async throws {
        try await withDatabase(engine, [Migrations(feature: "thing", [Migration("tables", [
            "CREATE TABLE thing (id ID PRIMARY KEY, kind TEXT NOT NULL DEFAULT 'ID', note TEXT DEFAULT 'it''s a DAY', on_day DAY)",
        ])])]) { db async throws in
            let row = try await db.write { tx in
                try tx.execute("INSERT INTO thing (id) VALUES (\(UUID()))")
                return try #require(try tx.row("SELECT * FROM thing"))
            }
            #expect(try row.get("kind", as: String.self) == "ID")
            #expect(try row.get("note", as: String.self) == "it's a DAY")
        }
    }
}
