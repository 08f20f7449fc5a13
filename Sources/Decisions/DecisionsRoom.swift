import Accounts
import Foundation
import Localization
import Records
import Storage
import Web

/// The network's decisions: questions put, circulated to the eleven under the silence procedure or to a meeting, adopted under a
/// number or gone back with an objection; everything that was said stays in the record.
public struct DecisionsRoom: Feature {
    public static let name = "decisions"
    public static var resources: URL { Bundle.module.bundleURL }

    /// What a liaison may do as the Presidency depends on the day, which ``Seat`` asks; the table says whose records it reaches.
    public static let permissions = Permissions([
        .putDecision: [.liaison: .ownDelegation, .secretariat: .any],
        .convene: [.liaison: .ownDelegation, .secretariat: .any],
        .takePosition: [.liaison: .ownDelegation],
    ])

    let house: House

    public init(_ house: House) { self.house = house }

    public var routes: [Route] {
        [DecisionPages(house: house).routes, DraftPages(house: house).routes, RoundForms(house: house).routes, DecisionsAPI(house: house).routes].flatMap(\.self)
    }

    public var jobs: [JobHandler] {
        [JobHandler(Decisions.deadlineJob, .records { job, now, tx in try Decisions(tx).runDeadline(job.decode(), at: now) })]
    }

    public var expectations: [any ExpectationSource] { [OwedPositions()] }
    public var searchKinds: [any SearchKind] { [DecisionSearch(), PositionSearch(catalogue: house.catalogue)] }
    public var calendars: [any CalendarSource] { [DeadlineCalendar(house: house)] }
}

extension Action {
    /// Put a question, word one's own anew, take it back.
    static let putDecision: Action = "decisions.put"
    /// Circulate, open a new round, record a meeting's outcome: as the Presidency or the Secretariat.
    static let convene: Action = "decisions.convene"
    static let takePosition: Action = "decisions.position.take"
}
