import Foundation
import GRDB

/// A SQLite database as a file: copied while others write to it, checked, put in another's place.
public struct SQLiteFile: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    /// A consistent copy, by SQLite's online backup (SQLite manual, "Using the SQLite Online Backup API"). Writers are not held up.
    /// What was committed before the call is in it.
    /// - Throws: ``StorageError``.
    public func copy(to target: String) throws {
        try translatingErrors {
            let source = try open(readonly: true), copy = try DatabaseQueue(path: target)
            try source.backup(to: copy)
            // One file and nothing beside it, which can be hashed and moved.
            try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try copy.close()
            try source.close()
        }
    }

    /// What SQLite itself finds wrong; empty for a sound file.
    public func faults() throws -> [String] {
        try translatingErrors {
            let queue = try open(readonly: true)
            return try queue.read { db in
                let integrity = try Self.complaints(db)
                let dangling = try GRDB.Row.fetchAll(db, sql: "PRAGMA foreign_key_check").prefix(20).map { row in "a row of \(row["table"] ?? "?") refers to one that is missing" }
                return integrity + dangling
            }
        }
    }

    /// `PRAGMA integrity_check`, at most twenty complaints of it.
    ///
    /// SQLite 3.40 reads the wrong column when it looks for NULL in a WITHOUT ROWID table whose key does not stand first, and then
    /// finds one in every row: such complaints are looked into.
    private static func complaints(_ db: GRDB.Database) throws -> [String] {
        var complaints: [String] = [], columns: Set<String> = []
        let cursor = try String.fetchCursor(db, sql: "PRAGMA integrity_check(\(Int32.max))")
        while complaints.count < 20, let complaint = try cursor.next() {
            if complaint == "ok" { continue }
            guard complaint.hasPrefix("NULL value in ") else {
                complaints.append(complaint)
                continue
            }
            let parts = complaint.dropFirst("NULL value in ".count).split(separator: ".", maxSplits: 1)
            guard parts.count == 2, columns.insert(complaint).inserted else { continue }
            // `IS NULL` would not be looked at: the table says that it cannot be.
            if try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \"\(parts[0])\" WHERE typeof(\"\(parts[1])\") = 'null')") == true { complaints.append(complaint) }
        }
        return complaints
    }

    /// Ends the write-ahead log and makes sure that nobody is using the file.
    /// - Throws: ``StorageError/busy`` when somebody is.
    public func release() throws {
        try translatingErrors {
            let queue = try open(readonly: false)
            let mode = try queue.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
            try queue.close()
            if mode != "delete" { throw StorageError.busy }
        }
    }

    func read<T>(_ body: (Transaction) throws -> T) throws -> T {
        try translatingErrors {
            let queue = try open(readonly: true)
            return try queue.read { try body(Transaction(SQLiteConnection($0, isReadOnly: true), meter: nil)) }
        }
    }

    private func open(readonly: Bool) throws -> DatabaseQueue {
        guard FileManager.default.fileExists(atPath: path) else { throw StorageError.unavailable("\(path) is not there") }
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.busyMode = .timeout(10)
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private func translatingErrors<T>(_ body: () throws -> T) throws -> T {
        do { return try body() } catch let error as DatabaseError { throw StorageError(error) }
    }
}
