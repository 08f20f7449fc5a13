import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Localization
import NIOCore
import Records
import Storage
import Web
@testable import Notices

/// A room that expects of Mexico and of Guatemala what the test says, until the test says otherwise.
final class Wanted: ExpectationSource, CalendarSource, @unchecked Sendable {
    private let lock = NSLock()
    private var owed: [String: [Expectation]] = [:]
    private var dates: [CalendarEntry] = []

    func set(_ slug: String, _ expectations: [Expectation]) { lock.withLock { owed[slug] = expectations } }
    func set(_ entries: [CalendarEntry]) { lock.withLock { dates = entries } }

    func expectations(of delegation: Delegation, at now: Date, in tx: Transaction) throws -> [Expectation] { lock.withLock { owed[delegation.slug] ?? [] } }
    func entries(for viewer: Viewer, from: Day, to: Day, in tx: Transaction) throws -> [CalendarEntry] { lock.withLock { dates } }
}

/// The house with the Notices room alone, and people of two countries.
struct SmallOffice: Sendable {
    let database: Database
    let clock = MovableClock(Date(timeIntervalSince1970: 1_795_600_000))
    let wanted = Wanted()
    let room: NoticesRoom
    let application: Application<FrontDoor>

    /// - Parameter mail: as a server with a mail system.
    init(_ engine: StoreEngine = .sqlite, mail: MailSettings? = nil) async throws {
        database = try await engine.open()
        try await database.migrate([AccountsSchema.migrations, NoticesRoom.migrations])
        let rooms = [(WebRoom.name, WebRoom.resources), (NoticesRoom.name, NoticesRoom.resources)]
        let catalogue = try Catalogue(folders: [Catalogue.ownFolder] + rooms.map { $0.1.appendingPathComponent("Strings") })
        let views = try Views(folders: rooms.map { ($0.0, $0.1.appendingPathComponent("Views")) }, catalogue: catalogue)
        let house = House(database: database, catalogue: catalogue, views: views, clock: clock.clock, permissions: NoticesRoom.permissions,
                          settings: Settings(publicAddress: "https://enlace.example", limitsForms: false), metrics: Metrics())
        room = NoticesRoom(house, expectations: [wanted], calendars: [wanted], mail: mail)
        application = Application(responder: FrontDoor(house: house, routes: WebRoom.routes(house) + room.routes))
        let now = clock.clock.now
        try await database.write { try Delegations.ensureFoundations(in: $0, at: now) }
    }

    var runner: JobRunner { JobRunner(database: database, handlers: room.jobs, schedules: room.schedules, clock: clock.clock) }

    func person(_ name: String, _ role: Role = .liaison, _ delegation: String = "mx", language: Language = .spanish, isDemonstration: Bool = false) async throws -> Colleague {
        let now = clock.clock.now
        return try await database.write { tx in
            guard let party = try Delegations.find(slug: delegation, in: tx) else { throw AccountError.unknownDelegation(delegation) }
            let person = try People.make(email: "\(name)@example.org", name: name, language: language, password: "x", isDemonstration: isDemonstration, by: .shell, at: now, in: tx)
            try Grants.give(role, to: person.id, of: party, by: .shell, at: now, in: tx)
            return Colleague(office: self, id: person.id, token: try Sessions.open(for: person.id, client: "Test", at: now, in: tx))
        }
    }

    func tell(_ people: [Colleague], _ topic: Topic, key: String, values: [String: String] = [:]) async throws {
        let now = clock.clock.now, ids = people.map(\.id.uuid)
        // Any text will do: what is told is other rooms' affair.
        try await database.write { try $0.notify(ids, topic, "notices.topic.\(topic.rawValue)", values, path: "/home", uniqueKey: key, at: now) }
    }

    /// What is due, and the mail about what that told, a minute later.
    func runAll() async throws {
        try await runner.runDue()
        clock.advance(by: 60)
        try await runner.runDue()
    }

    func mails() async throws -> [Mail] { try await database.read { try Outbox($0).list(.waiting, offset: 0, limit: 1000) } }

    func expectation(_ key: String, in days: Double?, since: Date? = nil) -> Expectation {
        Expectation(key: key, topic: .decisions, text: "notices.home.until", values: ["date": key, "date.en": "English \(key)"], path: "/decisions/1",
                    due: days.map { clock.clock.now.addingTimeInterval($0 * 86_400) }, since: since)
    }

    func request(_ method: HTTPRequest.Method, _ path: String, token: String?, form: [(String, String)]? = nil) async throws -> TestResponse {
        var headers = HTTPFields()
        if let token { headers[.cookie] = "__Host-enlace_session=\(token)" }
        if form != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        let body = form.map { ByteBuffer(string: $0.map { "\($0.0.queryEncoded)=\($0.1.queryEncoded)" }.joined(separator: "&")) }
        return try await application.test(.router) { [headers] in try await $0.execute(uri: path, method: method, headers: headers, body: body) }
    }
}

/// Somebody with an account, signed in.
struct Colleague: Sendable {
    let office: SmallOffice
    let id: ID<Person>
    let token: String

    func get(_ path: String) async throws -> TestResponse { try await office.request(.get, path, token: token) }
    func post(_ path: String, _ form: [(String, String)] = []) async throws -> TestResponse {
        try await office.request(.post, path, token: token, form: form + [("csrf", CSRF.token(for: token))])
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
}
