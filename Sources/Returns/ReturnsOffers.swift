import Accounts
import Foundation
import Localization
import Records
import Storage
import Web

/// What the room can show for activity 1.3.1, "identify the countries that make it hard to obtain the travel document": how many members
/// report, and how many requests are followed. The plan may be public, so requests are told in whole tens only.
struct ReturnsEvidence: EvidenceSource {
    let activities = ["1.3.1"]

    /// Days for which a request counts.
    static let window = 365

    func figures(for activity: String, at now: Date, in tx: Transaction) throws -> [EvidenceFigure] {
        guard activities.contains(activity) else { return [] }
        let today = Day(now, in: .gmt), ends = (0..<12).reversed().map { Month(today).adding(months: -$0).first.adding(days: -1) }
        let windows: SQL = ([today] + ends).enumerated().reduce("") { sql, window in
            let within: SQL = "requested_on > \(window.element.adding(days: -Self.window)) AND requested_on <= \(window.element)"
            return sql + "count(CASE WHEN \(within) THEN 1 END)" + SQL(trusted: " AS n_\(window.offset), ") + "count(DISTINCT CASE WHEN \(within) THEN owner END)" + SQL(trusted: " AS owners_\(window.offset), ")
        }
        guard let row = try tx.row("SELECT \(windows) max(recorded_at) AS newest FROM travel_request") else { return [] }
        func tens(_ column: String) throws -> Int { try row.get(column, as: Int.self) / 10 * 10 }
        let newest: Date? = try row.get("newest")
        return [
            EvidenceFigure(text: "returns.evidence.reporting", value: try row.get("owners_0"), target: 11, newest: newest, trend: try ends.indices.map { try row.get("owners_\($0 + 1)") }, path: "/returns"),
            EvidenceFigure(text: "returns.evidence.requests", value: try tens("n_0"), target: nil, newest: newest, trend: try ends.indices.map { try tens("n_\($0 + 1)") }, path: "/returns"),
        ]
    }
}

/// What became of requests of which nothing has been heard for long: one expectation, however many there are.
struct QuietRequests: ExpectationSource {
    func expectations(of delegation: Delegation, at now: Date, in tx: Transaction) throws -> [Expectation] {
        guard delegation.kind == .member else { return [] }
        let limit = Day(now, in: .gmt).adding(days: -TravelRequest.quiet)
        let count: Int = try tx.value("SELECT count(*) AS n FROM travel_request WHERE owner = \(delegation.id) AND outcome IS NULL AND news_on <= \(limit)") ?? 0
        guard count > 0 else { return [] }
        return [Expectation(key: "returns:quiet", topic: .records, text: "returns.expectation.quiet.\(count == 1 ? "one" : "many")",
                            values: ["count": String(count), "days": String(TravelRequest.quiet)], path: "/desk/returns?standing=quiet", due: nil)]
    }
}
