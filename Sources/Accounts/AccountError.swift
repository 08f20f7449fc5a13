import Localization

/// Why something cannot be done with an account. Each has a text in every language (`membership.problem.<name>`); the
/// English description is for the command line.
public enum AccountError: Error, Sendable, Equatable, CustomStringConvertible {
    case badEmail(String)
    case emailTaken(String)
    /// An invitation to that address is still open: it can be sent again or withdrawn.
    case alreadyInvited(String)
    case noName
    case unknownPerson
    case unknownDelegation(String)
    /// The role does not exist in that kind of delegation, e.g. a consul of an observer.
    case roleNotThere(Role, delegation: String)
    /// A consul's role names the post whose card it keeps.
    case noPost
    case alreadyGranted
    case unknownGrant
    /// Without an administrator nobody could let anybody in any more.
    case lastAdministrator
    /// A one-time link that has expired, was used, was withdrawn, or never was.
    case linkGone
    case passwordTooShort(minimum: Int)
    case passwordTooLong(maximum: Int)
    /// Among the first that anybody would try.
    case passwordCommon
    case wrongPassword
    case wrongCode
    /// The person's role may not go without a second factor.
    case secondFactorNeeded
    case noSecondFactor
    /// After failures: so long until the next try counts.
    case wait(seconds: Int)
    /// Too many passwords are being checked at the moment.
    case busy
    case termBackwards
    /// Another country presides in part of that term.
    case termTaken(by: Delegation, from: Day, to: Day)
    case notAMember
    case slugTaken(String)

    /// Part of the catalogue's key.
    public var name: String {
        switch self {
        case .badEmail: "bad_email"
        case .emailTaken: "email_taken"
        case .alreadyInvited: "already_invited"
        case .noName: "no_name"
        case .unknownPerson: "unknown_person"
        case .unknownDelegation: "unknown_delegation"
        case .roleNotThere: "role_not_there"
        case .noPost: "no_post"
        case .alreadyGranted: "already_granted"
        case .unknownGrant: "unknown_grant"
        case .lastAdministrator: "last_administrator"
        case .linkGone: "link_gone"
        case .passwordTooShort: "password_too_short"
        case .passwordTooLong: "password_too_long"
        case .passwordCommon: "password_common"
        case .wrongPassword: "wrong_password"
        case .wrongCode: "wrong_code"
        case .secondFactorNeeded: "second_factor_needed"
        case .noSecondFactor: "no_second_factor"
        case .wait: "wait"
        case .busy: "busy"
        case .termBackwards: "term_backwards"
        case .termTaken: "term_taken"
        case .notAMember: "not_a_member"
        case .slugTaken: "slug_taken"
        }
    }

    public var description: String {
        switch self {
        case .badEmail(let text): "\"\(text)\" is not an e-mail address"
        case .emailTaken(let email): "\(email) has an account already; grant it a role instead"
        case .alreadyInvited(let email): "\(email) has an open invitation; send it again or withdraw it"
        case .noName: "a name is needed"
        case .unknownPerson: "there is no such account"
        case .unknownDelegation(let slug): "there is no delegation \"\(slug)\"; members go by their country's code (mx), then st and rrocm"
        case .roleNotThere(let role, let delegation): "the delegation \(delegation) has no \(role.rawValue)"
        case .noPost: "a consul's role must name a post"
        case .alreadyGranted: "the person holds that role already"
        case .unknownGrant: "the person does not hold that role"
        case .lastAdministrator: "this is the last administrator; make another one first"
        case .linkGone: "the link has expired or was used or withdrawn"
        case .passwordTooShort(let minimum): "a password has at least \(minimum) characters"
        case .passwordTooLong(let maximum): "a password has at most \(maximum) characters"
        case .passwordCommon: "this password is among the first that anybody would try"
        case .wrongPassword: "the password is not right"
        case .wrongCode: "the code is not right"
        case .secondFactorNeeded: "this role needs a second factor"
        case .noSecondFactor: "the account has no second factor"
        case .wait(let seconds): "after several failures: wait \(seconds) seconds"
        case .busy: "too many passwords are being checked; try again in a moment"
        case .termBackwards: "the term ends before it begins"
        case .termTaken(let delegation, let from, let to): "\(delegation.slug) presides from \(from) to \(to)"
        case .notAMember: "only a member state can preside"
        case .slugTaken(let slug): "there is a delegation \"\(slug)\" already"
        }
    }
}
