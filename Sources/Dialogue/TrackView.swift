import Accounts
import Foundation
import Geography
import Localization
import Web

/// A dialogue in words.
struct TrackView {
    let track: Track
    let delegations: [Delegation]
    let ask: Ask

    init(_ track: Track, _ delegations: [Delegation], _ ask: Ask) { (self.track, self.delegations, self.ask) = (track, delegations, ask) }

    /// A text in the reader's language, or marked as being in another, for `{{> dialogue/text}}`; false for an empty one.
    static func shown(_ text: LocalizedText?, _ ask: Ask) -> Any {
        guard let text, !text.isEmpty else { return false }
        let shown = text.shown(in: ask.language)
        let mark: Any = switch shown.standing {
        case .current: false
        case .outdated: ask.text("web.translation.outdated")
        case .missing: ask.text("web.translation.missing")
        }
        return ["text": shown.text, "lang": shown.language == ask.language ? false : shown.language.code as Any, "mark": mark] as Model
    }

    var country: String { track.country.name(in: ask.language.code) }

    func name(_ delegation: Delegation.ID) -> String { delegations.first { $0.id == delegation }?.name.shown(in: ask.language).text ?? "—" }

    var state: Model {
        let tone = switch track.state {
        case .proposed: "warn"
        case .active: "good"
        case .concluded: ""
        }
        return ["text": ask.text("dialogue.state.\(track.state.rawValue)"), "tone": tone]
    }

    /// A row of the regional picture.
    func row(_ now: IssuanceFigures?) -> Model {
        let done = track.steps.count { $0.isDone }, others = track.participants.filter { $0 != track.lead?.delegation }
        return [
            "href": ask.path(track.path), "country": country, "state": state, "is_demonstration": track.isDemonstration, "lead": track.lead.map { name($0.delegation) } ?? false,
            "participants": others.isEmpty ? false : ask.formats.list(others.map(name)), "has_figures": track.evidence != nil || now != nil,
            "steps": ask.text("dialogue.steps_done", ["done": ask.formats.number(done), "all": ask.formats.number(track.steps.count)]),
            "next": track.conclusion == nil ? track.nextStep.map(brief) ?? false : false, "ended": track.conclusion.map { ask.formats.date($0.on) } ?? false,
            "then": share(track.evidence?.issuedWithin90Days), "now": share(now?.issuedWithin90Days), "change": FigureChange(track.evidence, now, ask).verdict,
        ]
    }

    private func share(_ value: Double?) -> String { value.map { ask.text("dialogue.percent", ["number": ask.formats.number($0 * 100, decimals: 0)]) } ?? ask.text("dialogue.no_figure") }

    private func brief(_ step: Step) -> Model {
        ["kind": ask.text("dialogue.kind.\(step.kind.rawValue)"), "on": step.plannedOn.map(ask.formats.date) ?? "", "is_late": isLate(step)]
    }

    private func isLate(_ step: Step) -> Bool { !step.isDone && step.plannedOn.map { $0 < ask.today } ?? false }

    /// - Parameter mayEdit: whether this person may write the step.
    func step(_ step: Step, mayEdit: Bool) -> Model {
        let when: String = if let done = step.doneOn { ask.text("dialogue.done_on", ["date": ask.formats.date(done)]) } else { ask.text("dialogue.planned_on", ["date": step.plannedOn.map(ask.formats.date) ?? ""]) }
        return [
            "kind": ask.text("dialogue.kind.\(step.kind.rawValue)"), "name": Self.shown(step.title, ask), "who": name(step.delegation), "when": when, "is_late": isLate(step), "is_done": step.isDone,
            "result": Self.shown(step.result, ask), "edit": mayEdit ? ask.path("\(track.path)/steps/\(step.id)") : false,
            "edit_text": ask.text(step.isDone ? "dialogue.edit_step" : "dialogue.finish_step"),
        ]
    }

    var leads: [Model] {
        track.leads.reversed().map { lead in
            var values = ["country": name(lead.delegation), "from": ask.formats.date(lead.from)]
            values["until"] = lead.until.map(ask.formats.date)
            return ["text": ask.text(lead.until == nil ? "dialogue.lead_since" : "dialogue.lead_between", values), "basis": lead.basis ?? false]
        }
    }
}

/// Did the figures change? Those at the start beside those of now.
struct FigureChange {
    let then: IssuanceFigures?
    let now: IssuanceFigures?
    let ask: Ask

    init(_ then: IssuanceFigures?, _ now: IssuanceFigures?, _ ask: Ask) { (self.then, self.now, self.ask) = (then, now, ask) }

    /// Points of a hundred by which the share issued within 90 days has to move before we call it a change.
    static let threshold = 5.0

    enum Verdict: String { case better, worse, same, unknown }

    static func verdict(_ then: IssuanceFigures?, _ now: IssuanceFigures?) -> Verdict {
        guard let then, let now, then.asOf < now.asOf, let before = then.issuedWithin90Days, let after = now.issuedWithin90Days else { return .unknown }
        // To a tenth of a point: 0.35 − 0.30 is a little less than 0.05 to the machine.
        let points = ((after - before) * 1000).rounded() / 10
        return points >= threshold ? .better : points <= -threshold ? .worse : .same
    }

    var verdict: Model {
        let verdict = Self.verdict(then, now)
        return ["text": ask.text("dialogue.change.\(verdict.rawValue)"), "tone": verdict == .better ? "good" : verdict == .worse ? "bad" : ""]
    }

    /// Why nothing can be said; nil where something can.
    var reason: String? {
        guard Self.verdict(then, now) == .unknown else { return nil }
        let missing = then?.issuedWithin90Days == nil ? "then" : now?.issuedWithin90Days == nil ? "now" : "newer"
        return ask.text("dialogue.unknown.\(missing)")
    }

    var rows: [Model] {
        [
            row("issued", percent(then?.issuedWithin90Days), percent(now?.issuedWithin90Days), points(then?.issuedWithin90Days, now?.issuedWithin90Days)),
            row("median", days(then?.medianDays), days(now?.medianDays), difference(then?.medianDays, now?.medianDays).map { ask.text("dialogue.days_change", ["number": $0]) }),
            row("refused", percent(then?.refusalRate), percent(now?.refusalRate), points(then?.refusalRate, now?.refusalRate)),
        ]
    }

    var asOf: (then: String?, now: String?) { (then.map { ask.formats.date($0.asOf) }, now.map { ask.formats.date($0.asOf) }) }

    private func row(_ name: String, _ then: String, _ now: String, _ change: String?) -> Model { ["name": ask.text("dialogue.figure.\(name)"), "then": then, "now": now, "change": change ?? "—"] }
    private func percent(_ value: Double?) -> String { value.map { ask.text("dialogue.percent", ["number": ask.formats.number($0 * 100, decimals: 0)]) } ?? ask.text("dialogue.no_figure") }
    private func days(_ value: Double?) -> String { value.map { ask.text("dialogue.days", ["number": ask.formats.number($0, decimals: 0)]) } ?? ask.text("dialogue.no_figure") }
    private func points(_ then: Double?, _ now: Double?) -> String? { difference(then.map { $0 * 100 }, now.map { $0 * 100 }).map { ask.text("dialogue.points_change", ["number": $0]) } }

    private func difference(_ then: Double?, _ now: Double?) -> String? {
        guard let then, let now else { return nil }
        // Of what is shown, so that the row adds up.
        let change = now.rounded() - then.rounded()
        return (change > 0 ? "+" : "") + ask.formats.number(change, decimals: 0)
    }
}
