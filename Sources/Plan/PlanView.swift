import Accounts
import Foundation
import Geography
import Hummingbird
import Localization
import Web

/// The plan's words and pictures, as its pages show them.
struct PlanView {
    let ask: Ask

    /// For `{{#x}}<span{{#lang}} lang="{{lang}}"{{/lang}}>{{text}}</span>{{/x}}`: the text, and its language where that is not the page's.
    func words(_ text: LocalizedText) -> Model {
        let shown = text.shown(in: ask.language)
        let mark: Any = shown.standing == .current || text.isEmpty ? false : ask.text("web.translation.\(shown.standing.rawValue)")
        return ["text": shown.text, "lang": shown.language == ask.language ? false : shown.language.code, "mark": mark, "is_blank": shown.text.isEmpty]
    }

    func meaning(_ meaning: ActivityCalendar.Meaning) -> String { PlanWords.meaning(meaning, ask.house.catalogue, in: ask.language) }

    func status(_ status: ActivityStanding.Status) -> Model {
        let tone = switch status { case .onTrack, .done: "good"; case .overdue: "bad"; case .openQuestion, .dormant: "warn"; case .notStarted: "" }
        return ["name": ask.text("plan.status.\(status.rawValue)"), "tone": tone]
    }

    func reasons(_ progress: ActivityStanding) -> [String] { progress.reasons.map { PlanWords.reason($0, ask.house.catalogue, in: ask.language) } }

    func question(_ question: ShownQuestion) -> Model {
        [
            "ask": words(question.text), "background": question.background.map(words) ?? false, "suggestion": question.suggestion.map(words) ?? false,
            "decision": question.path.map(ask.path) ?? false, "is_open": question.isOpen, "settlement": question.settlement ?? false,
        ]
    }

    func responsible(_ activity: Activity) -> Model {
        func names(_ part: Activity.Responsible.Part) -> Any {
            let names = activity.delegations(part).map { $0.name.shown(in: ask.language).text }.sorted(byName: \.self)
            return names.isEmpty ? false : ask.formats.list(names)
        }
        let lead = names(.lead), support = names(.support)
        return ["lead": lead, "support": support, "is_nobody": activity.responsible.isEmpty]
    }

    // MARK: Figures

    /// A figure with its trend: the words first, the picture beside them.
    func figure(_ figure: EvidenceFigure) -> Model {
        let value = ask.formats.number(figure.value)
        // "0 of 0" would say nothing.
        let count = figure.target.flatMap { $0 > 0 ? ask.text("plan.evidence.of", ["value": value, "target": ask.formats.number($0)]) : nil } ?? value
        return [
            "what": ask.text(figure.text), "count": count, "href": ask.path(figure.path),
            "newest": figure.newest.map { ask.text("plan.evidence.newest", ["date": ask.formats.date(Day($0, in: .network))]) } ?? ask.text("plan.evidence.none_yet"),
            "chart": figure.trend.isEmpty ? false : chart(figure), "months": months(figure),
        ]
    }

    private static let barWidth = 10, barGap = 3, chartHeight = 36

    /// Bars for a server-drawn picture, the last one for today; its label says the same in words.
    private func chart(_ figure: EvidenceFigure) -> Model {
        let series = figure.trend + [figure.value]
        let top = max(1, series.max() ?? 1, figure.target ?? 0)
        let bars = series.enumerated().map { index, value -> Model in
            let height = max(value > 0 ? 2 : 1, value * Self.chartHeight / top)
            return ["x": index * (Self.barWidth + Self.barGap), "y": Self.chartHeight - height, "w": Self.barWidth, "h": height]
        }
        let first = series.first ?? 0, last = figure.value
        return ["bars": bars, "width": series.count * (Self.barWidth + Self.barGap) - Self.barGap, "height": Self.chartHeight,
                "label": ask.text("plan.evidence.trend", ["from": ask.formats.number(first), "to": ask.formats.number(last)])]
    }

    /// The same figures for the table beside the picture, by the last day of each month, and today.
    private func months(_ figure: EvidenceFigure) -> [Model] {
        let days = EvidenceFigure.days(until: ask.today)
        return zip(days.dropFirst() + days.prefix(1), figure.trend + [figure.value]).map { ["day": ask.formats.date($0), "value": ask.formats.number($1)] }
    }

    // MARK: Differences

    func difference(_ difference: Difference) -> Model {
        [
            "label": difference.label, "what": difference.text, "kind": ask.text("plan.difference.\(difference.kind.rawValue)"),
            "tone": difference.kind == .removed ? "bad" : difference.kind == .added ? "good" : "warn",
            "parts": difference.parts.map { part -> Model in
                ["part": ask.text("plan.field.\(part.name.rawValue)"), "before": part.before.isEmpty ? "—" : part.before, "after": part.after.isEmpty ? "—" : part.after, "has_before": difference.kind == .changed,
                 // What the matrix itself does not show is told as it is now, too.
                 "is_beside": ![.text, .calendar].contains(part.name)]
            },
            "has_parts": !difference.parts.isEmpty,
        ]
    }

    func edition(_ edition: Edition) -> Model {
        let days = ask.text("plan.edition.days", ["from": ask.formats.date(edition.begins), "to": ask.formats.date(edition.ends)])
        return [
            "key": edition.key, "name": words(edition.title), "standing": ask.text("plan.standing.\(edition.standing.rawValue)"),
            "conference": ask.text("plan.edition.conference_line", ["numeral": edition.numeral, "place": edition.place.shown(in: ask.language).text, "days": days]),
            "presidency": ask.text("plan.edition.presided_by", ["country": edition.presidency.nameInText(in: ask.language.code)]),
            "level": ask.text("plan.level.\(edition.level.rawValue)"),
        ]
    }
}

/// The plan's words in a language, for pages, documents and the API alike.
enum PlanWords {
    static func meaning(_ meaning: ActivityCalendar.Meaning, _ catalogue: Catalogue, in language: Language) -> String {
        let formats = Formats(catalogue, in: language)
        var values: [String: String] = [:]
        if let from = meaning.from, let to = meaning.to { values = ["from": formats.date(from), "to": formats.date(to)] }
        if let months = meaning.months { values = ["months": formats.number(months)] }
        return catalogue.text("plan.calendar.\(meaning.kind.rawValue)", in: language, values)
    }

    static func reason(_ reason: ActivityStanding.Reason, _ catalogue: Catalogue, in language: Language) -> String {
        let formats = Formats(catalogue, in: language)
        let values: [String: String] = switch reason {
        case .question(let text): ["question": text.shown(in: language).text]
        case .periodPassed(let day), .periodBegins(let day), .periodRuns(let day), .result(let day, _), .resultReported(let day, _), .evidence(let day), .nothing(let day): ["date": formats.date(day)]
        case .share(let value, let target, let what): ["value": formats.number(value), "target": formats.number(target), "what": Self.capitalised(catalogue.text(what, in: language))]
        case .targetReached(let value, let target): ["value": formats.number(value), "target": formats.number(target)]
        case .silent(let days): ["days": formats.number(days), "limit": formats.number(ActivityStanding.dormancy)]
        case .missed(let months): ["months": formats.number(months)]
        case .calendarOpen, .hiddenQuestion: [:]
        }
        return catalogue.text("plan.reason.\(reason.name)", in: language, values)
    }

    /// A figure's name as the beginning of a sentence.
    private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}

extension Ask {
    /// A page of the plan's desk.
    func showOnPlanDesk(_ view: String, title: String, _ model: Model, isValid: Bool = true) throws -> Response {
        var page = Page(view, title: title, model)
        page.section = "desk"
        page.isIndexed = false
        if !isValid { page.status = .unprocessableContent }
        return try show(page)
    }

    /// When today ends where the network's day turns: statuses are of a day.
    var endOfToday: Date { today.adding(days: 1).start(in: .network) }
}
