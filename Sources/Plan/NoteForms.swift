import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// Progress notes written and withdrawn, each for one delegation.
struct NoteForms {
    let house: House
    let live: LivePlans

    static let textLimit = 3000
    static let linkLimit = 10

    var routes: [Route] {
        [
            .post("/plan/activities/{id}/notes", .may(.writeNote), bodyLimit: NoteFile.limit + Route.formLimit, write),
            Route(.get, "/plan/notes/{note}/file", kind: .resource, access: .everyone, file),
            .post("/plan/notes/{note}/withdrawal", .may(.withdrawNote), withdraw),
        ]
    }

    private func write(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let now = ask.now
        let found = try await house.database.read { try ActivityPages.place(ask, in: $0) }
        let slug = form.values["delegation"] ?? ask.delegationsWriting.first?.slug
        guard let delegation = ask.viewer?.grants.map(\.delegation).first(where: { $0.slug == slug }) else { throw PageError.forbidden }
        let grant = try ask.require(.writeNote, of: Viewer.Owner(delegation: delegation.id.uuid))
        let text = form.required("text", limit: Self.textLimit), kind = form.choice("kind", of: ProgressNote.Kind.self), level = form.choice("level", of: PublicationLevel.self)
        if let level, !ask.levels(of: [delegation]).contains(level) { form.fail("level", "web.form.choice", ["value": ask.text("plan.level.\(level.rawValue)")]) }
        let links = links(&form), attached = attached(&form)
        guard form.isValid, let text, let kind, let level, let links else { return try await ActivityPages(house: house, live: live).show(ask, form) }
        let actor = ask.actor(grant)
        try await house.database.write { tx in
            // Only now is it certain that the activity is still there.
            let activity = try ActivityPages.place(ask, in: tx).activity
            let note = ProgressNote(id: ID(at: now), activity: activity.id, delegation: delegation, kind: kind, text: LocalizedText(source: ask.language, [ask.language: text]), links: links,
                                    level: level, writtenBy: actor.name, at: now)
            try Notes(tx).write(note, by: actor, at: now)
            if let attached { try NoteFiles(tx).keep(attached.file, attached.bytes, with: note.id, by: actor, at: now) }
        }
        return ask.redirect(to: ask.path("/plan/activities/\(found.activity.number)\(found.query)"), done: "plan.note.written_done")
    }

    private func attached(_ form: inout Form) -> (file: NoteFile, bytes: [UInt8])? {
        guard let sent = form.values.files["file"], !sent.bytes.isEmpty else { return nil }
        do throws(NoteFile.Fault) {
            return (try NoteFile(name: sent.name, bytes: sent.bytes), sent.bytes)
        } catch {
            form.fail("file", "plan.note.fault.\(error.rawValue)", ["name": String(sent.name.prefix(80)), "limit": String(NoteFile.limit / 1_048_576)])
            return nil
        }
    }

    private func file(_ ask: Ask) async throws -> Response {
        guard let id = ID<ProgressNote>(try ask.parameter("note")) else { throw PageError.notFound }
        let viewer = ask.viewer
        guard let (file, bytes) = try await house.database.read({ try NoteFiles($0).file(of: id, for: viewer) }) else { throw PageError.notFound }
        return ask.file(bytes, type: file.type, name: file.plainName)
    }

    private func links(_ form: inout Form) -> [ProgressNote.Link]? {
        guard let text = form.optional("links", limit: 4000) else { return [] }
        do throws(ProgressNote.Link.Unreadable) {
            let links = try ProgressNote.Link.list(text)
            guard links.count <= Self.linkLimit else {
                form.fail("links", "plan.note.fault.many_links", ["limit": String(Self.linkLimit)])
                return nil
            }
            return links
        } catch {
            form.fail("links", "plan.note.fault.link", ["value": error.line])
            return nil
        }
    }

    private func withdraw(_ ask: Ask) async throws -> Response {
        _ = try await ask.form()
        guard let id = ID<ProgressNote>(try ask.parameter("note")) else { throw PageError.notFound }
        let now = ask.now
        guard let note = try await house.database.read({ try Notes($0).note(id) }) else { throw PageError.notFound }
        let actor = ask.actor(try ask.require(.withdrawNote, of: Viewer.Owner(delegation: note.delegation.id.uuid)))
        let path = try await house.database.write { tx -> String? in
            try Notes(tx).withdraw(note, by: actor, at: now)
            return try Plans(tx).address(of: note.activity)
        }
        return ask.redirect(to: ask.path(path ?? "/plan"), done: "plan.note.withdrawn_done")
    }
}
