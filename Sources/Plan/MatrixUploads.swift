import Foundation
import Localization
import Records
import Storage

/// A matrix that somebody sent back, whose dry run they are looking at. Kept for a day.
struct MatrixUpload: Sendable, Identifiable {
    let id: Storage.ID<MatrixUpload>
    let person: UUID
    let edition: Storage.ID<Edition>
    let name: String
    let matrix: Matrix
    /// As the edition stood when the file was sent: if it has changed since, the dry run is no longer true.
    let editionChangedAt: Date
    let finishedAt: Date?

    static let lifetime: TimeInterval = 86_400

    init(_ row: Row) throws {
        id = try row.get("id")
        person = try row.get("person")
        edition = try row.get("edition")
        name = try row.get("name")
        matrix = Matrix(language: try row.get("language"), lines: try JSONDecoder().decode([Matrix.Line].self, from: Data(row.get("lines", as: String.self).utf8)))
        editionChangedAt = try row.get("edition_changed_at")
        finishedAt = try row.get("finished_at")
    }
}

/// The uploads' table.
struct MatrixUploads {
    let tx: Transaction

    init(_ tx: Transaction) { self.tx = tx }

    func keep(_ matrix: Matrix, for edition: Edition, name: String, by person: UUID, at now: Date) throws -> ID<MatrixUpload> {
        try tx.execute("DELETE FROM plan_upload WHERE uploaded_at < \(now.addingTimeInterval(-MatrixUpload.lifetime))")
        let id = ID<MatrixUpload>(at: now), lines = String(decoding: try JSONEncoder.sorted.encode(matrix.lines), as: UTF8.self)
        try tx.execute("""
            INSERT INTO plan_upload (id, person, edition, name, language, lines, edition_changed_at, uploaded_at)
            VALUES (\(id), \(person), \(edition.id), \(name), \(matrix.language), \(lines), \(edition.changedAt), \(now))
            """)
        return id
    }

    /// With its edition.
    func find(_ id: ID<MatrixUpload>) throws -> (upload: MatrixUpload, edition: Edition)? {
        guard let upload = try tx.rows("SELECT * FROM plan_upload WHERE id = \(id)", as: MatrixUpload.init).first,
              let edition = try tx.rows("SELECT * FROM plan_edition WHERE id = \(upload.edition)", as: Edition.init(row:)).first else { return nil }
        return (upload, edition)
    }

    func finish(_ id: ID<MatrixUpload>, at now: Date) throws {
        try tx.execute("UPDATE plan_upload SET finished_at = \(now) WHERE id = \(id)")
    }
}

extension LivePlans {
    /// What a matrix would change in an edition as it stands now.
    func dryRun(_ matrix: Matrix, into edition: Edition, _ catalogue: Catalogue, at now: Date, in tx: Transaction) throws -> MatrixImport {
        let plan = try Plans(tx).plan(of: edition)
        return MatrixImport(matrix, into: plan, recorded: try recorded(in: plan, at: now, in: tx), PlanTerms(catalogue, in: matrix.language), at: now)
    }

    /// Carries out what was looked at: all of it, or nothing.
    /// - Returns: why not; empty when it was done.
    func carryOut(_ id: ID<MatrixUpload>, _ catalogue: Catalogue, by actor: Actor, at now: Date, in tx: Transaction) throws -> [MatrixImport.Fault] {
        let uploads = MatrixUploads(tx)
        guard let (upload, edition) = try uploads.find(id), upload.finishedAt == nil, edition.changedAt == upload.editionChangedAt else { return [MatrixImport.Fault(0, .changedMeanwhile)] }
        let plan = try dryRun(upload.matrix, into: edition, catalogue, at: now, in: tx)
        guard plan.isPossible else { return plan.faults }
        try plan.commit(by: actor, at: now, in: tx)
        try uploads.finish(id, at: now)
        return []
    }
}
