import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage

/// How a change comes about: one officer prepares it and sees its effect, a second one of the country checks it.
extension Visas {
    // MARK: Questions

    func draft(_ id: ID<RuleDraft>) throws -> RuleDraft? { try tx.rows("SELECT * FROM visa_draft WHERE id = \(id)", as: RuleDraft.init).first }

    /// In their order.
    func changes(of draft: RuleDraft) throws -> [RuleChange] {
        try tx.rows("SELECT * FROM visa_draft_line WHERE draft = \(draft.id) ORDER BY number") { try RuleChange($0, to: draft.destination) }
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
    /// - Throws: ``RuleFault``: the first that is found, ``RuleFault/changesNothing``.
    public func prepare(_ changes: [RuleChange], of destination: CountryCode, file: String? = nil, by actor: Actor, at now: Date) throws -> RuleDraft {
        guard !changes.isEmpty else { throw RuleFault.noNationalities }
        let kept = try effects(of: changes).map { try $0.get() }.filter { !$0.isNothing }.map(\.change)
        guard !kept.isEmpty else { throw RuleFault.changesNothing }
        guard let person = actor.person else { throw RuleFault.samePerson }
        let id = ID<RuleDraft>(at: now)
        try tx.execute("""
            INSERT INTO visa_draft (id, destination, state, file, prepared_by, prepared_name, prepared_at)
            VALUES (\(id), \(destination), \(RuleDraft.State.prepared), \(file), \(person), \(actor.name), \(now))
            """)
        for (number, change) in kept.enumerated() {
            let ruling = try change.ruling.map { String(decoding: try JSONEncoder.sorted.encode($0), as: UTF8.self) }
            try tx.execute("""
                INSERT INTO visa_draft_line (draft, number, nationality, document, purpose, valid_from, ruling)
                VALUES (\(id), \(number), \(change.subject.nationality), \(change.subject.document), \(change.subject.purpose), \(change.from), \(ruling.map { Value.json($0) }))
                """)
        }
        let draft = try found(id)
        try tx.audit("visas.draft.prepared", kind: RuleDraft.auditKind, record: id.uuid, made: DraftRecord(draft, changes: kept.count), by: actor, at: now)
        return draft
    }

    /// Sends it to be checked.
    public func submit(_ id: ID<RuleDraft>, by actor: Actor, at now: Date) throws {
        let before = try found(id, in: [.prepared])
        try tx.execute("UPDATE visa_draft SET state = 'submitted', submitted_at = \(now) WHERE id = \(id)")
        try record("visas.draft.submitted", before, by: actor, at: now)
    }

    /// The second person agrees: all of it is stated, or nothing when it overlaps with what was stated meanwhile.
    /// - Throws: ``RuleFault/samePerson``, and those of ``effect(of:)``.
    public func approve(_ id: ID<RuleDraft>, by actor: Actor, at now: Date) throws {
        let before = try found(id, in: [.submitted])
        guard let person = actor.person, person != before.preparedBy else { throw RuleFault.samePerson }
        let changes = try changes(of: before)
        for change in changes { try state(change, by: actor, at: now) }
        try tx.execute("UPDATE visa_draft SET state = 'approved', checked_by = \(person), checked_name = \(actor.name), checked_at = \(now) WHERE id = \(id)")
        try record("visas.draft.approved", before, by: actor, at: now)
        try tell(changes, of: before, at: now)
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

    private func record(_ action: String, _ before: RuleDraft, by actor: Actor, at now: Date) throws {
        try tx.audit(action, kind: RuleDraft.auditKind, record: before.id.uuid, before: DraftRecord(before), after: DraftRecord(try found(before.id)), by: actor, at: now)
    }

    /// Tells the officers of the members whose nationals it concerns: one notice a member, however many of its rules change.
    private func tell(_ changes: [RuleChange], of draft: RuleDraft, at now: Date) throws {
        let concerned = Set(changes.map(\.subject.nationality)).filter(\.isMember).subtracting([draft.destination])
        guard !concerned.isEmpty else { return }
        let people = try People.liaisons(of: concerned.sorted(), tx)
        for country in concerned.sorted() {
            let words = Language.all.map { ("destination.\($0.code)", draft.destination.nameInText(in: $0.code)) } + [("destination", draft.destination.nameInText(in: "es"))]
            try tx.notify(people[country] ?? [], .records, "visas.notice.changed", Dictionary(words, uniquingKeysWith: { first, _ in first }), path: "/visas/changes/\(country.rawValue.lowercased())",
                          uniqueKey: "visas.changed:\(draft.id)", at: now)
        }
    }
}
