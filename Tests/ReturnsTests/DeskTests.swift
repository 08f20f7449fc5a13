import Accounts
import Foundation
import Networks
import HTTPTypes
import HummingbirdTesting
import Storage
import Testing
import Web
@testable import Returns

@Suite("The desk of travel-document requests")
struct DeskTests {
    static let entry = ["reference": "MX-26-001", "requested_on": "2026-10-01", "group": "adult", "origin": "IN", "document": "laissez_passer", "mission_country": "MX", "mission_town": "Monterrey",
                        "authority": "Instituto de Migración", "affirm_no_protection": "yes", "affirm_voluntary_or_final": "yes"]

    @Test("One request after the other: what was the same is filled in, the affirmations are not")
    func entries() async throws {
        let house = try await Consulates(), mexico = try await house.signIn("mx")
        #expect(try await house.get("/es/desk/returns", mexico).text.contains("Todavía no hay ninguna"))
        let saved = try await house.post("/es/desk/returns", mexico, Self.entry)
        #expect(saved.location == "/es/desk/returns/new?done=returns.recorded_done")
        let next = try await house.get("/es/desk/returns/new", mexico).text
        #expect(next.contains("value=\"IN\" selected") && next.contains("value=\"Monterrey\"") && next.contains("value=\"Instituto de Migración\"") && next.contains("value=\"2026-10-01\""))
        #expect(!next.contains(" checked"))
        #expect(next.contains("MX-26-001"), "what was recorded last is below")
        // A consul's are of the own post, whatever the form says.
        let consul = try await house.signIn("consul")
        #expect(try await house.post("/es/desk/returns", consul, Self.entry.merging(["reference": "MX-26-002", "post": Consulates.Known.yuma.id.uuidString.lowercased()]) { $1 }).status == .seeOther)
        #expect(try await house.get("/es/desk/returns", consul).text.contains("Consulado en Tucson"))
    }

    @Test("What is wrong stands beside its field, and what was typed stays", arguments: [
        (["reference": "Juan Pérez"], "f-reference-error", "Parece un nombre"), (["reference": "G12345678"], "f-reference-error", "número de un documento"),
        (["reference": "1985-03-12"], "f-reference-error", "fecha de nacimiento"), (["requested_on": "2027-01-01"], "f-requested_on-error", "todavía no ha llegado"),
        (["requested_on": "ayer"], "f-requested_on-error", "no es una fecha"), (["origin": "XX"], "f-origin-error", "no es una de las opciones"), (["origin": "MX"], "f-origin-error", "su propio país"),
        (["affirm_no_protection": ""], "f-affirm_no_protection-error", "Sin esta afirmación"), (["group": "unaccompanied_minor"], "f-affirm_best_interests-error", "interés superior"),
        (["group": "family"], "f-affirm_best_interests-error", "interés superior"),
        (["authority": ""], "f-authority-error", "Elija la oficina"), (["post": "x"], "f-post-error", "no es una de las opciones"),
        (["authority": "Juan Pérez, 15/01/1990"], "f-authority-error", "ni fechas"),
    ])
    func faults(change: [String: String], field: String, words: String) async throws {
        let house = try await Consulates(), mexico = try await house.signIn("mx")
        let page = try await house.post("/es/desk/returns", mexico, Self.entry.merging(change) { $1 })
        #expect(page.status == .unprocessableContent)
        let text = page.text
        let error = try #require(text.range(of: "id=\"\(field)\""), "\(field)")
        #expect(text[error.upperBound...].prefix(300).contains(words))
        #expect(text.contains("value=\"Monterrey\""))
        #expect(try await house.database.read { try $0.value("SELECT count(*) AS n FROM travel_request", as: Int.self) } == 0)
    }

    @Test("The town is one of those where a mission of that origin is known, or letters alone")
    func towns() async throws {
        let house = try await Consulates(), mexico = try await house.signIn("mx")
        func post(_ country: String, _ town: String, _ reference: String) async throws -> (status: HTTPResponse.Status, text: String) {
            let answer = try await house.post("/es/desk/returns", mexico, Self.entry.merging(["mission_country": country, "mission_town": town, "reference": reference]) { $1 })
            return (answer.status, answer.text)
        }
        let person = try await post("MX", "Juan Perez Lopez, 15/01/1990, G1234567", "MX-26-001")
        #expect(person.status == .unprocessableContent && person.text.contains("f-mission_town-error"))
        let digits = try await post("MX", "Monterrey 2", "MX-26-001")
        #expect(digits.text.contains("Una ciudad tiene solo letras"))
        let other = try await post("US", "Juan Perez", "MX-26-001")
        #expect(other.status == .unprocessableContent && other.text.contains("misiones conocidas en Houston"))
        #expect(try await post("US", "houston", "MX-26-001").status == .seeOther)
        #expect(try await house.database.read { try $0.rows("SELECT mission_town FROM travel_request") { try $0.get("mission_town", as: String.self) } } == ["Houston"])
    }

    @Test("A consul who has been given another post sees what is of this one, and not what they recorded for the other", arguments: Engine.atHand)
    func changeOfPost(engine: Engine) async throws {
        let house = try await Consulates(engine), before = try await house.signIn("consul"), person = try #require(house.officers["consul"]?.person), mexico = try house.delegation("mx")
        #expect(try await house.post("/es/desk/returns", before, Self.entry.merging(["reference": "TUC-26-1", "mission_town": "Nogales"]) { $1 }).status == .seeOther)
        #expect(try await house.get("/es/desk/returns/new", before).text.contains("TUC-26-1"))
        let now = house.now
        try await house.database.write { tx in
            for grant in try Grants.of([person], in: tx)[person] ?? [] { try Grants.remove(grant.id, by: .shell, at: now, in: tx) }
            try Grants.give(.consul, to: person, of: mexico, post: Consulates.Known.yuma.id, by: .shell, at: now, in: tx)
        }
        let after = try await house.signIn("consul"), page = try await house.get("/es/desk/returns/new", after).text
        #expect(page.contains("Consulado en Yuma"))
        #expect(!page.contains("TUC-26-1") && !page.contains("Nogales") && !page.contains("Sus últimas anotaciones"))
        #expect(try await house.post("/es/desk/returns", after, Self.entry.merging(["reference": "YUM-26-1"]) { $1 }).status == .seeOther)
        #expect(try await house.get("/es/desk/returns/new", after).text.contains("YUM-26-1"))
        // Who is the country's officer now sees both.
        try await house.database.write { try Grants.give(.liaison, to: person, of: mexico, by: .shell, at: now, in: $0) }
        let both = try await house.get("/es/desk/returns/new", house.signIn("consul")).text
        #expect(both.contains("TUC-26-1") && both.contains("YUM-26-1"))
    }

    static let month = ["origin": "CO", "month": "2026-09", "requested": "20", "issued": "9", "refused": "5", "unanswered": "6", "affirm_no_protection": "yes", "affirm_voluntary_or_final": "yes",
                        "affirm_best_interests": "yes"]

    private func seen(_ page: String) -> String? { page.firstMatch(of: #/id="stated">.*?name="seen" value="([0-9]+)"/#).map { String($0.1) } }

    @Test("A month's count is corrected knowingly: another officer's is shown first; and it can be taken back", arguments: Engine.atHand)
    func counts(engine: Engine) async throws {
        let house = try await Consulates(engine), first = try await house.signIn("cr"), second = try await house.signIn("cr"), path = "/es/desk/returns/months"
        #expect(try await house.post(path, first, Self.month).location == "\(path)?done=returns.counted_done")
        house.clock.advance(by: 60)
        // The second officer's form was opened before.
        let late = try await house.post(path, second, Self.month.merging(["requested": "31"]) { $1 })
        #expect(late.status == .unprocessableContent && late.text.contains("ya hay un recuento: pedidos 20, expedidos 9, negados 5, sin respuesta 6"))
        #expect(late.text.contains("value=\"31\""))
        func stated() async throws -> [Int] { try await house.database.read { try $0.rows("SELECT requested FROM travel_request_count") { try $0.get("requested") } } }
        #expect(try await stated() == [20])
        // Who sends it again has seen it.
        #expect(try await house.post(path, second, Self.month.merging(["requested": "31", "seen": #require(seen(late.text))]) { $1 }).status == .seeOther)
        #expect(try await stated() == [31])
        // The first one's page still shows the old one: neither changed nor deleted by it.
        let old = try #require(seen(late.text))
        #expect(try await house.post(path, first, Self.month.merging(["seen": old]) { $1 }).text.contains("ya hay un recuento: pedidos 31"))
        let refused = try await house.post("\(path)/CO/2026-09/removal", first, ["seen": old])
        #expect(refused.status == .unprocessableContent && refused.text.contains("Alguien más cambió ese recuento: ahora dice pedidos 31"))
        #expect(try await house.post("\(path)/CO/2026-09/removal", house.signIn("mx"), ["seen": old]).text.contains("no hay ningún recuento"))
        // Opened to be corrected it is filled in; then it is deleted, and the cases may be recorded.
        let correcting = try await house.get(path + "?origin=CO&month=2026-09", first).text
        #expect(correcting.contains("Va a corregir el recuento de septiembre de 2026, Colombia") && correcting.contains("value=\"31\""))
        #expect(try await house.post("\(path)/CO/2026-09/removal", first, ["seen": #require(seen(correcting))]).location == "\(path)?done=returns.count_removed_done")
        #expect(try await stated().isEmpty)
        #expect(try await house.database.read { try $0.value("SELECT count(*) AS n FROM audit WHERE action = 'returns.count.taken_back'", as: Int.self) } == 1)
        try await house.record(Consulates.draft("CR-26-1", origin: "CO", on: "2026-09-10"), by: "cr")
        #expect(try await house.post(path, first, Self.month.merging(["seen": #require(seen(correcting))]) { $1 }).text.contains("ya anotó casos"))
    }

    @Test("An outcome in one line from the list; a second one is told on the request's own page")
    func outcomes() async throws {
        let house = try await Consulates(), mexico = try await house.signIn("mx")
        let id = try await house.record(Consulates.draft("MX-26-001")), path = "/es/desk/returns/\(id)"
        #expect(try await house.get("/es/desk/returns?standing=open", mexico).text.contains("action=\"\(path)/steps\""))
        let saved = try await house.post("\(path)/steps", mexico, ["step": "issued", "on": "2026-11-01", "from": "list", "standing": "open"])
        #expect(saved.location == "/es/desk/returns?standing=open&done=returns.step_done#list")
        #expect(!(try await house.get("/es/desk/returns?standing=open", mexico).text.contains("MX-26-001")))
        // The whole filter is carried, as the list's lines hold it.
        let other = try await house.record(Consulates.draft("MX-26-002"))
        let list = try await house.get("/es/desk/returns?standing=open&origin=IN&group=adult&reference=mx-26", mexico).text
        let line = try #require(list.firstMatch(of: #/<form class="line.*?<\/form>/#.dotMatchesNewlines()).map { String($0.0) })
        let fields = Dictionary(line.matches(of: #/<input type="hidden" name="([a-z]+)" value="([^"]*)">/#).map { (String($0.1), String($0.2)) }) { $1 }.filter { $0.key != "csrf" }
        #expect(fields == ["from": "list", "standing": "open", "origin": "IN", "group": "adult", "reference": "MX-26"])
        let carried = try await house.post("/es/desk/returns/\(other)/steps", mexico, fields.merging(["step": "issued", "on": "2026-11-01"]) { $1 })
        #expect(carried.location == "/es/desk/returns?standing=open&origin=IN&group=adult&reference=MX-26&done=returns.step_done#list")
        let second = try await house.post("\(path)/steps", mexico, ["step": "refused", "on": "2026-11-02", "from": "list"])
        #expect(second.status == .unprocessableContent && second.text.contains("La solicitud ya terminó: documento expedido, 1 de noviembre de 2026"))
        #expect(try await house.post("\(path)/steps/issued/removal", mexico, [:]).status == .seeOther)
        #expect(try await house.get(path, mexico).text.contains("Sin respuesta"))
        #expect(try await house.get("/es/desk/returns?origin=IN&group=adult&reference=mx-26", mexico).text.contains("MX-26-001"))
        #expect(!(try await house.get("/es/desk/returns?origin=GH", mexico).text.contains("MX-26-001")))
    }

    @Test("No page shows a key in the place of a text, in either language")
    func words() async throws {
        let house = try await Consulates()
        try await house.database.write { [now = house.now] in try DemonstrationRequests.create(in: $0, at: now) }
        let id = try await house.record(Consulates.draft("MX-26-001", [(.interview, "2026-10-03")]))
        let pages = ["/desk/returns", "/desk/returns/new", "/desk/returns/\(id)", "/desk/returns/import", "/desk/returns/months", "/returns", "/returns/countries/bd", "/returns/countries/tg", "/returns/countries/co",
                     "/returns/thresholds"]
        for (who, paths) in [("mx", pages), ("st", Array(pages.suffix(5)))] {
            let session = try await house.signIn(who)
            for path in paths {
                for language in ["es", "en"] {
                    let page = try await house.get("/\(language)\(path)", session)
                    #expect(page.status == .ok, "\(path)")
                    #expect(!page.text.contains("{{") && page.text.firstMatch(of: #/>[^<]*returns\.[a-z_]+/#) == nil, "\(language)\(path)")
                    #expect(page.text.components(separatedBy: "<h1").count == 2)
                    #expect(page.text.firstMatch(of: #/[ >]\{[a-z]+\}/#) == nil, "\(language)\(path)")
                }
            }
        }
    }

    @Test("No page's statements grow with its rows", arguments: Engine.atHand)
    func statements(engine: Engine) async throws {
        var counts: [[String: Int]] = []
        for size in [2, 24] {
            let house = try await Consulates(engine), mexico = try await house.signIn("mx")
            for index in 0..<size { try await house.record(Consulates.draft("MX-\(index)-1", on: "2026-05-10", index % 2 == 0 ? [(.issued, "2026-06-10")] : [])) }
            var found: [String: Int] = [:]
            for path in ["/es/desk/returns", "/es/desk/returns/new", "/returns/requests.csv", "/es/returns", "/es/returns/countries/in", "/api/v1/returns/requests", "/es/desk/returns/months"] {
                let meter = StatementMeter()
                let response = try await StatementMeter.$current.withValue(meter) { try await house.get(path, mexico) }
                #expect(response.status == .ok, "\(path)")
                found[path] = meter.statements.count
            }
            counts.append(found)
        }
        for (path, few) in counts[0] {
            #expect(counts[1][path] == few, "\(path)")
        }
        #expect(counts[1].values.allSatisfy { $0 <= 9 }, "\(counts[1])")
    }
}
