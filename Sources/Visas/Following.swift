import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage

/// Somebody with an account wants to hear of what changes for nationals of a country. Of the public no address is kept: who asks
/// about a visa is nobody's business.
struct Following: Sendable, Hashable {
    let nationality: CountryCode
    let since: Date

    static let auditKind = "visa_following"
}

extension Visas {
    // MARK: Questions

    /// What a person follows.
    func following(of person: UUID) throws -> [Following] {
        try tx.rows("SELECT nationality, since FROM visa_following WHERE person = \(person) ORDER BY nationality") { Following(nationality: try $0.get("nationality"), since: try $0.get("since")) }
    }

    // MARK: Verbs

    /// From now on the person is told. Twice is the same as once.
    func follow(_ nationality: CountryCode, by person: UUID, _ actor: Actor, at now: Date) throws {
        let added = try tx.execute("INSERT INTO visa_following (person, nationality, since) VALUES (\(person), \(nationality), \(now)) ON CONFLICT (person, nationality) DO NOTHING")
        guard added > 0 else { return }
        try tx.audit("visas.changes.followed", kind: Following.auditKind, record: person, made: ["nationality": nationality], by: actor, at: now)
    }

    func stopFollowing(_ nationality: CountryCode, by person: UUID, _ actor: Actor, at now: Date) throws {
        guard try tx.execute("DELETE FROM visa_following WHERE person = \(person) AND nationality = \(nationality)") > 0 else { return }
        try tx.audit("visas.changes.left", kind: Following.auditKind, record: person, before: ["nationality": nationality], after: [String: CountryCode]?.none, by: actor, at: now)
    }

    /// Tells of an approved change: the officers of the members whose nationals it concerns, and whoever follows it; each one once.
    func tell(_ nationalities: Set<CountryCode>, of draft: RuleDraft, at now: Date) throws {
        let names = Language.all.map { ("destination.\($0.code)", draft.destination.nameInText(in: $0.code)) } + [("destination", draft.destination.nameInText(in: "es"))]
        let words = Dictionary(names, uniquingKeysWith: { first, _ in first }), key = "visas.changed:\(draft.id)"
        func page(_ country: CountryCode) -> String { "/visas/changes/\(country.rawValue.lowercased())" }

        let members = nationalities.filter(\.isMember).subtracting([draft.destination]).sorted(), officers = members.isEmpty ? [:] : try People.liaisons(of: members, tx)
        for country in members { try tx.notify(officers[country] ?? [], .visas, "visas.notice.changed", words, path: page(country), uniqueKey: key, at: now) }

        let followed = try followers(of: nationalities)
        for (countries, people) in Dictionary(grouping: followed.keys, by: { followed[$0] ?? [] }).sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            guard let first = countries.first else { continue }
            var words = words
            for language in Language.all { words["nationality.\(language.code)"] = first.nameInText(in: language.code) }
            words["nationality"] = first.nameInText(in: "es")
            words["count"] = String(countries.count)
            try tx.notify(people.sorted { $0.uuidString < $1.uuidString }, .visas, "visas.notice.followed.\(countries.count == 1 ? "one" : "many")", words, path: countries.count == 1 ? page(first) : "/visas/changes", uniqueKey: key, at: now)
        }
    }

    /// Those with an open account, and which of these they follow, in one order.
    private func followers(of nationalities: Set<CountryCode>) throws -> [UUID: [CountryCode]] {
        let rows = try tx.rows("SELECT person, nationality FROM visa_following WHERE nationality IN \(list: nationalities.sorted()) ORDER BY person, nationality") {
            (try $0.get("person", as: UUID.self), try $0.get("nationality", as: CountryCode.self))
        }
        guard !rows.isEmpty else { return [:] }
        let open = try People.open(Set(rows.map(\.0)), tx)
        return Dictionary(grouping: rows.filter { open.contains($0.0) }, by: \.0).mapValues { $0.map(\.1) }
    }
}
