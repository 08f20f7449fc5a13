import Foundation
import Storage
import Synchronization

/// A file whose dry run somebody is looking at. Kept for a day, then thrown away.
struct ImportUpload: Sendable, Identifiable {
    let id: ID<ImportUpload>
    let person: UUID
    let name: String
    let uploadedAt: Date
    /// When it was carried out; nil while it is only looked at.
    let finishedAt: Date?

    static let lifetime: TimeInterval = 86_400

    init(_ row: Row) throws {
        id = try row.get("id")
        person = try row.get("person")
        name = try row.get("name")
        uploadedAt = try row.get("uploaded_at")
        finishedAt = try row.get("finished_at")
    }
}

/// The uploads' table.
struct ImportUploads {
    private let tx: Transaction

    init(_ tx: Transaction) { self.tx = tx }

    func keep(_ bytes: [UInt8], name: String, by person: UUID, at now: Date) throws -> ID<ImportUpload> {
        try tx.execute("DELETE FROM import_upload WHERE uploaded_at < \(now.addingTimeInterval(-ImportUpload.lifetime))")
        let id = ID<ImportUpload>(at: now)
        try tx.execute("INSERT INTO import_upload (id, person, name, content, uploaded_at) VALUES (\(id), \(person), \(name), \(bytes), \(now))")
        return id
    }

    func upload(_ id: ID<ImportUpload>) throws -> ImportUpload? {
        try tx.rows("SELECT id, person, name, uploaded_at, finished_at FROM import_upload WHERE id = \(id)", as: ImportUpload.init).first
    }

    func content(_ id: ID<ImportUpload>) throws -> [UInt8] {
        try tx.value("SELECT content FROM import_upload WHERE id = \(id)") ?? []
    }

    func finish(_ id: ID<ImportUpload>, at now: Date) throws {
        try tx.execute("UPDATE import_upload SET finished_at = \(now) WHERE id = \(id)")
    }
}

/// How far the imports are that this process is carrying out.
final class ImportProgress: Sendable {
    enum State: Sendable, Equatable {
        case running(done: Int)
        /// Somebody else's change, or the database, stopped it; nothing was changed.
        case failed
    }

    static let shared = ImportProgress()
    private let states = Mutex<[ID<ImportUpload>: State]>([:])

    func state(_ id: ID<ImportUpload>) -> State? { states.withLock { $0[id] } }
    func set(_ state: State?, for id: ID<ImportUpload>) { states.withLock { $0[id] = state } }

    /// - Returns: false when it is running already.
    func begin(_ id: ID<ImportUpload>) -> Bool {
        states.withLock { states in
            if case .running = states[id] { return false }
            states[id] = .running(done: 0)
            return true
        }
    }
}
