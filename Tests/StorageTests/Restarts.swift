import Foundation
import Storage
import Testing

private let counters = Migrations(feature: "counters", [
    Migration("tables", ["CREATE TABLE counter (number INTEGER NOT NULL)", "INSERT INTO counter (number) VALUES (0)"]),
])

/// What happens to those who work while PostgreSQL goes away and comes back. On a server of its own.
@Suite(.serialized) struct Restarts {
    private func with(_ body: (Database) async throws -> Void) async throws {
        let db = try await Database.open(try DatabaseURL(TestSetup.environment("ENLACE_TEST_POSTGRES_RESTARTABLE")))
        try await db.migrate([counters])
        try await db.write { try $0.execute("UPDATE counter SET number = 0") }
        let result: Result<Void, any Error>
        do { result = .success(try await body(db)) } catch { result = .failure(error) }
        await db.close()
        try result.get()
    }

    /// Runs the command that the environment gives for it, e.g. `ENLACE_TEST_PG_STOP`, to its end.
    private func server(_ name: String) async throws {
        let command = try TestSetup.environment(name) + " </dev/null >/dev/null 2>&1"
        // Not Foundation's `Process`: it would wait for the server that the command leaves running.
        let status = await withCheckedContinuation { done in
            Thread.detachNewThread { done.resume(returning: system(command)) }
        }
        try #require(status == 0, "\(name) failed")
    }

    private func count(_ db: Database) async throws -> Int? { try await db.read { try $0.value("SELECT number FROM counter", as: Int.self) } }
    private func add(_ db: Database) async throws { try await db.write { try $0.execute("UPDATE counter SET number = number + 1") } }

    @Test("After a restart that nobody noticed, the next reads and the next write simply succeed")
    func betweenCalls() async throws {
        try await with { db async throws in
            try await add(db)
            try await server("ENLACE_TEST_PG_RESTART")
            for _ in 0..<3 { #expect(try await count(db) == 1) }
            try await add(db)
            #expect(try await count(db) == 2)
        }
    }

    @Test("While the server is away every call ends at once with one clear error; when it is back, calls succeed within 2 s")
    func away() async throws {
        try await with { db async throws in
            try await server("ENLACE_TEST_PG_STOP")
            let started = ContinuousClock.now
            for call in 0..<4 {
                let error = await #expect(throws: StorageError.self) { try await call % 2 == 0 ? _ = count(db) : add(db) }
                #expect(error?.isTransient == true)
            }
            #expect(ContinuousClock.now - started < .seconds(2))
            #expect(await TestSetup.time(until: .seconds(2)) { db.revision == nil } != nil, "no page may be served from the cache on trust")
            try await server("ENLACE_TEST_PG_START")
            #expect(await TestSetup.time(until: .seconds(2)) { (try? await count(db)) == 0 } != nil)
            #expect(await TestSetup.time(until: .seconds(2)) { (try? await add(db)) != nil } != nil)
            #expect(await TestSetup.time(until: .seconds(2)) { db.revision != nil } != nil)
        }
    }

    @Test("A read whose connection breaks under it is run again and succeeds")
    func readRetried() async throws {
        try await with { db async throws in
            let runs = Counter()
            let here = try await db.read { tx in
                let run = runs.next()
                let backend = try tx.value("SELECT pg_backend_pid() AS pid", as: Int.self)
                if run == 1 { _ = try tx.rows("SELECT pg_terminate_backend(pg_backend_pid())") }
                return backend
            }
            #expect(here != nil)
            #expect(runs.value == 2)
        }
    }

    @Test("A write whose connection breaks under it gives one clear error, is not run again, and leaves nothing")
    func writeFails() async throws {
        try await with { db async throws in
            let runs = Counter()
            let error = await #expect(throws: StorageError.self) {
                try await db.write { tx in
                    _ = runs.next()
                    try tx.execute("UPDATE counter SET number = 99")
                    _ = try tx.rows("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }
            guard case .connectionLost = error else {
                Issue.record("expected a lost connection, not: \(String(describing: error))")
                return
            }
            #expect(runs.value == 1)
            #expect(try await count(db) == 0)
            try await add(db)
        }
    }

    @Test("Under load no call hangs, no answered write is lost, and the service is back within 2 s of the server")
    func underLoad() async throws {
        try await with { db async throws in
            let stop = Counter(), answered = Counter(), doubtful = Counter(), slowest = Slowest()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<6 {
                    group.addTask {
                        while stop.value == 0 {
                            let started = ContinuousClock.now
                            do {
                                if task < 3 {
                                    try await add(db)
                                    _ = answered.next()
                                } else {
                                    _ = try await count(db)
                                }
                            } catch StorageError.connectionLost {
                                if task < 3 { _ = doubtful.next() }
                            } catch let error as StorageError where error.isTransient {
                                try await Task.sleep(for: .milliseconds(5))
                            }
                            slowest.note(ContinuousClock.now - started)
                        }
                    }
                }
                for _ in 0..<3 {
                    let before = answered.value
                    #expect(await TestSetup.time(until: .seconds(5)) { answered.value > before + 5 } != nil)
                    try await server("ENLACE_TEST_PG_RESTART")
                    let after = answered.value
                    #expect(await TestSetup.time(until: .seconds(2)) { answered.value > after } != nil, "back within 2 s")
                }
                _ = stop.next()
                try await group.waitForAll()
            }
            #expect(slowest.value < .seconds(5), "no call hung")
            let kept = try #require(try await count(db))
            #expect((answered.value...answered.value + doubtful.value).contains(kept))
        }
    }
}

/// Counts from any thread.
private final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0

    var value: Int { lock.withLock { count } }
    func next() -> Int {
        lock.withLock {
            count += 1
            return count
        }
    }
}

private final class Slowest: @unchecked Sendable {
    private let lock = NSLock()
    private var longest = Duration.zero

    var value: Duration { lock.withLock { longest } }
    func note(_ duration: Duration) { lock.withLock { longest = max(longest, duration) } }
}
