import Accounts
import App
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Localization
import Logging
import NIOCore
import Records
import Storage
import Web
@testable import Directory

/// The whole house on a SQLite file of its own, with a clock that is moved by hand and one person for each role.
struct RunningHouse: Sendable {
    let enlace: Enlace
    let database: Database
    let clock: MovableClock
    let application: Application<FrontDoor>

    /// - Parameter demonstration: started as `enlace demo`.
    init(demonstration: Bool = false, limitsForms: Bool = true, at now: Date = Date(timeIntervalSince1970: 1_795_600_000)) async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("house-\(UUID().uuidString).sqlite")
        database = try await Database.open(DatabaseURL("sqlite:\(file.path)"))
        clock = MovableClock(now)
        enlace = try await Enlace(database: database, settings: Settings(isDemonstration: demonstration, limitsForms: limitsForms), clock: clock.clock)
        application = Application(responder: enlace.frontDoor)
        try await database.write { try Delegations.ensureFoundations(in: $0, by: .shell, at: now) }
    }

    /// Adds posts from a few of their fields.
    func add(_ key: String, _ fields: [String: String] = [:]) async throws {
        let parts = key.split(separator: "-").map { $0.uppercased() }
        var values = ["key": key, "sending_state": parts[0], "receiving_state": parts[1], "class": "consulate", "name_es": "Consulado \(key)", "name_en": "Consulate \(key)", "city": "City"]
        values.merge(fields) { _, new in new }
        let card = PostCard(values), now = clock.clock.now
        try await database.write { tx in
            var reader = CardReader(card)
            guard let (post, districts) = reader.read(old: nil, now: now) else { throw Unreadable(faults: reader.faults) }
            try Posts(tx).save(post, districts: districts, sources: nil, action: "test", by: .shell, at: now)
        }
    }

    struct Unreadable: Error { let faults: [PostCard.Fault] }

    /// What waits in the queue and is due.
    func work() async throws { try await enlace.jobRunner(logger: Logger(label: "test")).runDue() }

    /// A person with one role, signed in.
    func signIn(_ role: Role, _ delegation: String, post: String? = nil) async throws -> Browser {
        let now = clock.clock.now
        let token = try await database.write { tx -> String in
            let email = "\(role.rawValue).\(delegation).\(UUID().uuidString.prefix(6).lowercased())@example.org"
            guard let party = try Delegations.find(slug: delegation, in: tx) else { throw AccountError.unknownDelegation(delegation) }
            let person = try People.make(email: email, name: "\(role.rawValue) \(delegation)", language: .spanish, password: "x", isDemonstration: false, by: .shell, at: now, in: tx)
            let post = try post.flatMap { try Posts(tx).post(slug: $0) }?.id.uuid
            try Grants.give(role, to: person.id, of: party, post: post, by: .shell, at: now, in: tx)
            return try Sessions.open(for: person.id, client: "Test", at: now, in: tx)
        }
        return Browser(house: self, token: token)
    }

    /// Somebody without an account.
    var visitor: Browser { Browser(house: self, token: nil) }
}

/// Sends requests as one person.
struct Browser: Sendable {
    let house: RunningHouse
    let token: String?

    /// The proof that a form of this person's pages carries.
    var formToken: String { token.map(CSRF.token) ?? "" }

    private var headers: HTTPFields {
        var headers = HTTPFields()
        if let token { headers[.cookie] = "enlace_session=\(token)" }
        return headers
    }

    func get(_ path: String, _ more: HTTPFields = [:]) async throws -> TestResponse {
        let headers = headers.merging(more)
        return try await house.application.test(.router) { try await $0.execute(uri: path, method: .get, headers: headers) }
    }

    /// - Parameter form: with the proof added, unless it holds one.
    func post(_ path: String, _ form: [(String, String)] = []) async throws -> TestResponse {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        let fields = form.contains { $0.0 == "csrf" } ? form : form + [("csrf", formToken)]
        let body = fields.map { "\($0.0.queryEncoded)=\($0.1.queryEncoded)" }.joined(separator: "&")
        return try await house.application.test(.router) { [headers] in try await $0.execute(uri: path, method: .post, headers: headers, body: ByteBuffer(string: body)) }
    }

    /// Sends a file in the field `file`, with the proof.
    func upload(_ path: String, name: String, bytes: [UInt8]) async throws -> TestResponse {
        var headers = headers
        headers[.contentType] = "multipart/form-data; boundary=xyz"
        var body = ByteBuffer(string: "--xyz\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n\(formToken)\r\n--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n")
        body.writeBytes(bytes)
        body.writeString("\r\n--xyz--\r\n")
        return try await house.application.test(.router) { [headers, body] in try await $0.execute(uri: path, method: .post, headers: headers, body: body) }
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
    var location: String { headers[.location] ?? "" }
}

extension HTTPFields {
    func merging(_ other: HTTPFields) -> HTTPFields {
        var all = self
        for field in other { all[field.name] = field.value }
        return all
    }
}
