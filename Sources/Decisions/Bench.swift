import Accounts
import Foundation
import Localization
import Records
import Storage
import Web

/// A change of one decision under way: in its transaction, at its instant, by one person.
struct Bench {
    let tx: Transaction
    let decision: Decision
    let seat: Seat
    let viewer: Viewer
    let now: Date

    var decisions: Decisions { Decisions(tx) }
    func actor(_ grant: Viewer.Grant) -> Actor { viewer.actor(by: grant) }
}

extension Ask {
    /// Changes the decision that the address names.
    /// - Throws: ``PageError/notFound`` also for what this person may not see.
    func onDecision<T: Sendable>(_ body: @escaping @Sendable (Bench) throws -> T) async throws -> T {
        let key = try parameter("id"), viewer = try person(), permissions = house.permissions, clock = house.clock
        return try await house.database.write { tx in
            // Only now, when its turn has come: whoever waited past a deadline is too late.
            let now = clock.now
            let seat = try Seat(viewer, permissions, at: now, in: tx)
            guard let decision = try Decisions(tx).decision(key: key), seat.maySee(decision) else { throw PageError.notFound }
            return try body(Bench(tx: tx, decision: decision, seat: seat, viewer: viewer, now: now))
        }
    }
}

/// A fault in the reader's words.
struct FaultWords {
    let text: String
    /// Nothing that could be typed would help.
    let isFinal: Bool

    init(_ fault: DecisionFault, _ ask: Ask) {
        text = ask.text("decisions.fault.\(fault.name)", Self.values(fault, ask))
        isFinal = switch fault {
        case .unknown, .state, .deadlinePassed, .alreadyExtended, .noDeadline, .notAMember, .notForMeeting, .otherWording, .otherRound: true
        default: false
        }
    }

    static func values(_ fault: DecisionFault, _ ask: Ask) -> [String: String] {
        switch fault {
        case .deadlinePast(let deadline), .deadlinePassed(let deadline): ["deadline": DecisionView.deadline(deadline, ask)]
        case .deadlineTooFar(let days): ["days": String(days)]
        case .deadlineTooNear(let hours): ["hours": String(hours)]
        case .meetingAhead(let day), .meetingBeforeCirculation(let day): ["date": ask.formats.date(day)]
        default: [:]
        }
    }
}

extension Form {
    mutating func fail(_ fault: DecisionFault, _ ask: Ask) {
        fail(fault.field, "decisions.fault.\(fault.name)", FaultWords.values(fault, ask))
    }
}
