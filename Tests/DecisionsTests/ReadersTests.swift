import Accounts
import Foundation
import Localization
import Networks
import Records
import Storage
import Testing
import Web
@testable import Decisions

@Suite("Who reads what, and what counts for which text")
struct ReadersTests {
    private func reword(_ decision: Decision, in network: Eleven, _ change: (inout Wording) -> Void) async throws {
        var wording = Eleven.wording
        change(&wording)
        network.clock.advance(by: 60)
        try await network.reword(decision, wording)
    }

    @Test("An objection made among members stays among members, also when the decision is opened further and adopted in public")
    func confidences() async throws {
        let desk = try await Desk(), network = desk.eleven
        let mexico = try await desk.signIn("mx"), observer = try await desk.signIn("obs")
        var members = Eleven.wording
        members.level = .members
        let decision = try await network.put(members)
        try await network.circulate(decision)
        try await network.take(.objection, "CONFIDENCIAL", in: decision, by: "gt")
        let path = "/es/decisions/\(decision.id)", data = "/api/v1/decisions/\(decision.id)"
        #expect(try await desk.get(path, observer).status == .notFound)
        try await reword(decision, in: network) { $0.level = .public }
        let seen = try await desk.get(path, observer)
        #expect(seen.status == .ok && !seen.text.contains("CONFIDENCIAL") && seen.text.contains("solo los países miembros"))
        #expect(try await desk.get(path + "/record", observer).text.contains("CONFIDENCIAL") == false)
        #expect(try await desk.get(data, observer).text.contains("\"positions\":null"))
        #expect(try await desk.get(path, mexico).text.contains("CONFIDENCIAL"))
        #expect(try await desk.get(data, mexico).text.contains("CONFIDENCIAL"))

        try await network.circulate(decision, days: 10)
        try await network.take(.reservation, "SALVO EL PLAZO", in: decision, by: "hn")
        #expect(try await desk.get(path, mexico).text.contains("si se adopta, lo lee también el público") == true)
        network.clock.advance(by: 11 * 86_400)
        try await network.runJobs()
        let public_ = try await desk.get("/es/decisions/2026-1")
        #expect(public_.text.contains("SALVO EL PLAZO") && !public_.text.contains("CONFIDENCIAL"))
        // The search finds what each may read, and no more.
        #expect(try await network.found("salvo el plazo", by: nil).count == 1)
        #expect(try await network.found("confidencial", by: nil).isEmpty)
        #expect(try await network.found("confidencial", by: "obs").isEmpty)
        #expect(try await network.found("confidencial", by: "mx") == ["Guatemala: Objeta · ¿Quién lidera el diálogo?"])
    }

    @Test("What a member says is found by its words in the round under way, marked once another position took its place", arguments: Engine.atHand)
    func foundWhileUnderWay(_ engine: Engine) async throws {
        let network = try await Eleven(engine)
        let decision = try await network.running()
        try await network.take(.reservation, "Siempre que haya presupuesto.", in: decision, by: "mx")
        try await network.take(.agree, in: decision, by: "gt")
        try await network.runJobs()
        #expect(try await network.found("presupuesto", by: "hn") == ["México: De acuerdo con reserva · ¿Quién lidera el diálogo?"])
        #expect(try await network.found("presupuesto", by: "obs").count == 1, "circulated to the network")
        #expect(try await network.found("presupuesto", by: nil).isEmpty)
        #expect(try await network.found("guatemala", by: "hn").isEmpty, "no words, nothing to find")
        try await network.take(.agree, in: decision, by: "mx")
        #expect(try await network.found("presupuesto", by: "hn").isEmpty, "nothing is found by what is no longer so")
        try await network.runJobs()
        #expect(try await network.found("presupuesto", by: "hn") == ["México: De acuerdo con reserva (sustituida después) · ¿Quién lidera el diálogo?"])
    }

    @Test("A draft that is taken back is not published by that; why it was taken back is kept", arguments: Engine.atHand)
    func withdrawnDraft(_ engine: Engine) async throws {
        let network = try await Eleven(engine)
        let decision = try await network.put(), now = network.now, actor = try network.viewer("st").actor(by: nil)
        try await network.database.write { try Decisions($0).withdraw(decision.id, note: "Ya no hace falta.", by: actor, at: now) }
        let file = try await network.file(decision)
        #expect(file.decision.audience == .members)
        #expect(file.decision.withdrawalNote == "Ya no hace falta.")
        #expect(try await network.notices("withdrawn").isEmpty, "nobody had been told of it")
        let running = try await network.running()
        try await network.database.write { try Decisions($0).withdraw(running.id, note: nil, by: actor, at: now) }
        #expect(try await network.file(running).decision.audience == .network)
        #expect(try await network.toldOnce("withdrawn"))
    }

    @Test("What was meant for one text does not count for another", arguments: Engine.atHand)
    func otherText(_ engine: Engine) async throws {
        let network = try await Eleven(engine)
        let decision = try await network.running(), seen = try await network.file(decision).decision.changedAt
        try await network.take(.objection, "No.", in: decision, by: "gt")
        try await reword(decision, in: network) { $0.text = LocalizedText(es: "Nadie lidera.", en: "Nobody leads.") }
        let mexico = try network.delegation("mx"), actor = try network.viewer("mx").actor(by: nil), now = network.now, deadline = try network.deadline(days: 10)
        // Who opened the page before cannot circulate what reads otherwise by now.
        await #expect(throws: DecisionFault.otherWording) {
            try await network.database.write { try Decisions($0).circulate(decision.id, .silence, until: deadline, seen: seen, by: actor, at: now) }
        }
        try await network.circulate(decision, days: 10)
        await #expect(throws: DecisionFault.otherRound) {
            try await network.database.write { try Decisions($0).take(.agree, nil, in: decision.id, round: 1, of: mexico, by: actor, at: now) }
        }
        #expect(try await network.file(decision).standing(in: 2).isEmpty)
        try await network.database.write { _ = try Decisions($0).take(.agree, nil, in: decision.id, round: 2, of: mexico, by: actor, at: now) }
        #expect(try await network.file(decision).standing(in: 2).count == 1)
    }

    @Test("On the page, a position for an earlier text is refused and the new text shown")
    func stalePage() async throws {
        let desk = try await Desk(), network = desk.eleven, mexico = try await desk.signIn("mx"), secretariat = try await desk.signIn("st")
        let decision = try await network.running(), path = "/es/decisions/\(decision.id)"
        #expect(try await desk.get(path, mexico).text.contains("name=\"round\" value=\"1\""))
        try await network.take(.objection, "No.", in: decision, by: "gt")
        let draft = try await desk.get(path, secretariat).text
        let stale = try #require(draft.firstMatch(of: #/name="seen" value="([0-9]+)"/#)?.1)
        try await reword(decision, in: network) { $0.text = LocalizedText(es: "Nadie lidera.", en: "Nobody leads.") }
        let form = ["procedure": "silence", "deadline_on": "2026-12-10", "deadline_at": "18:00", "zone": "America/Costa_Rica"]
        let early = try await desk.post(path + "/rounds", secretariat, form.merging(["seen": String(stale)]) { $1 })
        #expect(early.status == .conflict && early.text.contains("Lea el texto de ahora") && early.text.contains("Nadie lidera."))
        try await network.circulate(decision)
        let late = try await desk.post(path + "/positions", mexico, ["position": "agree", "delegation": "mx", "round": "1"])
        #expect(late.status == .conflict && late.text.contains("Se abrió otra ronda") && late.text.contains("name=\"round\" value=\"2\""))
        let soon = try await desk.post(path + "/positions", mexico, ["position": "agree", "delegation": "mx", "round": "2"])
        #expect(soon.status == .seeOther)
    }

    @Test("A silence of less than a day is refused: no country is silenced by surprise", arguments: Engine.atHand)
    func surprise(_ engine: Engine) async throws {
        let network = try await Eleven(engine)
        let decision = try await network.put(), actor = try network.viewer("st").actor(by: nil), now = network.now
        let soon = Deadline(now.addingTimeInterval(23 * 3600), in: .standard)
        await #expect(throws: DecisionFault.deadlineTooNear(hours: 24)) {
            try await network.database.write { try Decisions($0).circulate(decision.id, .silence, until: soon, by: actor, at: now) }
        }
        #expect(try await network.file(decision).rounds.isEmpty)
    }

    @Test("Who asks for more time keeps the reservation made before; who only asked for time has kept silent", arguments: Engine.atHand)
    func reservationStays(_ engine: Engine) async throws {
        let network = try await Eleven(engine)
        let decision = try await network.running()
        try await network.take(.reservation, "Salvo el plazo.", in: decision, by: "mx")
        try await network.take(.moreTime, in: decision, by: "mx")
        let file = try await network.file(decision), mexico = try network.delegation("mx").id
        #expect(file.standing(in: 1)[mexico]?.kind == .reservation)
        #expect(file.replaced(in: 1).isEmpty)
        #expect(file.round?.moreTime?.delegation == mexico)
    }

    @Test("The trail holds the deadline of each round, and what a meeting said and where", arguments: Engine.atHand)
    func trail(_ engine: Engine) async throws {
        let network = try await Eleven(engine)
        let decision = try await network.running()
        try await network.take(.objection, "No.", in: decision, by: "gt")
        try await network.circulate(decision, .consensus)
        let actor = try network.viewer("st").actor(by: nil), now = network.now
        let outcome = MeetingOutcome(isAdopted: true, on: Day(now, in: .network), place: "Tela", note: "Con aplausos.")
        try await network.database.write { _ = try Decisions($0).record(outcome, of: decision.id, inRound: 2, by: actor, at: now) }
        let kept = try await network.database.read { tx in
            try tx.rows("SELECT action, after_state FROM audit WHERE action IN ('decisions.round.opened', 'decisions.round.ended') ORDER BY number") { row in
                (try row.get("action", as: String.self), try row.get("after_state", as: String.self))
            }
        }
        #expect(kept.map(\.0) == ["decisions.round.opened", "decisions.round.ended", "decisions.round.opened", "decisions.round.ended"])
        #expect(kept[0].1.contains("\"deadline\"") && kept[0].1.contains("America"))
        #expect(kept[3].1.contains("Tela") && kept[3].1.contains("Con aplausos."))
    }

    @Test("What was said to the network is not found by it once the decision is the members' alone", arguments: Engine.atHand)
    func narrowed(_ engine: Engine) async throws {
        let network = try await Eleven(engine), decision = try await network.running()
        try await network.take(.objection, "Berenjena inadmisible.", in: decision, by: "us")
        try await network.runJobs()
        #expect(try await network.found("berenjena", by: "obs").count == 1)
        try await reword(decision, in: network) { $0.level = .members }
        try await network.runJobs()
        #expect(try await network.found("berenjena", by: "obs").isEmpty)
        #expect(try await network.found("berenjena", by: "mx").count == 1)
    }

    @Test("Why a country asked for more time stays in the record, also where it had spoken before, and after the round; its choice follows", arguments: ["es", "en"])
    func moreTime(language: String) async throws {
        let desk = try await Desk(), network = desk.eleven, mexico = try await desk.signIn("mx")
        var wording = Self.choice
        wording.text = Eleven.wording.text
        let decision = try await network.put(wording), path = "/\(language)/decisions/\(decision.id)"
        try await network.circulate(decision)
        try await network.take(.agree, "Con gusto.", favouring: 0, in: decision, by: "us")
        try await network.take(.moreTime, "Falta el ministerio.", favouring: 1, in: decision, by: "us")
        try await network.take(.objection, "No.", in: decision, by: "gt")
        let standing = try await network.file(decision).standing(in: 1), states = try network.delegation("us").id
        #expect(standing[states]?.kind == .agree && standing[states]?.text?[.spanish] == "Con gusto." && standing[states]?.option == 1)
        #expect(try await desk.get(path, mexico).text.contains("Falta el ministerio."))

        let other = try await network.running()
        try await network.take(.moreTime, "Chirimoya ministerial.", in: other, by: "us")
        try await network.take(.objection, "No.", in: other, by: "gt")
        for page in ["/\(language)/decisions/\(other.id)", "/\(language)/decisions/\(other.id)/record"] {
            let text = try await desk.get(page, mexico).text
            #expect(text.contains("Chirimoya ministerial.") && text.contains(language == "es" ? "Pide más tiempo" : "Asks for more time"), "\(page)")
        }
    }

    @Test("A round shows the question and the options that were circulated, not those of today", arguments: ["es", "en"])
    func asCirculated(language: String) async throws {
        let desk = try await Desk(), network = desk.eleven, mexico = try await desk.signIn("mx"), decision = try await network.put(Self.choice), path = "/\(language)/decisions/\(decision.id)"
        try await network.circulate(decision, .consensus)
        let actor = try network.viewer("st").actor(by: nil), now = network.now
        try await network.database.write { _ = try Decisions($0).record(MeetingOutcome(isAdopted: false, on: Day(now, in: .network), place: "Tela"), of: decision.id, by: actor, at: now) }
        try await reword(decision, in: network) { wording in
            wording.question = LocalizedText(es: "¿Pregunta dos?", en: "Question two?")
            wording.options = [LocalizedText(es: "Verde", en: "Green")]
        }
        for page in [path, path + "/record"] {
            let text = try await desk.get(page, mexico).text
            for words in language == "es" ? ["¿Pregunta dos?", "Verde", "Pregunta tal como circuló", "¿Quién lidera el diálogo?", "Opciones tal como circularon", "Los países interesados."]
                : ["Question two?", "Green", "Question as circulated", "Who leads the dialogue?", "Options as circulated", "The interested countries."] {
                #expect(text.contains(words), "\(page): \(words)")
            }
        }
        #expect(try await desk.get("/api/v1/decisions/\(decision.id)", mexico).text.contains("Los países interesados."))
    }

    private static let choice: Wording = {
        var wording = Eleven.wording
        wording.text = LocalizedText(source: .spanish, [:])
        wording.options = [LocalizedText(es: "La Presidencia.", en: "The Presidency."), LocalizedText(es: "Los países interesados.", en: "The interested countries.")]
        return wording
    }()

    @Test("A member says which option it favours; one that the round does not hold is refused, and a meeting's reservation leaves the choice", arguments: Engine.atHand)
    func favoured(_ engine: Engine) async throws {
        let network = try await Eleven(engine), decision = try await network.put(Self.choice)
        try await network.circulate(decision, .consensus)
        try await network.take(.agree, favouring: 1, in: decision, by: "mx")
        try await network.take(.lead, favouring: 0, in: decision, by: "hn")
        try await network.take(.agree, in: decision, by: "gt")
        for wrong in [2, -1] { await #expect(throws: DecisionFault.noSuchOption(field: "favoured")) { try await network.take(.agree, favouring: wrong, in: decision, by: "sv") } }
        let mexico = try network.delegation("mx"), actor = try network.viewer("st").actor(by: nil), now = network.now
        let outcome = MeetingOutcome(isAdopted: true, on: Day(now, in: .network), place: "Tela", text: LocalizedText(es: "Todos.", en: "All."), reservations: [(mexico, LocalizedText(es: "Salvo el plazo.", en: ""))])
        try await network.database.write { _ = try Decisions($0).record(outcome, of: decision.id, by: actor, at: now) }
        let standing = try await network.file(decision).standing(in: 1)
        #expect(standing[mexico.id]?.kind == .reservation && standing[mexico.id]?.option == 1)
        #expect(try standing[network.delegation("hn").id]?.option == 0 && standing[network.delegation("gt").id]?.option == nil)
    }

    @Test("The form offers the options where there are any, and the page counts who favours which", arguments: ["es", "en"])
    func tally(language: String) async throws {
        let desk = try await Desk(), network = desk.eleven, mexico = try await desk.signIn("mx"), decision = try await network.put(Self.choice), path = "/\(language)/decisions/\(decision.id)"
        try await network.circulate(decision, .consensus)
        #expect(try await desk.get(path, mexico).text.contains("name=\"favoured\""))
        let refused = try await desk.post(path + "/positions", mexico, ["position": "agree", "delegation": "mx", "round": "1", "favoured": "7"])
        #expect(refused.status == .unprocessableContent && refused.text.contains("id=\"f-favoured-error\""))
        #expect(try await desk.post(path + "/positions", mexico, ["position": "agree", "delegation": "mx", "round": "1", "favoured": "1"]).status == .seeOther)
        let page = try await desk.get(path, mexico).text
        for words in language == "es" ? ["Opciones preferidas", "<strong>1</strong> (México) · <span>Los países interesados.", "<strong>0</strong> · <span>La Presidencia.", "Prefiere:"]
            : ["Options preferred", "<strong>1</strong> (Mexico) · <span>The interested countries.", "<strong>0</strong> · <span>The Presidency.", "Prefers:"] {
            #expect(page.contains(words), "\(words)")
        }
        let data = try await desk.get("/api/v1/decisions/\(decision.id)", mexico).text
        #expect(data.contains("Los países interesados.") && data.contains("\"option\":{"))
        #expect(page.contains("value=\"1\" selected"), "the form begins with what the country prefers")
        let plain = try await network.running()
        #expect(try await desk.get("/\(language)/decisions/\(plain.id)", mexico).text.contains("name=\"favoured\"") == false)
    }

    @Test("An option that a meeting chose is adopted also where a text stood beside it, unless the meeting worded that anew")
    func optionBesideText() async throws {
        let desk = try await Desk(), network = desk.eleven, secretariat = try await desk.signIn("st")
        var wording = Self.choice
        wording.text = LocalizedText(es: "Texto A,\nen dos líneas.", en: "Text A.")
        for (number, own) in [(1, nil), (2, "Texto del acta.")] {
            let decision = try await network.put(wording), path = "/es/decisions/\(decision.id)"
            try await network.circulate(decision, .consensus)
            var fields = ["result": "adopted", "held_on": Day(network.now, in: .network).description, "place": "Tela", "option": "1", "round": "1", "adopted_es": "Texto A,\r\nen dos líneas.", "adopted_en": "Text A."]
            let bad = try await desk.post(path + "/outcome", secretariat, fields.merging(["option": "7"]) { $1 })
            #expect(bad.status == .unprocessableContent && bad.text.contains("id=\"f-option-error\""))
            if let own { fields.merge(["adopted_es": own, "adopted_en": "Text of the record."]) { $1 } }
            #expect(try await desk.post(path + "/outcome", secretariat, fields).status == .seeOther)
            #expect(try await network.file(decision).decision.wording.text[.spanish] == own ?? "Los países interesados.", "\(number)")
        }
    }

    @Test("An option that a meeting chose becomes the text that is adopted")
    func option() async throws {
        let desk = try await Desk(), network = desk.eleven, secretariat = try await desk.signIn("st")
        let decision = try await network.put(Self.choice)
        try await network.circulate(decision, .consensus)
        let path = "/es/decisions/\(decision.id)"
        #expect(try await desk.get(path, secretariat).text.contains("Opción que se adoptó"))
        let done = try await desk.post(path + "/outcome", secretariat, ["result": "adopted", "held_on": Day(network.now, in: .network).description, "place": "Tela", "option": "1", "round": "1"])
        #expect(done.status == .seeOther)
        let record = try await desk.get("/es/decisions/2026-1/record", secretariat).text
        #expect(record.contains("Texto adoptado") && record.contains("Los países interesados."))
        #expect(record.contains("Sin posición escrita") && !record.contains("Aún sin posición"))
    }
}
