import Accounts
import Foundation
import Storage
import Localization
import Records

/// A room of the house as the others see it: what the roof needs to put it in its place.
public protocol Feature: Sendable {
    /// Name of the room's folder of views and prefix of its catalogue's keys, in lower case.
    static var name: String { get }
    /// Who may do what.
    static var permissions: Permissions { get }
    static var migrations: Migrations { get }
    /// Where the room keeps `Views` and `Strings`.
    static var resources: URL { get }

    init(_ house: House)

    /// All addresses that the room answers.
    var routes: [Route] { get }

    // What a room may offer to the others, by way of the roof; most offer nothing (see Offers.swift).

    /// Work that the room does from the queue.
    var jobs: [JobHandler] { get }
    /// Work of the room that comes again by itself.
    var schedules: [Schedule] { get }
    var expectations: [any ExpectationSource] { get }
    var calendars: [any CalendarSource] { get }
    var evidence: [any EvidenceSource] { get }
    /// Kinds of record that the room has put into the search.
    var searchKinds: [any SearchKind] { get }
}

/// What every room may use: the records, the texts, the views, the time.
public struct House: Sendable {
    public let database: Database
    public let catalogue: Catalogue
    public let views: Views
    public let clock: WallClock
    public let permissions: Permissions
    public let settings: Settings
    public let metrics: Metrics
    let formLimits = FormLimits()

    public init(database: Database, catalogue: Catalogue, views: Views, clock: WallClock, permissions: Permissions, settings: Settings, metrics: Metrics) {
        self.database = database
        self.catalogue = catalogue
        self.views = views
        self.clock = clock
        self.permissions = permissions
        self.settings = settings
        self.metrics = metrics
    }
}

/// How this server was started.
public struct Settings: Sendable {
    /// Shown on every page, and the only way in which invented accounts may exist.
    public var isDemonstration = false
    /// The address under which people reach the server, without a slash at the end: `https://enlace.example`. Links in mails,
    /// QR pictures and the API are made from it; nil takes the request's own `Host`.
    public var publicAddress: String?
    /// True behind a reverse proxy of ours, whose `X-Forwarded-For` can be believed.
    public var trustsProxy = false
    /// False only for benchmarks that measure a page without it.
    public var usesPageCache = true
    /// False only for tests that send more forms than a person would.
    public var limitsForms = true

    public init(isDemonstration: Bool = false, publicAddress: String? = nil, trustsProxy: Bool = false, usesPageCache: Bool = true, limitsForms: Bool = true) {
        self.limitsForms = limitsForms
        self.isDemonstration = isDemonstration
        self.publicAddress = publicAddress
        self.trustsProxy = trustsProxy
        self.usesPageCache = usesPageCache
    }

    /// Cookies carry `Secure` and the `__Host-` prefix (RFC 6265bis, 4.1.3.2) where people come by TLS.
    public var isSecure: Bool { publicAddress?.hasPrefix("https://") ?? false }
}
