import Accounts
import Foundation
import Geography
import HTTPTypes
import HummingbirdTesting
import Localization
import Networks
import Storage
import Testing
@testable import Dialogue

@Suite("The pages of dialogues")
struct PagesTests {
    static let proposal = [("country", "IN"), ("objectives_es", "Que se expida en 30 días"), ("objectives_en", "That it is issued within 30 days"), ("participants", "gt"), ("level", "public")]
    static let step = [("kind", "meeting"), ("title_es", "Reunión técnica"), ("title_en", "Technical meeting"), ("planned_on", "2026-12-10")]

    @Test("From the proposal to the figures afterwards, by forms alone, in both languages")
    func journey() async throws {
        let network = try await SmallNetwork(figures: [SmallNetwork.india: TrackTests.before]), mexico = try await network.signIn("mx"), guatemala = try await network.signIn("gt"), secretariat = try await network.signIn("st")
        let proposed = try await network.post("/es/dialogue", mexico, Self.proposal)
        #expect(proposed.status == .seeOther && proposed.location.hasPrefix("/es/dialogue/in-1"))
        // The question who leads is put at once, in both languages.
        let question = try await network.database.read { try $0.value("SELECT after_state FROM audit WHERE action = 'test.question'", as: String.self) }
        #expect(question?.contains("¿Quién lidera el diálogo con India?") == true && question?.contains("Who leads the dialogue with India?") == true)
        let page = try await network.get("/es/dialogue/in-1", mexico).text
        for words in ["Es una propuesta", "/es/decisions/2026-3", "Nadie lo lidera", "30 %", "120 días", "México, el 25 de noviembre de 2026", "No hay cifras más nuevas que las del comienzo."] { #expect(page.contains(words), "\(words)") }
        #expect(!page.contains("/steps/new"))
        #expect(try await network.get("/es/dialogue/in-1").status == .seeOther, "a proposal is the members' affair")
        // Named without saying where it was settled: asked for, beside the field.
        let bare = try await network.post("/es/dialogue/in-1/lead", secretariat, [("delegation", "mx")])
        #expect(bare.status == .unprocessableContent && bare.text.contains("id=\"f-basis-error\""))
        #expect(try await network.post("/es/dialogue/in-1/lead", secretariat, [("delegation", "mx"), ("basis", "Reunión de la Red")]).status == .seeOther)
        #expect(try await network.post("/es/dialogue/in-1/steps", mexico, Self.step + [("delegation", "mx")]).status == .seeOther)
        #expect(try await network.post("/es/dialogue/in-1/documents", mexico, [("document_title", "Nota"), ("url", "https://example.org/nota")]).status == .seeOther)
        // Guatemala takes part: it adds a step of its own, not one of Mexico's, and changes none of Mexico's.
        #expect(try await network.post("/es/dialogue/in-1/steps", guatemala, [("kind", "visit"), ("title_es", "Visita"), ("planned_on", "2027-01-10"), ("delegation", "mx")]).status == .seeOther)
        let track = try await network.track("in-1"), visit = try #require(track.steps.first { $0.kind == .visit }), meeting = try #require(track.steps.first { $0.kind == .meeting })
        #expect(visit.delegation == (try network.delegation("gt").id))
        #expect(try await network.get("/es/dialogue/in-1/steps/\(meeting.id)", guatemala).status == .forbidden)
        #expect(try await network.post("/es/dialogue/in-1/steps/\(meeting.id)", guatemala, Self.step).status == .forbidden)
        #expect(try await network.get("/es/dialogue/in-1/steps/\(visit.id)", guatemala).status == .ok)
        #expect(try await network.get("/es/dialogue/in-1/edit", guatemala).status == .forbidden)
        for (language, words) in [("es", ["En curso", "Próximo paso", "previsto para el 10 de diciembre de 2026", "México", "Reunión técnica"]), ("en", ["Under way", "Next step", "planned for 10 December 2026", "Technical meeting"])] {
            for path in ["/dialogue/in-1", "/dialogue"] {
                let text = try await network.get("/\(language)\(path)").text
                for word in words where path != "/dialogue" || !word.contains("ecnica") && !word.contains("echnical") && !word.contains("técnica") && !word.contains("previsto") && !word.contains("planned") { #expect(text.contains(word), "\(language)\(path): \(word)") }
                #expect(text.components(separatedBy: "<h1").count == 2 && !text.contains("{{"))
            }
        }
        #expect(try await network.post("/es/dialogue/in-1/conclusion", mexico, [("concluded_on", "2026-11-25"), ("result_es", "Se acordó")]).status == .seeOther)
        #expect(try await network.get("/en/dialogue/in-1").text.contains("Concluded on 25 November 2026"))
    }

    @Test("The figures of now stand beside those at the start")
    func figures() async throws {
        let network = try await SmallNetwork(figures: [SmallNetwork.india: TrackTests.later])
        try await network.active(SmallNetwork.india, .public, evidence: TrackTests.before)
        let mexico = try await network.signIn("mx")
        let page = try await network.get("/es/dialogue/in-1", mexico).text
        for words in ["Mejoró", "30 %", "42 %", "+12 puntos", "−40 días"] { #expect(page.contains(words), "\(words)") }
        #expect(try await network.get("/en/dialogue", mexico).text.contains("30% → 42%"))
        let api = try await network.get("/api/v1/dialogue/in-1", mexico).text
        #expect(api.contains("\"issued_within_90_days\":0.42") && api.contains("\"change\":\"better\"") && api.contains("\"lead\":\"mx\""))
        // Whoever may not see the figures of requests sees the dialogue without them: an observer may be the country of origin.
        for path in ["/es/dialogue", "/es/dialogue/in-1", "/api/v1/dialogue", "/api/v1/dialogue/in-1"] {
            let text = try await network.get(path).text
            for words in ["30 %", "42 %", "Mejoró", "\"change\":\"better\"", "0.42"] { #expect(!text.contains(words), "\(path): \(words)") }
        }
        let none = try await SmallNetwork()
        try await none.active(SmallNetwork.india, .public)
        #expect(try await none.get("/es/dialogue/in-1", none.signIn("mx")).text.contains("No hay cifras de este país"))
        #expect(try await none.get("/api/v1/dialogue/in-1").text.contains("\"figures_at_start\":null"))
    }

    @Test("Where the network has decided, the lead is named without saying where")
    func decided() async throws {
        let network = try await SmallNetwork(isDecided: true), secretariat = try await network.signIn("st")
        try await network.propose()
        #expect(try await network.post("/es/dialogue/in-1/lead", secretariat, [("delegation", "cr")]).status == .seeOther)
        #expect(try await network.track("in-1").state == .active)
    }

    @Test("Each reads what its level lets; a proposal only the members and the Secretariat", arguments: [(PublicationLevel.public, true, true), (.network, false, true), (.members, false, false)])
    func levels(level: PublicationLevel, everybody: Bool, observers: Bool) async throws {
        let network = try await SmallNetwork()
        try await network.propose(SmallNetwork.india, level)
        let sessions = [nil, try await network.signIn("obs"), try await network.signIn("hn")]
        func sees(_ session: String?) async throws -> [Bool] {
            [try await network.get("/es/dialogue/in-1", session).status == .ok, try await network.get("/es/dialogue", session).text.contains("in-1"),
             try await network.get("/api/v1/dialogue/in-1", session).status == .ok, try await network.get("/api/v1/dialogue", session).text.contains("in-1")]
        }
        for (session, expected) in zip(sessions, [false, false, true]) { #expect(try await sees(session) == Array(repeating: expected, count: 4), "proposed") }
        let mexico = try network.delegation("mx"), actor = try network.actor("st"), now = network.now
        try await network.database.write { tx in
            guard let track = try Tracks(tx).track(key: "in-1") else { return }
            try Tracks(tx).name(lead: mexico, of: track.id, basis: "Reunión", isDecided: false, evidence: nil, by: actor, at: now)
        }
        for (session, expected) in zip(sessions, [everybody, observers, true]) { #expect(try await sees(session) == Array(repeating: expected, count: 4), "\(level)") }
        let shelf = try await network.database.read { try $0.value("SELECT s.audience FROM full_text_shelf s JOIN full_text_entry e ON e.number / 1099511627776 = s.id WHERE e.kind = 'dialogue'", as: String.self) }
        #expect(shelf == level.rawValue)
    }

    @Test("What is wrong is told beside its field, and what was typed is kept", arguments: [
        ("planned_on", "mañana", "no es una fecha"), ("title_es", "", "Escriba qué es"), ("kind", "", "Falta este dato"), ("done_on", "2027-01-01", "todavía no ha llegado"),
        ("done_on", "1950-01-01", "antes de 2008"), ("planned_on", "2001-12-10", "antes de 2008"), ("planned_on", "2026-11-23", "Ese día ya pasó"),
    ])
    func faults(field: String, value: String, message: String) async throws {
        let network = try await SmallNetwork(), mexico = try await network.signIn("mx")
        try await network.active()
        let fields = Self.step.filter { $0.0 != field && $0.0 != "title_en" } + [(field, value), ("delegation", "mx"), ("result_es", field == "done_on" ? "Se acordó" : "")]
        let response = try await network.post("/es/dialogue/in-1/steps", mexico, fields)
        #expect(response.status == .unprocessableContent)
        #expect(response.text.contains("id=\"f-\(field)-error\"") && response.text.contains(message), "\(field)")
        if field != "title_es" { #expect(response.text.contains("value=\"Reunión técnica\"")) }
    }

    @Test("A dialogue ends neither before a country led it nor before the last step done, and the field says so", arguments: [
        (Language.spanish, "del día en que un país empezó a liderarlo", "del día del último paso hecho"), (.english, "the day on which a country began to lead it", "the day of the last step done"),
    ])
    func endings(language: Language, unled: String, undone: String) async throws {
        let network = try await SmallNetwork(), track = try await network.active(), path = "/\(language.code)/dialogue/in-1/conclusion"
        func conclude(_ day: Day) async throws -> TestResponse { try await network.post(path, try await network.signIn("mx"), [("concluded_on", day.description), ("result_es", "Se acordó")]) }
        let start = network.today
        for day in [Day("1999-01-01"), start.adding(days: -1)].compactMap(\.self) {
            let told = try await conclude(day)
            #expect(told.status == .unprocessableContent && told.text.contains("id=\"f-concluded_on-error\"") && told.text.contains(unled), "\(day)")
        }
        network.clock.set(network.now + 10 * 86_400)
        try await network.add(try network.step(done: -2, result: SmallNetwork.objectives), to: track)
        let told = try await conclude(start.adding(days: 7))
        #expect(told.status == .unprocessableContent && told.text.contains("id=\"f-concluded_on-error\"") && told.text.contains(undone))
        #expect(try await conclude(start.adding(days: 8)).status == .seeOther)
    }

    @Test("No page's statements grow with its rows", arguments: Engine.atHand)
    func statements(engine: Engine) async throws {
        var counts: [[String: Int]] = []
        let countries = CountryCode.all(sortedIn: "en").filter { !$0.isMember && $0 != SmallNetwork.india }
        for size in [1, 15] {
            let network = try await SmallNetwork(engine), track = try await network.active(SmallNetwork.india, .public)
            for country in countries.prefix(size) { try await network.active(country, .public) }
            for day in 0..<size { try await network.add(try network.step(planned: day), to: track) }
            var count: [String: Int] = [:]
            for page in ["/es/dialogue", "/es/dialogue?state=active", "/es/dialogue/in-1", "/api/v1/dialogue", "/api/v1/dialogue/in-1"] {
                let meter = StatementMeter()
                let response = try await StatementMeter.$current.withValue(meter) { try await network.get(page) }
                #expect(response.status == .ok, "\(page)")
                count[page] = meter.statements.count
            }
            counts.append(count)
        }
        #expect(counts[0] == counts[1])
        #expect(counts[0].values.allSatisfy { $0 <= 8 }, "\(counts[0])")
    }
}
