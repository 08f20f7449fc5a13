import Accounts
import Foundation
import HTTPTypes
import HummingbirdTesting
import Localization
import Plan
import Testing
import Web
@testable import App

@Suite("Whose question it is")
struct PlanQuestionTests {
    @Test("A question that the presiding country asks about an activity is put by the Presidency; a dialogue's by the country that proposes it")
    func origin() async throws {
        let house = try await RunningHouse(limitsForms: false), honduras = try await house.signIn(.liaison, "hn"), mexico = try await house.signIn(.liaison, "mx")
        let now = house.clock.clock.now, today = Day(now, in: .network)
        try await house.database.write { tx in
            try FirstPlan().add(questions: PlanDecisions(), at: now, in: tx)
            guard let party = try Delegations.find(slug: "hn", in: tx) else { return }
            try Presidencies.add(party, from: today.adding(days: -10), to: today.adding(days: 10), by: .shell, at: now, in: tx)
        }
        let asked = try await honduras.post("/es/plan/activities/1.4.1/questions", [("question_es", "¿Cuántos delegados van?"), ("question_en", "How many delegates go?")])
        #expect(asked.status == .seeOther)
        #expect(try await mexico.post("/es/dialogue", [("country", "IN"), ("objectives_es", "Un plazo de 30 días"), ("level", "network")]).status == .seeOther)
        let put = try await house.database.read { tx in
            try tx.rows("SELECT d.put_as, p.slug FROM decision d JOIN delegation p ON p.id = d.put_for WHERE d.reference LIKE '1.4.1/%' OR d.concern_key = '1.3.2'") {
                "\(try $0.get("put_as", as: String.self)) \(try $0.get("slug", as: String.self))"
            }
        }
        // The Secretariat's came with the plan itself.
        #expect(put.sorted() == ["member mx", "presidency hn", "secretariat st"])
    }

    @Test("What is asked about a draft edition does not hold up the one that the network works by")
    func draft() async throws {
        let house = try await RunningHouse(limitsForms: false), secretariat = try await house.signIn(.secretariat, "st"), now = house.clock.clock.now
        try await house.database.write { _ = try FirstPlan().add(questions: PlanDecisions(), at: now, in: $0) }
        let begun = try await secretariat.post("/es/plan/editions", [("key", "2027"), ("title_es", "Plan 2027"), ("title_en", "Plan 2027"), ("conference", "32"), ("place_es", "Tela"), ("place_en", "Tela"), ("place", "Tela"), ("begins", "2027-01-01"), ("ends", "2027-12-31"), ("presidency", "HN")])
        #expect(begun.status == .seeOther, "\(begun.text.suffix(2000))")
        let before = try await house.visitor.get("/es/plan/activities/1.5.1").text
        #expect(try await secretariat.post("/es/plan/activities/1.5.1/questions?edition=2027", [("question_es", "¿Pepino?"), ("question_en", "Cucumber?")]).status == .seeOther)
        #expect(try await secretariat.get("/es/plan/activities/1.5.1?edition=2027").text.contains("¿Pepino?"))
        #expect(try await secretariat.get("/es/plan/activities/1.5.1").text.contains("¿Pepino?") == false)
        let after = try await house.visitor.get("/es/plan/activities/1.5.1").text
        #expect(after == before && !after.contains("Hay una pregunta abierta"))
    }

    @Test("What somebody asks is read by those who may read its decision; the others read that something is open, and never that all is well")
    func readers() async throws {
        let house = try await RunningHouse(limitsForms: false), honduras = try await house.signIn(.liaison, "hn"), observer = try await house.signIn(.observer, "hn")
        let now = house.clock.clock.now, today = Day(now, in: .network), path = "/es/plan/activities/1.4.1"
        try await house.database.write { tx in
            try FirstPlan().add(questions: PlanDecisions(), at: now, in: tx)
            guard let party = try Delegations.find(slug: "hn", in: tx) else { return }
            try Presidencies.add(party, from: today.adding(days: -10), to: today.adding(days: 10), by: .shell, at: now, in: tx)
        }
        #expect(try await honduras.post(path + "/questions", [("question_es", "¿Cuántos delegados van?"), ("question_en", "How many delegates go?")]).status == .seeOther)
        #expect(try await honduras.get(path).text.contains("¿Cuántos delegados van?"))
        #expect(try await observer.get(path).text.contains("¿Cuántos delegados van?"), "of a member")
        for page in [path, "/es/plan", "/es/plan/matrix", "/api/v1/plan"] {
            #expect(try await house.visitor.get(page).text.contains("Cuántos delegados") == false, "\(page)")
            #expect(try await house.visitor.get(page).status == .ok)
        }
        #expect(try await house.visitor.get(path).text.contains("Hay una pregunta abierta que no es pública."))
        #expect(try await house.visitor.get("/es/plan/activities/1.3.2").text.contains("El plan sugiere"), "what the plan of 2008 asks is public")
        // Withdrawn, its decision is the members' still, and so is the question, which waits for its answer on the plan's page.
        let decision = try #require(try await honduras.get(path).text.firstMatch(of: #/href="/es(/decisions/[0-9a-f-]+)"/#)).1
        #expect(try await honduras.post("/es\(decision)/withdrawal", []).status == .seeOther)
        for page in [path, "/es/plan", "/api/v1/plan"] { #expect(try await house.visitor.get(page).text.contains("Cuántos delegados") == false, "\(page)") }
        #expect(try await house.visitor.get(path).text.contains("Hay una pregunta abierta que no es pública."))
        #expect(try await honduras.get(path).text.contains("¿Cuántos delegados van?"))
        #expect(try await honduras.get(path + "/edit").text.contains("settlement_"))
        let civil = try await house.signIn(.delegate, "rrocm")
        #expect(try await civil.get(path).text.contains("Cuántos delegados") == false, "nor in the history")
    }
}
