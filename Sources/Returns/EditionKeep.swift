import Foundation
import Storage
import Synchronization
import Web

/// Something that was worked out of an edition. An edition does not move, so it is good until the month ends, whatever is recorded meanwhile.
final class EditionKeep<Value: Sendable>: Sendable {
    private struct Kept {
        let edition: Edition
        let value: Value
        /// Of the records; nil where they may not be kept beyond this moment.
        let revision: Int64?
        /// Worked out when nothing could enter the edition any more.
        let isSettled: Bool
    }

    private let kept = Mutex<Kept?>(nil)

    /// - Parameters:
    ///   - fits: whether what is kept may be used, as far as it rests on more than the edition.
    ///   - make: works it out, within the transaction that reads.
    func value(_ house: House, if fits: (Value) -> Bool = { _ in true }, _ make: (Edition) throws -> Value) rethrows -> Value {
        // Asked before the records are read: what is written meanwhile makes it out of date.
        let revision = house.database.revision, now = house.clock.now, edition = Edition(at: now)
        if let known = kept.withLock({ $0 }), known.edition == edition, known.isSettled || revision != nil && known.revision == revision, fits(known.value) { return known.value }
        let value = try make(edition)
        // Another process whose clock is behind may still write into this edition for a while.
        let isSettled = now.timeIntervalSince(edition.countedAt) > EditionStore.grace
        kept.withLock { $0 = Kept(edition: edition, value: value, revision: revision, isSettled: isSettled) }
        return value
    }
}

/// The statistics as they were worked out last, good as long as the edition and the thresholds are the same.
final class StatisticsKeep: Sendable {
    private let kept = EditionKeep<Statistics>()

    /// Three statements where they have to be worked out, one where they are known.
    func statistics(_ house: House) async throws -> Statistics {
        try await house.database.read { try self.statistics(house, in: $0) }
    }

    /// The same within a transaction that reads.
    func statistics(_ house: House, in tx: Transaction) throws -> Statistics {
        let thresholds = try ThresholdStore(tx).current()
        return try kept.value(house, if: { $0.thresholds == thresholds }) { try Statistics(Heaps(tx).counted(in: $0), in: $0, by: thresholds) }
    }
}
