import Foundation
import GRDB
import Synchronization

/// SQLite through GRDB's `DatabasePool`: WAL, so that readers never wait for the writer; `synchronous=FULL`, so that an
/// answered write survives the loss of power.
final class SQLiteEngine: Engine {
    let dialect = Dialect.sqlite
    private let pool: DatabasePool
    private let path: String

    init(path: String, readers: Int) throws {
        self.path = path
        var configuration = Configuration()
        configuration.maximumReaderCount = readers
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            try db.execute(sql: """
                PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = ON;
                PRAGMA case_sensitive_like = ON;
                PRAGMA cache_size = -8000;
                PRAGMA temp_store = MEMORY
                """)
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw StorageError.unavailable(Obstacle.toWriting(path, makesFolders: true) ?? "the folder \(folder.path) cannot be made")
        }
        do { pool = try DatabasePool(path: path, configuration: configuration) } catch {
            let reason = (error as? DatabaseError)?.message ?? "\(error)"
            throw StorageError.unavailable(Obstacle.toWriting(path, makesFolders: true) ?? "\(path): \(reason)")
        }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any EngineConnection) throws -> T) async throws -> T {
        try await translatingErrors {
            try await pool.read { try body(SQLiteConnection($0, isReadOnly: true)) }
        }
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any EngineConnection) throws -> T) async throws -> T {
        try await translatingErrors {
            try await pool.writeWithoutTransaction { db in
                var result: Result<T, any Error>?
                try db.inTransaction(.immediate) {
                    let made = try body(SQLiteConnection(db, isReadOnly: false))
                    result = .success(made)
                    return .commit
                }
                guard let result else { throw StorageError.busy }
                return try result.get()
            }
        }
    }

    func announce(revision: Int64, on connection: any EngineConnection) throws {
        // Other processes find the revision in its table: SQLite has no way to call them.
    }

    /// Looks on a thread and a connection of its own, so that neither long reads nor busy tasks make it late.
    func watch(_ seen: @escaping @Sendable (Int64?) -> Void) async {
        let isOver = Mutex(false)
        await withTaskCancellationHandler {
            await withCheckedContinuation { done in
                Thread.detachNewThread { [path] in
                    Self.watch(path, until: { isOver.withLock { $0 } }, seen)
                    done.resume()
                }
            }
        } onCancel: {
            isOver.withLock { $0 = true }
        }
    }

    private static func watch(_ path: String, until isOver: () -> Bool, _ seen: (Int64?) -> Void) {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(1)
        var watcher: DatabaseQueue?
        while !isOver() {
            if watcher == nil { watcher = try? DatabaseQueue(path: path, configuration: configuration) }
            seen(try? watcher?.read { try Int64.fetchOne($0, sql: "SELECT number FROM storage_revision") })
            Thread.sleep(forTimeInterval: 0.05)
        }
        try? watcher?.close()
    }

    func close() async {
        // GRDB waits for its readers here: on a thread of its own, since these need the tasks' threads to come to their end.
        await withCheckedContinuation { done in
            Thread.detachNewThread { [pool] in
                try? pool.close()
                done.resume()
            }
        }
    }

    private func translatingErrors<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as DatabaseError {
            throw StorageError(error)
        }
    }
}

/// A GRDB connection inside a transaction.
final class SQLiteConnection: EngineConnection {
    private let db: GRDB.Database
    private let isReadOnly: Bool
    let dialect = Dialect.sqlite

    init(_ db: GRDB.Database, isReadOnly: Bool) {
        self.db = db
        self.isReadOnly = isReadOnly
    }

    func run(_ sql: SQL, each: ((Row) throws -> Void)?) throws -> Int {
        let (text, values) = sql.rendered { _ in "?" }
        do {
            let statement = try db.cachedStatement(sql: text)
            let arguments = StatementArguments(values.map(\.sqlite))
            guard let each else {
                try statement.execute(arguments: arguments)
                return db.changesCount
            }
            let cursor = try GRDB.Row.fetchCursor(statement, arguments: arguments)
            var columns: Columns?
            while try cursor.next() != nil {
                // Asked for after the first step: SQLite may have prepared the statement anew, for tables that another
                // process has widened.
                let names = try columns ?? Columns(self.columnNames(of: statement, text))
                columns = names
                let values = names.names.indices.map { Value(sqlite: DatabaseValue(sqliteStatement: statement.sqliteStatement, index: CInt($0))) }
                try each(Row(columns: names, values: values))
            }
            return db.changesCount
        } catch let error as DatabaseError {
            if isReadOnly, error.resultCode == .SQLITE_READONLY { throw StorageError.statement(error.message ?? "", sql: text) }
            throw StorageError(error)
        }
    }

    private func columnNames(of statement: Statement, _ text: String) throws -> [String] {
        let names = statement.columnNames
        return names.count == statement.columnCount ? names : try db.makeStatement(sql: text).columnNames
    }
}

extension Value {
    fileprivate var sqlite: DatabaseValue {
        switch kept {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .real(let number): number.databaseValue
        case .text(let text), .json(let text): text.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        case .boolean(let flag): (flag ? 1 : 0).databaseValue
        case .instant(let instant): instant.microsecondsSince1970.databaseValue
        case .uuid(let uuid): uuid.uuidString.lowercased().databaseValue
        case .day(let day): day.description.databaseValue
        }
    }

    fileprivate init(sqlite value: DatabaseValue) {
        self = switch value.storage {
        case .null: .null
        case .int64(let number): .integer(number)
        case .double(let number): .real(number)
        case .string(let text): .text(text)
        case .blob(let data): .bytes([UInt8](data))
        }
    }
}

extension StorageError {
    init(_ error: DatabaseError) {
        let message = error.message ?? ""
        // "UNIQUE constraint failed: post.slug": what follows the colon names the rule.
        let name = message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? message
        self = switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY: .constraint(.unique, name: name)
        case .SQLITE_CONSTRAINT_FOREIGNKEY: .constraint(.foreignKey, name: name)
        // ON DELETE RESTRICT is a trigger inside SQLite; the house has no triggers of its own.
        case .SQLITE_CONSTRAINT_TRIGGER: .constraint(.foreignKey, name: name)
        case .SQLITE_CONSTRAINT_NOTNULL: .constraint(.notNull, name: name)
        case .SQLITE_CONSTRAINT_CHECK: .constraint(.check, name: name)
        default:
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
            case .SQLITE_MISUSE: .unavailable("the database was closed")
            case .SQLITE_IOERR, .SQLITE_FULL, .SQLITE_CANTOPEN, .SQLITE_NOTADB, .SQLITE_READONLY, .SQLITE_CORRUPT: .unavailable(message)
            default: .statement(message, sql: error.sql ?? "")
            }
        }
    }
}
