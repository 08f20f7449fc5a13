import Foundation
import Geography
import Localization
import Records
import Storage

/// What is stated, and what it does to what was believed.
extension Visas {
    /// What a change would do. It may follow a rule without an end, which then ends the day before; it may replace the one that
    /// begins the same day; anything else that applies on the same days is an overlap. One that has a last day only interrupts the rule
    /// before it, which is stated again from the day after, under its name. A withdrawal gives back, whole, the rule that was ended.
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
        // The rule that it ended when it was stated, and where that one applies again.
        let before = same.flatMap { same in rules.last { $0.endedBy == same.id && $0.ruling.through == change.from.adding(days: -1) } }
        let again = same.flatMap { same in before.flatMap { before in rules.first { $0.id == before.id && $0.ruling.from == same.ruling.through?.adding(days: 1) } } }
        guard let ruling = change.ruling else {
            guard let same else { return .failure(.nothingToWithdraw) }
            let restored = again.flatMap { again in before.map { $0.applying(from: $0.ruling.from, to: again) } } ?? before?.ending(before: rules.first { $0.ruling.from > change.from })
            return .success(RuleEffect(change, replacing: same, reopening: before, as: restored).resuming(nil, dropping: again))
        }
        let earlier = rules.last { $0.ruling.from < change.from && ($0.ruling.through.map { $0 >= change.from } ?? true) }
        // An end of its own stays; where the next rule set it, what is stated for a while fits in between.
        if let earlier, let through = earlier.ruling.through, earlier.endedBy == nil || ruling.through.map({ $0 > through }) ?? true {
            return .failure(.overlapsEarlier(from: earlier.ruling.from, through: through))
        }
        if let later = rules.first(where: { $0.ruling.from > change.from && $0.ruling.from != again?.ruling.from }), ruling.through.map({ $0 >= later.ruling.from }) ?? true {
            return .failure(.overlapsLater(from: later.ruling.from))
        }
        let effect = RuleEffect(change, replacing: same, ending: earlier), isAnother = same.map { same in rules.contains { $0.id == same.id && $0.ruling.from < same.ruling.from } } ?? false
        guard let same else { return .success(effect.resuming(earlier.flatMap { resumed($0, after: ruling, to: $0) }, dropping: nil)) }
        // The same last day: what follows stays as it is.
        guard ruling.through != same.ruling.through, let before, let end = again ?? (same.ruling.through == nil || same.endedBy != nil ? same : nil) else { return .success(effect.resuming(nil, dropping: nil, another: isAnother)) }
        return .success(effect.resuming(resumed(before, after: ruling, to: end), dropping: again, another: isAnother))
    }

    /// The rule that a ruling interrupts, from the day after that one's last day.
    /// - Parameter end: the row whose end it keeps.
    private static func resumed(_ rule: Rule, after ruling: Ruling, to end: Rule) -> Rule? {
        guard let last = ruling.through, end.ruling.through.map({ $0 > last }) ?? true else { return nil }
        return rule.applying(from: last.adding(days: 1), to: end)
    }

    private static func timeline(_ rules: [Rule], after effect: RuleEffect) -> [Rule] {
        let stated = effect.change.ruling.map { effect.rule(stating: $0, as: effect.name ?? ID(), at: .distantFuture) }
        let changed = [stated, stated.flatMap { effect.ended?.ending(before: $0) }, effect.restored, effect.resumed].compactMap(\.self)
        let days = Set(changed.map(\.ruling.from) + [effect.change.from] + [effect.dropped].compactMap { $0?.ruling.from })
        return (rules.filter { !days.contains($0.ruling.from) } + changed).sorted { $0.ruling.from < $1.ruling.from }
    }

    /// States it: from now on the house believes it. Somebody of the country says so, so it counts as verified.
    /// - Parameter isOfficial: false for what no country has said: public data.
    /// - Returns: the rule's name.
    /// - Throws: ``RuleFault``.
    @discardableResult
    public func state(_ change: RuleChange, isOfficial: Bool = true, action: String = "visas.rule.stated", by actor: Actor, at now: Date) throws -> ID<Rule> {
        let effect = try effect(of: change)
        let id = (effect.isNothing ? effect.replaced?.id : effect.name) ?? ID<Rule>(at: now)
        // What is there already is not said a second time, only confirmed.
        if !effect.isNothing {
            try index(change.subject.destination, at: now)
            for rule in [effect.replaced, effect.dropped].compactMap(\.self) { try supersede(rule, at: now) }
            if let ruling = change.ruling {
                let rule = effect.rule(stating: ruling, as: id, at: now)
                if let ended = effect.ended {
                    try supersede(ended, at: now)
                    try insert(ended.ending(before: rule), at: now)
                }
                try insert(rule, isAnnounced: isOfficial, was: effect.before, at: now)
                try tx.audit(action, kind: Rule.auditKind, record: id.uuid, before: effect.before, after: ruling, by: actor, at: now)
                if let resumed = effect.resumed {
                    try insert(resumed, isAnnounced: isOfficial, was: ruling, at: now)
                    try tx.audit("visas.rule.resumed", kind: Rule.auditKind, record: resumed.id.uuid, before: effect.dropped?.ruling, after: resumed.ruling, by: actor, at: now)
                }
            } else {
                try tx.audit("visas.rule.withdrawn", kind: Rule.auditKind, record: id.uuid, before: effect.before, after: Ruling?.none, by: actor, at: now)
                if let reopened = effect.reopened, let restored = effect.restored {
                    try supersede(reopened, at: now)
                    try insert(restored, isAnnounced: isOfficial, was: effect.before, againFrom: change.from, at: now)
                    try tx.audit("visas.rule.restored", kind: Rule.auditKind, record: restored.id.uuid, before: reopened.ruling, after: restored.ruling, by: actor, at: now)
                }
            }
        }
        if isOfficial, change.ruling != nil { try tx.verify(kind: Rule.auditKind, record: id.uuid, cycle: Rule.verificationCycle, by: actor, at: now) }
        return id
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

    /// - Parameters:
    ///   - was: what applied before, where it is announced.
    ///   - againFrom: the day from which it applies again.
    private func insert(_ rule: Rule, isAnnounced: Bool = false, was: Ruling? = nil, againFrom: Day? = nil, at now: Date) throws {
        let subject = rule.subject, ruling = rule.ruling
        try tx.execute("""
            INSERT INTO visa_rule (destination, nationality, document, purpose, valid_from, recorded_at, valid_through, rule, requirement, days, conditions, note,
                source_kind, source_title, source_url, source_as_of, enacted_on, is_retroactive, announced, was_requirement, was_days, ended_by, again_from)
            VALUES (\(subject.destination), \(subject.nationality), \(subject.document), \(subject.purpose), \(ruling.from), \(now), \(ruling.through), \(rule.id), \(ruling.requirement), \(ruling.days),
                \(ruling.conditions.description), \(ruling.note), \(ruling.source.kind), \(ruling.source.title), \(ruling.source.url), \(ruling.source.asOf), \(ruling.enactedOn),
                \(ruling.isRetroactive), \(isAnnounced), \(was?.requirement), \(was?.days), \(rule.endedBy), \(againFrom))
            """)
    }
}

extension RuleEffect {
    /// The rule that the change states. Whoever puts a rule right and leaves its end where the next one set it has not given it an end of its own.
    fileprivate func rule(stating ruling: Ruling, as id: ID<Rule>, at instant: Date) -> Rule {
        Rule(id: id, subject: change.subject, ruling: ruling, recordedAt: instant, supersededAt: nil,
             endedBy: replaced.flatMap { $0.ruling.through == ruling.through ? $0.endedBy : nil }, verification: isAnother ? nil : replaced?.verification)
    }
}

extension Rule {
    /// The same rule, applying no longer than until the day before the next begins; without an end where none follows.
    func ending(before next: Rule?) -> Rule { applying(from: ruling.from, through: next?.ruling.from.adding(days: -1), endedBy: next?.id) }

    /// The same rule from a day on, to where a row of it ends now.
    func applying(from day: Day, to end: Rule) -> Rule { applying(from: day, through: end.ruling.through, endedBy: end.endedBy) }

    private func applying(from day: Day, through: Day?, endedBy: ID<Rule>?) -> Rule {
        let other = Ruling(known: ruling.requirement, days: ruling.days, conditions: ruling.conditions, note: ruling.note, source: ruling.source, enactedOn: ruling.enactedOn,
                           isRetroactive: ruling.isRetroactive, from: day, through: through)
        return Rule(id: id, subject: subject, ruling: other, recordedAt: recordedAt, supersededAt: nil, endedBy: endedBy, verification: verification)
    }
}
