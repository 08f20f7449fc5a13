import Foundation
import Geography
import Localization
import Records
import Storage

/// The rules about who may enter where: the questions of this room, and what may be done (`Stating`, `Drafting`).
///
/// Two times are kept of each rule: the days on which it applies, and the instants between which the house believed it. What
/// is learnt later closes the row that said otherwise and adds one; nothing is ever overwritten (Snodgrass, *Developing
/// Time-Oriented Database Applications in SQL*, 1999, chapter 10).
public struct Visas {
    let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    static let columns: SQL = """
        r.*, v.verified_on, v.verified_by FROM visa_rule r LEFT JOIN verification_newest v ON v.kind = 'visa_rule' AND v.record = r.rule
        """

    /// The same as the house believed it at an instant, with what had been verified by then; of what was put right before it, by the
    /// time of that: who confirms the right one does not confirm the wrong one.
    /// - Parameter instant: nil for now.
    static func columns(asBelievedAt instant: Date?) -> SQL {
        let known: SQL = instant.map { "AND w.at <= \($0)" } ?? ""
        return """
            r.*, v.verified_on, v.verified_by FROM visa_rule r LEFT JOIN verification v ON v.id = (SELECT w.id FROM verification w
                WHERE w.kind = 'visa_rule' AND w.record = r.rule AND (r.superseded_at IS NULL OR w.at < r.superseded_at) \(known) ORDER BY w.at DESC, w.id DESC LIMIT 1)
            """
    }

    // MARK: One answer

    /// What applies on a day, and what is known to follow; one statement.
    /// - Parameter instant: as the house believed it then; nil for now.
    public func answer(_ subject: RuleSubject, on day: Day, asBelievedAt instant: Date? = nil) throws -> RuleAnswer {
        if subject.isOwnNational { return .own }
        return Self.answer(from: try tx.rows("""
            SELECT \(instant == nil ? Self.columns : Self.columns(asBelievedAt: instant)) WHERE r.destination = \(subject.destination) AND r.nationality = \(subject.nationality) AND r.document = \(subject.document) AND r.purpose = \(subject.purpose)
                AND \(Self.believed(instant)) AND (r.valid_through IS NULL OR r.valid_through >= \(day)) ORDER BY r.valid_from LIMIT 2
            """, as: Rule.init), on: day)
    }

    /// The same for several travellers to one State, or on their way through it, in one statement.
    func answers(_ subjects: [RuleSubject], on day: Day) throws -> [RuleSubject: RuleAnswer] {
        let asked = Set(subjects), foreign = asked.filter { !$0.isOwnNational }
        let rules = foreign.isEmpty ? [] : try tx.rows("""
            SELECT \(Self.columns) WHERE r.destination IN \(list: Set(foreign.map(\.destination)).sorted()) AND r.nationality IN \(list: Set(foreign.map(\.nationality)).sorted())
                AND r.purpose IN \(list: Array(Set(foreign.map(\.purpose)))) AND r.document IN \(list: Array(Set(foreign.map(\.document))))
                AND r.superseded_at IS NULL AND (r.valid_through IS NULL OR r.valid_through >= \(day)) ORDER BY r.valid_from LIMIT 1000
            """, as: Rule.init)
        let bySubject = Dictionary(grouping: rules, by: \.subject)
        return Dictionary(asked.map { ($0, $0.isOwnNational ? .own : Self.answer(from: bySubject[$0] ?? [], on: day)) }, uniquingKeysWith: { first, _ in first })
    }

    /// - Parameter rules: in the order of their days, none that has ended.
    private static func answer(from rules: [Rule], on day: Day) -> RuleAnswer {
        guard let first = rules.first else { return .unknown(next: nil) }
        guard first.ruling.from <= day else { return .unknown(next: first) }
        return .rule(first, next: rules.count > 1 ? rules[1] : nil)
    }

    static func believed(_ instant: Date?) -> SQL {
        guard let instant else { return "r.superseded_at IS NULL" }
        return "r.recorded_at <= \(instant) AND (r.superseded_at IS NULL OR r.superseded_at > \(instant))"
    }

    // MARK: A country's rules

    /// Which of a country's rules.
    public enum Part: String, Sendable, CaseIterable {
        /// In force or to come.
        case all
        /// Nobody of the country has said that they are so.
        case unconfirmed
        /// To be said again.
        case due
        /// Not yet in force.
        case ahead
    }

    /// What a list is narrowed to; nil means all.
    public struct Filter: Sendable, Hashable {
        public var destination: CountryCode?
        public var nationality: CountryCode?
        public var document: TravelDocument?
        public var purpose: Purpose?
        public var part: Part

        public init(destination: CountryCode? = nil, nationality: CountryCode? = nil, document: TravelDocument? = nil, purpose: Purpose? = nil, part: Part = .all) {
            (self.destination, self.nationality, self.document, self.purpose, self.part) = (destination, nationality, document, purpose, part)
        }

        func condition(today: Day) -> SQL {
            var conditions: [SQL] = ["r.superseded_at IS NULL", "(r.valid_through IS NULL OR r.valid_through >= \(today))"]
            if let destination { conditions.append("r.destination = \(destination)") }
            if let nationality { conditions.append("r.nationality = \(nationality)") }
            if let document { conditions.append("r.document = \(document)") }
            if let purpose { conditions.append("r.purpose = \(purpose)") }
            switch part {
            case .all: break
            case .unconfirmed: conditions.append("v.due_on IS NULL")
            case .due: conditions.append("v.due_on <= \(today.adding(days: Rule.verificationCycle.notice))")
            case .ahead: conditions.append("r.valid_from > \(today)")
            }
            return .all(conditions)
        }
    }

    public func list(_ filter: Filter, today: Day, offset: Int = 0, limit: Int) throws -> [Rule] {
        try tx.rows("""
            SELECT \(Self.columns) WHERE \(filter.condition(today: today)) ORDER BY r.destination, r.nationality, r.document, r.purpose, r.valid_from LIMIT \(limit) OFFSET \(offset)
            """, as: Rule.init)
    }

    public func count(_ filter: Filter, today: Day) throws -> Int {
        try tx.value("SELECT count(*) AS n FROM visa_rule r LEFT JOIN verification_newest v ON v.kind = 'visa_rule' AND v.record = r.rule WHERE \(filter.condition(today: today))") ?? 0
    }

    /// How many there are of each part, in one statement.
    func counts(_ destination: CountryCode, today: Day) throws -> [Part: Int] {
        let row = try tx.row("""
            SELECT count(*) AS everything, coalesce(sum(CASE WHEN v.due_on IS NULL THEN 1 ELSE 0 END), 0) AS unconfirmed,
                coalesce(sum(CASE WHEN v.due_on <= \(today.adding(days: Rule.verificationCycle.notice)) THEN 1 ELSE 0 END), 0) AS due,
                coalesce(sum(CASE WHEN r.valid_from > \(today) THEN 1 ELSE 0 END), 0) AS ahead
            FROM visa_rule r LEFT JOIN verification_newest v ON v.kind = 'visa_rule' AND v.record = r.rule WHERE \(Filter(destination: destination).condition(today: today))
            """)
        return [.all: try row?.get("everything") ?? 0, .unconfirmed: try row?.get("unconfirmed") ?? 0, .due: try row?.get("due") ?? 0, .ahead: try row?.get("ahead") ?? 0]
    }

    /// All that was ever believed about somebody, the newest belief first.
    func history(of subject: RuleSubject, limit: Int) throws -> [Rule] {
        try tx.rows("""
            SELECT \(Self.columns) WHERE r.destination = \(subject.destination) AND r.nationality = \(subject.nationality) AND r.document = \(subject.document) AND r.purpose = \(subject.purpose)
            ORDER BY r.recorded_at DESC, r.valid_from DESC LIMIT \(limit)
            """, as: Rule.init)
    }

    public func isEmpty() throws -> Bool { try tx.row("SELECT 1 AS one FROM visa_rule LIMIT 1") == nil }
}
