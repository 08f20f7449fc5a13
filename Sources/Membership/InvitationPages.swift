import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Web

/// One-time links: the invitation that makes an account, and the link that gives a new password.
struct InvitationPages {
    let house: House

    var routes: [Route] {
        [
            .get("/invitation/{token}", .anyone, invitation), .post("/invitation/{token}", .anyone, accept),
            .get("/password/{token}", .anyone, passwordLink), .post("/password/{token}", .anyone, choosePassword),
        ]
    }

    // MARK: The invitation

    private func find(_ ask: Ask) async throws -> Invitation {
        let token = try ask.parameter("token")
        let now = ask.now
        guard let invitation = try await house.database.read({ try Invitations.find(token: token, at: now, in: $0) }) else { throw PageError.gone }
        return invitation
    }

    private func invitation(_ ask: Ask) async throws -> Response {
        try show(ask, try await find(ask), Form(FormValues(), ask))
    }

    private func accept(_ ask: Ask) async throws -> Response {
        let invitation = try await find(ask)
        let values = try await ask.form()
        var form = Form(values, ask)
        let password = form.newPassword(ask)
        let app = AppSecret(values, account: invitation.email)
        let code = isFactorNeeded(invitation) ? form.required("code", limit: 40) : form.optional("code", limit: 40)
        guard form.isValid, let password else { return try show(ask, invitation, form, status: .unprocessableContent) }
        do {
            let opened = try await house.signIn.accept(invitation: try ask.parameter("token"), password: password, app: code.map { (app.totp, $0) }, visit: ask.visit)
            let next = ask.path("/account")
            guard !opened.recoveryCodes.isEmpty else { return ask.opened(ask.redirect(to: next, done: "membership.invitation.accepted_done"), opened) }
            return ask.opened(try ask.showCodes(opened.recoveryCodes, next: next), opened)
        } catch AccountError.linkGone {
            throw PageError.gone
        } catch let error as AccountError {
            form.fail(error, beside: ["wrong_code": "code", "second_factor_needed": "code"], otherwise: "password", ask)
            return try show(ask, invitation, form, status: .unprocessableContent)
        }
    }

    private func isFactorNeeded(_ invitation: Invitation) -> Bool { invitation.role.needsSecondFactor && !house.settings.isDemonstration }

    private func show(_ ask: Ask, _ invitation: Invitation, _ form: Form, status: HTTPResponse.Status = .ok) throws -> Response {
        let needed = isFactorNeeded(invitation)
        var model: Model = form.newPasswordFields(ask)
        model["action"] = ask.path("/invitation/\(try ask.parameter("token").queryEncoded)")
        model["lead"] = ask.text(invitation.invitedBy == nil ? "membership.invitation.lead_by_nobody" : "membership.invitation.lead", [
            "name": invitation.name, "by": invitation.invitedBy ?? "", "role": ask.text("membership.role.\(invitation.role.rawValue)"),
            "delegation": invitation.delegation.name.shown(in: ask.language).text,
        ])
        model["account"] = invitation.email
        model["until"] = ask.text("membership.invitation.until", ["date": ask.written(invitation.expiresAt)])
        model["app"] = AppSecret(form.values, account: invitation.email).model(ask)
        model["is_needed"] = needed
        model["code"] = form.field("code", label: ask.text("membership.factor.first_code"), required: needed, autocomplete: "one-time-code", inputmode: "numeric")
        model["is_open"] = form.values["code"] != nil
        model["summary"] = form.summary
        return try ask.show("invitation", title: ask.text("membership.invitation.title"), status: status, model)
    }

    // MARK: The link for a new password

    private func holder(_ ask: Ask) async throws -> Person {
        let token = try ask.parameter("token")
        let now = ask.now
        guard let person = try await house.database.read({ try PasswordLinks.person(token: token, at: now, in: $0) }) else { throw PageError.gone }
        return person
    }

    private func passwordLink(_ ask: Ask) async throws -> Response {
        try showLink(ask, try await holder(ask), Form(FormValues(), ask))
    }

    private func choosePassword(_ ask: Ask) async throws -> Response {
        let person = try await holder(ask)
        var form = Form(try await ask.form(), ask)
        guard let password = form.newPassword(ask) else { return try showLink(ask, person, form, status: .unprocessableContent) }
        do {
            try await house.signIn.choosePassword(link: try ask.parameter("token"), password: password)
            return ask.redirect(to: ask.path("/sign-in?password=changed"))
        } catch AccountError.linkGone {
            throw PageError.gone
        } catch let error as AccountError {
            form.fail("password", error, ask)
            return try showLink(ask, person, form, status: .unprocessableContent)
        }
    }

    private func showLink(_ ask: Ask, _ person: Person, _ form: Form, status: HTTPResponse.Status = .ok) throws -> Response {
        var model: Model = form.newPasswordFields(ask)
        model["action"] = ask.path("/password/\(try ask.parameter("token").queryEncoded)")
        model["account"] = person.email
        model["summary"] = form.summary
        return try ask.show("password-link", title: ask.text("membership.password_link.title"), status: status, model)
    }
}

extension Form {
    /// The password typed twice, or nil and messages.
    mutating func newPassword(_ ask: Ask) -> String? {
        // As typed, blanks and all.
        let password = values.raw("password")
        guard !password.isEmpty else {
            fail("password", "web.form.required")
            return nil
        }
        do throws(AccountError) { try Passwords.check(password) } catch { fail("password", error, ask) }
        if values.raw("password_again") != password { fail("password_again", "membership.problem.passwords_differ") }
        return isValid ? password : nil
    }

    func newPasswordFields(_ ask: Ask) -> Model {
        let hint = ask.text("membership.password_hint", ["minimum": ask.formats.number(Passwords.minimum)])
        return [
            "password": field("password", label: ask.text("membership.new_password"), type: "password", hint: hint, required: true, autocomplete: "new-password"),
            "password_again": field("password_again", label: ask.text("membership.password_again"), type: "password", required: true, autocomplete: "new-password"),
        ]
    }
}
