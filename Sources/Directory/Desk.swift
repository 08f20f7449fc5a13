import Foundation
import Geography
import Localization
import Records
import Storage

/// What a delegation's posts ask of it today.
public struct Desk {
    private let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    /// Whose posts a desk is of.
    public enum Scope: Sendable {
        case country(CountryCode)
        case post(ID<Post>)

        var condition: SQL {
            switch self {
            case .country(let country): "p.sending = \(country.rawValue) AND p.receiving <> p.sending"
            case .post(let id): "p.id = \(id)"
            }
        }
    }

    /// Which of its posts.
    public enum Part: String, Sendable, CaseIterable {
        case all, due, incomplete, differing
    }

    /// How many posts there are of each part.
    public struct Counts: Sendable, Equatable {
        public let all: Int
        public let due: Int
        public let incomplete: Int
        public let differing: Int
    }

    /// What a person who needs help misses first.
    private static let isIncomplete: SQL = "(p.phones = '' OR p.address IS NULL OR p.hours IS NULL OR NOT EXISTS (SELECT 1 FROM district d WHERE d.post = p.id))"
    private static let isDiffering: SQL = "EXISTS (SELECT 1 FROM fact_difference f WHERE f.post = p.id AND f.settled_at IS NULL)"

    private static func isDue(_ today: Day) -> SQL {
        "(v.due_on IS NULL OR v.due_on <= \(today.adding(days: Post.verificationCycle.notice)))"
    }

    private static func condition(_ part: Part, today: Day) -> SQL {
        switch part {
        case .all: "TRUE"
        case .due: isDue(today)
        case .incomplete: isIncomplete
        case .differing: isDiffering
        }
    }

    public func counts(_ scope: Scope, today: Day) throws -> Counts {
        let row = try tx.row("""
            SELECT count(*) AS everything, coalesce(sum(CASE WHEN \(Self.isDue(today)) THEN 1 ELSE 0 END), 0) AS due,
                coalesce(sum(CASE WHEN \(Self.isIncomplete) THEN 1 ELSE 0 END), 0) AS incomplete, coalesce(sum(CASE WHEN \(Self.isDiffering) THEN 1 ELSE 0 END), 0) AS differing
            FROM post p LEFT JOIN verification_newest v ON v.kind = 'post' AND v.record = p.id WHERE \(scope.condition) AND p.status <> 'closed'
            """)
        return Counts(all: try row?.get("everything") ?? 0, due: try row?.get("due") ?? 0, incomplete: try row?.get("incomplete") ?? 0, differing: try row?.get("differing") ?? 0)
    }

    /// The most pressing first: never verified, then the longest overdue.
    public func posts(_ scope: Scope, _ part: Part, today: Day, offset: Int, limit: Int) throws -> [Item] {
        try tx.rows("""
            SELECT \(Posts.joinedColumns), \(Self.isDiffering) AS is_differing, EXISTS (SELECT 1 FROM district d WHERE d.post = p.id) AS has_district
            FROM post p LEFT JOIN verification_newest v ON v.kind = 'post' AND v.record = p.id
            WHERE \(scope.condition) AND \(Self.condition(part, today: today)) AND p.status <> 'closed'
            ORDER BY v.due_on IS NOT NULL, v.due_on, p.receiving, p.slug LIMIT \(limit) OFFSET \(offset)
            """) { row in
            let post = try Post(row)
            var missing: [String] = []
            if post.phones.isEmpty { missing.append("phones") }
            if post.address == nil { missing.append("address") }
            if post.hours == nil { missing.append("hours") }
            if try !row.get("has_district", as: Bool.self) { missing.append("districts") }
            return Item(post: post, missing: missing, isDiffering: try row.get("is_differing"))
        }
    }

    /// A post on a desk.
    public struct Item: Sendable {
        public let post: Post
        /// Fields that people need and that are empty.
        public let missing: [String]
        public let isDiffering: Bool
    }

    /// How fresh one country's statements about its posts are.
    public struct Standing: Sendable {
        public let sending: CountryCode
        public let posts: Int
        public let current: Int
        public let due: Int
        public let overdue: Int
        public let lapsed: Int
        public let never: Int
        public let incomplete: Int
        public let lastVerified: Day?

        /// Posts that nobody can rely on: those whose country has to be called.
        public var pressing: Int { overdue + lapsed + never }
    }

    /// The eleven members, those that most have to be called first.
    public func board(today: Day) throws -> [Standing] {
        let cycle = Post.verificationCycle
        let rows = try tx.rows("""
            SELECT p.sending, count(*) AS posts, max(v.verified_on) AS last_verified,
                coalesce(sum(CASE WHEN v.due_on IS NULL THEN 1 ELSE 0 END), 0) AS never,
                coalesce(sum(CASE WHEN v.due_on <= \(today.adding(days: -cycle.grace)) THEN 1 ELSE 0 END), 0) AS lapsed,
                coalesce(sum(CASE WHEN v.due_on < \(today) AND v.due_on > \(today.adding(days: -cycle.grace)) THEN 1 ELSE 0 END), 0) AS overdue,
                coalesce(sum(CASE WHEN v.due_on >= \(today) AND v.due_on <= \(today.adding(days: cycle.notice)) THEN 1 ELSE 0 END), 0) AS due,
                coalesce(sum(CASE WHEN v.due_on > \(today.adding(days: cycle.notice)) THEN 1 ELSE 0 END), 0) AS current,
                coalesce(sum(CASE WHEN \(Self.isIncomplete) THEN 1 ELSE 0 END), 0) AS incomplete
            FROM post p LEFT JOIN verification_newest v ON v.kind = 'post' AND v.record = p.id
            WHERE p.sending IN \(list: CountryCode.members) AND p.receiving <> p.sending AND p.status <> 'closed' GROUP BY p.sending
            """) { row in
            Standing(sending: try row.get("sending"), posts: try row.get("posts"), current: try row.get("current"), due: try row.get("due"), overdue: try row.get("overdue"),
                     lapsed: try row.get("lapsed"), never: try row.get("never"), incomplete: try row.get("incomplete"), lastVerified: try row.get("last_verified"))
        }
        let found = Dictionary(rows.map { ($0.sending, $0) }, uniquingKeysWith: { first, _ in first })
        return CountryCode.members.map { found[$0] ?? Standing(sending: $0, posts: 0, current: 0, due: 0, overdue: 0, lapsed: 0, never: 0, incomplete: 0, lastVerified: nil) }
            .sorted { ($0.pressing, $0.sending) > ($1.pressing, $1.sending) }
    }
}
