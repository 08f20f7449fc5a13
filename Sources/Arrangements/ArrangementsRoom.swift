import Accounts
import Foundation
import Localization
import Records
import Storage
import Web

/// Dignified return (objective 1.3 of the plan): what each pair of States has agreed about where, when and how people are handed
/// over and received, as data with its source, and what follows from it for a crossing, a group and an hour.
public struct ArrangementsRoom: Feature {
    public static let name = "arrangements"
    public static var resources: URL { Bundle.module.bundleURL }

    /// An arrangement belongs to both of its States: either may write it, and each confirms it for itself.
    public static let permissions = Permissions([
        .keepArrangements: [.liaison: .ownDelegation, .secretariat: .any],
        .confirmArrangement: [.liaison: .ownDelegation],
    ])

    let house: House

    public init(_ house: House) { self.house = house }

    public var routes: [Route] {
        [ArrangementPages(house: house).routes, AnswerPages(house: house).routes, ArrangementForms(house: house).routes, PublicationForms(house: house).routes,
         CrossingForms(house: house).routes, ArrangementsAPI(house: house).routes].flatMap(\.self)
    }

    public var evidence: [any EvidenceSource] { [ArrangementEvidence()] }
    public var expectations: [any ExpectationSource] { [ArrangementExpectations()] }
    public var searchKinds: [any SearchKind] { [ArrangementSearch()] }
}

extension Action {
    /// Record an arrangement of one's own State, change it and its crossings.
    static let keepArrangements: Action = "arrangements.keep"
    /// State for one's own country that an arrangement is as it stands.
    static let confirmArrangement: Action = "arrangements.confirm"
}
