import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import NIOCore
import NIOHTTP1
import Storage

/// Takes each request to its handler: finds who asks and in which language, asks the permissions, and tells a person in
/// plain words when it cannot be.
struct Reception: Sendable {
    let house: House

    /// Those that an address can be asked by; ``FrontDoor`` takes every other one for TRACE, which none of ours knows either.
    static let methods: [HTTPRequest.Method] = [.get, .post, .put, .delete, .patch, .options, .trace]

    func router(_ routes: [Route]) -> any HTTPResponder<HouseContext> {
        let router = Router(context: HouseContext.self)
        var methods: [String: Set<HTTPRequest.Method>] = [:]
        for route in routes {
            switch route.kind {
            case .page:
                for language in Language.all {
                    let path = "/\(language.code)\(route.path)"
                    methods[path, default: []].insert(route.method)
                    register(route, at: path, in: language, router)
                }
            case .api, .resource:
                methods[route.path, default: []].insert(route.method)
                register(route, at: route.path, in: nil, router)
            }
        }
        for (path, known) in methods {
            for method in Self.methods where !known.contains(method) {
                let allowed = known.union(known.contains(.get) ? [.head] : []).sorted { $0.rawValue < $1.rawValue }
                router.on(RouterPath(path), method: method) { _, _ -> Response in throw PageError.notAllowed(methods: allowed) }
            }
        }
        return router.buildResponder()
    }

    private func register(_ route: Route, at path: String, in language: Language?, _ router: Router<HouseContext>) {
        router.on(RouterPath(path), method: route.method) { request, context -> Response in
            try await self.answer(request, context, route, language ?? Language(accepting: request.headers[.acceptLanguage]))
        }
    }

    private func answer(_ request: Request, _ context: HouseContext, _ route: Route, _ language: Language) async throws -> Response {
        let token = HouseCookie.session.value(in: request, house.settings)
        let viewer = try await viewer(token)
        let visit = viewer == nil && route.access == .anyone && route.kind == .page ? (HouseCookie.visit.value(in: request, house.settings) ?? Secret.random()) : nil
        let ask = Ask(
            request: request, house: house, language: language, viewer: viewer,
            formToken: (viewer == nil ? visit : token).map(CSRF.token) ?? "",
            requestID: context.id, client: ClientAddress.of(request, context, house.settings), logger: context.logger, parameters: context.parameters, route: route,
            query: FormValues(urlEncoded: request.uri.query ?? ""))
        do {
            if request.method != .get { try limit(request, context, viewer) }
            switch route.access {
            case .everyone, .anyone: break
            case .signedIn: _ = try ask.person()
            case .may(let action): try ask.require(action)
            }
            var response = try await route.handler(ask)
            if route.access == .everyone, viewer == nil, request.method == .get, response.headers[.cacheControl] == nil {
                response.headers[.enlaceKeep] = "1"
            }
            if let visit, HouseCookie.visit.value(in: request, house.settings) == nil {
                response.headers.append(HTTPField(name: .setCookie, value: HouseCookie.visit.set(visit, house.settings)))
            }
            return response
        } catch {
            return Self.refusal(Self.pageError(error, context), ask)
        }
    }

    private func viewer(_ token: String?) async throws -> Viewer? {
        guard let token else { return nil }
        let now = house.clock.now
        let allowsDemonstration = house.settings.isDemonstration
        guard let found = try await house.database.read({ try Sessions.viewer(token: token, at: now, allowsDemonstration: allowsDemonstration, in: $0) }) else { return nil }
        if now.timeIntervalSince(found.seenAt) > Sessions.touchInterval {
            try await house.database.write(affectsPages: false) { try Sessions.touch(found.viewer.session, at: now, in: $0) }
        }
        return found.viewer
    }

    private func limit(_ request: Request, _ context: HouseContext, _ viewer: Viewer?) throws {
        guard house.settings.limitsForms else { return }
        let wait = if let viewer {
            house.formLimits.personal.take(viewer.person.description, at: house.clock.now)
        } else {
            house.formLimits.anonymous.take(ClientAddress.of(request, context, house.settings), at: house.clock.now)
        }
        if let wait { throw PageError.tooMany(seconds: wait) }
    }

    // MARK: When it cannot be

    /// What a person is told of an error; what they cannot help is logged for the operator.
    static func pageError(_ error: any Error, _ context: HouseContext) -> PageError {
        switch error {
        case let error as PageError: return error
        case let error as HTTPError where error.status == .notFound: return .notFound
        case let error as HTTPError where error.status == .contentTooLarge: return .tooLarge(limit: Route.formLimit)
        // The client's body breaks off or is no body at all.
        case is HTTPParserError: return .badRequest(field: "body", reason: "broken")
        case let error as StorageError where error.isTransient:
            context.logger.warning("storage", metadata: ["error": "\(error)"])
            return .unavailable
        default:
            context.logger.error("defect", metadata: ["error": "\(error)"])
            return .defect
        }
    }

    /// For a request that no route takes.
    func refusal(_ error: PageError, _ request: Request, _ context: HouseContext) async -> Response {
        let token = HouseCookie.session.value(in: request, house.settings)
        // Who is signed in keeps their menu; when that cannot be known the page is a visitor's.
        let viewer = try? await viewer(token)
        let path = request.head.path ?? "/"
        let language = Language.all.first { path == "/\($0.code)" || path.hasPrefix("/\($0.code)/") || path.hasPrefix("/\($0.code)?") }
        let isAPI = path.hasPrefix("/api/")
        let route = Route(.get, path, kind: isAPI ? .api : .page, access: .anyone) { _ in throw error }
        let ask = Ask(request: request, house: house, language: language ?? Language(accepting: request.headers[.acceptLanguage]), viewer: viewer,
                      formToken: (viewer == nil ? nil : token).map(CSRF.token) ?? "", requestID: context.id, client: ClientAddress.of(request, context, house.settings), logger: context.logger, parameters: context.parameters, route: route,
                      query: FormValues(urlEncoded: request.uri.query ?? ""))
        return Self.refusal(error, ask)
    }

    static func refusal(_ error: PageError, _ ask: Ask) -> Response {
        // Somebody who must sign in first is taken there, and back afterwards.
        if error == .signIn, ask.route.kind == .page, ask.request.method == .get {
            return ask.redirect(to: ask.path("/sign-in?next=\((ask.request.head.path ?? "/").queryEncoded)"))
        }
        var response = ask.route.kind == .api ? problem(error, ask) : page(error, ask)
        response.headers[.requestID] = ask.requestID
        response.headers[.cacheControl] = "no-store"
        if case .tooMany(let seconds) = error { response.headers[.retryAfter] = String(seconds) }
        if case .unavailable = error { response.headers[.retryAfter] = "2" }
        // What is still on its way of such a body is not waited for.
        if error.status == .contentTooLarge || error == .tooSlow { response.headers[.connection] = "close" }
        if case .notAllowed(let methods) = error { response.headers[.allow] = methods.map(\.rawValue).joined(separator: ", ") }
        return response
    }

    private static func words(_ error: PageError, _ ask: Ask) -> (title: String, text: String) {
        var values: [String: String] = [:]
        switch error {
        case .tooLarge(let limit): values["limit"] = ask.formats.number(Double(limit) / 1_048_576, decimals: 1)
        case .tooMany(let seconds): values["seconds"] = ask.formats.number(seconds)
        case .badRequest(let field, let reason), .nothingThere(let field, let reason): values = ["field": field, "reason": ask.house.catalogue.find("web.reason.\(reason)", in: ask.language) ?? reason]
        default: break
        }
        return (ask.text("web.error.\(error.name).title"), ask.text("web.error.\(error.name).text", values))
    }

    private static func page(_ error: PageError, _ ask: Ask) -> Response {
        let words = words(error, ask)
        var page = Page("web/error", title: words.title, ["title": words.title, "text": words.text, "request_id": ask.requestID, "is_defect": error == .defect] as Model)
        page.status = error.status
        page.isIndexed = false
        return (try? ask.show(page)) ?? Response(status: error.status, body: .init(byteBuffer: ByteBuffer(string: words.title)))
    }

    /// RFC 9457, problem details.
    private struct Problem: Encodable {
        let type: String
        let title: String
        let status: Int
        let detail: String
        let instance: String
        let field: String?
    }

    private static func problem(_ error: PageError, _ ask: Ask) -> Response {
        let words = words(error, ask)
        var field: String?
        switch error {
        case .badRequest(let name, _), .nothingThere(let name, _): field = name
        default: break
        }
        let problem = Problem(type: "/api/v1/problems#\(error.name)", title: words.title, status: Int(error.status.code), detail: words.text,
                              instance: "urn:enlace:request:\(ask.requestID)", field: field)
        let response = try? ask.json(problem, status: error.status, type: "application/problem+json")
        return response ?? Response(status: error.status)
    }
}

/// Where a request came from, for rate limits only.
public enum ClientAddress {
    static func of(_ request: Request, _ context: HouseContext, _ settings: Settings) -> String {
        if settings.trustsProxy, let last = request.headers[.forwardedFor]?.split(separator: ",").last {
            return last.trimmingCharacters(in: .whitespaces)
        }
        return context.remoteAddress?.ipAddress ?? "local"
    }
}

extension HTTPField.Name {
    /// Inside the house only: this answer may be kept for everybody.
    static var enlaceKeep: HTTPField.Name { HTTPField.Name("enlace-keep") ?? .date }
}
