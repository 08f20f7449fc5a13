import Accounts
import Foundation
import Geography
import HTTPTypes
import HummingbirdTesting
import Localization
import Networks
import Storage
import Survival
import Testing
@testable import Returns

@Suite("No small count follows from what is shown")
struct SuppressionTests {
    /// Requests by chance: some reporting countries with many, some with few.
    static func counted(_ chance: inout DemonstrationRequests.Chance, countries: Int, size: Int) -> [ID<Delegation>: Heaps.ByHalf] {
        let last = HalfYear(Day(daysSince1970: 20_757)), endings: [Ending] = [.issued, .issued, .issued, .issued, .refused, .open, .open, .withdrawn]
        var all: [ID<Delegation>: Heaps.ByHalf] = [:]
        for _ in 0..<countries {
            var byHalf: Heaps.ByHalf = [:]
            for back in 0..<Statistics.span {
                var heap = Heap()
                for _ in 0..<chance.below(size) {
                    let days = chance.below(200), ending = endings[chance.below(endings.count)]
                    heap.add(days: days, ending, isOfAge: days >= Heap.timely || chance.below(4) > 0 && ending != .open, times: 1)
                }
                byHalf[last.adding(-back).index] = heap
            }
            all[ID<Delegation>(UUID())] = byHalf
        }
        return all
    }

    static func counts(_ all: [ID<Delegation>: Heaps.ByHalf], _ origin: Statistics.Origin, _ halves: [HalfYear]) -> [[[Int]]] {
        origin.reporting.map { part in halves.map { all[part.key]?[$0.index]?.fates ?? [0, 0, 0, 0] } }
    }

    @Test("By chance, 60 times, with few and with many cases: neither by a reader nor by a country that takes its own rows away", arguments: [(1, 12), (2, 20), (3, 10), (3, 60), (5, 25), (8, 12)])
    func chance(countries: Int, size: Int) throws {
        let country = try #require(CountryCode("IN")), edition = Edition(of: Month(Day(daysSince1970: 20_758)))
        var chance = DemonstrationRequests.Chance(state: UInt64(countries * 1000 + size)), shown = 0
        for _ in 0..<10 {
            let all = Self.counted(&chance, countries: countries, size: size)
            let statistics = Statistics([country: all], in: edition, by: .initial)
            guard let origin = statistics[country] else { continue }
            let view = Shown(origin), counts = Self.counts(all, origin, statistics.halves)
            #expect(view.recovered(counts).isEmpty)
            for own in counts.indices where counts.count > 1 {
                let found = view.recovered(counts, own: own)
                #expect(found.isEmpty, "country \(own) learns \(found)")
            }
            shown += view.fates.count { $0 } + view.reporting.reduce(0) { $0 + $1.fates.count { $0 } }
            // Whoever left countries with fewer than five out of the sum, too, may leave nothing of them in it.
            #expect(origin.reporting.allSatisfy { $0.figures.requests >= Release.fewest })
            for (index, part) in origin.reporting.enumerated() { #expect(origin.release.count(reporting: index).map { $0 == part.figures.requests } ?? true) }
        }
        #expect(size < 20 || shown > 0, "nothing at all is shown")
    }

    @Test("No verdict rests on a hidden figure: thresholds may move as they like and tell nothing of it", arguments: [(2, 20), (3, 10), (5, 25)])
    func verdicts(countries: Int, size: Int) throws {
        let country = try #require(CountryCode("IN")), edition = Edition(of: Month(Day(daysSince1970: 20_758)))
        var chance = DemonstrationRequests.Chance(state: UInt64(countries * 10 + size)), hidden = 0
        // All that is told of it in words, with the figures: of the whole, and of each half-year.
        func told(_ statistics: Statistics) throws -> [(shown: PublicFigures, standing: Standing, deciding: [Reason.Criterion])] {
            let origin = try #require(statistics[country])
            return [(PublicFigures(origin), origin.standing, origin.assessment.deciding.map(\.criterion))] + origin.halves.indices.map {
                (PublicFigures(origin, half: $0), origin.halves[$0].assessment.standing, origin.halves[$0].assessment.deciding.map(\.criterion))
            }
        }
        for _ in 0..<10 {
            let all = Self.counted(&chance, countries: countries, size: size), statistics = Statistics([country: all], in: edition, by: .initial)
            guard statistics[country] != nil else { continue }
            for (index, before) in try told(statistics).enumerated() {
                for criterion in Reason.Criterion.allCases where !before.shown.isShown(criterion) {
                    hidden += 1
                    #expect(!before.deciding.contains(criterion))
                    // Such that everybody hinders by it, and such that nobody does.
                    for limit in criterion.higherIsWorse ? [0.0, 100_000] : [2.0, -1] {
                        var moved = Thresholds.initial
                        moved.set(criterion, Thresholds.Pair(slow: limit, hinders: limit))
                        #expect(try told(Statistics([country: all], in: edition, by: moved))[index].standing == before.standing, "\(criterion) \(limit)")
                    }
                }
            }
        }
        #expect(hidden > 0)
    }

    @Test("The attack finds what is there to be found: with one more figure it recovers the cell")
    func theAttackWorks() {
        // Two countries, one half-year; three refusals of the second are hidden, with a cell of each row and column.
        let counts = [[[20, 9, 8, 7]], [[12, 3, 6, 10]]]
        var view = Shown(total: true, fates: [true, true, true, true], reporting: [(true, [true, false, false, true]), (true, [true, false, false, true])], halves: [(true, [false, false, false, false])])
        #expect(view.recovered(counts).isEmpty)
        view.reporting[0].fates[1] = true
        #expect(view.recovered(counts) == [[1, nil, 1]])
        // A country that knows its own row needs no more than the total.
        view.reporting[0].fates[1] = false
        #expect(view.recovered(counts, own: 0).contains([1, nil, 1]))
    }

    /// One reporting country: four half-years of 44 requests, of age, of which two were withdrawn in one of them.
    static func withdrawals() throws -> (all: [ID<Delegation>: Heaps.ByHalf], statistics: Statistics, origin: Statistics.Origin) {
        let last = HalfYear(Day(daysSince1970: 20_757)), country = try #require(CountryCode("IN"))
        var byHalf: Heaps.ByHalf = [:]
        for (back, withdrawn) in [14, 9, 2, 12].enumerated() {
            var heap = Heap()
            for (days, ending, times) in [(20, Ending.issued, 11), (30, .refused, 5), (120, .open, 26), (15, .withdrawn, withdrawn)] { heap.add(days: days, ending, isOfAge: true, times: times) }
            byHalf[last.adding(-back).index] = heap
        }
        let all = [ID<Delegation>(UUID()): byHalf], statistics = Statistics([country: all], in: Edition(of: Month(Day(daysSince1970: 20_758))), by: .initial)
        return (all, statistics, try #require(statistics[country]))
    }

    @Test("A share with its limits tells its count, what it is of, and so what is left: it is shown only where all of that may be")
    func shares() throws {
        let (all, statistics, origin) = try Self.withdrawals(), counts = Self.counts(all, origin, statistics.halves)
        #expect(Shown(origin).recovered(counts).isEmpty)
        // 26 of 42 without an answer, of 44 requests: the two that were withdrawn.
        #expect(Inversion.fits(62, 47, 75, requests: 44).map { "\($0.count)/\($0.total)" } == ["26/42"])
        let few = try #require(origin.halves.indices.first { counts[0][$0][3] == 2 })
        #expect(PublicFigures(origin, half: few).unanswered == nil)
        // Had it been shown, with one thing more or none, the attack would find them.
        var view = Shown(origin)
        view.invert(requests: 44, refusals: nil, unanswered: (62, 47, 75), half: few)
        view.halves[few].total = true
        #expect(view.recovered(counts).contains([nil, few, 3]))
        // Where many were withdrawn it is shown.
        #expect(origin.halves.indices.contains { PublicFigures(origin, half: $0).unanswered != nil } || PublicFigures(origin).unanswered != nil)
    }

    @Test("By addresses: pages, files and data of every reader, with all their own lists", arguments: Engine.atHand)
    func addresses(engine: Engine) async throws {
        let house = try await Consulates(engine)
        var chance = DemonstrationRequests.Chance(state: 7)
        for (slug, number) in [("mx", 40), ("us", 28), ("gt", 23), ("cr", 3)] {
            for index in 0..<number {
                let requested = house.today.adding(days: -40 - chance.below(560)), days = 5 + chance.below(160), step: StepKind? = [.issued, .issued, .issued, .refused, nil][chance.below(5)]
                let steps = step.flatMap { requested.adding(days: days) <= house.today ? [($0, requested.adding(days: days).description)] : nil } ?? []
                try await house.record(Consulates.draft("\(slug)-\(index)", on: requested.description, steps), by: slug)
            }
        }
        // What was recorded in November enters in December.
        house.clock.set(Day(daysSince1970: 20_788).start(in: .network))
        let edition = Edition(at: house.now), halves = Statistics.halves(until: edition.asOf), india = try #require(CountryCode("IN"))
        let counted = try await house.database.read { try Heaps($0).counted(in: edition) }
        for who in ["mx", "us", "consul", "st"] {
            let session = try await house.signIn(who)
            let answer = try #require(JSONSerialization.jsonObject(with: Data((try await house.get("/api/v1/returns/countries/IN", session)).body.readableBytesView)) as? [String: Any])
            let reporting = try #require(answer["reporting"] as? [[String: Any]])
            #expect(reporting.map { $0["key"] as? String }.contains("cr") == false, "three requests of Costa Rica are in no figure")
            let keys = reporting.compactMap { part in (part["key"] as? String).flatMap { house.delegations[$0]?.id } }
            let counts = keys.map { key in halves.map { counted[india]?[key]?[$0.index]?.fates ?? [0, 0, 0, 0] } }
            let view = try Shown(json: answer)
            #expect(view.total && view.fates.contains(true))
            #expect(view.recovered(counts).isEmpty)
            if let own = keys.firstIndex(where: { $0 == house.delegations[who == "consul" ? "mx" : who]?.id }) { #expect(view.recovered(counts, own: own).isEmpty) }
            // Pages and files show the same figures and no count under five.
            for path in ["/es/returns", "/en/returns/countries/in", "/es/returns/countries/in"] {
                let page = try await house.get(path, session).text
                let numbers = page.matches(of: #/<td class="number">([0-9]+)<\/td>/#).compactMap { Int($0.1) }
                #expect(!numbers.isEmpty && numbers.allSatisfy { $0 >= Release.fewest }, "\(path) \(numbers)")
            }
            let rows = try await house.get("/returns/index.csv", session).text.split(separator: "\r\n").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
            #expect(rows.map { Int($0[2]) } == [(answer["figures"] as? [String: Any]).flatMap { ($0["figures"] as? [String: Any])?["requests"] as? Int }])
        }
    }

    @Test("Counts by the month are kept apart, and suppressed like the rest")
    func monthlyCounts() throws {
        let origin = try #require(CountryCode("IN")), month = try #require(Month("2026-10"))
        func sum(_ requested: Int, _ issued: Int, _ refused: Int, _ unanswered: Int) -> (owner: ID<Delegation>, sum: MonthlyCount) {
            (ID<Delegation>(UUID()), MonthlyCount(origin: origin, month: month, requested: requested, issued: issued, refused: refused, unanswered: unanswered))
        }
        let release = CountsRelease([sum(60, 30, 12, 10), sum(50, 25, 2, 15), sum(70, 40, 11, 9), sum(4, 1, 1, 1)])
        #expect(release.lines.count == 3)
        #expect(release.lines[1].refused == nil)
        #expect(release.lines.allSatisfy { line in [line.requested, line.issued, line.refused, line.unanswered].allSatisfy { $0 ?? 5 >= 5 } })
        // Of the row with the hidden count another is hidden, too.
        let second = release.lines[1]
        #expect(second.requested == nil || [second.issued, second.refused, second.unanswered].count { $0 == nil } >= 2 || second.refusals == nil)
    }
}

extension Thresholds {
    mutating func set(_ criterion: Reason.Criterion, _ pair: Pair) {
        switch criterion {
        case .medianDays: medianDays = pair
        case .issuedInTime: issuedInTime = pair
        case .refusals: refusals = pair
        case .noAnswer: noAnswer = pair
        }
    }
}

extension Shown {
    /// From the API's answer about one country.
    init(json: [String: Any]) throws {
        func part(_ figures: [String: Any]?, _ counts: [String: Any] = [:]) -> (total: Bool, fates: [Bool]) {
            let issued = (figures?["issued_within"] as? [String: Any])?["90"]
            let told = ["issued": issued, "refused": figures?["refused"], "unanswered": figures?["unanswered"], "other": nil]
            return (figures?["requests"] is Int, Heap.Fate.allCases.map { told[$0.rawValue]?.map { $0 is [String: Any] } ?? false || counts[$0.rawValue] is Int })
        }
        let whole = part((json["figures"] as? [String: Any])?["figures"] as? [String: Any], json["fates"] as? [String: Any] ?? [:])
        (total, fates) = whole
        reporting = (json["reporting"] as? [[String: Any]] ?? []).map { part($0["figures"] as? [String: Any]) }
        halves = (json["halves"] as? [[String: Any]] ?? []).map { part($0["figures"] as? [String: Any]) }
        func three(_ share: Any?) -> (Int, Int, Int)? {
            guard let share = share as? [String: Any], let value = share["percent"] as? Int, let lower = share["lower"] as? Int, let upper = share["upper"] as? Int else { return nil }
            return (value, lower, upper)
        }
        func invert(_ part: Any?, reporting: Int? = nil, half: Int? = nil) {
            let figures = (part as? [String: Any])?["figures"] as? [String: Any]
            self.invert(requests: figures?["requests"] as? Int, refusals: three(figures?["refused"]), unanswered: three(figures?["unanswered"]), reporting: reporting, half: half)
        }
        invert(json["figures"])
        for (index, part) in (json["reporting"] as? [[String: Any]] ?? []).enumerated() { invert(part, reporting: index) }
        for (index, part) in (json["halves"] as? [[String: Any]] ?? []).enumerated() { invert(part, half: index) }
    }
}
