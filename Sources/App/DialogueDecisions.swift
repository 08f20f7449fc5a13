import Accounts
import Decisions
import Dialogue
import Foundation
import Localization
import Records
import Storage

/// Who leads a dialogue, as a decision: the dialogues do not know the room of decisions.
struct DialogueDecisions: LeadQuestions {
    /// "Define a regional strategy of dialogue with those extra-regional countries."
    private static let activity = "1.3.2"

    func put(_ question: LeadQuestion, by actor: Actor, at now: Date, in tx: Transaction) throws {
        guard let origin = try Decision.Origin.of(actor, at: now, in: tx) else { return }
        let wording = Wording(question: question.text, background: question.background, concern: Decision.Concern(.activity, Self.activity), level: question.level)
        try Decisions(tx).put(wording, from: origin, reference: question.reference, by: actor, at: now)
    }

    func of(tracks: [Track], in tx: Transaction) throws -> [Track.ID: PutLeadQuestion] {
        let known = Dictionary(tracks.map { ($0.leadQuestion, $0.id) }, uniquingKeysWith: { first, _ in first })
        return try Decisions(tx).questions(about: [Self.activity]).reduce(into: [:]) { found, question in
            guard let track = question.reference.flatMap({ known[$0] }) else { return }
            found[track] = PutLeadQuestion(path: question.path, isOpen: question.isOpen, level: question.audience)
        }
    }
}
