import Accounts
import Foundation
import Hummingbird
import Localization
import Storage
import Web

/// What Membership sends by mail: one-time links, in the language of whoever is to use them.
struct Letters: Sendable {
    let box: any LetterBox
    let catalogue: Catalogue

    func invite(_ invitation: Invitation, token: String, at now: Date, in tx: Transaction) throws {
        let language = invitation.language
        func text(_ key: String, _ values: [String: String] = [:]) -> String { catalogue.text("membership.letter.\(key)", in: language, values) }
        let values = ["by": invitation.invitedBy ?? "", "role": catalogue.text("membership.role.\(invitation.role.rawValue)", in: language), "delegation": invitation.delegation.name.shown(in: language).text]
        try box.put(Letter(to: invitation.email, in: language, subject: text("invitation.subject"), greeting: text("greeting", ["name": invitation.name]),
                           paragraphs: [text(invitation.invitedBy == nil ? "invitation.text_by_nobody" : "invitation.text", values), text("once", ["date": written(invitation.expiresAt, language)])],
                           path: Invitation.path(token: token, language: language), linkText: text("invitation.link"), about: invitation.id.uuid), at: now, in: tx)
    }

    func renewPassword(of person: Person, token: String, by actor: String, at now: Date, in tx: Transaction) throws {
        let language = person.language
        func text(_ key: String, _ values: [String: String] = [:]) -> String { catalogue.text("membership.letter.\(key)", in: language, values) }
        try box.put(Letter(to: person.email, in: language, subject: text("password.subject"), greeting: text("greeting", ["name": person.name]),
                           paragraphs: [text("password.text", ["by": actor]), text("once", ["date": written(now.addingTimeInterval(PasswordLinks.lifetime), language)])],
                           path: PasswordLinks.path(token: token, language: language), linkText: text("password.link"), about: person.id.uuid), at: now, in: tx)
    }

    /// To the address that is no longer used, so that nobody is moved away unawares.
    func tellMoved(_ person: Person, by actor: String, at now: Date, in tx: Transaction) throws {
        let language = person.language
        func text(_ key: String, _ values: [String: String] = [:]) -> String { catalogue.text("membership.letter.\(key)", in: language, values) }
        try box.put(Letter(to: person.email, in: language, subject: text("moved.subject"), greeting: text("greeting", ["name": person.name]), paragraphs: [text("moved.text", ["by": actor])],
                           path: "/\(language.code)/account", linkText: text("moved.link"), about: person.id.uuid), at: now, in: tx)
    }

    private func written(_ instant: Date, _ language: Language) -> String { catalogue.written(instant, in: language) }
}

extension House {
    func letters(_ box: (any LetterBox)?) -> Letters? { box.map { Letters(box: $0, catalogue: catalogue) } }
}

extension Ask {
    /// A link that has gone by mail: told, and not shown.
    func showSent(to email: String, name: String, back: String) throws -> Response {
        try show("sent", title: text("membership.letter.sent_title"), section: "people", ["lead": text("membership.letter.sent_lead", ["name": name, "email": email]), "back": back])
    }
}
