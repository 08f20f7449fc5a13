import Accounts
import Foundation
import HTTPTypes
import Hummingbird

/// The two cookies of the house; pages for everybody set none.
enum HouseCookie {
    /// Signed in.
    case session
    /// A visit to the sign-in page or an invitation: keeps its form from being forged.
    case visit

    func name(_ settings: Settings) -> String {
        let plain = self == .session ? "enlace_session" : "enlace_visit"
        return settings.isSecure ? "__Host-\(plain)" : plain
    }

    func value(in request: Request, _ settings: Settings) -> String? {
        guard let header = request.headers[.cookie] else { return nil }
        let name = name(settings)
        for pair in header.split(separator: ";") {
            let parts = pair.trimmingCharacters(in: .whitespaces).split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0] == name, (20...100).contains(parts[1].count) { return String(parts[1]) }
        }
        return nil
    }

    func set(_ value: String, _ settings: Settings, lasting seconds: Int? = nil) -> String {
        var cookie = "\(name(settings))=\(value); Path=/; HttpOnly; SameSite=Lax"
        if settings.isSecure { cookie += "; Secure" }
        if let seconds { cookie += "; Max-Age=\(seconds)" }
        return cookie
    }
}

extension Ask {
    /// Gives the browser its session.
    public func signedIn(_ response: Response, token: String) -> Response {
        var response = response
        response.headers.append(HTTPField(name: .setCookie, value: HouseCookie.session.set(token, house.settings, lasting: Int(Sessions.lifetime))))
        return response
    }

    /// Takes it away.
    public func signedOut(_ response: Response) -> Response {
        var response = response
        response.headers.append(HTTPField(name: .setCookie, value: HouseCookie.session.set("", house.settings, lasting: 0)))
        response.headers[HTTPField.Name("clear-site-data") ?? .server] = "\"cache\""
        return response
    }
}
