import Foundation
import Localization
import Records
import Storage

/// A mail in the outbox: written in the transaction of its cause, sent by a job.
struct Mail: Sendable, Identifiable {
    let id: Storage.ID<Mail>
    let person: UUID
    let recipient: String
    let language: Language
    let subject: String
    let plain: String
    let html: String
    /// The digest that it is; nil for one that was sent at once.
    let digest: Frequency?
    /// It holds a link that whoever reads it may use: its words are forgotten once it has gone.
    var isSecret = false
    let createdAt: Date
    var sentAt: Date?
    var failedAt: Date?
    /// When it came back after the mail system had taken it over (RFC 3464); it has failed then, too.
    var returnedAt: Date?
    var lastError: String?

    /// Its words were forgotten once it had gone.
    var isForgotten: Bool { plain.isEmpty }
}

extension Mail {
    init(_ row: Row) throws {
        self.init(id: try row.get("id"), person: try row.get("person"), recipient: try row.get("recipient"), language: try row.get("language"), subject: try row.get("subject"),
                  plain: try row.get("plain"), html: try row.get("html"), digest: try row.get("digest"), isSecret: try row.get("is_secret"), createdAt: try row.get("created_at"),
                  sentAt: try row.get("sent_at"), failedAt: try row.get("failed_at"), returnedAt: try row.get("returned_at"), lastError: try row.get("last_error"))
    }
}

/// The mails on their way out.
struct Outbox {
    static let auditKind = "mail"
    static let sendJob = "notices.mail.send"
    /// What was sent is kept so long, for the question whether it was.
    static let memory: TimeInterval = 90 * 86_400

    private let tx: Transaction

    init(_ tx: Transaction) { self.tx = tx }

    /// What the job that sends it is told.
    struct Order: Codable {
        let mail: ID<Mail>
    }

    /// Which mails a list shows.
    enum Part: String, Sendable, CaseIterable {
        case failed, waiting, sent

        var condition: SQL {
            switch self {
            case .failed: "failed_at IS NOT NULL AND settled_at IS NULL"
            case .waiting: "sent_at IS NULL AND failed_at IS NULL"
            case .sent: "sent_at IS NOT NULL AND failed_at IS NULL"
            }
        }

        var order: SQL {
            switch self {
            case .failed: "failed_at DESC, id"
            case .waiting: "created_at, id"
            case .sent: "sent_at DESC, id"
            }
        }
    }

    func put(_ mail: Mail, at now: Date) throws {
        try tx.execute("""
            INSERT INTO mail (id, person, recipient, language, subject, plain, html, digest, is_secret, created_at)
            VALUES (\(mail.id), \(mail.person), \(mail.recipient), \(mail.language), \(mail.subject), \(mail.plain), \(mail.html), \(mail.digest), \(mail.isSecret), \(mail.createdAt))
            """)
        try tx.enqueue(Self.sendJob, Order(mail: mail.id), at: now, uniqueKey: nil, now: now)
    }

    /// - Returns: nil when it has been sent or given up.
    func waiting(_ id: ID<Mail>) throws -> Mail? {
        try tx.rows("SELECT * FROM mail WHERE id = \(id) AND \(Part.waiting.condition)", as: Mail.init).first
    }

    func list(_ part: Part, offset: Int, limit: Int) throws -> [Mail] {
        try tx.rows("SELECT * FROM mail WHERE \(part.condition) ORDER BY \(part.order) LIMIT \(limit) OFFSET \(offset)", as: Mail.init)
    }

    func counts() throws -> [Part: Int] {
        let row = try tx.row("""
            SELECT (SELECT count(*) FROM mail WHERE \(Part.failed.condition)) AS failed, (SELECT count(*) FROM mail WHERE \(Part.waiting.condition)) AS waiting,
                (SELECT count(*) FROM mail WHERE \(Part.sent.condition)) AS sent
            """)
        return [.failed: try row?.get("failed") ?? 0, .waiting: try row?.get("waiting") ?? 0, .sent: try row?.get("sent") ?? 0]
    }

    // MARK: What becomes of one

    func sent(_ id: ID<Mail>, at now: Date) throws {
        try tx.execute("""
            UPDATE mail SET sent_at = \(now), last_error = NULL, plain = CASE WHEN is_secret THEN '' ELSE plain END, html = CASE WHEN is_secret THEN '' ELSE html END WHERE id = \(id)
            """)
    }

    func note(_ error: String, of id: ID<Mail>) throws {
        try tx.execute("UPDATE mail SET last_error = \(String(error.prefix(2000))) WHERE id = \(id)")
    }

    func giveUp(_ id: ID<Mail>, _ error: String, at now: Date) throws {
        try tx.execute("UPDATE mail SET failed_at = \(now), last_error = \(String(error.prefix(2000))) WHERE id = \(id)")
    }

    /// For a mail system that has been away for longer than a job is tried.
    func sendLater(_ id: ID<Mail>, _ error: String, in pause: TimeInterval, at now: Date) throws {
        try note(error, of: id)
        try tx.enqueue(Self.sendJob, Order(mail: id), at: now.addingTimeInterval(pause), now: now)
    }

    /// What a mail system reports about a mail that it had taken over. A report about a mail that has failed already, or that is none of
    /// the house's, changes nothing.
    func hear(_ report: DeliveryReport, by actor: Actor, at now: Date) throws -> DeliveryReport.Hearing {
        guard let id = report.messageID.split(separator: "@").first.flatMap({ ID<Mail>(String($0)) }),
              let before = try tx.rows("SELECT * FROM mail WHERE id = \(id)", as: Mail.init).first else { return .unknown }
        if let failure = report.fates.first(where: { $0.action == .failed }) {
            guard before.failedAt == nil else { return .nothingNew }
            try giveUp(id, failure.reason, at: now)
            try tx.execute("UPDATE mail SET returned_at = \(now) WHERE id = \(id)")
            try tx.audit("notices.mail.returned", kind: Self.auditKind, record: id.uuid, made: ["status": failure.status], by: actor, at: now)
            return .returned
        }
        guard before.failedAt == nil, let delay = report.fates.first(where: { $0.action == .delayed }) else { return .nothingNew }
        try note(delay.reason, of: id)
        return .delayed
    }

    /// Why the newest mail to somebody's present address, of those whose fate is known, did not arrive; nil if it did, as far as is known.
    func trouble(of person: UUID) throws -> Mail? {
        try tx.rows("""
            SELECT m.* FROM mail m JOIN person p ON p.id = m.person AND p.email = m.recipient
            WHERE m.person = \(person) AND (m.sent_at IS NOT NULL OR m.failed_at IS NOT NULL) ORDER BY m.created_at DESC, m.id DESC LIMIT 1
            """, as: Mail.init).first { $0.failedAt != nil }
    }

    func failures() throws -> Int { try tx.value("SELECT count(*) AS n FROM mail WHERE \(Part.failed.condition)") ?? 0 }

    /// Sends mails that failed once more; but not those whose words were forgotten.
    /// - Parameter ids: nil for all of them.
    /// - Returns: how many there were.
    func retry(_ ids: [ID<Mail>]?, by actor: Actor, at now: Date) throws -> Int {
        let which: SQL = ids.map { "id IN \(list: $0)" } ?? "TRUE"
        let found = try tx.rows("""
            UPDATE mail SET failed_at = NULL, returned_at = NULL, sent_at = NULL WHERE \(Part.failed.condition) AND plain <> '' AND \(which) RETURNING id
            """) { try $0.get("id", as: ID<Mail>.self) }
        for id in found {
            try tx.enqueue(Self.sendJob, Order(mail: id), at: now, now: now)
            try tx.audit("notices.mail.retried", kind: Self.auditKind, record: id.uuid, made: ["retried": true], by: actor, at: now)
        }
        return found.count
    }

    /// Takes a mail that failed off the list: somebody has seen to it.
    /// - Returns: whether it was on it.
    func settle(_ id: ID<Mail>, by actor: Actor, at now: Date) throws -> Bool {
        guard try tx.value("UPDATE mail SET settled_at = \(now) WHERE \(Part.failed.condition) AND id = \(id) RETURNING 1 AS n", as: Int.self) != nil else { return false }
        try tx.audit("notices.mail.settled", kind: Self.auditKind, record: id.uuid, made: ["settled": true], by: actor, at: now)
        return true
    }

    func forget(at now: Date) throws {
        try tx.execute("DELETE FROM mail WHERE created_at < \(now.addingTimeInterval(-Self.memory)) AND (sent_at IS NOT NULL AND failed_at IS NULL OR settled_at IS NOT NULL)")
    }
}
