import Foundation
import Localization
import Networks
import Storage
import Testing
@testable import Visas

@Suite("What applied when, and what was believed when")
struct BeliefTests {
    @Test("A rule takes effect by itself on its day, and the one before it ends the day before", arguments: Engine.atHand)
    func succession(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), honduras = try SmallNetwork.subject("HN")
        try await network.state(try network.change("HN", .visaRequired, from: "2025-01-01"))
        network.clock.advance(by: 3600)
        try await network.state(try network.change("HN", .visaFree, 90, from: "2027-03-01"))
        #expect(try await network.said(honduras, on: "2024-12-31") == "unknown")
        #expect(try await network.said(honduras, on: "2027-02-28") == "visa_required")
        #expect(try await network.said(honduras, on: "2027-03-01") == "visa_free 90")
        let answer = try await network.answer(honduras, on: "2026-11-25")
        #expect(answer.rule?.ruling.through == Day("2027-02-28"))
        #expect(answer.next?.ruling.from == Day("2027-03-01"))
    }

    @Test("What was put right later is still known as it was believed before", arguments: Engine.atHand)
    func belief(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), cuba = try SmallNetwork.subject("CU")
        try await network.state(try network.change("CU", .visaFree, 30, from: "2026-01-01"))
        let before = network.now
        network.clock.advance(by: 86_400)
        try await network.state(try network.change("CU", .visaRequired, from: "2026-01-01"))
        let between = network.now
        network.clock.advance(by: 86_400)
        try await network.state(try network.change("CU", .electronicVisa, from: "2026-06-01"))
        #expect(try await network.said(cuba, on: "2026-07-01") == "e_visa")
        #expect(try await network.said(cuba, on: "2026-03-01") == "visa_required")
        #expect(try await network.said(cuba, on: "2026-07-01", asBelievedAt: between) == "visa_required")
        #expect(try await network.said(cuba, on: "2026-07-01", asBelievedAt: before) == "visa_free 30")
        #expect(try await network.said(cuba, on: "2026-07-01", asBelievedAt: before.addingTimeInterval(-1)) == "unknown")
        let history = try await network.database.read { try Visas($0).history(of: cuba, limit: 10) }
        #expect(history.count { $0.supersededAt == nil } == 2)
        // Nothing of what was said is lost: two that were put right, one that was cut short, and what holds now.
        #expect(history.count == 4)
    }

    @Test("A correction is the same rule, and a change a new one", arguments: Engine.atHand)
    func names(engine: Engine) async throws {
        let network = try await SmallNetwork(engine)
        let first = try await network.state(try network.change("PE", .visaFree, 30, from: "2026-01-01"))
        network.clock.advance(by: 60)
        #expect(try await network.state(try network.change("PE", .visaFree, 60, from: "2026-01-01")) == first)
        network.clock.advance(by: 60)
        #expect(try await network.state(try network.change("PE", .visaRequired, from: "2026-12-01")) != first)
    }

    @Test("Rules that would apply on the same days are refused, and say which", arguments: Engine.atHand)
    func overlaps(engine: Engine) async throws {
        let network = try await SmallNetwork(engine)
        try await network.state(try network.change("BR", .visaFree, 90, from: "2026-01-01", through: "2026-12-31"))
        try await network.state(try network.change("BR", .visaRequired, from: "2027-06-01"))
        let earlier = RuleFault.overlapsEarlier(from: try SmallNetwork.day("2026-01-01"), through: try SmallNetwork.day("2026-12-31"))
        let later = RuleFault.overlapsLater(from: try SmallNetwork.day("2027-06-01"))
        for (change, fault) in [(try network.change("BR", .electronicVisa, from: "2026-12-31", through: "2027-01-31"), earlier), (try network.change("BR", .electronicVisa, from: "2027-01-01"), later),
                                (try network.change("BR", .electronicVisa, from: "2025-01-01", through: "2026-01-01"), RuleFault.overlapsLater(from: try SmallNetwork.day("2026-01-01")))] {
            await #expect(throws: fault) { try await network.state(change) }
        }
        try await network.state(try network.change("BR", .electronicVisa, from: "2027-01-01", through: "2027-05-31"))
        #expect(try await network.said(try SmallNetwork.subject("BR"), on: "2027-05-31") == "e_visa")
    }

    @Test("What no country could have enacted is refused")
    func impossible() async throws {
        let network = try await SmallNetwork()
        let enacted = try SmallNetwork.day("2026-05-01")
        #expect(throws: RuleFault.beginsBeforeEnacted(enacted)) { try network.ruling(.visaFree, from: "2026-04-30", enacted: "2026-05-01") }
        #expect(try network.ruling(.visaFree, from: "2026-04-30", enacted: "2026-05-01", retroactive: true).isRetroactive)
        #expect(throws: RuleFault.enactedAhead(try SmallNetwork.day("2026-11-26"))) { try network.ruling(.visaFree, from: "2027-01-01", enacted: "2026-11-26") }
        #expect(throws: RuleFault.endsBeforeItBegins(from: enacted)) { try network.ruling(.visaFree, from: "2026-05-01", through: "2026-04-30") }
        #expect(throws: RuleFault.daysOfNotAdmitted) { try network.ruling(.notAdmitted, 30, from: "2026-05-01") }
        #expect(throws: RuleFault.days(0)) { try network.ruling(.visaFree, 0, from: "2026-05-01") }
        let own = try network.change("MX", .visaRequired, from: "2026-05-01")
        await #expect(throws: RuleFault.ownNationals) { try await network.state(own) }
        // A refugee whom Mexico gave its travel document is no national of Mexico.
        let refugee = RuleChange(try SmallNetwork.subject("MX", "MX", .refugee), try network.ruling(.visaFree, from: "2026-05-01"))
        try await network.state(refugee)
        #expect(try await network.said(refugee.subject, on: "2026-06-01") == "visa_free")
    }

    @Test("A statement that is withdrawn leaves nothing in its place", arguments: Engine.atHand)
    func withdrawal(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), chile = try SmallNetwork.subject("CL")
        try await network.state(try network.change("CL", .visaFree, 90, from: "2026-01-01"))
        network.clock.advance(by: 60)
        try await network.state(RuleChange(withdrawing: chile, from: try SmallNetwork.day("2026-01-01")))
        #expect(try await network.said(chile, on: "2026-06-01") == "unknown")
        await #expect(throws: RuleFault.nothingToWithdraw) { try await network.state(RuleChange(withdrawing: chile, from: try SmallNetwork.day("2026-01-01"))) }
    }

    @Test("Public data count as not confirmed until somebody of the country says so", arguments: Engine.atHand)
    func confirmation(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), honduras = try SmallNetwork.subject("HN")
        let bytes = Array("destination,requirement,days,nationalities\nMX,visa_free,180,US CA\nMX,visa_required,,HN\nMX,not_admitted,,PK\n".utf8)
        let source = RuleSource(.dataset, title: "Data", asOf: try SmallNetwork.day("2025-01-12")), now = network.now
        #expect(try await network.database.write { try FirstRules(bytes, source: source).add(at: now, in: $0) } == 4)
        #expect(try await network.answer(honduras, on: "2026-11-25").rule?.isConfirmed == false)
        let actor = try network.actor("mx"), today = network.today
        try await network.database.write { tx in
            let visas = Visas(tx)
            #expect(try visas.counts(honduras.destination, today: today)[.unconfirmed] == 4)
            let filter = Visas.Filter(destination: honduras.destination, nationality: honduras.nationality)
            let seen = try visas.shown(filter, today: today).seen
            #expect(try visas.confirm(all: filter, seen: seen, today: today, by: actor, at: now) == 1)
            #expect(try visas.counts(honduras.destination, today: today) == [.all: 4, .unconfirmed: 3, .due: 0, .ahead: 0])
        }
        let answer = try await network.answer(honduras, on: "2026-11-25")
        #expect(answer.rule?.verification?.on == today)
        #expect(try await network.said(try SmallNetwork.subject("US"), on: "2026-11-25") == "visa_free 180")
        #expect(try await network.said(try SmallNetwork.subject("PK"), on: "2026-11-25") == "not_admitted")
    }

    @Test("What was confirmed later was not confirmed yet, and who puts a rule right does not confirm the wrong one", arguments: Engine.atHand)
    func confirmedWhen(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), cuba = try SmallNetwork.subject("CU"), actor = try network.actor("mx2")
        let id = try await network.state(try network.change("CU", .visaFree, 30, from: "2026-01-01"), isOfficial: false), found = network.now
        for _ in 0..<2 {
            network.clock.advance(by: 86_400)
            let now = network.now
            try await network.database.write { try $0.verify(kind: Rule.auditKind, record: id.uuid, cycle: Rule.verificationCycle, by: actor, at: now) }
        }
        let confirmed = network.now
        network.clock.advance(by: 86_400)
        try await network.state(try network.change("CU", .visaRequired, from: "2026-01-01"))
        #expect(try await network.answer(cuba, on: "2026-11-25", asBelievedAt: found).rule?.verification == nil)
        let first = try #require(try await network.answer(cuba, on: "2026-11-25", asBelievedAt: found.addingTimeInterval(86_400)).rule?.verification)
        #expect(first.on == Day("2026-11-26") && first.due == Day("2027-05-25") && first.by == "mx2")
        let old = try #require(try await network.answer(cuba, on: "2026-11-25", asBelievedAt: confirmed).rule)
        #expect(old.ruling.requirement == .visaFree && old.verification?.on == Day("2026-11-27"))
        #expect(try await network.answer(cuba, on: "2026-11-25").rule?.verification?.on == Day("2026-11-28"))
        // The feed's older lines, too.
        network.clock.advance(by: 86_400)
        try await network.state(try network.change("CU", .notAdmitted, from: "2026-01-01"))
        let announced = try await network.database.read { try Visas($0).announcements(for: cuba.nationality, limit: 10) }
        #expect(announced.map(\.rule.verification?.on) == [Day("2026-11-29"), Day("2026-11-28")])
    }

    @Test("Who is asked for the same on both days is not among the differences, nor in their number", arguments: Engine.atHand)
    func sameOnBothDays(engine: Engine) async throws {
        let network = try await SmallNetwork(engine)
        // Peru: something else for two months in between. Cuba: only the act is another. Brazil: for a while, and nothing on either day.
        for (code, rules) in [("PE", [("2025-01-01", Requirement.visaRequired), ("2026-03-01", .visaFree), ("2026-05-01", .visaRequired)]), ("CU", [("2025-01-01", .visaRequired), ("2026-04-01", .visaRequired)])] {
            for (from, requirement) in rules { try await network.state(try network.change(code, requirement, from: from)) }
        }
        try await network.state(try network.change("BR", .visaFree, from: "2026-03-01", through: "2026-03-31"))
        for code in ["HN", "GT", "SV"] {
            try await network.state(try network.change(code, .visaRequired, from: "2025-01-01"))
            try await network.state(try network.change(code, .visaRequired, from: "2026-04-01", conditions: code == "SV" ? "minors_alone:18" : "passport_validity:6"))
        }
        let from = try SmallNetwork.day("2026-02-01"), to = try SmallNetwork.day("2026-06-01")
        func page(_ offset: Int) async throws -> (names: [String], total: Int, statements: Int) {
            let meter = StatementMeter()
            let (found, total) = try await StatementMeter.$current.withValue(meter) { try await network.database.read { try Visas($0).differences(from: from, to: to, Visas.Filter(), offset: offset, limit: 2) } }
            return (found.map(\.subject.nationality.rawValue), total, meter.statements.count)
        }
        #expect(try await page(0) == (["GT", "HN"], 3, 3))
        #expect(try await page(2) == (["SV"], 3, 3))
    }

    @Test("Between two days only what differs is told", arguments: Engine.atHand)
    func differences(engine: Engine) async throws {
        let network = try await SmallNetwork(engine)
        try await network.state(try network.change("HN", .visaRequired, from: "2025-01-01"))
        try await network.state(try network.change("PE", .visaRequired, from: "2025-01-01"))
        network.clock.advance(by: 60)
        try await network.state(try network.change("HN", .visaFree, 90, from: "2027-03-01"))
        let from = try SmallNetwork.day("2027-02-28"), to = try SmallNetwork.day("2027-03-01")
        let (found, total) = try await network.database.read { try Visas($0).differences(from: from, to: to, Visas.Filter(), offset: 0, limit: 10) }
        #expect(total == 1 && found.map(\.subject.nationality.rawValue) == ["HN"])
        #expect(found.first?.before?.requirement == .visaRequired && found.first?.after?.requirement == .visaFree)
    }
}
