import Crypto
import Foundation

/// Time-based one-time passwords (RFC 6238): SHA-1, steps of 30 seconds, six digits, as all authenticator apps know them.
public struct TOTP: Sendable, Equatable {
    public static let step: TimeInterval = 30
    /// Steps to either side that are still taken, since clocks differ (RFC 6238, 5.2).
    static let tolerance: Int64 = 1
    /// Bytes of a secret: as long as the hash (RFC 4226, 4: at least 128 bits, 160 recommended).
    static let length = 20

    private let secret: [UInt8]

    /// A new random secret.
    public init() {
        let bits = SymmetricKey(size: SymmetricKeySize(bitCount: Self.length * 8))
        secret = bits.withUnsafeBytes { [UInt8]($0) }
    }

    /// From base 32, as it is kept; nil for what is not such a secret.
    public init?(base32: String) {
        guard let bytes = Base32.decode(base32), bytes.count == Self.length else { return nil }
        secret = bytes
    }

    /// What an app takes when its camera cannot.
    public var base32: String { Base32.encode(secret) }

    /// In groups of four, for reading off.
    public var readable: String {
        stride(from: 0, to: base32.count, by: 4).map { String(base32.dropFirst($0).prefix(4)) }.joined(separator: " ")
    }

    /// The address that a QR picture holds (Key Uri Format of Google Authenticator).
    public func address(account: String, issuer: String) -> String {
        let kept = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~@")
        func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: kept) ?? "" }
        return "otpauth://totp/\(encoded(issuer)):\(encoded(account))?secret=\(base32)&issuer=\(encoded(issuer))&algorithm=SHA1&digits=6&period=30"
    }

    /// The number of the step that an instant falls in.
    static func counter(at instant: Date) -> Int64 { Int64((instant.timeIntervalSince1970 / step).rounded(.down)) }

    /// The code of an instant.
    public func code(at instant: Date) -> String { Self.code(secret: secret, counter: Self.counter(at: instant), digits: 6) }

    /// Which step the code is of, or nil when it is of none near now or of one already used.
    /// - Parameter used: the newest step whose code was taken: it and those before it are refused (RFC 6238, 5.2).
    public func step(of code: String, at now: Date, after used: Int64?) -> Int64? {
        let typed = code.filter { !$0.isWhitespace }
        guard typed.utf8.count == 6, typed.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let current = Self.counter(at: now)
        var found: Int64?
        for counter in (current - Self.tolerance)...(current + Self.tolerance) where counter > used ?? Int64.min {
            // All are compared, whichever fits, so that time tells nothing.
            let difference = zip(Self.code(secret: secret, counter: counter, digits: 6).utf8, typed.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
            if difference == 0 { found = counter }
        }
        return found
    }

    /// HOTP (RFC 4226, 5.3).
    static func code(secret: [UInt8], counter: Int64, digits: Int) -> String {
        let message = withUnsafeBytes(of: counter.bigEndian) { Data($0) }
        let code = [UInt8](HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: secret)))
        let offset = Int(code[19] & 0x0F)
        let number = (Int(code[offset] & 0x7F) << 24) | (Int(code[offset + 1]) << 16) | (Int(code[offset + 2]) << 8) | Int(code[offset + 3])
        let text = String(number % (0..<digits).reduce(1) { value, _ in value * 10 })
        return String(repeating: "0", count: digits - text.count) + text
    }
}
