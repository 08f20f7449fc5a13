import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Web

/// One decision with what this person may do about it: the forms that the state and the seat allow, each with what was typed
/// and what is wrong when it comes back.
struct DecisionPage {
    /// Which of the page's forms comes back.
    enum Part { case position, round, outcome, withdrawal }

    let file: DecisionFile
    let seat: Seat
    let ask: Ask
    let now: Date
    var failed: (part: Part, form: Form)?
    /// What was asked and cannot be done any more, whatever is typed.
    var refusal: String?

    private var decision: Decision { file.decision }

    func show() throws -> Response {
        var model = FileView(file: file, seat: seat, ask: ask, now: now).model
        let title = decision.wording.question.shown(in: ask.language).text
        model["title"] = title
        model["back"] = ask.path("/decisions")
        model["record"] = ask.path(decision.path + "/record")
        model["csrf"] = ask.formToken
        model["summary"] = failed?.form.summary
        model["refusal"] = refusal ?? false
        model["typed"] = typed
        model["has_typed"] = !typed.isEmpty
        model["edit"] = decision.state.isEditable && seat.authoring(decision) != nil ? ask.path(decision.path + "/edit") : false
        model["speak"] = speaking ?? false
        model["circulate"] = circulating ?? false
        model["conclude"] = concluding ?? false
        model["withdraw"] = withdrawing ?? false
        var page = Page("decisions/decision", title: title, model)
        page.section = "decisions"
        page.isIndexed = decision.audience == .public
        page.json = "/api/v1/decisions/\(decision.key)"
        if let deadline = file.round?.deadline?.instant, deadline > now { page.validUntil = deadline }
        if refusal != nil { page.status = .conflict } else if failed != nil { page.status = .unprocessableContent }
        return try ask.show(page)
    }

    private func form(_ part: Part) -> Form {
        if let failed, failed.part == part { return failed.form }
        return Form(FormValues(), ask)
    }

    /// What a form was opened with. It stays with a form that comes back, until its writer has been told that there is something newer.
    private func seen(_ name: String, in part: Part, now: String) -> String {
        guard refusal == nil, let failed, failed.part == part else { return now }
        return failed.form.values[name] ?? now
    }

    /// What was typed into a form that is no longer there, so that it can be copied.
    private var typed: [Model] {
        guard refusal != nil, let failed, (failed.part == .position && speaking == nil) || (failed.part == .outcome && concluding == nil) else { return [] }
        let fields = ["reason", "adopted_es", "adopted_en", "outcome_note"].map { ($0, label($0)) }
            + file.members.map { ("reservation_\($0.slug)", ask.text("decisions.reservation_of", ["country": $0.name.shown(in: ask.language).text])) }
        return fields.compactMap { name, label in failed.form.values[name].map { ["label": label, "text": $0] as Model } }
    }

    private func label(_ name: String) -> String { ask.text("decisions.field.\(name)") }
    private func hint(_ name: String) -> String { ask.text("decisions.hint.\(name)") }

    // MARK: To take position

    private var speaking: Model? {
        guard let round = file.round, round.isOpen(at: now), decision.state == .circulated else { return nil }
        let voices = file.members.filter { seat.voice(of: $0) != nil }
        guard let first = voices.first else { return nil }
        let form = form(.position), isExtended = file.rounds.contains { $0.moreTime != nil }
        let kinds = MemberPosition.Kind.allCases.filter { $0 != .moreTime || round.deadline != nil && !isExtended }
        let standing = file.standing(in: round.number)[first.id]
        return [
            "action": ask.path(decision.path + "/positions"), "round": seen("round", in: .position, now: String(round.number)),
            "readers": ask.text("decisions.readers.\(round.level.rawValue)"),
            "as_one": voices.count == 1 ? ["slug": first.slug, "text": ask.text("decisions.speaking_for", ["country": first.name.shown(in: ask.language).text])] as Model : false,
            "as_several": voices.count == 1 ? false : form.select("delegation", label: label("delegation"), options: voices.map { ($0.slug, $0.name.shown(in: ask.language).text) }, required: true),
            "has_spoken": voices.count == 1 && standing.map { $0.kind != .moreTime } ?? false,
            "position": form.select("position", label: label("position"), options: kinds.map { ($0.rawValue, ask.text("decisions.position_choice.\($0.rawValue)", ["days": String(Round.Extension.days)])) },
                                    hint: round.procedure == .silence ? hint("position_silence") : hint("position_consensus"), empty: ask.text("web.form.choose"), required: true),
            "favoured": round.options.isEmpty ? false : form.select("favoured", label: label("favoured"), options: round.options.enumerated().map { (String($0.offset), $0.element.shown(in: ask.language).text) },
                                                                    value: voices.count == 1 ? standing?.option.map(String.init) : nil, hint: hint("favoured"), empty: ask.text("decisions.favours_none")),
            "reasons": form.field("reason", label: label("reason"), hint: hint("reason"), lang: ask.language.code),
        ]
    }

    // MARK: To convene

    private var circulating: Model? {
        guard decision.state.isEditable, seat.convening != nil else { return nil }
        let form = form(.round), isFirst = file.round == nil
        return [
            "action": ask.path(decision.path + "/rounds"), "seen": seen("seen", in: .round, now: String(decision.changedAt.microsecondsSince1970)),
            "heading": ask.text(isFirst ? "decisions.circulate" : "decisions.new_round"), "explanation": ask.text(isFirst ? "decisions.circulate_text" : "decisions.new_round_text"),
            "procedure_field": form.select("procedure", label: label("procedure"), options: Decision.Procedure.allCases.map { ($0.rawValue, ask.text("decisions.procedure.\($0.rawValue)")) },
                                           value: decision.procedure.rawValue, hint: hint("procedure"), required: true),
            "day": form.field("deadline_on", label: label("deadline_on"), type: "date", hint: hint("deadline_on")),
            "hour": form.field("deadline_at", label: label("deadline_at"), value: "18:00", type: "time", hint: hint("deadline_at")),
            "zone": form.select("zone", label: label("zone"), options: NamedZone.offered.map { ($0.rawValue, ask.text("web.zone.\($0.name)")) }, value: NamedZone.standard.rawValue),
        ]
    }

    private var concluding: Model? {
        guard decision.state == .circulated, let round = file.round, round.procedure == .consensus, seat.convening != nil else { return nil }
        let form = form(.outcome), results: [Round.End.Result] = [.adopted, .noConsensus]
        let members = file.members.map { ($0.slug, $0.name.shown(in: ask.language).text) }.sorted(byName: \.1)
        return [
            "action": ask.path(decision.path + "/outcome"), "round": seen("round", in: .outcome, now: String(round.number)),
            "option": round.options.isEmpty ? false : form.select("option", label: label("option"), options: round.options.enumerated().map { (String($0.offset), $0.element.shown(in: ask.language).text) },
                                                                  hint: hint("option"), empty: ask.text("decisions.no_option")),
            "result": form.select("result", label: label("result"), options: results.map { ($0.rawValue, ask.text("decisions.result_choice.\($0.rawValue)")) }, empty: ask.text("web.form.choose"), required: true),
            "held": form.field("held_on", label: label("held_on"), type: "date", required: true), "place": form.field("place", label: label("place"), required: true),
            "adopted_es": form.field("adopted_es", label: label("adopted_es"), value: round.text[.spanish], hint: hint("adopted"), lang: "es"),
            "adopted_en": form.field("adopted_en", label: label("adopted_en"), value: round.text[.english], lang: "en"),
            "outcome_note": form.field("outcome_note", label: label("outcome_note"), lang: ask.language.code),
            "reservations": members.map { form.field("reservation_\($0.0)", label: ask.text("decisions.reservation_of", ["country": $0.1]), lang: ask.language.code) },
            "is_open": form.values.names.contains { $0.hasPrefix("reservation_") && form.values[$0] != nil },
        ]
    }

    private var withdrawing: Model? {
        guard !decision.state.isOver, file.round?.isClosing(at: now) != true, seat.authoring(decision) != nil else { return nil }
        return ["action": ask.path(decision.path + "/withdrawal"), "is_open": failed?.part == .withdrawal, "note": form(.withdrawal).field("withdrawal_note", label: label("withdrawal_note"))]
    }
}
