import Foundation
import Localization
import Records
import Storage

/// The door: a password, a second factor where there is one, and a session behind it.
///
/// An account that does not exist, is disabled, or is an invented one on a real server is answered like a wrong password, in
/// the same time.
public struct SignIn: Sendable {
    /// A session that has just begun.
    public struct Opened: Sendable {
        /// For the session's cookie.
        public let token: String
        /// For the cookie by which the browser is known the next time (see ``SignInClient/device``).
        public let device: String
        public let person: Person
        /// Shown this once; empty unless a second factor was enrolled just now.
        public let recoveryCodes: [String]
    }

    public enum Outcome: Sendable {
        case opened(Opened)
        /// The password was right; a code is asked for. The ticket goes along with it.
        case codeNeeded(ticket: String)
        /// The password was right, but the person's role needs a second factor that they have not enrolled yet.
        case enrolmentNeeded(ticket: String, email: String)
        /// Wrong address, password or code, whichever.
        case refused
        case wait(seconds: Int)
        /// The first step was too long ago, or of another visit: begin again.
        case expired
    }

    /// Who is at the door, as far as it matters.
    public struct Visit: Sendable {
        public let client: SignInClient
        /// Family of browser and system, for the person's own list of sessions.
        public let browser: String
        /// What binds the steps of one sign-in together: the visit's form token.
        public let proof: String

        public init(client: SignInClient, browser: String, proof: String) {
            self.client = client
            self.browser = browser
            self.proof = proof
        }
    }

    let database: Database
    let clock: WallClock
    let isDemonstration: Bool

    /// - Parameter isDemonstration: as the server was started; only then do invented accounts open.
    public init(database: Database, clock: WallClock, isDemonstration: Bool) {
        self.database = database
        self.clock = clock
        self.isDemonstration = isDemonstration
    }

    /// How long the second step may take.
    static let ticketLifetime: TimeInterval = 600

    // MARK: First step

    /// - Throws: ``AccountError/busy``.
    public func begin(email typed: String, password: String, visit: Visit) async throws -> Outcome {
        let email = Person.normalized(email: typed) ?? String(typed.prefix(254))
        let now = clock.now
        let first = try await database.write(affectsPages: false) { tx -> (wait: Int?, password: String?) in
            if let wait = try SignInGuard(account: email, target: .password, client: visit.client, in: tx).begin(at: now) { return (wait, nil) }
            return (nil, try Self.password(of: email, isDemonstration: isDemonstration, in: tx))
        }
        if let wait = first.wait { return .wait(seconds: wait) }
        guard try await Passwords.matches(String(password.prefix(Passwords.maximum + 1)), first.password) else { return .refused }
        return try await database.write(affectsPages: false) { tx in
            // It may have been changed or shut while the password was being checked.
            guard let person = try People.find(email: email, in: tx), try Self.password(of: email, isDemonstration: isDemonstration, in: tx) == first.password else { return .refused }
            try SignInGuard(account: email, target: .password, client: visit.client, in: tx).succeed()
            if person.hasSecondFactor { return .codeNeeded(ticket: try ticket(for: person, visit, at: now, in: tx)) }
            if try SecondFactors.isNeeded(by: person.id, isDemonstration: isDemonstration, in: tx) {
                return .enrolmentNeeded(ticket: try ticket(for: person, visit, at: now, in: tx), email: person.email)
            }
            return .opened(try open(person, visit, at: now, in: tx))
        }
    }

    // MARK: Second step

    /// - Parameter code: of the app, or a recovery code.
    public func finish(ticket: String, code: String, visit: Visit) async throws -> Outcome {
        let now = clock.now
        return try await database.write(affectsPages: false) { tx in
            guard let person = try holder(of: ticket, visit, at: now, in: tx) else { return .expired }
            let gate = try SignInGuard(account: person.email, target: .secondFactor, client: visit.client, in: tx)
            if let wait = try gate.begin(at: now) { return .wait(seconds: wait) }
            guard try SecondFactors.take(code, of: person.id, at: now, in: tx) else { return .refused }
            try gate.succeed()
            return .opened(try open(person, visit, at: now, in: tx))
        }
    }

    /// Enrols what the role needs, and opens.
    /// - Returns: ``Outcome/refused`` when the code is not one of the secret's.
    public func enrol(ticket: String, totp: TOTP, code: String, visit: Visit) async throws -> Outcome {
        let now = clock.now
        return try await database.write { tx in
            guard let person = try holder(of: ticket, visit, at: now, in: tx), !person.hasSecondFactor else { return .expired }
            do {
                let codes = try SecondFactors.enrol(totp, code: code, for: person.id, by: People.actor(person, in: tx), at: now, in: tx)
                return .opened(try open(person, visit, codes: codes, at: now, in: tx))
            } catch AccountError.wrongCode {
                return .refused
            }
        }
    }

    /// Whose ticket it is, for showing the second step again; nil when it is no longer one.
    public func holder(of ticket: String, visit: Visit) async throws -> Person? {
        let now = clock.now
        return try await database.write(affectsPages: false) { try holder(of: ticket, visit, at: now, in: $0) }
    }

    // MARK: Inside

    /// Opens a session, with its audit record.
    func open(_ person: Person, _ visit: Visit, codes: [String] = [], at now: Date, in tx: Transaction) throws -> Opened {
        let device = try SignInGuard(account: person.email, target: .password, client: visit.client, in: tx).remember(at: now)
        let token = try Sessions.open(for: person.id, client: visit.browser, at: now, in: tx)
        try tx.audit("accounts.session.opened", kind: People.auditKind, record: person.id.uuid, made: ["second_factor": person.hasSecondFactor || !codes.isEmpty],
                     by: try People.actor(person, in: tx), at: now)
        return Opened(token: token, device: device, person: person, recoveryCodes: codes)
    }

    /// The kept password of an account that may open here and now.
    private static func password(of email: String, isDemonstration: Bool, in tx: Transaction) throws -> String? {
        guard let row = try tx.row("SELECT password, disabled_at, is_demonstration FROM person WHERE email = \(email)"),
              try row.get("disabled_at", as: Date?.self) == nil, try isDemonstration || !row.get("is_demonstration", as: Bool.self) else { return nil }
        return try row.get("password")
    }

    /// Says that this visit gave this person's password, until it is too old or the password is another.
    private func ticket(for person: Person, _ visit: Visit, at now: Date, in tx: Transaction) throws -> String {
        let end = Int(now.addingTimeInterval(Self.ticketLifetime).timeIntervalSince1970)
        let proof = try AccountKey(in: tx).hash("ticket", try ticketText(person, visit, end, in: tx))
        return "\(person.id).\(end).\(proof)"
    }

    private func holder(of ticket: String, _ visit: Visit, at now: Date, in tx: Transaction) throws -> Person? {
        let parts = ticket.split(separator: ".").map(String.init)
        guard parts.count == 3, let id = ID<Person>(parts[0]), let end = Int(parts[1]), Double(end) > now.timeIntervalSince1970,
              let person = try People.find(id, in: tx), person.disabledAt == nil, isDemonstration || !person.isDemonstration,
              try AccountKey(in: tx).matches(parts[2], "ticket", try ticketText(person, visit, end, in: tx)) else { return nil }
        return person
    }

    private func ticketText(_ person: Person, _ visit: Visit, _ end: Int, in tx: Transaction) throws -> String {
        let password = try Self.password(of: person.email, isDemonstration: isDemonstration, in: tx) ?? ""
        return "\(visit.proof) \(person.id) \(end) \(password)"
    }
}
