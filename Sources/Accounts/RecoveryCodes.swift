import Crypto
import Foundation
import Storage

/// Ten codes on paper for who has lost the second factor; each works once. Only their hashes are kept.
public enum RecoveryCodes {
    public static let count = 10

    /// Throws the old ones away.
    /// - Returns: the new ones, to be shown this once.
    static func renew(of person: ID<Person>, in tx: Transaction) throws -> [String] {
        try clear(of: person, in: tx)
        return try (0..<count).map { _ in
            // 80 bits: too many to try out even for who has the hashes.
            let code = Base32.encode(SymmetricKey(size: SymmetricKeySize(bitCount: 80)).withUnsafeBytes { [UInt8]($0) })
            try tx.execute("INSERT INTO recovery_code (person, hash) VALUES (\(person), \(Secret.hash(code)))")
            return stride(from: 0, to: code.count, by: 4).map { String(code.dropFirst($0).prefix(4)) }.joined(separator: "-")
        }
    }

    static func clear(of person: ID<Person>, in tx: Transaction) throws {
        try tx.execute("DELETE FROM recovery_code WHERE person = \(person)")
    }

    /// - Returns: false when it is none of the person's, or was used.
    static func use(_ typed: String, of person: ID<Person>, at now: Date, in tx: Transaction) throws -> Bool {
        let code = typed.uppercased().filter { $0.isLetter || $0.isNumber }
        guard code.count == 16 else { return false }
        return try tx.execute("UPDATE recovery_code SET used_at = \(now) WHERE person = \(person) AND hash = \(Secret.hash(code)) AND used_at IS NULL") == 1
    }

    /// How many are left.
    public static func left(of person: ID<Person>, in tx: Transaction) throws -> Int {
        try tx.value("SELECT count(*) AS n FROM recovery_code WHERE person = \(person) AND used_at IS NULL") ?? 0
    }
}
