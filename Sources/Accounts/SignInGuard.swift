import Foundation
import Storage

/// Where somebody signs in from.
public struct SignInClient: Sendable {
    /// Network address.
    public let address: String
    /// The token of a browser that has signed in before, as ``SignIn/Outcome`` gave it out; nil for a new one.
    public let device: String?

    public init(address: String, device: String? = nil) {
        self.address = address
        self.device = device
    }
}

/// Slows down whoever guesses, without letting a stranger lock a person out for long.
///
/// - Each account has its own count at each client; from the fifth failure on, that client waits for that account, longer
///   each time, up to a quarter of an hour.
/// - An account that many clients try takes only so many failures in a short while; then new clients wait.
/// - A browser that has signed in to the account before has a count of its own, and neither its neighbours' failures nor the
///   account's limit touch it (OWASP, device cookies).
///
/// An attempt is counted when it begins and taken back when it succeeds, so that a hundred at once are a hundred.
struct SignInGuard {
    /// Failures without any wait.
    static let free = 5
    static let firstWait: TimeInterval = 15
    static let longestWait: TimeInterval = 900
    /// For so long a failure counts against its client, and is kept.
    static let memory: TimeInterval = 3600
    /// The account's own limit is over so long a time.
    static let accountWindow: TimeInterval = 900
    /// A browser is forgotten when it has not signed in for so long.
    static let deviceMemory: TimeInterval = 180 * 86_400

    /// What is guessed at.
    enum Target: String {
        case password
        /// Only who knows the password gets this far, so it takes fewer.
        case secondFactor = "second factor"

        var accountLimit: Int { self == .password ? 50 : 10 }
    }

    private let tx: Transaction
    private let key: AccountKey
    private let account: String
    private let target: Target
    private let client: SignInClient
    private let accountHash: String

    /// - Parameter account: the e-mail address as typed; one without an account is treated the same.
    init(account: String, target: Target, client: SignInClient, in tx: Transaction) throws {
        self.tx = tx
        key = try AccountKey(in: tx)
        self.account = account
        self.target = target
        self.client = client
        accountHash = key.hash(target.rawValue, account)
    }

    /// Counts an attempt.
    /// - Returns: nil when it may go on, else the seconds to wait before the next.
    func begin(at now: Date) throws -> Int? {
        try tx.execute("DELETE FROM sign_in_failure WHERE at <= \(now.addingTimeInterval(-Self.memory))")
        let isKnown = try isKnown
        let clientHash = clientHash(isKnown)
        let own = try tx.row("SELECT count(*) AS n, max(at) AS newest FROM sign_in_failure WHERE account_hash = \(accountHash) AND client_hash = \(clientHash)")
        let failures: Int = try own?.get("n") ?? 0
        if let newest: Date = try own?.get("newest"), let wait = Self.wait(after: failures) {
            let left = newest.addingTimeInterval(wait).timeIntervalSince(now)
            if left > 0 { return Int(left.rounded(.up)) }
        }
        if !isKnown {
            let since = now.addingTimeInterval(-Self.accountWindow)
            let all = try tx.row("SELECT count(*) AS n, min(at) AS oldest FROM sign_in_failure WHERE account_hash = \(accountHash) AND at > \(since)")
            if let all, try all.get("n", as: Int.self) >= target.accountLimit, let oldest: Date = try all.get("oldest") {
                return max(1, Int(oldest.timeIntervalSince(since).rounded(.up)))
            }
        }
        try tx.execute("INSERT INTO sign_in_failure (account_hash, client_hash, at) VALUES (\(accountHash), \(clientHash), \(now))")
        return nil
    }

    /// Takes the client's attempts back: it was the person.
    func succeed() throws {
        let clientHash = clientHash(try isKnown)
        try tx.execute("DELETE FROM sign_in_failure WHERE account_hash = \(accountHash) AND client_hash = \(clientHash)")
    }

    /// Knows the browser from now on.
    /// - Returns: its token, for a cookie.
    func remember(at now: Date) throws -> String {
        let device = try isKnown ? client.device ?? Secret.random() : Secret.random()
        try tx.execute("DELETE FROM known_device WHERE seen_at <= \(now.addingTimeInterval(-Self.deviceMemory))")
        try tx.execute("""
            INSERT INTO known_device (account_hash, device_hash, seen_at) VALUES (\(ownerHash), \(Secret.hash(device)), \(now))
            ON CONFLICT (account_hash, device_hash) DO UPDATE SET seen_at = excluded.seen_at
            """)
        return device
    }

    /// Seconds to wait after so many failures; nil when none.
    static func wait(after failures: Int) -> TimeInterval? {
        guard failures >= free else { return nil }
        return min(longestWait, (free..<min(failures, free + 10)).reduce(firstWait) { wait, _ in wait * 2 })
    }

    private var ownerHash: String { key.hash("device", account) }

    private var isKnown: Bool {
        get throws {
            guard let device = client.device else { return false }
            return try tx.row("SELECT 1 AS known FROM known_device WHERE account_hash = \(ownerHash) AND device_hash = \(Secret.hash(device))") != nil
        }
    }

    private func clientHash(_ isKnown: Bool) -> String {
        if isKnown, let device = client.device { return key.hash("device token", device) }
        return key.hash("address", client.address)
    }
}
