import Foundation
import Storage
import Synchronization

/// Does the jobs of the queue, in every process that serves.
///
/// Two lanes: what only touches the records (a deadline) never waits behind what goes outside (a mail). A job of the first
/// kind happens exactly once: its work, and its end, are one transaction. One of the second may happen twice when the
/// process dies between the work and its end. Processes that share a database share the work; a claim is a lease, so no two
/// do the same job at the same time.
///
/// It looks at the queue when anybody has committed something (``Database/revision``, which costs no query) and every second.
public final class JobRunner: Sendable {
    /// What somebody has to know of: a job that failed, with its error; `job` is nil when the queue itself could not be read.
    public struct Trouble: Sendable {
        public let job: Job?
        public let error: String
        /// True when it will not be tried again.
        public let isFinal: Bool
    }

    /// How soon a commit is noticed.
    static let glance: Duration = .milliseconds(50)
    /// How long until the queue is read in any case, in glances.
    static let glances = 20

    private let database: Database
    private let handlers: [String: JobHandler]
    private let schedules: [Schedule]
    private let clock: WallClock
    private let report: @Sendable (Trouble) -> Void
    /// Names this runner among all processes.
    private let worker = UUID().uuidString.lowercased()
    /// The run of each schedule that was put into the queue last.
    private let scheduled = Mutex<[String: Int64]>([:])

    static let cleanUp = "records.jobs.forget"

    /// - Parameter report: told of every failure; it must return soon.
    public init(database: Database, handlers: [JobHandler], schedules: [Schedule], clock: WallClock, report: @escaping @Sendable (Trouble) -> Void = { _ in }) {
        let all = schedules + [Schedule(Self.cleanUp, every: 86_400)]
        let kinds = all.map(\.kind)
        let own = JobHandler(Self.cleanUp, affectsPages: false, .records { _, now, tx in
            try JobQueue(tx).forget(schedules: kinds, at: now)
            try CheckedFiles.forget(at: now, in: tx)
        })
        self.database = database
        self.handlers = Dictionary((handlers + [own]).map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
        self.schedules = all
        self.clock = clock
        self.report = report
    }

    /// Works until the task is cancelled; what is under way then is brought to its end first.
    public func run() async {
        await withTaskGroup(of: Void.self) { group in
            for lane in [Lane.records, .effects] { group.addTask { await self.work(lane) } }
        }
    }

    /// Does all that is due now, and what comes of it, and returns: for tests and the shell.
    /// - Returns: how many jobs were begun.
    @discardableResult
    public func runDue() async throws -> Int {
        var count = 0
        while true {
            let begun = try await pass(.records) + pass(.effects)
            if begun == 0 { return count }
            count += begun
        }
    }

    // MARK: A lane

    private enum Lane: Sendable { case records, effects }

    private func kinds(_ lane: Lane) -> [String] {
        handlers.values.filter { $0.isOnRecords == (lane == .records) }.map(\.kind).sorted()
    }

    private func work(_ lane: Lane) async {
        while !Task.isCancelled {
            let revision = database.revision
            do {
                if try await pass(lane) > 0 { continue }
            } catch {
                // Told to stop while it looked at the queue: no trouble.
                if Task.isCancelled { return }
                report(Trouble(job: nil, error: "\(error)", isFinal: false))
                try? await Task.sleep(for: .seconds(1))
            }
            for _ in 0..<Self.glances where database.revision == revision && !Task.isCancelled { try? await Task.sleep(for: Self.glance) }
        }
    }

    /// One look at the queue, and the jobs that it gave.
    private func pass(_ lane: Lane) async throws -> Int {
        if lane == .records { try await schedule() }
        let kinds = kinds(lane), now = clock.now
        guard let kind = try await database.read({ try JobQueue($0).due(among: kinds, at: now) }), let handler = handlers[kind] else { return 0 }
        let worker = worker
        let jobs = try await database.write(affectsPages: false) {
            try JobQueue($0).claim(kind, limit: handler.width, lease: handler.lease, by: worker, at: now)
        }
        // In tasks of their own: a runner that is told to stop does not tear a mail apart.
        let tasks = jobs.map { job in Task { await self.perform(job, handler) } }
        for task in tasks { await task.value }
        // Something was due: also when another process was faster, there may be more.
        return max(1, jobs.count)
    }

    private func schedule() async throws {
        let now = clock.now
        let origin = Schedule.origin
        let runs = schedules.map { ($0, Int64((now.timeIntervalSince(origin) / $0.every).rounded(.down))) }
        let fresh = scheduled.withLock { known in runs.filter { known[$0.0.kind] != $0.1 } }
        guard !fresh.isEmpty else { return }
        try await database.write(affectsPages: false) { tx in
            for (schedule, run) in fresh {
                let at = origin.addingTimeInterval(Double(run) * schedule.every)
                try tx.enqueue(schedule.kind, [String: String](), at: at, uniqueKey: "\(schedule.kind)@\(Int64(at.timeIntervalSince1970))", now: now)
            }
        }
        scheduled.withLock { known in for (schedule, run) in fresh { known[schedule.kind] = run } }
    }

    // MARK: A job

    /// The job has been taken over by somebody else: nothing that was done here may stay.
    private struct Lost: Error {}

    private func perform(_ job: Job, _ handler: JobHandler) async {
        let worker = worker, clock = clock
        do {
            switch handler.work {
            case .records(let work):
                try await database.write(affectsPages: handler.affectsPages) { tx in
                    let now = clock.now
                    // First, so that a worker whose lease ran out does nothing.
                    guard try JobQueue(tx).finish(job, by: worker, at: now) else { throw Lost() }
                    try work(job, now, tx)
                }
            case .effect(let work):
                try await work(job, database, clock.now)
                try await database.write(affectsPages: false) { _ = try JobQueue($0).finish(job, by: worker, at: clock.now) }
            }
        } catch is Lost {
            return
        } catch {
            await put(back: job, error)
        }
    }

    private func put(back job: Job, _ error: any Error) async {
        let worker = worker, now = clock.now, text = "\(error)"
        do {
            let isDead = try await database.write(affectsPages: false) { try JobQueue($0).fail(job, text, by: worker, at: now) }
            report(Trouble(job: job, error: text, isFinal: isDead))
        } catch {
            // Its lease runs out, and it is tried again then.
            report(Trouble(job: job, error: "\(text); then \(error)", isFinal: false))
        }
    }
}
