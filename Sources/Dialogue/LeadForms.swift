import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// Who leads: named by the Secretariat as the network decided, and laid down by the lead.
struct LeadForms {
    let house: House
    let outside: DialogueRoom.Outside

    var routes: [Route] {
        [
            .get("/dialogue/{id}/lead", .may(.nameLead), edit),
            .post("/dialogue/{id}/lead", .may(.nameLead), name),
            .post("/dialogue/{id}/lead/end", .may(.steerTrack), end),
        ]
    }

    private func edit(_ ask: Ask) async throws -> Response { try await show(ask, Form(FormValues(), ask)) }

    private func name(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let slug = form.required("delegation", limit: 30), basis = form.optional("basis", limit: 300), seen = ask.seen(form.values), outside = outside
        if let slug, form.isValid {
            do {
                try await ask.onTrack({ $0.naming }) { bench, actor in
                    guard let delegation = try Delegations.find(slug: slug, in: bench.tx) else { throw TrackFault.notAMember }
                    let question = try outside.questions.of(tracks: [bench.track], in: bench.tx)[bench.track.id]
                    let figures = try outside.figures.figures(of: [bench.track.country], at: bench.now, in: bench.tx)[bench.track.country]
                    try bench.tracks.name(lead: delegation, of: bench.track.id, basis: basis, isDecided: question?.isOpen == false, evidence: figures, seen: seen, by: actor, at: bench.now)
                }
                return ask.redirect(to: ask.path("/dialogue/\(try ask.parameter("id"))"), done: "dialogue.lead_done")
            } catch let fault as TrackFault {
                form.fail(fault, at: fault == .concluded || fault == .changedMeanwhile ? "delegation" : nil)
            }
        }
        return try await show(ask, form)
    }

    private func end(_ ask: Ask) async throws -> Response {
        let seen = ask.seen(try await ask.form()), outside = outside, catalogue = house.catalogue
        do {
            try await ask.onTrack({ $0.steering }) { bench, actor in
                let track = try bench.tracks.endLead(of: bench.track.id, seen: seen, by: actor, at: bench.now)
                // Who leads next is the network's to decide anew.
                try outside.questions.put(TrackForms.question(track, catalogue), by: actor, at: bench.now, in: bench.tx)
            }
        } catch TrackFault.noLead {
            // Somebody was quicker; it is as it was to be.
        } catch TrackFault.changedMeanwhile {
            return ask.redirect(to: ask.path("/dialogue/\(try ask.parameter("id"))"), done: "dialogue.lead_not_ended_done")
        } catch TrackFault.concluded {
            throw PageError.notFound
        }
        return ask.redirect(to: ask.path("/dialogue/\(try ask.parameter("id"))"), done: "dialogue.lead_ended_done")
    }

    private func show(_ ask: Ask, _ form: Form) async throws -> Response {
        let (track, delegations) = try await ask.track { $0.naming }
        let options = delegations.filter { $0.kind == .member && $0.id != track.lead?.delegation }.map { ($0.slug, $0.name.shown(in: ask.language).text) }
        let fields: [Model] = [
            ["choice": form.select("delegation", label: ask.text("dialogue.lead"), options: options, empty: ask.text("web.form.choose"), required: true)],
            ["line": form.field("basis", label: ask.text("dialogue.field.basis"), hint: ask.text("dialogue.hint.basis"))],
        ]
        return try ask.showForm(ask.text("dialogue.name_lead"), form, action: track.path + "/lead", back: track.path, fields: fields, lead: ask.text("dialogue.name_lead_text"), seen: track.changedAt)
    }
}
