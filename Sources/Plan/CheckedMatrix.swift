import Foundation
import Localization
import Records
import Storage

/// A matrix that somebody sent back, whose dry run they are looking at.
struct CheckedMatrix: Sendable {
    let file: CheckedFile
    let matrix: Matrix
    let edition: Storage.ID<Edition>
    /// As the edition stood when the file was sent: if it has changed since, the dry run is no longer true.
    let editionChangedAt: Date

    /// What is kept of it: what was read from the file, not the file.
    fileprivate struct Content: Codable {
        let edition: Storage.ID<Edition>
        /// In microseconds, as the database keeps it.
        let editionChangedAt: Int64
        let language: Language
        let lines: [Matrix.Line]
    }
}

/// The matrices among the files.
struct CheckedMatrices {
    private let tx: Transaction
    private var files: CheckedFiles { CheckedFiles("plan.matrix", tx) }

    init(_ tx: Transaction) { self.tx = tx }

    func keep(_ matrix: Matrix, for edition: Edition, name: String, by person: UUID, at now: Date) throws -> ID<CheckedFile> {
        let content = CheckedMatrix.Content(edition: edition.id, editionChangedAt: edition.changedAt.microsecondsSince1970, language: matrix.language, lines: matrix.lines)
        return try files.keep(Array(JSONEncoder.sorted.encode(content)), name: name, by: person, at: now)
    }

    /// With its edition.
    func find(_ id: ID<CheckedFile>, of person: UUID, at now: Date) throws -> (checked: CheckedMatrix, edition: Edition)? {
        guard let file = try files.file(id, of: person, at: now), let bytes = try files.content(id, of: person, at: now) else { return nil }
        let content = try JSONDecoder().decode(CheckedMatrix.Content.self, from: Data(bytes))
        guard let edition = try tx.rows("SELECT * FROM plan_edition WHERE id = \(content.edition)", as: Edition.init(row:)).first else { return nil }
        let checked = CheckedMatrix(file: file, matrix: Matrix(language: content.language, lines: content.lines), edition: content.edition,
                                    editionChangedAt: Date(microsecondsSince1970: content.editionChangedAt))
        return (checked, edition)
    }

    func finish(_ id: ID<CheckedFile>, at now: Date) throws { try files.finish(id, at: now) }
}

extension LivePlans {
    /// What a matrix would change in an edition as it stands now.
    func dryRun(_ matrix: Matrix, into edition: Edition, _ catalogue: Catalogue, at now: Date, in tx: Transaction) throws -> MatrixImport {
        let plan = try Plans(tx).plan(of: edition)
        return MatrixImport(matrix, into: plan, recorded: try recorded(in: plan, at: now, in: tx), PlanTerms(catalogue, in: matrix.language), at: now)
    }

    /// Carries out what was looked at: all of it, or nothing.
    /// - Returns: why not; empty when it was done.
    func carryOut(_ id: ID<CheckedFile>, of person: UUID, _ catalogue: Catalogue, by actor: Actor, at now: Date, in tx: Transaction) throws -> [MatrixImport.Fault] {
        let store = CheckedMatrices(tx)
        guard let (checked, edition) = try store.find(id, of: person, at: now), checked.file.finishedAt == nil, edition.changedAt == checked.editionChangedAt else { return [MatrixImport.Fault(0, .changedMeanwhile)] }
        let plan = try dryRun(checked.matrix, into: edition, catalogue, at: now, in: tx)
        guard plan.isPossible else { return plan.faults }
        try plan.commit(by: actor, at: now, in: tx)
        try store.finish(id, at: now)
        return []
    }
}
