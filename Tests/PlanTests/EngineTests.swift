import Accounts
import Foundation
import Geography
import Localization
import Storage
import Testing
@testable import Plan

@Suite("The plan on each engine")
struct EngineTests {
    @Test("A year of the plan: notes, edits, a new edition, an import, what is owed and what has changed", arguments: SmallPlan.engines)
    func aYear(engine: String) async throws {
        let house = try await SmallPlan(engine), start = Day(house.now, in: .network)
        #expect(try await house.plan().activities.map(\.number.description) == ContentTests.numbers)
        let note = try await house.write("Temas priorizados.", on: "1.1.1", .result, level: .owner)
        let activity = try await house.activity("1.1.1"), honduras = note.delegation, viewer = Viewer.liaison("hn", id: honduras.id)
        let (mine, theirs) = try await house.database.read { tx in
            (try Notes(tx).list(of: activity.id, for: viewer, limit: 10).count, try Notes(tx).list(of: activity.id, for: .liaison("mx"), limit: 10).count)
        }
        #expect(mine == 1 && theirs == 0)
        let withdrawing = house.now
        try await house.database.write { try Notes($0).withdraw(note, by: .shell, at: withdrawing) }
        #expect(try await house.progress("1.1.1").status == .notStarted)

        house.clock.advance(by: 20 * 86_400)
        try await house.edit("1.1.1") { $0.responsible = [Activity.Responsible(delegation: honduras, part: .lead)] }
        house.clock.advance(by: 180 * 86_400)
        let now = house.now
        let owed = try await house.database.read { try NotesExpected().expectations(of: honduras, at: now, in: $0) }
        #expect(owed.map(\.path) == ["/plan/activities/1.1.1"])
        let plan = try await house.plan()
        let terms = try await house.terms()
        let changes = try await house.database.read { try PlanChanges($0).since(start.adding(days: 1), in: plan, terms) }
        #expect(changes.map(\.label) == ["1.1.1"])

        let edition = Edition(id: ID(at: now), key: "2027", title: plan.edition.title, standing: .draft, conference: 32, place: plan.edition.place, begins: start, ends: start,
                              presidency: plan.edition.presidency, level: .members, addedAt: now, changedAt: now)
        try await house.database.write { try Plans($0).start(edition, from: plan.edition, by: .shell, at: now) }
        #expect(try await house.activity("1.1.1", in: "2027").delegations(.lead).map(\.slug) == ["hn"])
        var matrix = try await house.exported()
        matrix.lines[0].calendar = "Cada 6 meses"
        matrix.lines.append(.init(theme: "", objective: "", activity: "3.1.3 Revisar el sitio", calendar: "Permanente"))
        #expect(try await house.carryOut(matrix).isEmpty)
        #expect(try await house.activity("1.1.1").calendar.meaning == .recurring(months: 6))
        #expect(try await house.plan().activities.count == 15)
        let added = try await house.activity("3.1.3")
        let paths = try await house.database.read { try ActivitySearch().paths(of: [added.id.uuid], in: $0) }
        #expect(paths[added.id.uuid] == "/plan/activities/3.1.3?edition=2008")
    }
}
