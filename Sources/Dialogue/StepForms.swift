import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// Steps of a dialogue: planned, put off, done with their result.
struct StepForms {
    let house: House

    static let titleLimit = 200, textLimit = 4000

    var routes: [Route] {
        [
            .get("/dialogue/{id}/steps/new", .may(.addStep), new),
            .post("/dialogue/{id}/steps", .may(.addStep), add),
            .get("/dialogue/{id}/steps/{step}", .may(.addStep), edit),
            .post("/dialogue/{id}/steps/{step}", .may(.addStep), change),
            .post("/dialogue/{id}/steps/{step}/removal", .may(.addStep), remove),
        ]
    }

    private func new(_ ask: Ask) async throws -> Response { try await show(ask, Form(FormValues(), ask), nil) }
    private func edit(_ ask: Ask) async throws -> Response { try await show(ask, Form(FormValues(), ask), try step(ask)) }

    private func add(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let id = ID<Step>(at: ask.now), read = read(&form), slug = form.values["delegation"], now = ask.now
        if let read, form.isValid {
            do {
                try await ask.onTrack({ $0.steering ?? $0.takingPart }) { bench, actor in
                    let whose = try Self.delegation(slug, bench)
                    try bench.tracks.add(read.step(id, of: whose, at: now), to: bench.track.id, by: actor, at: now)
                }
                return ask.redirect(to: ask.path("/dialogue/\(try ask.parameter("id"))"), done: "dialogue.step_done")
            } catch let fault as TrackFault {
                form.fail(fault)
            }
        }
        return try await show(ask, form, nil)
    }

    private func change(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let id = try step(ask), read = read(&form), slug = form.values["delegation"], seen = ask.seen(form.values), now = ask.now
        if let read, form.isValid {
            do {
                try await ask.onTrack({ seat in seat.track.steps.first { $0.id == id }.flatMap { seat.changing($0.delegation) } }) { bench, actor in
                    let whose = try Self.delegation(slug, bench)
                    try bench.tracks.change(read.step(id, of: whose, at: now), of: bench.track.id, seen: seen, by: actor, at: now)
                }
                return ask.redirect(to: ask.path("/dialogue/\(try ask.parameter("id"))"), done: "dialogue.step_done")
            } catch let fault as TrackFault {
                form.fail(fault)
            }
        }
        return try await show(ask, form, id)
    }

    private func remove(_ ask: Ask) async throws -> Response {
        let seen = ask.seen(try await ask.form()), id = try step(ask)
        do {
            try await ask.onTrack({ seat in seat.track.steps.first { $0.id == id }.flatMap { seat.changing($0.delegation) } }) { bench, actor in
                try bench.tracks.remove(step: id, from: bench.track.id, seen: seen, by: actor, at: bench.now)
            }
            return ask.redirect(to: ask.path("/dialogue/\(try ask.parameter("id"))"), done: "dialogue.step_removed_done")
        } catch let fault as TrackFault {
            // As it is now, so that whoever still wants to can.
            var form = Form(FormValues(), ask)
            if fault == .changedMeanwhile { form.fail("title_es", "dialogue.fault.changed_before_removal") } else { form.fail(fault) }
            return try await show(ask, form, id)
        }
    }

    private func step(_ ask: Ask) throws -> Step.ID {
        guard let id = Step.ID(try ask.parameter("step")) else { throw PageError.notFound }
        return id
    }

    /// Whose step it is: who steers may say so for any who takes part, others only for themselves.
    private static func delegation(_ slug: String?, _ bench: TrackBench) throws -> Delegation.ID {
        if bench.seat.steering != nil, let slug {
            guard let found = try Delegations.find(slug: slug, in: bench.tx) else { throw TrackFault.notTakingPart }
            return found.id
        }
        guard let own = bench.seat.takingPart?.delegation.id else { throw TrackFault.notTakingPart }
        return own
    }

    // MARK: The form

    private struct Typed: Sendable {
        let kind: Step.Kind
        let title: LocalizedText
        let plannedOn: Day?
        let doneOn: Day?
        let result: LocalizedText

        func step(_ id: Step.ID, of delegation: Delegation.ID, at now: Date) -> Step {
            Step(id: id, kind: kind, title: title, delegation: delegation, plannedOn: plannedOn, doneOn: doneOn, result: result, changedAt: now)
        }
    }

    private func read(_ form: inout Form) -> Typed? {
        let kind: Step.Kind? = form.choice("kind"), title = form.localized("title", limit: Self.titleLimit), planned = form.day("planned_on"), done = form.day("done_on")
        let result = form.localized("result", limit: Self.textLimit)
        if title.isEmpty { form.fail(.titleMissing) }
        guard let kind, form.isValid else { return nil }
        return Typed(kind: kind, title: title, plannedOn: planned, doneOn: done, result: result)
    }

    private func show(_ ask: Ask, _ form: Form, _ id: Step.ID?) async throws -> Response {
        let (track, delegations) = try await ask.track(), seat = TrackSeat(ask.viewer, house.permissions, track), step = track.steps.first { $0.id == id }
        if id != nil, step == nil { throw PageError.notFound }
        guard step.map({ seat.changing($0.delegation) != nil }) ?? (seat.steering != nil || seat.takingPart != nil) else { throw PageError.forbidden }
        func line(_ name: String, _ value: String?, type: String = "text", lang: String? = nil, hinted: Bool = false) -> Model {
            ["line": form.field(name, label: ask.text("dialogue.field.\(name)"), value: value, type: type, hint: hinted ? ask.text("dialogue.hint.\(name)") : nil, lang: lang)]
        }
        var fields: [Model] = [["choice": form.select("kind", label: ask.text("dialogue.field.kind"), options: Step.Kind.allCases.map { ($0.rawValue, ask.text("dialogue.kind.\($0.rawValue)")) },
                                                      value: step?.kind.rawValue, empty: ask.text("web.form.choose"), required: true)]]
        if seat.steering != nil {
            let taking = delegations.filter { track.participants.contains($0.id) || $0.id == step?.delegation }, own = step?.delegation ?? track.lead?.delegation
            fields.append(["choice": form.select("delegation", label: ask.text("dialogue.field.step_of"), options: taking.map { ($0.slug, $0.name.shown(in: ask.language).text) },
                                                 value: taking.first { $0.id == own }?.slug, required: true)])
        }
        fields += [line("title_es", step?.title[.spanish], lang: "es"), line("title_en", step?.title[.english], lang: "en"),
                   line("planned_on", step?.plannedOn?.description, type: "date"), line("done_on", step?.doneOn?.description, type: "date", hinted: true)]
        fields += form.areas("result", step?.result, ask, hinted: true)
        return try ask.showForm(ask.text(step == nil ? "dialogue.new_step" : "dialogue.edit_step"), form, action: track.path + "/steps" + (step.map { "/\($0.id)" } ?? ""), back: track.path,
                                fields: fields, seen: step?.changedAt, removal: step.flatMap { removal($0, of: track, ask) })
    }

    /// nil for what is done.
    private func removal(_ step: Step, of track: Track, _ ask: Ask) -> Model? {
        step.isDone ? nil : ["action": ask.path("\(track.path)/steps/\(step.id)/removal"), "text": ask.text("dialogue.remove_step"), "explained": ask.text("dialogue.remove_step_text")]
    }
}
