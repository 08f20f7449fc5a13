import Foundation
import Synchronization

/// So many times in so long for each key: a token bucket a key, kept in memory and forgotten when full again.
public final class RateLimit: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: Date
    }

    private let buckets = Mutex<[String: Bucket]>([:])
    private let burst: Double
    private let perSecond: Double

    /// - Parameters:
    ///   - times: how often at once.
    ///   - seconds: after how long all of them are allowed again.
    public init(times: Int, in seconds: Double) {
        burst = Double(times)
        perSecond = Double(times) / seconds
    }

    /// Takes one.
    /// - Returns: nil when allowed, else the seconds to wait.
    public func take(_ key: String, at now: Date) -> Int? {
        buckets.withLock { buckets in
            if buckets.count > 50_000 { buckets = buckets.filter { refilled($0.value, now) < burst } }
            let tokens = buckets[key].map { refilled($0, now) } ?? burst
            guard tokens >= 1 else {
                buckets[key] = Bucket(tokens: tokens, at: now)
                return max(1, Int(((1 - tokens) / perSecond).rounded(.up)))
            }
            buckets[key] = Bucket(tokens: tokens - 1, at: now)
            return nil
        }
    }

    private func refilled(_ bucket: Bucket, _ now: Date) -> Double {
        min(burst, bucket.tokens + max(0, now.timeIntervalSince(bucket.at)) * perSecond)
    }
}

/// How often forms may be sent.
public struct FormLimits: Sendable {
    /// Sign-ins, invitations and other forms without an account, by client.
    let anonymous = RateLimit(times: 20, in: 60)
    /// Forms of signed-in people, by person.
    let personal = RateLimit(times: 120, in: 60)
}
