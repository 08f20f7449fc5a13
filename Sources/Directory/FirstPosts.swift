import Foundation
import Formats
import Localization
import Records
import Storage

/// The posts with which an empty directory begins, each with the sources of its facts and the facts on which sources differ.
public struct FirstPosts: Sendable {
    /// The program's own files are wrong: a defect, told with its place.
    public struct Fault: Error, CustomStringConvertible {
        public let description: String
    }

    private let posts: [UInt8]
    private let sources: [UInt8]
    private let differences: [UInt8]

    public init(posts: [UInt8], sources: [UInt8], differences: [UInt8]) {
        (self.posts, self.sources, self.differences) = (posts, sources, differences)
    }

    /// - Returns: how many were added.
    /// - Throws: ``Fault``, ``CSVError``.
    public func add(at now: Date, in tx: Transaction, progress: (Int) -> Void = { _ in }) throws -> Int {
        let plan = try PostImport.plan(posts, file: "posts.csv", sending: nil, at: now, in: tx)
        if let fault = plan.faults.first { throw Fault(description: "posts.csv:\(fault.line):\(fault.column): \(fault.field ?? "") \(fault.key) \(fault.value)") }
        try plan.commit(sources: readSources(), action: "directory.post.found", by: .content, at: now, in: tx, progress: progress)
        try addDifferences(tx)
        return plan.added.count
    }

    private func readSources() throws -> [String: [FactSource]] {
        var found: [String: [FactSource]] = [:]
        for result in try CSVReader(sources, required: ["key", "fields", "name", "url", "as_of", "licence"]) {
            let row = try result.get()
            guard let day = Day(row["as_of"]) else { throw Fault(description: "sources.csv:\(row.line): \(row["as_of"]) is not a day") }
            found[row["key"], default: []].append(FactSource(fields: row["fields"], name: row["name"], url: row["url"].isEmpty ? nil : row["url"], asOf: day,
                                                             licence: row["licence"].isEmpty ? nil : row["licence"]))
        }
        return found
    }

    private func addDifferences(_ tx: Transaction) throws {
        let store = Posts(tx)
        for result in try CSVReader(differences, required: ["key", "field", "value_a", "source_a", "as_of_a", "value_b", "source_b", "as_of_b"]) {
            let row = try result.get()
            guard let post = try store.post(slug: row["key"]) else { throw Fault(description: "differences.csv:\(row.line): no post \(row["key"])") }
            try store.addDifference(FactDifference(field: row["field"], valueA: row["value_a"], sourceA: row["source_a"], asOfA: Day(row["as_of_a"]),
                                                   valueB: row["value_b"], sourceB: row["source_b"], asOfB: Day(row["as_of_b"])), to: post.id)
        }
    }
}
