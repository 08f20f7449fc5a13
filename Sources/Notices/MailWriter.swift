import Foundation
import Localization
import Records
import Storage
import Web

/// Turns notices into mails, as each person prefers: all that is due for a person in one mail, not one mail for each.
struct MailWriter: Sendable {
    let catalogue: Catalogue
    let views: Views
    let site: String

    /// Notices looked at in one transaction; what is left follows at once in the next.
    static let limit = 1000
    /// Notices told in one mail; the rest are a number and a link.
    static let told = 50

    func writeDue(at now: Date, in tx: Transaction) throws {
        let due = try NoticeStore(tx).due(at: now, limit: Self.limit)
        guard !due.isEmpty else { return }
        try UnsubscribeKey.make(in: tx)
        for (_, group) in Dictionary(grouping: due.filter(\.isMailed), by: { "\($0.notice.person) \($0.frequency.rawValue)" }).sorted(by: { $0.key < $1.key }) {
            guard let first = group.first else { continue }
            try Outbox(tx).put(try mail(to: first, group.map(\.notice), at: now), at: now)
        }
        try NoticeStore(tx).markMailed(due.map(\.notice.id), at: now)
        if due.count == Self.limit { try tx.enqueue(NoticesRoom.writeMail, [String: String](), at: now, now: now) }
    }

    private func mail(to reader: NoticeStore.Due, _ notices: [Notice], at now: Date) throws -> Mail {
        let language = reader.language
        let words = NoticeText(catalogue: catalogue, language: language)
        func text(_ key: String, _ values: [String: String] = [:]) -> String { catalogue.text(key, in: language, values) }
        let count = Formats(catalogue, in: language).number(notices.count)
        let subject = switch reader.frequency {
        case .daily: text("notices.mail.subject.daily", ["count": count])
        case .weekly: text("notices.mail.subject.weekly", ["count": count])
        case .now, .urgent, .none: notices.count == 1 ? Self.short(words.of(notices[0])) : text("notices.mail.subject.several", ["count": count])
        }
        let items = notices.prefix(Self.told).map { ["text": words.of($0), "when": words.written($0.at), "link": address($0.path, language)] }
        let home = address("/home", language), choices = address("/account/notices", language)
        let greeting = text("notices.mail.greeting", ["name": reader.name])
        let more = notices.count > Self.told ? text("notices.mail.more", ["count": Formats(catalogue, in: language).number(notices.count - Self.told)]) : nil

        var plain = [greeting, ""]
        for item in items { plain += [item["text"] ?? "", item["when"] ?? "", item["link"] ?? "", ""] }
        if let more { plain += [more, ""] }
        plain += [text("notices.mail.home"), home, "", "-- ", text("notices.mail.why"), choices, ""]

        var model: Model = ["lang": language.code, "subject": subject, "greeting": greeting, "items": items, "home": home, "choices": choices, "more": false]
        if let more { model["more"] = more }
        guard let html = views.render("notices/mail", model, in: language) else { throw PageError.defect }
        return Mail(id: ID(at: now), person: reader.notice.person, recipient: reader.email, language: language, subject: subject, plain: plain.joined(separator: "\n"), html: html,
                    digest: reader.frequency.isDigest ? reader.frequency : nil, createdAt: now)
    }

    private func address(_ path: String, _ language: Language) -> String { "\(site)/\(language.code)\(path)" }

    /// A subject that a list of mails can show.
    private static func short(_ text: String) -> String { text.count <= 140 ? text : text.prefix(139) + "…" }
}
