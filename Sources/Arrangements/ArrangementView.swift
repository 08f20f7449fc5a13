import Foundation
import Geography
import Localization
import Records
import Web

/// An arrangement in words.
struct ArrangementView {
    let arrangement: Arrangement
    let ask: Ask

    init(_ arrangement: Arrangement, _ ask: Ask) { (self.arrangement, self.ask) = (arrangement, ask) }

    /// A text in the reader's language, or marked as being in another, for `{{> arrangements/text}}`; false for an empty one.
    static func shown(_ text: LocalizedText, _ ask: Ask) -> Any {
        guard !text.isEmpty else { return false }
        let shown = text.shown(in: ask.language)
        let mark: Any = switch shown.standing {
        case .current: false
        case .outdated: ask.text("web.translation.outdated")
        case .missing: ask.text("web.translation.missing")
        }
        return ["text": shown.text, "lang": shown.language == ask.language ? false : shown.language.code as Any, "mark": mark] as Model
    }

    var href: String { ask.path(arrangement.path) }

    /// "De Estados Unidos a México".
    var pair: String {
        let code = ask.language.code
        return ask.text("arrangements.pair", ["returning": arrangement.returning.nameInText(in: code), "receiving": arrangement.receiving.nameInText(in: code)])
    }

    /// What every page says of it.
    var head: Model {
        let today = ask.today, agreement = arrangement.agreement(today: today), terms = arrangement.terms
        return [
            "href": href, "name": Self.shown(terms.title, ask), "pair": pair, "is_demonstration": arrangement.isDemonstration,
            "agreement": ["text": ask.text("arrangements.agreement.\(agreement.rawValue)"), "tone": agreement == .both ? "good" : agreement == .one ? "warn" : ""] as Model,
            "sides": Arrangement.Side.allCases.map { side($0, today) }, "force": force(today), "force_tone": arrangement.isInForce(on: today) ? "" : "warn",
            "source": source, "count": ask.text(arrangement.crossings.count == 1 ? "arrangements.crossing_count.one" : "arrangements.crossing_count.many", ["count": ask.formats.number(arrangement.crossings.count)]),
        ]
    }

    var source: Model {
        let source = arrangement.terms.source
        return ["title": source.title, "url": source.url ?? false, "on": source.on.map { ask.text("arrangements.source_on", ["date": ask.formats.date($0)]) } ?? ask.text("arrangements.source_undated")]
    }

    private func side(_ side: Arrangement.Side, _ today: Day) -> Model {
        let standing = arrangement.standing(side, today: today)
        let text = ask.text("arrangements.standing.\(standing.name)", ["date": standing.day.map(ask.formats.date) ?? ""])
        return ["country": arrangement.country(side).name(in: ask.language.code), "role": ask.text("arrangements.side.\(side.rawValue)"), "text": text, "tone": standing.counts ? "good" : "warn"]
    }

    private func force(_ today: Day) -> String {
        let terms = arrangement.terms
        if let from = terms.validFrom, today < from { return ask.text("arrangements.force.ahead", ["date": ask.formats.date(from)]) }
        if let until = terms.validUntil { return ask.text(until < today ? "arrangements.force.ended" : "arrangements.force.until", ["date": ask.formats.date(until)]) }
        return terms.validFrom.map { ask.text("arrangements.force.from", ["date": ask.formats.date($0)]) } ?? ask.text("arrangements.force.unknown")
    }

    // MARK: What was agreed

    var conditions: [Model] { Self.conditions(arrangement.terms.conditions, ask) }

    static func conditions(_ conditions: [Condition], _ ask: Ask) -> [Model] {
        conditions.map { condition in
            ["title": ask.text("arrangements.condition.\(condition.code.rawValue)"), "wording": shown(condition.wording, ask), "clause": clause(condition.clause, ask)]
        }
    }

    static func clause(_ clause: String?, _ ask: Ask) -> Any { clause.map { ask.text("arrangements.clause", ["clause": $0]) } ?? false }

    /// Hours of notice for each group; what is not known is said to be so.
    var notices: [Model] {
        PopulationGroup.allCases.map { group in
            let hours = arrangement.terms.notice[group]
            return ["group": ask.text("arrangements.group.\(group.rawValue)"), "is_known": hours != nil,
                    "text": hours.map { ask.text($0 == 1 ? "arrangements.hours.one" : "arrangements.hours.many", ["count": ask.formats.number($0)]) } ?? ask.text("arrangements.not_known")]
        }
    }

    /// A crossing as agreed: its week, for the card and the printed sheet.
    func crossing(_ crossing: Crossing) -> Model {
        var model = place(crossing)
        model["groups"] = PopulationGroup.allCases.map { group -> Model in
            let reception = crossing.receptions[group]
            return ["group": ask.text("arrangements.group.\(group.rawValue)"), "is_known": reception != nil, "text": Self.words(reception, ask), "clause": Self.clause(reception?.clause, ask)]
        }
        model["days_off"] = daysOff(crossing)
        model["zone"] = crossing.zone.rawValue
        return model
    }

    /// A crossing now: may each group be received at this moment, and until when or from when on?
    func standing(_ crossing: Crossing, at now: Date) -> (model: Model, changes: Date?) {
        let answers = PopulationGroup.allCases.map { ($0, ReceptionAnswer(arrangement, crossing, $0, at: now)) }
        var model = place(crossing)
        model["is_unknown"] = answers.allSatisfy { $0.1.ground == .hoursUnknown }
        model["groups"] = answers.map { group, answer -> Model in
            ["group": ask.text("arrangements.group.\(group.rawValue)"), "verdict": AnswerView.verdict(answer.verdict, ask), "text": AnswerView(answer, crossing, ask).brief(at: now),
             "href": ask.path("/arrangements/answer?crossing=\(arrangement.key)-\(crossing.number)&group=\(group.rawValue)")]
        }
        // Whatever the hours, tomorrow is another day: off, or with the arrangement at its end.
        let changes = answers.compactMap { $0.1.until ?? $0.1.nextOpening } + [Day(now, in: crossing.zone.timeZone).adding(days: 1).start(in: crossing.zone.timeZone)]
        return (model, changes.filter { $0 > now }.min())
    }

    private func place(_ crossing: Crossing) -> Model {
        let code = ask.language.code
        let place = [crossing.place, crossing.subdivision.name(in: code), crossing.subdivision.country.name(in: code)].compactMap(\.self)
        return ["name": crossing.name, "place": place.joined(separator: ", "), "number": crossing.number, "receiver": crossing.receiver ?? false,
                "ask": ask.path("/arrangements/answer?crossing=\(arrangement.key)-\(crossing.number)"), "edit": ask.path("\(arrangement.path)/crossings/\(crossing.number)")]
    }

    func daysOff(_ crossing: Crossing) -> Any { crossing.daysOff.isEmpty ? false : ask.formats.list(crossing.daysOff.map(dayOff)) }

    private func dayOff(_ day: DayOff) -> String {
        if let year = day.year, let date = Day(year: year, month: day.month, day: day.day) { return ask.formats.date(date) }
        return ask.text("arrangements.each_year", ["day": String(day.day), "month": ask.text("format.month.\(day.month - 1)")])
    }

    // MARK: Hours

    static func words(_ reception: Reception?, _ ask: Ask) -> String {
        switch reception?.rule {
        case nil: ask.text("arrangements.not_known")
        case .never?: ask.text("arrangements.never")
        case .hours(let hours)?: words(hours, ask)
        }
    }

    /// "lunes a viernes, 08:00–18:00; sábado, 08:00–12:00".
    private static func words(_ hours: ReceptionHours, _ ask: Ask) -> String {
        if hours.description == "24/7" { return ask.text("arrangements.always") }
        return hours.groups.map { group in
            let days = group.days == [0...6] ? ask.text("arrangements.daily") : ask.formats.list(group.days.map { range in
                range.count == 1 ? ask.formats.weekday(range.lowerBound + 1)
                    : ask.text("arrangements.day_range", ["first": ask.formats.weekday(range.lowerBound + 1), "last": ask.formats.weekday(range.upperBound + 1)])
            })
            let spans = group.spans.map { ask.text("arrangements.span", ["from": ask.formats.time(minutes: $0.from), "to": ask.formats.time(minutes: $0.to)]) }
            return ask.text("arrangements.day_hours", ["days": days, "hours": ask.formats.list(spans)])
        }.joined(separator: "; ")
    }
}
