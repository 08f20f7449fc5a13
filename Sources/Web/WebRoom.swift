import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import NIOCore
import Storage

/// What the house answers by itself, before any room: the way in, files of style and script, health, metrics.
public enum WebRoom {
    public static let name = "web"
    public static var resources: URL { Bundle.module.bundleURL }

    public static func routes(_ house: House) -> [Route] {
        [
            Route(.get, "/", kind: .resource, access: .anyone) { ask in
                Response(status: .seeOther, headers: [.location: ask.path(""), .vary: "Accept-Language", .cacheControl: "no-store"])
            },
            Route(.get, "/static/{file}", kind: .resource, access: .anyone) { ask in
                guard let response = StaticFiles.shared.response(for: try ask.parameter("file"), acceptsGzip: FrontDoor.acceptsGzip(ask.request)) else {
                    throw PageError.notFound
                }
                return response
            },
            // At the root, so that it may keep any page of the site.
            Route(.get, "/offline.js", kind: .resource, access: .anyone) { ask in
                guard let response = StaticFiles.shared.response(for: "offline.js", acceptsGzip: FrontDoor.acceptsGzip(ask.request)) else { throw PageError.notFound }
                return response
            },
            Route(.get, "/healthz", kind: .resource, access: .anyone) { _ in text("ok\n") },
            Route(.get, "/readyz", kind: .resource, access: .anyone) { ask in
                do {
                    _ = try await ask.house.database.read { try $0.value("SELECT 1", as: Int.self) }
                    return text("ready\n")
                } catch {
                    return text("the database does not answer\n", status: .serviceUnavailable)
                }
            },
            Route(.get, "/metrics", kind: .resource, access: .anyone) { ask in text(ask.house.metrics.text(), type: "text/plain; version=0.0.4; charset=utf-8") },
            Route(.get, "/robots.txt", kind: .resource, access: .anyone) { _ in text("User-agent: *\nDisallow: /api/\n") },
        ]
    }

    /// What is told, in every language, of a request that was too long or no HTTP: it could not be read, so nobody knows in which.
    public static func refusal(_ house: House) -> String {
        let words = Language.all.map { language -> Model in
            ["lang": language.code, "title": house.catalogue.text("web.refusal.title", in: language), "text": house.catalogue.text("web.refusal.text", in: language)]
        }
        return house.views.render("web/refusal", ["words": words] as Model, in: .spanish) ?? ""
    }

    private static func text(_ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8") -> Response {
        Response(status: status, headers: [.contentType: type, .cacheControl: "no-store"], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
