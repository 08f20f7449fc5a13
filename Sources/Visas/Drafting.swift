import Foundation
import Geography
import Localization
import Records
import Storage

/// How a change comes about: one officer prepares it and sees its effect, a second one of the country checks it.
extension Visas {
    // MARK: Questions

    func draft(_ id: ID<RuleDraft>) throws -> RuleDraft? { try tx.rows("SELECT * FROM visa_draft WHERE id = \(id)", as: RuleDraft.init).first }

    /// In their order, with what each would do now while the draft is open.
    func lines(of draft: RuleDraft) throws -> [DraftLine] {
        let lines = try tx.rows("SELECT * FROM visa_draft_line WHERE draft = \(draft.id) ORDER BY number") { row in
            let seen = try row.get("seen", as: String?.self).map { try JSONDecoder.plain.decode(DraftLine.Effect.self, from: Data($0.utf8)) }
            return DraftLine(number: try row.get("number"), change: try RuleChange(row, to: draft.destination), prepared: seen, effect: nil)
        }
        guard draft.state.isOpen else { return lines }
        return zip(lines, try effects(of: lines.map(\.change))).map { DraftLine(number: $0.number, change: $0.change, prepared: $0.prepared, effect: $1) }
    }

    /// What a country's people have in hand, newest first; with the number of changes of each.
    func openDrafts(of destination: CountryCode, limit: Int) throws -> [(draft: RuleDraft, changes: Int)] {
        try tx.rows("""
            SELECT d.*, (SELECT count(*) FROM visa_draft_line l WHERE l.draft = d.id) AS changes FROM visa_draft d
            WHERE d.destination = \(destination) AND d.state IN ('prepared', 'submitted') ORDER BY d.prepared_at DESC, d.id DESC LIMIT \(limit)
            """) { (try RuleDraft($0), try $0.get("changes")) }
    }

    // MARK: Verbs

    /// Prepares changes of a country's rules. What would change nothing is left out.
    /// - Parameter corrected: the draft in whose place this one comes; it is dropped if it is still open.
    /// - Throws: ``RuleFault``: the first that is found, ``RuleFault/changesNothing``.
    public func prepare(_ changes: [RuleChange], of destination: CountryCode, file: String? = nil, correcting corrected: ID<RuleDraft>? = nil, by actor: Actor, at now: Date) throws -> RuleDraft {
        if let corrected, let old = try draft(corrected), old.destination == destination, old.state.isOpen { try withdraw(corrected, by: actor, at: now) }
        guard !changes.isEmpty else { throw RuleFault.noNationalities }
        let kept = try effects(of: changes).map { try $0.get() }.filter { !$0.isNothing }
        guard !kept.isEmpty else { throw RuleFault.changesNothing }
        guard let person = actor.person else { throw RuleFault.samePerson }
        let id = ID<RuleDraft>(at: now)
        try tx.execute("""
            INSERT INTO visa_draft (id, destination, state, file, prepared_by, prepared_name, prepared_at)
            VALUES (\(id), \(destination), \(RuleDraft.State.prepared), \(file), \(person), \(actor.name), \(now))
            """)
        for (number, effect) in kept.enumerated() {
            let change = effect.change
            try tx.execute("""
                INSERT INTO visa_draft_line (draft, number, nationality, document, purpose, valid_from, ruling, seen)
                VALUES (\(id), \(number), \(change.subject.nationality), \(change.subject.document), \(change.subject.purpose), \(change.from), \(try change.ruling.map(Self.json)), \(try Self.json(DraftLine.Effect(.success(effect)))))
                """)
        }
        let draft = try found(id)
        try tx.audit("visas.draft.prepared", kind: RuleDraft.auditKind, record: id.uuid, made: DraftRecord(draft, changes: kept.count), by: actor, at: now)
        return draft
    }

    /// Sends it to be checked, with its effect as it is now.
    /// - Parameter seen: stands for the lines that were shown.
    /// - Throws: ``RuleFault/overtaken`` when they are not the same any more.
    public func submit(_ id: ID<RuleDraft>, seen: String?, by actor: Actor, at now: Date) throws {
        let before = try found(id, in: [.prepared])
        for line in try unchanged(before, since: seen) where line.isOvertaken {
            guard let effect = line.effect else { continue }
            try tx.execute("UPDATE visa_draft_line SET seen = \(try Self.json(DraftLine.Effect(effect))) WHERE draft = \(id) AND number = \(line.number)")
        }
        try tx.execute("UPDATE visa_draft SET state = 'submitted', submitted_at = \(now) WHERE id = \(id)")
        try record("visas.draft.submitted", before, by: actor, at: now)
    }

    /// The second person agrees: all of it is stated, or nothing when what was stated meanwhile makes it something else than what was shown.
    /// - Parameter seen: stands for the lines that were shown.
    /// - Throws: ``RuleFault/samePerson``, ``RuleFault/overtaken``, and those of ``effect(of:)``.
    public func approve(_ id: ID<RuleDraft>, seen: String?, by actor: Actor, at now: Date) throws {
        let before = try found(id, in: [.submitted])
        guard let person = actor.person, person != before.preparedBy else { throw RuleFault.samePerson }
        let changes = try unchanged(before, since: seen).map(\.change)
        for change in changes { try state(change, by: actor, at: now) }
        try tx.execute("UPDATE visa_draft SET state = 'approved', checked_by = \(person), checked_name = \(actor.name), checked_at = \(now) WHERE id = \(id)")
        try record("visas.draft.approved", before, by: actor, at: now)
        try tell(Set(changes.map(\.subject.nationality)), of: before, at: now)
    }

    /// - Throws: ``RuleFault/reasonMissing``, ``RuleFault/samePerson``.
    public func refuse(_ id: ID<RuleDraft>, reason: String?, by actor: Actor, at now: Date) throws {
        let before = try found(id, in: [.submitted])
        guard let person = actor.person, person != before.preparedBy else { throw RuleFault.samePerson }
        guard let reason, !reason.isEmpty else { throw RuleFault.reasonMissing }
        try tx.execute("UPDATE visa_draft SET state = 'refused', checked_by = \(person), checked_name = \(actor.name), checked_at = \(now), reason = \(reason) WHERE id = \(id)")
        try record("visas.draft.refused", before, by: actor, at: now)
    }

    /// Taken back while it is open.
    public func withdraw(_ id: ID<RuleDraft>, by actor: Actor, at now: Date) throws {
        let before = try found(id, in: [.prepared, .submitted])
        try tx.execute("UPDATE visa_draft SET state = 'withdrawn' WHERE id = \(id)")
        try record("visas.draft.withdrawn", before, by: actor, at: now)
    }

    // MARK: Shared

    /// As the audit trail keeps it.
    private struct DraftRecord: Encodable {
        let destination: CountryCode
        let state: RuleDraft.State
        let changes: Int?
        let reason: String?

        init(_ draft: RuleDraft, changes: Int? = nil) { (destination, state, self.changes, reason) = (draft.destination, draft.state, changes, draft.reason) }
    }

    private func found(_ id: ID<RuleDraft>, in states: [RuleDraft.State] = RuleDraft.State.allCases) throws -> RuleDraft {
        guard let draft = try draft(id) else { throw RuleFault.unknownDraft }
        guard states.contains(draft.state) else { throw RuleFault.draftState(draft.state) }
        return draft
    }

    private func unchanged(_ draft: RuleDraft, since seen: String?) throws -> [DraftLine] {
        let lines = try lines(of: draft)
        guard try lines.seen == seen else { throw RuleFault.overtaken }
        return lines
    }

    private static func json(_ value: some Encodable) throws -> Value { .json(String(decoding: try JSONEncoder.sorted.encode(value), as: UTF8.self)) }

    private func record(_ action: String, _ before: RuleDraft, by actor: Actor, at now: Date) throws {
        try tx.audit(action, kind: RuleDraft.auditKind, record: before.id.uuid, before: DraftRecord(before), after: DraftRecord(try found(before.id)), by: actor, at: now)
    }
}
