import Accounts
import Foundation
import Geography
import Localization
import Storage
import Testing
@testable import Plan

@Suite("Editions of the plan")
struct EditionTests {
    private func next(_ house: SmallPlan, key: String = "2027") async throws -> Edition {
        let now = house.now
        let edition = Edition(id: ID(at: now), key: key, title: LocalizedText(es: "Plan de acción 2027", en: "Plan of action 2027"), standing: .draft, conference: 32,
                              place: LocalizedText(es: "San José", en: "San José"), begins: try #require(Day("2027-05-04")), ends: try #require(Day("2027-05-07")),
                              presidency: try #require(CountryCode("CR")), level: .members, addedAt: now, changedAt: now)
        try await house.database.write { tx in
            guard let last = try Plans(tx).newest() else { throw Edition.Fault.nothingToStartFrom }
            try Plans(tx).start(edition, from: last, by: .shell, at: now)
        }
        return edition
    }

    private func differences(_ old: Plan, _ new: Plan, _ house: SmallPlan) async throws -> [Difference] { Difference.between(old, new, try await house.terms()) }

    @Test("A new edition starts as the last one was, with the questions that are open, as a draft that the network does not work by yet")
    func starts() async throws {
        let house = try await SmallPlan()
        _ = try await next(house)
        let old = try await house.plan(), new = try await house.plan("2027")
        #expect(new.activities.map(\.number) == old.activities.map(\.number))
        #expect(try await differences(old, new, house).isEmpty)
        let current = try await house.database.read { try Plans($0).current()?.key }
        #expect(current == "2008")
        let ids = new.activities.map(\.id)
        let questions = try await house.database.read { try Plans($0).questions(of: ids) }
        #expect(questions.values.flatMap(\.self).map(\.reference).sorted() == ["1.3.1/strategy", "1.3.2/lead", "2.1.3/lead-and-date"])
        // A draft for the members is none for the public.
        let visible = try await house.database.read { try Plans($0).editions(for: nil).map(\.key) }
        #expect(visible == ["2008"])
    }

    @Test("Differences are told activity by activity")
    func differ() async throws {
        let house = try await SmallPlan()
        let edition = try await next(house), before = try await house.activity("1.1.1", in: "2027"), now = house.now
        var after = before
        after.text.set("Identificar y priorizar necesidades de capacitación.", in: .spanish)
        after.calendar.meaning = .permanent
        let changed = after
        try await house.database.write { try Plans($0).edit(changed, before: before, in: edition, by: .shell, at: now) }
        let found = try await differences(house.plan(), house.plan("2027"), house)
        #expect(found.map(\.label) == ["1.1.1"])
        #expect(found.first?.kind == .changed)
        #expect(found.first?.parts.map(\.name) == [.text, .meaning])
    }

    @Test("A short name is taken once")
    func taken() async throws {
        let house = try await SmallPlan()
        await #expect(throws: Edition.Fault.keyTaken) { try await next(house, key: "2008") }
    }

    @Test("Changes since a day are marked; what an edition began with is none")
    func since() async throws {
        let house = try await SmallPlan(), start = Day(house.now, in: .network)
        func changes(_ day: Day) async throws -> [Difference] {
            let plan = try await house.plan(), terms = try await house.terms()
            return try await house.database.read { try PlanChanges($0).since(day, in: plan, terms) }
        }
        #expect(try await changes(start).isEmpty)
        house.clock.advance(by: 10 * 86_400)
        try await house.edit("1.2.1") { $0.text.set("Actualizar cada mes la información sobre visas.", in: .spanish) }
        try await house.edit("1.2.1") { $0.calendar.meaning = .recurring(months: 1) }
        let found = try await changes(start.adding(days: 5))
        #expect(found.map(\.label) == ["1.2.1"])
        #expect(found.first?.parts.map(\.name) == [.text, .meaning])
        #expect(try await changes(start.adding(days: 11)).isEmpty)
    }
}

@Suite("What the plan expects and announces")
struct OffersTests {
    @Test("A delegation owes a note on what it leads, two weeks before 180 days are over, and no other does")
    func notes() async throws {
        let house = try await SmallPlan()
        func owed(_ slug: String) async throws -> [String] {
            let now = house.now
            return try await house.database.read { tx in
                guard let delegation = try Delegations.find(slug: slug, in: tx) else { return [] }
                return try NotesExpected().expectations(of: delegation, at: now, in: tx).map(\.path)
            }
        }
        let honduras = try await house.database.read { try Delegations.find(slug: "hn", in: $0) }
        let lead = try #require(honduras)
        try await house.edit("1.1.1") { $0.responsible = [Activity.Responsible(delegation: lead, part: .lead)] }
        #expect(try await owed("hn").isEmpty)
        house.clock.advance(by: 167 * 86_400)
        #expect(try await owed("hn") == ["/plan/activities/1.1.1"])
        #expect(try await owed("mx").isEmpty)
        try await house.write("Tres temas priorizados.", on: "1.1.1")
        #expect(try await owed("hn").isEmpty)
    }

    @Test("The calendar holds the plan's periods and its conference")
    func periods() async throws {
        let house = try await SmallPlan(), viewer = Viewer.liaison("hn")
        let from = try #require(Day("2008-01-01")), to = try #require(Day("2008-12-31")), later = try #require(Day("2009-01-01"))
        let entries = try await house.database.read { try PlanPeriods().entries(for: viewer, from: from, to: to, in: $0) }
        #expect(entries.map(\.uid) == ["plan-2008-conference", "plan-2008-1.5.2", "plan-2008-2.1.1"])
        let none = try await house.database.read { try PlanPeriods().entries(for: viewer, from: later, to: later, in: $0) }
        #expect(none.isEmpty)
    }
}
