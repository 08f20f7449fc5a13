import Foundation
import Storage

/// A record whose texts in the index are to be made again: the payload of a job.
public struct Reindexing: Codable, Sendable {
    public let kind: String
    public let record: UUID

    /// The job's own kind.
    public static let job = "search.index"
}

extension Transaction {
    /// For records whose texts hold words of the catalogue, which a store does not have: takes the record out of the index, and has
    /// whoever knows the words put it in again right after this transaction.
    ///
    /// It is out at once, so that nobody finds by a text, or for an audience, that is no longer so.
    public func indexAnew(kind: String, record: UUID, at now: Date) throws {
        try removeFromIndex(kind: kind, record: record)
        try enqueue(Reindexing.job, Reindexing(kind: kind, record: record), at: now, unlessWaiting: true, now: now)
    }
}
