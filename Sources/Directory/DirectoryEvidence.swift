import Foundation
import Geography
import Localization
import Records
import Storage
import Web

/// What the directory can show for activity 1.5.1, "have a list of consuls": how many of the members' posts in other countries
/// somebody of the sending State has verified in the last 90 days.
public struct DirectoryEvidence: EvidenceSource {
    public let activities = ["1.5.1"]

    public init() {}

    public func figures(for activity: String, at now: Date, in tx: Transaction) throws -> [EvidenceFigure] {
        guard activities.contains(activity) else { return [] }
        let days = EvidenceFigure.days(until: Day(now, in: .network))
        let counted: SQL = "p.sending IN \(list: CountryCode.members) AND p.receiving <> p.sending AND p.status <> 'closed'"
        let row = try tx.row("""
            SELECT \(Post.verificationCycle.windows(on: days)), max(v.at) AS newest, (SELECT count(*) FROM post p WHERE \(counted)) AS posts
            FROM verification v JOIN post p ON p.id = v.record WHERE v.kind = 'post' AND \(counted)
            """)
        guard let row else { return [] }
        let counts = try row.windows(days)
        return [EvidenceFigure(text: "directory.evidence.verified", value: counts[0], target: try row.get("posts"), newest: try row.get("newest"), trend: Array(counts.dropFirst()), path: "/directory")]
    }
}
