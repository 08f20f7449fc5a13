import Accounts
import Foundation
import Hummingbird
import Localization
import Records
import Storage
import Web

/// What one person may do in one dialogue: all rules of access beside the permissions' table.
struct TrackSeat {
    let viewer: Viewer?
    let permissions: Permissions
    let track: Track

    init(_ viewer: Viewer?, _ permissions: Permissions, _ track: Track) { (self.viewer, self.permissions, self.track) = (viewer, permissions, track) }

    /// As the lead (the proposer while there is none) or the Secretariat.
    var steering: Viewer.Grant? { grant(.steerTrack, of: track.owner) }
    var naming: Viewer.Grant? { viewer?.grant(for: .nameLead, of: nil, under: permissions) }

    /// As one of those who take part: it adds steps and documents of its own.
    var takingPart: Viewer.Grant? {
        track.participants.lazy.compactMap { id in grant(.addStep, of: id).flatMap { $0.delegation.id == id ? $0 : nil } }.first
    }

    /// May they change what is this delegation's?
    func changing(_ delegation: ID<Delegation>) -> Viewer.Grant? {
        steering ?? grant(.addStep, of: delegation).flatMap { $0.delegation.id == delegation ? $0 : nil }
    }

    private func grant(_ action: Action, of delegation: ID<Delegation>) -> Viewer.Grant? {
        viewer?.grant(for: action, of: Viewer.Owner(delegation: delegation.uuid), under: permissions)
    }
}

/// A change of one dialogue under way.
struct TrackBench {
    let tx: Transaction
    let track: Track
    let seat: TrackSeat
    let viewer: Viewer
    let now: Date

    var tracks: Tracks { Tracks(tx) }
    func actor(_ grant: Viewer.Grant) -> Actor { viewer.actor(by: grant) }
}

extension Ask {
    /// The dialogue that the address names, with all delegations.
    /// - Throws: ``PageError/notFound`` for what is not there and for what this person may not see, alike; somebody who is not signed in
    ///   is asked to, alike too.
    func track() async throws -> (track: Track, delegations: [Delegation]) {
        let key = try parameter("id")
        let found = try await house.database.read { tx in (try Tracks(tx).track(key: key), try Delegations.all(in: tx)) }
        guard let track = found.0, viewer.maySee(track.audience) else { throw viewer == nil ? PageError.signIn : PageError.notFound }
        return (track, found.1)
    }

    /// The same for a form.
    /// - Throws: ``PageError/forbidden`` where the seat lets them do nothing of the kind.
    func track(for grant: (TrackSeat) -> Viewer.Grant?) async throws -> (track: Track, delegations: [Delegation]) {
        let found = try await track()
        guard grant(TrackSeat(viewer, house.permissions, found.track)) != nil else { throw PageError.forbidden }
        return found
    }

    /// Changes the dialogue that the address names.
    func onTrack(_ grant: @escaping @Sendable (TrackSeat) -> Viewer.Grant?, _ body: @escaping @Sendable (TrackBench, Actor) throws -> Void) async throws {
        let key = try parameter("id"), viewer = try person(), permissions = house.permissions, now = now
        try await house.database.write { tx in
            guard let track = try Tracks(tx).track(key: key), viewer.maySee(track.audience, of: .init()) else { throw PageError.notFound }
            let seat = TrackSeat(viewer, permissions, track)
            guard let grant = grant(seat) else { throw PageError.forbidden }
            try body(TrackBench(tx: tx, track: track, seat: seat, viewer: viewer, now: now), viewer.actor(by: grant))
        }
    }

    func trackState() throws -> Track.State? { try choice("state") }

    /// When the record was changed last, as the form was opened with it.
    func seen(_ values: FormValues) -> Date? { values["seen"].flatMap(Int64.init).map(Date.init(microsecondsSince1970:)) }

    /// A form of this room: fields under `line`, `area`, `choice` or `boxes`, in their order.
    func showForm(_ title: String, _ form: Form, action: String, back: String, fields: [Model], lead: String? = nil, seen: Date? = nil, button: String = "dialogue.save", removal: Model? = nil) throws -> Response {
        let model: Model = ["title": title, "csrf": formToken, "summary": form.summary ?? false, "action": path(action), "back": path(back), "fields": fields, "lead": lead ?? false,
                            "seen": seen.map { String($0.microsecondsSince1970) } ?? false, "button": text(button), "removal": removal ?? false]
        var page = Page("dialogue/form", title: title, model)
        page.section = "dialogue"
        page.isIndexed = false
        if !form.isValid { page.status = .unprocessableContent }
        return try show(page)
    }
}

extension Form {
    mutating func fail(_ fault: TrackFault, at field: String? = nil) { fail(field ?? fault.field, "dialogue.fault.\(fault.rawValue)") }

    /// A text in the languages that were written; empty where none was.
    mutating func localized(_ name: String, limit: Int) -> LocalizedText {
        let spanish = optional("\(name)_es", limit: limit) ?? "", english = optional("\(name)_en", limit: limit) ?? ""
        return LocalizedText(source: spanish.isEmpty ? .english : .spanish, [.spanish: spanish, .english: english])
    }

    func areas(_ name: String, _ value: LocalizedText?, _ ask: Ask, hinted: Bool = false) -> [Model] {
        Language.all.map { language in
            ["area": field("\(name)_\(language.code)", label: ask.text("dialogue.field.\(name)_\(language.code)"), value: value?[language], hint: hinted ? ask.text("dialogue.hint.\(name)") : nil, lang: language.code)]
        }
    }
}
