import Accounts
import Foundation
import Geography
import HummingbirdTesting
import Localization
import Networks
import Records
import Storage
import Web
@testable import Returns

/// The network with a consul of Mexico at one post, somebody of Mexico who only reads, and an administrator.
struct Consulates: Visited {
    let network: Network
    let counter: Counter
    let room: ReturnsRoom

    /// Two posts of Mexico, and missions of two countries of origin.
    struct Known: MissionsAbroad {
        static let tucson = OfferedPost(id: UUID(), key: "mx-us-tucson", name: LocalizedText(es: "Consulado en Tucson", en: "Consulate in Tucson"))
        static let yuma = OfferedPost(id: UUID(), key: "mx-us-yuma", name: LocalizedText(es: "Consulado en Yuma", en: "Consulate in Yuma"))

        func posts(of sending: CountryCode, in tx: Transaction) throws -> [OfferedPost] { sending.rawValue == "MX" ? [Self.tucson, Self.yuma] : [] }
        func posts(ids: [UUID], in tx: Transaction) throws -> [OfferedPost] { [Self.tucson, Self.yuma].filter { ids.contains($0.id) } }
        func missions(of sending: [CountryCode], in tx: Transaction) throws -> [MissionAbroad] {
            let all = [("IN", "US", "Houston", 29.76, -95.37), ("IN", "PA", "Panamá", 8.98, -79.52)].compactMap { sending, receiving, town, latitude, longitude -> MissionAbroad? in
                guard let sending = CountryCode(sending), let receiving = CountryCode(receiving) else { return nil }
                return MissionAbroad(sending: sending, receiving: receiving, name: LocalizedText(es: "Misión en \(town)", en: "Mission in \(town)"), town: town,
                                     position: Position(latitude: latitude, longitude: longitude), path: "/posts/x")
            }
            return all.filter { sending.contains($0.sending) }
        }
    }

    init(_ engine: Engine = .sqlite) async throws {
        var network = try await Network(for: ReturnsRoom.self, on: engine)
        try await network.employ("consul", .consul, of: "mx", post: Known.tucson.id)
        try await network.employ("reader", .observer, of: "mx")
        try await network.employ("admin", .administrator, of: "st")
        self.network = network
        counter = try Counter(network) { ReturnsRoom($0, missions: Known()) }
        room = ReturnsRoom(counter.house, missions: Known())
    }

    // MARK: What people do

    static func draft(_ reference: String, origin: String = "IN", on day: String = "2026-10-01", group: PopulationGroup = .adult, _ steps: [(StepKind, String)] = [],
                      office: RecordingOffice = .authority("Migración")) throws -> RequestDraft {
        guard let origin = CountryCode(origin), let mexico = CountryCode("MX"), let day = Day(day) else { throw Missing(what: "draft") }
        return RequestDraft(office: office, origin: origin, reference: try CaseReference(reference), document: .laissezPasser, group: group, mission: AskedMission(in: mexico), requestedOn: day,
                            steps: try steps.map { kind, on in
                                guard let on = Day(on) else { throw Missing(what: "day") }
                                return PlannedStep(kind, on: on)
                            })
    }

    @discardableResult
    func record(_ draft: RequestDraft, affirmed: Set<Affirmation> = Set(Affirmation.ofAll), by slug: String = "mx") async throws -> TravelRequest.ID {
        let owner = try delegation(slug), actor = try actor(slug), now = now
        return try await database.write { try TravelRequests($0).record(draft, affirmed: affirmed, of: owner, by: actor, at: now) }
    }

    func step(_ kind: StepKind, _ on: String, of id: TravelRequest.ID) async throws {
        let actor = try actor("mx"), now = now
        guard let on = Day(on) else { throw Missing(what: "day") }
        try await database.write { try TravelRequests($0).add(PlannedStep(kind, on: on), to: id, by: actor, at: now) }
    }

    func takeBack(_ kind: StepKind, of id: TravelRequest.ID) async throws {
        let actor = try actor("mx"), now = now
        try await database.write { try TravelRequests($0).takeBack(kind, of: id, by: actor, at: now) }
    }

    /// By somebody who has just looked at it.
    func remove(_ id: TravelRequest.ID) async throws {
        let actor = try actor("mx"), now = now
        try await database.write { try TravelRequests($0).remove(id, seen: TravelRequests($0).request(id)?.changedAt, by: actor, at: now) }
    }

    func state(_ count: MonthlyCount, seen: Date? = nil, by slug: String) async throws {
        let owner = try delegation(slug), actor = try actor(slug), now = now
        try await database.write { try MonthlyCounts($0).state(count, seen: seen, affirmed: Set(Affirmation.ofAll), of: owner, by: actor, at: now) }
    }

    func takeBackCount(_ origin: String, _ month: String, seen: Date?, by slug: String) async throws {
        let owner = try delegation(slug), actor = try actor(slug), now = now
        guard let origin = CountryCode(origin), let month = Month(month) else { throw Missing(what: month) }
        try await database.write { try MonthlyCounts($0).takeBack(origin, month, seen: seen, of: owner, by: actor, at: now) }
    }

    // MARK: In a browser

    /// Sends a file with the affirmations.
    func upload(_ text: String, _ session: String, affirmed: Bool = true) async throws -> TestResponse {
        let fields = affirmed ? Affirmation.ofAll.map { ("affirm_\($0.rawValue)", "yes") } : []
        return try await upload(text, named: "requests.csv", to: "/es/desk/returns/import", session, fields)
    }
}
