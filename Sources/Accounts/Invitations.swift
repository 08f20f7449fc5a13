import Foundation
import Localization
import Records
import Storage

/// The only way in: a one-time link for one person, in one role of one delegation.
public struct Invitation: Sendable, Hashable, Identifiable {
    public let id: Storage.ID<Invitation>
    public let email: String
    public let name: String
    public let language: Language
    public let role: Role
    public let delegation: Delegation
    public let post: UUID?
    /// nil for an operator at the shell, who has no name that the invited person would know.
    public let invitedBy: String?
    public let createdAt: Date
    public let expiresAt: Date

    init(_ row: Row) throws {
        id = try row.get("id")
        email = try row.get("email")
        name = try row.get("name")
        language = try row.get("language")
        role = try row.get("role")
        delegation = try Delegation.joined(row)
        post = try row.get("post")
        let name: String = try row.get("invited_by")
        invitedBy = name == Actor.shell.name ? nil : name
        createdAt = try row.get("created_at")
        expiresAt = try row.get("expires_at")
    }

    public var owner: Viewer.Owner { Viewer.Owner(delegation: delegation.id.uuid) }

    /// The address of the link, below the server's own.
    public static func path(token: String, language: Language) -> String { "/\(language.code)/invitation/\(token)" }
}

/// Invitations, sent and answered.
public enum Invitations {
    public static let auditKind = "invitation"
    /// How long a link works.
    public static let lifetime: TimeInterval = 7 * 86_400

    private static let columns: SQL = """
        i.id, i.email, i.name, i.language, i.role, i.post, i.invited_by, i.created_at, i.expires_at, \(Delegation.joinedColumns)
        FROM invitation i JOIN delegation d ON d.id = i.delegation
        """

    /// The open invitation that a link's token belongs to; nil when it is unknown, expired, accepted or withdrawn.
    public static func find(token: String, at now: Date, in tx: Transaction) throws -> Invitation? {
        try tx.rows("SELECT \(columns) WHERE i.token_hash = \(Secret.hash(token)) AND \(isOpen(at: now))", as: Invitation.init).first
    }

    /// One that has been neither accepted nor withdrawn, expired or not.
    public static func find(_ id: ID<Invitation>, in tx: Transaction) throws -> Invitation? {
        try tx.rows("SELECT \(columns) WHERE i.id = \(id) AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL", as: Invitation.init).first
    }

    /// Those not yet answered, expired ones included so that they can be sent again; newest first.
    /// - Parameter delegations: nil for all.
    public static func unanswered(of delegations: [ID<Delegation>]?, limit: Int = 100, in tx: Transaction) throws -> [Invitation] {
        let among: SQL = delegations.map { "i.delegation IN \(list: $0)" } ?? "TRUE"
        return try tx.rows("SELECT \(columns) WHERE i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND \(among) ORDER BY i.created_at DESC LIMIT \(limit)", as: Invitation.init)
    }

    /// - Returns: the token for the link; it is nowhere else.
    /// - Throws: ``AccountError`` when the address has an account or an open invitation, or the role cannot be held so.
    public static func make(email typed: String, name: String, language: Language = .spanish, role: Role, delegation: Delegation, post: UUID? = nil,
                            by actor: Actor, at now: Date, in tx: Transaction) throws -> (id: ID<Invitation>, token: String) {
        guard let email = Person.normalized(email: typed) else { throw AccountError.badEmail(typed) }
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty else { throw AccountError.noName }
        try Grants.check(role, of: delegation, post: post)
        guard try People.find(email: email, in: tx) == nil else { throw AccountError.emailTaken(email) }
        guard try tx.row("SELECT 1 AS open FROM invitation i WHERE i.email = \(email) AND \(isOpen(at: now))") == nil else { throw AccountError.alreadyInvited(email) }
        let id = ID<Invitation>(at: now)
        let token = Secret.random()
        // One that expired unanswered is over once there is a new one.
        try tx.execute("UPDATE invitation SET withdrawn_at = \(now) WHERE email = \(email) AND accepted_at IS NULL AND withdrawn_at IS NULL")
        try tx.execute("""
            INSERT INTO invitation (id, token_hash, email, name, language, delegation, role, post, invited_by, created_at, expires_at)
            VALUES (\(id), \(Secret.hash(token)), \(email), \(name), \(language), \(delegation.id), \(role), \(role == .consul ? post : nil), \(actor.name), \(now), \(now.addingTimeInterval(lifetime)))
            """)
        try tx.audit("accounts.invitation.made", kind: auditKind, record: id.uuid, made: State(email, name, role, delegation, post), by: actor, at: now)
        return (id, token)
    }

    /// A new link, with its seven days from now; the old one no longer works.
    /// - Returns: the token for the link.
    /// - Throws: ``AccountError/linkGone`` when it was answered or withdrawn.
    public static func resend(_ id: ID<Invitation>, by actor: Actor, at now: Date, in tx: Transaction) throws -> String {
        guard let invitation = try find(id, in: tx) else { throw AccountError.linkGone }
        let token = Secret.random()
        try tx.execute("UPDATE invitation SET token_hash = \(Secret.hash(token)), expires_at = \(now.addingTimeInterval(lifetime)) WHERE id = \(id)")
        try tx.audit("accounts.invitation.sent_again", kind: auditKind, record: id.uuid, made: State(invitation), by: actor, at: now)
        return token
    }

    /// - Throws: ``AccountError/linkGone`` when it was answered or withdrawn already.
    public static func withdraw(_ id: ID<Invitation>, by actor: Actor, at now: Date, in tx: Transaction) throws {
        guard let invitation = try find(id, in: tx) else { throw AccountError.linkGone }
        try tx.execute("UPDATE invitation SET withdrawn_at = \(now) WHERE id = \(id)")
        try tx.audit("accounts.invitation.withdrawn", kind: auditKind, record: id.uuid, before: State(invitation), after: State?.none, by: actor, at: now)
    }

    /// Makes the account and gives it its role.
    /// - Parameters:
    ///   - password: hash of ``Passwords/hash(_:)``.
    ///   - isDemonstration: as the server was started: whoever is let in there is as invented as who lets them in.
    /// - Throws: ``AccountError/linkGone``, ``AccountError/emailTaken(_:)``.
    static func accept(token: String, password: String, isDemonstration: Bool, at now: Date, in tx: Transaction) throws -> (person: Person, actor: Actor) {
        guard let invitation = try find(token: token, at: now, in: tx) else { throw AccountError.linkGone }
        guard try People.find(email: invitation.email, in: tx) == nil else { throw AccountError.emailTaken(invitation.email) }
        let person = try People.make(email: invitation.email, name: invitation.name, language: invitation.language, password: password,
                                     isDemonstration: isDemonstration, by: nil, at: now, in: tx)
        let actor = Actor(person: person.id.uuid, delegation: invitation.delegation.id.uuid, name: person.name)
        try Grants.give(invitation.role, to: person.id, of: invitation.delegation, post: invitation.post, by: actor, at: now, in: tx)
        try tx.execute("UPDATE invitation SET accepted_at = \(now) WHERE id = \(invitation.id)")
        try tx.audit("accounts.invitation.accepted", kind: auditKind, record: invitation.id.uuid, made: State(invitation), by: actor, at: now)
        return (person, actor)
    }

    private static func isOpen(at now: Date) -> SQL { "i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > \(now)" }

    private struct State: Encodable {
        let email: String
        let name: String
        let role: Role
        let delegation: String
        let post: UUID?

        init(_ email: String, _ name: String, _ role: Role, _ delegation: Delegation, _ post: UUID?) {
            (self.email, self.name, self.role, self.delegation, self.post) = (email, name, role, delegation.slug, post)
        }

        init(_ invitation: Invitation) { self.init(invitation.email, invitation.name, invitation.role, invitation.delegation, invitation.post) }
    }
}
