import Crypto
import Foundation

/// Keeps other sites from sending forms in a person's name: each form carries a token that only a page of ours could know,
/// made from the cookie's secret (OWASP, HMAC-based token pattern). The cookie itself is `SameSite=Lax` besides.
public enum CSRF {
    /// - Parameter secret: the cookie's value; of a session, or of a visit that has none yet.
    public static func token(for secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data("enlace form".utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return Data(code).base64URL
    }

    /// In a time that does not tell how much of it was right.
    static func matches(_ sent: String?, _ expected: String) -> Bool {
        guard let sent, !expected.isEmpty, sent.utf8.count == expected.utf8.count else { return false }
        return zip(sent.utf8, expected.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension Data {
    /// RFC 4648, 5, without padding.
    public var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
