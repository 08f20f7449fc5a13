import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Logging
import Records
import Storage

/// One request as a handler meets it: what is asked, by whom, in which language.
public struct Ask: Sendable {
    public let request: Request
    public let house: House
    /// The page's language; for the API the one that the client accepts.
    public let language: Language
    public let viewer: Viewer?
    /// Proof for forms that they come from a page of ours (see ``CSRF``).
    public let formToken: String
    public let requestID: String
    /// Where the request came from: for the lock-out at the door only, which keeps nothing but a keyed hash of it. Never logged.
    public let client: String
    public let logger: Logger
    let parameters: Parameters
    let route: Route

    /// Values of the address's query (`application/x-www-form-urlencoded`, WHATWG URL 5).
    public let query: FormValues

    /// A part of the path that the route names, percent-decoded.
    public func parameter(_ name: String) throws -> String {
        guard let value = parameters.get(name, as: String.self), let decoded = value.removingPercentEncoding else { throw PageError.notFound }
        return decoded
    }

    public var formats: Formats { Formats(house.catalogue, in: language) }

    public func text(_ key: String, _ values: [String: String] = [:]) -> String {
        house.catalogue.text(key, in: language, values)
    }

    public var now: Date { house.clock.now }
    public var today: Day { house.clock.today() }
    /// When today ends, and with it what a page says of today.
    public var tomorrow: Date { today.adding(days: 1).start(in: .network) }

    /// The address with its language and without its host: `/es/posts/mx-us-tucson`.
    public func path(_ path: String) -> String { "/\(language.code)\(path)" }

    /// An address that can be sent to somebody.
    public func absolute(_ path: String) -> String {
        let base = house.settings.publicAddress ?? "http://\(request.head.authority ?? "localhost")"
        return base + path
    }

    // MARK: May they?

    /// The grant by which this person may act on a record of that owner.
    /// - Throws: ``PageError/signIn`` for nobody, ``PageError/forbidden`` for a person without such a grant.
    @discardableResult
    public func require(_ action: Action, of owner: Viewer.Owner? = nil) throws -> Viewer.Grant {
        guard let viewer else { throw PageError.signIn }
        guard let grant = viewer.grant(for: action, of: owner, under: house.permissions) else { throw PageError.forbidden }
        return grant
    }

    public func may(_ action: Action, of owner: Viewer.Owner? = nil) -> Bool {
        viewer?.grant(for: action, of: owner, under: house.permissions) != nil
    }

    /// The signed-in person.
    public func person() throws -> Viewer {
        guard let viewer else { throw PageError.signIn }
        return viewer
    }

    /// Who the audit trail names for what this grant allows.
    public func actor(_ grant: Viewer.Grant? = nil) -> Actor {
        viewer?.actor(by: grant) ?? Actor(person: nil, delegation: nil, name: "public")
    }

    // MARK: What was sent

    /// A form that only asks and changes nothing: it may come from anywhere, since public pages give no cookie to check.
    public func openForm() async throws -> FormValues {
        try await FormBody(request).read(limit: route.bodyLimit)
    }

    /// The form in the body, after the check that it came from a page of ours.
    public func form() async throws -> FormValues {
        let values = try await FormBody(request).read(limit: route.bodyLimit)
        guard CSRF.matches(values["csrf"], formToken) else { throw PageError.forgedForm }
        return values
    }
}
