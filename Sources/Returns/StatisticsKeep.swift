import Foundation
import Localization
import Storage
import Survival
import Synchronization
import Web

/// The statistics as they were worked out last, good until a record changes or a month ends.
final class StatisticsKeep: Sendable {
    private struct Kept {
        let revision: Int64
        let statistics: Statistics
    }

    private let kept = Mutex<Kept?>(nil)

    /// Three statements where they have to be worked out, none where they are known.
    func statistics(_ house: House) async throws -> Statistics {
        let revision = house.database.revision
        if let known = known(at: revision, house) { return known }
        return try await house.database.read { try self.work(out: $0, at: revision, house) }
    }

    /// The same within a transaction that reads.
    func statistics(_ house: House, in tx: Transaction) throws -> Statistics {
        let revision = house.database.revision
        return try known(at: revision, house) ?? work(out: tx, at: revision, house)
    }

    private func known(at revision: Int64?, _ house: House) -> Statistics? {
        guard let revision, let known = kept.withLock({ $0 }), known.revision == revision, known.statistics.edition == Edition(at: house.clock.now) else { return nil }
        return known.statistics
    }

    private func work(out tx: Transaction, at revision: Int64?, _ house: House) throws -> Statistics {
        let statistics = try Statistics(from: tx, in: Edition(at: house.clock.now))
        if let revision { kept.withLock { $0 = Kept(revision: revision, statistics: statistics) } }
        return statistics
    }
}

extension Statistics {
    init(from tx: Transaction, in edition: Edition) throws {
        self.init(try Heaps(tx).counted(in: edition), in: edition, by: try ThresholdStore(tx).current())
    }
}
