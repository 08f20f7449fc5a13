import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Localization
import Membership
import NIOCore
import Records
import Storage
import Synchronization
import Web

/// The house with this room alone, on a SQLite file of its own, with a clock that is moved by hand.
struct TestHouse {
    let database: Database
    let clock = MovableClock(Date(timeIntervalSince1970: 1_795_600_000))
    let application: Application<FrontDoor>

    /// - Parameter letters: where mail is sent.
    init(isDemonstration: Bool = false, letters: (any LetterBox)? = nil) async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("membership-\(UUID().uuidString).sqlite")
        database = try await Database.open(DatabaseURL("sqlite:\(file.path)"))
        try await database.migrate([AuditTrail.migrations, MembershipRoom.migrations])
        let rooms = [(WebRoom.name, WebRoom.resources), (MembershipRoom.name, MembershipRoom.resources)]
        let catalogue = try Catalogue(folders: [Catalogue.ownFolder] + rooms.map { $0.1.appendingPathComponent("Strings") })
        let views = try Views(folders: rooms.map { ($0.0, $0.1.appendingPathComponent("Views")) }, catalogue: catalogue)
        let house = House(database: database, catalogue: catalogue, views: views, clock: clock.clock, permissions: MembershipRoom.permissions,
                          settings: Settings(isDemonstration: isDemonstration, trustsProxy: true), metrics: Metrics())
        application = Application(responder: FrontDoor(house: house, routes: WebRoom.routes(house) + MembershipRoom(house, posts: TwoPosts(), letters: letters).routes))
        let now = clock.clock.now
        try await database.write { try Delegations.ensureFoundations(in: $0, at: now) }
    }

    static let password = "una frase que solo yo diría"

    /// The path of a one-time link.
    func invite(_ email: String, _ role: Role = .liaison, _ delegation: String = "mx", language: Language = .spanish) async throws -> String {
        let now = clock.clock.now
        return try await database.write { try ShellAccounts.add(email: email, name: "Ana Martínez", role: role, delegation: delegation, language: language, at: now, in: $0) }
    }

    /// A browser of somebody who has just answered an invitation.
    func member(_ email: String, _ role: Role = .liaison, _ delegation: String = "mx") async throws -> TestBrowser {
        let browser = TestBrowser(house: self)
        let path = try await invite(email, role, delegation)
        try await browser.get(path)
        let totp = TOTP()
        var fields = ["password": Self.password, "password_again": Self.password]
        if role.needsSecondFactor {
            fields["secret"] = totp.base32
            fields["code"] = totp.code(at: clock.clock.now)
        }
        try await browser.send(path, fields)
        return browser
    }
}

/// Two posts for each State, in the directory's place.
struct TwoPosts: ConsularPosts {
    static let first = UUID(), second = UUID()

    func posts(of sending: CountryCode, in tx: Transaction) throws -> [(id: UUID, name: LocalizedText)] {
        [(Self.first, LocalizedText(es: "Consulado en Tucson", en: "Consulate in Tucson")), (Self.second, LocalizedText(es: "Consulado en Miami", en: "Consulate in Miami"))]
    }

    func names(of posts: [UUID], in tx: Transaction) throws -> [UUID: LocalizedText] { [Self.first: LocalizedText(es: "Consulado en Tucson", en: "Consulate in Tucson")] }
}

/// Keeps its cookies and the proof of the form that it saw last, as a browser does.
final class TestBrowser {
    private let house: TestHouse
    private(set) var cookies: [String: String] = [:]
    /// Of the last page.
    private(set) var text = ""
    private(set) var status = HTTPResponse.Status.ok
    private(set) var location = ""
    private var proof = ""
    /// Each browser comes from an address of its own, as the server's limits count by address.
    private let address = "2001:db8::\(String(UInt32.random(in: 1...UInt32.max), radix: 16).prefix(4)):\(String(UInt32.random(in: 1...UInt32.max), radix: 16).prefix(4))"

    init(house: TestHouse) { self.house = house }

    func get(_ path: String) async throws {
        try await take(path, .get, body: nil)
    }

    /// Sends a form with the proof of the last page, unless the fields hold one.
    func send(_ path: String, _ fields: [String: String] = [:]) async throws {
        let all = ["csrf": proof].merging(fields) { _, given in given }
        try await take(path, .post, body: all.sorted { $0.key < $1.key }.map { "\($0.key.queryEncoded)=\($0.value.queryEncoded)" }.joined(separator: "&"))
    }

    private func take(_ path: String, _ method: HTTPRequest.Method, body: String?) async throws {
        var headers = HTTPFields()
        headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        headers[.userAgent] = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
        if let forwarded = HTTPField.Name("x-forwarded-for") { headers[forwarded] = address }
        if body != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        let sent = headers
        let response = try await house.application.test(.router) { client in
            try await client.execute(uri: path, method: method, headers: sent, body: body.map { ByteBuffer(string: $0) }) { $0 }
        }
        for cookie in response.headers[values: .setCookie] {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if pair.count == 2 { cookies[pair[0]] = pair[1].isEmpty ? nil : pair[1] }
        }
        text = String(buffer: response.body)
        status = response.status
        location = response.headers[.location] ?? ""
        if let found = hidden("csrf") { proof = found }
    }

    /// The value of a hidden field of the last page.
    func hidden(_ name: String) -> String? {
        guard let start = text.range(of: "name=\"\(name)\" value=\"") else { return nil }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }

    func count(_ part: String) -> Int { text.components(separatedBy: part).count - 1 }
}

/// Keeps the letters that were put into it, in the transaction of their cause as the outbox does: what is rolled back is told.
final class KeptLetters: LetterBox, Sendable {
    private let letters = Mutex<[Letter]>([])
    var all: [Letter] { letters.withLock { $0 } }
    func put(_ letter: Letter, at now: Date, in tx: Transaction) { letters.withLock { $0.append(letter) } }
}
