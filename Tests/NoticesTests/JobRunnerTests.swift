import Foundation
import Records
import Storage
import Synchronization
import Testing

/// Counts what happened to each thing.
final class Tally: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    func add(_ name: String) -> Int {
        counts.withLock { counts in
            counts[name, default: 0] += 1
            return counts[name, default: 0]
        }
    }

    func take(_ name: String) { counts.withLock { $0[name, default: 0] -= 1 } }
    var all: [String: Int] { counts.withLock { $0 } }
}

@Suite("The queue of jobs")
struct JobRunnerTests {
    let clock = MovableClock(Date(timeIntervalSince1970: 1_795_600_000))

    struct Broken: Error {}

    func runner(_ database: Database, _ handlers: [JobHandler], _ schedules: [Schedule] = []) -> JobRunner {
        JobRunner(database: database, handlers: handlers, schedules: schedules, clock: clock.clock)
    }

    func enqueue(_ kind: String, _ payload: String = "", in database: Database, key: String? = nil, after seconds: TimeInterval = 0) async throws {
        let now = clock.clock.now
        try await database.write { try $0.enqueue(kind, payload, at: now.addingTimeInterval(seconds), uniqueKey: key, now: now) }
    }

    @Test("Two processes share a queue and never do a job twice, let alone at the same time", arguments: StoreEngine.atHand)
    func shared(_ engine: StoreEngine) async throws {
        let url = try await engine.store()
        let one = try await Database.open(url, readers: 2), two = try await Database.open(url, readers: 2)
        try await one.migrate(StoreEngine.tables)
        for number in 0..<60 { try await enqueue("count", "job \(number)", in: one) }
        let done = Tally(), underWay = Tally(), overlaps = Tally()
        let handler = JobHandler("count", .effect { job, _, _ in
            let name: String = try job.decode()
            if underWay.add(name) > 1 { _ = overlaps.add(name) }
            _ = done.add(name)
            await Task.yield()
            underWay.take(name)
        })
        let first = runner(one, [handler]), second = runner(two, [handler])
        async let left: Int = first.runDue()
        async let right: Int = second.runDue()
        _ = try await (left, right)
        #expect(done.all.count == 60)
        #expect(done.all.values.allSatisfy { $0 == 1 })
        #expect(overlaps.all.isEmpty)
        await one.close()
        await two.close()
    }

    @Test("A job that fails is tried again after growing pauses, and then shown as dead with its error; a person can start it again", arguments: StoreEngine.atHand)
    func retries(_ engine: StoreEngine) async throws {
        let database = try await engine.open(), tries = Tally()
        let worker = runner(database, [JobHandler("fail", .effect { _, _, _ in
            _ = tries.add("fail")
            throw Broken()
        })])
        try await enqueue("fail", in: database)
        for attempt in 1...Job.attemptLimit {
            try await worker.runDue()
            #expect(tries.all["fail"] == attempt)
            clock.advance(by: Job.pause(after: attempt) - 1)
            try await worker.runDue()
            #expect(tries.all["fail"] == attempt, "not before its pause is over")
            clock.advance(by: 1)
        }
        try await worker.runDue()
        #expect(tries.all["fail"] == Job.attemptLimit)
        let now = clock.clock.now
        let dead = try await database.read { try JobQueue($0).dead(limit: 10) }
        #expect(dead.map(\.error) == ["Broken()"])
        #expect(try await database.write { try JobQueue($0).retry(dead[0].job.id, by: .shell, at: now) })
        try await worker.runDue()
        #expect(tries.all["fail"] == Job.attemptLimit + 1)
        await database.close()
    }

    @Test("What a job wrote before it failed is not there; when it succeeds it is there once", arguments: StoreEngine.atHand)
    func records(_ engine: StoreEngine) async throws {
        let database = try await engine.open(), tries = Tally()
        try await database.migrate([Migrations(feature: "test", [Migration("line", ["CREATE TABLE line (attempt INTEGER NOT NULL)"])])])
        let worker = runner(database, [JobHandler("write", .records { job, _, tx in
            try tx.execute("INSERT INTO line (attempt) VALUES (\(job.attempt))")
            if tries.add("write") < 3 { throw Broken() }
        })])
        try await enqueue("write", in: database)
        for _ in 0..<5 {
            try await worker.runDue()
            clock.advance(by: 600)
        }
        let lines = try await database.read { try $0.rows("SELECT attempt FROM line") { try $0.get("attempt", as: Int.self) } }
        #expect(lines == [3])
        await database.close()
    }

    @Test("A worker that was lost gives its job up when the lease has run out, and may not end it any more", arguments: StoreEngine.atHand)
    func leases(_ engine: StoreEngine) async throws {
        let database = try await engine.open()
        try await enqueue("slow", in: database)
        let start = clock.clock.now
        func claim(_ worker: String) async throws -> [Job] {
            let now = clock.clock.now
            return try await database.write { try JobQueue($0).claim("slow", limit: 5, lease: 60, by: worker, at: now) }
        }
        let lost = try await claim("lost")
        #expect(lost.map(\.attempt) == [1])
        #expect(try await claim("other").isEmpty)
        clock.advance(by: 61)
        let taken = try await claim("other")
        #expect(taken.map(\.attempt) == [2])
        #expect(try await database.write { try JobQueue($0).finish(lost[0], by: "lost", at: start) } == false)
        #expect(try await database.write { try JobQueue($0).finish(taken[0], by: "other", at: start) })
        await database.close()
    }

    @Test("A job that takes its worker down each time is dead in the end", arguments: StoreEngine.atHand)
    func poison(_ engine: StoreEngine) async throws {
        let database = try await engine.open()
        try await enqueue("poison", in: database)
        for _ in 0..<Job.attemptLimit {
            let now = clock.clock.now
            #expect(try await database.write { try JobQueue($0).claim("poison", limit: 1, lease: 30, by: "w", at: now) }.count == 1)
            clock.advance(by: 31)
        }
        let now = clock.clock.now
        #expect(try await database.write { try JobQueue($0).claim("poison", limit: 1, lease: 30, by: "w", at: now) }.isEmpty)
        #expect(try await database.read { try JobQueue($0).counts(at: now) }.dead == 1)
        await database.close()
    }

    @Test("A schedule runs once in each of its times, whoever asks, and once after a long absence", arguments: StoreEngine.atHand)
    func schedules(_ engine: StoreEngine) async throws {
        let database = try await engine.open(), runs = Tally()
        let handler = JobHandler("tick", .records { _, _, _ in _ = runs.add("tick") })
        let first = runner(database, [handler], [Schedule("tick", every: 3600)]), second = runner(database, [handler], [Schedule("tick", every: 3600)])
        for expected in 1...3 {
            try await first.runDue()
            try await second.runDue()
            try await first.runDue()
            #expect(runs.all["tick"] == expected)
            clock.advance(by: 3600)
        }
        clock.advance(by: 10 * 86_400)
        try await second.runDue()
        #expect(runs.all["tick"] == 4)
        await database.close()
    }

    @Test("Work for later waits, work with a known key is not put there again, and done work is forgotten", arguments: StoreEngine.atHand)
    func keys(_ engine: StoreEngine) async throws {
        let database = try await engine.open(), runs = Tally()
        let worker = runner(database, [JobHandler("once", .records { _, _, _ in _ = runs.add("once") })])
        for _ in 0..<3 { try await enqueue("once", in: database, key: "a key", after: 100) }
        try await enqueue("once", in: database, after: 100)
        try await worker.runDue()
        #expect(runs.all["once"] == nil)
        clock.advance(by: 100)
        try await worker.runDue()
        #expect(runs.all["once"] == 2)
        clock.advance(by: 40 * 86_400)
        try await worker.runDue()
        let kept = try await database.read { try $0.rows("SELECT unique_key FROM job WHERE kind = 'once'") { try $0.get("unique_key", as: String?.self) } }
        #expect(kept == ["a key"])
        await database.close()
    }

    @Test("A running worker notices new work at once and stops when told to")
    func running() async throws {
        let database = try await StoreEngine.sqlite.open(), runs = Tally()
        let worker = runner(database, [JobHandler("now", .records { _, _, _ in _ = runs.add("now") })])
        let task = Task { await worker.run() }
        let start = ContinuousClock.now
        try await enqueue("now", in: database)
        while runs.all["now"] == nil, ContinuousClock.now - start < .seconds(20) { await Task.yield() }
        #expect(runs.all["now"] == 1)
        task.cancel()
        await task.value
        await database.close()
    }
}
