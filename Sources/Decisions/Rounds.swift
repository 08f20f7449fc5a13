import Accounts
import Foundation
import Localization
import Records
import Storage

/// What a meeting did with a question.
public struct MeetingOutcome: Sendable {
    public let isAdopted: Bool
    /// The day of the meeting.
    public let on: Day
    public let place: String
    /// The text as the meeting worded it; nil as circulated.
    public let text: LocalizedText?
    public let note: String?
    /// What members had put down for the record.
    public let reservations: [(delegation: Delegation, text: LocalizedText)]

    public init(isAdopted: Bool, on: Day, place: String, text: LocalizedText? = nil, note: String? = nil, reservations: [(delegation: Delegation, text: LocalizedText)] = []) {
        (self.isAdopted, self.on, self.place) = (isAdopted, on, place)
        (self.text, self.note, self.reservations) = (text, note, reservations)
    }
}

extension Decisions {
    /// Days that a silence procedure may take at most.
    public static let longest = 366
    /// Hours that it takes at least: silence says nothing of a country that had no time to speak.
    public static let shortest = 24

    /// Puts the wording, as it stands, before the eleven: the first round, or a new one after the last was broken.
    /// - Parameters:
    ///   - deadline: of a silence procedure; left out for a meeting.
    ///   - seen: when the wording was changed last, as whoever circulates it saw it; nil for whatever it is.
    /// - Throws: ``DecisionFault``.
    @discardableResult
    public func circulate(_ id: Decision.ID, _ procedure: Decision.Procedure, until deadline: Deadline? = nil, seen: Date? = nil, by actor: Actor, at now: Date) throws -> Round {
        let before = try found(id), wording = before.wording
        guard before.state.isEditable else { throw DecisionFault.state(before.state) }
        if let seen, seen.microsecondsSince1970 != before.changedAt.microsecondsSince1970 { throw DecisionFault.otherWording }
        for (text, field) in [(wording.question, "question"), (wording.background, "background"), (wording.text, "text")] { try Self.check(text, field) }
        if procedure == .silence { try Self.check(deadline, wording, at: now) }
        let round = Round(decision: id, number: try rounds(of: id).count + 1, procedure: procedure, question: wording.question, text: wording.text, options: wording.options, level: wording.level,
                          circulatedAt: now, circulatedBy: actor.name, deadline: procedure == .silence ? deadline : nil)
        try tx.execute("""
            INSERT INTO decision_round (decision, number, procedure, question, wording, options, level, circulated_at, circulated_by, deadline, zone)
            VALUES (\(id), \(round.number), \(procedure), \(round.question), \(round.text), \(try round.options.column), \(round.level), \(now), \(actor.name), \(round.deadline?.instant), \(round.deadline?.zone))
            """)
        var after = before
        after.procedure = procedure
        after.state = .circulated
        after.wasCirculated = true
        after = try save(after, was: before, "decisions.circulated", by: actor, at: now)
        try tx.audit("decisions.round.opened", kind: Decision.auditKind, record: id.uuid, made: round, by: actor, at: now)
        try enqueueDeadline(of: round, at: now)
        try tell(.circulated, after, round, at: now)
        return round
    }

    private static func check(_ deadline: Deadline?, _ wording: Wording, at now: Date) throws(DecisionFault) {
        guard !wording.text.isEmpty else { throw .nothingToAdopt }
        guard let deadline else { throw .deadlineMissing }
        guard deadline.instant > now else { throw .deadlinePast(deadline) }
        guard deadline.instant >= now.addingTimeInterval(Double(shortest) * 3600) else { throw .deadlineTooNear(hours: shortest) }
        guard deadline.instant <= now.addingTimeInterval(Double(longest) * 86_400) else { throw .deadlineTooFar(days: longest) }
    }

    /// What a meeting decided, with the reservations that members made there.
    /// - Parameter seen: the round that whoever records it had before them; nil for the one under way.
    /// - Throws: ``DecisionFault``.
    @discardableResult
    public func record(_ outcome: MeetingOutcome, of id: Decision.ID, inRound seen: Int? = nil, by actor: Actor, at now: Date) throws -> Decision {
        let before = try found(id)
        guard before.state == .circulated else { throw DecisionFault.state(before.state) }
        let round = try openRound(of: before, at: now)
        if let seen, seen != round.number { throw DecisionFault.otherRound }
        guard round.procedure == .consensus else { throw DecisionFault.notForMeeting }
        guard !outcome.place.isEmpty else { throw DecisionFault.placeMissing }
        guard outcome.on <= Day(now, in: .network) else { throw DecisionFault.meetingAhead(outcome.on) }
        // Where the meeting is, it may still be the day before.
        guard outcome.on >= Day(round.circulatedAt, in: .network).adding(days: -1) else { throw DecisionFault.meetingBeforeCirculation(outcome.on) }
        if let text = outcome.text { try Self.check(text, "adopted") }
        if outcome.isAdopted, (outcome.text ?? round.text).isEmpty { throw DecisionFault.adoptedTextMissing }
        for reservation in outcome.reservations {
            try replacePosition(.reservation, reservation.text, in: round, of: reservation.delegation, atMeeting: true, by: actor, at: now)
        }
        let end = Round.End(result: outcome.isAdopted ? .adopted : .noConsensus, at: now, on: outcome.on, place: outcome.place, note: outcome.note,
                            text: outcome.isAdopted ? outcome.text ?? round.text : nil, name: actor.name)
        if outcome.isAdopted { return try adopt(before, round, end, by: actor, at: now) }
        try self.end(round, end, by: actor, at: now)
        return try breakOff(before, round, by: actor, at: now)
    }

    // MARK: The deadline

    /// The payload of a deadline's job.
    struct DeadlineJob: Codable {
        let decision: ID<Decision>
        let round: Int
    }

    static let deadlineJob = "decisions.deadline"

    /// One job for each deadline: one that was put off leaves its job with nothing to do.
    func enqueueDeadline(of round: Round, at now: Date) throws {
        guard let deadline = round.deadline else { return }
        try tx.enqueue(Self.deadlineJob, DeadlineJob(decision: round.decision, round: round.number), at: deadline.instant,
                       uniqueKey: "\(Self.deadlineJob):\(round.decision):\(round.number):\(deadline.instant.microsecondsSince1970)", now: now)
    }

    /// Adopts what nobody objected to; does nothing when that round is over, or its deadline was put off.
    /// - Returns: what was adopted.
    @discardableResult
    func runDeadline(_ job: DeadlineJob, at now: Date) throws -> Decision? {
        guard let decision = try decision(id: job.decision), decision.state == .circulated, let round = try rounds(of: decision.id).last, round.number == job.round,
              round.isClosing(at: now), let deadline = round.deadline else { return nil }
        let actor = Actor(person: nil, delegation: nil, name: Self.deadlineJob)
        // It takes effect at the deadline, however late the job runs.
        let end = Round.End(result: .adopted, at: deadline.instant, on: deadline.day, place: nil, note: nil, text: round.text, name: actor.name)
        return try adopt(decision, round, end, by: actor, at: now)
    }

    // MARK: How a round ends

    /// Gives the next number of its year. Writers take turns, and what has a number keeps it: there is never a gap.
    private func adopt(_ before: Decision, _ round: Round, _ end: Round.End, by actor: Actor, at now: Date) throws -> Decision {
        try self.end(round, end, by: actor, at: now)
        let last: Int = try tx.value("SELECT max(number_sequence) AS n FROM decision WHERE number_year = \(end.on.year)") ?? 0
        var after = before
        after.state = .adopted
        after.number = DecisionNumber(year: end.on.year, sequence: last + 1)
        after.wording.text = end.text ?? round.text
        after = try save(after, was: before, "decisions.adopted", by: actor, at: now)
        try tell(.adopted, after, round, at: now)
        return after
    }

    @discardableResult
    func breakOff(_ before: Decision, _ round: Round, by actor: Actor, at now: Date) throws -> Decision {
        var after = before
        after.state = .broken
        after = try save(after, was: before, "decisions.broken", by: actor, at: now)
        try tell(.broken, after, round, at: now)
        return after
    }

    func end(_ round: Round, _ end: Round.End, by actor: Actor, at now: Date) throws {
        try tx.execute("""
            UPDATE decision_round SET result = \(end.result), ended_at = \(end.at), ended_on = \(end.on), place = \(end.place), note = \(end.note), adopted = \(end.text), ended_by = \(end.name)
            WHERE decision = \(round.decision) AND number = \(round.number) AND result IS NULL
            """)
        var ended = round
        ended.end = end
        try tx.audit("decisions.round.ended", kind: Decision.auditKind, record: round.decision.uuid, before: round, after: ended, by: actor, at: now)
    }

    /// The round under way.
    /// - Throws: ``DecisionFault/deadlinePassed(_:)`` from the deadline on, whether its job has run or not.
    func openRound(of decision: Decision, at now: Date) throws -> Round {
        guard let round = try rounds(of: decision.id).last, round.end == nil else { throw DecisionFault.state(decision.state) }
        if let deadline = round.deadline, now >= deadline.instant { throw DecisionFault.deadlinePassed(deadline) }
        return round
    }
}
