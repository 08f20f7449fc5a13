import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// What every response tells the browser about itself.
enum SecurityHeaders {
    /// Nothing from elsewhere, no script in a page, no frame around one (W3C Content Security Policy Level 3).
    private static let policy = [
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:", "manifest-src 'self'", "worker-src 'self'",
        "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    static func add(to response: inout Response, isSecure: Bool) {
        response.headers[.contentSecurityPolicy] = policy
        response.headers[.xContentTypeOptions] = "nosniff"
        // The address may tell where somebody is from and where they are: it goes to no other site.
        response.headers[.referrerPolicy] = "no-referrer"
        response.headers[.permissionsPolicy] = "geolocation=(self), camera=(), microphone=(), interest-cohort=()"
        response.headers[.crossOriginOpenerPolicy] = "same-origin"
        if isSecure { response.headers[.strictTransportSecurity] = "max-age=63072000; includeSubDomains" }
    }
}

enum EntityTag {
    /// Weak, since the same page goes out in two encodings (RFC 9110, 8.8.1).
    static func of(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).prefix(9).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
