import Accounts
import Foundation
import Localization
import Records
import Storage

extension Decisions {
    /// Takes a member's position in the round under way. It replaces the member's earlier one, which stays in the record; an
    /// objection ends a silence procedure at once, and a request for more time puts its deadline off.
    /// - Parameters:
    ///   - seen: the round whose text the member had before it; nil for the one under way.
    ///   - option: of the round's options the one that the member favours, from 0.
    ///   - text: the reservation or the reason; needed where ``MemberPosition/Kind/needsText``.
    ///   - now: read inside the transaction, so that nobody who waited for their turn comes in after the deadline.
    /// - Throws: ``DecisionFault``.
    @discardableResult
    public func take(_ kind: MemberPosition.Kind, _ text: LocalizedText? = nil, favouring option: Int? = nil, in id: Decision.ID, round seen: Int? = nil, of delegation: Delegation, by actor: Actor, at now: Date) throws -> MemberPosition {
        guard delegation.kind == .member else { throw DecisionFault.notAMember }
        let decision = try found(id)
        guard decision.state == .circulated else { throw DecisionFault.state(decision.state) }
        let round = try openRound(of: decision, at: now)
        if let seen, seen != round.number { throw DecisionFault.otherRound }
        let text = text.flatMap { $0.isEmpty ? nil : $0 }
        if kind.needsText, text == nil { throw DecisionFault.reasonMissing(kind) }
        if let option, !round.options.indices.contains(option) { throw DecisionFault.noSuchOption(field: "favoured") }
        if kind == .moreTime {
            try checkMoreTime(round)
            try putOff(round, decision, for: delegation, because: text, by: actor, at: now)
            // Who has spoken and wants time for a second thought has spoken still.
            if let standing = try standing(in: round, of: delegation) {
                guard let option, option != standing.option else { return standing }
                return try replacePosition(standing.kind, standing.text, favouring: option, in: round, of: delegation, atMeeting: false, by: actor, at: now)
            }
        }
        let position = try replacePosition(kind, text, favouring: option, in: round, of: delegation, atMeeting: false, by: actor, at: now)
        switch kind {
        // In a meeting's procedure it is the meeting that weighs an objection.
        case .objection where round.procedure == .silence:
            let end = Round.End(result: .broken, at: now, on: Day(now, in: round.deadline?.zone.timeZone ?? .network), place: nil, note: nil, text: nil, name: actor.name)
            try self.end(round, end, by: actor, at: now)
            try breakOff(decision, round, by: actor, at: now)
        default: break
        }
        return position
    }

    /// - Throws: ``DecisionFault/noDeadline``, ``DecisionFault/alreadyExtended``: once a decision, whoever asks.
    private func checkMoreTime(_ round: Round) throws {
        guard round.deadline != nil else { throw DecisionFault.noDeadline }
        guard try rounds(of: round.decision).allSatisfy({ $0.moreTime == nil }) else { throw DecisionFault.alreadyExtended }
    }

    private func putOff(_ round: Round, _ decision: Decision, for delegation: Delegation, because reason: LocalizedText?, by actor: Actor, at now: Date) throws {
        guard let deadline = round.deadline else { throw DecisionFault.noDeadline }
        let given = Round.Extension(from: deadline.instant, days: Round.Extension.days, at: now, delegation: delegation.id, name: actor.name, reason: reason)
        var later = round
        later.deadline = deadline.putOff(days: given.days)
        later.moreTime = given
        try tx.execute("""
            UPDATE decision_round SET deadline = \(later.deadline?.instant), extended_from = \(given.from), extended_days = \(given.days), extended_at = \(given.at),
                extended_for = \(given.delegation), extended_by = \(given.name), extended_reason = \(given.reason)
            WHERE decision = \(round.decision) AND number = \(round.number)
            """)
        try tx.audit("decisions.extended", kind: Decision.auditKind, record: decision.id.uuid, before: round, after: later, by: actor, at: now)
        try enqueueDeadline(of: later, at: now)
        try tell(.extended, decision, later, by: delegation, at: now)
    }

    private func standing(in round: Round, of delegation: Delegation) throws -> MemberPosition? {
        try tx.rows("""
            SELECT * FROM decision_position WHERE decision = \(round.decision) AND round = \(round.number) AND delegation = \(delegation.id) AND replaced_at IS NULL
            """, as: MemberPosition.init).first
    }

    /// Writes a position in the place of the delegation's earlier one.
    @discardableResult
    func replacePosition(_ kind: MemberPosition.Kind, _ text: LocalizedText?, favouring option: Int? = nil, in round: Round, of delegation: Delegation, atMeeting: Bool, by actor: Actor, at now: Date) throws -> MemberPosition {
        guard delegation.kind == .member else { throw DecisionFault.notAMember }
        let before = try standing(in: round, of: delegation)
        // What a meeting puts down for the record leaves the choice that the member made before.
        let option = option ?? (atMeeting ? before?.option : nil)
        if let before { try tx.execute("UPDATE decision_position SET replaced_at = \(now) WHERE id = \(before.id)") }
        let position = MemberPosition(id: ID(at: now), decision: round.decision, round: round.number, delegation: delegation.id, kind: kind, text: text, option: option, person: actor.person,
                                name: actor.name, at: now, atMeeting: atMeeting, replacedAt: nil)
        try tx.execute("""
            INSERT INTO decision_position (id, decision, round, delegation, kind, text, choice, person, person_name, at, at_meeting)
            VALUES (\(position.id), \(position.decision), \(position.round), \(position.delegation), \(kind), \(text), \(option), \(position.person), \(position.name), \(now), \(atMeeting))
            """)
        try tx.audit("decisions.position.taken", kind: Decision.auditKind, record: round.decision.uuid, before: before, after: position, by: actor, at: now)
        for said in [before, position].compactMap(\.self) where said.text != nil { try tx.indexAnew(kind: MemberPosition.searchKind, record: said.id.uuid, at: now) }
        return position
    }
}
