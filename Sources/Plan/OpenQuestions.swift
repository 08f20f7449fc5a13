import Accounts
import Foundation
import Localization
import Records
import Storage

/// What the drafters of the plan left open about an activity: who leads it, how, by when.
public struct PlanQuestion: Sendable, Hashable, Identifiable {
    public let id: Storage.ID<PlanQuestion>
    public let activity: ActivityNumber
    /// Names the question among the activity's own: `lead`.
    public let key: String
    public let text: LocalizedText
    public let background: LocalizedText?
    /// What the plan itself suggests for an answer.
    public let suggestion: LocalizedText?
    public let putAt: Date
    /// How it was settled, where no decision did that; nil while it is open.
    public let settlement: String?
    /// It stands in the plan as the network published it. One that somebody asks here is read by whoever may read the decision put for it.
    public let isPublished: Bool

    public var isOpen: Bool { settlement == nil }
    /// The same in every edition, so that a question is put to the network once: `1.3.2/lead`.
    public var reference: String { "\(activity)/\(key)" }

    public init(id: Storage.ID<PlanQuestion>, activity: ActivityNumber, key: String, text: LocalizedText, background: LocalizedText?, suggestion: LocalizedText?, putAt: Date, isPublished: Bool = true) {
        (self.id, self.activity, self.key, self.text, self.background, self.suggestion, self.putAt) = (id, activity, key, text, background, suggestion, putAt)
        (settlement, self.isPublished) = (nil, isPublished)
    }

    init?(row: Row) throws {
        guard let activity = try ActivityNumber(row: row) else { return nil }
        id = try row.get("id")
        self.activity = activity
        key = try row.get("key")
        text = try row.get("text")
        background = try row.get("background")
        suggestion = try row.get("suggestion")
        putAt = try row.get("put_at")
        settlement = try row.get("settlement")
        isPublished = try row.get("published")
    }
}

/// A question as the network has it before it: a decision about an activity, open or taken.
public struct PutQuestion: Sendable, Hashable {
    public let activity: ActivityNumber
    /// ``PlanQuestion/reference`` where the plan put it; nil for a decision that somebody else put about the activity.
    public let reference: String?
    public let text: LocalizedText
    /// Address without language: `/decisions/2026-3`.
    public let path: String
    /// Withdrawn, it is no longer before the network: the plan's own question is as open as before it was put.
    public enum State: Sendable, Hashable { case open, taken, withdrawn }
    public let state: State
    /// Who may read it.
    public let level: PublicationLevel

    public var isOpen: Bool { state == .open }

    public init(activity: ActivityNumber, reference: String?, text: LocalizedText, path: String, state: State, level: PublicationLevel = .public) {
        (self.activity, self.reference, self.text, self.path, self.state, self.level) = (activity, reference, text, path, state, level)
    }
}

/// Where the plan's open questions are decided. The plan does not know how: the roof ties it to the room of decisions.
public protocol OpenQuestions: Sendable {
    /// Puts a question to the network, in the transaction of its cause; once for each reference.
    func put(_ question: PlanQuestion, by actor: Actor, at now: Date, in tx: Transaction) throws
    /// The decisions about these activities, also those withdrawn, in one statement.
    func of(activities: [ActivityNumber], in tx: Transaction) throws -> [PutQuestion]
}

/// Where no room of decisions is: questions stay with the plan and are settled there.
public struct QuestionsOfThePlanAlone: OpenQuestions {
    public init() {}
    public func put(_ question: PlanQuestion, by actor: Actor, at now: Date, in tx: Transaction) {}
    public func of(activities: [ActivityNumber], in tx: Transaction) -> [PutQuestion] { [] }
}

/// A question about an activity as the plan shows it: the plan's own, a decision, or both.
public struct ShownQuestion: Sendable, Hashable {
    public let text: LocalizedText
    public let background: LocalizedText?
    public let suggestion: LocalizedText?
    /// Address of the decision, without language; nil where there is none that the viewer may read.
    public let path: String?
    public let isOpen: Bool
    public let settlement: String?
    /// The plan's own question; nil for a decision alone.
    public let own: PlanQuestion?

    /// Ties the plan's own questions to the decisions that were put for them, and adds the other decisions about the activity.
    /// - Parameter elsewhere: references of questions that only drafts of other editions ask.
    /// - Returns: those that the viewer may read, and whether an open one is among the others.
    static func joining(_ own: [PlanQuestion], _ put: [PutQuestion], elsewhere: Set<String> = [], for viewer: Viewer?) -> (shown: [ShownQuestion], isAnyHiddenOpen: Bool) {
        let byReference = Dictionary(put.compactMap { decision in decision.reference.map { ($0, decision) } }, uniquingKeysWith: { first, _ in first })
        func maySee(_ question: PlanQuestion) -> Bool { question.isPublished || viewer.maySee(byReference[question.reference]?.level ?? .members) }
        func isOpen(_ question: PlanQuestion) -> Bool { question.isOpen && byReference[question.reference]?.state != .taken }
        let mine = own.filter(maySee).map { question in
            let decision = byReference[question.reference], isVisible = decision.map { $0.state != .withdrawn && viewer.maySee($0.level) } ?? false
            return ShownQuestion(text: question.text, background: question.background, suggestion: question.suggestion, path: isVisible ? decision?.path : nil,
                                 isOpen: isOpen(question), settlement: question.settlement, own: question)
        }
        let known = elsewhere.union(own.map(\.reference))
        let others = put.filter { decision in decision.state != .withdrawn && !(decision.reference.map(known.contains) ?? false) }
        let visible = others.filter { viewer.maySee($0.level) }.map {
            ShownQuestion(text: $0.text, background: nil, suggestion: nil, path: $0.path, isOpen: $0.isOpen, settlement: nil, own: nil)
        }
        return (mine + visible, own.contains { isOpen($0) && !maySee($0) } || others.contains { $0.isOpen && !viewer.maySee($0.level) })
    }
}

extension Plans {
    /// A question that the activity takes along from the edition before, or from the first content.
    func add(_ question: PlanQuestion, to activity: Activity, at now: Date) throws {
        try tx.execute("""
            INSERT INTO plan_question (id, activity, key, text, background, suggestion, put_at, published)
            VALUES (\(ID<PlanQuestion>(at: now)), \(activity.id), \(question.key), \(question.text), \(question.background), \(question.suggestion), \(question.putAt), \(question.isPublished))
            """)
    }

    /// Asks something about an activity: from then on it cannot be on track until that is settled.
    /// - Returns: what was asked, to be put to the network.
    public func ask(_ text: LocalizedText, about activity: Activity, by actor: Actor, at now: Date) throws -> PlanQuestion {
        let id = ID<PlanQuestion>(at: now)
        let question = PlanQuestion(id: id, activity: activity.number, key: String(id.description.suffix(12)), text: text, background: nil, suggestion: nil, putAt: now, isPublished: false)
        try tx.execute("""
            INSERT INTO plan_question (id, activity, key, text, put_at, published) VALUES (\(id), \(activity.id), \(question.key), \(text), \(now), \(false))
            """)
        try tx.audit("plan.question.asked", kind: Activity.auditKind, record: activity.id.uuid, made: QuestionState(question, settlement: nil), by: actor, at: now)
        return question
    }

    /// Records how a question was settled outside the room of decisions.
    /// - Returns: false when it was settled before.
    @discardableResult
    public func settle(_ question: ID<PlanQuestion>, of activity: Activity, _ settlement: String, by actor: Actor, at now: Date) throws -> Bool {
        guard let open = try questions(of: [activity.id])[activity.id]?.first(where: { $0.id == question && $0.isOpen }) else { return false }
        try tx.execute("UPDATE plan_question SET settled_at = \(now), settled_by = \(actor.name), settlement = \(settlement) WHERE id = \(question) AND settled_at IS NULL")
        try tx.audit("plan.question.settled", kind: Activity.auditKind, record: activity.id.uuid, before: QuestionState(open, settlement: nil),
                     after: QuestionState(open, settlement: settlement), by: actor, at: now)
        return true
    }
}

/// A question about an activity as the audit trail keeps it, in the activity's own history.
struct QuestionState: Codable, Hashable, Sendable {
    let key: String
    let question: LocalizedText
    let settlement: String?

    init(_ question: PlanQuestion, settlement: String?) { (key, self.question, self.settlement) = (question.key, question.text, settlement) }
}
