import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// A dialogue proposed, written anew and concluded.
struct TrackForms {
    let house: House
    let outside: DialogueRoom.Outside

    /// Characters.
    static let textLimit = 4000

    var routes: [Route] {
        [
            .get("/dialogue/new", .may(.proposeTrack), new),
            .post("/dialogue", .may(.proposeTrack), propose),
            .get("/dialogue/{id}/edit", .may(.steerTrack), edit),
            .post("/dialogue/{id}/edit", .may(.steerTrack), change),
            .get("/dialogue/{id}/conclusion", .may(.steerTrack), ending),
            .post("/dialogue/{id}/conclusion", .may(.steerTrack), conclude),
        ]
    }

    private func new(_ ask: Ask) async throws -> Response { try await show(ask, Form(FormValues(), ask)) }

    private func propose(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let country = country(&form), objectives = form.localized("objectives", limit: Self.textLimit), level = level(&form), chosen = form.values.all("participants")
        if objectives.isEmpty { form.fail(.objectivesMissing) }
        guard let country, let level, form.isValid else { return try await show(ask, form) }
        let viewer = try ask.person(), grant = try ask.require(.proposeTrack), now = ask.now, outside = outside, catalogue = house.catalogue
        do {
            let made = try await house.database.write { tx in
                var participants = try Self.members(chosen, in: tx)
                if grant.delegation.kind == .member { participants.append(grant.delegation.id) }
                let evidence = try outside.figures.figures(of: [country], at: now, in: tx)[country], actor = viewer.actor(by: grant)
                let track = try Tracks(tx).propose(country, objectives: objectives, level: level, participants: participants, evidence: evidence, by: grant.delegation.id,
                                                   isDemonstration: viewer.isDemonstration, actor, at: now)
                // Who leads is the network's to decide: the question goes before it at once, as a draft.
                try outside.questions.put(Self.question(track, catalogue), by: actor, at: now, in: tx)
                return track
            }
            return ask.redirect(to: ask.path(made.path), done: "dialogue.proposed_done")
        } catch let fault as TrackFault {
            form.fail(fault)
            return try await show(ask, form)
        }
    }

    /// "Who leads the dialogue with …?", in both languages of work.
    static func question(_ track: Track, _ catalogue: Catalogue) -> LeadQuestion {
        func text(_ key: String) -> LocalizedText {
            func words(_ language: Language) -> String { catalogue.text(key, in: language, ["country": track.country.nameInText(in: language.code)]) }
            return LocalizedText(es: words(.spanish), en: words(.english))
        }
        return LeadQuestion(reference: track.leadQuestion, text: text("dialogue.lead_question"), background: text("dialogue.lead_background"), level: track.audience)
    }

    private func edit(_ ask: Ask) async throws -> Response {
        let found = try await ask.track { $0.steering }
        return try show(ask, Form(FormValues(), ask), found.track, found.delegations)
    }

    private func change(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let objectives = form.localized("objectives", limit: Self.textLimit), level = level(&form), chosen = form.values.all("participants"), seen = ask.seen(form.values)
        if objectives.isEmpty { form.fail(.objectivesMissing) }
        if let level, form.isValid {
            do {
                try await ask.onTrack({ $0.steering }) { bench, actor in
                    try bench.tracks.change(bench.track.id, objectives: objectives, level: level, participants: Self.members(chosen, in: bench.tx), seen: seen, by: actor, at: bench.now)
                }
                return ask.redirect(to: ask.path("/dialogue/\(try ask.parameter("id"))"), done: "dialogue.changed_done")
            } catch let fault as TrackFault {
                form.fail(fault, at: fault == .changedMeanwhile || fault == .concluded ? "objectives_es" : nil)
            }
        }
        let found = try await ask.track { $0.steering }
        return try show(ask, form, found.track, found.delegations)
    }

    // MARK: Its end

    private func ending(_ ask: Ask) async throws -> Response { try await showEnding(ask, Form(FormValues(), ask)) }

    private func conclude(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let result = form.localized("result", limit: Self.textLimit), on = form.required("concluded_on") == nil ? nil : form.day("concluded_on"), seen = ask.seen(form.values)
        if let on, form.isValid {
            do {
                try await ask.onTrack({ $0.steering }) { bench, actor in try bench.tracks.conclude(bench.track.id, on: on, result: result, seen: seen, by: actor, at: bench.now) }
                return ask.redirect(to: ask.path("/dialogue/\(try ask.parameter("id"))"), done: "dialogue.concluded_done")
            } catch let fault as TrackFault {
                form.fail(fault, at: [.noLead, .concluded, .changedMeanwhile].contains(fault) ? "result_es" : nil)
            }
        }
        return try await showEnding(ask, form)
    }

    private func showEnding(_ ask: Ask, _ form: Form) async throws -> Response {
        let (track, _) = try await ask.track { $0.steering }
        let fields: [Model] = [["line": form.field("concluded_on", label: ask.text("dialogue.field.concluded_on"), value: ask.today.description, type: "date", required: true)]] + form.areas("result", nil, ask)
        return try ask.showForm(ask.text("dialogue.conclude"), form, action: track.path + "/conclusion", back: track.path, fields: fields, lead: ask.text("dialogue.conclude_lead"), seen: track.changedAt, button: "dialogue.conclude")
    }

    // MARK: The form

    private func country(_ form: inout Form) -> CountryCode? {
        guard let text = form.required("country") else { return nil }
        guard let country = CountryCode(text) else {
            form.fail("country", "web.form.choice", ["value": text])
            return nil
        }
        if country.isMember { form.fail(.isMember) }
        return country
    }

    private func level(_ form: inout Form) -> PublicationLevel? {
        guard let level: PublicationLevel = form.choice("level") else { return nil }
        if !Track.levels.contains(level) { form.fail("level", "web.form.choice", ["value": level.rawValue]) }
        return level
    }

    /// Those of the short names that are members; what is none is left out, as boxes that were never offered.
    private static func members(_ slugs: [String], in tx: Transaction) throws -> [Delegation.ID] {
        try Delegations.all(in: tx).filter { $0.kind == .member && slugs.contains($0.slug) }.map(\.id)
    }

    private func show(_ ask: Ask, _ form: Form) async throws -> Response {
        let delegations = try await house.database.read { try Delegations.all(in: $0) }
        return try show(ask, form, nil, delegations)
    }

    private func show(_ ask: Ask, _ form: Form, _ track: Track?, _ delegations: [Delegation]) throws -> Response {
        let code = ask.language.code
        let countries = CountryCode.all(sortedIn: code).filter { !$0.isMember }.map { ($0.rawValue, $0.name(in: code)) }
        let members = delegations.filter { $0.kind == .member }, chosen = members.filter { track?.participants.contains($0.id) ?? false }.map(\.slug)
        var fields: [Model] = []
        if track == nil { fields.append(["choice": form.select("country", label: ask.text("dialogue.field.country"), options: countries, empty: ask.text("web.form.choose"), required: true)]) }
        fields += form.areas("objectives", track?.objectives, ask, hinted: true)
        fields.append(["boxes": form.checks("participants", label: ask.text("dialogue.field.participants"), options: members.map { ($0.slug, $0.name.shown(in: ask.language).text) }, chosen: chosen,
                                            hint: ask.text("dialogue.hint.participants"))])
        fields.append(["choice": form.select("level", label: ask.text("dialogue.field.level"), options: Track.levels.map { ($0.rawValue, ask.text("dialogue.level.\($0.rawValue)")) },
                                             value: (track?.level ?? .network).rawValue, hint: ask.text("dialogue.hint.level"), required: true)])
        return try ask.showForm(ask.text(track == nil ? "dialogue.new" : "dialogue.edit"), form, action: track.map { $0.path + "/edit" } ?? "/dialogue", back: track?.path ?? "/dialogue", fields: fields,
                                lead: track == nil ? ask.text("dialogue.new_lead") : nil, seen: track?.changedAt)
    }
}
