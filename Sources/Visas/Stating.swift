import Foundation
import Geography
import Localization
import Records
import Storage

/// What is stated, and what it does to what was believed.
extension Visas {
    /// What a change would do. It may follow a rule without an end, which then ends the day before; it may replace the one that
    /// begins the same day; anything else that applies on the same days is an overlap.
    /// - Throws: ``RuleFault``.
    public func effect(of change: RuleChange) throws -> RuleEffect { try effects(of: [change])[0].get() }

    /// The effects of many changes of one State, each with its fault, in one statement for every few hundred; a change sees what those
    /// before it about the same people would have done.
    func effects(of changes: [RuleChange]) throws -> [Result<RuleEffect, RuleFault>] {
        var timelines: [RuleSubject: [Rule]] = [:]
        for start in stride(from: 0, to: changes.count, by: 300) {
            let part = changes[start..<min(start + 300, changes.count)]
            let rules = try tx.rows("""
                SELECT \(Self.columns) WHERE r.superseded_at IS NULL AND r.destination IN \(list: Set(part.map(\.subject.destination)).sorted())
                    AND r.nationality IN \(list: Set(part.map(\.subject.nationality)).sorted()) ORDER BY r.valid_from
                """, as: Rule.init)
            timelines.merge(Dictionary(grouping: rules, by: \.subject)) { first, _ in first }
        }
        var results: [Result<RuleEffect, RuleFault>] = []
        for change in changes {
            let rules = timelines[change.subject] ?? []
            let result = Self.effect(of: change, among: rules)
            if case .success(let effect) = result { timelines[change.subject] = Self.timeline(rules, after: effect) }
            results.append(result)
        }
        return results
    }

    /// - Parameter rules: all that is believed about the subject, in the order of their days.
    private static func effect(of change: RuleChange, among rules: [Rule]) -> Result<RuleEffect, RuleFault> {
        guard change.subject.destination.isMember else { return .failure(.notAMember) }
        guard !change.subject.isOwnNational else { return .failure(.ownNationals) }
        let same = rules.first { $0.ruling.from == change.from }
        guard let ruling = change.ruling else {
            guard same != nil else { return .failure(.nothingToWithdraw) }
            return .success(RuleEffect(change: change, replaced: same, ended: nil))
        }
        let earlier = rules.last { $0.ruling.from < change.from && ($0.ruling.through.map { $0 >= change.from } ?? true) }
        if let earlier, let through = earlier.ruling.through { return .failure(.overlapsEarlier(from: earlier.ruling.from, through: through)) }
        if let later = rules.first(where: { $0.ruling.from > change.from }), ruling.through.map({ $0 >= later.ruling.from }) ?? true {
            return .failure(.overlapsLater(from: later.ruling.from))
        }
        return .success(RuleEffect(change: change, replaced: same, ended: earlier))
    }

    private static func timeline(_ rules: [Rule], after effect: RuleEffect) -> [Rule] {
        var rules = rules.filter { $0.ruling.from != effect.change.from }
        if let ended = effect.ended, let index = rules.firstIndex(where: { $0.ruling.from == ended.ruling.from }) { rules[index] = ended.ending(before: effect.change.from) }
        if let ruling = effect.change.ruling {
            rules.append(Rule(id: effect.replaced?.id ?? ID(), subject: effect.change.subject, ruling: ruling, recordedAt: .distantFuture, supersededAt: nil, verification: nil))
        }
        return rules.sorted { $0.ruling.from < $1.ruling.from }
    }

    /// States it: from now on the house believes it. Somebody of the country says so, so it counts as verified.
    /// - Parameter isOfficial: false for what no country has said: public data.
    /// - Returns: the rule's name.
    /// - Throws: ``RuleFault``.
    @discardableResult
    public func state(_ change: RuleChange, isOfficial: Bool = true, action: String = "visas.rule.stated", by actor: Actor, at now: Date) throws -> ID<Rule> {
        let effect = try effect(of: change)
        let id = effect.replaced?.id ?? ID<Rule>(at: now)
        if let replaced = effect.replaced { try supersede(replaced, at: now) }
        if let ended = effect.ended {
            try supersede(ended, at: now)
            try insert(ended.id, ended.subject, ended.ending(before: change.from).ruling, announced: false, was: nil, at: now)
        }
        if let ruling = change.ruling {
            try insert(id, change.subject, ruling, announced: isOfficial, was: effect.before, at: now)
            try tx.audit(action, kind: Rule.auditKind, record: id.uuid, before: effect.before, after: ruling, by: actor, at: now)
            if isOfficial { try tx.verify(kind: Rule.auditKind, record: id.uuid, cycle: Rule.verificationCycle, by: actor, at: now) }
        } else {
            try tx.audit("visas.rule.withdrawn", kind: Rule.auditKind, record: id.uuid, before: effect.before, after: Ruling?.none, by: actor, at: now)
        }
        return id
    }

    /// "Still correct", of all these rules.
    func confirm(_ rules: [Rule], by actor: Actor, at now: Date) throws {
        for rule in rules { try tx.verify(kind: Rule.auditKind, record: rule.id.uuid, cycle: Rule.verificationCycle, by: actor, at: now) }
    }

    /// Ends the belief in a row. What was recorded in the same instant was never believed.
    private func supersede(_ rule: Rule, at now: Date) throws {
        let key: SQL = """
            destination = \(rule.subject.destination) AND nationality = \(rule.subject.nationality) AND document = \(rule.subject.document) AND purpose = \(rule.subject.purpose)
            AND valid_from = \(rule.ruling.from) AND superseded_at IS NULL
            """
        if rule.recordedAt.microsecondsSince1970 >= now.microsecondsSince1970 {
            try tx.execute("DELETE FROM visa_rule WHERE \(key)")
        } else {
            try tx.execute("UPDATE visa_rule SET superseded_at = \(now) WHERE \(key)")
        }
    }

    private func insert(_ id: ID<Rule>, _ subject: RuleSubject, _ ruling: Ruling, announced: Bool, was: Ruling?, at now: Date) throws {
        try tx.execute("""
            INSERT INTO visa_rule (destination, nationality, document, purpose, valid_from, recorded_at, valid_through, rule, requirement, days, conditions, note,
                source_kind, source_title, source_url, source_as_of, enacted_on, is_retroactive, announced, was_requirement, was_days)
            VALUES (\(subject.destination), \(subject.nationality), \(subject.document), \(subject.purpose), \(ruling.from), \(now), \(ruling.through), \(id), \(ruling.requirement), \(ruling.days),
                \(ruling.conditions.description), \(ruling.note), \(ruling.source.kind), \(ruling.source.title), \(ruling.source.url), \(ruling.source.asOf), \(ruling.enactedOn),
                \(ruling.isRetroactive), \(announced), \(was?.requirement), \(was?.days))
            """)
    }
}

extension Rule {
    /// The same rule, applying no longer than until the day before.
    func ending(before day: Day) -> Rule {
        let shorter = Ruling(known: ruling.requirement, days: ruling.days, conditions: ruling.conditions, note: ruling.note, source: ruling.source, enactedOn: ruling.enactedOn,
                             isRetroactive: ruling.isRetroactive, from: ruling.from, through: day.adding(days: -1))
        return Rule(id: id, subject: subject, ruling: shorter, recordedAt: recordedAt, supersededAt: nil, verification: verification)
    }
}
