import Foundation
import Storage

/// A file whose dry run somebody is looking at, with what they affirmed for all of it. Thrown away when it is carried out, or after a day.
struct RequestUpload: Sendable, Identifiable {
    let id: ID<RequestUpload>
    let person: UUID
    let name: String
    let content: [UInt8]

    static let lifetime: TimeInterval = 86_400

    init(_ row: Row) throws {
        id = try row.get("id")
        person = try row.get("person")
        name = try row.get("name")
        content = try row.get("content")
    }
}

/// The uploads' table.
struct RequestUploads {
    private let tx: Transaction

    init(_ tx: Transaction) { self.tx = tx }

    func keep(_ bytes: [UInt8], name: String, by person: UUID, at now: Date) throws -> ID<RequestUpload> {
        try tx.execute("DELETE FROM travel_request_upload WHERE uploaded_at < \(now.addingTimeInterval(-RequestUpload.lifetime))")
        let id = ID<RequestUpload>(at: now)
        try tx.execute("INSERT INTO travel_request_upload (id, person, name, content, affirmed_at, uploaded_at) VALUES (\(id), \(person), \(name), \(bytes), \(now), \(now))")
        return id
    }

    func upload(_ id: ID<RequestUpload>) throws -> RequestUpload? {
        try tx.rows("SELECT * FROM travel_request_upload WHERE id = \(id)", as: RequestUpload.init).first
    }

    func forget(_ id: ID<RequestUpload>) throws { try tx.execute("DELETE FROM travel_request_upload WHERE id = \(id)") }
}
