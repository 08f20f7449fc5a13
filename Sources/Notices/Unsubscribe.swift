import Crypto
import Foundation
import Localization
import Accounts
import Storage

/// Signs the links by which a digest is ended without signing in: each is good for one person and one digest, for ever.
struct UnsubscribeKey: Sendable {
    private let key: SymmetricKey

    private init(_ text: String) { key = SymmetricKey(data: Data(text.utf8)) }

    /// nil until the first mail was written.
    static func kept(in tx: Transaction) throws -> UnsubscribeKey? {
        try tx.value("SELECT key FROM notice_key WHERE number = 1", as: String.self).map(UnsubscribeKey.init)
    }

    /// Made when first needed; it lives in the database, since every process must know the same.
    static func make(in tx: Transaction) throws {
        try tx.execute("INSERT INTO notice_key (number, key) VALUES (1, \(Secret.random())) ON CONFLICT (number) DO NOTHING")
    }

    static func path(_ token: String, language: Language) -> String { "/\(language.code)/notices/unsubscribe/\(token)" }

    func token(person: UUID, digest: Frequency) -> String {
        let order = "\(person.uuidString.lowercased()).\(digest.rawValue)"
        return "\(order).\(code(order))"
    }

    /// What a token of ours orders; nil for any other.
    func read(_ token: String) -> (person: UUID, digest: Frequency)? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let person = UUID(uuidString: parts[0]), let digest = Frequency(rawValue: parts[1]), digest.isDigest else { return nil }
        let expected = code("\(parts[0]).\(parts[1])")
        // In a time that does not tell how much of it was right.
        guard parts[2].utf8.count == expected.utf8.count, zip(parts[2].utf8, expected.utf8).reduce(UInt8(0), { $0 | ($1.0 ^ $1.1) }) == 0 else { return nil }
        return (person, digest)
    }

    private func code(_ order: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data("unsubscribe:\(order)".utf8), using: key)
        return Data(code).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
