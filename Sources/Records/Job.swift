import Foundation
import Localization
import Storage

/// A piece of work that outlives the request that caused it: kept in the database, done once, tried again after a fault.
public struct Job: Sendable, Identifiable {
    public let id: Storage.ID<Job>
    /// Which handler does it: `feature.verb`.
    public let kind: String
    /// JSON, for the handler.
    public let payload: String
    /// Not before.
    public let runAt: Date
    /// How often it was begun, this time included; from 1.
    public let attempt: Int

    public init(_ row: Row) throws {
        id = try row.get("id")
        kind = try row.get("kind")
        payload = try row.get("payload")
        runAt = try row.get("run_at")
        attempt = try row.get("attempts")
    }

    public func decode<T: Decodable>(_ type: T.Type = T.self) throws -> T { try JSONDecoder().decode(type, from: Data(payload.utf8)) }

    /// Begun so often without success it is dead: shown with its error, to be started again by a person.
    public static let attemptLimit = 8
    /// A worker that has not finished after so long is taken for lost, and another may begin.
    public static let lease: TimeInterval = 300
    /// The same for work on the records alone, which takes milliseconds: a deadline must not wait long for a process that was killed.
    public static let recordsLease: TimeInterval = 30

    /// Growing pauses: 10 s, 40 s, 90 s … at most an hour.
    public static func pause(after attempt: Int) -> TimeInterval { min(3600, 10 * Double(attempt * attempt)) }

    public static let migrations = Migrations(feature: "jobs", [
        Migration("job", [
            """
            CREATE TABLE job (
                id ID PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, unique_key TEXT UNIQUE, run_at INSTANT NOT NULL, attempts INTEGER NOT NULL,
                claimed_until INSTANT, claimed_by TEXT, last_error TEXT, created_at INSTANT NOT NULL, done_at INSTANT, dead_at INSTANT)
            """,
            // "What is to be done now?" reads only what waits.
            "CREATE INDEX job_waiting ON job (run_at, id) WHERE done_at IS NULL AND dead_at IS NULL",
            "CREATE INDEX job_dead ON job (dead_at) WHERE dead_at IS NOT NULL",
        ]),
        // "Does the same wait already?" reads only its own kind.
        Migration("job.kind", ["CREATE INDEX job_waiting_kind ON job (kind) WHERE done_at IS NULL AND dead_at IS NULL"]),
    ])
}

/// What does the jobs of one kind.
public struct JobHandler: Sendable {
    /// How it works.
    public enum Work: Sendable {
        /// Only on the records: the work and the job's end are one transaction, so it happens exactly once.
        case records(@Sendable (Job, Date, Transaction) throws -> Void)
        /// Outside the database (a mail sent, a file written): may happen twice when the process dies in between.
        case effect(@Sendable (Job, Database, Date) async throws -> Void)

        var isOnRecords: Bool {
            if case .records = self { true } else { false }
        }
    }

    public let kind: String
    public let work: Work
    /// False only for bookkeeping that no page shows to everybody, so that cached pages stay valid.
    public let affectsPages: Bool
    /// Seconds after which a worker that has not finished is taken for lost: longer than the work can take.
    public let lease: TimeInterval
    /// Jobs that one process does at the same time: what a kill may cause to happen twice. Work on the records is done one by one.
    public let width: Int

    /// - Parameters:
    ///   - lease: seconds; nil takes ``Job/lease`` for an effect and ``Job/recordsLease`` otherwise.
    ///   - width: for an effect, from 1.
    public init(_ kind: String, affectsPages: Bool = true, lease: TimeInterval? = nil, width: Int = 4, _ work: Work) {
        self.kind = kind
        self.work = work
        self.affectsPages = affectsPages
        self.width = work.isOnRecords ? 1 : max(1, width)
        self.lease = lease ?? (work.isOnRecords ? Job.recordsLease : Job.lease)
    }

    var isOnRecords: Bool { work.isOnRecords }
}

/// Work that comes again by itself.
public struct Schedule: Sendable {
    public let kind: String
    /// Seconds between two runs; each falls on a whole multiple since ``origin``, so that several processes agree on it and what is daily
    /// comes when the network's day begins.
    public let every: TimeInterval

    static let origin = Day(daysSince1970: 0).start(in: .network)

    public init(_ kind: String, every: TimeInterval) {
        self.kind = kind
        self.every = every
    }
}

extension Transaction {
    /// Puts work in the queue, in the transaction of its cause.
    /// - Parameters:
    ///   - payload: for the handler.
    ///   - uniqueKey: work with a key that was put there before, done or not, is not put there again.
    ///   - unlessWaiting: true for work that, done once, is done for all who asked for it: the same is not put there while it waits.
    /// - Returns: false when there was such work.
    @discardableResult
    public func enqueue(_ kind: String, _ payload: some Encodable, at runAt: Date, uniqueKey: String? = nil, unlessWaiting: Bool = false, now: Date) throws -> Bool {
        let json = String(decoding: try JSONEncoder.sorted.encode(payload), as: UTF8.self)
        if unlessWaiting, try row("SELECT 1 AS one FROM job WHERE kind = \(kind) AND payload = \(json) AND done_at IS NULL AND dead_at IS NULL LIMIT 1") != nil { return false }
        return try execute("""
            INSERT INTO job (id, kind, payload, unique_key, run_at, attempts, created_at) VALUES (\(ID<Job>(at: now)), \(kind), \(json), \(uniqueKey), \(runAt), 0, \(now))
            ON CONFLICT (unique_key) DO NOTHING
            """) == 1
    }
}
