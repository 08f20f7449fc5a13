import Foundation
import Localization
import Networks
import Records
import Storage
import Testing
@testable import Visas

@Suite("What is withdrawn gives back what it had ended")
struct WithdrawalTests {
    func withdraw(_ network: SmallNetwork, _ subject: RuleSubject, _ from: String) async throws {
        network.clock.advance(by: 60)
        try await network.state(RuleChange(withdrawing: subject, from: try SmallNetwork.day(from)))
    }

    /// A visa is asked of Hondurans from 2025 on; what else is said of them is a minute apart.
    func network(_ engine: Engine, then changes: [(Requirement, from: String, through: String?)]) async throws -> (SmallNetwork, RuleSubject) {
        let network = try await SmallNetwork(engine)
        try await network.state(try network.change("HN", .visaRequired, from: "2025-01-01"))
        for (requirement, from, through) in changes {
            network.clock.advance(by: 60)
            try await network.state(try network.change("HN", requirement, from: from, through: through))
        }
        return (network, try SmallNetwork.subject("HN"))
    }

    @Test("The rule before it applies again, whether the withdrawn one was in force or still to come; what was believed before stays known", arguments: Engine.atHand, ["2026-06-01", "2027-03-01"])
    func restored(engine: Engine, start: String) async throws {
        let (network, honduras) = try await network(engine, then: [(.visaFree, start, nil)]), before = network.now
        try await withdraw(network, honduras, start)
        #expect(try await network.said(honduras, on: start) == "visa_required")
        #expect(try await network.answer(honduras, on: "2026-05-31").rule?.ruling.through == nil)
        #expect(try await network.answer(honduras, on: "2026-05-31").next == nil)
        #expect(try await network.said(honduras, on: start, asBelievedAt: before) == "visa_free")
        #expect(try await network.answer(honduras, on: "2026-05-31", asBelievedAt: before).rule?.ruling.through == Day(start)?.adding(days: -1))
        let (history, breaks) = try await network.database.read { (try Visas($0).history(of: honduras, limit: 10), try AuditTrail.verify($0).breaks) }
        #expect(history.count == 4 && history.count { $0.supersededAt == nil } == 1)
        #expect(breaks.isEmpty)
    }

    @Test("It applies again until a later rule begins, and on when that one is withdrawn too", arguments: Engine.atHand)
    func bounded(engine: Engine) async throws {
        let (network, honduras) = try await network(engine, then: [(.visaFree, "2027-01-01", nil), (.electronicVisa, "2028-01-01", nil)])
        try await withdraw(network, honduras, "2027-01-01")
        #expect(try await network.answer(honduras, on: "2027-06-01").rule?.ruling.through == Day("2027-12-31"))
        #expect(try await network.said(honduras, on: "2028-01-01") == "e_visa")
        try await withdraw(network, honduras, "2028-01-01")
        #expect(try await network.said(honduras, on: "2030-01-01") == "visa_required")
    }

    @Test("What ended a rule may be put right before it is withdrawn, and so may the rule that it ended", arguments: Engine.atHand)
    func corrected(engine: Engine) async throws {
        let (network, honduras) = try await network(engine, then: [(.visaFree, "2027-01-01", nil), (.electronicVisa, "2027-01-01", "2027-06-30"), (.visaOnArrival, "2025-01-01", "2026-12-31")])
        try await withdraw(network, honduras, "2027-01-01")
        #expect(try await network.said(honduras, on: "2027-01-01") == "visa_on_arrival")
    }

    @Test("An end that a rule was given itself stays, and so does what was said for a while", arguments: Engine.atHand)
    func ownEnd(engine: Engine) async throws {
        let (network, honduras) = try await network(engine, then: [(.visaFree, "2027-01-01", nil), (.visaRequired, "2025-01-01", "2026-06-30")])
        try await withdraw(network, honduras, "2027-01-01")
        #expect(try await network.said(honduras, on: "2026-06-30") == "visa_required")
        #expect(try await network.said(honduras, on: "2027-01-01") == "unknown")
        // The first of all is withdrawn: there is none before it.
        try await withdraw(network, honduras, "2025-01-01")
        #expect(try await network.said(honduras, on: "2026-06-30") == "unknown")
    }

    @Test("One draft may withdraw a rule and state it from an earlier day", arguments: Engine.atHand)
    func moved(engine: Engine) async throws {
        let (network, honduras) = try await network(engine, then: [(.visaFree, "2027-03-01", nil)])
        network.clock.advance(by: 60)
        let changes = [RuleChange(withdrawing: honduras, from: try SmallNetwork.day("2027-03-01")), try network.change("HN", .visaFree, from: "2027-01-01")]
        let effects = try await network.database.read { try Visas($0).effects(of: changes).map { try $0.get() } }
        #expect(effects[0].restored?.ruling.through == nil && effects[1].ended?.ruling.requirement == .visaRequired)
        for change in changes { try await network.state(change) }
        #expect(try await network.said(honduras, on: "2026-12-31") == "visa_required")
        #expect(try await network.said(honduras, on: "2027-01-01") == "visa_free")
        try await withdraw(network, honduras, "2027-01-01")
        #expect(try await network.said(honduras, on: "2027-04-01") == "visa_required")
    }

    @Test("It is announced that the rule applies again, and who confirmed it is not asked anew", arguments: Engine.atHand)
    func announced(engine: Engine) async throws {
        let (network, honduras) = try await network(engine, then: [(.visaFree, "2027-03-01", nil)])
        try await withdraw(network, honduras, "2027-03-01")
        let announced = try await network.database.read { try Visas($0).announcements(for: honduras.nationality, limit: 10) }
        #expect(announced.count == 3)
        let again = try #require(announced.first)
        #expect(again.rule.ruling.requirement == .visaRequired && again.againFrom == Day("2027-03-01") && again.was?.requirement == .visaFree && again.rule.isConfirmed)
        #expect(announced.contains { $0.rule.ruling.requirement == .visaFree && $0.rule.supersededAt != nil })
    }

    @Test("What applies for a while only interrupts the rule before it; when it is withdrawn that one is whole again", arguments: Engine.atHand)
    func interrupted(engine: Engine) async throws {
        let (network, honduras) = try await network(engine, then: [(.visaFree, "2026-12-01", "2026-12-31")]), before = network.now
        #expect(try await network.said(honduras, on: "2026-12-31") == "visa_free")
        let again = try #require(try await network.answer(honduras, on: "2027-01-02").rule), first = try #require(try await network.answer(honduras, on: "2026-11-30").rule)
        #expect(again.ruling.requirement == .visaRequired && again.ruling.from == Day("2027-01-01") && again.ruling.through == nil && again.id == first.id && again.isConfirmed)
        let announced = try await network.database.read { try Visas($0).announcements(for: honduras.nationality, limit: 10) }
        #expect(announced.contains { $0.rule.id == first.id && $0.from == Day("2027-01-01") && $0.againFrom == nil && $0.was?.requirement == .visaFree })
        try await withdraw(network, honduras, "2026-12-01")
        let whole = try #require(try await network.answer(honduras, on: "2026-12-01").rule?.ruling)
        #expect(whole.requirement == .visaRequired && whole.from == Day("2025-01-01") && whole.through == nil)
        #expect(try await network.answer(honduras, on: "2026-12-01").next == nil)
        #expect(try await network.said(honduras, on: "2026-12-01", asBelievedAt: before) == "visa_free")
        let (history, breaks) = try await network.database.read { (try Visas($0).history(of: honduras, limit: 10), try AuditTrail.verify($0).breaks) }
        #expect(history.count { $0.supersededAt == nil } == 1 && breaks.isEmpty)
    }

    @Test("It applies again no longer than to the next rule, which may end it later, or have ended it before", arguments: Engine.atHand, [true, false])
    func interruptedBeforeAnother(engine: Engine, isLater: Bool) async throws {
        let visit: (Requirement, from: String, through: String?) = (.visaFree, "2026-12-01", "2026-12-31"), next: (Requirement, from: String, through: String?) = (.electronicVisa, "2027-03-01", nil)
        let (network, honduras) = try await network(engine, then: isLater ? [visit, next] : [next, visit])
        for (day, said) in [("2026-11-30", "visa_required"), ("2026-12-31", "visa_free"), ("2027-01-01", "visa_required"), ("2027-02-28", "visa_required"), ("2027-03-01", "e_visa")] {
            #expect(try await network.said(honduras, on: day) == said, "\(day)")
        }
        #expect(try await network.answer(honduras, on: "2027-01-01").rule?.ruling.through == Day("2027-02-28"))
        try await withdraw(network, honduras, "2026-12-01")
        #expect(try await network.answer(honduras, on: "2026-12-01").rule?.ruling.through == Day("2027-02-28"))
        try await withdraw(network, honduras, "2027-03-01")
        #expect(try await network.answer(honduras, on: "2030-01-01").rule?.ruling.from == Day("2025-01-01"))
    }

    @Test("Its last day may be put right: the rule before it applies again from another day, or no more", arguments: Engine.atHand)
    func interruptedLonger(engine: Engine) async throws {
        let (network, honduras) = try await network(engine, then: [(.visaFree, "2026-12-01", "2026-12-31"), (.visaFree, "2026-12-01", "2027-01-31")])
        #expect(try await network.said(honduras, on: "2027-01-31") == "visa_free")
        #expect(try await network.answer(honduras, on: "2027-02-01").rule?.ruling.from == Day("2027-02-01"))
        func correct(_ through: String?) async throws {
            network.clock.advance(by: 60)
            try await network.state(try network.change("HN", .visaFree, from: "2026-12-01", through: through))
        }
        try await correct(nil)
        #expect(try await network.said(honduras, on: "2030-01-01") == "visa_free")
        try await correct("2026-12-24")
        #expect(try await network.said(honduras, on: "2026-12-25") == "visa_required")
        try await withdraw(network, honduras, "2026-12-01")
        #expect(try await network.answer(honduras, on: "2026-12-25").rule?.ruling.from == Day("2025-01-01"))
    }

    @Test("What applies again may be put right by itself, and both parts are confirmed together", arguments: Engine.atHand)
    func interruptedParts(engine: Engine) async throws {
        let (network, honduras) = try await network(engine, then: [(.visaFree, "2026-12-01", "2026-12-31")]), mexico = honduras.destination, actor = try network.actor("mx")
        network.clock.advance(by: 60)
        let now = network.now, again = try #require(try await network.answer(honduras, on: "2027-01-01").rule)
        #expect(try await network.database.write { try Visas($0).confirm([Visas.Shown(again.id, again.recordedAt)], of: mexico, by: actor, at: now) } == 1)
        let today = network.today, all = Visas.Filter(destination: mexico)
        #expect(try await network.database.write { try Visas($0).confirm(all: all, seen: Visas($0).shown(all, today: today).seen, today: today, by: actor, at: now) } == 2)
        try await network.state(try network.change("HN", .electronicVisa, from: "2027-01-01"))
        #expect(try await network.said(honduras, on: "2027-01-01") == "e_visa")
        #expect(try await network.said(honduras, on: "2026-11-30") == "visa_required")
        try await withdraw(network, honduras, "2026-12-01")
        #expect(try await network.said(honduras, on: "2026-12-31") == "visa_required")
        #expect(try await network.said(honduras, on: "2027-01-01") == "e_visa")
    }
}
