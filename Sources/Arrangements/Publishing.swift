import Accounts
import Foundation
import Records
import Storage

/// Who may read an arrangement. None of this is part of what was agreed, so none of it makes a new version.
extension Arrangements {
    /// A level that somebody chose: a narrower one holds at once and ends what was asked for before; a wider one waits until both
    /// States have agreed to it.
    /// - Parameter side: for which State it was chosen; nil for the Secretariat, which both have to follow.
    func publish(_ before: Arrangement, at level: PublicationLevel, side: Arrangement.Side?, by actor: Actor, at now: Date) throws {
        let present = before.terms.level
        if present.isWider(than: level) { return try show(before, at: level, "arrangements.level.narrowed", by: actor, at: now) }
        guard level.isWider(than: present) else { return }
        // Asked for already: choosing it is the same as agreeing to it.
        if before.widening?.level == level { return try side.map { try agree(before, $0, by: actor, at: now) } ?? () }
        try tx.execute("""
            INSERT INTO arrangement_widening (arrangement, level, asker, agreed, asked_at) VALUES (\(before.id), \(level), \(side), \(side), \(now))
            ON CONFLICT (arrangement) DO UPDATE SET level = excluded.level, asker = excluded.asker, agreed = excluded.agreed, asked_at = excluded.asked_at
            """)
        try shown(before, "arrangements.level.asked", by: actor, at: now)
    }

    /// One State's "more may read it". With the second it is so.
    /// - Parameters:
    ///   - level: what was asked for when the person read it.
    ///   - version: of the arrangement, as the person read it.
    /// - Throws: ``ArrangementFault/unknown``, ``ArrangementFault/changedMeanwhile``.
    public func agree(_ id: Arrangement.ID, to level: PublicationLevel, version: Int, side: Arrangement.Side, by actor: Actor, at now: Date) throws {
        let before = try found(id)
        guard before.widening?.level == level, before.version == version else { throw ArrangementFault.changedMeanwhile }
        try agree(before, side, by: actor, at: now)
    }

    /// "No more than read it now": refused by a State, or taken back by whoever asked.
    /// - Throws: ``ArrangementFault/unknown``, ``ArrangementFault/changedMeanwhile``.
    public func decline(_ id: Arrangement.ID, _ level: PublicationLevel, by actor: Actor, at now: Date) throws {
        let before = try found(id)
        guard before.widening?.level == level else { throw ArrangementFault.changedMeanwhile }
        try tx.execute("DELETE FROM arrangement_widening WHERE arrangement = \(id)")
        try shown(before, "arrangements.level.declined", by: actor, at: now)
    }

    private func agree(_ before: Arrangement, _ side: Arrangement.Side, by actor: Actor, at now: Date) throws {
        guard let widening = before.widening, widening.agreed != side else { return }
        if widening.agreed != nil { return try show(before, at: widening.level, "arrangements.level.widened", by: actor, at: now) }
        try tx.execute("UPDATE arrangement_widening SET agreed = \(side) WHERE arrangement = \(before.id)")
        try shown(before, "arrangements.level.agreed", by: actor, at: now)
    }

    private func show(_ before: Arrangement, at level: PublicationLevel, _ action: String, by actor: Actor, at now: Date) throws {
        try tx.execute("DELETE FROM arrangement_widening WHERE arrangement = \(before.id)")
        try tx.execute("UPDATE arrangement SET level = \(level) WHERE id = \(before.id)")
        try shown(before, action, by: actor, at: now)
    }

    /// After a change of who reads it: its instant, the audit record, the index with its audience.
    private func shown(_ before: Arrangement, _ action: String, by actor: Actor, at now: Date) throws {
        try tx.execute("UPDATE arrangement SET changed_at = \(now) WHERE id = \(before.id)")
        let after = try found(before.id)
        try tx.audit(action, kind: Arrangement.auditKind, record: before.id.uuid, before: before, after: after, by: actor, at: now)
        try index(after)
    }
}
