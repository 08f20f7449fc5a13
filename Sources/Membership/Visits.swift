import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Web

extension House {
    var signIn: SignIn { SignIn(database: database, clock: clock, isDemonstration: settings.isDemonstration) }
}

extension Ask {
    var signInClient: SignInClient { SignInClient(address: client, device: DeviceCookie.value(in: request, house.settings)) }

    var visit: SignIn.Visit { SignIn.Visit(client: signInClient, browser: BrowserName.of(request.headers[.userAgent]), proof: formToken) }

    /// Gives the browser its session, and the mark by which it is known at the door the next time.
    func opened(_ response: Response, _ opened: SignIn.Opened) -> Response {
        var response = signedIn(response, token: opened.token)
        response.headers.append(HTTPField(name: .setCookie, value: DeviceCookie.set(opened.device, house.settings)))
        return response
    }

    /// Where to go after signing in: an address of ours that was asked for, or the desk.
    func destination(_ wanted: String?) -> String { Self.local(wanted) ?? path("/home") }

    /// Only a page of this site, so that no link can send a person on to another one.
    static func local(_ wanted: String?) -> String? {
        guard let wanted, wanted.utf8.count <= 500, wanted.utf8.allSatisfy({ (33...126).contains($0) && $0 != UInt8(ascii: "\\") }), !wanted.contains("//"),
              Language.all.contains(where: { wanted == "/\($0.code)" || wanted.hasPrefix("/\($0.code)/") || wanted.hasPrefix("/\($0.code)?") }) else { return nil }
        return wanted
    }

    /// The delegations whose records this person may do this to; nil means all.
    func delegations(reachedBy action: Action) -> [Delegation]? {
        var own: [Delegation] = []
        for grant in viewer?.grants ?? [] {
            switch house.permissions.reach(of: grant.role, in: action) {
            case .any?: return nil
            case .ownDelegation?: if !own.contains(grant.delegation) { own.append(grant.delegation) }
            case .ownPost?, nil: break
            }
        }
        return own
    }

    /// A page of this room: for no search engine.
    func show(_ view: String, title: String, section: String? = nil, status: HTTPResponse.Status = .ok, _ model: Model) throws -> Response {
        var model = model
        model["title"] = title
        var page = Page("membership/\(view)", title: title, model)
        page.isIndexed = false
        page.section = section
        page.status = status
        return try show(page)
    }
}

extension Form {
    /// Puts what the accounts refuse beside a field.
    mutating func fail(_ field: String, _ error: AccountError, _ ask: Ask) {
        var values: [String: String] = [:]
        switch error {
        case .badEmail(let email), .emailTaken(let email), .alreadyInvited(let email): values["email"] = email
        case .unknownDelegation(let slug), .slugTaken(let slug): values["delegation"] = slug
        case .roleNotThere(let role, let delegation): values = ["role": ask.text("membership.role.\(role.rawValue)"), "delegation": delegation]
        case .passwordTooShort(let minimum): values["minimum"] = ask.formats.number(minimum)
        case .passwordTooLong(let maximum): values["maximum"] = ask.formats.number(maximum)
        case .wait(let seconds): values["seconds"] = ask.formats.number(seconds)
        case .termTaken(let delegation, let from, let to):
            values = ["delegation": delegation.name.shown(in: ask.language).text, "from": ask.formats.date(from), "to": ask.formats.date(to)]
        default: break
        }
        fail(field, "membership.problem.\(error.name)", values)
    }

    /// Which fields of a form a refusal is about.
    mutating func fail(_ error: AccountError, beside fields: [String: String], otherwise field: String, _ ask: Ask) {
        fail(fields[error.name] ?? field, error, ask)
    }
}

/// Tells the door that this browser has signed in before (OWASP, device cookies), so that strangers' failures do not shut it
/// out. It is set at sign-in only and opens nothing.
enum DeviceCookie {
    static let lifetime = 180 * 86_400

    private static func name(_ settings: Settings) -> String { settings.isSecure ? "__Host-enlace_device" : "enlace_device" }

    static func value(in request: Request, _ settings: Settings) -> String? {
        let name = name(settings)
        for pair in (request.headers[.cookie] ?? "").split(separator: ";") {
            let parts = pair.trimmingCharacters(in: .whitespaces).split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0] == name, (20...100).contains(parts[1].count) { return String(parts[1]) }
        }
        return nil
    }

    static func set(_ value: String, _ settings: Settings) -> String {
        "\(name(settings))=\(value); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(lifetime)" + (settings.isSecure ? "; Secure" : "")
    }
}

/// "Firefox, Linux": enough for a person to know their own sessions, and no more.
enum BrowserName {
    private static let browsers = [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")]
    private static let systems = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")]

    /// Empty for what is not known.
    static func of(_ userAgent: String?) -> String {
        let text = userAgent ?? ""
        return [browsers, systems].compactMap { list in list.first { text.contains($0.0) }?.1 }.joined(separator: ", ")
    }
}
