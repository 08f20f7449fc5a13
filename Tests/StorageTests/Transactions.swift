import Foundation
import Storage
import Synchronization
import Testing

private let counters = Migrations(feature: "counters", [
    Migration("tables", [
        "CREATE TABLE counter (name TEXT PRIMARY KEY, number INTEGER NOT NULL)",
        "INSERT INTO counter (name, number) VALUES ('a', 0), ('b', 0)",
    ]),
])

private struct Regret: Error {}

@Suite struct Transactions {
    private func number(_ name: String, in db: Database) async throws -> Int? {
        try await db.read { try $0.value("SELECT number FROM counter WHERE name = \(name)", as: Int.self) }
    }

    @Test("A change that ends in an error leaves nothing behind", arguments: TestEngine.allCases)
    func rollback(engine: TestEngine) async throws {
        try await withDatabase(engine, [counters]) { db async throws in
            await #expect(throws: Regret.self) {
                try await db.write { tx in
                    try tx.execute("UPDATE counter SET number = 7")
                    try tx.execute("INSERT INTO counter (name, number) VALUES ('c', 1)")
                    throw Regret()
                }
            }
            #expect(try await number("a", in: db) == 0)
            #expect(try await number("c", in: db) == nil)
            try await db.write { try $0.execute("UPDATE counter SET number = 1") }
            #expect(try await number("a", in: db) == 1)
        }
    }

    @Test("A change whose statement failed is not kept, even when its author looks away", arguments: TestEngine.allCases, [true, false])
    func failedStatement(engine: TestEngine, affectsPages: Bool) async throws {
        try await withDatabase(engine, [counters]) { db async throws in
            let error = await #expect(throws: StorageError.self) {
                try await db.write(affectsPages: affectsPages) { tx in
                    try tx.execute("UPDATE counter SET number = 7")
                    _ = try? tx.execute("INSERT INTO counter (name, number) VALUES ('a', 1)")
                }
            }
            guard case .constraint(.unique, _) = error else {
                Issue.record("expected the first failure, not: \(String(describing: error))")
                return
            }
            #expect(try await number("a", in: db) == 0)
        }
    }

    @Test("A change sees its own work", arguments: TestEngine.allCases)
    func ownWork(engine: TestEngine) async throws {
        try await withDatabase(engine, [counters]) { db async throws in
            let seen = try await db.write { tx in
                try tx.execute("UPDATE counter SET number = 5 WHERE name = 'a'")
                return try tx.value("SELECT number FROM counter WHERE name = 'a'", as: Int.self)
            }
            #expect(seen == 5)
        }
    }

    @Test("A read cannot change anything", arguments: TestEngine.allCases)
    func readOnly(engine: TestEngine) async throws {
        try await withDatabase(engine, [counters]) { db async throws in
            let error = await #expect(throws: StorageError.self) { try await db.read { try $0.execute("UPDATE counter SET number = 9") } }
            #expect(error?.isTransient == false, "trying again would not help")
            #expect(try await number("a", in: db) == 0)
        }
    }

    @Test("A read sees one state, whatever is written meanwhile", arguments: TestEngine.allCases)
    func oneState(engine: TestEngine) async throws {
        try await withDatabase(engine, [counters]) { db async throws in
            let reading = Flag(), written = DispatchSemaphore(value: 0)
            async let sums = db.read { tx -> [Int] in
                let sum = { try tx.value("SELECT SUM(number) FROM counter", as: Int.self) ?? -1 }
                let before = try sum()
                reading.raise()
                _ = written.wait(timeout: .now() + 10)
                return [before, try sum(), try tx.value("SELECT COUNT(*) FROM counter", as: Int.self) ?? -1]
            }
            try #require(await TestSetup.time(until: .seconds(10)) { reading.isUp } != nil)
            try await db.write { tx in
                try tx.execute("UPDATE counter SET number = 100")
                try tx.execute("INSERT INTO counter (name, number) VALUES ('c', 1)")
            }
            written.signal()
            #expect(try await sums == [0, 0, 2])
            #expect(try await number("a", in: db) == 100)
        }
    }

    @Test("Readers do not wait for a writer", arguments: TestEngine.allCases)
    func readersGoOn(engine: TestEngine) async throws {
        try await withDatabase(engine, [counters]) { db async throws in
            let writing = Flag(), read = DispatchSemaphore(value: 0)
            async let wrote = db.write { tx -> Bool in
                try tx.execute("UPDATE counter SET number = 100")
                writing.raise()
                return read.wait(timeout: .now() + 10) == .success
            }
            try #require(await TestSetup.time(until: .seconds(10)) { writing.isUp } != nil)
            #expect(try await number("a", in: db) == 0, "what is not yet committed is not seen")
            read.signal()
            #expect(try await wrote, "the read came back while the write was still under way")
        }
    }

    @Test("Eight writers who read, add one and write back fifty times lose none", arguments: TestEngine.allCases)
    func turns(engine: TestEngine) async throws {
        try await TestStore.with(engine) { store async throws in
            let houses = [try await store.open(), try await store.open()]
            try await houses[0].migrate([counters])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<8 {
                    let db = houses[task % 2]
                    group.addTask {
                        for _ in 0..<50 {
                            try await db.write { tx in
                                let number = try tx.value("SELECT number FROM counter WHERE name = 'a'", as: Int.self) ?? 0
                                try tx.execute("UPDATE counter SET number = \(number + 1) WHERE name = 'a'")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await number("a", in: houses[1]) == 400)
            for db in houses { await db.close() }
        }
    }

    @Test("After the end every call says that the database was closed", arguments: TestEngine.allCases)
    func closed(engine: TestEngine) async throws {
        try await TestStore.with(engine) { store async throws in
            let db = try await store.open()
            await db.close()
            for call in ["read", "write"] {
                let error = await #expect(throws: StorageError.self, "\(call)") {
                    _ = call == "read" ? try await db.read { try $0.value("SELECT 1 AS one", as: Int.self) } : try await db.write { try $0.execute("DELETE FROM storage_revision") }
                }
                guard case .unavailable = error else {
                    Issue.record("\(call): expected that it was closed, not: \(String(describing: error))")
                    continue
                }
            }
        }
    }

    @Test("After the end no connection is left on the server")
    func connectionsEnd() async throws {
        try await TestStore.with(.postgreSQL) { store async throws in
            let count = { try await store.administer("SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'enlace' AND datname = current_database()") }
            let db = try await store.open()
            _ = try await db.read { try $0.value("SELECT 1 AS one", as: Int.self) }
            #expect(try await count() != "0")
            await db.close()
            #expect(try await TestSetup.time(until: .seconds(2)) { try await count() == "0" } != nil)
        }
    }
}

private final class Flag: Sendable {
    private let up = Mutex(false)
    var isUp: Bool { up.withLock { $0 } }
    func raise() { up.withLock { $0 = true } }
}
