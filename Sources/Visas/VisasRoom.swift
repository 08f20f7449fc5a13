import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage
import Web

/// Visas (plan row 1.2.1): what each member asks of whom at its border, its types of visa, and the public answer: "I travel with
/// a passport of …, I want to go to … for …".
public struct VisasRoom: Feature {
    public static let name = "visas"
    public static var resources: URL { Bundle.module.bundleURL }

    public static let permissions = Permissions([
        .seeVisaDesk: [.liaison: .ownDelegation, .consul: .ownDelegation, .secretariat: .any],
        .draftRules: [.liaison: .ownDelegation],
        // The second person: most countries have one liaison officer, and their consuls know the rules.
        .checkRules: [.liaison: .ownDelegation, .consul: .ownDelegation],
        .confirmRules: [.liaison: .ownDelegation],
        .keepVisaTypes: [.liaison: .ownDelegation],
        // Whoever has an account.
        .followChanges: Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0, Reach.any) }),
    ])

    let house: House
    private let posts: any VisaPosts

    public init(_ house: House) { self.init(house, posts: NoVisaPosts()) }

    /// - Parameter posts: where visas are asked for.
    public init(_ house: House, posts: any VisaPosts) {
        self.house = house
        self.posts = posts
    }

    public var routes: [Route] {
        let pages: [[Route]] = [
            AnswerPages(house: house, posts: posts).routes, DestinationPages(house: house).routes, ComparisonPages(house: house).routes, ChangePages(house: house).routes, FollowForms(house: house).routes, TypePages(house: house).routes, VisasAPI(house: house).routes,
            DeskPages(house: house).routes, DraftPages(house: house).routes, RuleForms(house: house).routes, ImportPages(house: house).routes, TypeForms(house: house).routes,
        ]
        return pages.flatMap(\.self)
    }

    public var expectations: [any ExpectationSource] { [RulesExpected()] }
    public var evidence: [any EvidenceSource] { [RulesEvidence()] }
    public var searchKinds: [any SearchKind] { [DestinationSearch(catalogue: house.catalogue), VisaTypeSearch()] }

    /// A rule begins, or runs out, on a day on which nobody does anything.
    public var jobs: [JobHandler] {
        [JobHandler(Self.daily, .records { _, now, tx in for destination in CountryCode.members { try Visas(tx).index(destination, at: now) } })]
    }

    public var schedules: [Schedule] { [Schedule(Self.daily, every: 86_400)] }

    private static let daily = "visas.index"
}

extension Action {
    static let seeVisaDesk: Action = "visas.desk.see"
    /// Prepare changes of the country's rules, from the form or a file.
    static let draftRules: Action = "visas.rules.draft"
    /// Agree to what a colleague has prepared, or refuse it.
    static let checkRules: Action = "visas.rules.check"
    /// "Still correct".
    static let confirmRules: Action = "visas.rules.confirm"
    static let keepVisaTypes: Action = "visas.types.keep"
    /// Be told of what changes for nationals of a country.
    static let followChanges: Action = "visas.changes.follow"
}
