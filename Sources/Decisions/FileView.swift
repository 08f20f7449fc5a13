import Accounts
import Foundation
import Geography
import Localization
import Web

/// A decision with its rounds and positions, in words.
struct FileView {
    let file: DecisionFile
    let seat: Seat
    let ask: Ask
    let now: Date

    private var decision: Decision { file.decision }
    private var view: DecisionView { DecisionView(decision, ask, at: now) }

    /// What the page and the record have in common.
    var model: Model {
        let wording = decision.wording, round = file.round
        var model: Model = [
            "question": view.question, "number": view.number, "concern": view.concern, "concern_href": view.concernHref, "href": view.href,
            "state": view.state(isClosing: round?.isClosing(at: now) ?? false), "origin": view.origin(file.delegation(decision.putBy.delegation)),
            "put_on": ask.formats.date(Day(decision.createdAt, in: NamedZone.standard.timeZone)),
            "procedure": ask.text("decisions.procedure.\(decision.procedure.rawValue)"), "audience": ask.text("decisions.audience.\(decision.audience.rawValue)"),
            "background": DecisionView.shownIfAny(wording.background, ask), "wording": DecisionView.shownIfAny(wording.text, ask),
            "wording_title": ask.text(decision.state == .adopted ? "decisions.text_adopted" : "decisions.text"),
            "has_options": !wording.options.isEmpty, "options": wording.options.map { DecisionView.shown($0, ask) },
            "has_rounds": round != nil, "rounds": file.rounds.reversed().map { self.round($0) }, "shows_names": seat.maySeeNames,
            "withdrawn": decision.withdrawalNote ?? false, "deadline": false, "is_closing": round?.isClosing(at: now) ?? false,
        ]
        if let round, let deadline = round.deadline, round.end == nil { model["deadline"] = DecisionView.deadline(deadline, ask) }
        return model
    }

    // MARK: Rounds

    private func round(_ round: Round) -> Model {
        let zone = round.deadline?.zone ?? .standard, isSeen = ask.viewer.maySee(decision.audience(of: round))
        func instant(_ date: Date) -> String { DecisionView.instant(date, zone, ask) }
        var model: Model = [
            "round_title": ask.text("decisions.round", ["number": String(round.number)]), "round_procedure": ask.text("decisions.procedure.\(round.procedure.rawValue)"),
            "circulated": seat.maySeeNames ? ask.text("decisions.circulated_by", ["instant": instant(round.circulatedAt), "name": round.circulatedBy]) : instant(round.circulatedAt),
            "round_deadline": round.deadline.map { DecisionView.deadline($0, ask) } ?? false, "more_time": false, "end": false,
            "is_withheld": !isSeen, "positions": isSeen ? positions(of: round, zone) : [], "replaced": isSeen ? replaced(in: round, zone) : [],
            "tally": isSeen ? tally(of: round) : [], "has_tally": isSeen && !round.options.isEmpty,
            "has_replaced": isSeen && !file.replaced(in: round.number).isEmpty,
            // What was circulated, where the wording has changed since.
            "as_circulated": !isSeen || round.text == decision.wording.text ? false : DecisionView.shownIfAny(round.text, ask),
            "question_as_circulated": !isSeen || round.question == decision.wording.question ? false : DecisionView.shown(round.question, ask),
            "options_as_circulated": round.options.map { DecisionView.shown($0, ask) }, "has_other_options": isSeen && !round.options.isEmpty && round.options != decision.wording.options,
        ]
        if isSeen, let given = round.moreTime {
            model["more_time"] = ["given": ask.text("decisions.more_time_given", [
                "country": name(given.delegation), "instant": instant(given.at), "days": String(given.days), "before": instant(given.from)]),
                                  "because": DecisionView.shownIfAny(given.reason, ask)] as Model
        }
        if let end = round.end {
            model["end"] = [
                "text": ask.text("decisions.result.\(end.result.rawValue)"), "note": isSeen ? end.note.map { $0 as Any } ?? false : false,
                "when": end.place.map { ask.text("decisions.at_meeting", ["date": ask.formats.date(end.on), "place": $0]) } ?? instant(end.at),
            ] as Model
        }
        return model
    }

    // MARK: Positions

    /// One row a member, in the order of the reader's alphabet.
    private func positions(of round: Round, _ zone: NamedZone) -> [Model] {
        let standing = file.standing(in: round.number)
        let isSilent = round.procedure == .silence && round.end?.result == .adopted
        let members = file.members.map { ($0, $0.name.shown(in: ask.language).text) }.sorted(byName: \.1)
        return members.map { member, name in
            if let position = standing[member.id] {
                var row = row(position, in: round, name, zone)
                if isSilent, position.kind == .moreTime { row["stance"] = ["text": ask.text("decisions.position.silent_after_time"), "tone": ""] as Model }
                return row
            }
            let wantedTime = round.moreTime?.delegation == member.id
            let stance = isSilent ? wantedTime ? "silent_after_time" : "silent" : round.end == nil ? "none" : "not_written"
            return ["country": name, "stance": ["text": ask.text("decisions.position.\(stance)"), "tone": ""] as Model, "favours": false, "reason": false, "when": false, "who": false]
        }
    }

    private func replaced(in round: Round, _ zone: NamedZone) -> [Model] {
        file.replaced(in: round.number).map { position in
            var model = row(position, in: round, name(position.delegation), zone)
            model["replaced_at"] = position.replacedAt.map { DecisionView.instant($0, zone, ask) } ?? false
            return model
        }
    }

    /// Which members favour each option.
    private func tally(of round: Round) -> [Model] {
        let standing = file.standing(in: round.number).values
        return round.options.enumerated().map { index, option in
            let countries = standing.filter { $0.option == index }.map { name($0.delegation) }.sorted(byName: \.self)
            return ["option": DecisionView.shown(option, ask), "count": ask.formats.number(countries.count), "countries": countries.isEmpty ? false : ask.formats.list(countries)]
        }
    }

    private func row(_ position: MemberPosition, in round: Round, _ country: String, _ zone: NamedZone) -> Model {
        let tone = switch position.kind {
        case .agree, .lead: "good"
        case .reservation: "warn"
        case .objection: "bad"
        case .moreTime: ""
        }
        return [
            "country": country, "stance": ["text": ask.text("decisions.position.\(position.kind.rawValue)"), "tone": tone] as Model,
            "favours": position.option.flatMap { round.options.indices.contains($0) ? DecisionView.shown(round.options[$0], ask) : nil } ?? false,
            "reason": DecisionView.shownIfAny(position.text, ask), "who": seat.maySeeNames ? position.name : false,
            "when": position.atMeeting ? ask.text("decisions.stated_at_meeting") : DecisionView.instant(position.at, zone, ask),
        ]
    }

    private func name(_ delegation: Delegation.ID) -> String { file.delegation(delegation)?.name.shown(in: ask.language).text ?? "" }
}
