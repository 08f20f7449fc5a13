import Foundation
import Storage

/// A walk along the audit trail, record by record, wherever they are read from.
public struct AuditChain: Sendable {
    private var previous: String
    private var expected: Int64
    private var count: Int64 = 0
    private var breaks: [AuditTrail.Break] = []
    private let limit: Int

    /// From the trail's beginning.
    /// - Parameter limit: breaks to name before giving up.
    public init(limit: Int = 20) { self.init(from: 1, after: AuditTrail.origin, limit: limit) }

    init(from number: Int64, after hash: String, limit: Int) {
        (expected, previous, self.limit) = (number, hash, limit)
    }

    /// The next record, in the order of their numbers.
    /// - Parameter entry: nil for one that cannot even be read as a record: it was changed by somebody else.
    public mutating func add(_ entry: AuditEntry?, number: Int64) {
        count += 1
        if number != expected, breaks.count < limit { breaks.append(.missing(number: expected)) }
        if entry.map({ AuditTrail.hash($0, after: previous) != $0.hash }) ?? true, breaks.count < limit { breaks.append(.changed(number: number)) }
        previous = entry?.hash ?? previous
        expected = number + 1
    }

    /// - Parameter head: the newest number and hash as they are kept beside the trail: rows cut off at the end leave a chain that
    ///   is whole in itself.
    public func verdict(head: (number: Int64, hash: String)?) -> AuditTrail.Verdict {
        var breaks = breaks
        if let head {
            if head.number >= expected { breaks.append(.missing(number: expected)) }
            else if head.hash != previous { breaks.append(.changed(number: head.number)) }
        } else if count > 0 {
            breaks.append(.missing(number: expected))
        }
        return AuditTrail.Verdict(records: count, newestHash: previous, breaks: breaks)
    }
}

extension AuditTrail {
    /// The newest records only, for a check that is made often.
    /// - Parameter newest: how many.
    public static func verify(newest: Int64, _ tx: Transaction) throws -> Verdict {
        let head = try head(tx)
        let first = max(1, (head?.number ?? 0) - newest + 1)
        let before: String? = try tx.value("SELECT hash FROM audit WHERE number = \(first - 1)")
        var chain = AuditChain(from: first, after: before ?? origin, limit: 20)
        try tx.forEach("SELECT * FROM audit WHERE number >= \(first) ORDER BY number") { chain.add(try? AuditEntry($0), number: try $0.get("number")) }
        return chain.verdict(head: head)
    }

    static func head(_ tx: Transaction) throws -> (number: Int64, hash: String)? {
        try tx.row("SELECT number, hash FROM audit_head").map { (try $0.get("number"), try $0.get("hash")) }
    }
}
