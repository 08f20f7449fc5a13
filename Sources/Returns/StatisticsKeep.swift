import Foundation
import Localization
import Storage
import Survival
import Synchronization
import Web

/// The statistics as they were worked out last. An edition does not move, so they are good until the month ends or the thresholds change,
/// whatever is recorded meanwhile.
final class StatisticsKeep: Sendable {
    private struct Kept {
        let statistics: Statistics
        /// Of the records; nil where they may not be kept beyond this moment.
        let revision: Int64?
        /// Worked out when nothing could enter the edition any more.
        let isSettled: Bool
    }

    private let kept = Mutex<Kept?>(nil)

    /// Three statements where they have to be worked out, one where they are known.
    func statistics(_ house: House) async throws -> Statistics {
        try await house.database.read { try self.statistics(house, in: $0) }
    }

    /// The same within a transaction that reads.
    func statistics(_ house: House, in tx: Transaction) throws -> Statistics {
        // Asked before the records are read: what is written meanwhile makes it out of date.
        let revision = house.database.revision, now = house.clock.now, edition = Edition(at: now)
        let thresholds = try ThresholdStore(tx).current()
        if let known = kept.withLock({ $0 }), known.statistics.edition == edition, known.statistics.thresholds == thresholds,
           known.isSettled || revision != nil && known.revision == revision { return known.statistics }
        let statistics = try Statistics(Heaps(tx).counted(in: edition), in: edition, by: thresholds)
        // Another process whose clock is behind may still write into this edition for a while.
        let isSettled = now.timeIntervalSince(edition.countedAt) > EditionStore.grace
        kept.withLock { $0 = Kept(statistics: statistics, revision: revision, isSettled: isSettled) }
        return statistics
    }
}
