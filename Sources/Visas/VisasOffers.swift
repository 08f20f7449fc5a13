import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage
import Web

/// What this room can show for activity 1.2.1, "update the information on visa requirements and types": rules that somebody of
/// their country has said to be so within the cycle, and types of visa.
public struct RulesEvidence: EvidenceSource {
    public let activities = ["1.2.1"]

    public init() {}

    public func figures(for activity: String, at now: Date, in tx: Transaction) throws -> [EvidenceFigure] {
        guard activities.contains(activity) else { return [] }
        let today = Day(now, in: .network), days = EvidenceFigure.days(until: today), windows = Rule.verificationCycle.windows(on: days)
        let figures: [(name: String, records: SQL, path: String)] = [
            (Rule.auditKind, "SELECT count(DISTINCT rule) AS n FROM visa_rule WHERE superseded_at IS NULL AND (valid_through IS NULL OR valid_through >= \(today))", "/visas/reciprocity"),
            (VisaType.auditKind, "SELECT count(*) AS n FROM visa_type WHERE ended_at IS NULL", "/visas/types"),
        ]
        return try figures.compactMap { name, records, path in
            guard let row = try tx.row("SELECT \(windows), max(v.at) AS newest, (\(records)) AS records FROM verification v WHERE v.kind = \(name)") else { return nil }
            let counts = try row.windows(days)
            return EvidenceFigure(text: "visas.evidence.\(name)", value: counts[0], target: try row.get("records"), newest: try row.get("newest"), trend: Array(counts.dropFirst()), path: path)
        }
    }
}

/// What this room expects of a member: that its rules are confirmed and said again in time, and that what waits is checked.
struct RulesExpected: ExpectationSource {
    func expectations(of delegation: Delegation, at now: Date, in tx: Transaction) throws -> [Expectation] {
        guard delegation.kind == .member, let country = delegation.country else { return [] }
        let visas = Visas(tx), code = country.rawValue
        let counts = try visas.counts(country, today: Day(now, in: .network))
        let waiting = try visas.openDrafts(of: country, limit: 20).filter { $0.draft.state == .submitted }.map { draft, changes in
            Expectation(key: "visas:draft:\(draft.id)", topic: .records, text: "visas.expectation.check", values: ["count": String(changes), "name": draft.preparedName], path: draft.path, due: nil)
        }
        return waiting + [Visas.Part.due, .unconfirmed].compactMap { part in
            guard let count = counts[part], count > 0 else { return nil }
            return Expectation(key: "visas:\(part.rawValue)", topic: .records, text: "visas.expectation.\(part.rawValue).\(count == 1 ? "one" : "many")", values: ["count": String(count)],
                               path: "/desk/visas?show=\(part.rawValue)&country=\(code)", due: nil)
        }
    }
}

/// Types of visa in the search of the house.
struct VisaTypeSearch: SearchKind {
    /// Theme 1 of the plan: types of visa are its activity 1.2.1.
    static let theme = "1"

    let kind = VisaType.auditKind
    let name = "visas.types.title"

    func paths(of records: [UUID], in tx: Transaction) throws -> [UUID: String] {
        try VisaTypes(tx).countries(of: records).reduce(into: [:]) { $0[$1.key] = "/visas/types/\($1.value.rawValue.lowercased())/\($1.key.uuidString.lowercased())" }
    }
}
