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
        let revision = house.database.revision, asOf = Statistics.end(before: house.clock.today())
        if let revision, let known = kept.withLock({ $0 }), known.revision == revision, known.statistics.asOf == asOf { return known.statistics }
        let statistics = try await house.database.read { try Statistics(from: $0, asOf: asOf) }
        if let revision { kept.withLock { $0 = Kept(revision: revision, statistics: statistics) } }
        return statistics
    }
}

extension Statistics {
    init(from tx: Transaction, asOf: Day) throws {
        let first = Self.halves(until: asOf)[0]
        self.init(try Heaps(tx).counted(from: first, asOf: asOf), asOf: asOf, by: try ThresholdStore(tx).current())
    }
}
