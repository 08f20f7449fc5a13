import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// One's own choices: what comes by mail and how often, and the private address of the feed and the calendar.
struct PreferencePages {
    let house: House
    let mail: MailSettings?

    var routes: [Route] {
        [
            .get("/account/notices", .signedIn, show), .post("/account/notices", .signedIn, save),
            .post("/account/notices/address", .signedIn, renew), .post("/account/notices/address/ending", .signedIn, end),
        ]
    }

    private func show(_ ask: Ask) async throws -> Response {
        try await show(ask, Form(FormValues(), ask))
    }

    private func save(_ ask: Ask) async throws -> Response {
        let viewer = try ask.person(), now = ask.now
        var form = Form(try await ask.form(), ask)
        var wanted: [Topic: Frequency] = [:]
        for topic in Topic.chosen { wanted[topic] = form.choice(topic.rawValue, of: Frequency.self) }
        guard form.isValid else { return try await show(ask, form, status: .unprocessableContent) }
        let choices = wanted
        try await house.database.write(affectsPages: false) { try Preferences($0).set(choices, of: viewer.person.uuid, by: viewer.actor(by: nil), at: now) }
        return ask.redirect(to: ask.path("/account/notices"), done: "notices.preferences.saved_done")
    }

    private func renew(_ ask: Ask) async throws -> Response {
        _ = try await ask.form()
        let viewer = try ask.person(), now = ask.now
        let token = try await house.database.write(affectsPages: false) { try PrivateAddress.renew(for: viewer.person, by: viewer.actor(by: nil), at: now, in: $0) }
        return try ask.show("address", title: ask.text("notices.address.made"), section: "account", [
            "feed": ask.absolute("/feeds/\(token)/expected.atom"), "calendar": ask.absolute("/feeds/\(token)/calendar.ics"), "back": ask.path("/account/notices"),
        ])
    }

    private func end(_ ask: Ask) async throws -> Response {
        _ = try await ask.form()
        let viewer = try ask.person(), now = ask.now
        try await house.database.write(affectsPages: false) { try PrivateAddress.end(for: viewer.person, by: viewer.actor(by: nil), at: now, in: $0) }
        return ask.redirect(to: ask.path("/account/notices"), done: "notices.address.ended_done")
    }

    private func show(_ ask: Ask, _ form: Form, status: HTTPResponse.Status = .ok) async throws -> Response {
        let viewer = try ask.person()
        let (chosen, address, person) = try await house.database.read { tx in
            (try Preferences(tx).of(viewer.person.uuid), try PrivateAddress.of(viewer.person, in: tx), try People.find(viewer.person, in: tx))
        }
        let options = Frequency.allCases.map { ($0.rawValue, ask.text("notices.frequency.\($0.rawValue)")) }
        var model: Model = [
            "base": ask.path("/account/notices"), "account": ask.path("/account"), "is_mailing": mail != nil && !viewer.isDemonstration,
            "topics": Topic.chosen.map { topic in
                form.select(topic.rawValue, label: ask.text("notices.topic.\(topic.rawValue)"), options: options, value: (chosen[topic] ?? topic.usual).rawValue,
                            hint: ask.text("notices.topic_hint.\(topic.rawValue)"), required: true)
            },
            "to": ask.text("notices.preferences.to", ["email": person?.email ?? "", "language": house.catalogue.text("language.name", in: viewer.language)]),
        ]
        model["since"] = address.map { ask.text("notices.address.since", ["date": ask.written($0.madeAt)]) } ?? false
        model["summary"] = form.summary
        return try ask.show("preferences", title: ask.text("notices.preferences.title"), section: "account", status: status, model)
    }
}
