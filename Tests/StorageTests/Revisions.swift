import Foundation
import Storage
import Testing

private let notes = Migrations(feature: "notes", [Migration("tables", ["CREATE TABLE note (text TEXT NOT NULL)"])])

/// The count of changes that the page cache lives by.
@Suite struct Revisions {
    private func write(_ text: String, in db: Database, affectsPages: Bool = true) async throws {
        try await db.write(affectsPages: affectsPages) { try $0.execute("INSERT INTO note (text) VALUES (\(text))") }
    }

    /// A database that has begun to watch.
    private func watching(_ store: TestStore) async throws -> Database {
        let db = try await store.open()
        try await db.migrate([notes])
        try #require(await TestSetup.time(until: .seconds(5)) { db.revision != nil } != nil)
        return db
    }

    @Test("One's own change shows before its write returns", arguments: TestEngine.allCases)
    func own(engine: TestEngine) async throws {
        try await TestStore.with(engine) { store async throws in
            let db = try await watching(store)
            for _ in 0..<20 {
                let before = try #require(db.revision)
                try await write("x", in: db)
                #expect(db.revision == before + 1)
            }
            await db.close()
        }
    }

    @Test("Another process's change shows within 200 ms, and what it wrote can be read then", arguments: TestEngine.allCases)
    func other(engine: TestEngine) async throws {
        try await TestStore.with(engine) { store async throws in
            let (here, there) = (try await watching(store), try await watching(store))
            var times: [Duration] = []
            for round in 1...20 {
                let before = here.revision
                try await write("\(round)", in: there)
                let took = try #require(await TestSetup.time(until: .seconds(5)) { here.revision != before }, "round \(round): never seen")
                times.append(took)
                #expect(try await here.read { try $0.value("SELECT COUNT(*) FROM note", as: Int.self) } == round)
                #expect(here.revision == there.revision)
            }
            // The usual time: a single round may wait for its turn among the other tests.
            #expect(times.sorted()[10] < .milliseconds(200))
            await here.close()
            await there.close()
        }
    }

    @Test("Bookkeeping leaves pages valid, and so does a change that failed", arguments: TestEngine.allCases)
    func unaffected(engine: TestEngine) async throws {
        struct Regret: Error {}
        try await TestStore.with(engine) { store async throws in
            let db = try await watching(store)
            let before = db.revision
            try await write("session", in: db, affectsPages: false)
            await #expect(throws: Regret.self) { try await db.write { _ in throw Regret() } }
            #expect(db.revision == before)
            #expect(try await db.read { try $0.value("SELECT number FROM storage_revision", as: Int64.self) } == before)
            await db.close()
        }
    }

    @Test("A database opened later counts on from where the others are", arguments: TestEngine.allCases)
    func later(engine: TestEngine) async throws {
        try await TestStore.with(engine) { store async throws in
            let first = try await watching(store)
            for _ in 0..<3 { try await write("x", in: first) }
            let second = try await watching(store)
            #expect(second.revision == first.revision)
            await first.close()
            await second.close()
        }
    }

    @Test("While the server cannot be asked, the revision is not known, and afterwards it is again")
    func unknown() async throws {
        try await TestStore.with(.postgreSQL) { store async throws in
            let db = try await watching(store)
            let end = { _ = try await store.administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'enlace' AND datname = current_database()") }
            try await end()
            #expect(await TestSetup.time(until: .seconds(2)) { db.revision == nil } != nil)
            #expect(await TestSetup.time(until: .seconds(2)) { db.revision != nil } != nil)
            let before = db.revision
            #expect(try await db.read { try $0.value("SELECT number FROM storage_revision", as: Int64.self) } == before)
            await db.close()
        }
    }
}
