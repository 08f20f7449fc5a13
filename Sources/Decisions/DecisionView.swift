import Accounts
import Foundation
import Localization
import Web

/// A decision in words, for its page and its record.
struct DecisionView {
    let decision: Decision
    let ask: Ask
    let now: Date

    init(_ decision: Decision, _ ask: Ask, at now: Date) { (self.decision, self.ask, self.now) = (decision, ask, now) }

    /// A text in the reader's language, or marked as being in another: keys `text`, `lang`, `mark`, `paragraphs`, for `{{> decisions/text}}`.
    static func shown(_ text: LocalizedText, _ ask: Ask) -> Model {
        let shown = text.shown(in: ask.language)
        let mark: Any = switch shown.standing {
        case .current: false
        case .outdated: ask.text("web.translation.outdated")
        case .missing: ask.text("web.translation.missing")
        }
        let paragraphs = shown.text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        return ["text": shown.text, "lang": shown.language == ask.language ? false : shown.language.code as Any, "mark": mark,
                "paragraphs": paragraphs.map { ["line": $0] as Model }]
    }

    /// nil shows nothing.
    static func shownIfAny(_ text: LocalizedText?, _ ask: Ask) -> Any {
        guard let text, !text.isEmpty else { return false }
        return shown(text, ask)
    }

    static func zone(_ zone: NamedZone, _ ask: Ask) -> String {
        NamedZone.offered.contains(zone) ? ask.text("web.zone.\(zone.name)") : zone.rawValue
    }

    /// "1 de diciembre de 2026, 18:00 (hora de San José)".
    static func instant(_ instant: Date, _ zone: NamedZone, _ ask: Ask) -> String {
        ask.text("web.instant", ["instant": ask.formats.instant(instant, in: zone.timeZone), "zone": Self.zone(zone, ask)])
    }

    static func deadline(_ deadline: Deadline, _ ask: Ask) -> String { instant(deadline.instant, deadline.zone, ask) }

    var question: Model { Self.shown(decision.wording.question, ask) }

    /// - Parameter isClosing: the deadline has passed and the adoption is not yet written.
    func state(isClosing: Bool) -> Model {
        if isClosing { return ["text": ask.text("decisions.state.closing"), "tone": "warn"] }
        let tone = switch decision.state {
        case .adopted: "good"
        case .circulated: "warn"
        case .broken: "bad"
        case .draft, .withdrawn: ""
        }
        return ["text": ask.text("decisions.state.\(decision.state.rawValue)"), "tone": tone]
    }

    func origin(_ delegation: Delegation?) -> String {
        ask.text("decisions.origin.\(decision.putBy.office.rawValue)", ["delegation": delegation?.name.shown(in: ask.language).text ?? ""])
    }

    var concern: Any {
        guard let concern = decision.wording.concern else { return false }
        return ask.text("decisions.concern_line.\(concern.kind.rawValue)", ["key": concern.key])
    }

    /// The activity's page in the plan, or false; other rooms' records are named only.
    var concernHref: Any {
        guard let concern = decision.wording.concern, concern.kind == .activity, concern.key.wholeMatch(of: #/[0-9]+(\.[0-9]+){2}/#) != nil else { return false }
        return ask.path("/plan/activities/\(concern.key)")
    }

    /// "Decisión 2026-3" or false.
    var number: Any {
        guard let number = decision.number else { return false }
        return ask.text("decisions.number", ["number": number.description])
    }

    var href: String { ask.path(decision.path) }

    /// A line of the list.
    func line(_ entry: Decisions.Entry) -> Model {
        ["href": href, "question": question, "state": state(isClosing: entry.isClosing(at: now)), "number": number, "concern": concern,
         "procedure": ask.text("decisions.procedure.\(decision.procedure.rawValue)"),
         "until": entry.deadline.map { ask.text("decisions.until", ["deadline": Self.deadline($0, ask)]) } ?? false]
    }
}
