import Accounts
import Foundation
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
        (["authority": ""], "f-authority-error", "Elija la oficina"), (["post": "x"], "f-post-error", "no es una de las opciones"),
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

    @Test("An outcome in one line from the list; a second one is told on the request's own page")
    func outcomes() async throws {
        let house = try await Consulates(), mexico = try await house.signIn("mx")
        let id = try await house.record(Consulates.draft("MX-26-001")), path = "/es/desk/returns/\(id)"
        #expect(try await house.get("/es/desk/returns?standing=open", mexico).text.contains("action=\"\(path)/steps\""))
        let saved = try await house.post("\(path)/steps", mexico, ["step": "issued", "on": "2026-11-01", "from": "list", "standing": "open"])
        #expect(saved.location == "/es/desk/returns?standing=open&done=returns.step_done#list")
        #expect(!(try await house.get("/es/desk/returns?standing=open", mexico).text.contains("MX-26-001")))
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

    @Test("No page's statements grow with its rows", arguments: Consulates.Engine.atHand)
    func statements(engine: Consulates.Engine) async throws {
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
            // Statistics are kept while the records' revision is known; else they are worked out anew, by three statements.
            let more = (counts[1][path] ?? 0) - few
            #expect(more == 0 || path.contains("/returns") && !path.contains("/desk") && abs(more) == 3, "\(path): \(more) more")
        }
        #expect(counts[1].values.allSatisfy { $0 <= 9 }, "\(counts[1])")
    }
}
