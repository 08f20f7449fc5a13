import Foundation
import Records
import Storage

/// The second factor of an account: an app's codes, and paper codes for the day on which the app is lost.
public enum SecondFactors {
    /// Whether one of the person's roles may not go without it.
    /// - Parameter isDemonstration: as the server was started.
    public static func isNeeded(by person: ID<Person>, isDemonstration: Bool, in tx: Transaction) throws -> Bool {
        guard !isDemonstration else { return false }
        return try Grants.of([person], in: tx)[person]?.contains { $0.role.needsSecondFactor } ?? false
    }

    /// Takes an app's secret after a first code has shown that the app holds it; replaces the one before.
    /// - Returns: the recovery codes, to be shown this once.
    /// - Throws: ``AccountError/wrongCode``.
    public static func enrol(_ totp: TOTP, code: String, for person: ID<Person>, by actor: Actor, at now: Date, in tx: Transaction) throws -> [String] {
        guard let step = totp.step(of: code, at: now, after: nil) else { throw AccountError.wrongCode }
        try People.change(person, "accounts.second_factor.enrolled", by: actor, at: now, in: tx) {
            try tx.execute("UPDATE person SET totp_secret = \(totp.base32), totp_counter = \(step) WHERE id = \(person)")
        }
        return try RecoveryCodes.renew(of: person, in: tx)
    }

    /// Takes a code of the app, each once, or one of the recovery codes.
    static func take(_ code: String, of person: ID<Person>, at now: Date, in tx: Transaction) throws -> Bool {
        guard let row = try tx.row("SELECT totp_secret, totp_counter FROM person WHERE id = \(person)"),
              let totp = try row.get("totp_secret", as: String?.self).flatMap(TOTP.init(base32:)) else { return false }
        if let step = totp.step(of: code, at: now, after: try row.get("totp_counter")) {
            try tx.execute("UPDATE person SET totp_counter = \(step) WHERE id = \(person)")
            return true
        }
        return try RecoveryCodes.use(code, of: person, at: now, in: tx)
    }

    /// New recovery codes in place of the old.
    /// - Throws: ``AccountError/noSecondFactor``.
    public static func renewRecoveryCodes(of person: ID<Person>, by actor: Actor, at now: Date, in tx: Transaction) throws -> [String] {
        guard try People.found(person, in: tx).hasSecondFactor else { throw AccountError.noSecondFactor }
        var codes: [String] = []
        try People.change(person, "accounts.recovery_codes.renewed", by: actor, at: now, in: tx) { codes = try RecoveryCodes.renew(of: person, in: tx) }
        return codes
    }

    /// Takes it off the account: by the person, or by an operator for somebody who lost app and paper.
    /// - Parameter session: the person's own, that goes on; all others end.
    /// - Throws: ``AccountError/unknownPerson``.
    public static func remove(of person: ID<Person>, keeping session: ID<Session>? = nil, by actor: Actor, at now: Date, in tx: Transaction) throws {
        try People.change(person, "accounts.second_factor.removed", by: actor, at: now, in: tx) {
            try tx.execute("UPDATE person SET totp_secret = NULL, totp_counter = NULL WHERE id = \(person)")
            try RecoveryCodes.clear(of: person, in: tx)
            try Sessions.endAll(of: person, except: session, at: now, in: tx)
        }
    }
}
