import Accounts
import Foundation
import Hummingbird
import Localization
import Records
import Storage
import Web

/// The outbox, for the Secretariat: what waits, what was given up and why, and "send it again".
struct MailPages {
    let house: House
    let mail: MailSettings?

    var routes: [Route] {
        [
            .get("/desk/mail", .may(.keepMail), list), .post("/desk/mail/retries", .may(.keepMail), retryAll),
            .post("/desk/mail/{id}/retry", .may(.keepMail), retry), .post("/desk/mail/{id}/settlement", .may(.keepMail), settle),
        ]
    }

    private func list(_ ask: Ask) async throws -> Response {
        let pager = try Pager(ask, size: NoticesRoom.pageSize)
        let shown = ask.query["show"].flatMap(Outbox.Part.init(rawValue:)) ?? .failed
        let (mails, counts) = try await house.database.read { tx in (try Outbox(tx).list(shown, offset: pager.offset, limit: pager.size), try Outbox(tx).counts()) }
        let address = ask.path("/desk/mail?show=\(shown.rawValue)")
        var model: Model = [
            "is_mailing": mail != nil, "is_empty": mails.isEmpty, "empty": ask.text("notices.mail_page.none_\(shown.rawValue)"), "retry_all": shown == .failed && mails.contains { !$0.isForgotten } ? ask.path("/desk/mail/retries") : false,
            "sender": mail.map { ask.text("notices.mail_page.sender", ["sender": $0.sender, "program": $0.sendmail, "reports": $0.returnAddress]) } ?? false,
            "parts": Outbox.Part.allCases.map { part in
                ["href": ask.path("/desk/mail?show=\(part.rawValue)"), "label": ask.text("notices.mail_page.\(part.rawValue)"), "count": ask.formats.number(counts[part] ?? 0), "is_current": part == shown] as Model
            },
            "mails": mails.map { line($0, ask) },
        ]
        try pager.put(into: &model, total: counts[shown] ?? 0, at: address)
        return try ask.show("mail_page", title: ask.text("notices.mail_page.title"), section: "desk", model)
    }

    private func line(_ mail: Mail, _ ask: Ask) -> Model {
        var model: Model = ["subject": mail.subject, "lang": mail.language.code, "recipient": mail.recipient, "at": ask.written(mail.failedAt ?? mail.sentAt ?? mail.createdAt)]
        model["error"] = mail.lastError ?? false
        model["fate"] = mail.failedAt == nil ? false : ask.text(mail.returnedAt == nil ? "notices.mail_page.was_refused" : "notices.mail_page.has_returned")
        model["is_forgotten"] = mail.failedAt != nil && mail.isForgotten
        model["retry"] = mail.failedAt != nil && !mail.isForgotten ? ask.path("/desk/mail/\(mail.id)/retry") : false
        model["settle"] = mail.failedAt != nil ? ask.path("/desk/mail/\(mail.id)/settlement") : false
        return model
    }

    private func settle(_ ask: Ask) async throws -> Response {
        _ = try await ask.form()
        guard let id = ID<Mail>(try ask.parameter("id")) else { throw PageError.notFound }
        let actor = ask.actor(try ask.require(.keepMail)), now = ask.now
        guard try await house.database.write(affectsPages: false, { try Outbox($0).settle(id, by: actor, at: now) }) else { throw PageError.notFound }
        return ask.redirect(to: ask.path("/desk/mail"), done: "notices.mail_page.settled_done")
    }

    private func retry(_ ask: Ask) async throws -> Response {
        _ = try await ask.form()
        guard let id = ID<Mail>(try ask.parameter("id")) else { throw PageError.notFound }
        guard try await retry([id], ask) == 1 else { throw PageError.notFound }
        return ask.redirect(to: ask.path("/desk/mail"), done: "notices.mail_page.retried_done")
    }

    private func retryAll(_ ask: Ask) async throws -> Response {
        _ = try await ask.form()
        _ = try await retry(nil, ask)
        return ask.redirect(to: ask.path("/desk/mail"), done: "notices.mail_page.retried_done")
    }

    private func retry(_ ids: [ID<Mail>]?, _ ask: Ask) async throws -> Int {
        let actor = ask.actor(try ask.require(.keepMail)), now = ask.now
        return try await house.database.write(affectsPages: false) { try Outbox($0).retry(ids, by: actor, at: now) }
    }
}

/// Mail that did not arrive, as something that the Secretariat is expected to see to.
struct UndeliveredMail: ExpectationSource {
    func expectations(of delegation: Delegation, at now: Date, in tx: Transaction) throws -> [Expectation] {
        guard delegation.kind == .secretariat else { return [] }
        let count = try Outbox(tx).failures()
        guard count > 0 else { return [] }
        return [Expectation(key: "mail:failed", topic: .account, text: "notices.mail_page.expected", values: ["count": String(count)], path: "/desk/mail", due: nil)]
    }
}
