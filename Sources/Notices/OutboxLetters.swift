import Foundation
import Localization
import Records
import Storage
import Web

/// Letters of other rooms, put into the outbox.
struct OutboxLetters: LetterBox {
    let catalogue: Catalogue
    let views: Views
    let site: String

    func put(_ letter: Letter, at now: Date, in tx: Transaction) throws {
        let link = site + letter.path, why = catalogue.text("notices.mail.letter_why", in: letter.language)
        let plain = [letter.greeting, ""] + letter.paragraphs.flatMap { [$0, ""] } + [letter.linkText + ":", link, "", "-- ", why, ""]
        let model: Model = ["lang": letter.language.code, "subject": letter.subject, "greeting": letter.greeting, "paragraphs": letter.paragraphs, "link": link, "link_text": letter.linkText]
        guard let html = views.render("notices/letter", model, in: letter.language) else { throw PageError.defect }
        try Outbox(tx).put(Mail(id: ID(at: now), person: letter.about, recipient: letter.recipient, language: letter.language, subject: letter.subject,
                                plain: plain.joined(separator: "\n"), html: html, digest: nil, isSecret: true, createdAt: now), at: now)
    }
}
