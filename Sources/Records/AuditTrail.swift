import Crypto
import Foundation
import Storage

/// The record of a change: who did what to which record, with its state before and after.
public struct AuditEntry: Sendable, Equatable {
    public let number: Int64
    public let at: Date
    public let person: UUID?
    public let delegation: UUID?
    public let actorName: String
    /// A verb of the domain with its feature, e.g. `directory.post.edited`.
    public let action: String
    /// The kind of record, e.g. `post`.
    public let kind: String
    public let record: UUID
    /// JSON with sorted keys, or nil where there was nothing.
    public let before: String?
    public let after: String?
    /// Hexadecimal SHA-256 over the previous record's hash and all of this record.
    public let hash: String

    package init(number: Int64, at: Date, person: UUID?, delegation: UUID?, actorName: String, action: String, kind: String, record: UUID, before: String?, after: String?, hash: String) {
        (self.number, self.at, self.person, self.delegation, self.actorName, self.action) = (number, at, person, delegation, actorName, action)
        (self.kind, self.record, self.before, self.after, self.hash) = (kind, record, before, after, hash)
    }

    init(_ row: Row) throws {
        number = try row.get("number")
        at = try row.get("at")
        person = try row.get("person")
        delegation = try row.get("delegation")
        actorName = try row.get("actor_name")
        action = try row.get("action")
        kind = try row.get("kind")
        record = try row.get("record")
        before = try row.get("before_state")
        after = try row.get("after_state")
        hash = try row.get("hash")
    }
}

/// The audit trail: every change of the house, in one chain.
///
/// Each record's hash covers the one before it, so that a record changed, removed or put elsewhere breaks every hash
/// after it. Whoever keeps a copy of the newest hash can later prove that nothing before it was touched.
public enum AuditTrail {
    /// What the chain begins with.
    static let origin = String(repeating: "0", count: 64)

    public static let migrations = Migrations(feature: "records", [
        Migration("audit", [
            """
            CREATE TABLE audit (
                number INTEGER PRIMARY KEY, at INSTANT NOT NULL, person ID, delegation ID, actor_name TEXT NOT NULL,
                action TEXT NOT NULL, kind TEXT NOT NULL, record ID NOT NULL, before_state TEXT, after_state TEXT,
                hash TEXT NOT NULL)
            """,
            "CREATE TABLE audit_head (number INTEGER NOT NULL, hash TEXT NOT NULL)",
            "CREATE INDEX audit_record ON audit (kind, record, number)",
            "CREATE INDEX audit_delegation ON audit (delegation, number)",
        ]),
        Migration("verification", Verification.tables),
        Migration("files", CheckedFile.tables),
    ])

    /// Where the chain stops being true.
    public enum Break: Sendable, Equatable, CustomStringConvertible {
        case missing(number: Int64)
        case changed(number: Int64)

        public var description: String {
            switch self {
            case .missing(let number): "record \(number) is missing"
            case .changed(let number): "record \(number), or its place in the chain, was changed"
            }
        }
    }

    /// What ``verify(_:)`` found.
    public struct Verdict: Sendable, Equatable {
        public let records: Int64
        /// The hash to keep elsewhere as a witness of all that came before.
        public let newestHash: String
        public let breaks: [Break]
    }

    /// Walks the whole chain.
    /// - Parameter limit: breaks to name before giving up.
    public static func verify(_ tx: Transaction, limit: Int = 20) throws -> Verdict {
        var chain = AuditChain(limit: limit)
        try tx.forEach("SELECT * FROM audit ORDER BY number") { chain.add(try? AuditEntry($0), number: try $0.get("number")) }
        return chain.verdict(head: try head(tx))
    }

    /// The history of one record, newest first.
    public static func history(of record: UUID, kind: String, limit: Int = 50, in tx: Transaction) throws -> [AuditEntry] {
        try tx.rows("SELECT * FROM audit WHERE kind = \(kind) AND record = \(record) ORDER BY number DESC LIMIT \(limit)", as: AuditEntry.init)
    }

    /// The newest changes that a delegation made, or all (`delegation` nil), newest first.
    public static func newest(by delegation: UUID?, before number: Int64? = nil, limit: Int = 50, in tx: Transaction) throws -> [AuditEntry] {
        var conditions: [SQL] = []
        if let delegation { conditions.append("delegation = \(delegation)") }
        if let number { conditions.append("number < \(number)") }
        return try tx.rows("SELECT * FROM audit WHERE \(SQL.all(conditions)) ORDER BY number DESC LIMIT \(limit)", as: AuditEntry.init)
    }

    static func hash(_ entry: AuditEntry, after previous: String) -> String {
        hash(previous: previous, number: entry.number, at: entry.at, person: entry.person, delegation: entry.delegation,
             texts: [entry.actorName, entry.action, entry.kind, entry.record.uuidString.lowercased(), entry.before, entry.after])
    }

    fileprivate static func hash(previous: String, number: Int64, at: Date, person: UUID?, delegation: UUID?, texts: [String?]) -> String {
        var hasher = SHA256()
        let parts = [previous, String(number), String(at.microsecondsSince1970), person?.uuidString.lowercased(), delegation?.uuidString.lowercased()] + texts
        for part in parts {
            // Lengths go before the texts, so that no two different records give the same bytes.
            guard let part else {
                hasher.update(data: Data("-".utf8))
                continue
            }
            hasher.update(data: Data("\(part.utf8.count):".utf8))
            hasher.update(data: Data(part.utf8))
        }
        return hasher.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension Transaction {
    /// Writes the audit record of a change, in the change's own transaction.
    public func audit(_ action: String, kind: String, record: UUID, before: (some Encodable)?, after: (some Encodable)?, by actor: Actor, at instant: Date) throws {
        func json(_ state: (some Encodable)?) throws -> String? {
            guard let state else { return nil }
            return String(decoding: try JSONEncoder.sorted.encode(state), as: UTF8.self)
        }
        try audit(action, kind: kind, record: record, beforeJSON: json(before), afterJSON: json(after), by: actor, at: instant)
    }

    /// A change that made the record.
    public func audit(_ action: String, kind: String, record: UUID, made after: some Encodable, by actor: Actor, at instant: Date) throws {
        try audit(action, kind: kind, record: record, before: String?.none, after: after, by: actor, at: instant)
    }

    /// The same change of many records, each with an audit record of its own, in one statement for every few hundred.
    public func audit(_ action: String, kind: String, records: [UUID], made after: some Encodable, by actor: Actor, at instant: Date) throws {
        try audit(action, kind: kind, records: records, beforeJSON: nil, afterJSON: String(decoding: JSONEncoder.sorted.encode(after), as: UTF8.self), by: actor, at: instant)
    }

    private func audit(_ action: String, kind: String, record: UUID, beforeJSON: String?, afterJSON: String?, by actor: Actor, at instant: Date) throws {
        try audit(action, kind: kind, records: [record], beforeJSON: beforeJSON, afterJSON: afterJSON, by: actor, at: instant)
    }

    private func audit(_ action: String, kind: String, records: [UUID], beforeJSON: String?, afterJSON: String?, by actor: Actor, at instant: Date) throws {
        guard !records.isEmpty else { return }
        // To the microsecond, as the database keeps it: the hash must be the same when it is read again.
        let at = Date(microsecondsSince1970: instant.microsecondsSince1970)
        let head = try row("SELECT number, hash FROM audit_head")
        var number: Int64 = try head?.get("number") ?? 0, hash: String = try head?.get("hash") ?? AuditTrail.origin
        // As the database keeps it, too.
        let name = actor.name.withoutNUL
        try insert(records, into: "audit (number, at, person, delegation, actor_name, action, kind, record, before_state, after_state, hash)") { record in
            number += 1
            hash = AuditTrail.hash(previous: hash, number: number, at: at, person: actor.person, delegation: actor.delegation,
                                   texts: [name, action, kind, record.uuidString.lowercased(), beforeJSON, afterJSON])
            return "(\(number), \(at), \(actor.person), \(actor.delegation), \(name), \(action), \(kind), \(record), \(beforeJSON), \(afterJSON), \(hash))"
        }
        if head == nil {
            try execute("INSERT INTO audit_head (number, hash) VALUES (\(number), \(hash))")
        } else {
            try execute("UPDATE audit_head SET number = \(number), hash = \(hash)")
        }
    }

    /// - Parameter values: `(…)` of one row.
    func insert<Element>(_ elements: [Element], into table: SQL, _ end: SQL = "", values: (Element) throws -> SQL) throws {
        for start in stride(from: 0, to: elements.count, by: 200) {
            let rows = try elements[start..<min(start + 200, elements.count)].map(values)
            try execute(rows.dropFirst().reduce("INSERT INTO " + table + " VALUES " + rows[0]) { $0 + ", " + $1 } + end)
        }
    }
}
