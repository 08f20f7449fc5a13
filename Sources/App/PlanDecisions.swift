import Accounts
import Decisions
import Foundation
import Localization
import Plan
import Records
import Storage

/// The plan's open questions as decisions: the plan does not know the room of decisions.
struct PlanDecisions: OpenQuestions {
    func put(_ question: PlanQuestion, by actor: Actor, at now: Date, in tx: Transaction) throws {
        guard let origin = try Decision.Origin.of(actor, at: now, in: tx) else { return }
        let wording = Wording(question: question.text, background: question.background ?? LocalizedText(source: .spanish, [:]), options: question.suggestion.map { [$0] } ?? [],
                              concern: Decision.Concern(.activity, question.activity.description), level: .public)
        try Decisions(tx).put(wording, from: origin, reference: question.reference, isPublished: actor == .content, by: actor, at: now)
    }

    func of(activities: [ActivityNumber], in tx: Transaction) throws -> [PutQuestion] {
        try Decisions(tx).questions(about: activities.map(\.description), withdrawn: true).compactMap { question in
            ActivityNumber(question.activity).map {
                PutQuestion(activity: $0, reference: question.reference, text: question.question, path: question.path, state: question.state == .withdrawn ? .withdrawn : question.isOpen ? .open : .taken, level: question.audience)
            }
        }
    }
}
