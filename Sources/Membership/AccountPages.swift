import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// One's own account: name, language, password, sessions.
struct AccountPages {
    let house: House
    let letters: (any LetterBox)?

    var routes: [Route] {
        [
            .get("/account", .signedIn, account), .post("/account", .signedIn, edit),
            .post("/account/address", .signedIn, changeAddress),
            .post("/account/password", .signedIn, changePassword),
            .post("/account/sessions/{id}/ending", .signedIn, endSession),
            .post("/account/other-sessions/ending", .signedIn, endOthers),
        ]
    }

    private func account(_ ask: Ask) async throws -> Response {
        try await show(ask, Form(FormValues(), ask))
    }

    private func edit(_ ask: Ask) async throws -> Response {
        let viewer = try ask.person()
        var form = Form(try await ask.form(), ask)
        let name = form.required("name", limit: 120)
        let language = form.choice("language", of: Language.self)
        guard form.isValid, let name, let language else { return try await show(ask, form, status: .unprocessableContent) }
        let now = ask.now
        try await house.database.write { try People.edit(viewer.person, name: name, language: language, by: viewer.actor(by: nil), at: now, in: $0) }
        return ask.redirect(to: ask.path("/account"), done: "membership.account.saved_done")
    }

    private func changeAddress(_ ask: Ask) async throws -> Response {
        let viewer = try ask.person()
        let values = try await ask.form()
        var form = Form(values, ask)
        let typed = form.required("email", limit: 254)
        if values.raw("address_password").isEmpty { form.fail("address_password", "web.form.required") }
        guard form.isValid, let typed else { return try await show(ask, form, status: .unprocessableContent) }
        do {
            try await house.signIn.confirm(viewer.person, password: values.raw("address_password"), client: ask.signInClient)
            try await house.readdress(viewer.person, to: typed, by: viewer.actor(by: nil), letters, at: ask.now)
            return ask.redirect(to: ask.path("/account"), done: "membership.account.address_done")
        } catch let error as AccountError {
            form.fail(error, beside: ["wrong_password": "address_password", "wait": "address_password", "busy": "address_password"], otherwise: "email", ask)
            return try await show(ask, form, status: .unprocessableContent)
        }
    }

    private func changePassword(_ ask: Ask) async throws -> Response {
        let viewer = try ask.person()
        let values = try await ask.form()
        var form = Form(values, ask)
        if values.raw("current").isEmpty { form.fail("current", "web.form.required") }
        guard let password = form.newPassword(ask) else { return try await show(ask, form, status: .unprocessableContent) }
        do {
            try await house.signIn.changePassword(of: viewer, from: values.raw("current"), to: password, client: ask.signInClient)
            return ask.redirect(to: ask.path("/account"), done: "membership.account.password_done")
        } catch let error as AccountError {
            form.fail(error, beside: ["wrong_password": "current", "wait": "current"], otherwise: "password", ask)
            return try await show(ask, form, status: .unprocessableContent)
        }
    }

    private func endSession(_ ask: Ask) async throws -> Response {
        let viewer = try ask.person()
        _ = try await ask.form()
        guard let id = ID<Session>(try ask.parameter("id")) else { throw PageError.notFound }
        try await house.signIn.end(id, of: viewer)
        return ask.redirect(to: ask.path("/account"), done: "membership.account.session_done")
    }

    private func endOthers(_ ask: Ask) async throws -> Response {
        let viewer = try ask.person()
        _ = try await ask.form()
        try await house.signIn.endOthers(of: viewer)
        return ask.redirect(to: ask.path("/account"), done: "membership.account.sessions_done")
    }

    private func show(_ ask: Ask, _ form: Form, status: HTTPResponse.Status = .ok) async throws -> Response {
        let viewer = try ask.person()
        let now = ask.now
        let (found, sessions, codes) = try await house.database.read { tx in
            (try People.find(viewer.person, in: tx), try Sessions.open(of: viewer.person, at: now, in: tx), try RecoveryCodes.left(of: viewer.person, in: tx))
        }
        guard let person = found else { throw PageError.signIn }
        var model: Model = form.newPasswordFields(ask)
        model["base"] = ask.path("/account")
        model["email"] = person.email
        model["address"] = form.field("email", label: ask.text("membership.new_email"), type: "email", required: true, autocomplete: "email")
        model["address_password"] = form.field("address_password", label: ask.text("membership.current_password"), type: "password", required: true, autocomplete: "current-password")
        model["roles"] = viewer.grants.map { grant -> Model in
            ["role": ask.text("membership.role.\(grant.role.rawValue)"), "delegation": grant.delegation.name.shown(in: ask.language).text]
        }
        model["name_field"] = form.field("name", label: ask.text("membership.name"), value: person.name, required: true, autocomplete: "name")
        model["language_field"] = form.select("language", label: ask.text("membership.language"), options: ask.languageOptions, value: person.language.code, required: true)
        model["current"] = form.field("current", label: ask.text("membership.current_password"), type: "password", required: true, autocomplete: "current-password")
        model["has_factor"] = person.hasSecondFactor
        model["codes_left"] = ask.text("membership.factor.codes_left", ["count": ask.formats.number(codes)])
        model["sessions"] = sessions.map { session -> Model in
            ["browser": session.client.isEmpty ? ask.text("membership.account.unknown_browser") : session.client, "is_this": session.id == viewer.session,
             "since": ask.written(session.createdAt), "seen": ask.written(session.seenAt), "end": ask.path("/account/sessions/\(session.id)/ending")]
        }
        model["has_others"] = sessions.count > 1
        model["summary"] = form.summary
        return try ask.show("account", title: ask.text("membership.account.title"), section: "account", status: status, model)
    }
}

extension House {
    /// Changes somebody's address, and tells the old one where mail is sent.
    /// - Throws: ``AccountError``.
    func readdress(_ id: ID<Person>, to typed: String, by actor: Records.Actor, _ box: (any LetterBox)?, at now: Date) async throws {
        let letters = letters(box)
        try await database.write { tx in
            let before = try People.find(id, in: tx)
            try People.readdress(id, to: typed, by: actor, at: now, in: tx)
            if let letters, let before, before.email != Person.normalized(email: typed) { try letters.tellMoved(before, by: actor.name, at: now, in: tx) }
        }
    }
}

extension Ask {
    var languageOptions: [(value: String, text: String)] {
        Language.all.map { ($0.code, house.catalogue.text("language.name", in: $0)) }
    }
}
