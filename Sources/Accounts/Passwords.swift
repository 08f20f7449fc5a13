import Crypto
import CryptoExtras
import Dispatch
import Foundation
import Synchronization

/// Passwords: which are allowed, and how they are kept, by scrypt (RFC 7914).
///
/// One is kept as `scrypt$ln=15,r=8,p=1$<salt>$<key>` (the PHC string format; base64 without padding), so that the cost can be
/// raised later and old ones still be checked.
public enum Passwords {
    public static let minimum = 12
    public static let maximum = 200

    /// What a hash costs: memory is 128 · 2^logN · r bytes, here 32 MiB.
    public struct Cost: Sendable, Equatable {
        public let logN: Int
        public let r: Int
        public let p: Int

        public init(logN: Int, r: Int, p: Int) { (self.logN, self.r, self.p) = (logN, r, p) }

        public static let standard = Cost(logN: 15, r: 8, p: 1)
    }

    /// - Parameter personal: what stands in the account itself (e-mail address, name) and therefore guards nothing.
    /// - Throws: ``AccountError`` saying what is wrong with it as a password.
    public static func check(_ password: String, personal: [String] = []) throws(AccountError) {
        guard password.count >= minimum else { throw .passwordTooShort(minimum: minimum) }
        guard password.count <= maximum else { throw .passwordTooLong(maximum: maximum) }
        if CommonPasswords.contain(password, personal: personal) { throw .passwordCommon }
    }

    // MARK: Without blocking a request

    /// One at a time: each takes 32 MiB and a core, and the server has to stay small under a flood of sign-ins.
    private static let queue = DispatchQueue(label: "enlace.passwords", qos: .userInitiated)
    private static let waiting = Mutex(0)
    /// Further ones are refused rather than left waiting for seconds.
    private static let waitingLimit = 40

    /// - Throws: ``AccountError/busy``.
    public static func hash(_ password: String) async throws -> String {
        try await inTurn { try hashNow(password) }
    }

    /// Takes as long for an account that does not exist (`kept` nil) as for one that does.
    /// - Throws: ``AccountError/busy``.
    public static func matches(_ password: String, _ kept: String?) async throws -> Bool {
        try await inTurn { matchesNow(password, kept ?? nobody) && kept != nil }
    }

    private static func inTurn<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        let isAdmitted = waiting.withLock { count in
            guard count < waitingLimit else { return false }
            count += 1
            return true
        }
        guard isAdmitted else { throw AccountError.busy }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                let result = Result { try work() }
                waiting.withLock { $0 -= 1 }
                continuation.resume(with: result)
            }
        }
    }

    // MARK: At once, for the command line and tests

    public static func hashNow(_ password: String, cost: Cost = .standard) throws -> String {
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { [UInt8]($0) }
        let key = try derive(password, salt: salt, cost: cost, length: 32)
        return "scrypt$ln=\(cost.logN),r=\(cost.r),p=\(cost.p)$\(base64(salt))$\(base64(key))"
    }

    /// False also for what is not a hash of ours.
    public static func matchesNow(_ password: String, _ kept: String) -> Bool {
        let parts = kept.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] == "scrypt", let cost = Cost(parts[1]), let salt = bytes(parts[2]), let key = bytes(parts[3]), !key.isEmpty,
              let derived = try? derive(password, salt: salt, cost: cost, length: key.count) else { return false }
        return zip(derived, key).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// - Parameter length: bytes of key.
    static func derive(_ password: String, salt: [UInt8], cost: Cost, length: Int) throws -> [UInt8] {
        // The same password typed on two keyboards may arrive composed or not (RFC 8265, 4.2: OpaqueString is NFC).
        var bytes = [UInt8](password.precomposedStringWithCanonicalMapping.utf8)
        // The library cannot take none at all; no password is a lone NUL, since forms drop it.
        if bytes.isEmpty { bytes = [0] }
        let key = try KDF.Scrypt.deriveKey(from: bytes, salt: salt, outputByteCount: length, rounds: 1 << cost.logN, blockSize: cost.r, parallelism: cost.p)
        return key.withUnsafeBytes { [UInt8]($0) }
    }

    /// What is checked in place of an account that does not exist; no password gives a key of zeros.
    private static let nobody = "scrypt$ln=15,r=8,p=1$\(base64([UInt8](repeating: 0, count: 16)))$\(base64([UInt8](repeating: 0, count: 32)))"

    private static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString().replacing("=", with: "") }

    private static func bytes(_ text: String) -> [UInt8]? {
        Data(base64Encoded: text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)).map { [UInt8]($0) }
    }
}

extension Passwords.Cost {
    /// Reads `ln=15,r=8,p=1`; nil for what would take more memory or time than this server gives.
    init?(_ text: String) {
        var values: [String: Int] = [:]
        for pair in text.split(separator: ",") {
            let parts = pair.split(separator: "=")
            guard parts.count == 2, let number = Int(parts[1]) else { return nil }
            values[String(parts[0])] = number
        }
        guard let logN = values["ln"], let r = values["r"], let p = values["p"], (1...17).contains(logN), (1...16).contains(r), (1...16).contains(p) else { return nil }
        self.init(logN: logN, r: r, p: p)
    }
}
