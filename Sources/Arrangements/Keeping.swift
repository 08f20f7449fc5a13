import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage

extension Arrangements {
    /// Crossings of one arrangement, at most.
    static let crossingLimit = 40

    /// Records what two States have agreed. Whoever writes for one of them states with it that it is so. The members read it; that more
    /// do is asked for with it, and waits for the other State.
    /// - Parameter isPublished: whether it may be read as widely from the first: what the program brings, which anybody reads elsewhere.
    /// - Throws: ``ArrangementFault``.
    @discardableResult
    public func record(_ terms: Terms, from returning: CountryCode, to receiving: CountryCode, side: Arrangement.Side?, isPublished: Bool = false, isDemonstration: Bool = false, by actor: Actor, at now: Date) throws -> Arrangement {
        guard returning != receiving else { throw ArrangementFault.sameState }
        guard returning.isMember, receiving.isMember else { throw ArrangementFault.notAMember }
        try Self.check(terms, today: Day(now, in: .network))
        let id = Arrangement.ID(at: now), pair = "\(returning.rawValue)-\(receiving.rawValue)".lowercased()
        // Writers take turns, so the number is free; nothing is ever taken out.
        let number: Int = (try tx.value("SELECT count(*) AS n FROM arrangement WHERE returning_state = \(returning) AND receiving_state = \(receiving)") ?? 0) + 1
        try tx.execute("""
            INSERT INTO arrangement (id, key, returning_state, receiving_state, title, source_title, source_url, source_on, valid_from, valid_until, notice, notice_clause, conditions, remark,
                level, version, is_demonstration, changed_at)
            VALUES (\(id), \("\(pair)-\(number)"), \(returning), \(receiving), \(terms.title), \(terms.source.title), \(terms.source.url), \(terms.source.on), \(terms.validFrom), \(terms.validUntil),
                \(try terms.notice.column), \(terms.noticeClause), \(try terms.conditions.column), \(terms.remark), \(isPublished ? terms.level : .members), 1, \(isDemonstration), \(now))
            """)
        let made = try found(id)
        try tx.audit("arrangements.recorded", kind: Arrangement.auditKind, record: id.uuid, made: made, by: actor, at: now)
        try index(made)
        try publish(try stated(made, by: side, actor, at: now), at: terms.level, side: side, by: actor, at: now)
        return try found(id)
    }

    /// Writes the terms anew. A choice of other readers alone leaves the version as it is (``publish(_:at:side:by:at:)``).
    /// - Parameters:
    ///   - seen: when it was changed last, as the writer saw it; nil to overwrite whatever there is.
    ///   - side: for which of its States the writer speaks; nil for the Secretariat, whose change both have to confirm.
    /// - Returns: whether it is a new version, which the other State has to confirm.
    /// - Throws: ``ArrangementFault``.
    @discardableResult
    public func change(_ id: Arrangement.ID, _ terms: Terms, seen: Date?, side: Arrangement.Side?, by actor: Actor, at now: Date) throws -> Bool {
        let before = try unchanged(id, since: seen)
        try Self.check(terms, today: Day(now, in: .network))
        var agreed = terms
        agreed.level = before.terms.level
        guard agreed != before.terms || terms.level == before.terms.level else {
            try publish(before, at: terms.level, side: side, by: actor, at: now)
            return false
        }
        try tx.execute("""
            UPDATE arrangement SET title = \(terms.title), source_title = \(terms.source.title), source_url = \(terms.source.url), source_on = \(terms.source.on), valid_from = \(terms.validFrom),
                valid_until = \(terms.validUntil), notice = \(try terms.notice.column), notice_clause = \(terms.noticeClause), conditions = \(try terms.conditions.column), remark = \(terms.remark)
            WHERE id = \(id)
            """)
        let after = try changed(before, "arrangements.changed", side: side, by: actor, at: now)
        try publish(after, at: terms.level, side: side, by: actor, at: now)
        return true
    }

    /// Puts a crossing to an arrangement, or another wording in its place (by its number; 0 for a new one).
    /// - Throws: ``ArrangementFault``.
    public func put(_ crossing: Crossing, to id: Arrangement.ID, seen: Date?, side: Arrangement.Side?, by actor: Actor, at now: Date) throws {
        let before = try unchanged(id, since: seen)
        guard [before.returning, before.receiving].contains(crossing.subdivision.country) else { throw ArrangementFault.elsewhere }
        guard !before.crossings.contains(where: { $0.number != crossing.number && $0.name.folded == crossing.name.folded }) else { throw ArrangementFault.nameTaken }
        let isNew = !before.crossings.contains { $0.number == crossing.number }
        guard !isNew || before.crossings.count < Self.crossingLimit else { throw ArrangementFault.tooManyCrossings }
        // Never one that stood for a place that was taken out: it may be on somebody's paper.
        let next: Int? = isNew ? try tx.value("UPDATE arrangement SET next_number = next_number + 1 WHERE id = \(id) RETURNING next_number - 1") : nil
        let number = next ?? crossing.number
        try tx.execute("""
            INSERT INTO arrangement_crossing (arrangement, number, name, place, subdivision, zone, receptions, days_off, receiver)
            VALUES (\(id), \(number), \(crossing.name), \(crossing.place), \(crossing.subdivision), \(crossing.zone), \(try crossing.receptions.column), \(try crossing.daysOff.column), \(crossing.receiver))
            ON CONFLICT (arrangement, number) DO UPDATE SET name = excluded.name, place = excluded.place, subdivision = excluded.subdivision, zone = excluded.zone,
                receptions = excluded.receptions, days_off = excluded.days_off, receiver = excluded.receiver
            """)
        try changed(before, isNew ? "arrangements.crossing.added" : "arrangements.crossing.changed", side: side, by: actor, at: now)
    }

    /// Takes a crossing out; the audit trail keeps what it was, and its number is given to no other.
    /// - Throws: ``ArrangementFault/unknown``, ``ArrangementFault/changedMeanwhile``.
    public func remove(crossing number: Int, from id: Arrangement.ID, seen: Date?, side: Arrangement.Side?, by actor: Actor, at now: Date) throws {
        let before = try unchanged(id, since: seen)
        guard try tx.execute("DELETE FROM arrangement_crossing WHERE arrangement = \(id) AND number = \(number)") == 1 else { throw ArrangementFault.unknown }
        try changed(before, "arrangements.crossing.removed", side: side, by: actor, at: now)
    }

    /// "It is as it stands": one State's statement.
    /// - Parameter version: the one that the person saw. A change in between is theirs to look at first.
    /// - Throws: ``ArrangementFault/unknown``, ``ArrangementFault/changedMeanwhile``.
    public func confirm(_ id: Arrangement.ID, version: Int, side: Arrangement.Side, by actor: Actor, at now: Date) throws {
        let arrangement = try found(id)
        guard arrangement.version == version else { throw ArrangementFault.changedMeanwhile }
        try stated(arrangement, by: side, actor, at: now)
    }

    // MARK: Shared

    func found(_ id: Arrangement.ID) throws -> Arrangement {
        guard let arrangement = try arrangement(id: id) else { throw ArrangementFault.unknown }
        return arrangement
    }

    private func unchanged(_ id: Arrangement.ID, since seen: Date?) throws -> Arrangement {
        let arrangement = try found(id)
        if let seen, seen.microsecondsSince1970 != arrangement.changedAt.microsecondsSince1970 { throw ArrangementFault.changedMeanwhile }
        return arrangement
    }

    /// After a change: a new version, the audit record, the index, and the statement of the State that made it.
    @discardableResult
    private func changed(_ before: Arrangement, _ action: String, side: Arrangement.Side?, by actor: Actor, at now: Date) throws -> Arrangement {
        try tx.execute("UPDATE arrangement SET version = version + 1, changed_at = \(now) WHERE id = \(before.id)")
        let after = try found(before.id)
        try tx.audit(action, kind: Arrangement.auditKind, record: before.id.uuid, before: before, after: after, by: actor, at: now)
        try index(after)
        return try stated(after, by: side, actor, at: now)
    }

    @discardableResult
    private func stated(_ arrangement: Arrangement, by side: Arrangement.Side?, _ actor: Actor, at now: Date) throws -> Arrangement {
        guard let side else { return arrangement }
        try tx.verify(kind: side.verificationKind, record: arrangement.id.uuid, cycle: Arrangement.cycle, by: actor, at: now)
        switch side {
        case .returning: try tx.execute("UPDATE arrangement SET confirmed_returning = \(arrangement.version) WHERE id = \(arrangement.id)")
        case .receiving: try tx.execute("UPDATE arrangement SET confirmed_receiving = \(arrangement.version) WHERE id = \(arrangement.id)")
        }
        return try found(arrangement.id)
    }

    private static func check(_ terms: Terms, today: Day) throws(ArrangementFault) {
        if terms.title.isEmpty { throw .titleMissing }
        if let from = terms.validFrom, let until = terms.validUntil, until < from { throw .endsBeforeItBegins }
        if let on = terms.source.on, on > today { throw .sourceAhead }
        if let url = terms.source.url {
            guard ["http://", "https://"].contains(where: url.hasPrefix), let host = URL(string: url)?.host(), host.contains(".") else { throw .address }
        }
    }

    func index(_ arrangement: Arrangement) throws {
        let documents = Language.all.map { language in
            let body = [arrangement.returning.name(in: language.code), arrangement.receiving.name(in: language.code), arrangement.terms.source.title, arrangement.terms.remark[language]]
                + arrangement.crossings.flatMap { [$0.name, $0.place, $0.subdivision.name(in: language.code), $0.receiver] } + arrangement.terms.conditions.map { $0.wording[language] }
            return FullText.Document(kind: Arrangement.searchKind, record: arrangement.id.uuid, language: language.code, title: arrangement.terms.title.shown(in: language).text,
                                     body: body.compactMap(\.self).joined(separator: "\n"), audience: arrangement.terms.level.rawValue)
        }
        try tx.index(kind: Arrangement.searchKind, record: arrangement.id.uuid, documents, countries: [arrangement.returning.rawValue, arrangement.receiving.rawValue],
                     theme: ArrangementSearch.theme, day: Day(arrangement.changedAt, in: .network))
    }
}
