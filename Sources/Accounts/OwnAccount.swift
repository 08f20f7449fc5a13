import Foundation
import Localization
import Records
import Storage

extension SignIn {
    /// Answers an invitation: makes the account with its password, enrols an app where one is given, and opens.
    /// - Parameter app: the app's secret with a first code of it; needed where ``Role/needsSecondFactor``, outside a demonstration.
    /// - Throws: ``AccountError``.
    public func accept(invitation token: String, password: String, app: (totp: TOTP, code: String)?, visit: Visit) async throws -> Opened {
        let now = clock.now
        guard let invitation = try await database.read({ try Invitations.find(token: token, at: now, in: $0) }) else { throw AccountError.linkGone }
        try Passwords.check(password, personal: [invitation.email, invitation.name])
        if let app {
            guard app.totp.step(of: app.code, at: now, after: nil) != nil else { throw AccountError.wrongCode }
        } else if invitation.role.needsSecondFactor, !isDemonstration {
            throw AccountError.secondFactorNeeded
        }
        let hash = try await Passwords.hash(password)
        return try await database.write { tx in
            let (person, actor) = try Invitations.accept(token: token, password: hash, isDemonstration: isDemonstration, at: now, in: tx)
            let codes = try app.map { try SecondFactors.enrol($0.totp, code: $0.code, for: person.id, by: actor, at: now, in: tx) } ?? []
            return try open(person, visit, codes: codes, at: now, in: tx)
        }
    }

    /// Chooses a new password by a one-time link. It opens nothing: the second factor is still asked for.
    /// - Throws: ``AccountError``.
    public func choosePassword(link token: String, password: String) async throws {
        let now = clock.now
        guard let person = try await database.read({ try PasswordLinks.person(token: token, at: now, in: $0) }) else { throw AccountError.linkGone }
        try Passwords.check(password, personal: [person.email, person.name])
        let hash = try await Passwords.hash(password)
        try await database.write { try PasswordLinks.use(token: token, password: hash, at: now, in: $0) }
    }

    /// Makes sure that it is the person and not only their open browser.
    /// - Throws: ``AccountError/wrongPassword``, ``AccountError/wait(seconds:)``, ``AccountError/busy``.
    public func confirm(_ id: ID<Person>, password: String, client: SignInClient) async throws {
        let now = clock.now
        let (person, kept) = try await database.write(affectsPages: false) { tx -> (Person, String?) in
            let person = try People.found(id, in: tx)
            if let wait = try SignInGuard(account: person.email, target: .password, client: client, in: tx).begin(at: now) { throw AccountError.wait(seconds: wait) }
            return (person, try tx.value("SELECT password FROM person WHERE id = \(id)"))
        }
        guard try await Passwords.matches(String(password.prefix(Passwords.maximum + 1)), kept) else { throw AccountError.wrongPassword }
        try await database.write(affectsPages: false) { try SignInGuard(account: person.email, target: .password, client: client, in: $0).succeed() }
    }

    /// A new password for oneself; the other sessions end.
    /// - Throws: ``AccountError``.
    public func changePassword(of viewer: Viewer, from current: String, to new: String, client: SignInClient) async throws {
        let now = clock.now
        let person = try await database.read { try People.found(viewer.person, in: $0) }
        try Passwords.check(new, personal: [person.email, person.name])
        try await confirm(viewer.person, password: current, client: client)
        let hash = try await Passwords.hash(new)
        try await database.write { try People.setPassword(hash, of: viewer.person, keeping: viewer.session, by: viewer.actor(by: nil), at: now, in: $0) }
    }

    /// Ends one of one's own sessions, with its audit record.
    public func end(_ session: ID<Session>, of viewer: Viewer) async throws {
        let now = clock.now
        try await database.write(affectsPages: false) { tx in
            guard try Sessions.end(session, of: viewer.person, at: now, in: tx) else { return }
            try tx.audit("accounts.session.ended", kind: People.auditKind, record: viewer.person.uuid, made: ["sessions": 1], by: viewer.actor(by: nil), at: now)
        }
    }

    /// Ends all of one's own sessions but this one.
    public func endOthers(of viewer: Viewer) async throws {
        let now = clock.now
        try await database.write(affectsPages: false) { tx in
            let count = try Sessions.endAll(of: viewer.person, except: viewer.session, at: now, in: tx)
            guard count > 0 else { return }
            try tx.audit("accounts.session.ended", kind: People.auditKind, record: viewer.person.uuid, made: ["sessions": count], by: viewer.actor(by: nil), at: now)
        }
    }
}
