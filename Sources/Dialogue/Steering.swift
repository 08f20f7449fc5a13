import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage

extension Tracks {
    /// Proposes a dialogue. It is no more than a proposal until somebody leads it.
    /// - Parameter evidence: the figures of that day.
    /// - Throws: ``TrackFault``.
    @discardableResult
    public func propose(_ country: CountryCode, objectives: LocalizedText, level: PublicationLevel, participants: [ID<Delegation>], evidence: IssuanceFigures?, by delegation: ID<Delegation>,
                        isDemonstration: Bool = false, _ actor: Actor, at now: Date) throws -> Track {
        guard !country.isMember else { throw TrackFault.isMember }
        guard !objectives.isEmpty else { throw TrackFault.objectivesMissing }
        // Writers take turns: nobody opens another between this question and the answer.
        let former: Int = try tx.value("SELECT count(*) AS n FROM dialogue_track WHERE country = \(country)") ?? 0
        guard try tx.row("SELECT 1 AS one FROM dialogue_track WHERE country = \(country) AND concluded_on IS NULL") == nil else { throw TrackFault.alreadyOpen }
        let id = Track.ID(at: now), key = "\(country.rawValue.lowercased())-\(former + 1)"
        try tx.execute("""
            INSERT INTO dialogue_track (id, key, country, objectives, level, seen_by, proposed_by, evidence, is_demonstration, created_at, changed_at)
            VALUES (\(id), \(key), \(country), \(objectives), \(level), \(PublicationLevel.members), \(delegation), \(try evidence?.column), \(isDemonstration), \(now), \(now))
            """)
        try set(participants, of: id)
        return try saved(id, was: nil, "dialogue.proposed", by: actor, at: now)
    }

    /// Writes objectives, level and participants anew. A lead always takes part.
    /// - Parameter seen: when it was changed last, as the writer saw it; nil to overwrite whatever there is.
    /// - Throws: ``TrackFault``.
    public func change(_ id: Track.ID, objectives: LocalizedText, level: PublicationLevel, participants: [ID<Delegation>], seen: Date?, by actor: Actor, at now: Date) throws {
        let before = try open(id, since: seen)
        guard !objectives.isEmpty else { throw TrackFault.objectivesMissing }
        try tx.execute("UPDATE dialogue_track SET objectives = \(objectives), level = \(level) WHERE id = \(id)")
        try set(participants + (before.lead.map { [$0.delegation] } ?? []), of: id)
        try saved(id, was: before, "dialogue.changed", by: actor, at: now)
    }

    /// Names who leads; a lead before ends that day. With the first one the dialogue begins, and the figures of that day are kept.
    /// - Parameters:
    ///   - basis: where it was settled; nil only where the network's decision on the question has been adopted, and no lead was named by it.
    ///   - evidence: the figures now.
    ///   - seen: when it was changed last, as the writer saw it; nil to overwrite whatever there is.
    /// - Throws: ``TrackFault``.
    public func name(lead delegation: Delegation, of id: Track.ID, basis: String?, isDecided: Bool, evidence: IssuanceFigures?, seen: Date? = nil, by actor: Actor, at now: Date) throws {
        let before = try open(id, since: seen), today = Day(now, in: .network)
        guard delegation.kind == .member else { throw TrackFault.notAMember }
        guard before.lead?.delegation != delegation.id else { throw TrackFault.alreadyLeads }
        // What named the lead before does not name another.
        guard basis != nil || isDecided && before.lead == nil else { throw TrackFault.basisMissing }
        try tx.execute("UPDATE dialogue_lead SET until_day = \(today) WHERE track = \(id) AND until_day IS NULL")
        try tx.execute("INSERT INTO dialogue_lead (track, number, delegation, from_day, basis) VALUES (\(id), \(before.leads.count + 1), \(delegation.id), \(today), \(basis))")
        try set(before.participants + [delegation.id], of: id)
        if before.leads.isEmpty, let evidence { try tx.execute("UPDATE dialogue_track SET evidence = \(try evidence.column) WHERE id = \(id)") }
        try saved(id, was: before, "dialogue.lead.named", by: actor, at: now)
    }

    /// The lead lays it down: until there is another, the dialogue is a proposal again.
    /// - Returns: the dialogue as it is now.
    /// - Throws: ``TrackFault``.
    @discardableResult
    public func endLead(of id: Track.ID, seen: Date? = nil, by actor: Actor, at now: Date) throws -> Track {
        let before = try open(id, since: seen)
        guard before.lead != nil else { throw TrackFault.noLead }
        try tx.execute("UPDATE dialogue_lead SET until_day = \(Day(now, in: .network)) WHERE track = \(id) AND until_day IS NULL")
        return try saved(id, was: before, "dialogue.lead.ended", by: actor, at: now)
    }

    /// Closes it with what came of it.
    /// - Throws: ``TrackFault``.
    public func conclude(_ id: Track.ID, on day: Day, result: LocalizedText, seen: Date? = nil, by actor: Actor, at now: Date) throws {
        let before = try active(id, since: seen)
        guard !result.isEmpty else { throw TrackFault.resultMissing }
        guard day <= Day(now, in: .network) else { throw TrackFault.concludedAhead }
        if let begun = before.leads.first?.from, day < begun { throw TrackFault.concludedBeforeItBegan }
        if let last = before.steps.compactMap(\.doneOn).max(), day < last { throw TrackFault.concludedBeforeLastStep }
        try tx.execute("UPDATE dialogue_track SET concluded_on = \(day), result = \(result) WHERE id = \(id)")
        try saved(id, was: before, "dialogue.concluded", by: actor, at: now)
    }

    // MARK: Shared with the steps

    /// - Throws: ``TrackFault/unknown``, ``TrackFault/concluded``, ``TrackFault/changedMeanwhile``.
    func open(_ id: Track.ID, since seen: Date? = nil) throws -> Track {
        guard let track = try track(id: id) else { throw TrackFault.unknown }
        guard track.conclusion == nil else { throw TrackFault.concluded }
        if let seen, seen.microsecondsSince1970 != track.changedAt.microsecondsSince1970 { throw TrackFault.changedMeanwhile }
        return track
    }

    /// - Throws: ``TrackFault/noLead`` too.
    func active(_ id: Track.ID, since seen: Date? = nil) throws -> Track {
        let track = try open(id, since: seen)
        guard track.state == .active else { throw TrackFault.noLead }
        return track
    }

    private func set(_ participants: [ID<Delegation>], of id: Track.ID) throws {
        try tx.execute("DELETE FROM dialogue_participant WHERE track = \(id)")
        for delegation in Set(participants) { try tx.execute("INSERT INTO dialogue_participant (track, delegation) VALUES (\(id), \(delegation))") }
    }

    /// After a change: its instant, who may read it now, the audit record, the index.
    @discardableResult
    func saved(_ id: Track.ID, was before: Track?, _ action: String, by actor: Actor, at now: Date) throws -> Track {
        try tx.execute("UPDATE dialogue_track SET changed_at = \(now) WHERE id = \(id)")
        guard let after = try track(id: id) else { throw TrackFault.unknown }
        try tx.execute("UPDATE dialogue_track SET seen_by = \(after.audience) WHERE id = \(id)")
        try tx.audit(action, kind: Track.auditKind, record: id.uuid, before: before, after: after, by: actor, at: now)
        try index(after)
        return after
    }

    private func index(_ track: Track) throws {
        let documents = Language.all.map { language in
            let body = [track.objectives[language], track.conclusion?.result[language]] + track.steps.flatMap { [$0.title[language], $0.result[language]] } + track.documents.map(\.title)
            return FullText.Document(kind: Track.searchKind, record: track.id.uuid, language: language.code, title: track.country.name(in: language.code),
                                     body: body.compactMap(\.self).joined(separator: "\n"), audience: track.audience.rawValue)
        }
        try tx.index(kind: Track.searchKind, record: track.id.uuid, documents, countries: [track.country.rawValue], theme: DialogueSearch.theme, day: Day(track.changedAt, in: .network))
    }
}
