import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Web

/// The door: password, then a code where there is a second factor; and the way out.
struct SignInPages {
    let house: House

    var routes: [Route] {
        [.get("/sign-in", .anyone, form), .post("/sign-in", .anyone, submit), .post("/sign-out", .anyone, signOut)]
    }

    private func form(_ ask: Ask) async throws -> Response {
        if ask.viewer != nil { return ask.redirect(to: ask.destination(ask.query["next"])) }
        let told = ask.query["password"] == "changed" ? ask.text("membership.password_link.done") : nil
        return try show(ask, Form(FormValues(), ask), next: ask.query["next"], told: told)
    }

    private func submit(_ ask: Ask) async throws -> Response {
        let values = try await ask.form()
        if ask.viewer != nil { return ask.redirect(to: ask.destination(values["next"])) }
        guard let ticket = values["ticket"] else { return try await password(ask, values) }
        return try await values.has("secret") ? enrolment(ask, values, ticket) : code(ask, values, ticket)
    }

    // MARK: The steps

    private func password(_ ask: Ask, _ values: FormValues) async throws -> Response {
        var form = Form(values, ask)
        let email = form.required("email", limit: 254)
        // As typed, blanks and all.
        let password = values.raw("password")
        if password.isEmpty { form.fail("password", "web.form.required") }
        guard form.isValid, let email else { return try show(ask, form, next: values["next"], status: .unprocessableContent) }
        do {
            return try await answer(try await house.signIn.begin(email: email, password: password, visit: ask.visit), ask, form, beside: "password") {
                try show(ask, $0, next: values["next"], status: $1)
            }
        } catch let error as AccountError {
            form.fail("password", error, ask)
            return try show(ask, form, next: values["next"], status: .serviceUnavailable)
        }
    }

    private func code(_ ask: Ask, _ values: FormValues, _ ticket: String) async throws -> Response {
        var form = Form(values, ask)
        guard let code = form.required("code", limit: 40) else { return try showCode(ask, form, ticket: ticket, status: .unprocessableContent) }
        return try await answer(try await house.signIn.finish(ticket: ticket, code: code, visit: ask.visit), ask, form, beside: "code") {
            try showCode(ask, $0, ticket: ticket, status: $1)
        }
    }

    private func enrolment(_ ask: Ask, _ values: FormValues, _ ticket: String) async throws -> Response {
        var form = Form(values, ask)
        guard let person = try await house.signIn.holder(of: ticket, visit: ask.visit) else { return try expired(ask, values) }
        let app = AppSecret(values, account: person.email)
        guard let code = form.required("code", limit: 40) else { return try showEnrolment(ask, form, ticket: ticket, app, status: .unprocessableContent) }
        return try await answer(try await house.signIn.enrol(ticket: ticket, totp: app.totp, code: code, visit: ask.visit), ask, form, beside: "code") {
            try showEnrolment(ask, $0, ticket: ticket, app, status: $1)
        }
    }

    private func answer(_ outcome: SignIn.Outcome, _ ask: Ask, _ form: Form, beside field: String, again: (Form, HTTPResponse.Status) throws -> Response) async throws -> Response {
        var form = form
        switch outcome {
        case .opened(let opened):
            let next = ask.destination(form.values["next"])
            guard !opened.recoveryCodes.isEmpty else { return ask.opened(ask.redirect(to: next), opened) }
            return ask.opened(try ask.showCodes(opened.recoveryCodes, next: next), opened)
        case .codeNeeded(let ticket):
            return try showCode(ask, form, ticket: ticket)
        case .enrolmentNeeded(let ticket, let email):
            return try showEnrolment(ask, form, ticket: ticket, AppSecret(nil, account: email))
        case .refused:
            form.fail(field, field == "code" ? "membership.problem.wrong_code" : "membership.sign_in.refused")
            return try again(form, .unprocessableContent)
        case .wait(let seconds):
            form.fail(field, .wait(seconds: seconds), ask)
            return try again(form, .tooManyRequests)
        case .expired:
            return try expired(ask, form.values)
        }
    }

    private func expired(_ ask: Ask, _ values: FormValues) throws -> Response {
        try show(ask, Form(FormValues(), ask), next: values["next"], told: ask.text("membership.sign_in.expired"), status: .unprocessableContent)
    }

    // MARK: The pages

    private func show(_ ask: Ask, _ form: Form, next: String?, told: String? = nil, status: HTTPResponse.Status = .ok) throws -> Response {
        var model: Model = [
            "action": ask.path("/sign-in"),
            "email": form.field("email", label: ask.text("membership.email"), type: "email", required: true, autocomplete: "username", inputmode: "email"),
            "password": form.field("password", label: ask.text("membership.password"), type: "password", required: true, autocomplete: "current-password"),
        ]
        model["next"] = Ask.local(next)
        model["told"] = told
        model["summary"] = form.summary
        return try ask.show("sign-in", title: ask.text("membership.sign_in.title"), status: status, model)
    }

    private func showCode(_ ask: Ask, _ form: Form, ticket: String, status: HTTPResponse.Status = .ok) throws -> Response {
        var model: Model = [
            "action": ask.path("/sign-in"), "ticket": ticket, "again": ask.path("/sign-in"),
            "code": form.field("code", label: ask.text("membership.factor.code"), hint: ask.text("membership.factor.code_or_recovery"), required: true, autocomplete: "one-time-code"),
        ]
        model["next"] = Ask.local(form.values["next"])
        model["summary"] = form.summary
        return try ask.show("code", title: ask.text("membership.factor.code_title"), status: status, model)
    }

    private func showEnrolment(_ ask: Ask, _ form: Form, ticket: String, _ app: AppSecret, status: HTTPResponse.Status = .ok) throws -> Response {
        var model: Model = [
            "action": ask.path("/sign-in"), "ticket": ticket, "app": app.model(ask),
            "code": form.field("code", label: ask.text("membership.factor.first_code"), required: true, autocomplete: "one-time-code", inputmode: "numeric"),
        ]
        model["next"] = Ask.local(form.values["next"])
        model["summary"] = form.summary
        return try ask.show("enrolment", title: ask.text("membership.factor.needed_title"), status: status, model)
    }

    // MARK: The way out

    private func signOut(_ ask: Ask) async throws -> Response {
        if let viewer = ask.viewer {
            _ = try await ask.form()
            try await house.signIn.end(viewer.session, of: viewer)
        }
        return ask.signedOut(ask.redirect(to: ask.path("")))
    }
}
