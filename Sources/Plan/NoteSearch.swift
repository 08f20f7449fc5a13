import Accounts
import Foundation
import Localization
import Storage
import Web

/// Notes of progress in the search, each for those who may read both the note and the edition under which it stands.
struct NoteSearch: SearchKind {
    let kind = ProgressNote.searchKind
    let name = "plan.search.notes"

    func paths(of records: [UUID], in tx: Transaction) throws -> [UUID: String] {
        let activities = try tx.rows("SELECT id, activity FROM plan_note WHERE id IN \(list: records) AND withdrawn_at IS NULL") {
            (try $0.get("id", as: UUID.self), try $0.get("activity", as: UUID.self))
        }
        let addresses = try Plans(tx).addresses(of: activities.map(\.1))
        return Dictionary(activities.compactMap { note, activity in addresses[activity].map { (note, $0) } }, uniquingKeysWith: { first, _ in first })
    }
}

extension ProgressNote {
    /// The kind of record in the search.
    public static let searchKind = "plan_note"
}

extension Notes {
    /// Puts a note into the search.
    func index(_ note: ProgressNote, of number: ActivityNumber, in level: PublicationLevel) throws {
        // The narrower of the two: a note for everybody in a draft for the members is the members'.
        let levels = PublicationLevel.allCases, reach = [note.level, level].max { (levels.firstIndex(of: $0) ?? 0) < (levels.firstIndex(of: $1) ?? 0) } ?? .owner
        let documents = Language.all.compactMap { language in
            note.text[language].map {
                FullText.Document(kind: ProgressNote.searchKind, record: note.id.uuid, language: language.code, title: "\(number) \(note.delegation.name.shown(in: language).text)", body: $0,
                                  audience: reach.audience(of: note.delegation.id.uuid))
            }
        }
        try tx.index(kind: ProgressNote.searchKind, record: note.id.uuid, documents, countries: [note.delegation.country?.rawValue].compactMap(\.self), theme: String(number.theme),
                     day: Day(note.at, in: .network))
    }

    /// Where a note stands: its activity's number, and who may read the edition.
    func place(of note: ProgressNote) throws -> (number: ActivityNumber, level: PublicationLevel)? {
        try tx.rows("SELECT a.theme, a.objective, a.number, e.level FROM plan_activity a JOIN plan_edition e ON e.id = a.edition WHERE a.id = \(note.activity)") {
            (try ActivityNumber(row: $0), try $0.get("level", as: PublicationLevel.self))
        }.first.flatMap { number, level in number.map { ($0, level) } }
    }

    /// All notes of an edition, after it was opened to others or closed to them.
    func index(all plan: Plan) throws {
        for activity in plan.activities {
            for note in try all(of: activity.id) { try index(note, of: activity.number, in: plan.edition.level) }
        }
    }
}
