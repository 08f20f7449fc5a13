import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage

/// Invented dialogues for `enlace demo` alone, each marked as such: one under way, one that nobody leads yet, one concluded.
/// They are with territories without inhabitants (Antarctica, Bouvet, Heard): no real country is said to hinder anything.
public enum DemonstrationDialogues {
    /// Makes what is missing.
    public static func create(in tx: Transaction, by actor: Actor = .content, at now: Date) throws {
        let tracks = Tracks(tx), today = Day(now, in: .network)
        guard try tx.row("SELECT 1 AS one FROM dialogue_track WHERE is_demonstration = TRUE LIMIT 1") == nil,
              let mexico = try Delegations.find(slug: "mx", in: tx), let guatemala = try Delegations.find(slug: "gt", in: tx), let states = try Delegations.find(slug: "us", in: tx) else { return }
        func text(_ spanish: String, _ english: String) -> LocalizedText { LocalizedText(es: spanish + " (demostración)", en: english + " (demonstration)") }
        func propose(_ code: String, _ objectives: LocalizedText, _ evidence: IssuanceFigures?) throws -> Track? {
            guard let country = CountryCode(code) else { return nil }
            return try tracks.propose(country, objectives: objectives, level: .network, participants: [guatemala.id, states.id], evidence: evidence, by: mexico.id, isDemonstration: true, actor, at: now)
        }
        let figures = IssuanceFigures(issuedWithin90Days: 0.34, medianDays: 128, refusalRate: 0.12, asOf: today.adding(days: -120))
        if let track = try propose("AQ", text("Que el salvoconducto se expida en 30 días y que haya una persona de contacto", "That the laissez-passer is issued within 30 days and that there is a contact point"), figures) {
            try tracks.name(lead: mexico, of: track.id, basis: "Reunión de la Red (demostración)", isDecided: false, evidence: nil, by: actor, at: now)
            try tracks.add(Step(id: ID(at: now), kind: .noteVerbale, title: text("Nota con la propuesta de procedimiento", "Note with the proposed procedure"), delegation: mexico.id, plannedOn: today.adding(days: -60),
                                doneOn: today.adding(days: -58), result: text("Acusó recibo y ofreció una reunión", "Acknowledged, and offered a meeting"), changedAt: now), to: track.id, by: actor, at: now)
            try tracks.add(Step(id: ID(at: now), kind: .meeting, title: text("Reunión técnica por video", "Technical meeting by video"), delegation: mexico.id, plannedOn: today.adding(days: 12), changedAt: now), to: track.id, by: actor, at: now)
            try tracks.add(Step(id: ID(at: now), kind: .visit, title: text("Visita de la misión consular itinerante", "Visit of the travelling consular mission"), delegation: guatemala.id, plannedOn: today.adding(days: 45), changedAt: now),
                           to: track.id, by: actor, at: now)
            try tracks.add(document: "Propuesta de procedimiento (demostración)", "https://www.example.org/propuesta", of: mexico.id, to: track.id, by: actor, at: now)
        }
        _ = try propose("BV", text("Saber a qué misión pedir los documentos", "Learn which mission to ask for documents"), nil)
        if let track = try propose("HM", text("Acordar un formato único de entrevista", "Agree one form of interview"), figures) {
            try tracks.name(lead: guatemala, of: track.id, basis: "Reunión de la Red (demostración)", isDecided: false, evidence: nil, by: actor, at: now)
            try tracks.add(Step(id: ID(at: now), kind: .agreement, title: text("Canje de notas", "Exchange of notes"), delegation: guatemala.id, doneOn: today.adding(days: -5), result: text("Firmado", "Signed"), changedAt: now), to: track.id, by: actor, at: now)
            try tracks.conclude(track.id, on: today, result: text("Formato acordado y en uso", "Form agreed and in use"), by: actor, at: now)
        }
    }
}
