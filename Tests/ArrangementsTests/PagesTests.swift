import Accounts
import Foundation
import HTTPTypes
import HummingbirdTesting
import Localization
import Networks
import Storage
import Testing
@testable import Arrangements

@Suite("The pages of arrangements")
struct PagesTests {
    static let form = [("returning", "MX"), ("receiving", "GT"), ("title_es", "Arreglo por tierra"), ("title_en", "Arrangement by land"), ("source_title", "Nota 12/2026"), ("source_on", "2026-03-01"),
                       ("notice_adults", "12"), ("notice_unaccompanied_minors", "48"), ("conditions", "children_by_day"), ("conditions", "family_together"), ("clause_children_by_day", "6.1"), ("level", "public")]
    static let crossing = [("name", "Puente del río"), ("place", "Tecún Umán"), ("subdivision", "MX-CHP"), ("hours_adults", "Lu-Vi 07:00-19:00"), ("hours_unaccompanied_minors", "Lu-Vi 08:00-15:00"),
                           ("clause_unaccompanied_minors", "4.3"), ("hours_families", "no"), ("days_off", "12-25"), ("receiver", "Autoridad migratoria")]

    @Test("From the form to the answer and the printed sheet, by forms alone, in both languages")
    func journey() async throws {
        let network = try await SmallNetwork(), mexico = try await network.signIn("mx"), guatemala = try await network.signIn("gt")
        let made = try await network.post("/es/arrangements", mexico, Self.form)
        #expect(made.status == .seeOther && made.page == "/es/arrangements/mx-gt-1")
        #expect(try await network.post("/es/arrangements/mx-gt-1/crossings", mexico, Self.crossing).status == .seeOther)
        // Guatemala agrees that anybody may read it.
        #expect(try await network.get("/es/arrangements/mx-gt-1").status == .seeOther)
        #expect(try await network.post("/es/arrangements/mx-gt-1/publication", guatemala, [("side", "receiving"), ("level", "public"), ("version", "2")]).page == "/es/arrangements/mx-gt-1")
        // The two selects, and the answer for now: Wednesday 03:46 in Chiapas.
        let pair = try await network.get("/es/arrangements?returning=MX&receiving=GT").text
        for words in ["Puente del río", "desde 07:00", "no se recibe aquí", "sin fuente", "Confirmado por un solo país", "Nota 12/2026"] { #expect(pair.contains(words), "\(words)") }
        // "May a child be received here at 20:00 on a Sunday?"
        let path = "/arrangements/answer?crossing=mx-gt-1-1&group=unaccompanied_minors&on=2026-11-29&at=20:00"
        let answer = try await network.get("/es" + path).text
        for words in [">No</span>", "A esa hora no se les recibe aquí.", "cláusula 4.3", "lunes 30 de noviembre, 08:00", "sábado 28 de noviembre, 08:00", "viajan solo de día", "Autoridad migratoria"] { #expect(answer.contains(words), "\(words)") }
        #expect(!answer.contains("Las familias no se separan"))
        let english = try await network.get("/en" + path).text
        for words in ["At that hour they are not received here.", "Monday 30 November, 8:00 a.m."] { #expect(english.contains(words), "\(words)") }
        // Guatemala finds what waits for it and says so in one click.
        let card = try await network.get("/es/arrangements/mx-gt-1", guatemala).text
        #expect(card.contains("Sigue correcto, por Guatemala") && !card.contains("por México</button>"))
        #expect(try await network.post("/es/arrangements/mx-gt-1/confirmation", guatemala, [("side", "receiving"), ("version", "2")]).status == .seeOther)
        for (language, words) in [("es", ["Confirmado por los dos países", "lunes a viernes, de 08:00 a 15:00", "48 horas antes", "25 de diciembre de cada año", "No se sabe"]),
                                  ("en", ["Confirmed by both countries", "Monday to Friday, 8:00 a.m. to 3:00 p.m.", "48 hours before", "25 December of each year", "Not known"])] {
            for part in ["", "/print"] {
                let text = try await network.get("/\(language)/arrangements/mx-gt-1\(part)").text
                for word in words { #expect(text.contains(word), "\(language)\(part): \(word)") }
                #expect(text.components(separatedBy: "<h1").count == 2 && !text.contains("{{"))
            }
        }
    }

    @Test("What is wrong is told beside its field, and what was typed is kept", arguments: [
        ("hours_adults", "Lunes por la tarde", "No se entiende"), ("days_off", "25 de diciembre", "no es un día"), ("zone", "Hora de México", "no es una zona horaria"), ("clause_needing_care", "7.7", "Escriba las horas que fija esta cláusula"), ("hours_adults", "Lu-Vi 08:00-12:00; Lu 11:00-13:00", "se traslapan"), ("name", "", "Falta este dato"),
    ])
    func faults(field: String, value: String, message: String) async throws {
        let network = try await SmallNetwork(), mexico = try await network.signIn("mx")
        try await network.record()
        let response = try await network.post("/es/arrangements/mx-gt-1/crossings", mexico, Self.crossing.filter { $0.0 != field } + [(field, value)])
        #expect(response.status == .unprocessableContent)
        #expect(response.text.contains("id=\"f-\(field)-error\"") && response.text.contains(message))
        #expect(response.text.contains("value=\"Autoridad migratoria\"") && (value.isEmpty || response.text.contains(value)))
    }

    @Test("Where the clocks of a state differ and the town is not known, the zone is asked for with those there are; the town's own is taken where it is", arguments: [Language.spanish, .english])
    func zone(language: Language) async throws {
        let network = try await SmallNetwork(), mexico = try await network.signIn("mx"), path = "/\(language.code)/arrangements/mx-gt-1/crossings"
        try await network.record()
        let bridge = Self.crossing.filter { !["name", "place", "subdivision"].contains($0.0) } + [("name", "Puente internacional"), ("subdivision", "MX-CHH")]
        let asked = try await network.post(path, mexico, bridge)
        #expect(asked.status == .unprocessableContent && asked.text.contains("id=\"f-zone-error\""))
        #expect(asked.text.contains("America/Chihuahua, America/Ciudad_Juarez"))
        #expect(try await network.post(path, mexico, bridge + [("place", "Cd. Juárez")]).status == .seeOther)
        #expect(try await network.arrangement("mx-gt-1").crossings.map(\.zone.rawValue) == ["America/Ciudad_Juarez"])
        // What the town tells is not shown as if somebody had typed it, so that it follows a change of the town.
        #expect(try await !network.get(path + "/1", mexico).text.contains("value=\"America/Ciudad_Juarez\""))
        #expect(try await network.post(path + "/1", mexico, bridge + [("zone", "America/Ojinaga")]).status == .seeOther)
        #expect(try await network.get(path + "/1", mexico).text.contains("value=\"America/Ojinaga\""))
    }

    @Test("A pair's page asks at once about point, group, day and hour; an answer no names where the group is received at that hour")
    func question() async throws {
        let network = try await SmallNetwork()
        try await network.record(crossings: [try SmallNetwork.crossing([.adults: "Lu-Vi 08:00-12:00"]), try SmallNetwork.crossing([.adults: "24/7"], zone: "America/Mexico_City", name: "Paso")])
        let pair = try await network.get("/es/arrangements?returning=MX&receiving=GT").text
        for words in ["¿Se puede recibir a este grupo, ese día, a esa hora?", "value=\"mx-gt-1-2\"", "Si los deja vacíos: ahora.", "a toda hora"] { #expect(pair.contains(words), "\(words)") }
        // As that form is sent when day and hour are left empty: Wednesday, 03:46 in Guatemala.
        let now = try await network.get("/es/arrangements/answer?crossing=mx-gt-1-1&group=adults&on=&at=").text
        #expect(now.contains(">No</span>") && now.contains("miércoles 25 de noviembre, 03:46") && now.contains("para la próxima recepción") == false)
        let answer = try await network.get("/es/arrangements/answer?crossing=mx-gt-1-1&group=adults&on=2026-11-29&at=20:00").text
        #expect(answer.contains("A esa hora se les recibe en") && answer.contains("crossing=mx-gt-1-2&amp;group=adults&amp;on=2026-11-29&amp;at=20:00"))
        #expect(try await network.get("/es/arrangements/answer?crossing=mx-gt-1-2&group=adults&on=2026-11-29&at=20:00").text.contains("No cierra en los próximos 60 días"))
        // Where nothing is known there is nothing to ask.
        let bare = try await SmallNetwork()
        try await bare.record(crossings: [try SmallNetwork.crossing()])
        #expect(try await !bare.get("/es/arrangements?returning=MX&receiving=GT").text.contains("¿Se puede recibir a este grupo"))
    }

    @Test("A State writes only its own arrangements; the Secretariat writes any and states nothing for anybody")
    func whoWrites() async throws {
        let network = try await SmallNetwork(), honduras = try await network.signIn("hn"), secretariat = try await network.signIn("st"), observer = try await network.signIn("obs")
        let others = try await network.post("/es/arrangements", honduras, Self.form)
        #expect(others.status == .unprocessableContent && others.text.contains("Uno de los dos debe ser su país"))
        #expect(try await network.post("/es/arrangements", secretariat, Self.form).status == .seeOther)
        let made = try await network.arrangement("mx-gt-1")
        #expect(made.agreement(today: network.today) == .none)
        #expect(try await network.get("/es/arrangements/mx-gt-1/edit", honduras).status == .forbidden)
        #expect(try await network.post("/es/arrangements/mx-gt-1/crossings", honduras, Self.crossing).status == .forbidden)
        #expect(try await network.post("/es/arrangements/mx-gt-1/confirmation", honduras, [("side", "receiving"), ("version", "1")]).status == .forbidden)
        #expect(try await network.get("/es/arrangements/new", observer).status == .forbidden)
        #expect(try await network.post("/es/arrangements/mx-gt-1/crossings", secretariat, Self.crossing).status == .seeOther)
        #expect(try await network.post("/es/arrangements/mx-gt-1/crossings/1/removal", secretariat, []).status == .seeOther)
        #expect(try await network.arrangement("mx-gt-1").crossings.isEmpty)
    }

    @Test("Each reads what its level lets: on pages, in answers, in the API and in the search", arguments: [(PublicationLevel.public, true, true, true), (.network, false, true, true), (.members, false, false, true)])
    func levels(level: PublicationLevel, everybody: Bool, observers: Bool, members: Bool) async throws {
        let network = try await SmallNetwork()
        try await network.record(SmallNetwork.terms(level), crossings: [try SmallNetwork.crossing([.adults: "08:00-12:00"])])
        for (session, sees) in [(nil, everybody), (try await network.signIn("obs"), observers), (try await network.signIn("cr"), members)] {
            for path in ["/es/arrangements/mx-gt-1", "/es/arrangements/mx-gt-1/print", "/es/arrangements/answer?crossing=mx-gt-1-1&group=adults", "/api/v1/arrangements/mx-gt-1",
                         "/api/v1/arrangements/answer?crossing=mx-gt-1-1&group=adults&on=2026-11-29&at=09:00"] {
                #expect((try await network.get(path, session).status == .ok) == sees, "\(level) \(path)")
            }
            #expect(try await network.get("/es/arrangements?returning=MX&receiving=GT", session).text.contains("Puente") == sees)
            #expect(try await network.get("/api/v1/arrangements", session).text.contains("mx-gt-1") == sees)
        }
        #expect(try await network.audiences() == [level.rawValue])
    }

    @Test("The API says what the page says; what it does not know it refuses by name")
    func api() async throws {
        let network = try await SmallNetwork()
        try await network.record(SmallNetwork.terms(notice: [.adults: 24]), crossings: [try SmallNetwork.crossing([.adults: "Mo-Fr 08:00-12:00"], never: [.families])])
        let answer = try #require(JSONSerialization.jsonObject(with: Data(try await network.get("/api/v1/arrangements/answer?crossing=mx-gt-1-1&group=adults&on=2026-11-29&at=20:00").body.readableBytesView)) as? [String: Any])
        #expect(answer["verdict"] as? String == "may_not" && answer["ground"] as? String == "outside_hours")
        #expect(answer["next_opening"] as? String == "2026-11-30T14:00:00Z" && answer["notice_by"] as? String == "2026-11-29T14:00:00Z")
        for (query, status, field) in [("crossing=mx-gt-1-1&group=adults&on=2026-11-29", HTTPResponse.Status.badRequest, "at"), ("crossing=mx-gt-1-1&group=men&on=2026-11-29&at=20:00", .badRequest, "group"),
                                       ("crossing=mx-gt-1-9&group=adults&on=2026-11-29&at=20:00", .notFound, "crossing"), ("crossing=mx-gt-1-1&group=adults&on=2026-02-30&at=20:00", .badRequest, "on"),
                                       ("crossing=mx-gt-1-1&group=adults&on=2026-11-29&at=24:00", .badRequest, "at"), ("crossing=mx-gt-1-1&group=adults&on=2026-11-29&at=20:00&x=1", .badRequest, "x")] {
            let response = try await network.get("/api/v1/arrangements/answer?" + query)
            #expect(response.status == status && response.text.contains("\"field\":\"\(field)\""), "\(query)")
        }
    }

    @Test("No page's statements grow with its rows", arguments: Engine.atHand)
    func statements(engine: Engine) async throws {
        var counts: [[String: Int]] = []
        for size in [2, 12] {
            let network = try await SmallNetwork(engine)
            for _ in 0..<size { try await network.record(crossings: try (0..<size).map { try SmallNetwork.crossing([.adults: "08:00-12:00"], name: "P\($0)") }) }
            var count: [String: Int] = [:]
            for page in ["/es/arrangements", "/es/arrangements?returning=MX&receiving=GT", "/es/arrangements?due=GT", "/es/arrangements/mx-gt-1", "/es/arrangements/mx-gt-1/print",
                         "/es/arrangements/answer?crossing=mx-gt-1-1&group=adults", "/api/v1/arrangements", "/api/v1/arrangements/mx-gt-1"] {
                let meter = StatementMeter()
                let response = try await StatementMeter.$current.withValue(meter) { try await network.get(page) }
                #expect(response.status == .ok, "\(page)")
                count[page] = meter.statements.count
            }
            counts.append(count)
        }
        #expect(counts[0] == counts[1])
        #expect(counts[0].values.allSatisfy { $0 <= 4 }, "\(counts[0])")
    }

    @Test("Twenty arrangements of nine crossings are under 40 KB on the wire")
    func size() async throws {
        let network = try await SmallNetwork()
        for _ in 0..<20 { try await network.record(crossings: try (0..<9).map { try SmallNetwork.crossing([.adults: "08:00-12:00", .families: "09:00-12:00", .unaccompaniedMinors: "Mo-Fr 09:00-12:00"], name: "P\($0)") }) }
        let response = try await network.application.test(.router) { try await $0.execute(uri: "/es/arrangements?returning=MX&receiving=GT", method: .get, headers: [.acceptEncoding: "gzip"]) }
        #expect(response.headers[.contentEncoding] == "gzip")
        #expect(response.body.readableBytes < 40_000, "\(response.body.readableBytes)")
    }
}
