import Accounts
import Foundation
import Localization
import Records
import Storage
import Web

/// The eleven with a liaison officer each, the Secretariat, civil society and an observer, in a database of its own with the tables of
/// one room, and a clock that is moved by hand: Wednesday 25 November 2026, 09:46 UTC.
public struct Network: Sendable {
    public let url: DatabaseURL
    public let database: Database
    public let clock = MovableClock(Date(timeIntervalSince1970: 1_795_600_000))
    /// Who speaks, by the delegation's short name: `mx`, `st`, `obs`.
    public private(set) var officers: [String: Viewer]
    public let delegations: [String: Delegation]

    public var now: Date { clock.clock.now }
    public var today: Day { Day(now, in: .network) }

    public init<Room: Feature>(for room: Room.Type, on engine: Engine = .sqlite) async throws {
        url = try await engine.database(of: Room.name)
        database = try await Database.open(url, readers: 2)
        try await database.migrate([AuditTrail.migrations, Job.migrations, Notice.migrations, AccountsSchema.migrations, Room.migrations])
        let now = clock.clock.now
        (officers, delegations) = try await database.write { tx in
            try Delegations.ensureFoundations(in: tx, at: now)
            _ = try Delegations.addObserver(name: LocalizedText(es: "Observador", en: "Observer"), abbreviation: "obs", by: .shell, at: now, in: tx)
            let all = try Delegations.all(in: tx)
            return (Dictionary(uniqueKeysWithValues: try all.map { ($0.slug, try Self.person($0.usualRole, of: $0, at: now, in: tx)) }),
                    Dictionary(uniqueKeysWithValues: all.map { ($0.slug, $0) }))
        }
    }

    /// One more person, who speaks under a key of their own.
    public mutating func employ(_ key: String, _ role: Role, of slug: String, post: UUID? = nil) async throws {
        guard let delegation = delegations[slug] else { throw Missing(what: slug) }
        let now = now
        officers[key] = try await database.write { try Self.person(role, of: delegation, post: post, named: key, at: now, in: $0) }
    }

    /// Somebody with one role, as a room meets them after they have signed in.
    public static func person(_ role: Role, of delegation: Delegation, post: UUID? = nil, named name: String? = nil, at now: Date, in tx: Transaction) throws -> Viewer {
        let name = name ?? "\(role.rawValue) \(delegation.slug)"
        let person = try People.make(email: "\(name.replacing(" ", with: "."))@example.org", name: name, language: .spanish, password: "x", isDemonstration: false, by: .shell, at: now, in: tx)
        try Grants.give(role, to: person.id, of: delegation, post: post, by: .shell, at: now, in: tx)
        return Viewer(person: person.id, name: person.name, session: ID<Session>(at: now), language: .spanish, grants: [.init(role: role, delegation: delegation, post: post)])
    }
}

extension Delegation {
    fileprivate var usualRole: Role {
        switch kind {
        case .member: .liaison
        case .secretariat: .secretariat
        case .civilSociety: .delegate
        case .observer: .observer
        }
    }
}

/// A network in which the people of one room act.
public protocol Networked: Sendable {
    var network: Network { get }
}

extension Networked {
    public var database: Database { network.database }
    public var clock: MovableClock { network.clock }
    public var officers: [String: Viewer] { network.officers }
    public var delegations: [String: Delegation] { network.delegations }
    public var now: Date { network.now }
    public var today: Day { network.today }

    public func viewer(_ slug: String) throws -> Viewer {
        guard let viewer = network.officers[slug] else { throw Missing(what: slug) }
        return viewer
    }

    public func actor(_ slug: String) throws -> Actor { try viewer(slug).actor(by: nil) }

    public func delegation(_ slug: String) throws -> Delegation {
        guard let delegation = network.delegations[slug] else { throw Missing(what: slug) }
        return delegation
    }
}
