import Foundation
import Logging
import Synchronization

/// The records of the house, on SQLite or PostgreSQL; nobody above this target knows which.
///
/// ```swift
/// let db = try await Database.open(DatabaseURL("sqlite:enlace.sqlite"))
/// let names = try await db.read { tx in try tx.rows("SELECT name FROM post").map { try $0.get("name", as: String.self) } }
/// ```
///
/// Guarantees, the same on both engines and held by the conformance suite:
/// - a read sees one state of all tables;
/// - writes run one after the other, also across processes; each is all or nothing, and once answered it survives a
///   kill of the process and of the machine;
/// - a write that fails before its commit has left nothing behind; one of whose statements failed is never committed.
///   When the connection breaks *during* the commit, the error is ``StorageError/connectionLost(_:)`` and the change may
///   or may not be there.
/// - the closure of a read may run twice (after a broken connection); that of a write runs once past its first statement.
public final class Database: Sendable {
    private let engine: any Engine
    private let newestRevision: Mutex<Revision>
    private let watcher: Mutex<Task<Void, Never>?> = Mutex(nil)
    public let url: DatabaseURL

    private struct Revision {
        var number: Int64
        var trusted: Bool
    }

    private init(engine: any Engine, url: DatabaseURL) {
        self.engine = engine
        self.url = url
        newestRevision = Mutex(Revision(number: 0, trusted: false))
    }

    deinit { watcher.withLock { $0?.cancel() } }

    /// Opens the database, makes the tables of this target, and starts to watch for what other processes commit.
    /// - Parameter readers: connections that may read at the same time (1…64).
    public static func open(_ url: DatabaseURL, readers: Int = 6, logger: Logger = Logger(label: "storage")) async throws -> Database {
        let engine: any Engine = switch url {
        case .sqlite(let path): try SQLiteEngine(path: path, readers: readers)
        case .postgreSQL(let uri): try PostgreSQLEngine(uri: uri, readers: readers, logger: logger)
        }
        let database = Database(engine: engine, url: url)
        try await database.migrate([Self.ownMigrations])
        let revision = try await database.read { try $0.value("SELECT number FROM storage_revision", as: Int64.self) ?? 0 }
        database.noteRevision(revision)
        database.watcher.withLock {
            $0 = Task.detached { [weak database] in
                await engine.watch { [weak database] in database?.noteRevision($0) }
            }
        }
        return database
    }

    /// Ends the connections. Calls under way finish first.
    public func close() async {
        let task = watcher.withLock { task in
            defer { task = nil }
            return task
        }
        task?.cancel()
        await engine.close()
    }

    /// Reads one consistent state.
    public func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        let meter = StatementMeter.current
        return try await engine.read { try body(Transaction($0, meter: meter)) }
    }

    /// Makes one change, wholly or not at all.
    /// - Parameter affectsPages: false only for bookkeeping that no page shows to others (a session's last use), so that
    ///   cached pages stay valid.
    @discardableResult
    public func write<T: Sendable>(affectsPages: Bool = true, _ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        let meter = StatementMeter.current
        let engine = engine
        let (result, revision) = try await engine.write { connection -> (T, Int64?) in
            let tx = Transaction(connection, meter: meter)
            let result = try body(tx)
            if let failure = tx.failure { throw failure }
            guard affectsPages else { return (result, nil) }
            let revision = try Transaction(connection, meter: nil)
                .value("UPDATE storage_revision SET number = number + 1 RETURNING number", as: Int64.self) ?? 0
            try engine.announce(revision: revision, on: connection)
            return (result, revision)
        }
        if let revision { newestRevision.withLock { $0.number = max($0.number, revision) } }
        return result
    }

    /// Counts the committed changes that pages may show, by all processes; nil while it cannot be known.
    ///
    /// What was read after asking for the revision is valid as long as the revision stays the same. A change made by this
    /// process shows here before its `write` returns; one of another process within 200 ms.
    public var revision: Int64? {
        newestRevision.withLock { $0.trusted ? $0.number : nil }
    }

    private func noteRevision(_ revision: Int64?) {
        newestRevision.withLock {
            $0.trusted = revision != nil
            $0.number = max($0.number, revision ?? 0)
        }
    }

    var dialect: Dialect { engine.dialect }
}
