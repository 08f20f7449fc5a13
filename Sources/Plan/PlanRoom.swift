import Accounts
import Foundation
import Localization
import Records
import Storage
import Web

/// The plan of action (the plan's own row): editions of the matrix, what each activity's status is and why, notes by country,
/// exports in the source's four columns and their way back.
public struct PlanRoom: Feature {
    public static let name = "plan"
    public static var resources: URL { Bundle.module.bundleURL }

    /// The plan belongs to the delegation that presides: its liaison keeps it as the Secretariat does (``Ask/mayKeepPlan(_:)``).
    public static let permissions = Permissions([
        .seePlanDesk: [.secretariat: .any, .liaison: .any, .administrator: .any],
        .keepPlan: [.secretariat: .any, .liaison: .ownDelegation],
        .writeNote: [.secretariat: .ownDelegation, .liaison: .ownDelegation, .delegate: .ownDelegation],
        .withdrawNote: [.secretariat: .any, .liaison: .ownDelegation, .delegate: .ownDelegation],
    ])

    let house: House
    let live: LivePlans

    /// The room by itself, with no evidence of other rooms and its open questions kept by the plan alone.
    public init(_ house: House) { self.init(house, evidence: []) }

    /// - Parameters:
    ///   - evidence: what other rooms count for activities.
    ///   - questions: where open questions are decided.
    public init(_ house: House, evidence: [any EvidenceSource], questions: any OpenQuestions = QuestionsOfThePlanAlone()) {
        self.house = house
        live = LivePlans(evidence: evidence, questions: questions)
    }

    public var routes: [Route] {
        let pages: [[Route]] = [
            PlanPages(house: house, live: live).routes, MatrixPages(house: house, live: live).routes, ActivityPages(house: house, live: live).routes,
            NoteForms(house: house, live: live).routes, ActivityForms(house: house, live: live).routes, EditionPages(house: house, live: live).routes,
            DraftPages(house: house, live: live).routes,
            MatrixImportPages(house: house, live: live).routes, PlanAPI(house: house, live: live).routes,
        ]
        return pages.flatMap(\.self)
    }

    public var expectations: [any ExpectationSource] { [NotesExpected()] }
    public var calendars: [any CalendarSource] { [PlanPeriods()] }
    public var searchKinds: [any SearchKind] { [ActivitySearch(), NoteSearch()] }
}

extension Action {
    static let seePlanDesk: Action = "plan.desk.see"
    static let keepPlan: Action = "plan.edition.keep"
    static let writeNote: Action = "plan.note.write"
    static let withdrawNote: Action = "plan.note.withdraw"
}

extension Ask {
    /// The owner of the plan today: whoever presides; nobody's own where no term covers the day.
    func ownerOfPlan(_ tx: Transaction) throws -> Viewer.Owner {
        Viewer.Owner(delegation: try Presidencies.on(today, in: tx)?.delegation.id.uuid)
    }

    /// The grant by which this person may change the plan.
    /// - Throws: ``PageError/forbidden`` for a liaison whose country does not preside.
    func requireKeeper() async throws -> Viewer.Grant {
        let owner = try await house.database.read { try ownerOfPlan($0) }
        return try require(.keepPlan, of: owner)
    }
}
