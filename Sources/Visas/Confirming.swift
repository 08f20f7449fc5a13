import Crypto
import Foundation
import Geography
import Localization
import Records
import Storage

/// "Still correct": of what was shown, and of nothing else.
extension Visas {
    /// A rule as a person saw it: its name, and since when it was believed.
    struct Shown: Hashable, LosslessStringConvertible {
        let id: ID<Rule>
        let recordedAt: Int64

        init(_ id: ID<Rule>, _ recordedAt: Date) { (self.id, self.recordedAt) = (id, recordedAt.microsecondsSince1970) }

        init?(_ text: String) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, let id = ID<Rule>(String(parts[0])), let recordedAt = Int64(parts[1]) else { return nil }
            (self.id, self.recordedAt) = (id, recordedAt)
        }

        var description: String { "\(id).\(recordedAt)" }
    }

    /// All of a list, in one statement.
    func shown(_ filter: Filter, today: Day) throws -> [Shown] {
        try tx.rows("""
            SELECT r.rule, r.recorded_at FROM visa_rule r LEFT JOIN verification_newest v ON v.kind = 'visa_rule' AND v.record = r.rule
            WHERE \(filter.condition(today: today)) ORDER BY r.rule
            """) { Shown(try $0.get("rule"), try $0.get("recorded_at")) }
    }

    /// - Parameter seen: of the list when it was shown.
    /// - Returns: how many; nil, and nothing is confirmed, when the list is not the same any more.
    func confirm(all filter: Filter, seen: String?, today: Day, by actor: Actor, at now: Date) throws -> Int? {
        let rules = try shown(filter, today: today)
        guard rules.seen == seen else { return nil }
        return try confirm(rules, by: actor, at: now)
    }

    /// - Returns: how many; nil, and nothing is confirmed, when one of them is not believed any more, or is not of this country.
    func confirm(_ rules: Set<Shown>, of country: CountryCode, by actor: Actor, at now: Date) throws -> Int? {
        let believed = try tx.rows("SELECT r.rule, r.recorded_at FROM visa_rule r WHERE r.superseded_at IS NULL AND r.destination = \(country) AND r.rule IN \(list: rules.map(\.id)) ORDER BY r.rule") {
            Shown(try $0.get("rule"), try $0.get("recorded_at"))
        }
        // A rule that is interrupted for a while stands in two rows under one name.
        guard rules.isSubset(of: believed) else { return nil }
        return try confirm(believed.filter(rules.contains), by: actor, at: now)
    }

    private func confirm(_ rules: [Shown], by actor: Actor, at now: Date) throws -> Int {
        let names = Set(rules.map(\.id)).sorted()
        try tx.verify(kind: Rule.auditKind, records: names.map(\.uuid), cycle: Rule.verificationCycle, by: actor, at: now)
        return names.count
    }
}

extension [Visas.Shown] {
    /// Stands for the whole of a list, however long.
    var seen: String {
        var hasher = SHA256()
        for rule in self { hasher.update(data: Data("\(rule) ".utf8)) }
        return hasher.finalize().token
    }
}

extension SHA256.Digest {
    /// What a form carries: half of it, in hexadecimal.
    var token: String { prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
