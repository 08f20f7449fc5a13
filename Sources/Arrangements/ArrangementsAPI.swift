import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The arrangements as data: what the pages show, to the same people.
struct ArrangementsAPI {
    let house: House

    static let pageSize = 100

    var routes: [Route] {
        [
            .api("/arrangements", list),
            .api("/arrangements/answer", answer),
            .api("/arrangements/{id}", one),
        ]
    }

    private struct APIPage: Encodable {
        let arrangements: [APIArrangement]
        let total: Int
        let next: OrNull<String>
    }

    private func list(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["returning_state", "receiving_state", "page"])
        let returning = try ask.country("returning_state"), receiving = try ask.country("receiving_state"), page = try ask.pageNumber(), today = ask.today
        let filter = Arrangements.Filter(for: ask.viewer, returning: returning, receiving: receiving, today: today)
        let (arrangements, total) = try await house.database.read { tx in
            let all = Arrangements(tx)
            return (try all.list(filter, offset: (page - 1) * Self.pageSize, limit: Self.pageSize), try all.count(filter))
        }
        var next: String?
        if page * Self.pageSize < total {
            let parts = [returning.map { "returning_state=\($0.rawValue)" }, receiving.map { "receiving_state=\($0.rawValue)" }, "page=\(page + 1)"]
            next = "/api/v1/arrangements?" + parts.compactMap(\.self).joined(separator: "&")
        }
        return try ask.json(APIPage(arrangements: arrangements.map { shown($0, ask) }, total: total, next: .init(next)), validUntil: ask.tomorrow)
    }

    private func one(_ ask: Ask) async throws -> Response {
        try ask.allowOnly([])
        let key = try ask.parameter("id")
        guard let arrangement = try await house.database.read({ try Arrangements($0).arrangement(key: key) }), ask.viewer.maySee(arrangement.terms.level) else { throw PageError.notFound }
        return try ask.json(shown(arrangement, ask), validUntil: ask.tomorrow)
    }

    private func shown(_ arrangement: Arrangement, _ ask: Ask) -> APIArrangement {
        APIArrangement(arrangement, isKept: ArrangementKeeper(ask.viewer, house.permissions, arrangement) != nil, url: ask.absolute(ask.path(arrangement.path)), today: ask.today)
    }

    private func answer(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["crossing", "group", "on", "at"])
        func required(_ name: String) throws -> String {
            guard let text = ask.query[name] else { throw PageError.badRequest(field: name, reason: "missing") }
            return text
        }
        guard let group = PopulationGroup(rawValue: try required("group")) else { throw PageError.badRequest(field: "group", reason: "choice") }
        guard let day = Day(try required("on")) else { throw PageError.badRequest(field: "on", reason: "day") }
        let clock = try required("at")
        guard clock.utf8.count == 5, let minutes = HourSpan.minutes(clock), minutes < 1440 else { throw PageError.badRequest(field: "at", reason: "choice") }
        guard let (key, number) = AnswerPages.crossing(try required("crossing")), let arrangement = try await house.database.read({ try Arrangements($0).arrangement(key: key) }),
              ask.viewer.maySee(arrangement.terms.level), let crossing = arrangement.crossings.first(where: { $0.number == number }) else {
            throw PageError.nothingThere(field: "crossing", reason: "choice")
        }
        let instant = LocalTime(day: day, minutes: minutes).instant(in: crossing.zone.timeZone)
        let answer = ReceptionAnswer(arrangement, crossing, group, at: instant)
        return try ask.json(APIAnswer(answer, arrangement, crossing, group, at: instant, today: ask.today), validUntil: ask.tomorrow)
    }
}
