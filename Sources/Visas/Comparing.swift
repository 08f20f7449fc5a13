import Foundation
import Geography
import Localization
import Records
import Storage

/// What is asked of many rules at once: between the members, between two days, and where nothing is stated.
extension Visas {
    /// What each member asks of the nationals of each other, on a day; one statement.
    func reciprocity(_ document: TravelDocument, _ purpose: Purpose, on day: Day) throws -> [RuleSubject: Rule] {
        let rules = try tx.rows("""
            SELECT \(Self.columns) WHERE r.superseded_at IS NULL AND r.destination IN \(list: CountryCode.members) AND r.nationality IN \(list: CountryCode.members)
                AND r.document = \(document) AND r.purpose = \(purpose) AND r.valid_from <= \(day) AND (r.valid_through IS NULL OR r.valid_through >= \(day)) LIMIT 200
            """, as: Rule.init)
        return Dictionary(rules.map { ($0.subject, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// What a country asks of each nationality on a day; one statement.
    func rules(of destination: CountryCode, _ document: TravelDocument, _ purpose: Purpose, on day: Day) throws -> [Rule] {
        try tx.rows("""
            SELECT \(Self.columns) WHERE r.superseded_at IS NULL AND r.destination = \(destination) AND r.document = \(document) AND r.purpose = \(purpose)
                AND r.valid_from <= \(day) AND (r.valid_through IS NULL OR r.valid_through >= \(day)) ORDER BY r.nationality LIMIT 400
            """, as: Rule.init)
    }

    /// What applies on one day and applied otherwise, or not at all, on another.
    struct Difference: Sendable {
        let subject: RuleSubject
        let before: Ruling?
        let after: Ruling?
    }

    /// What differs between two days, as it is believed now; in three statements.
    func differences(from: Day, to: Day, _ filter: Filter, offset: Int, limit: Int) throws -> (differences: [Difference], total: Int) {
        var conditions: [SQL] = ["r.superseded_at IS NULL"]
        if let destination = filter.destination { conditions.append("r.destination = \(destination)") }
        if let nationality = filter.nationality { conditions.append("r.nationality = \(nationality)") }
        // Somebody's rules on two days can only differ where one begins or ends in between; they need not.
        let changed: SQL = """
            FROM (SELECT DISTINCT r.destination, r.nationality, r.document, r.purpose FROM visa_rule r
                WHERE \(.all(conditions)) AND (r.valid_from > \(from) AND r.valid_from <= \(to) OR r.valid_through >= \(from) AND r.valid_through < \(to))) s
            LEFT JOIN visa_rule b ON \(Self.applying("b", on: from)) LEFT JOIN visa_rule a ON \(Self.applying("a", on: to))
            WHERE b.requirement IS DISTINCT FROM a.requirement OR b.days IS DISTINCT FROM a.days OR b.conditions IS DISTINCT FROM a.conditions
                OR CAST(b.note AS TEXT) IS DISTINCT FROM CAST(a.note AS TEXT)
            """
        let total: Int = try tx.value("SELECT count(*) AS n \(changed)") ?? 0
        let subjects = try tx.rows("SELECT s.* \(changed) ORDER BY s.destination, s.nationality, s.document, s.purpose LIMIT \(limit) OFFSET \(offset)", as: RuleSubject.init)
        guard !subjects.isEmpty else { return ([], total) }
        let rules = try tx.rows("""
            SELECT \(Self.columns) WHERE r.superseded_at IS NULL AND r.destination IN \(list: Set(subjects.map(\.destination)).sorted()) AND r.nationality IN \(list: Set(subjects.map(\.nationality)).sorted())
                AND r.valid_from <= \(to) AND (r.valid_through IS NULL OR r.valid_through >= \(from)) ORDER BY r.valid_from
            """, as: Rule.init)
        let bySubject = Dictionary(grouping: rules, by: \.subject)
        return (subjects.map { subject in
            let rules = bySubject[subject] ?? []
            return Difference(subject: subject, before: rules.first { $0.ruling.applies(on: from) }?.ruling, after: rules.first { $0.ruling.applies(on: to) }?.ruling)
        }, total)
    }

    /// The rule, under a name, that is believed about the subject `s` and applies on a day.
    private static func applying(_ name: String, on day: Day) -> SQL {
        let rule = SQL(trusted: name)
        return """
            \(rule).destination = s.destination AND \(rule).nationality = s.nationality AND \(rule).document = s.document AND \(rule).purpose = s.purpose
                AND \(rule).superseded_at IS NULL AND \(rule).valid_from <= \(day) AND (\(rule).valid_through IS NULL OR \(rule).valid_through >= \(day))
            """
    }

    /// A change that a country announced.
    struct Announcement: Sendable {
        let rule: Rule
        /// What applied before, as far as it was stated.
        let was: (requirement: Requirement, days: Int?)?
        /// The day from which it applies again, since what followed it was withdrawn.
        let againFrom: Day?

        /// The first day of what is announced.
        var from: Day { againFrom ?? rule.ruling.from }
    }

    /// What was announced for nationals of a country, newest first; whether it still is believed or was put right later.
    func announcements(for nationality: CountryCode, offset: Int = 0, limit: Int) throws -> [Announcement] {
        try tx.rows("SELECT \(Self.columns(asBelievedAt: nil)) WHERE r.nationality = \(nationality) AND r.announced = TRUE ORDER BY r.recorded_at DESC, r.destination, r.valid_from LIMIT \(limit) OFFSET \(offset)") { row in
            let was = try row.get("was_requirement", as: Requirement?.self).map { ($0, try row.get("was_days", as: Int?.self)) }
            return Announcement(rule: try Rule(row), was: was, againFrom: try row.get("again_from"))
        }
    }

    func announcementCount(for nationality: CountryCode) throws -> Int {
        try tx.value("SELECT count(*) AS n FROM visa_rule r WHERE r.nationality = \(nationality) AND r.announced = TRUE") ?? 0
    }

    /// Nationalities about which each member states something on a day.
    func stated(_ document: TravelDocument, _ purpose: Purpose, on day: Day) throws -> [CountryCode: Set<CountryCode>] {
        let rows = try tx.rows("""
            SELECT DISTINCT r.destination, r.nationality FROM visa_rule r WHERE r.superseded_at IS NULL AND r.document = \(document) AND r.purpose = \(purpose)
                AND r.valid_from <= \(day) AND (r.valid_through IS NULL OR r.valid_through >= \(day))
            """) { (try $0.get("destination", as: CountryCode.self), try $0.get("nationality", as: CountryCode.self)) }
        return Dictionary(grouping: rows, by: \.0).mapValues { Set($0.map(\.1)) }
    }
}
