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
}
