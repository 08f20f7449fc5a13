import Foundation

/// How sure an interval is to hold the true value, and the number of standard errors that this takes.
public struct Confidence: Hashable, Sendable {
    /// Between 0 and 1, e.g. 0.95.
    public let level: Double
    /// The quantile of the standard normal distribution at (1 + level) / 2.
    public let z: Double

    /// - Returns: nil unless 0 < `level` < 1.
    public init?(_ level: Double) {
        guard level > 0, level < 1 else { return nil }
        self.init(known: level)
    }

    private init(known level: Double) {
        self.level = level
        z = Self.quantile(upperTail: (1 - level) / 2)
    }

    public static let ninetyFive = Confidence(known: 0.95)

    /// The value that a standard normal variable exceeds with this probability (at most a half).
    ///
    /// Begins with Abramowitz and Stegun (1964), 26.2.23, and goes on by Newton's method on `erfc` until it stands still.
    private static func quantile(upperTail p: Double) -> Double {
        let t = (-2 * log(p)).squareRoot()
        var x = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
        for _ in 0..<8 {
            let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
            let step = (erfc(x / 2.0.squareRoot()) / 2 - p) / density
            x += step
            if abs(step) < 1e-15 { break }
        }
        return x
    }
}

/// A confidence interval of a share, both ends within 0…1.
public struct Limits: Hashable, Sendable {
    public let lower: Double
    public let upper: Double

    public init(_ one: Double, _ other: Double) {
        lower = min(max(min(one, other), 0), 1)
        upper = min(max(max(one, other), 0), 1)
    }

    /// From the delta method on log(−log p), so that both ends lie between 0 and 1: p to the power of exp(±z·se / (p·|log p|)).
    ///
    /// - Returns: nil where p is 0 or 1, of which the transformed scale knows nothing.
    init?(complementaryLogLog p: Double, standardError: Double, _ confidence: Confidence) {
        guard p > 0, p < 1 - 1e-12 else { return nil }
        let width = confidence.z * standardError / (p * abs(log(p)))
        self.init(exp(log(p) * exp(width)), exp(log(p) * exp(-width)))
    }
}
