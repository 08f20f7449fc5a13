import Foundation
import Localization
import Web

/// One answer as a page shows it.
struct AnswerView {
    let answer: RuleAnswer
    let subject: RuleSubject
    let ask: Ask

    init(_ answer: RuleAnswer, _ subject: RuleSubject, _ ask: Ask) { (self.answer, self.subject, self.ask) = (answer, subject, ask) }

    var model: Model {
        let words = RuleWords(ask)
        var model: Model = [
            "sentence": words.sentence(answer, subject), "question": words.question(subject), "who": words.document(subject), "step": words.step(answer, subject),
            "tone": answer.rule?.ruling.requirement.tone ?? (subject.isOwnNational ? "good" : "warn"), "next": answer.next.map { words.ahead($0) } ?? false, "has_rule": answer.rule != nil,
            // Said also where there is nothing to say: a view looks further out for what is not there.
            "has_conditions": false, "note": false, "enacted": false,
        ]
        guard let rule = answer.rule else { return model }
        let ruling = rule.ruling, standing = words.confirmed(rule, today: ask.today)
        model["conditions"] = ruling.conditions.all.map { words.condition($0) }
        model["has_conditions"] = !ruling.conditions.all.isEmpty
        if let note = ruling.note {
            let shown = note.shown(in: ask.language)
            model["note"] = ["text": shown.text, "lang": shown.language == ask.language ? false : shown.language.code] as Model
        }
        model["source"] = ["text": words.source(ruling.source), "href": ruling.source.url.flatMap { RuleSource.isWebAddress($0) ? $0 : nil } ?? false] as Model
        model["standing"] = ["text": standing.text, "tone": standing.tone] as Model
        let applies = ask.formats.date(ruling.from)
        model["applies"] = ruling.through.map { ask.text("visas.applies.until", ["from": applies, "through": ask.formats.date($0)]) } ?? ask.text("visas.applies.from", ["from": applies])
        if let enacted = ruling.enactedOn { model["enacted"] = ask.formats.date(enacted) }
        return model
    }
}
