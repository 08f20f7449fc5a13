import Foundation
import Storage

/// A file that somebody sent and whose dry run they are looking at. It is its sender's alone, and only for a day: whoever comes later
/// sends it again, and affirms again what had to be affirmed for it.
public struct CheckedFile: Sendable, Identifiable {
    public let id: Storage.ID<CheckedFile>
    public let name: String
    /// When it was carried out; nil while it is only looked at.
    public let finishedAt: Date?

    public static let lifetime: TimeInterval = 86_400

    init(_ row: Row) throws {
        id = try row.get("id")
        name = try row.get("name")
        finishedAt = try row.get("finished_at")
    }

    static let tables = [
        """
        CREATE TABLE checked_file (
            id ID PRIMARY KEY, kind TEXT NOT NULL, person ID NOT NULL, name TEXT NOT NULL, content BYTES NOT NULL, sent_at INSTANT NOT NULL, finished_at INSTANT)
        """,
        // "Which are too old?"
        "CREATE INDEX checked_file_age ON checked_file (sent_at)",
    ]
}

/// The files of one kind: `returns.requests`. Each question asks for the sender and the age.
public struct CheckedFiles {
    private let tx: Transaction
    private let kind: String

    public init(_ kind: String, _ tx: Transaction) { (self.kind, self.tx) = (kind, tx) }

    /// - Parameter content: the file, or what was read from it.
    public func keep(_ content: [UInt8], name: String, by person: UUID, at now: Date) throws -> ID<CheckedFile> {
        try Self.forget(at: now, in: tx)
        let id = ID<CheckedFile>(at: now)
        try tx.execute("""
            INSERT INTO checked_file (id, kind, person, name, content, sent_at) VALUES (\(id), \(kind), \(person), \(String(name.prefix(120))), \(content), \(now))
            """)
        return id
    }

    /// - Returns: nil for another's, one of another kind, and one that is older than ``CheckedFile/lifetime``.
    public func file(_ id: ID<CheckedFile>, of person: UUID, at now: Date) throws -> CheckedFile? {
        try tx.rows("SELECT id, name, finished_at FROM checked_file WHERE \(mine(id, person, now))", as: CheckedFile.init).first
    }

    /// What it holds; nil where there is no such ``file(_:of:at:)``.
    public func content(_ id: ID<CheckedFile>, of person: UUID, at now: Date) throws -> [UInt8]? {
        try tx.value("SELECT content FROM checked_file WHERE \(mine(id, person, now))")
    }

    /// It was carried out.
    public func finish(_ id: ID<CheckedFile>, at now: Date) throws {
        try tx.execute("UPDATE checked_file SET finished_at = \(now) WHERE id = \(id) AND kind = \(kind)")
    }

    /// Throws one away.
    public func forget(_ id: ID<CheckedFile>) throws { try tx.execute("DELETE FROM checked_file WHERE id = \(id) AND kind = \(kind)") }

    /// Throws all away that are too old, of every kind.
    public static func forget(at now: Date, in tx: Transaction) throws {
        try tx.execute("DELETE FROM checked_file WHERE sent_at <= \(now.addingTimeInterval(-CheckedFile.lifetime))")
    }

    private func mine(_ id: ID<CheckedFile>, _ person: UUID, _ now: Date) -> SQL {
        "id = \(id) AND kind = \(kind) AND person = \(person) AND sent_at > \(now.addingTimeInterval(-CheckedFile.lifetime))"
    }
}
