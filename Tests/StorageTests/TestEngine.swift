import CPostgreSQL
import Foundation
import Storage

/// The engines that every conformance test runs on: `@Test(arguments: TestEngine.allCases)`.
enum TestEngine: String, CaseIterable, Sendable {
    case sqlite = "SQLite"
    case postgreSQL = "PostgreSQL"
}

/// A store made for one test, empty at first, that any number of `Database`s may open.
struct TestStore: Sendable {
    let url: DatabaseURL
    private let remove: @Sendable () async -> Void

    /// Gives a test a store of its own and takes it away afterwards.
    /// - Parameter options: of PostgreSQL's CREATE DATABASE.
    static func with<T>(_ engine: TestEngine, options: String = "", isolation: isolated (any Actor)? = #isolation, _ body: (TestStore) async throws -> T) async throws -> T {
        await turn.take()
        let store: TestStore
        do { store = try await make(engine, options) } catch {
            await turn.give()
            throw error
        }
        let result: Result<T, any Error>
        do { result = .success(try await body(store)) } catch { result = .failure(error) }
        await store.remove()
        await turn.give()
        return try result.get()
    }

    func open(readers: Int = 2) async throws -> Database { try await Database.open(url, readers: readers) }

    /// What only a PostgreSQL administrator could do or see; answers the first column of the first row.
    @discardableResult
    func administer(_ statement: String) async throws -> String? {
        guard case .postgreSQL(let uri) = url else { throw TestSetup.wrongEngine }
        return try await PlainConnection.run(statement, at: uri)
    }

    private static func make(_ engine: TestEngine, _ options: String) async throws -> TestStore {
        let name = "enlace_test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        switch engine {
        case .sqlite:
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
            let url = try DatabaseURL("sqlite:" + folder.appendingPathComponent("enlace.sqlite").path)
            return TestStore(url: url) { try? FileManager.default.removeItem(at: folder) }
        case .postgreSQL:
            let server = try TestSetup.environment("ENLACE_TEST_POSTGRES")
            try await PlainConnection.run("CREATE DATABASE \(name) \(options)", at: server)
            guard var parts = URLComponents(string: server) else { throw StorageError.badURL(server) }
            parts.path = "/" + name
            return TestStore(url: try DatabaseURL(parts.string ?? server)) {
                _ = try? await PlainConnection.run("DROP DATABASE \(name) WITH (FORCE)", at: server)
            }
        }
    }

    /// Few stores at a time: each has threads and connections of its own.
    private static let turn = Turnstile(width: 4)
}

/// One database for one test.
func withDatabase<T>(
    _ engine: TestEngine, _ migrations: [Migrations] = [], isolation: isolated (any Actor)? = #isolation, _ body: (Database) async throws -> T
) async throws -> T {
    try await TestStore.with(engine) { store in
        let database = try await store.open()
        let result: Result<T, any Error>
        do {
            try await database.migrate(migrations)
            result = .success(try await body(database))
        } catch { result = .failure(error) }
        await database.close()
        return try result.get()
    }
}

/// What a test finds missing around it.
enum TestSetup: Error, CustomStringConvertible {
    case missing(String)
    case wrongEngine

    var description: String {
        switch self {
        case .missing(let name):
            "\(name) is not set. Tests run on SQLite and on a real PostgreSQL: run `make test`, or `Scripts/test/postgres.sh swift test`, which start one."
        case .wrongEngine: "only PostgreSQL has an administrator"
        }
    }

    /// - Throws: ``missing(_:)``; a test without its server fails, it is never passed over.
    static func environment(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { throw missing(name) }
        return value
    }

    /// Tries until it holds, up to a deadline; answers how long that took, or nil when it never did.
    static func time(until deadline: Duration, isolation: isolated (any Actor)? = #isolation, _ holds: () async throws -> Bool) async rethrows -> Duration? {
        let clock = ContinuousClock()
        let start = clock.now
        repeat {
            if try await holds() { return clock.now - start }
            try? await Task.sleep(for: .milliseconds(2))
        } while clock.now - start < deadline
        return nil
    }
}

/// A libpq connection with nothing of the house around it.
private enum PlainConnection {
    struct Failure: Error, CustomStringConvertible { let description: String }

    /// On a thread of its own: libpq blocks, and tasks have few threads.
    @discardableResult
    static func run(_ statement: String, at uri: String) async throws -> String? {
        try await withCheckedThrowingContinuation { done in
            Thread.detachNewThread { done.resume(with: Result { try perform(statement, at: uri) }) }
        }
    }

    private static func perform(_ statement: String, at uri: String) throws -> String? {
        let connection = PQconnectdb(uri)
        defer { PQfinish(connection) }
        guard PQstatus(connection) == CONNECTION_OK else { throw Failure(description: String(cString: PQerrorMessage(connection))) }
        let result = PQexec(connection, statement)
        defer { PQclear(result) }
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else {
            throw Failure(description: String(cString: PQerrorMessage(connection)))
        }
        guard PQntuples(result) > 0, PQgetisnull(result, 0, 0) == 0 else { return nil }
        return String(cString: PQgetvalue(result, 0, 0))
    }
}

/// Lets so many in at a time.
private actor Turnstile {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(width: Int) { free = width }

    func take() async {
        if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
    }

    func give() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
