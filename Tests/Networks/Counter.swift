import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Localization
import NIOCore
import Storage
import Web

/// One room as people meet it in a browser.
public struct Counter: Sendable {
    public let application: Application<FrontDoor>
    public let catalogue: Catalogue
    /// Of the room.
    public let house: House

    /// - Parameter room: the room, with what stands for others beside it.
    public init<Room: Feature>(_ network: Network, _ room: (House) -> Room) throws {
        let rooms = [(WebRoom.name, WebRoom.resources), (Room.name, Room.resources)]
        catalogue = try Catalogue(folders: [Catalogue.ownFolder] + rooms.map { $0.1.appendingPathComponent("Strings") })
        let views = try Views(folders: rooms.map { ($0.0, $0.1.appendingPathComponent("Views")) }, catalogue: catalogue)
        house = House(database: network.database, catalogue: catalogue, views: views, clock: network.clock.clock, permissions: Room.permissions, settings: Settings(limitsForms: false), metrics: Metrics())
        application = Application(responder: FrontDoor(house: house, routes: WebRoom.routes(house) + room(house).routes))
    }
}

/// A network whose people open pages and send forms.
public protocol Visited: Networked {
    var counter: Counter { get }
}

extension Visited {
    public var application: Application<FrontDoor> { counter.application }
    public var catalogue: Catalogue { counter.catalogue }

    /// - Returns: the session of the officer of a delegation.
    public func signIn(_ slug: String) async throws -> String {
        let person = try viewer(slug).person, now = now
        return try await database.write { try Sessions.open(for: person, client: "Test", at: now, in: $0) }
    }

    public func get(_ path: String, _ session: String? = nil) async throws -> TestResponse {
        var headers = HTTPFields()
        if let session { headers[.cookie] = "enlace_session=\(session)" }
        return try await application.test(.router) { [headers] in try await $0.execute(uri: path, method: .get, headers: headers) }
    }

    /// A form, with its proof.
    public func post(_ path: String, _ session: String, _ fields: [(String, String)] = []) async throws -> TestResponse {
        let body = (fields + [("csrf", CSRF.token(for: session))]).map { "\($0.0.queryEncoded)=\($0.1.queryEncoded)" }.joined(separator: "&")
        return try await send(body, as: "application/x-www-form-urlencoded", to: path, session)
    }

    public func post(_ path: String, _ session: String, _ fields: [String: String]) async throws -> TestResponse { try await post(path, session, fields.map { ($0, $1) }) }

    /// A form with a file in the field `file`.
    public func upload(_ file: String, named name: String, to path: String, _ session: String, _ fields: [(String, String)] = []) async throws -> TestResponse {
        let parts = (fields + [("csrf", CSRF.token(for: session))]).map { "--xyz\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n" }.joined()
        return try await send(parts + "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n\(file)\r\n--xyz--\r\n", as: "multipart/form-data; boundary=xyz", to: path, session)
    }

    private func send(_ body: String, as type: String, to path: String, _ session: String) async throws -> TestResponse {
        var headers = HTTPFields()
        headers[.cookie] = "enlace_session=\(session)"
        headers[.contentType] = type
        return try await application.test(.router) { [headers] in try await $0.execute(uri: path, method: .post, headers: headers, body: ByteBuffer(string: body)) }
    }
}

extension TestResponse {
    public var text: String { String(buffer: body) }
    public var location: String { headers[.location] ?? "" }
    /// Where it leads, without what was done: `?done=…`.
    public var page: String { String(location.prefix { $0 != "?" }) }

    public func json() throws -> [String: Any] {
        guard let object = try JSONSerialization.jsonObject(with: Data(body.readableBytesView)) as? [String: Any] else { throw Missing(what: "a JSON object") }
        return object
    }
}
