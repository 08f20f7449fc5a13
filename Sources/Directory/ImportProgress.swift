import Foundation
import Records
import Storage
import Synchronization

/// How far the imports are that this process is carrying out.
final class ImportProgress: Sendable {
    enum State: Sendable, Equatable {
        case running(done: Int)
        /// Somebody else's change, or the database, stopped it; nothing was changed.
        case failed
    }

    static let shared = ImportProgress()
    private let states = Mutex<[ID<CheckedFile>: State]>([:])

    func state(_ id: ID<CheckedFile>) -> State? { states.withLock { $0[id] } }
    func set(_ state: State?, for id: ID<CheckedFile>) { states.withLock { $0[id] = state } }

    /// - Returns: false when it is running already.
    func begin(_ id: ID<CheckedFile>) -> Bool {
        states.withLock { states in
            if case .running = states[id] { return false }
            states[id] = .running(done: 0)
            return true
        }
    }
}
