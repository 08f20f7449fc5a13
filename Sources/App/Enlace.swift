import Accounts
import Arrangements
import Decisions
import Dialogue
import Directory
import Foundation
import Hummingbird
import Localization
import Logging
import Membership
import Notices
import Plan
import Records
import Returns
import Search
import Storage
import Visas
import Web

/// The whole house, put together: the only place that knows every room.
public struct Enlace: Sendable {
    /// The rooms, in the order in which their tables are made.
    static let features: [any Feature.Type] = [
        MembershipRoom.self, DirectoryRoom.self, VisasRoom.self, DecisionsRoom.self, ReturnsRoom.self, ArrangementsRoom.self, DialogueRoom.self, PlanRoom.self, NoticesRoom.self,
        SearchRoom.self,
    ]

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
        let returns = ReturnsRoom(house, missions: DirectoryMissions())
        let work: [any Feature] = [
            MembershipRoom(house, posts: DirectoryPosts(), letters: NoticesRoom.letters(house, mail: mail)), DirectoryRoom(house), VisasRoom(house, posts: DirectoryPosts()),
            DecisionsRoom(house), returns, ArrangementsRoom(house),
            DialogueRoom(house, figures: DialogueFigures(returns: returns), questions: DialogueDecisions()),
        ]
        // The plan shows what the rooms can count, and does not know them.
        let offers = work + [PlanRoom(house, evidence: work.flatMap(\.evidence), questions: PlanDecisions())]
        let notices = NoticesRoom(house, expectations: offers.flatMap(\.expectations), calendars: offers.flatMap(\.calendars), mail: mail)
        rooms = offers + [notices, SearchRoom(house, kinds: offers.flatMap(\.searchKinds))]
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
