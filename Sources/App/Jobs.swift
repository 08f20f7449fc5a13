import Foundation
import Logging
import Records
import Storage
import Web

/// The work that the rooms do by themselves, in every process that serves.
extension JobRunner {
    /// - Parameter rooms: all, with what they have for the queue.
    public convenience init(_ rooms: [any Feature], house: House, logger: Logger) {
        self.init(database: house.database, handlers: rooms.flatMap(\.jobs), schedules: rooms.flatMap(\.schedules), clock: house.clock) { trouble in
            var words: Logger.Metadata = ["error": "\(trouble.error)"]
            if let job = trouble.job { words["job"] = "\(job.kind) \(job.id) attempt \(job.attempt)" }
            logger.log(level: trouble.isFinal ? .error : .warning, "job", metadata: words)
        }
    }

    /// Works while `body` runs; what is under way at its end is finished first.
    public func whileRunning<T>(_ body: () async throws -> T) async throws -> T {
        let work = Task { await self.run() }
        do {
            let result = try await body()
            work.cancel()
            await work.value
            return result
        } catch {
            work.cancel()
            await work.value
            throw error
        }
    }
}
