import Foundation
import Records
import Storage

/// Brings the mails of the outbox to the mail system.
///
/// A mail whose process dies between the mail system's "accepted" and the record of it goes out again when the lease has run
/// out, with the same Message-ID: rarely twice, never not at all.
struct Postman: Sendable {
    /// A refusal can be an error of the mail system's set-up, so it is heard this often before the mail is given up.
    static let refusals = 3
    /// While the mail system is away a mail waits this long in all, in seconds.
    static let patience: TimeInterval = 2 * 86_400
    /// Between two rounds of attempts.
    static let pause: TimeInterval = 3600
    /// Longer than the program may take.
    static let lease: TimeInterval = 30

    let settings: MailSettings
    let site: String

    /// What the queue notes while it will be tried again.
    struct NotSent: Error, CustomStringConvertible {
        let description: String
    }

    var job: JobHandler {
        // One by one, so that a killed process leaves one mail at most whose sending was not noted.
        JobHandler(Outbox.sendJob, affectsPages: false, lease: Self.lease, width: 1, .effect { job, database, now in try await send(job, database, now) })
    }

    private func send(_ job: Job, _ database: Database, _ now: Date) async throws {
        let order: Outbox.Order = try job.decode()
        guard let (mail, key) = try await database.read({ tx in
            try Outbox(tx).waiting(order.mail).map { ($0, try UnsubscribeKey.kept(in: tx)) }
        }) else { return }
        let outcome = await deliver(mail, key)
        try await database.write(affectsPages: false) { tx in
            let outbox = Outbox(tx)
            switch outcome {
            case .accepted: try outbox.sent(mail.id, at: now)
            case .refused(let reason):
                if job.attempt >= Self.refusals { try outbox.giveUp(mail.id, reason, at: now) } else { try outbox.note(reason, of: mail.id) }
            case .later(let reason):
                guard job.attempt >= Job.attemptLimit else { return try outbox.note(reason, of: mail.id) }
                if now.timeIntervalSince(mail.createdAt) < Self.patience { try outbox.sendLater(mail.id, reason, in: Self.pause, at: now) } else { try outbox.giveUp(mail.id, reason, at: now) }
            }
        }
        // Thrown after the reason is on the page: the queue tries again.
        switch outcome {
        case .refused(let reason) where job.attempt < Self.refusals: throw NotSent(description: reason)
        case .later(let reason) where job.attempt < Job.attemptLimit: throw NotSent(description: reason)
        default: return
        }
    }

    private func deliver(_ mail: Mail, _ key: UnsubscribeKey?) async -> Sendmail.Outcome {
        // An address outside ASCII needs SMTPUTF8 (RFC 6531) all the way, which the interface cannot promise.
        guard mail.recipient.utf8.allSatisfy({ (33...126).contains($0) }) else { return .refused("the address is not in ASCII") }
        var message = MailMessage(sender: settings.sender, recipient: mail.recipient, subject: mail.subject, date: mail.createdAt, id: mail.id.description,
                                  host: settings.host, language: mail.language.code, plain: mail.plain, html: mail.html)
        if let digest = mail.digest, let key {
            message.unsubscribe = site + UnsubscribeKey.path(key.token(person: mail.person, digest: digest), language: mail.language)
        }
        return await Sendmail(path: settings.sendmail).deliver(message.text.replacing("\r\n", with: "\n"), from: settings.returnAddress, to: mail.recipient)
    }
}
