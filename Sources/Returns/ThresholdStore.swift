import Foundation
import Records
import Storage
import Survival

/// The thresholds by which the index speaks, as the Secretariat set them; each set stays, with who set it and why.
struct ThresholdStore {
    private let tx: Transaction

    init(_ tx: Transaction) { self.tx = tx }

    struct Entry: Sendable {
        let thresholds: Thresholds
        let reason: String
        let at: Date
        let by: String
    }

    static let auditKind = "returns_thresholds"

    /// - Returns: nil while the Secretariat has set none, and ``Survival/Thresholds/initial`` holds.
    func newest() throws -> Entry? {
        try tx.rows("SELECT * FROM returns_thresholds ORDER BY set_at DESC, id DESC LIMIT 1", as: Self.entry).first
    }

    /// Newest first.
    func history(limit: Int = 20) throws -> [Entry] {
        try tx.rows("SELECT * FROM returns_thresholds ORDER BY set_at DESC, id DESC LIMIT \(limit)", as: Self.entry)
    }

    func current() throws -> Thresholds { try newest()?.thresholds ?? .initial }

    func set(_ thresholds: Thresholds, reason: String, by actor: Actor, at now: Date) throws {
        let before = try current(), id = ID<Thresholds>(at: now)
        let json = String(decoding: try JSONEncoder.sorted.encode(thresholds), as: UTF8.self)
        try tx.execute("INSERT INTO returns_thresholds (id, thresholds, reason, set_at, set_by) VALUES (\(id), \(json), \(reason), \(now), \(actor.name))")
        try tx.audit("returns.thresholds.set", kind: Self.auditKind, record: id.uuid, before: before, after: thresholds, by: actor, at: now)
    }

    private static func entry(_ row: Row) throws -> Entry {
        Entry(thresholds: try JSONDecoder().decode(Thresholds.self, from: Data(row.get("thresholds", as: String.self).utf8)), reason: try row.get("reason"),
              at: try row.get("set_at"), by: try row.get("set_by"))
    }
}
