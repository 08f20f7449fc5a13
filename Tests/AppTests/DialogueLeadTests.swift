import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing
import Web
@testable import App

@Suite("Who leads a dialogue")
struct DialogueLeadTests {
    @Test("The question goes to the room of decisions when a dialogue is proposed; once it is adopted the lead is named without saying where")
    func decided() async throws {
        let house = try await RunningHouse(limitsForms: false), mexico = try await house.signIn(.liaison, "mx"), secretariat = try await house.signIn(.secretariat, "st")
        #expect(try await mexico.post("/es/dialogue", [("country", "IN"), ("objectives_es", "Un plazo de 30 días"), ("level", "network")]).status == .seeOther)
        let page = try await mexico.get("/es/dialogue/in-1").text
        let path = String(try #require(page.firstMatch(of: #/href="(\/es\/decisions\/[^"]+)"/#)).1)
        let question = try await secretariat.get(path).text
        #expect(question.contains("¿Quién lidera el diálogo con India?") && question.contains("/es/plan/activities/1.3.2"))
        // Not yet decided: whoever names a lead says where it was settled.
        #expect(try await secretariat.post("/es/dialogue/in-1/lead", [("delegation", "mx")]).status == .unprocessableContent)
        #expect(try await secretariat.post(path + "/rounds", [("procedure", "consensus")]).status == .seeOther)
        let adopted = try await secretariat.post(path + "/outcome", [("result", "adopted"), ("held_on", "2026-11-25"), ("place", "Tegucigalpa"), ("adopted_es", "México lo lidera."), ("adopted_en", "Mexico leads it.")])
        #expect(adopted.status == .seeOther)
        #expect(try await secretariat.post("/es/dialogue/in-1/lead", [("delegation", "mx")]).status == .seeOther)
        let led = try await mexico.get("/es/dialogue/in-1").text
        #expect(led.contains("En curso") && led.contains("/es/decisions/2026-1") && led.contains("Ver la decisión sobre quién lo lidera."))
        // Laid down, who leads next is another question, and the first decision names nobody else.
        #expect(try await mexico.post("/es/dialogue/in-1/lead/end", []).status == .seeOther)
        let again = try await mexico.get("/es/dialogue/in-1").text
        let next = String(try #require(again.firstMatch(of: #/href="(\/es\/decisions\/[^"]+)"/#)).1)
        #expect(again.contains("Ver la pregunta de quién lo lidera") && next != "/es/decisions/2026-1")
        #expect(try await secretariat.post("/es/dialogue/in-1/lead", [("delegation", "gt")]).status == .unprocessableContent)
    }

    @Test("The plan counts what both rooms have: dialogues that are led, arrangements that were confirmed")
    func evidence() async throws {
        let house = try await RunningHouse(limitsForms: false), mexico = try await house.signIn(.liaison, "mx")
        let figures = house.enlace.rooms.flatMap(\.evidence)
        #expect(Set(figures.flatMap(\.activities)).isSuperset(of: ["1.3.2", "1.3.3"]))
        let made = try await mexico.post("/es/arrangements", [("returning", "MX"), ("receiving", "GT"), ("title_es", "Arreglo"), ("source_title", "Nota"), ("level", "public")])
        #expect(made.status == .seeOther)
        let now = house.clock.clock.now
        let counted = try await house.database.read { tx in try figures.filter { $0.activities.contains("1.3.3") }.flatMap { try $0.figures(for: "1.3.3", at: now, in: tx) } }
        #expect(counted.map(\.value) == [1] && counted.map(\.target) == [1])
    }
}
