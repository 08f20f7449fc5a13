import Accounts
import Foundation
import Localization
import Storage
import Web

/// Who belongs to the network and how they come in: sign-in, one's own account, invitations, people and their roles,
/// delegations and the presidency.
public struct MembershipRoom: Feature {
    public static let name = "membership"
    public static var resources: URL { Bundle.module.bundleURL }
    public static var migrations: Migrations { AccountsSchema.migrations }

    public static let permissions = Permissions([
        .seePeople: [.administrator: .any, .secretariat: .any, .liaison: .ownDelegation],
        .invitePeople: [.administrator: .any, .secretariat: .any, .liaison: .ownDelegation],
        .grantRoles: [.administrator: .any, .secretariat: .any, .liaison: .ownDelegation],
        .disablePeople: [.administrator: .any, .secretariat: .any, .liaison: .ownDelegation],
        // Nobody makes themselves or others an administrator who is not one.
        .keepAdministrators: [.administrator: .any],
        .resetCredentials: [.administrator: .any],
        .keepDelegations: [.administrator: .any, .secretariat: .any],
    ])

    let house: House
    let posts: (any ConsularPosts)?
    let letters: (any LetterBox)?

    public init(_ house: House) { self.init(house, posts: nil) }

    /// - Parameters:
    ///   - posts: which posts a consul's role may name; without it consuls are made at the shell only.
    ///   - letters: takes invitations and password links by mail; without it they are shown to whoever made them.
    public init(_ house: House, posts: (any ConsularPosts)?, letters: (any LetterBox)? = nil) {
        self.house = house
        self.posts = posts
        self.letters = letters
    }

    public var routes: [Route] {
        SignInPages(house: house).routes + InvitationPages(house: house).routes + AccountPages(house: house, letters: letters).routes
            + SecondFactorPages(house: house).routes + PeoplePages(house: house, posts: posts, letters: letters).routes
            + PersonPages(house: house, posts: posts, letters: letters).routes + DelegationPages(house: house).routes
    }
}

extension Action {
    static let seePeople: Action = "membership.people.see"
    static let invitePeople: Action = "membership.people.invite"
    static let grantRoles: Action = "membership.roles.grant"
    static let disablePeople: Action = "membership.people.disable"
    static let keepAdministrators: Action = "membership.administrators.keep"
    static let resetCredentials: Action = "membership.credentials.reset"
    static let keepDelegations: Action = "membership.delegations.keep"
}
