import Foundation
import Geography
import Localization
import Storage
import Web

/// What the directory can show for activity 1.5.1, "have a list of consuls": how many of the members' posts in other countries
/// somebody of the sending State has verified in the last 90 days.
public struct DirectoryEvidence: EvidenceSource {
    /// Days for which a verification counts: the directory's own cycle.
    static let window = Post.verificationCycle.interval

    public let activities = ["1.5.1"]

    public init() {}

    public func figures(for activity: String, at now: Date, in tx: Transaction) throws -> [EvidenceFigure] {
        guard activities.contains(activity) else { return [] }
        let today = Day(now, in: .gmt), ends = Self.monthEnds(before: today)
        // One walk over the verifications counts all thirteen windows.
        let windows: SQL = ([today] + ends).enumerated().reduce("") { sql, window in
            sql + SQL(trusted: window.offset == 0 ? "" : ", ")
                + "count(DISTINCT CASE WHEN v.verified_on > \(window.element.adding(days: -Self.window)) AND v.verified_on <= \(window.element) THEN v.record END)"
                + SQL(trusted: " AS window_\(window.offset)")
        }
        let counted: SQL = "p.sending IN \(list: CountryCode.members) AND p.receiving <> p.sending AND p.status <> 'closed'"
        let row = try tx.row("""
            SELECT \(windows), max(v.at) AS newest, (SELECT count(*) FROM post p WHERE \(counted)) AS posts
            FROM verification v JOIN post p ON p.id = v.record WHERE v.kind = 'post' AND \(counted)
            """)
        guard let row else { return [] }
        return [EvidenceFigure(text: "directory.evidence.verified", value: try row.get("window_0"), target: try row.get("posts"), newest: try row.get("newest"),
                               trend: try ends.indices.map { try row.get("window_\($0 + 1)") }, path: "/directory")]
    }

    /// The last days of the twelve months that ended before a day, oldest first.
    static func monthEnds(before today: Day) -> [Day] {
        let number = today.year * 12 + today.month - 1
        return (0..<12).reversed().compactMap { back in
            Day(year: (number - back) / 12, month: (number - back) % 12 + 1, day: 1)?.adding(days: -1)
        }
    }
}
