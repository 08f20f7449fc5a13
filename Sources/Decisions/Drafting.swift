import Accounts
import Foundation
import Localization
import Records
import Storage

extension Decision.Origin {
    /// The Secretariat itself, for questions that come with the program; nil in a database without it.
    public static func secretariat(name: String, in tx: Transaction) throws -> Decision.Origin? {
        try Delegations.find(slug: "st", in: tx).map { Decision.Origin(.secretariat, of: $0.id, name: name) }
    }
}

extension Decisions {
    /// Puts a question: a draft, until the Presidency or the Secretariat circulates it.
    /// - Parameters:
    ///   - reference: a name of another room for its question, under which it is put only once: `1.3.2/lead`.
    ///   - isPublished: see ``Decision/isPublished``.
    /// - Returns: the decision; under a reference that is known, the one that has it.
    /// - Throws: ``DecisionFault/questionMissing``, ``DecisionFault/onlyOneLanguage(field:)``: a question is put in both languages of work.
    @discardableResult
    public func put(_ wording: Wording, procedure: Decision.Procedure = .consensus, from origin: Decision.Origin, reference: String? = nil, isPublished: Bool = false, by actor: Actor, at now: Date) throws -> Decision {
        try Self.check(question: wording.question)
        if let reference, let known = try tx.rows("SELECT * FROM decision WHERE reference = \(reference)", as: Decision.init).first { return known }
        let decision = Decision(id: ID(at: now), wording: wording, putBy: origin, procedure: procedure, state: .draft, number: nil, isPublished: isPublished, createdAt: now, changedAt: now)
        try tx.execute("""
            INSERT INTO decision (id, question, background, wording, options, put_as, put_for, put_by, concern_kind, concern_key, reference, procedure, state, level, seen_by,
                published, created_at, changed_at)
            VALUES (\(decision.id), \(wording.question), \(wording.background), \(wording.text), \(try wording.options.column), \(origin.office), \(origin.delegation), \(origin.name),
                \(wording.concern?.kind), \(wording.concern?.key), \(reference), \(procedure), \(decision.state), \(wording.level), \(decision.audience), \(isPublished), \(now), \(now))
            """)
        try tx.audit("decisions.put", kind: Decision.auditKind, record: decision.id.uuid, made: decision, by: actor, at: now)
        try index(decision)
        return decision
    }

    /// Words a draft anew, or a decision whose silence was broken.
    /// - Parameter seen: when the wording was changed last, as the writer saw it; nil to overwrite whatever there is.
    /// - Throws: ``DecisionFault/changedMeanwhile``, ``DecisionFault/state(_:)`` and those of ``put(_:procedure:from:reference:isPublished:by:at:)``.
    public func reword(_ id: Decision.ID, _ wording: Wording, procedure: Decision.Procedure, seen: Date?, by actor: Actor, at now: Date) throws {
        let before = try found(id)
        guard before.state.isEditable else { throw DecisionFault.state(before.state) }
        if let seen, seen.microsecondsSince1970 != before.changedAt.microsecondsSince1970 { throw DecisionFault.changedMeanwhile }
        try Self.check(question: wording.question)
        var after = before
        after.wording = wording
        after.procedure = procedure
        try save(after, was: before, "decisions.reworded", by: actor, at: now)
    }

    /// Takes a question back. What was said about it stays in the record.
    /// - Throws: ``DecisionFault/state(_:)``, ``DecisionFault/deadlinePassed(_:)``: silence that was kept has adopted the text.
    public func withdraw(_ id: Decision.ID, note: String?, by actor: Actor, at now: Date) throws {
        let before = try found(id)
        guard !before.state.isOver else { throw DecisionFault.state(before.state) }
        if before.state == .circulated {
            let round = try openRound(of: before, at: now)
            try end(round, Round.End(result: .withdrawn, at: now, on: Day(now, in: .network), place: nil, note: note, text: nil, name: actor.name), by: actor, at: now)
        }
        var after = before
        after.state = .withdrawn
        after.withdrawalNote = note
        after = try save(after, was: before, "decisions.withdrawn", by: actor, at: now)
        if let round = try rounds(of: id).last { try tell(.withdrawn, after, round, at: now) }
    }

    // MARK: Shared with the other verbs

    /// - Throws: ``DecisionFault/unknown``.
    func found(_ id: Decision.ID) throws -> Decision {
        guard let decision = try decision(id: id) else { throw DecisionFault.unknown }
        return decision
    }

    /// Writes a new state, with its audit record and its place in the index. What is over is never touched again, whatever was read before.
    @discardableResult
    func save(_ decision: Decision, was before: Decision, _ action: String, by actor: Actor, at now: Date) throws -> Decision {
        var after = decision
        after.changedAt = now
        let wording = after.wording
        let changed = try tx.execute("""
            UPDATE decision SET question = \(wording.question), background = \(wording.background), wording = \(wording.text), options = \(try wording.options.column),
                concern_kind = \(wording.concern?.kind), concern_key = \(wording.concern?.key), procedure = \(after.procedure), state = \(after.state), level = \(wording.level),
                seen_by = \(after.audience), number_year = \(after.number?.year), number_sequence = \(after.number?.sequence), changed_at = \(now),
                was_circulated = \(after.wasCirculated), withdrawal_note = \(after.withdrawalNote)
            WHERE id = \(after.id) AND state NOT IN ('adopted', 'withdrawn')
            """)
        guard changed == 1 else { throw DecisionFault.state(before.state) }
        try tx.audit(action, kind: Decision.auditKind, record: after.id.uuid, before: before, after: after, by: actor, at: now)
        try index(after)
        try indexPositions(of: after.id, at: now)
        return after
    }

    static func check(question: LocalizedText) throws(DecisionFault) {
        guard !question.isEmpty else { throw .questionMissing }
        try check(question, "question")
    }

    /// A text in one language of work and not in the other is not yet ready.
    static func check(_ text: LocalizedText, _ field: String) throws(DecisionFault) {
        if !text.isEmpty, text[.spanish] == nil || text[.english] == nil { throw .onlyOneLanguage(field: field) }
    }

    /// For what was indexed before positions were.
    func indexAnew(_ id: Decision.ID, at now: Date) throws {
        try index(found(id))
        try indexPositions(of: id, at: now)
    }

    private func index(_ decision: Decision) throws {
        let wording = decision.wording
        let documents = Language.all.compactMap { language -> FullText.Document? in
            guard let question = wording.question[language] else { return nil }
            let parts = [decision.number?.description, wording.background[language], wording.text[language]] + wording.options.map { $0[language] } + [decision.withdrawalNote]
            return FullText.Document(kind: Decision.searchKind, record: decision.id.uuid, language: language.code, title: question,
                                     body: parts.compactMap(\.self).joined(separator: "\n"), audience: decision.audience.rawValue)
        }
        try tx.index(kind: Decision.searchKind, record: decision.id.uuid, documents, theme: wording.concern?.theme, day: Day(decision.changedAt, in: .network))
    }
}
