import Foundation
import HTTPTypes
import HummingbirdTesting
import Localization
import Networks
import Storage
import Testing
@testable import Decisions

@Suite("A page that was opened before somebody else changed the decision")
struct StaleFormsTests {
    private static let wording = ["question_es": "¿Quién lidera el diálogo?", "question_en": "Who leads the dialogue?", "text_es": "La Presidencia lidera.", "text_en": "The Presidency leads.",
                                  "procedure": "silence", "level": "network", "concern_kind": "activity", "concern_key": "1.3.2"]

    private func field(_ name: String, of page: String) throws -> String {
        String(try #require(page.firstMatch(of: try Regex("name=\"\(name)\" value=\"([0-9]+)\""))?.output[1].substring))
    }

    @Test("An editor who first forgot a field, or who was told of the other's change, does not overwrite it at the next press")
    func editing() async throws {
        let desk = try await Desk(), network = desk.eleven, secretariat = try await desk.signIn("st"), decision = try await network.put(), path = "/es/decisions/\(decision.id)/edit"
        let opened = try field("seen", of: try await desk.get(path, secretariat).text)
        network.clock.advance(by: 60)
        #expect(try await desk.post(path, secretariat, Self.wording.merging(["seen": opened, "text_es": "LO DEL OTRO", "text_en": "THE OTHER'S"]) { $1 }).status == .seeOther)
        let forgotten = try await desk.post(path, secretariat, Self.wording.merging(["seen": opened, "question_en": ""]) { $1 })
        #expect(forgotten.status == .unprocessableContent)
        for _ in 0..<2 {
            let told = try await desk.post(path, secretariat, Self.wording.merging(["seen": try field("seen", of: forgotten.text)]) { $1 })
            #expect(told.status == .unprocessableContent && told.text.contains("Otra persona cambió"))
            #expect(try field("seen", of: told.text) == opened)
        }
        #expect(try await network.file(decision).decision.wording.text[.spanish] == "LO DEL OTRO")
    }

    @Test("A round is not opened, and a position not taken, for a text that its writer never saw, also after a mistake in between")
    func unread() async throws {
        let desk = try await Desk(), network = desk.eleven, secretariat = try await desk.signIn("st"), mexico = try await desk.signIn("mx"), decision = try await network.put()
        let path = "/es/decisions/\(decision.id)", round = ["procedure": "silence", "deadline_at": "18:00", "zone": "America/Costa_Rica"]
        let opened = try field("seen", of: try await desk.get(path, secretariat).text)
        network.clock.advance(by: 60)
        var changed = Eleven.wording
        changed.text = LocalizedText(es: "Otro texto.", en: "Another text.")
        try await network.reword(decision, changed)
        let mistaken = try await desk.post(path + "/rounds", secretariat, round.merging(["seen": opened]) { $1 })
        #expect(mistaken.status == .unprocessableContent)
        let refused = try await desk.post(path + "/rounds", secretariat, round.merging(["seen": try field("seen", of: mistaken.text), "deadline_on": "2026-12-10"]) { $1 })
        #expect(refused.status == .conflict && refused.text.contains("Lea el texto de ahora"))
        // Told of it, whoever presses again has read it.
        #expect(try await desk.post(path + "/rounds", secretariat, round.merging(["seen": try field("seen", of: refused.text), "deadline_on": "2026-12-10"]) { $1 }).status == .seeOther)

        try await network.take(.objection, "No.", in: decision, by: "gt")
        try await network.circulate(decision, days: 10)
        let blank = try await desk.post(path + "/positions", mexico, ["round": "1", "delegation": "mx", "reason": "Porque sí."])
        #expect(blank.status == .unprocessableContent)
        let late = try await desk.post(path + "/positions", mexico, ["round": try field("round", of: blank.text), "delegation": "mx", "position": "agree"])
        #expect(late.status == .conflict && late.text.contains("Se abrió otra ronda"))
        #expect(try await network.file(decision).standing(in: 2).isEmpty)
    }

    @Test("When the round ends before the form arrives, the words typed into it are shown, to be copied")
    func typed() async throws {
        let desk = try await Desk(), network = desk.eleven, mexico = try await desk.signIn("mx"), decision = try await network.running()
        try await network.take(.objection, "No.", in: decision, by: "gt")
        let refused = try await desk.post("/es/decisions/\(decision.id)/positions", mexico, ["round": "1", "delegation": "mx", "position": "reservation", "reason": "Salvo <b>lo</b> dicho."])
        #expect(refused.status == .conflict && refused.text.contains("Salvo &lt;b&gt;lo&lt;/b&gt; dicho.") && refused.text.contains("para que no se pierda"))
    }

    @Test("What a text lacks is named where the round is opened, with the way to put it right", arguments: ["es", "en"])
    func oneLanguage(language: String) async throws {
        let desk = try await Desk(), network = desk.eleven, secretariat = try await desk.signIn("st")
        var wording = Eleven.wording
        wording.background = LocalizedText(source: .spanish, [.spanish: "Solo en español."])
        let decision = try await network.put(wording), path = "/\(language)/decisions/\(decision.id)"
        let answer = try await desk.post(path + "/rounds", secretariat, ["procedure": "silence", "deadline_on": "2026-12-10", "deadline_at": "18:00", "zone": "America/Costa_Rica", "seen": String(decision.changedAt.microsecondsSince1970)])
        #expect(answer.status == .unprocessableContent && answer.text.contains(language == "es" ? "los antecedentes. Complételo en «Cambiar el texto»" : "the background. Complete it under “Change the wording”"))
        #expect(answer.text.contains("href=\"#f-procedure\"") && !answer.text.contains("href=\"#f-background"))
    }
}
