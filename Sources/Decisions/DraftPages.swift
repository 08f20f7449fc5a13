import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// A question put, and worded anew.
struct DraftPages {
    let house: House

    /// Characters.
    static let questionLimit = 500, textLimit = 20_000

    var routes: [Route] {
        [
            .get("/decisions/new", .may(.putDecision), new),
            .post("/decisions", .may(.putDecision), put),
            .get("/decisions/{id}/edit", .may(.putDecision), edit),
            .post("/decisions/{id}/edit", .may(.putDecision), reword),
        ]
    }

    private func new(_ ask: Ask) async throws -> Response {
        try show(ask, Form(FormValues(), ask), nil)
    }

    private func put(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let typed = read(&form)
        guard let (wording, procedure) = typed, form.isValid else { return try show(ask, form, nil) }
        let viewer = try ask.person(), permissions = house.permissions, clock = house.clock
        do {
            let decision = try await house.database.write { tx in
                let now = clock.now
                guard let (grant, office) = try Seat(viewer, permissions, at: now, in: tx).putting else { throw PageError.forbidden }
                let origin = Decision.Origin(office, of: grant.delegation.id, name: viewer.name)
                return try Decisions(tx).put(wording, procedure: procedure, from: origin, by: viewer.actor(by: grant), at: now)
            }
            return ask.redirect(to: ask.path(decision.path), done: "decisions.put_done")
        } catch let fault as DecisionFault {
            form.fail(fault, ask)
            return try show(ask, form, nil)
        }
    }

    private func edit(_ ask: Ask) async throws -> Response {
        let decision = try await found(ask)
        guard decision.state.isEditable else { return ask.redirect(to: ask.path(decision.path)) }
        return try show(ask, Form(FormValues(), ask), decision)
    }

    private func reword(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let typed = read(&form)
        guard let (wording, procedure) = typed, form.isValid else { return try show(ask, form, try await found(ask)) }
        let seen = form.values["seen"].flatMap(Int64.init).map(Date.init(microsecondsSince1970:))
        do {
            let path = try await ask.onDecision { bench in
                guard let grant = bench.seat.authoring(bench.decision) else { throw PageError.forbidden }
                try bench.decisions.reword(bench.decision.id, wording, procedure: procedure, seen: seen, by: bench.actor(grant), at: bench.now)
                return bench.decision.path
            }
            return ask.redirect(to: ask.path(path), done: "decisions.reworded_done")
        } catch let fault as DecisionFault {
            // What was typed is shown again also where the state no longer lets it be kept.
            let told = FaultWords(fault, ask)
            form.fail(told.isFinal ? "question_es" : fault.field, "decisions.fault.\(fault.name)", FaultWords.values(fault, ask))
            return try show(ask, form, try await found(ask))
        }
    }

    /// - Throws: ``PageError/forbidden`` for somebody else's.
    private func found(_ ask: Ask) async throws -> Decision {
        let key = try ask.parameter("id"), viewer = ask.viewer, permissions = house.permissions, now = ask.now
        let found = try await house.database.read { tx -> (Decision, Seat)? in
            guard let decision = try Decisions(tx).decision(key: key) else { return nil }
            return (decision, try Seat(viewer, permissions, at: now, in: tx))
        }
        guard let (decision, seat) = found, seat.maySee(decision) else { throw PageError.notFound }
        guard seat.authoring(decision) != nil else { throw PageError.forbidden }
        return decision
    }

    // MARK: The form

    private func read(_ form: inout Form) -> (Wording, Decision.Procedure)? {
        func text(_ name: String, limit: Int, required: Bool = false) -> LocalizedText {
            let texts = [Language.spanish, .english].map { language -> String in
                let field = "\(name)_\(language.code)"
                return (required ? form.required(field, limit: limit) : form.optional(field, limit: limit)) ?? ""
            }
            return LocalizedText(es: texts[0], en: texts[1])
        }
        let question = text("question", limit: Self.questionLimit, required: true), background = text("background", limit: Self.textLimit), draft = text("text", limit: Self.textLimit)
        let options = options(&form), concern = concern(&form), procedure: Decision.Procedure? = form.choice("procedure"), level: PublicationLevel? = form.choice("level")
        if let level, !Wording.levels.contains(level) { form.fail("level", "web.form.choice", ["value": level.rawValue]) }
        guard let procedure, let level, form.isValid else { return nil }
        return (Wording(question: question, background: background, text: draft, options: options, concern: concern, level: level), procedure)
    }

    /// One a line, as many in each language.
    private func options(_ form: inout Form) -> [LocalizedText] {
        func lines(_ field: String) -> [String] {
            (form.optional(field, limit: 4000) ?? "").split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
        let spanish = lines("options_es"), english = lines("options_en")
        guard spanish.count == english.count else {
            form.fail("options_en", "decisions.fault.options", ["spanish": String(spanish.count), "english": String(english.count)])
            return []
        }
        return zip(spanish, english).map { LocalizedText(es: $0, en: $1) }
    }

    private func concern(_ form: inout Form) -> Decision.Concern? {
        guard form.values["concern_kind"] != nil else { return nil }
        guard let kind: Decision.Concern.Kind = form.choice("concern_kind"), let key = form.required("concern_key", limit: 80) else { return nil }
        return Decision.Concern(kind, key)
    }

    private func show(_ ask: Ask, _ form: Form, _ decision: Decision?) throws -> Response {
        let wording = decision?.wording
        func field(_ name: String, _ value: String?, lang: String? = nil, hint: String? = nil, required: Bool = false) -> Model {
            form.field(name, label: ask.text("decisions.field.\(name)"), value: value, hint: hint.map { ask.text("decisions.hint.\($0)") }, required: required, lang: lang)
        }
        func choice(_ name: String, _ options: [(String, String)], _ value: String?, empty: String? = nil, required: Bool = true) -> Model {
            form.select(name, label: ask.text("decisions.field.\(name)"), options: options, value: value, hint: ask.text("decisions.hint.\(name)"), empty: empty, required: required)
        }
        func lines(_ language: Language) -> String? { wording?.options.map { $0[language] ?? "" }.joined(separator: "\n") }
        let title = ask.text(decision == nil ? "decisions.new" : "decisions.edit")
        let model: Model = [
            "title": title, "csrf": ask.formToken, "summary": form.summary ?? false, "back": ask.path(decision?.path ?? "/decisions"),
            "action": ask.path(decision.map { $0.path + "/edit" } ?? "/decisions"), "seen": decision.map { form.values["seen"] ?? String($0.changedAt.microsecondsSince1970) } ?? false,
            "question_es": field("question_es", wording?.question[.spanish], lang: "es", required: true), "question_en": field("question_en", wording?.question[.english], lang: "en", required: true),
            "background_es": field("background_es", wording?.background[.spanish], lang: "es"), "background_en": field("background_en", wording?.background[.english], lang: "en"),
            "text_es": field("text_es", wording?.text[.spanish], lang: "es", hint: "text"), "text_en": field("text_en", wording?.text[.english], lang: "en"),
            "options_es": field("options_es", lines(.spanish), lang: "es", hint: "options"), "options_en": field("options_en", lines(.english), lang: "en"),
            "concern_kind": choice("concern_kind", Decision.Concern.Kind.allCases.map { ($0.rawValue, ask.text("decisions.concern.\($0.rawValue)")) }, wording?.concern?.kind.rawValue,
                                   empty: ask.text("decisions.concern.none"), required: false),
            "concern_key": field("concern_key", wording?.concern?.key, hint: "concern_key"),
            "procedure": choice("procedure", Decision.Procedure.allCases.map { ($0.rawValue, ask.text("decisions.procedure.\($0.rawValue)")) }, (decision?.procedure ?? .silence).rawValue),
            "level": choice("level", Wording.levels.map { ($0.rawValue, ask.text("decisions.level.\($0.rawValue)")) }, (wording?.level ?? .network).rawValue),
        ]
        var page = Page("decisions/draft", title: title, model)
        page.section = "decisions"
        page.isIndexed = false
        if !form.isValid { page.status = .unprocessableContent }
        return try ask.show(page)
    }
}
