import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage

extension TravelRequests {
    /// What the audit trail keeps of a request: all but the reference and what was typed beside it (town, authority), which stay in its one row
    /// and go with it.
    struct Trace: Encodable {
        let origin: CountryCode
        let document: TravelDocumentKind
        let group: PopulationGroup
        let mission: CountryCode
        let requestedOn: Day
        let steps: [PlannedStep]
        let affirmed: [Affirmation]
    }

    private struct StepTrace: Encodable {
        let step: PlannedStep
    }

    /// Records a request with the steps that are known already.
    /// - Parameter affirmed: what the officer affirms; without all that the group needs nothing is recorded.
    /// - Throws: ``RequestFault``.
    @discardableResult
    public func record(_ draft: RequestDraft, affirmed: Set<Affirmation>, of owner: Delegation, isDemonstration: Bool = false, by actor: Actor, at now: Date) throws -> TravelRequest.ID {
        let today = Day(now, in: .network), needed = Affirmation.needed(for: draft.group)
        if let missing = needed.first(where: { !affirmed.contains($0) }) { throw RequestFault.notAffirmed(missing) }
        let course = try check(draft, of: owner, today: today)
        if try tx.row("SELECT 1 AS one FROM travel_request WHERE owner = \(owner.id) AND reference = \(draft.reference)") != nil { throw RequestFault.referenceTaken(draft.reference) }
        let month = Month(draft.requestedOn)
        if try tx.row("SELECT 1 AS one FROM travel_request_count WHERE owner = \(owner.id) AND origin = \(draft.origin) AND month = \(month) AND requested > 0") != nil { throw RequestFault.hasCounts(month) }
        let id = TravelRequest.ID(at: now), outcome = course.outcome, news = course.steps.map(\.on).max() ?? draft.requestedOn
        try tx.execute("""
            INSERT INTO travel_request (id, owner, post, authority, origin, reference, document, population, mission_country, mission_town, requested_on, requested_number, half,
                outcome, outcome_on, outcome_days, news_on, recorded_at, recorded_by, recorded_person, changed_at, is_demonstration, enters)
            VALUES (\(id), \(owner.id), \(draft.office.post), \(draft.office.authority), \(draft.origin), \(draft.reference), \(draft.document), \(draft.group), \(draft.mission.country),
                \(draft.mission.town), \(draft.requestedOn), \(draft.requestedOn.daysSince1970), \(HalfYear(draft.requestedOn).index), \(outcome?.kind), \(outcome?.on),
                \(outcome.map { $0.on.daysSince1970 - draft.requestedOn.daysSince1970 }), \(news), \(now), \(actor.name), \(actor.person), \(now), \(isDemonstration),
                \(Edition(at: now).next.number))
            """)
        for step in course.steps { try insert(step, of: id, by: actor, at: now) }
        for affirmation in needed {
            try tx.execute("""
                INSERT INTO travel_request_affirmation (request, affirmation, affirmed_by, person, affirmed_at)
                VALUES (\(id), \(affirmation), \(actor.name), \(actor.person), \(now))
                """)
        }
        let trace = Trace(origin: draft.origin, document: draft.document, group: draft.group, mission: draft.mission.country, requestedOn: draft.requestedOn, steps: course.steps, affirmed: needed)
        try tx.audit("returns.request.recorded", kind: TravelRequest.auditKind, record: id.uuid, made: trace, by: actor, at: now)
        return id
    }

    /// - Returns: what would have happened to it.
    /// - Throws: ``RequestFault``.
    func check(_ draft: RequestDraft, of owner: Delegation, today: Day) throws(RequestFault) -> Course {
        guard draft.origin != owner.country else { throw .ownCountry }
        if let town = draft.mission.town, !OfficeText.isTown(town) { throw .townText }
        if let authority = draft.office.authority, !OfficeText.isAuthority(authority) { throw .authorityText }
        guard draft.requestedOn <= today else { throw .future(draft.requestedOn) }
        guard draft.requestedOn >= Course.earliest else { throw .tooEarly(draft.requestedOn) }
        var course = Course(requestedOn: draft.requestedOn)
        for step in Course.sorted(draft.steps) { try course.add(step, today: today) }
        return course
    }

    /// Records a step.
    /// - Throws: ``RequestFault``.
    public func add(_ step: PlannedStep, to id: TravelRequest.ID, by actor: Actor, at now: Date) throws {
        guard let request = try request(id) else { throw RequestFault.unknown }
        var course = Course(try steps(of: id))
        try course.add(step, today: Day(now, in: .network))
        try insert(step, of: id, by: actor, at: now)
        try renew(request, course, at: now)
        try tx.audit("returns.step.recorded", kind: TravelRequest.auditKind, record: id.uuid, made: StepTrace(step: step), by: actor, at: now)
    }

    /// Takes back the step that was recorded last: it was a mistake. The request itself stays.
    /// - Throws: ``RequestFault/notNewest`` for another one, ``RequestFault/unknown``.
    public func takeBack(_ kind: StepKind, of id: TravelRequest.ID, by actor: Actor, at now: Date) throws {
        guard let request = try request(id) else { throw RequestFault.unknown }
        let steps = try steps(of: id)
        guard let step = steps.first(where: { $0.kind == kind }), kind != .requested else { throw RequestFault.unknown }
        guard step == Self.newest(steps) else { throw RequestFault.notNewest }
        try tx.execute("DELETE FROM travel_request_step WHERE request = \(id) AND kind = \(kind)")
        try renew(request, Course(steps.filter { $0.kind != kind }), at: now)
        try tx.audit("returns.step.taken_back", kind: TravelRequest.auditKind, record: id.uuid, before: StepTrace(step: PlannedStep(kind, on: step.on)), after: StepTrace?.none, by: actor, at: now)
    }

    /// Deletes a request that was recorded by mistake, with its steps: nothing of it is left but what the present edition counts.
    /// - Parameter seen: when what the officer looked at was last changed.
    /// - Throws: ``RequestFault/changedMeanwhile``, ``RequestFault/unknown``.
    public func remove(_ id: TravelRequest.ID, seen: Date?, by actor: Actor, at now: Date) throws {
        guard let request = try request(id) else { throw RequestFault.unknown }
        guard request.changedAt == seen else { throw RequestFault.changedMeanwhile }
        let steps = try steps(of: id), affirmed = try affirmations(of: id).map(\.affirmation)
        try EditionStore(tx).keep(id, at: now)
        for table in ["travel_request_affirmation", "travel_request_step"] { try tx.execute("DELETE FROM \(SQL(trusted: table)) WHERE request = \(id)") }
        try tx.execute("DELETE FROM travel_request WHERE id = \(id)")
        let trace = Trace(origin: request.origin, document: request.document, group: request.group, mission: request.mission.country, requestedOn: request.requestedOn,
                          steps: Course(steps).steps, affirmed: affirmed)
        try tx.audit("returns.request.removed", kind: TravelRequest.auditKind, record: id.uuid, before: trace, after: Trace?.none, by: actor, at: now)
    }

    /// The one that may be taken back: what was recorded last; of those recorded together, the last in the course.
    static func newest(_ steps: [RequestStep]) -> RequestStep? {
        let later = steps.filter { $0.kind != .requested }
        // What an expiry rests on stays while it does.
        if let expired = later.first(where: { $0.kind == .expiredUnused }) { return expired }
        return later.enumerated().max { ($0.element.recordedAt, $0.offset) < ($1.element.recordedAt, $1.offset) }?.element
    }

    private func insert(_ step: PlannedStep, of id: TravelRequest.ID, by actor: Actor, at now: Date) throws {
        try tx.execute("INSERT INTO travel_request_step (request, kind, on_day, recorded_at, recorded_by) VALUES (\(id), \(step.kind), \(step.on), \(now), \(actor.name))")
    }

    private func renew(_ request: TravelRequest, _ course: Course, at now: Date) throws {
        let outcome = course.outcome, news = course.steps.map(\.on).max() ?? request.requestedOn
        if outcome?.kind != request.outcome || outcome?.on != request.outcomeOn {
            try EditionStore(tx).keep(request.id, at: now)
            try tx.execute("UPDATE travel_request SET enters = \(Edition(at: now).next.number) WHERE id = \(request.id)")
        }
        try tx.execute("""
            UPDATE travel_request SET outcome = \(outcome?.kind), outcome_on = \(outcome?.on), outcome_days = \(outcome.map { $0.on.daysSince1970 - request.requestedOn.daysSince1970 }),
                news_on = \(news), changed_at = \(now) WHERE id = \(request.id)
            """)
    }
}
