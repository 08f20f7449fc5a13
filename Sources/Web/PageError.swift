import HTTPTypes

/// What a person is told when a request cannot be answered as asked. Each has a text in every language:
/// `web.error.<name>.title` and `web.error.<name>.text`.
public enum PageError: Error, Sendable, Equatable {
    case notFound
    /// The address was right once: an expired invitation, a closed post's form.
    case gone
    /// Nobody is signed in.
    case signIn
    case forbidden
    /// The form did not come from a page of ours, or from one of another session.
    case forgedForm
    /// The query or the body cannot be understood; `field` names the part.
    case badRequest(field: String, reason: String)
    /// Well put, but what `field` names does not exist: a place nobody knows.
    case nothingThere(field: String, reason: String)
    case tooLarge(limit: Int)
    case tooMany(seconds: Int)
    case notAllowed(methods: [HTTPRequest.Method])
    case unavailable
    case tooSlow
    case unsupportedMedia
    case headersTooLarge
    case defect

    public var status: HTTPResponse.Status {
        switch self {
        case .notFound, .nothingThere: .notFound
        case .gone: .gone
        case .signIn: .unauthorized
        case .forbidden, .forgedForm: .forbidden
        case .badRequest: .badRequest
        case .tooLarge: .contentTooLarge
        case .tooMany: .tooManyRequests
        case .notAllowed: .methodNotAllowed
        case .unavailable: .serviceUnavailable
        case .tooSlow: .requestTimeout
        case .unsupportedMedia: .unsupportedMediaType
        case .headersTooLarge: .requestHeaderFieldsTooLarge
        case .defect: .internalServerError
        }
    }

    /// Part of the catalogue's key and of the problem type's address (RFC 9457, 3.1.1).
    public var name: String {
        switch self {
        case .notFound: "not_found"
        case .gone: "gone"
        case .signIn: "sign_in"
        case .forbidden: "forbidden"
        case .forgedForm: "forged_form"
        case .badRequest: "bad_request"
        case .nothingThere: "nothing_there"
        case .tooLarge: "too_large"
        case .tooMany: "too_many"
        case .notAllowed: "not_allowed"
        case .unavailable: "unavailable"
        case .tooSlow: "too_slow"
        case .unsupportedMedia: "unsupported_media"
        case .headersTooLarge: "headers_too_large"
        case .defect: "defect"
        }
    }
}
