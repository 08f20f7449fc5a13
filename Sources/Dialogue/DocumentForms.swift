import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// Links to the documents of a dialogue.
struct DocumentForms {
    let house: House

    var routes: [Route] {
        [
            .get("/dialogue/{id}/documents/new", .may(.addStep), new),
            .post("/dialogue/{id}/documents", .may(.addStep), add),
            .post("/dialogue/{id}/documents/{document}/removal", .may(.addStep), remove),
        ]
    }

    private func new(_ ask: Ask) async throws -> Response { try await show(ask, Form(FormValues(), ask)) }

    private func add(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let title = form.required("document_title", limit: 200), url = form.required("url", limit: 500)
        if let title, let url, form.isValid {
            do {
                try await ask.onTrack({ $0.steering ?? $0.takingPart }) { bench, actor in
                    guard let grant = bench.seat.steering ?? bench.seat.takingPart else { throw PageError.forbidden }
                    try bench.tracks.add(document: title, url, of: grant.delegation.id, to: bench.track.id, by: actor, at: bench.now)
                }
                return ask.redirect(to: ask.path("/dialogue/\(try ask.parameter("id"))"), done: "dialogue.document_done")
            } catch let fault as TrackFault {
                form.fail(fault, at: fault == .address ? nil : "document_title")
            }
        }
        return try await show(ask, form)
    }

    private func remove(_ ask: Ask) async throws -> Response {
        _ = try await ask.form()
        guard let id = Track.Document.ID(try ask.parameter("document")) else { throw PageError.notFound }
        do {
            try await ask.onTrack({ seat in seat.track.documents.first { $0.id == id }.flatMap { seat.changing($0.delegation) } }) { bench, actor in
                try bench.tracks.remove(document: id, from: bench.track.id, by: actor, at: bench.now)
            }
        } catch is TrackFault {
            throw PageError.notFound
        }
        return ask.redirect(to: ask.path("/dialogue/\(try ask.parameter("id"))"), done: "dialogue.document_removed_done")
    }

    private func show(_ ask: Ask, _ form: Form) async throws -> Response {
        let (track, _) = try await ask.track { $0.steering ?? $0.takingPart }
        let fields: [Model] = [
            ["line": form.field("document_title", label: ask.text("dialogue.field.document_title"), required: true)],
            ["line": form.field("url", label: ask.text("dialogue.field.url"), type: "url", hint: ask.text("dialogue.hint.url"), required: true, inputmode: "url")],
        ]
        return try ask.showForm(ask.text("dialogue.new_document"), form, action: track.path + "/documents", back: track.path, fields: fields)
    }
}
