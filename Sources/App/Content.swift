import Accounts
import Directory
import Localization
import Plan
import Foundation
import Records
import Storage
import Visas

/// The real content with which an empty database begins: the delegations of the network, the posts that public sources know,
/// and what public data say about visas.
public enum Content {
    /// Fills what is empty; does nothing where there is something already, also when several processes start together.
    /// - Returns: posts added.
    @discardableResult
    public static func fill(_ database: Database, at now: Date, progress: @escaping @Sendable (Int) -> Void = { _ in }) async throws -> Int {
        let folder = Bundle.module.bundleURL.appendingPathComponent("Content")
        func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appendingPathComponent(name))) }
        let posts = try bytes("posts.csv"), sources = try bytes("sources.csv"), differences = try bytes("differences.csv"), visas = try bytes("visas.csv")
        return try await database.write { tx in
            try Delegations.ensureFoundations(in: tx, by: .content, at: now)
            try FirstPlan().add(questions: PlanDecisions(), at: now, in: tx)
            if try Visas(tx).isEmpty(), let source = visaSource { try FirstRules(visas, source: source).add(at: now, in: tx) }
            guard try Posts(tx).isEmpty() else { return 0 }
            return try FirstPosts(posts: posts, sources: sources, differences: differences).add(at: now, in: tx, progress: progress)
        }
    }

    /// Of `visas.csv`; SOURCES.md says more.
    private static let visaSource = Day("2025-01-12").map {
        RuleSource(.dataset, title: "Passport Index Dataset", url: "https://github.com/ilyankou/passport-index-dataset", asOf: $0)
    }
}
