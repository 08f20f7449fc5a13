import Accounts
import Foundation
import Localization
import Records
import Storage
import Web

/// What the liaison officers of the eleven and the Secretariat are told. Each has a text: `decisions.notice.<name>`.
enum Tiding: String {
    case circulated, extended, broken, adopted, withdrawn
}

extension Decisions {
    /// Tells every liaison officer of a member and whoever works for the Secretariat once, also if it were told again.
    func tell(_ tiding: Tiding, _ decision: Decision, _ round: Round, by delegation: Delegation? = nil, at now: Date) throws {
        var name = tiding.rawValue
        if tiding == .circulated, round.procedure == .consensus { name = "tabled" }
        if tiding == .broken, round.procedure == .consensus { name = "no_consensus" }
        var values = decision.wording.question.values(named: "question")
        if let deadline = round.deadline { values.merge(deadline.values) { $1 } }
        values["number"] = decision.number?.description
        if let delegation { values.merge(delegation.name.values(named: "country")) { $1 } }
        let people = Set(try People.holding(.liaison, in: .member, tx) + People.holding(.secretariat, in: .secretariat, tx)).map(\.uuid).sorted { $0.uuidString < $1.uuidString }
        try tx.notify(people, .decisions, "decisions.notice.\(name)", values, path: decision.path,
                      uniqueKey: "decisions.\(tiding.rawValue):\(decision.id):\(round.number)", at: now)
    }
}

extension LocalizedText {
    /// For a text that is read later in one language or another: `question.es`, `question.en`, and `question` for whoever knows no better.
    func values(named name: String) -> [String: String] {
        Language.all.reduce(into: [name: shown(in: .spanish).text]) { $0["\(name).\($1.code)"] = shown(in: $1).text }
    }
}

/// What is expected of a member: its position on each text whose silence is running.
struct OwedPositions: ExpectationSource {
    func expectations(of delegation: Delegation, at now: Date, in tx: Transaction) throws -> [Expectation] {
        guard delegation.kind == .member else { return [] }
        return try Decisions(tx).owed(by: delegation.id, at: now, limit: 100).map { decision, round in
            var values = decision.wording.question.values(named: "question")
            values["zone"] = round.deadline?.zone.rawValue
            // A deadline that was put off is announced anew.
            let key = "decision:\(decision.id):\(round.number)" + (round.moreTime == nil ? "" : ":extended")
            return Expectation(key: key, topic: .decisions, text: "decisions.expectation", values: values, path: decision.path, due: round.deadline?.instant,
                               since: round.moreTime?.at ?? round.circulatedAt, by: .takePosition)
        }
    }
}

/// The deadlines of silence procedures.
struct DeadlineCalendar: CalendarSource {
    let house: House

    func entries(for viewer: Viewer, from: Day, to: Day, in tx: Transaction) throws -> [CalendarEntry] {
        try Decisions(tx).deadlines(for: viewer, from: from.start(in: .network), to: to.adding(days: 1).start(in: .network), limit: 500).map { decision, round, deadline in
            let question = decision.wording.question
            let title = LocalizedText(source: .spanish, Dictionary(Language.all.map { language in
                (language, house.catalogue.text("decisions.calendar", in: language, ["question": question.shown(in: language).text]))
            }, uniquingKeysWith: { first, _ in first }))
            return CalendarEntry(uid: "decision-\(decision.id)-\(round)", title: title, path: decision.path, when: .instant(deadline.instant), changedAt: decision.changedAt)
        }
    }
}
