import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Survival
import Web

/// The index as data for those who may read its pages; requests and monthly counts for the officers of their owner alone.
struct ReturnsAPI {
    let house: House
    let missions: any MissionsAbroad
    let keep: StatisticsKeep

    static let pageSize = 100

    var routes: [Route] {
        [
            .api("/returns/index", .may(.seeStatistics), index),
            .api("/returns/countries/{country}", .may(.seeStatistics), country),
            .api("/returns/requests", .may(.seeRequests), requests),
            .api("/returns/months", .may(.keepCounts), months),
        ]
    }

    private struct Index: Encodable {
        let asOf: String
        let countedOn: String
        let nextOn: String
        let from: String
        let thresholds: APIThresholds
        let region: APIFigures?
        let countries: [APIOrigin]
    }

    private func index(_ ask: Ask) async throws -> Response {
        try ask.allowOnly([])
        let statistics = try await keep.statistics(house)
        return try ask.json(Index(asOf: statistics.asOf.description, countedOn: statistics.edition.countedOn.description, nextOn: statistics.edition.next.countedOn.description, from: statistics.halves[0].first.description,
                                  thresholds: APIThresholds(statistics.thresholds), region: statistics.region.map(APIFigures.init), countries: statistics.countries.map { APIOrigin($0, ask) }))
    }

    private struct Country: Encodable {
        let asOf: String
        let countedOn: String
        let nextOn: String
        let from: String
        let country: String
        let figures: APIOrigin?
        let fates: [String: OrNull<Int>]
        let reporting: [APIPart]
        let halves: [APIPart]
        let monthlyCounts: [APICounts]
        let missions: APIMissions
    }

    private func country(_ ask: Ask) async throws -> Response {
        try ask.allowOnly([])
        guard let country = CountryCode(try ask.parameter("country")) else { throw PageError.notFound }
        let statistics = try await keep.statistics(house), missions = missions
        let (delegations, found, counts) = try await house.database.read { tx in
            (try Delegations.all(in: tx), try missions.missions(of: [country], in: tx), CountsRelease(try MonthlyCounts(tx).sums(in: statistics.edition)[country] ?? []))
        }
        let slugs = Dictionary(delegations.map { ($0.id, $0.slug) }, uniquingKeysWith: { first, _ in first }), origin = statistics[country]
        let reporting = (origin?.reporting.compactMap { part in delegations.first { $0.id == part.key }?.country } ?? []) + (ask.viewer?.countries ?? [])
        return try ask.json(Country(
            asOf: statistics.asOf.description, countedOn: statistics.edition.countedOn.description, nextOn: statistics.edition.next.countedOn.description, from: statistics.halves[0].first.description, country: country.rawValue, figures: origin.map { APIOrigin($0, ask) },
            fates: origin.map { origin in Dictionary(Heap.Fate.allCases.map { ($0.rawValue, OrNull(origin.release.count($0))) }, uniquingKeysWith: { first, _ in first }) } ?? [:],
            reporting: origin.map { origin in origin.reporting.indices.map { APIPart(slugs[origin.reporting[$0].key] ?? "", PublicFigures(origin, reporting: $0), nil) } } ?? [],
            halves: origin.map { origin in
                origin.halves.indices.map { index in
                    let shown = PublicFigures(origin, half: index)
                    return APIPart(origin.halves[index].key.description, shown, origin.halves[index].assessment.standing)
                }
            } ?? [],
            monthlyCounts: counts.lines.map { APICounts($0, slugs[$0.owner] ?? "") },
            missions: APIMissions(MissionFindings(of: country, among: found, for: Array(Set(reporting)).sorted()))))
    }

    private struct RequestsPage: Encodable {
        let requests: [APIRequest]
        let total: Int
        let next: OrNull<String>
    }

    private func requests(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["standing", "origin", "group", "page"])
        let scope = try Scope(ask), page = try ask.number("page", in: 1...10_000) ?? 1, today = ask.today
        var filter = scope.filter
        filter.standing = try ask.choice("standing")
        filter.origin = try ask.choice("origin")
        filter.group = try ask.choice("group")
        let asked = filter
        let (requests, counts, steps) = try await house.database.read { tx in
            let store = TravelRequests(tx)
            let requests = try store.list(asked, today: today, offset: (page - 1) * Self.pageSize, limit: Self.pageSize)
            return (requests, try store.counts(asked, today: today), try store.steps(of: requests.map(\.id)))
        }
        let total = counts[asked.standing] ?? 0
        let parts = [asked.standing.map { "standing=\($0.rawValue)" }, asked.origin.map { "origin=\($0)" }, asked.group.map { "group=\($0.rawValue)" }, "page=\(page + 1)"].compactMap(\.self)
        let next = page * Self.pageSize < total ? "/api/v1/returns/requests?" + parts.joined(separator: "&") : nil
        return try ask.json(RequestsPage(requests: requests.map { APIRequest($0, steps[$0.id] ?? []) }, total: total, next: OrNull(next)))
    }

    private struct MonthsPage: Encodable {
        let months: [MonthlyCount]
        let total: Int
        let next: OrNull<String>
    }

    private func months(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["page"])
        let scope = try Scope(ask, .keepCounts), page = try ask.number("page", in: 1...10_000) ?? 1
        let (counts, total) = try await house.database.read { tx in
            let store = MonthlyCounts(tx)
            return (try store.list(of: scope.delegation.id, offset: (page - 1) * Self.pageSize, limit: Self.pageSize), try store.total(of: scope.delegation.id))
        }
        return try ask.json(MonthsPage(months: counts.map(\.count), total: total, next: OrNull(page * Self.pageSize < total ? "/api/v1/returns/months?page=\(page + 1)" : nil)))
    }
}
