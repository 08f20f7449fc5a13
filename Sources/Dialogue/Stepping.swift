import Accounts
import Foundation
import Localization
import Records
import Storage

extension Tracks {
    /// Steps and documents of one dialogue, at most of each.
    static let partLimit = 200

    /// Adds a step, planned or done.
    /// - Throws: ``TrackFault``.
    public func add(_ step: Step, to id: Track.ID, by actor: Actor, at now: Date) throws {
        let before = try active(id)
        try Self.check(step, was: nil, of: before, at: now)
        guard before.steps.count < Self.partLimit else { throw TrackFault.tooMany }
        try tx.execute("""
            INSERT INTO dialogue_step (id, track, kind, title, delegation, planned_on, done_on, result, changed_at)
            VALUES (\(step.id), \(id), \(step.kind), \(step.title), \(step.delegation), \(step.plannedOn), \(step.doneOn), \(step.result), \(now))
            """)
        try saved(id, was: before, "dialogue.step.added", by: actor, at: now)
    }

    /// Writes a step anew: put off, or done with its result.
    /// - Throws: ``TrackFault``.
    public func change(_ step: Step, of id: Track.ID, seen: Date?, by actor: Actor, at now: Date) throws {
        let before = try active(id)
        guard let known = before.steps.first(where: { $0.id == step.id }) else { throw TrackFault.unknown }
        if let seen, seen.microsecondsSince1970 != known.changedAt.microsecondsSince1970 { throw TrackFault.changedMeanwhile }
        try Self.check(step, was: known, of: before, at: now)
        try tx.execute("""
            UPDATE dialogue_step SET kind = \(step.kind), title = \(step.title), delegation = \(step.delegation), planned_on = \(step.plannedOn), done_on = \(step.doneOn), result = \(step.result),
                changed_at = \(now)
            WHERE id = \(step.id)
            """)
        try saved(id, was: before, "dialogue.step.changed", by: actor, at: now)
    }

    /// Takes out a step that will not be taken; what was done stays.
    /// - Throws: ``TrackFault``.
    public func remove(step: Step.ID, from id: Track.ID, seen: Date?, by actor: Actor, at now: Date) throws {
        let before = try active(id)
        guard let known = before.steps.first(where: { $0.id == step }) else { throw TrackFault.unknown }
        if let seen, seen.microsecondsSince1970 != known.changedAt.microsecondsSince1970 { throw TrackFault.changedMeanwhile }
        guard !known.isDone else { throw TrackFault.alreadyDone }
        try tx.execute("DELETE FROM dialogue_step WHERE id = \(step)")
        try saved(id, was: before, "dialogue.step.removed", by: actor, at: now)
    }

    /// The plan that these dialogues carry out is of that year: nothing in them was done or planned before.
    private static let firstDay = Day(year: 2008, month: 1, day: 1)

    private static func check(_ step: Step, was known: Step?, of track: Track, at now: Date) throws(TrackFault) {
        let today = Day(now, in: .network)
        if step.title.isEmpty { throw .titleMissing }
        if step.plannedOn == nil, step.doneOn == nil { throw .dayMissing }
        if let done = step.doneOn, done > today { throw .doneAhead }
        if let done = step.doneOn, let firstDay, done < firstDay { throw .doneTooEarly }
        if let planned = step.plannedOn, let firstDay, planned < firstDay { throw .plannedTooEarly }
        // It is still the day before in the west; and what is overdue may be written anew without being put off.
        if step.doneOn == nil, let planned = step.plannedOn, planned < today.adding(days: -1), planned != known?.plannedOn { throw .plannedBehind }
        if step.doneOn != nil, step.result.isEmpty { throw .resultMissing }
        if step.doneOn == nil, !step.result.isEmpty { throw .resultTooEarly }
        guard track.participants.contains(step.delegation) || track.steps.contains(where: { $0.id == step.id && $0.delegation == step.delegation }) else { throw .notTakingPart }
    }

    /// Puts a link to the dialogue.
    /// - Throws: ``TrackFault``.
    public func add(document title: String, _ url: String, of delegation: ID<Delegation>, to id: Track.ID, by actor: Actor, at now: Date) throws {
        let before = try open(id)
        guard ["http://", "https://"].contains(where: url.hasPrefix), let host = URL(string: url)?.host(), host.contains(".") else { throw TrackFault.address }
        guard before.documents.count < Self.partLimit else { throw TrackFault.tooMany }
        try tx.execute("""
            INSERT INTO dialogue_document (id, track, title, url, delegation, added_at) VALUES (\(ID<Track.Document>(at: now)), \(id), \(title), \(url), \(delegation), \(now))
            """)
        try saved(id, was: before, "dialogue.document.added", by: actor, at: now)
    }

    /// - Throws: ``TrackFault/unknown``.
    public func remove(document: Track.Document.ID, from id: Track.ID, by actor: Actor, at now: Date) throws {
        let before = try open(id)
        guard try tx.execute("DELETE FROM dialogue_document WHERE id = \(document) AND track = \(id)") == 1 else { throw TrackFault.unknown }
        try saved(id, was: before, "dialogue.document.removed", by: actor, at: now)
    }
}
