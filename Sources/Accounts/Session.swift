import Crypto
import Foundation
import Geography
import Localization
import Storage

/// A signed-in browser. The cookie holds a random token; the database holds only its SHA-256.
public struct Session: Sendable, Identifiable {
    public let id: Storage.ID<Session>
    public let person: Storage.ID<Person>
    /// Family of browser and system as it told, so that a person knows their own: "Firefox, Linux". No address is kept.
    public let client: String
    public let createdAt: Date
    public let seenAt: Date
    public let expiresAt: Date

    public init(_ row: Row) throws {
        id = try row.get("id")
        person = try row.get("person")
        client = try row.get("client")
        createdAt = try row.get("created_at")
        seenAt = try row.get("seen_at")
        expiresAt = try row.get("expires_at")
    }
}

/// Opens, finds and ends sessions.
public enum Sessions {
    /// Ends after so long without use.
    public static let idleLimit: TimeInterval = 12 * 3600
    /// Ends after so long in any case.
    public static let lifetime: TimeInterval = 7 * 24 * 3600
    /// The last use is written down no more often than this.
    public static let touchInterval: TimeInterval = 300

    /// - Returns: the token for the cookie; it is nowhere else.
    public static func open(for person: ID<Person>, client: String, at now: Date, in tx: Transaction) throws -> String {
        let token = Secret.random()
        try tx.execute("DELETE FROM session WHERE person = \(person) AND expires_at <= \(now)")
        try tx.execute("""
            INSERT INTO session (id, token_hash, person, client, created_at, seen_at, expires_at)
            VALUES (\(ID<Session>(at: now)), \(Secret.hash(token)), \(person), \(String(client.prefix(120))), \(now), \(now), \(now.addingTimeInterval(lifetime)))
            """)
        return token
    }

    /// Who the cookie's token belongs to, with the roles they hold now; nil when it is unknown, ended or too old.
    /// - Parameter allowsDemonstration: true only on a server that was started as a demonstration; elsewhere the sessions of
    ///   invented accounts are nobody's, even where a demonstration's database was put under a real server.
    public static func viewer(token: String, at now: Date, allowsDemonstration: Bool = false, in tx: Transaction) throws -> (viewer: Viewer, seenAt: Date)? {
        var viewer: Viewer?
        var seen = now
        let rows = try tx.rows("""
            SELECT s.id AS session, s.seen_at, p.id AS person, p.name AS person_name, p.language, p.is_demonstration,
                   g.role, g.post, d.id AS delegation, d.kind, d.country, d.slug, d.name AS delegation_name
            FROM session s JOIN person p ON p.id = s.person
            LEFT JOIN role_grant g ON g.person = p.id LEFT JOIN delegation d ON d.id = g.delegation
            WHERE s.token_hash = \(Secret.hash(token)) AND s.ended_at IS NULL AND s.expires_at > \(now)
              AND s.seen_at > \(now.addingTimeInterval(-idleLimit)) AND p.disabled_at IS NULL
            ORDER BY g.role, g.id
            """)
        var grants: [Viewer.Grant] = []
        for row in rows {
            guard let role: Role = try row.get("role"), let id: ID<Delegation> = try row.get("delegation") else { continue }
            let delegation = Delegation(id: id, kind: try row.get("kind"), country: try row.get("country"), slug: try row.get("slug"), name: try row.get("delegation_name"))
            grants.append(Viewer.Grant(role: role, delegation: delegation, post: try row.get("post")))
        }
        if let row = rows.first, try allowsDemonstration || !row.get("is_demonstration", as: Bool.self) {
            seen = try row.get("seen_at")
            viewer = Viewer(person: try row.get("person"), name: try row.get("person_name"), session: try row.get("session"),
                            language: try row.get("language"), grants: grants, isDemonstration: try row.get("is_demonstration"))
        }
        return viewer.map { ($0, seen) }
    }

    public static func touch(_ session: ID<Session>, at now: Date, in tx: Transaction) throws {
        try tx.execute("UPDATE session SET seen_at = \(now) WHERE id = \(session)")
    }

    /// The open sessions of a person, newest use first.
    public static func open(of person: ID<Person>, at now: Date, in tx: Transaction) throws -> [Session] {
        try tx.rows("""
            SELECT * FROM session WHERE person = \(person) AND ended_at IS NULL AND expires_at > \(now) AND seen_at > \(now.addingTimeInterval(-idleLimit))
            ORDER BY seen_at DESC LIMIT 50
            """, as: Session.init)
    }

    /// Ends all sessions of a person but one.
    /// - Returns: how many there were.
    @discardableResult
    public static func endAll(of person: ID<Person>, except kept: ID<Session>? = nil, at now: Date, in tx: Transaction) throws -> Int {
        if let kept {
            return try tx.execute("UPDATE session SET ended_at = \(now) WHERE person = \(person) AND ended_at IS NULL AND id <> \(kept)")
        }
        return try tx.execute("UPDATE session SET ended_at = \(now) WHERE person = \(person) AND ended_at IS NULL")
    }

    /// - Returns: false when the person has no such open session.
    @discardableResult
    public static func end(_ session: ID<Session>, of person: ID<Person>, at now: Date, in tx: Transaction) throws -> Bool {
        try tx.execute("UPDATE session SET ended_at = \(now) WHERE id = \(session) AND person = \(person) AND ended_at IS NULL") == 1
    }
}

/// Random secrets that are given out once and kept only as hashes.
public enum Secret {
    /// 256 bits, for an address or a cookie.
    public static func random() -> String {
        let key = SymmetricKey(size: .bits256)
        return key.withUnsafeBytes { Data($0) }.base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// SHA-256, in hexadecimal. A fast hash is enough for 256 random bits; passwords take scrypt.
    public static func hash(_ secret: String) -> String {
        SHA256.hash(data: Data(secret.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
