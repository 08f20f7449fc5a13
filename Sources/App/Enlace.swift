import Accounts
import Decisions
import Directory
import Foundation
import Hummingbird
import Localization
import Logging
import Membership
import Notices
import Plan
import Records
import Search
import Storage
import Visas
import Web

/// The whole house, put together: the only place that knows every room.
public struct Enlace: Sendable {
    /// The rooms, in the order in which their tables are made.
    static let features: [any Feature.Type] = [MembershipRoom.self, DirectoryRoom.self, VisasRoom.self, DecisionsRoom.self, PlanRoom.self, NoticesRoom.self, SearchRoom.self]

    public static let migrations: [Migrations] = [AuditTrail.migrations, Job.migrations, Notice.migrations] + features.map { $0.migrations }

    /// Who may do what, in all rooms.
    public static let permissions = features.reduce(Permissions()) { $0.merging($1.permissions) }

    public let house: House
    public let routes: [Route]
    /// With what they have for the queue.
    let rooms: [any Feature]

    /// Opens the database, brings its tables up to date and makes the rooms ready.
    /// - Throws: ``StorageError`` when the database cannot be reached; a ``Catalogue/Fault`` or ``Views/Fault`` when a text or
    ///   a template of the program is wrong.
    /// - Parameter mail: nil where no mail is sent; it waits in the outbox then.
    public init(database: Database, settings: Settings = Settings(), mail: MailSettings? = nil, clock: WallClock = .system) async throws {
        try await database.migrate(Self.migrations)
        let catalogue = try Self.catalogue()
        let views = try Views(folders: Self.rooms.map { ($0.name, $0.resources.appendingPathComponent("Views")) }, catalogue: catalogue)
        house = House(database: database, catalogue: catalogue, views: views, clock: clock, permissions: Self.permissions, settings: settings, metrics: Metrics())
        let house = house
        let api = try APIDocument(rooms: Self.rooms.map(\.resources))
        let directory = DirectoryRoom(house), visas = VisasRoom(house, posts: DirectoryPosts())
        let work: [any Feature] = [
            MembershipRoom(house, posts: DirectoryPosts()), directory, visas, DecisionsRoom(house), PlanRoom(house, evidence: directory.evidence + visas.evidence, questions: PlanDecisions()),
        ]
        let notices = NoticesRoom(house, expectations: work.flatMap(\.expectations), calendars: work.flatMap(\.calendars), mail: mail)
        rooms = work + [notices, SearchRoom(house, kinds: work.flatMap(\.searchKinds))]
        routes = WebRoom.routes(house) + rooms.flatMap(\.routes) + [api.route]
    }

    /// The queue's work in this process.
    public func jobRunner(logger: Logger) -> JobRunner { JobRunner(rooms, house: house, logger: logger) }

    /// What answers every request.
    public var frontDoor: FrontDoor { FrontDoor(house: house, routes: routes) }

    /// Every text of the house.
    public static func catalogue() throws -> Catalogue {
        try Catalogue(folders: [Catalogue.ownFolder] + rooms.map { $0.resources.appendingPathComponent("Strings") })
    }

    /// Names and folders of all that has views and texts.
    public static var rooms: [(name: String, resources: URL)] {
        [(WebRoom.name, WebRoom.resources)] + features.map { ($0.name, $0.resources) }
    }
}
