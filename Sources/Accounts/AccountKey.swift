import Crypto
import Foundation
import Storage

/// The key by which what must not be read is kept all the same: who tried from where, and tickets between two steps.
/// It lives in the database, because every process that shares it has to know the same.
struct AccountKey {
    private let key: SymmetricKey

    /// Made when first needed, so the transaction must be a write.
    init(in tx: Transaction) throws {
        if let kept: String = try tx.value("SELECT key FROM account_key WHERE number = 1") {
            key = SymmetricKey(data: Data(kept.utf8))
        } else {
            let made = Secret.random()
            try tx.execute("INSERT INTO account_key (number, key) VALUES (1, \(made))")
            key = SymmetricKey(data: Data(made.utf8))
        }
    }

    /// HMAC-SHA-256, in hexadecimal.
    func hash(_ purpose: String, _ text: String) -> String {
        HMAC<SHA256>.authenticationCode(for: Data("\(purpose):\(text)".utf8), using: key).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// In a time that does not tell how much of it was right.
    func matches(_ sent: String, _ purpose: String, _ text: String) -> Bool {
        let expected = hash(purpose, text)
        guard sent.utf8.count == expected.utf8.count else { return false }
        return zip(sent.utf8, expected.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
