import Foundation
import Geography
import Localization
import Records
import Storage

/// Invented accounts, one for each way of using the house, for `enlace demo` alone. They open only on a server started so.
public enum DemonstrationAccounts {
    /// One of them, as the demonstration tells how to sign in.
    public struct Account: Sendable, Hashable {
        public let email: String
        public let name: String
        public let role: Role
        /// Short name of the delegation.
        public let delegation: String
    }

    /// - Parameter post: Mexico's post whose card the consul keeps; without one there is no consul.
    private static func all(post: UUID?) -> [Account] {
        var accounts = [
            Account(email: "admin@demo.enlace.example", name: "Administración (demostración)", role: .administrator, delegation: "st"),
            Account(email: "st@demo.enlace.example", name: "Secretaría Técnica (demostración)", role: .secretariat, delegation: "st"),
            Account(email: "enlace.mx@demo.enlace.example", name: "Enlace de México (demostración)", role: .liaison, delegation: "mx"),
            Account(email: "enlace.us@demo.enlace.example", name: "Enlace de Estados Unidos (demostración)", role: .liaison, delegation: "us"),
            Account(email: "enlace.gt@demo.enlace.example", name: "Enlace de Guatemala (demostración)", role: .liaison, delegation: "gt"),
            Account(email: "rrocm@demo.enlace.example", name: "Delegada de la RROCM (demostración)", role: .delegate, delegation: "rrocm"),
            Account(email: "observador@demo.enlace.example", name: "País observador (demostración)", role: .observer, delegation: "observador-demo"),
        ]
        if post != nil { accounts.insert(Account(email: "consul.mx@demo.enlace.example", name: "Cónsul de México (demostración)", role: .consul, delegation: "mx"), at: 5) }
        return accounts
    }

    /// Whether there is any.
    public static func exist(in tx: Transaction) throws -> Bool { try tx.row("SELECT 1 AS one FROM person WHERE is_demonstration = TRUE LIMIT 1") != nil }

    /// Whether somebody already has, or is invited to, a real account: such a database is no place for invented ones. Those who were
    /// invited inside a demonstration do not count.
    public static func wouldMixWithReal(in tx: Transaction) throws -> Bool {
        try !exist(in: tx) && tx.row("SELECT 1 AS one FROM person UNION ALL SELECT 1 FROM invitation LIMIT 1") != nil
    }

    /// Makes what is missing of them and gives all the one password, without a second factor.
    /// - Parameter consulPost: a post of Mexico, whose card the invented consul keeps; without one there is no consul.
    /// - Returns: all of them.
    @discardableResult
    public static func create(in tx: Transaction, password: String, consulPost: UUID?, by actor: Actor = .content, at now: Date) throws -> [Account] {
        try Delegations.ensureFoundations(in: tx, by: actor, at: now)
        if try Delegations.find(slug: "observador-demo", in: tx) == nil {
            _ = try Delegations.addObserver(name: LocalizedText(es: "País observador (demostración)", en: "Observer country (demonstration)"), abbreviation: "observador-demo", by: actor, at: now, in: tx)
        }
        let hash = try Passwords.hashNow(password)
        let accounts = all(post: consulPost)
        for account in accounts {
            guard let delegation = try Delegations.find(slug: account.delegation, in: tx) else { throw AccountError.unknownDelegation(account.delegation) }
            if let known = try People.find(email: account.email, in: tx) {
                try tx.execute("UPDATE person SET password = \(hash) WHERE id = \(known.id) AND is_demonstration = TRUE")
            } else {
                let person = try People.make(email: account.email, name: account.name, language: .spanish, password: hash, isDemonstration: true, by: actor, at: now, in: tx)
                try Grants.give(account.role, to: person.id, of: delegation, post: account.role == .consul ? consulPost : nil, by: actor, at: now, in: tx)
            }
        }
        return accounts
    }
}
