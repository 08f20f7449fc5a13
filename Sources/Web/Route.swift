import Accounts
import HTTPTypes
import Hummingbird

/// One address, who may come there, and what answers.
public struct Route: Sendable {
    /// Who may come.
    public enum Access: Sendable, Hashable {
        /// Everybody, without an account. Answers to GET may be kept in the page cache.
        case everyone
        /// Everybody, but the answer depends on the person: never kept.
        case anyone
        /// Whoever is signed in.
        case signedIn
        /// Whoever may do this to some record; the handler asks again for the record at hand.
        case may(Action)
    }

    /// What is answered there, which decides how errors look.
    public enum Kind: Sendable { case page, api, resource }

    public typealias Handler = @Sendable (Ask) async throws -> Response

    public let method: HTTPRequest.Method
    /// `/posts/{slug}`. Pages stand below the language: `/es/posts/{slug}`.
    public let path: String
    public let kind: Kind
    public let access: Access
    /// Bytes of body that are read at most.
    public let bodyLimit: Int
    public let handler: Handler

    public static let formLimit = 256 * 1024
    public static let uploadLimit = 32 * 1024 * 1024

    public init(_ method: HTTPRequest.Method, _ path: String, kind: Kind = .page, access: Access, bodyLimit: Int = formLimit, _ handler: @escaping Handler) {
        self.method = method
        self.path = path
        self.kind = kind
        self.access = access
        self.bodyLimit = bodyLimit
        self.handler = handler
    }

    public static func get(_ path: String, _ access: Access, _ handler: @escaping Handler) -> Route {
        Route(.get, path, access: access, handler)
    }

    public static func post(_ path: String, _ access: Access, bodyLimit: Int = formLimit, _ handler: @escaping Handler) -> Route {
        Route(.post, path, access: access, bodyLimit: bodyLimit, handler)
    }

    /// A data address below `/api/v1`.
    public static func api(_ path: String, _ handler: @escaping Handler) -> Route { api(path, .everyone, handler) }

    public static func api(_ path: String, _ access: Access, _ handler: @escaping Handler) -> Route {
        Route(.get, "/api/v1" + path, kind: .api, access: access, handler)
    }
}
