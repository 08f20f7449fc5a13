import Foundation
import Geography
import Localization
import Records
import Storage

/// A person as the house meets them in one request: who they are, for whom they speak, what they may do.
public struct Viewer: Sendable, Hashable {
    /// A role in a delegation.
    public struct Grant: Sendable, Hashable {
        public let role: Role
        public let delegation: Delegation
        /// The post whose card a consul keeps.
        public let post: UUID?

        public init(role: Role, delegation: Delegation, post: UUID? = nil) {
            self.role = role
            self.delegation = delegation
            self.post = post
        }
    }

    public let person: ID<Person>
    public let name: String
    public let session: ID<Session>
    public let language: Language
    public let grants: [Grant]
    /// True for the invented accounts of a demonstration.
    public let isDemonstration: Bool

    public init(person: ID<Person>, name: String, session: ID<Session>, language: Language, grants: [Grant], isDemonstration: Bool = false) {
        self.person = person
        self.name = name
        self.session = session
        self.language = language
        self.grants = grants
        self.isDemonstration = isDemonstration
    }

    /// What a record belongs to, for the question whether a permission reaches it.
    public struct Owner: Sendable {
        public var delegation: UUID?
        public var country: CountryCode?
        public var post: UUID?

        public init(delegation: UUID? = nil, country: CountryCode? = nil, post: UUID? = nil) {
            self.delegation = delegation
            self.country = country
            self.post = post
        }
    }

    /// The grant by which this person may do this to a record of that owner, or nil.
    public func grant(for action: Action, of owner: Owner?, under permissions: Permissions) -> Grant? {
        grants.first { grant in
            switch permissions.reach(of: grant.role, in: action) {
            case .any?: true
            case .ownDelegation?: owner.map { Self.owns(grant, $0) } ?? true
            case .ownPost?: owner.map { $0.post != nil && $0.post == grant.post } ?? true
            case nil: false
            }
        }
    }

    public func maySee(_ level: PublicationLevel, of owner: Owner) -> Bool {
        switch level {
        case .public, .network: true
        case .members: grants.contains { [.member, .secretariat].contains($0.delegation.kind) }
        case .owner: grants.contains { Self.owns($0, owner) }
        }
    }

    /// The countries whose records are this person's own.
    public var countries: [CountryCode] {
        grants.reduce(into: []) { list, grant in
            if grant.delegation.kind == .member, let country = grant.delegation.country, !list.contains(country) { list.append(country) }
        }
    }

    public func has(_ role: Role) -> Bool { grants.contains { $0.role == role } }

    /// This person acting by one of their grants, as the audit trail names it.
    public func actor(by grant: Grant?) -> Actor {
        Actor(person: person.uuid, delegation: (grant ?? grants.first)?.delegation.id.uuid, name: name)
    }

    private static func owns(_ grant: Grant, _ owner: Owner) -> Bool {
        if let delegation = owner.delegation { return grant.delegation.id.uuid == delegation }
        if let country = owner.country { return grant.delegation.country == country && grant.delegation.kind == .member }
        return false
    }
}

extension Optional where Wrapped == Viewer {
    /// The same question for anybody: without an account, only what is public.
    public func maySee(_ level: PublicationLevel, of owner: Viewer.Owner = .init()) -> Bool {
        self?.maySee(level, of: owner) ?? (level == .public)
    }
}
