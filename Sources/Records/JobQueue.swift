import Foundation
import Storage

/// The queue of jobs, as workers and the page of the administrators see it.
public struct JobQueue {
    /// The kind of record in the audit trail.
    public static let auditKind = "job"
    /// A job that is done is forgotten after so long; one with a key of its own never, since its key must not come again.
    public static let memory: TimeInterval = 30 * 86_400
    /// A schedule's runs are forgotten sooner: there may be one a minute.
    public static let memoryOfRuns: TimeInterval = 2 * 86_400

    private let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    private static func isDue(_ kinds: [String], at now: Date) -> SQL {
        "done_at IS NULL AND dead_at IS NULL AND run_at <= \(now) AND (claimed_until IS NULL OR claimed_until < \(now)) AND kind IN \(list: kinds)"
    }

    // MARK: A worker's way

    /// The kind of the oldest job that waits to be done now; nil when there is none. It only reads, so that an idle worker holds nobody up.
    public func due(among kinds: [String], at now: Date) throws -> String? {
        try tx.value("SELECT kind FROM job WHERE \(Self.isDue(kinds, at: now)) ORDER BY run_at, id LIMIT 1")
    }

    /// Takes the oldest jobs that wait, so that nobody else does them until the lease has run out.
    /// - Parameters:
    ///   - worker: names who took them; unique among all processes.
    ///   - lease: seconds.
    public func claim(_ kind: String, limit: Int, lease: TimeInterval, by worker: String, at now: Date) throws -> [Job] {
        // Begun to the limit and never brought to an end: it takes its worker down with it.
        try tx.execute("""
            UPDATE job SET dead_at = \(now), claimed_until = NULL, last_error = coalesce(last_error, 'the worker was lost each time')
            WHERE \(Self.isDue([kind], at: now)) AND attempts >= \(Job.attemptLimit)
            """)
        return try tx.rows("""
            UPDATE job SET claimed_until = \(now.addingTimeInterval(lease)), claimed_by = \(worker), attempts = attempts + 1
            WHERE id IN (SELECT id FROM job WHERE \(Self.isDue([kind], at: now)) ORDER BY run_at, id LIMIT \(limit)) RETURNING *
            """, as: Job.init).sorted { ($0.runAt, $0.id) < ($1.runAt, $1.id) }
    }

    /// - Returns: false when the job is no longer this worker's: its lease ran out and another has taken or ended it.
    public func finish(_ job: Job, by worker: String, at now: Date) throws -> Bool {
        try tx.execute("UPDATE job SET done_at = \(now), claimed_until = NULL WHERE \(isHeld(job, by: worker))") == 1
    }

    /// Puts it back for later or, after ``Job/attemptLimit``, among the dead, with what went wrong.
    /// - Returns: true when it is dead.
    @discardableResult
    public func fail(_ job: Job, _ error: String, by worker: String, at now: Date) throws -> Bool {
        let isDead = job.attempt >= Job.attemptLimit
        let error = String(error.prefix(2000))
        try tx.execute("""
            UPDATE job SET claimed_until = NULL, last_error = \(error), run_at = \(now.addingTimeInterval(Job.pause(after: job.attempt))), dead_at = \(isDead ? now : nil)
            WHERE \(isHeld(job, by: worker))
            """)
        return isDead
    }

    private func isHeld(_ job: Job, by worker: String) -> SQL {
        "id = \(job.id) AND claimed_by = \(worker) AND attempts = \(job.attempt) AND done_at IS NULL AND dead_at IS NULL"
    }

    /// Forgets what has long been done.
    /// - Parameter schedules: kinds that come again by themselves.
    public func forget(schedules: [String], at now: Date) throws {
        try tx.execute("DELETE FROM job WHERE done_at < \(now.addingTimeInterval(-Self.memory)) AND unique_key IS NULL")
        try tx.execute("DELETE FROM job WHERE done_at < \(now.addingTimeInterval(-Self.memoryOfRuns)) AND kind IN \(list: schedules)")
    }

    // MARK: The administrators' way

    /// How many jobs there are of each state.
    public struct Counts: Sendable, Equatable {
        /// To be done now or later.
        public let waiting: Int
        /// Those among them that have failed before.
        public let failing: Int
        public let dead: Int
        /// In the last 24 hours.
        public let done: Int
    }

    public func counts(at now: Date) throws -> Counts {
        let row = try tx.row("""
            SELECT (SELECT count(*) FROM job WHERE done_at IS NULL AND dead_at IS NULL) AS waiting,
                (SELECT count(*) FROM job WHERE done_at IS NULL AND dead_at IS NULL AND last_error IS NOT NULL) AS failing,
                (SELECT count(*) FROM job WHERE dead_at IS NOT NULL) AS dead,
                (SELECT count(*) FROM job WHERE done_at > \(now.addingTimeInterval(-86_400))) AS done
            """)
        return Counts(waiting: try row?.get("waiting") ?? 0, failing: try row?.get("failing") ?? 0, dead: try row?.get("dead") ?? 0, done: try row?.get("done") ?? 0)
    }

    /// A job that has been given up.
    public struct Dead: Sendable {
        public let job: Job
        public let error: String
        public let diedAt: Date

        init(_ row: Row) throws {
            job = try Job(row)
            error = try row.get("last_error", as: String?.self) ?? ""
            diedAt = try row.get("dead_at")
        }
    }

    /// Newest first.
    public func dead(offset: Int = 0, limit: Int) throws -> [Dead] {
        try tx.rows("SELECT * FROM job WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, id LIMIT \(limit) OFFSET \(offset)", as: Dead.init)
    }

    /// Starts a dead job again, as if it were new.
    /// - Returns: false when there is no such dead job.
    public func retry(_ id: ID<Job>, by actor: Actor, at now: Date) throws -> Bool {
        guard try tx.execute("UPDATE job SET dead_at = NULL, attempts = 0, run_at = \(now) WHERE id = \(id) AND dead_at IS NOT NULL") == 1 else { return false }
        try tx.audit("records.job.retried", kind: Self.auditKind, record: id.uuid, made: ["retried": true], by: actor, at: now)
        return true
    }
}
