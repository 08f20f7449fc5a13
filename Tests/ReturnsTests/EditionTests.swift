import Accounts
import Foundation
import Geography
import HTTPTypes
import HummingbirdTesting
import Localization
import Networks
import Records
import Storage
import Survival
import Testing
import Web
@testable import Returns

@Suite("What the network is shown stands still until the month ends")
struct EditionTests {
    static let paths = ["/es/returns", "/en/returns", "/es/returns/countries/in", "/en/returns/countries/in", "/es/returns/countries/co", "/es/returns/countries/gh", "/returns/index.csv",
                        "/api/v1/returns/index", "/api/v1/returns/countries/IN", "/api/v1/returns/countries/CO", "/api/v1/returns/countries/GH"]
    static let readers = ["mx", "us", "gt", "consul", "st"]

    static func instant(_ day: String, hour: Double = 12) throws -> Date { try #require(Day(day)).start(in: .network).addingTimeInterval(hour * 3600) }

    /// All that readers of the statistics are shown, other rooms and the plan's evidence with it.
    static func look(_ house: Consulates, _ sessions: [String: String]) async throws -> [String: String] {
        var shown: [String: String] = [:]
        for (who, session) in sessions {
            for path in paths {
                let answer = try await house.get(path, session)
                #expect(answer.status == .ok, "\(who) \(path)")
                shown["\(who) \(path)"] = answer.text.replacing(#/nonce="[^"]*"/#, with: "")
            }
        }
        let room = house.room, now = house.now, india = try #require(CountryCode("IN"))
        shown["another room"] = try await house.database.read { "\(try room.issuance(of: [india], in: $0))" }
        shown["the plan"] = try await house.database.read { tx in try room.evidence.flatMap { try $0.figures(for: "1.3.1", at: now, in: tx) }.map { "\($0)" }.joined() }
        return shown
    }

    static func count(_ origin: String, _ month: String, _ requested: Int) throws -> MonthlyCount {
        MonthlyCount(origin: try #require(CountryCode(origin)), month: try #require(Month(month)), requested: requested, issued: 6, refused: 5, unanswered: requested - 11)
    }

    @Test("A member looks, another records late cases and steps, takes back, deletes and counts; the member looks again and sees the same bytes; when the month has turned all of it is in",
          arguments: Engine.atHand)
    func standsStill(engine: Engine) async throws {
        let house = try await Consulates(engine)
        house.clock.set(try Self.instant("2026-10-20"))
        var ids: [String: TravelRequest.ID] = [:]
        for slug in ["mx", "us", "gt"] {
            for index in 0..<24 {
                let steps: [(StepKind, String)] = [[(.issued, "2026-05-\(20 + index % 10)")], [(.refused, "2026-07-01")], []][index % 4 % 3]
                ids["\(slug)-\(index)"] = try await house.record(Consulates.draft("\(slug)-26-\(index)", on: "2026-05-10", steps), by: slug)
            }
        }
        for month in ["2026-06", "2026-07", "2026-08"] { try await house.state(Self.count("CO", month, 20), by: "cr") }

        house.clock.set(try Self.instant("2026-11-25"))
        var sessions: [String: String] = [:]
        for who in Self.readers { sessions[who] = try await house.signIn(who) }
        let before = try await Self.look(house, sessions)
        #expect(before["us /returns/index.csv"]?.contains("IN,") == true && before["us /returns/index.csv"]?.contains(",72,") == true)
        #expect(before["us /es/returns/countries/in"]?.contains("Contado el 1 de noviembre de 2026") == true && before["us /es/returns/countries/in"]?.contains("entra el 1 de diciembre de 2026") == true)
        #expect(before["us /en/returns"]?.contains("Counted on November 1, 2026") == true || before["us /en/returns"]?.contains("Counted on 1 November 2026") == true)
        #expect(before["us /api/v1/returns/countries/CO"]?.contains("\"requested\":60") == true)

        for index in 0..<7 { try await house.record(Consulates.draft("late-\(index)", on: "2026-09-10", [(.issued, "2026-09-\(20 + index)")])) }
        for index in 0..<8 { try await house.record(Consulates.draft("GH-\(index)", origin: "GH", on: "2026-05-10")) }
        // Open ones are answered; one of them twice over, in the end as it was.
        for key in ["mx-2", "mx-6", "mx-10"] { try await house.step(.issued, "2026-10-30", of: #require(ids[key])) }
        try await house.takeBack(.issued, of: #require(ids["mx-10"]))
        // An outcome was wrong; another too, and is another now; three cases were no cases at all.
        try await house.takeBack(.issued, of: #require(ids["mx-0"]))
        try await house.takeBack(.issued, of: #require(ids["mx-4"]))
        try await house.step(.nationalityDenied, "2026-08-01", of: #require(ids["mx-4"]))
        for key in ["mx-1", "mx-3", "mx-8"] { try await house.remove(#require(ids[key])) }
        let removed = try #require(ids["mx-1"])
        #expect(try await house.database.read { try TravelRequests($0).request(removed) } == nil)
        try await house.state(Self.count("CO", "2026-09", 20), by: "cr")
        try await house.state(Self.count("CO", "2026-07", 26), seen: Self.instant("2026-10-20"), by: "cr")
        try await house.state(Self.count("CO", "2026-07", 27), seen: house.now, by: "cr")
        try await house.takeBackCount("CO", "2026-08", seen: Self.instant("2026-10-20"), by: "cr")

        let after = try await Self.look(house, sessions)
        for (key, text) in before { #expect(after[key] == text, "\(key) has moved") }
        // The owner's own lists are of now, and nothing that was deleted is in them or anywhere.
        let own = try await house.get("/returns/requests.csv", #require(sessions["mx"])).text
        #expect(own.contains("LATE-6") && own.contains("MX-26-2,") && !own.contains("MX-26-1,"))
        #expect(try await house.database.read { try $0.value("SELECT count(*) AS n FROM travel_request_step s WHERE NOT EXISTS (SELECT 1 FROM travel_request r WHERE r.id = s.request)", as: Int.self) } == 0)
        house.clock.set(try Self.instant("2026-12-01", hour: 0).addingTimeInterval(-1))
        #expect(try await house.get("/returns/index.csv", house.signIn("us")).text == before["us /returns/index.csv"])

        // The month has turned: as if all had been recorded so from the beginning.
        house.clock.set(try Self.instant("2026-12-01", hour: 0))
        for who in Self.readers { sessions[who] = try await house.signIn(who) }
        let next = try await Self.look(house, sessions)
        #expect(next["us /returns/index.csv"] != before["us /returns/index.csv"])
        let india = try #require(CountryCode("IN")), fresh = try await house.database.read { tx in
            try tx.rows("SELECT origin, outcome, count(*) AS n FROM travel_request GROUP BY origin, outcome ORDER BY 1, 2") { "\(try $0.get("origin", as: String.self)) \(try $0.get("outcome", as: String?.self) ?? "") \(try $0.get("n", as: Int.self))" }
        }
        #expect(Set(fresh) == ["GH  8", "IN issued 41", "IN nationality_denied 1", "IN refused 17", "IN  17"])
        let counted = try await house.database.read { [now = house.now] in try Heaps($0).counted(in: Edition(at: now)) }
        #expect(counted[india]?.values.flatMap(\.values).reduce(0) { $0 + $1.requests } == 76)
        #expect(next["us /returns/index.csv"]?.contains(",76,") == true && next["us /es/returns"]?.contains("Ghana") == true)
        #expect(next["us /api/v1/returns/countries/CO"]?.contains("\"requested\":67") == true)
        // What no edition needs is gone for good.
        #expect(try await kept(house) == [8, 2])
        house.clock.advance(by: 2 * 3600)
        try await house.database.write { [now = house.now] in try EditionStore($0).forget(at: now) }
        #expect(try await kept(house) == [0, 0])
        #expect(try await Self.look(house, sessions) == next)
    }

    /// States beside the cases and beside the counts.
    private func kept(_ house: Consulates) async throws -> [Int] {
        try await house.database.read { tx in
            [try tx.value("SELECT count(*) AS n FROM travel_request_edition") ?? 0, try tx.value("SELECT count(*) AS n FROM travel_request_count_edition") ?? 0]
        }
    }

    @Test("By chance, through five months: an edition is what the lists held when the month began, at each of its instants", arguments: Engine.atHand)
    func chance(engine: Engine) async throws {
        let house = try await Consulates(engine)
        var chance = DemonstrationRequests.Chance(state: 26), ids: [TravelRequest.ID] = [], number = 0
        house.clock.set(try Self.instant("2026-03-01", hour: 0))
        for _ in 0..<5 {
            let edition = Edition(at: house.now), held = try await live(house, edition)
            #expect(try await counted(house, edition) == held)
            for _ in 0..<24 {
                house.clock.advance(by: 86_400 + Double(chance.below(9000)))
                guard Edition(at: house.now) == edition else { break }
                switch chance.below(6) {
                case 0, 1:
                    number += 1
                    ids.append(try await house.record(Consulates.draft("MX-\(number)", on: house.today.adding(days: -chance.below(90)).description), by: ["mx", "us"][chance.below(2)]))
                case 2, 3 where !ids.isEmpty:
                    try? await house.step([.issued, .refused, .withdrawn, .interview][chance.below(4)], house.today.adding(days: -chance.below(9)).description, of: ids[chance.below(ids.count)])
                case 4 where !ids.isEmpty: try? await house.takeBack([.issued, .refused][chance.below(2)], of: ids[chance.below(ids.count)])
                case 5 where ids.count > 4: try await house.remove(ids.remove(at: chance.below(ids.count)))
                default: break
                }
                #expect(try await counted(house, edition) == held)
            }
            house.clock.set(edition.next.countedAt)
        }
        #expect(number > 20 && ids.count > 8)
    }

    private func counted(_ house: Consulates, _ edition: Edition) async throws -> [String] {
        try await house.database.read { try Heaps($0).counted(in: edition) }.flatMap { origin, owners in
            owners.flatMap { owner, halves in halves.map { "\(origin) \(owner) \($0.key) \($0.value.fates) \($0.value.bands) \($0.value.later)" } }
        }.sorted()
    }

    /// The same from the rows of the list, one by one.
    private func live(_ house: Consulates, _ edition: Edition) async throws -> [String] {
        var heaps: [String: Heap] = [:]
        let rows = try await house.database.read { try $0.rows("SELECT * FROM travel_request", as: TravelRequest.init) }, first = Statistics.halves(until: edition.asOf)[0]
        for row in rows where HalfYear(row.requestedOn) >= first {
            let age = edition.asOf.daysSince1970 - row.requestedOn.daysSince1970, ending = row.outcome?.ending ?? .open
            heaps["\(row.origin) \(row.owner) \(HalfYear(row.requestedOn).index)", default: Heap()].add(days: row.isOpen ? age : row.days(until: edition.asOf), ending, isOfAge: age >= Heap.timely, times: 1)
        }
        return heaps.map { "\($0.key) \($0.value.fates) \($0.value.bands) \($0.value.later)" }.sorted()
    }

    @Test("A deletion is told to whom it concerns: nothing of what was seen since is lost, and the trail keeps it without the reference")
    func deletion() async throws {
        let house = try await Consulates(), mexico = try await house.signIn("mx")
        let id = try await house.record(Consulates.draft("MX-26-077", on: "2026-10-01", [(.interview, "2026-10-03")])), path = "/es/desk/returns/\(id)"
        let page = try await house.get(path, mexico).text
        let seen = try #require(page.firstMatch(of: #/name="seen" value="([0-9]+)"/#)).1
        house.clock.advance(by: 60)
        try await house.step(.issued, "2026-10-20", of: id)
        let late = try await house.post("\(path)/removal", mexico, ["seen": String(seen)])
        #expect(late.status == .unprocessableContent && late.text.contains("Alguien más cambió la solicitud"))
        #expect(try await house.post("\(path)/removal", house.signIn("us"), ["seen": String(seen)]).status == .notFound)
        let now = try #require(try await house.get(path, mexico).text.firstMatch(of: #/name="seen" value="([0-9]+)"/#)).1
        #expect(try await house.post("\(path)/removal", mexico, ["seen": String(now)]).location == "/es/desk/returns?done=returns.removed_done")
        #expect(try await house.get(path, mexico).status == .notFound)
        // Of this month alone: no edition has counted it, so nothing at all stays.
        #expect(try await kept(house) == [0, 0])
        let trail = try await house.database.read { try $0.rows("SELECT action, before_state FROM audit ORDER BY number DESC LIMIT 1") { (try $0.get("action", as: String.self), try $0.get("before_state", as: String?.self) ?? "") } }
        #expect(trail.first?.0 == "returns.request.removed" && trail.first?.1.contains("\"origin\":\"IN\"") == true && trail.first?.1.contains("077") == false)
        // The reference is free again.
        try await house.record(Consulates.draft("MX-26-077"))
    }

    @Test("The demonstration shows figures at once, on whichever day it is made", arguments: ["2026-11-01", "2026-11-25", "2027-02-28"])
    func demonstration(day: String) async throws {
        let house = try await Consulates()
        house.clock.set(try Self.instant(day, hour: 9))
        try await house.database.write { [now = house.now] in try DemonstrationRequests.create(in: $0, at: now) }
        let index = try await house.get("/returns/index.csv", house.signIn("us")).text
        for origin in ["CO", "IN", "CM", "BD"] { #expect(index.contains("\r\n\(origin),"), "\(origin)") }
        #expect(try await house.database.read { try $0.value("SELECT count(*) AS n FROM travel_request WHERE recorded_at > \(house.now)", as: Int.self) } == 0)
        #expect(try await house.get("/api/v1/returns/countries/CO", house.signIn("us")).text.contains("\"reporting\":\"hn\""))
    }

    @Test("What is recorded does not have the figures of a month worked out anew; new thresholds do, and the next month")
    func kept() async throws {
        let house = try await Consulates()
        house.clock.set(try Self.instant("2026-11-25", hour: 9))
        func counts() async throws -> Bool {
            let meter = StatementMeter(), mexico = try await house.signIn("mx")
            let page = try await StatementMeter.$current.withValue(meter) { try await house.get("/es/returns", mexico) }
            #expect(page.status == .ok)
            return meter.statements.contains { $0.contains("travel_request_edition") }
        }
        #expect(try await counts())
        #expect(try await !counts())
        try await house.record(Consulates.draft("MX-1-1", on: "2026-05-10", [(.issued, "2026-06-10")]))
        #expect(try await !counts())
        try await house.database.write { [now = house.now] in
            var thresholds = Thresholds.initial
            thresholds.fewestRequests += 1
            try ThresholdStore($0).set(thresholds, reason: "a test", by: .shell, at: now)
        }
        #expect(try await counts())
        // In the first hour of a month another process may still be in the last one.
        house.clock.set(try Self.instant("2026-12-01", hour: 0).addingTimeInterval(60))
        #expect(try await counts())
        try await house.record(Consulates.draft("MX-1-2", on: "2026-05-10", []))
        #expect(try await counts())
        house.clock.set(try Self.instant("2026-12-01", hour: 2))
        _ = try await counts()
        try await house.record(Consulates.draft("MX-1-3", on: "2026-05-10", []))
        #expect(try await !counts())
    }

    @Test("The counting of cases reads the index alone")
    func plan() async throws {
        let house = try await Consulates()
        try await house.database.write { [now = house.now] in try DemonstrationRequests.create(in: $0, at: now) }
        let meter = StatementMeter()
        let edition = Edition(at: house.now)
        _ = try await StatementMeter.$current.withValue(meter) { try await house.database.read { try Heaps($0).counted(in: edition) } }
        let statements = meter.statements
        #expect(statements.count == 2)
        for statement in statements {
            let plan = try await house.database.read { try $0.rows(SQL(trusted: "EXPLAIN QUERY PLAN " + statement.replacing(#/\$[0-9]+/#, with: "0"))) { try $0.get("detail", as: String.self) } }
            #expect(plan.contains { $0.contains("travel_request USING COVERING INDEX travel_request_tally") }, "\(plan)")
            #expect(plan.contains { $0.contains("USING INDEX travel_request_edition_number") }, "\(plan)")
        }
    }
}
