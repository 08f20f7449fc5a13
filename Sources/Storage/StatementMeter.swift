import Synchronization

/// Counts the statements that run while it is current, so that a test can hold a page to its number.
///
/// ```swift
/// let meter = StatementMeter()
/// try await StatementMeter.$current.withValue(meter) { try await page() }
/// #expect(meter.statements.count == 3)
/// ```
public final class StatementMeter: Sendable {
    @TaskLocal public static var current: StatementMeter?

    private let texts = Mutex<[String]>([])

    public init() {}

    public var statements: [String] { texts.withLock { $0 } }

    func count(_ sql: SQL) {
        let text = sql.rendered(placeholder: { "$\($0)" }).text
        texts.withLock { $0.append(text) }
    }
}
