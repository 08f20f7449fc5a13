import Foundation
import Logging
import NIOPosix
import Synchronization

/// PostgreSQL 15 or later through libpq, shared by any number of processes.
///
/// One lane of threads reads and one writes, so that writers who wait for their turn never hold readers up. A connection
/// that broke is thrown away and the next call opens another: the service is back as soon as the server is.
final class PostgreSQLEngine: Engine {
    let dialect = Dialect.postgreSQL
    private let uri: String
    private let readers: Lane
    private let writer: Lane
    private let logger: Logger

    /// Names this process in notifications, so that it can leave its own aside.
    private let process = UUID().uuidString

    static let channel = "enlace_revision"
    /// Writers of all processes take turns on this key ("enlc" in ASCII).
    private static let writersLock = 0x656E_6C63

    init(uri: String, readers: Int, logger: Logger) throws {
        self.uri = uri
        self.logger = logger
        self.readers = Lane(uri: uri, threads: readers)
        writer = Lane(uri: uri, threads: 1)
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any EngineConnection) throws -> T) async throws -> T {
        try await readers.run { lane in
            do {
                return try lane.transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
            } catch StorageError.connectionLost {
                return try lane.transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
            }
        }
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any EngineConnection) throws -> T) async throws -> T {
        try await writer.run { lane in
            // Each statement sees what is committed when it begins, so what the turn was waited for is seen.
            try lane.transaction("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock(\(Self.writersLock))", body)
        }
    }

    func announce(revision: Int64, on connection: any EngineConnection) throws {
        let payload = "\(revision) \(process)"
        _ = try connection.run("SELECT pg_notify(\(Self.channel), \(payload))", each: nil)
    }

    func watch(_ seen: @escaping @Sendable (Int64?) -> Void) async {
        let lane = Lane(uri: uri, threads: 1)
        // The lane's thread knows nothing of this task: it has to be told.
        await withTaskCancellationHandler { await watch(on: lane, seen) } onCancel: { lane.stop() }
        await lane.close()
    }

    private func watch(on lane: Lane, _ seen: @escaping @Sendable (Int64?) -> Void) async {
        while !Task.isCancelled {
            do {
                try await lane.run { [process] lane in
                    let connection = try lane.connect()
                    try connection.command("LISTEN \(Self.channel)")
                    // Read after LISTEN: nothing committed in between can be missed.
                    _ = try connection.run("SELECT number FROM storage_revision") { seen(try $0.get("number", as: Int64.self)) }
                    while !lane.isClosed {
                        for payload in try connection.notifications(within: 250) where !payload.hasSuffix(process) {
                            guard let revision = payload.split(separator: " ").first.flatMap({ Int64($0) }) else { continue }
                            seen(revision)
                        }
                    }
                }
            } catch {
                seen(nil)
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    func close() async {
        await readers.close()
        await writer.close()
    }
}

/// A number of threads, each with at most one connection in use.
private final class Lane: Sendable {
    private let uri: String
    private let threads: NIOThreadPool
    private let state = Mutex(State())

    private struct State {
        var idle: [PostgreSQLConnection] = []
        var closed = false
    }

    init(uri: String, threads count: Int) {
        self.uri = uri
        threads = NIOThreadPool(numberOfThreads: count)
        threads.start()
    }

    var isClosed: Bool { state.withLock { $0.closed } }

    func run<T: Sendable>(_ body: @escaping @Sendable (Lane) throws -> T) async throws -> T {
        let closed = StorageError.unavailable("the database was closed")
        guard !isClosed else { throw closed }
        do {
            return try await threads.runIfActive { try body(self) }
        } catch let error as CancellationError {
            // The pool says the same of a task that was cancelled and of a pool that was shut down.
            throw isClosed ? closed : error
        }
    }

    /// - Throws: ``StorageError/encoding(_:)``: only here, so that records which were written into such a database can still be backed up.
    func connect() throws(StorageError) -> PostgreSQLConnection {
        let connection = try PostgreSQLConnection(uri: uri)
        guard connection.encoding == PostgreSQLConnection.rightEncoding else { throw .encoding(connection.encoding) }
        return connection
    }

    func transaction<T>(_ begin: String, _ body: (any EngineConnection) throws -> T) throws -> T {
        let connection = try begun(begin)
        do {
            let result = try body(connection)
            try connection.command("COMMIT")
            giveBack(connection)
            return result
        } catch {
            if connection.isAlive, (try? connection.command("ROLLBACK")) != nil {
                giveBack(connection)
            } else {
                // What befell one has befallen the others: a restart, a change of the tables.
                state.withLock { $0.idle.removeAll() }
            }
            throw error
        }
    }

    /// A connection with a transaction begun. One that has died while idle is replaced here, where nothing is lost yet.
    private func begun(_ begin: String) throws -> PostgreSQLConnection {
        while let idle = state.withLock({ $0.idle.popLast() }) {
            do {
                try idle.command(begin)
                return idle
            } catch StorageError.connectionLost {
                continue
            } catch {
                if (try? idle.command("ROLLBACK")) != nil { giveBack(idle) }
                throw error
            }
        }
        let fresh = try connect()
        try fresh.command(begin)
        return fresh
    }

    private func giveBack(_ connection: PostgreSQLConnection) {
        state.withLock { if !$0.closed { $0.idle.append(connection) } }
    }

    func stop() {
        state.withLock {
            $0.closed = true
            $0.idle.removeAll()
        }
    }

    func close() async {
        stop()
        try? await threads.shutdownGracefully()
    }
}
