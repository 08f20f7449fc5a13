import Accounts
import Formats
import Hummingbird
import Web

/// An authenticator app's secret on its way to the person: as a picture for its camera, and as text. It travels in the form,
/// so that nothing is kept until a first code has shown that the app holds it.
struct AppSecret {
    let totp: TOTP
    let account: String

    /// The one that the form brought back, or a new one.
    init(_ values: FormValues?, account: String) {
        totp = values?["secret"].flatMap(TOTP.init(base32:)) ?? TOTP()
        self.account = account
    }

    /// For `{{> membership/app}}`.
    func model(_ ask: Ask) -> Model {
        let issuer = ask.house.settings.isDemonstration ? "Enlace (demo)" : "Enlace"
        var model: Model = ["secret": totp.base32, "readable": totp.readable, "account": account]
        model["qr"] = QRCode(totp.address(account: account, issuer: issuer))?.svg(label: ask.text("membership.factor.picture"))
        return model
    }
}

extension Ask {
    /// The recovery codes, this once.
    func showCodes(_ codes: [String], next: String) throws -> Response {
        try show("codes", title: text("membership.factor.codes_title"), ["codes": codes, "next": next])
    }
}
