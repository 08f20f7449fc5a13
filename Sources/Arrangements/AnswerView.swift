import Foundation
import Localization
import Web

/// An answer in words, by the clock of the crossing.
struct AnswerView {
    let answer: ReceptionAnswer
    let crossing: Crossing
    let ask: Ask

    init(_ answer: ReceptionAnswer, _ crossing: Crossing, _ ask: Ask) { (self.answer, self.crossing, self.ask) = (answer, crossing, ask) }

    static func verdict(_ verdict: ReceptionAnswer.Verdict, _ ask: Ask) -> Model {
        let tone = switch verdict {
        case .may: "good"
        case .mayNot: "bad"
        case .unknown: "warn"
        }
        return ["text": ask.text("arrangements.verdict.\(verdict.rawValue)"), "tone": tone]
    }

    /// "hasta las 18:00", "desde mañana…", in a list.
    func brief(at now: Date) -> String {
        if let until = answer.until { return ask.text("arrangements.brief.until", ["time": time(until, near: now)]) }
        if answer.isAtAllHours { return ask.text("arrangements.brief.always") }
        if let next = answer.nextOpening, answer.ground != .notHere { return ask.text("arrangements.brief.next", ["time": time(next, near: now)]) }
        return ask.text("arrangements.ground_brief.\(answer.ground.rawValue)")
    }

    /// - Parameter instant: of the hand-over that was asked about.
    func model(at instant: Date, now: Date, in arrangement: Arrangement) -> Model {
        let values = ["date": ask.formats.date(Day(instant, in: crossing.zone.timeZone)),
                      "from": arrangement.terms.validFrom.map(ask.formats.date) ?? "", "until": arrangement.terms.validUntil.map(ask.formats.date) ?? ""]
        var model: Model = [
            "verdict": Self.verdict(answer.verdict, ask), "ground": ask.text("arrangements.ground.\(answer.ground.rawValue)", values), "clause": ArrangementView.clause(answer.clause, ask),
            "moment": moment(instant), "until": until, "next": answer.nextOpening.map { moment($0) } ?? false,
            "conditions": ArrangementView.conditions(answer.conditions, ask), "has_conditions": !answer.conditions.isEmpty, "receiver": crossing.receiver ?? false,
            "notice_clause": ArrangementView.clause(arrangement.terms.noticeClause, ask),
        ]
        model["notice_by"] = answer.noticeBy.map { moment($0) } ?? false
        // Told too late for that hour: whoever still wants it has to talk, not to count.
        model["notice_late"] = answer.noticeBy.map { $0 < now } ?? false
        return model
    }

    private var until: Any {
        if let until = answer.until { return moment(until) }
        return answer.isAtAllHours ? ask.text("arrangements.no_end", ["days": String(ReceptionAnswer.horizon)]) : false
    }

    /// "domingo 29 de noviembre, 20:00".
    func moment(_ instant: Date) -> String {
        let zone = crossing.zone.timeZone
        return ask.text("arrangements.moment", ["day": ask.formats.dateWithWeekday(Day(instant, in: zone)), "time": ask.formats.time(instant, in: zone)])
    }

    /// The clock alone for today, with the day otherwise.
    private func time(_ instant: Date, near now: Date) -> String {
        let zone = crossing.zone.timeZone
        return Day(instant, in: zone) == Day(now, in: zone) ? ask.formats.time(instant, in: zone) : moment(instant)
    }
}
