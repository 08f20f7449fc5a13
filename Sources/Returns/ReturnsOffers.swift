import Accounts
import Foundation
import Localization
import Records
import Storage
import Web

/// What the room can show for activity 1.3.1, "identify the countries that make it hard to obtain the travel document": how many members
/// report, and how many requests are followed. The plan may be public, so requests are told in whole tens only.
struct ReturnsEvidence: EvidenceSource {
    let house: House
    let keep: EditionKeep<[EvidenceFigure]>

    let activities = ["1.3.1"]

    /// Days for which a request counts.
    static let window = 365

    func figures(for activity: String, at now: Date, in tx: Transaction) throws -> [EvidenceFigure] {
        guard activities.contains(activity) else { return [] }
        return try keep.value(house) { try figures(of: $0, in: tx) }
    }

    /// As everything that is told of requests, they are those of the month's edition.
    private func figures(of edition: Edition, in tx: Transaction) throws -> [EvidenceFigure] {
        let ends = (0..<12).reversed().map { edition.month.adding(months: -$0).first.adding(days: -1) }
        let windows: SQL = ends.enumerated().reduce("") { sql, window in
            let last = window.element.daysSince1970, within: SQL = "requested_number > \(last - Self.window) AND requested_number <= \(last)"
            return sql + "count(CASE WHEN \(within) THEN 1 END)" + SQL(trusted: " AS n_\(window.offset), ") + "count(DISTINCT CASE WHEN \(within) THEN owner END)" + SQL(trusted: " AS owners_\(window.offset), ")
        }
        let stood: SQL = """
            SELECT owner, requested_number FROM travel_request WHERE enters <= \(edition.number)
            UNION ALL SELECT owner, requested_number FROM travel_request_edition WHERE edition = \(edition.number)
            """
        guard let row = try tx.row("SELECT \(windows) count(*) AS n FROM (\(stood)) AS stood") else { return [] }
        let owners: [Int] = try ends.indices.map { try row.get("owners_\($0)") }, tens: [Int] = try ends.indices.map { try row.get("n_\($0)", as: Int.self) / 10 * 10 }
        let newest = try row.get("n", as: Int.self) > 0 ? edition.countedAt : nil
        return [
            EvidenceFigure(text: "returns.evidence.reporting", value: owners.last ?? 0, target: 11, newest: newest, trend: owners, path: "/returns"),
            EvidenceFigure(text: "returns.evidence.requests", value: tens.last ?? 0, target: nil, newest: newest, trend: tens, path: "/returns"),
        ]
    }
}

/// What became of requests of which nothing has been heard for long: one expectation, however many there are.
struct QuietRequests: ExpectationSource {
    func expectations(of delegation: Delegation, at now: Date, in tx: Transaction) throws -> [Expectation] {
        guard delegation.kind == .member else { return [] }
        let limit = Day(now, in: .network).adding(days: -TravelRequest.quiet)
        let count: Int = try tx.value("SELECT count(*) AS n FROM travel_request WHERE owner = \(delegation.id) AND outcome IS NULL AND news_on <= \(limit)") ?? 0
        guard count > 0 else { return [] }
        return [Expectation(key: "returns:quiet", topic: .records, text: "returns.expectation.quiet.\(count == 1 ? "one" : "many")",
                            values: ["count": String(count), "days": String(TravelRequest.quiet)], path: "/desk/returns?standing=quiet", due: nil, by: .recordRequests)]
    }
}
