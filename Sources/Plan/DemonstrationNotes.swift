import Accounts
import Foundation
import Localization
import Records
import Storage

/// Invented notes of progress for `enlace demo` alone, each marked as such in its text.
public enum DemonstrationNotes {
    /// Makes them where the activity has none.
    public static func create(in tx: Transaction, at now: Date) throws {
        let plans = Plans(tx), notes = Notes(tx)
        guard let edition = try plans.current(), let number = ActivityNumber("1.1.1"), let activity = try plans.plan(of: edition).activity(number),
              let guatemala = try Delegations.find(slug: "gt", in: tx), try notes.tallies(of: [activity.id], for: nil)[activity.id] == nil else { return }
        let written = now.addingTimeInterval(-3 * 86_400)
        let note = ProgressNote(id: ID(at: written), activity: activity.id, delegation: guatemala, kind: .progress,
                                text: LocalizedText(source: .spanish, [.spanish: "Se preguntó a las oficinas qué temas de capacitación necesitan; respondieron doce. (Nota de demostración.)"]),
                                links: [], level: .public, writtenBy: "Enlace de Guatemala (demostración)", at: written)
        try notes.write(note, by: Actor(person: nil, delegation: guatemala.id.uuid, name: note.writtenBy), at: written)
    }
}
