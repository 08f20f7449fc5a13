import Accounts
import Foundation
import Records
import Storage
import Web

/// Travel-document requests (plan row 1.3.1): asked of countries of origin for dignified returns, followed to their outcome, and
/// what they tell of the countries that hinder the issuance. Rows are their owner's alone; the network sees statistics.
public struct ReturnsRoom: Feature {
    public static let name = "returns"
    public static var resources: URL { Bundle.module.bundleURL }

    /// The Secretariat reads statistics and no row of anybody's. Observers, among whom countries of origin may be, read neither.
    public static let permissions = Permissions([
        .seeRequests: [.liaison: .ownDelegation, .consul: .ownPost],
        .recordRequests: [.liaison: .ownDelegation, .consul: .ownPost],
        .keepCounts: [.liaison: .ownDelegation],
        .seeStatistics: [.liaison: .any, .consul: .any, .secretariat: .any],
        .setThresholds: [.secretariat: .any],
    ])

    let house: House
    let missions: any MissionsAbroad
    let keep = StatisticsKeep()
    private let evidenceKeep = EditionKeep<[EvidenceFigure]>()

    static let forgetEditions = "returns.editions.forget"

    /// The room by itself, in a house without a directory.
    public init(_ house: House) { self.init(house, missions: NoMissions()) }

    /// - Parameter missions: what it must know of posts.
    public init(_ house: House, missions: any MissionsAbroad) {
        self.house = house
        self.missions = missions
    }

    public var routes: [Route] {
        let pages: [[Route]] = [
            DeskPages(house: house, missions: missions).routes, EntryPages(house: house, missions: missions).routes, ImportPages(house: house, missions: missions).routes,
            MonthPages(house: house).routes, RequestPages(house: house, missions: missions).routes, StatisticsPages(house: house, missions: missions, keep: keep).routes,
            CountryPages(house: house, missions: missions, keep: keep).routes, ThresholdPages(house: house).routes, ReturnsAPI(house: house, missions: missions, keep: keep).routes,
        ]
        return pages.flatMap(\.self)
    }

    public var jobs: [JobHandler] { [JobHandler(Self.forgetEditions, affectsPages: false, .records { _, now, tx in try EditionStore(tx).forget(at: now) })] }
    public var schedules: [Schedule] { [Schedule(Self.forgetEditions, every: 86_400)] }
    public var evidence: [any EvidenceSource] { [ReturnsEvidence(house: house, keep: evidenceKeep)] }
    public var expectations: [any ExpectationSource] { [QuietRequests()] }
}

extension Action {
    static let seeRequests: Action = "returns.requests.see"
    static let recordRequests: Action = "returns.requests.record"
    /// Monthly counts, and requests from a file.
    static let keepCounts: Action = "returns.counts.keep"
    public static let seeStatistics: Action = "returns.statistics.see"
    static let setThresholds: Action = "returns.thresholds.set"
}
