import Accounts
import Foundation
import Geography
import Localization
import Storage
import Web

/// The fields of an activity's words, calendar and responsible delegations: the same where it is changed and where it is added.
struct ActivityFields {
    let ask: Ask
    let delegations: [Delegation]
    /// The language in which it must have a text.
    let source: Language

    /// What was filled in.
    struct Filled: Sendable {
        fileprivate(set) var texts: [Language: String] = [:]
        fileprivate(set) var calendarTexts: [Language: String] = [:]
        fileprivate(set) var meaning = ActivityCalendar.Meaning.toBeDefined
        fileprivate(set) var responsible: [Activity.Responsible] = []

        func applied(to activity: Activity) -> Activity {
            var after = activity
            for (language, text) in texts { after.text.set(text, in: language) }
            for (language, text) in calendarTexts { after.calendar.text.set(text, in: language) }
            (after.calendar.meaning, after.responsible) = (meaning, responsible)
            return after
        }

        func activity(_ number: ActivityNumber, of edition: Edition, at now: Date) -> Activity {
            Activity(id: ID(at: now), edition: edition.id, number: number, text: LocalizedText(source: .spanish, texts),
                     calendar: ActivityCalendar(meaning, text: LocalizedText(source: .spanish, calendarTexts)), responsible: responsible, addedAt: now, changedAt: now)
        }
    }

    func model(_ form: Form, _ activity: Activity?) -> Model {
        func label(_ name: String) -> String { ask.text("plan.edit.field.\(name)") }
        func name(of language: Language) -> String { ask.house.catalogue.text("language.name", in: language) }
        // Members by the alphabet of whoever reads, then the others.
        let sorted = delegations.filter { $0.kind == .member }.sorted(byName: shown) + delegations.filter { $0.kind != .member }
        let parties = sorted.map { ($0.slug, shown($0)) }, meaning = activity?.calendar.meaning
        return [
            "texts": Language.all.map { form.area("text_\($0.code)", label: ask.text("plan.edit.field.text_in", ["language": name(of: $0)]), value: activity?.text[$0], required: $0 == source, lang: $0.code) },
            "calendar_texts": Language.all.map { form.area("calendar_\($0.code)", label: ask.text("plan.edit.field.calendar_in", ["language": name(of: $0)]), value: activity?.calendar.text[$0], lang: $0.code) },
            "sort": form.select("kind", label: label("kind"), options: ActivityCalendar.Meaning.Kind.allCases.map { ($0.rawValue, ask.text("plan.edit.kind.\($0.rawValue)")) },
                                value: (meaning?.kind ?? .toBeDefined).rawValue, required: true),
            "begins": form.field("from", label: label("from"), value: meaning?.from?.description, type: "date"), "ends": form.field("to", label: label("to"), value: meaning?.to?.description, type: "date"),
            "months": form.field("months", label: label("months"), value: meaning?.months.map(String.init), type: "number", inputmode: "numeric"),
            "lead": form.checks("lead", label: label("lead"), options: parties, chosen: activity?.delegations(.lead).map(\.slug) ?? []),
            "support": form.checks("support", label: label("support"), options: parties, chosen: activity?.delegations(.support).map(\.slug) ?? []),
        ]
    }

    private func shown(_ delegation: Delegation) -> String { delegation.name.shown(in: ask.language).text }

    /// - Returns: nil with messages beside the fields.
    func read(_ form: inout Form) -> Filled? {
        var filled = Filled()
        for language in Language.all {
            let name = "text_\(language.code)"
            filled.texts[language] = (language == source ? form.required(name, limit: MatrixImport.textLimit) : form.optional(name, limit: MatrixImport.textLimit))?.squeezed ?? ""
            filled.calendarTexts[language] = form.optional("calendar_\(language.code)", limit: MatrixImport.textLimit)?.squeezed ?? ""
        }
        if let meaning = meaning(&form) { filled.meaning = meaning }
        filled.responsible = responsible(&form)
        return form.isValid ? filled : nil
    }

    private func meaning(_ form: inout Form) -> ActivityCalendar.Meaning? {
        guard let kind = form.choice("kind", of: ActivityCalendar.Meaning.Kind.self) else { return nil }
        let from = form.day("from"), to = form.day("to"), months = form.values["months"].flatMap { Int($0) }
        guard form.isValid else { return nil }
        guard let meaning = ActivityCalendar.Meaning(kind, from: from, to: to, months: months) else {
            form.fail(kind == .recurring ? "months" : "from", "plan.edit.fault.\(kind == .recurring ? "months" : "period")")
            return nil
        }
        return meaning
    }

    private func responsible(_ form: inout Form) -> [Activity.Responsible] {
        let lead = Set(form.values.all("lead")), support = Set(form.values.all("support"))
        if !lead.isDisjoint(with: support) { form.fail("support", "plan.edit.fault.both") }
        func parties(_ slugs: Set<String>, _ part: Activity.Responsible.Part) -> [Activity.Responsible] {
            delegations.filter { slugs.contains($0.slug) }.sorted { $0.slug < $1.slug }.map { Activity.Responsible(delegation: $0, part: part) }
        }
        return parties(lead, .lead) + parties(support, .support)
    }
}
