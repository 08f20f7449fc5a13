import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Storage
import Web

/// One's own second factor: an app enrolled, replaced or taken off, and new recovery codes. Each asks for the password again.
struct SecondFactorPages {
    let house: House

    var routes: [Route] {
        [
            .get("/account/second-factor", .signedIn, factor), .post("/account/second-factor", .signedIn, enrol),
            .post("/account/second-factor/removal", .signedIn, remove),
            .post("/account/recovery-codes", .signedIn, renewCodes),
        ]
    }

    private func factor(_ ask: Ask) async throws -> Response {
        try await show(ask, Form(FormValues(), ask))
    }

    private func enrol(_ ask: Ask) async throws -> Response {
        let viewer = try ask.person()
        let values = try await ask.form()
        var form = Form(values, ask)
        let code = form.required("code", limit: 40)
        let isConfirmed = try await confirm(ask, &form, viewer, field: "password")
        guard isConfirmed, let code else { return try await show(ask, form, status: .unprocessableContent) }
        let now = ask.now
        let totp = AppSecret(values, account: "").totp
        do {
            let codes = try await house.database.write { try SecondFactors.enrol(totp, code: code, for: viewer.person, by: viewer.actor(by: nil), at: now, in: $0) }
            return try ask.showCodes(codes, next: ask.path("/account"))
        } catch let error as AccountError {
            form.fail("code", error, ask)
            return try await show(ask, form, status: .unprocessableContent)
        }
    }

    private func remove(_ ask: Ask) async throws -> Response {
        let viewer = try ask.person()
        var form = Form(try await ask.form(), ask)
        let isDemonstration = house.settings.isDemonstration
        if try await house.database.read({ try SecondFactors.isNeeded(by: viewer.person, isDemonstration: isDemonstration, in: $0) }) {
            form.fail("removal_password", .secondFactorNeeded, ask)
        }
        let isConfirmed = try await confirm(ask, &form, viewer, field: "removal_password")
        guard isConfirmed else { return try await show(ask, form, status: .unprocessableContent) }
        let now = ask.now
        try await house.database.write { try SecondFactors.remove(of: viewer.person, keeping: viewer.session, by: viewer.actor(by: nil), at: now, in: $0) }
        return ask.redirect(to: ask.path("/account"), done: "membership.factor.removed_done")
    }

    private func renewCodes(_ ask: Ask) async throws -> Response {
        let viewer = try ask.person()
        var form = Form(try await ask.form(), ask)
        let isConfirmed = try await confirm(ask, &form, viewer, field: "codes_password")
        guard isConfirmed else { return try await show(ask, form, status: .unprocessableContent) }
        let now = ask.now
        do {
            let codes = try await house.database.write { try SecondFactors.renewRecoveryCodes(of: viewer.person, by: viewer.actor(by: nil), at: now, in: $0) }
            return try ask.showCodes(codes, next: ask.path("/account"))
        } catch let error as AccountError {
            form.fail("codes_password", error, ask)
            return try await show(ask, form, status: .unprocessableContent)
        }
    }

    /// The password again; false and a message when it is not right, or when the form has failed already.
    private func confirm(_ ask: Ask, _ form: inout Form, _ viewer: Viewer, field: String) async throws -> Bool {
        let password = form.values.raw(field)
        if password.isEmpty { form.fail(field, "web.form.required") }
        guard form.isValid else { return false }
        do {
            try await house.signIn.confirm(viewer.person, password: password, client: ask.signInClient)
            return true
        } catch let error as AccountError {
            form.fail(field, error, ask)
            return false
        }
    }

    private func show(_ ask: Ask, _ form: Form, status: HTTPResponse.Status = .ok) async throws -> Response {
        let viewer = try ask.person()
        let isDemonstration = house.settings.isDemonstration
        let (found, isNeeded, codes) = try await house.database.read { tx in
            (try People.find(viewer.person, in: tx), try SecondFactors.isNeeded(by: viewer.person, isDemonstration: isDemonstration, in: tx), try RecoveryCodes.left(of: viewer.person, in: tx))
        }
        guard let person = found else { throw PageError.signIn }
        func password(_ name: String) -> Model {
            form.field(name, label: ask.text("membership.current_password"), type: "password", required: true, autocomplete: "current-password")
        }
        var model: Model = [
            "base": ask.path("/account"), "has_factor": person.hasSecondFactor, "may_remove": person.hasSecondFactor && !isNeeded, "is_needed": isNeeded,
            "app": AppSecret(form.values, account: person.email).model(ask),
            "code": form.field("code", label: ask.text("membership.factor.first_code"), required: true, autocomplete: "one-time-code", inputmode: "numeric"),
            "password": password("password"), "removal_password": password("removal_password"), "codes_password": password("codes_password"),
            "codes_left": ask.text("membership.factor.codes_left", ["count": ask.formats.number(codes)]),
        ]
        model["summary"] = form.summary
        return try ask.show("second-factor", title: ask.text("membership.factor.title"), section: "account", status: status, model)
    }
}
