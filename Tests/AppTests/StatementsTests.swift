import Accounts
import App
import Decisions
import Foundation
import HummingbirdTesting
import Localization
import Plan
import Records
import Storage
import Testing
@testable import Directory

@Suite("Statements per page")
struct StatementsTests {
    static let pages = [
        "/es/find?nationality=MX&place=US-AZ", "/es/directory", "/es/directory?q=consulado", "/es/directory/us", "/es/directory/us/print", "/es/posts/mx-us-p0", "/es/coverage/mx/us",
        "/es/directory/us/officers", "/api/v1/finder?nationality=MX&place=US-AZ", "/api/v1/posts?receiving_state=US", "/api/v1/posts/mx-us-p0", "/lists/us/posts.csv", "/lists/us/posts.geojson", "/es/covering",
        "/es/plan", "/es/plan/matrix", "/es/plan/activities/1.1.1", "/es/decisions", "/es/search?q=consulado", "/api/v1/plan", "/api/v1/decisions", "/api/v1/search?q=consulado",
    ]
    static let deskPages = ["/es/desk", "/es/desk/posts/mx-us-p0", "/es/desk/posts/mx-us-p0/officers", "/es/desk/accreditations", "/es/desk/covering", "/es/people", "/es/account", "/es/home", "/es/home/notices", "/es/account/notices", "/es/decisions"]
    static let boardPages = ["/es/desk/board", "/api/v1/freshness", "/es/people", "/es/delegations", "/es/plan/editions", "/es/desk/mail"]

    /// They ask each room for what it can count or what it expects.
    static let pagesOfEveryRoom = ["/es/home", "/es/plan", "/es/plan/activities/1.1.1", "/api/v1/plan"]

    func count(_ house: RunningHouse, _ person: Browser, _ pages: [String]) async throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for page in pages {
            let meter = StatementMeter()
            let response = try await StatementMeter.$current.withValue(meter) { try await person.get(page) }
            #expect(response.status == .ok, "\(page)")
            counts[page] = meter.statements.count
        }
        return counts
    }

    /// The plan with so many notes, and so many decisions; each told to every liaison officer.
    func fillNetworkDesk(_ house: RunningHouse, _ size: Int) async throws {
        let now = house.clock.clock.now
        try await Content.fill(house.database, at: now)
        try await house.database.write { tx in
            guard let edition = try Plans(tx).current(), let number = ActivityNumber("1.1.1"), let activity = try Plans(tx).plan(of: edition).activity(number),
                  let mexico = try Delegations.find(slug: "mx", in: tx), let origin = try Decision.Origin.secretariat(name: "test", in: tx) else { return }
            let officers = try People.holding(.liaison, in: .member, tx).map(\.uuid)
            for count in 0..<size {
                let note = ProgressNote(id: ID(at: now), activity: activity.id, delegation: mexico, kind: .progress, text: LocalizedText(es: "Nota \(count)", en: "Note \(count)"), links: [], level: .public,
                                        writtenBy: "test", at: now)
                try Notes(tx).write(note, by: .shell, at: now)
                let text = LocalizedText(es: "¿Pregunta \(count)?", en: "Question \(count)?")
                try Decisions(tx).put(Wording(question: text, text: text, level: .public), from: origin, isPublished: true, by: .shell, at: now)
                let silent = try Decisions(tx).put(Wording(question: text, text: text, level: .network), from: origin, by: .shell, at: now)
                try Decisions(tx).circulate(silent.id, .silence, until: Deadline(now.addingTimeInterval(86_400), in: .utc), by: .shell, at: now)
                try tx.notify(officers, .plan, "notices.topic.plan", path: "/plan", uniqueKey: "test:\(count)", at: now)
            }
        }
    }

    @Test("No page's count grows with its rows")
    func constant() async throws {
        var counts: [[String: Int]] = []
        for size in [2, 40] {
            let house = try await RunningHouse()
            for number in 0..<size {
                try await house.add("mx-us-p\(number)", ["districts": "US-AZ"])
                _ = try await house.signIn(.liaison, "mx")
            }
            try await fillNetworkDesk(house, size)
            var all = try await count(house, house.visitor, Self.pages)
            all.merge(try await count(house, house.signIn(.liaison, "mx"), Self.deskPages)) { $1 }
            all.merge(try await count(house, house.signIn(.secretariat, "st"), Self.boardPages)) { $1 }
            counts.append(all)
        }
        for (page, few) in counts[0] {
            #expect(counts[1][page] == few, "\(page)")
            #expect(few <= (Self.pagesOfEveryRoom.contains(page) ? 20 : 10), "\(page) takes \(few) statements")
        }
    }
}
