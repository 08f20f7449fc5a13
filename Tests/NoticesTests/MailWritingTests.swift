import Accounts
import Foundation
import Localization
import Records
import Storage
import Testing
import Web
@testable import Notices

@Suite("From notices to mail")
struct MailWritingTests {
    /// Wednesday 25 November 2026, some time in the morning.
    @Test("What is told at once comes in one mail a person, in the person's language", arguments: StoreEngine.atHand)
    func atOnce(_ engine: StoreEngine) async throws {
        let office = try await SmallOffice(engine)
        let ana = try await office.person("ana"), ben = try await office.person("ben", .liaison, "us", language: .english)
        for number in 0..<3 { try await office.tell([ana, ben], .decisions, key: "k\(number)") }
        try await office.runner.runDue()
        let mails = try await office.mails().sorted { $0.recipient < $1.recipient }
        #expect(mails.map(\.recipient) == ["ana@example.org", "ben@example.org"])
        #expect(mails.map(\.subject) == ["Enlace: 3 avisos", "Enlace: 3 notices"])
        #expect(mails[0].plain.contains("https://enlace.example/es/home"))
        #expect(mails[1].html.contains("<html lang=\"en\">"))
        office.clock.advance(by: 300)
        try await office.runner.runDue()
        #expect(try await office.mails().count == 2, "nothing is told twice")
    }

    @Test("Digests gather what came until seven o'clock; what was read on the page is left out", arguments: StoreEngine.atHand)
    func digests(_ engine: StoreEngine) async throws {
        let office = try await SmallOffice(engine)
        let ana = try await office.person("ana"), eva = try await office.person("eva")
        #expect(try await ana.post("/es/account/notices", [("decisions", "daily"), ("plan", "none"), ("records", "weekly"), ("visas", "none")]).status == .seeOther)
        office.clock.set(Day("2026-11-25")?.start(in: .network).addingTimeInterval(8 * 3600) ?? Date())
        try await office.tell([ana], .decisions, key: "one")
        try await office.tell([ana], .plan, key: "unwanted")
        try await office.tell([ana, eva], .records, key: "weekly")
        _ = try await eva.post("/es/home/notices/reading")
        try await office.runner.runDue()
        #expect(try await office.mails().isEmpty)
        office.clock.advance(by: 23 * 3600)
        try await office.runner.runDue()
        #expect(try await office.mails().map(\.digest) == [.daily])
        office.clock.advance(by: 4 * 86_400)
        try await office.runner.runDue()
        #expect(try await office.mails().map { "\($0.recipient) \($0.digest?.rawValue ?? "")" } == ["ana@example.org daily", "ana@example.org weekly"])
    }

    @Test("Whoever ended a digest is still reminded in the last days, and of nothing else; who wants no mail at all gets none", arguments: StoreEngine.atHand)
    func afterTheDigest(_ engine: StoreEngine) async throws {
        let office = try await SmallOffice(engine)
        let ana = try await office.person("ana"), eva = try await office.person("eva")
        for (colleague, wish) in [(ana, "urgent"), (eva, "none")] { #expect(try await colleague.post("/es/account/notices", Topic.chosen.map { ($0.rawValue, wish) }).status == .seeOther) }
        try await office.tell([ana, eva], .decisions, key: "news")
        office.wanted.set("mx", [office.expectation("far", in: 6)])
        try await office.runAll()
        #expect(try await office.mails().isEmpty)
        office.clock.advance(by: 4.5 * 86_400)
        try await office.runAll()
        #expect(try await office.mails().map(\.recipient) == ["ana@example.org"])
        #expect(try await office.mails().first?.plain.contains("news") == false)
    }

    @Test("The last reminders do not wait for a digest; one that is no longer owed is not mailed", arguments: StoreEngine.atHand)
    func urgent(_ engine: StoreEngine) async throws {
        let office = try await SmallOffice(engine)
        let ana = try await office.person("ana"), eva = try await office.person("eva", .liaison, "gt")
        for colleague in [ana, eva] { #expect(try await colleague.post("/es/account/notices", Topic.chosen.map { ($0.rawValue, "weekly") }).status == .seeOther) }
        // Thursday: a week would bring the digest on Monday.
        office.clock.set(Day("2026-11-26")?.start(in: .network).addingTimeInterval(8 * 3600) ?? Date())
        office.wanted.set("mx", [office.expectation("near", in: 1.5)])
        office.wanted.set("gt", [office.expectation("far", in: 6)])
        try await office.runAll()
        #expect(try await office.mails().map(\.recipient) == ["ana@example.org"])
        office.wanted.set("gt", [])
        office.clock.advance(by: 3600)
        try await office.runAll()
        office.clock.set(Day("2026-11-30")?.start(in: .network).addingTimeInterval(9 * 3600) ?? Date())
        try await office.runAll()
        #expect(try await office.mails().map(\.recipient) == ["ana@example.org"], "what was done meanwhile is not asked for")
    }

    @Test("Whoever was told a moment ago is not reminded of it at once", arguments: StoreEngine.atHand)
    func justTold(_ engine: StoreEngine) async throws {
        let office = try await SmallOffice(engine)
        _ = try await office.person("ana")
        let now = office.clock.clock.now
        let expectation = office.expectation("five days", in: 5, since: now)
        office.wanted.set("mx", [expectation])
        try await office.runAll()
        #expect(try await office.mails().isEmpty)
        office.clock.advance(by: 3.2 * 86_400)
        try await office.runAll()
        #expect(try await office.mails().count == 1, "two days before, it is fair")
    }

    @Test("What only a liaison officer may do is not expected of a consul; a day is told as a day")
    func whose() async throws {
        let office = try await SmallOffice()
        let ana = try await office.person("ana"), st = try await office.person("st", .secretariat, "st")
        let day = Day("2026-12-07")
        office.wanted.set("mx", [Expectation(key: "a", topic: .plan, text: "notices.topic.plan", path: "/plan", due: nil, lastDay: day),
                                 Expectation(key: "b", topic: .decisions, text: "notices.topic.decisions", path: "/decisions/1", due: nil, by: .keepMail)])
        office.wanted.set("st", [Expectation(key: "b", topic: .decisions, text: "notices.topic.decisions", path: "/decisions/1", due: nil, by: .keepMail)])
        let page = try await ana.get("/es/home").text
        #expect(page.contains("Hasta el 7 de diciembre de 2026<") && !page.contains("/es/decisions/1"))
        #expect(try await st.get("/es/home").text.contains("/es/decisions/1"))
        office.clock.set(Day("2026-12-06")?.start(in: .network).addingTimeInterval(3600) ?? Date())
        try await office.runAll()
        #expect(try await office.mails().contains { $0.recipient == "ana@example.org" && $0.plain.contains("Hasta el 7 de diciembre de 2026.") })
    }

    @Test("Nobody writes to invented or shut accounts; the account's own safety is told at once whatever was chosen")
    func reach() async throws {
        let office = try await SmallOffice()
        let invented = try await office.person("invented", isDemonstration: true), shut = try await office.person("shut"), ana = try await office.person("ana")
        _ = try await ana.post("/es/account/notices", Topic.chosen.map { ($0.rawValue, "none") })
        let now = office.clock.clock.now
        try await office.database.write { try People.disable(shut.id, by: .shell, at: now, in: $0) }
        try await office.tell([invented, shut, ana], .decisions, key: "decision")
        try await office.tell([invented, shut, ana], .account, key: "account")
        try await office.runner.runDue()
        #expect(try await office.mails().map(\.recipient) == ["ana@example.org"])
        #expect(try await office.mails().first?.subject == "Su cuenta")
    }

    @Test("A deadline is reminded of at each step once, only where it is still owed, and anew when it is put off", arguments: StoreEngine.atHand)
    func reminders(_ engine: StoreEngine) async throws {
        let office = try await SmallOffice(engine)
        let mexico = try await office.person("mexico"), guatemala = try await office.person("guatemala", .liaison, "gt"), watcher = try await office.person("watcher", .observer, "mx")
        let owed = office.expectation("decision", in: 15)
        office.wanted.set("mx", [owed])
        office.wanted.set("gt", [owed])
        func told(_ person: Colleague) async throws -> Int { try await office.database.read { try NoticeStore($0).counts(of: person.id).all } }
        for (day, mexican, guatemalan) in [(0.0, 0, 0), (1, 1, 1), (1, 1, 1), (6, 2, 2), (5, 3, 2), (1, 4, 2), (2, 4, 2)] {
            office.clock.advance(by: day * 86_400)
            if guatemalan == 2, mexican > 2 { office.wanted.set("gt", []) }
            try await office.runner.runDue()
            #expect(try await told(mexico) == mexican)
            #expect(try await told(guatemala) == guatemalan)
        }
        office.wanted.set("mx", [office.expectation("decision", in: 7)])
        office.clock.advance(by: 1000)
        try await office.runner.runDue()
        #expect(try await told(mexico) == 5)
        #expect(try await told(watcher) == 0)
    }
}
