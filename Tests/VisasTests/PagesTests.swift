import Foundation
import Geography
import HTTPTypes
import HummingbirdTesting
import Localization
import Networks
import Records
import Storage
import Testing
@testable import Visas

@Suite("The pages of visas")
struct PagesTests {
    /// Mexico's rules for Honduras and the United States, Guatemala's for Honduras, one of them from public data.
    func opened() async throws -> SmallNetwork {
        let network = try await SmallNetwork()
        try await network.state(try network.change("HN", .visaRequired, from: "2025-01-01", conditions: "holder:visa:CA+US=visa_free:30; minors_alone:18"))
        try await network.state(try network.change("US", .visaFree, 180, from: "2025-01-01"), isOfficial: false)
        try await network.state(RuleChange(try SmallNetwork.subject("HN", "GT"), try network.ruling(.visaFree, 90, from: "2025-01-01", conditions: "shared_stay:GT+HN+NI+SV")))
        return network
    }

    @Test("One clear answer: what is asked for, the conditions, the source, who confirmed it, and where to go", arguments: ["es", "en"])
    func answer(language: String) async throws {
        let page = try await opened().get("/\(language)/visas/answer?nationality=HN&document=ordinary&destination=MX&purpose=visit")
        #expect(page.status == .ok)
        #expect(page.body.readableBytes < 20_000)
        let words = language == "es"
            ? ["<h1>Necesita una visa para México.</h1>", "Si tiene una visa vigente de Canadá o Estados Unidos: sin visa, 30 días.", "México lo confirmó el 25 de noviembre de 2026", "Norma: Ley de prueba (15 de enero de 2026)", "Consulado en San Pedro Sula"]
            : ["<h1>You need a visa for Mexico.</h1>", "If you hold a valid visa of Canada or the United States: no visa, 30 days.", "confirmed by Mexico on 25 November 2026", "Legal act: Ley de prueba (15 January 2026)", "Consulate in San Pedro Sula"]
        for word in words { #expect(page.text.contains(word), "\(word)") }
        #expect(!page.text.contains("{{") && !page.text.contains("visas."))
    }

    @Test("What comes from public data is told to be unconfirmed; one's own country and what nobody knows have answers of their own")
    func others() async throws {
        let network = try await opened()
        #expect(try await network.get("/es/visas/answer?nationality=US&destination=MX").text.contains("México todavía no lo ha confirmado"))
        let own = try await network.get("/es/visas/answer?nationality=MX&destination=MX").text
        #expect(own.contains("Es su país") && !own.contains("Tipos de visa"))
        let narrowed = try await network.get("/es/visas/answer?nationality=FR&destination=MX&document=diplomatic&purpose=transit&on=2026-12-05").text
        #expect(narrowed.contains("/es/visas/to/mx?document=diplomatic&amp;purpose=transit&amp;on=2026-12-05"))
        #expect(try await network.get("/es/visas/answer?nationality=FR&destination=MX").text.contains("No hay un dato"))
        let wrong = try await network.get("/es/visas/answer?nationality=Xyz&destination=FR")
        #expect(wrong.status == .badRequest && wrong.text.contains("No conocemos el país «Xyz»") && wrong.text.contains("«FR» no es uno de los once países"))
    }

    @Test("A family with different passports has one answer each, and one for all")
    func family() async throws {
        let page = try await opened().get("/es/visas/answer?nationality=Honduras&document=ordinary&nationality=Estados+Unidos&document=ordinary&nationality=&document=ordinary&destination=MX&purpose=visit&via=GT").text
        // Of Guatemala, on the way, nothing is known for the traveller from the United States.
        #expect(page.contains("Las 2 personas deben hacer un trámite o preguntar antes."))
        let direct = try await opened().get("/es/visas/answer?nationality=Honduras&document=ordinary&nationality=Estados+Unidos&document=ordinary&destination=MX&purpose=visit").text
        #expect(direct.contains("1 de 2 personas deben hacer un trámite o preguntar antes."))
        #expect(page.contains("Pasaporte ordinario de Honduras") && page.contains("puede quedarse hasta 180 días"))
        #expect(page.contains("En el camino, Guatemala") && page.contains("No hay un dato sobre tránsito. Esto vale para una visita:") && page.contains("puede quedarse hasta 90 días"))
        #expect(page.contains("Los días cuentan juntos en Guatemala, Honduras, Nicaragua y El Salvador"))
    }

    @Test("The API says the same, with every field there is")
    func api() async throws {
        let network = try await opened()
        let answer = try await network.json("/api/v1/visas/answer?nationality=HN&destination=MX&document=ordinary&purpose=visit&on=2026-11-24")
        #expect(answer["requirement"] as? String == "visa_required" && answer["days"] is NSNull && answer["confirmed_by_country"] as? Bool == true && answer["verified_on"] as? String == "2026-11-25")
        #expect((answer["conditions"] as? [[String: Any]])?.map { $0["kind"] as? String } == ["holder", "minors_alone"])
        #expect((answer["source"] as? [String: Any])?["kind"] as? String == "legal_act")
        let unknown = try await network.json("/api/v1/visas/answer?nationality=FR&destination=MX")
        #expect(unknown["requirement"] as? String == "unknown" && unknown["source"] is NSNull && unknown["confirmed_by_country"] as? Bool == false)
        #expect(try await network.json("/api/v1/visas/answer?nationality=US&destination=MX")["days"] as? Int == 180)
        #expect(try await network.json("/api/v1/visas/answer?nationality=MX&destination=MX")["own_country"] as? Bool == true)
        for (query, field) in [("nationality=HN", "destination"), ("nationality=HN&destination=FR", "destination"), ("nationality=XX&destination=MX", "nationality"), ("nationality=HN&destination=MX&on=x", "on"), ("nationality=HN&destination=MX&a=b", "a")] {
            let response = try await network.get("/api/v1/visas/answer?\(query)")
            #expect(response.status == .badRequest && response.text.contains("\"field\":\"\(field)\""), "\(query)")
        }
    }

    static let form = [("nationality", "Honduras, El Salvador"), ("document", "ordinary"), ("purpose", "visit"), ("requirement", "visa_free"), ("days", "90"), ("valid_from", "2027-01-01"), ("enacted_on", "2026-11-01"),
                       ("source_kind", "legal_act"), ("source_title", "Decreto 5"), ("source_as_of", "2026-11-01")]

    @Test("An officer prepares a change, sees its effect, a colleague agrees; on its day it applies, and the feed says so")
    func journey() async throws {
        let network = try await opened(), first = try await network.signIn("mx"), second = try await network.signIn("mx2")
        let path = try await network.post("/es/desk/visas/drafts", first, Self.form).page
        let draft = try await network.get(path, first).text
        #expect(draft.contains("Visa obligatoria") && draft.contains("Sin visa, 90 días") && draft.contains("La regla anterior (visa obligatoria) termina el 31 de diciembre de 2026."))
        #expect(try await network.post(path + "/approval", second, []).status == .unprocessableContent)
        #expect(try await network.press("submission", on: path, first).status == .seeOther)
        #expect(try await network.post(path + "/approval", first, []).text.contains("hace falta una segunda persona"))
        #expect(try await network.post(path + "/approval", try await network.signIn("hn"), []).status == .forbidden)
        #expect(try await network.press("approval", on: path, second).status == .seeOther)
        #expect(try await network.get("/es/visas/answer?nationality=HN&destination=MX").text.contains("Desde el 1 de enero de 2027: sin visa, 90 días."))
        network.clock.set(Date(timeIntervalSince1970: 1_798_783_200))
        #expect(try await network.get("/es/visas/answer?nationality=HN&destination=MX").text.contains("No necesita visa para México: puede quedarse hasta 90 días."))
        let feed = try await network.get("/es/visas/changes/hn/feed.atom")
        #expect(feed.headers[.contentType]?.hasPrefix("application/atom+xml") == true && feed.text.contains("Vale desde el 1 de enero de 2027. Antes: visa obligatoria."))
        #expect(try await network.get("/es/visas/differences?from=2026-12-31&to=2027-01-01").text.contains("2 diferencias"))
    }

    @Test("What is wrong with a change is told beside its field, and what was typed is kept")
    func faults() async throws {
        let network = try await opened(), officer = try await network.signIn("mx")
        func sent(_ changed: [String: String]) async throws -> String {
            let response = try await network.post("/es/desk/visas/drafts", officer, Self.form.map { ($0.0, changed[$0.0] ?? $0.1) })
            #expect(response.status == .unprocessableContent)
            #expect(response.text.contains("value=\"Decreto 5\"") || changed["source_title"] != nil)
            return response.text
        }
        #expect(try await sent(["nationality": "Honduras, Narnia"]).contains("No conocemos el país «Narnia»"))
        #expect(try await sent(["valid_from": "2026-10-01"]).contains("Si la norma lo dice así, márquelo"))
        #expect(try await sent(["days": "many"]).contains("«many» no es un número"))
        #expect(try await sent(["nationality": "México"]).contains("Un país no pide visa a sus propios nacionales"))
        #expect(try await sent(["source_kind": "dataset"]).contains("no en datos públicos"))
    }

    @Test("As of an earlier day the API says what was confirmed then, not what is confirmed now")
    func believedOn() async throws {
        let network = try await opened(), mexico = try SmallNetwork.country("MX"), actor = try network.actor("mx")
        func confirmed(_ day: String?) async throws -> String? {
            let answer = try await network.json("/api/v1/visas/answer?nationality=US&destination=MX" + (day.map { "&believed_on=\($0)" } ?? ""))
            #expect(answer["requirement"] as? String == "visa_free" && answer["confirmed_by_country"] as? Bool == (answer["verified_on"] as? String != nil))
            return answer["verified_on"] as? String
        }
        network.clock.advance(by: 86_400)
        let now = network.now, today = network.today
        try await network.database.write { tx in
            let filter = Visas.Filter(destination: mexico), seen = try Visas(tx).shown(filter, today: today).seen
            #expect(try Visas(tx).confirm(all: filter, seen: seen, today: today, by: actor, at: now) == 2)
        }
        network.clock.advance(by: 86_400)
        #expect(try await confirmed("2026-11-25") == nil)
        #expect(try await confirmed("2026-11-26") == "2026-11-26")
        #expect(try await confirmed(nil) == "2026-11-26")
    }

    @Test("What a form would not take, no file brings in either: each fault with its line and column, in the reader's language", arguments: [
        ("source_url", "javascript:alert(1)", "Escriba la dirección completa"), ("source_url", "https:", "Escriba la dirección completa"), ("source_title", String(repeating: "a", count: 301), "caben 300 caracteres"),
        ("note_es", String(repeating: "a", count: 2001), "caben 2000 caracteres"), ("valid_from", "2026-10-31", "Vale desde antes del 1 de noviembre de 2026"),
        ("conditions", Array(repeating: "minors_alone:18", count: 13).joined(separator: ";"), "Son demasiadas condiciones: caben 12."),
    ])
    func sameForFormAndFile(column: String, value: String, told: String) async throws {
        let network = try await opened(), officer = try await network.signIn("mx")
        var row = ["destination": "MX", "nationality": "CU", "document": "ordinary", "purpose": "visit", "requirement": "visa_required", "source_kind": "legal_act", "source_title": "Decreto 5", "source_as_of": "2026-11-01", "valid_from": "2026-11-01"]
        row[column] = value
        let names = RulesCSV.columns, values = names.map { row[$0] ?? "" }
        // Where the law does not say when it was enacted, its date is that day.
        let wrong = column == "valid_from" ? "enacted_on" : column, place = values.prefix(names.firstIndex(of: wrong) ?? 0).reduce(1) { $0 + $1.count + 1 }
        let file = try await network.upload([names.joined(separator: ","), values.joined(separator: ","), ""].joined(separator: "\r\n"), officer)
        #expect(file.status == .unprocessableContent && file.text.contains(told))
        #expect(file.text.contains("<td class=\"number\">2</td><td class=\"number\">\(place)</td><td><code>\(wrong)</code></td>"))

        let field = wrong == "conditions" ? "conditions_more" : wrong
        let sent = Self.form.filter { $0.0 != column && $0.0 != "enacted_on" } + [(column == "conditions" ? "conditions_more" : column, value)]
        let form = try await network.post("/es/desk/visas/drafts", officer, sent)
        #expect(form.status == .unprocessableContent && form.text.contains(told.hasPrefix("caben") ? "caben" : told) && form.text.contains("id=\"f-\(field)-error\""))
    }

    @Test("In a group each fault stands at its person, and the summary leads there")
    func groupFaults() async throws {
        let page = try await opened().get("/es/visas/answer?nationality=HN&document=ordinary&nationality=&document=ordinary&nationality=Narnia&document=ordinary&nationality=SV&document=card&destination=MX")
        #expect(page.status == .badRequest)
        for word in ["href=\"#f-nationality-3\"", "aria-describedby=\"f-nationality-3-error\"", "id=\"f-nationality-3-error\">No conocemos el país «Narnia»", "href=\"#f-document-4\"", "id=\"f-document-4-error\"", "(Persona 3)"] {
            #expect(page.text.contains(word), "\(word)")
        }
        #expect(page.text.components(separatedBy: "aria-invalid=\"true\"").count == 3)
    }

    @Test("From the table of the eleven one comes to the answer for the same day")
    func sameDay() async throws {
        let network = try await opened()
        #expect(try await network.get("/es/visas/reciprocity?on=2027-02-01").text.contains("destination=MX&amp;purpose=visit&amp;on=2027-02-01\""))
        #expect(!(try await network.get("/es/visas/reciprocity").text.contains("&amp;on=")))
    }

    @Test("Who needs a visa for the country on the way learns where to ask for it, too")
    func onTheWay() async throws {
        let network = try await opened()
        let page = "/es/visas/answer?nationality=HN&destination=MX&via=GT"
        #expect(!(try await network.get(page).text.contains("/posts/gt-hn")), "nothing to ask for there")
        try await network.state(RuleChange(try SmallNetwork.subject("HN", "GT", .ordinary, .transit), try network.ruling(.visaRequired, from: "2025-01-01")))
        let meter = StatementMeter()
        let answer = try await StatementMeter.$current.withValue(meter) { try await network.get(page) }
        #expect(answer.text.contains("Oficinas de Guatemala en Honduras") && answer.text.contains("/posts/gt-hn") && answer.text.contains("/posts/mx-hn"))
        #expect(answer.body.readableBytes < 20_000)
        // A family of six asks no more of the database.
        let family = StatementMeter()
        let others = ["SV", "NI", "CR", "PA", "DO"].map { "nationality=\($0)&document=ordinary" }.joined(separator: "&")
        _ = try await StatementMeter.$current.withValue(family) { try await network.get("/es/visas/answer?nationality=HN&document=ordinary&\(others)&destination=MX&via=GT") }
        #expect(meter.statements.count == family.statements.count && meter.statements.count == 3)
        #expect(!(try await network.get("/es/visas/answer?nationality=GT&destination=MX&via=GT").text.contains("/posts/gt-")), "one's own country")
    }

    @Test("Whoever has an account follows a nationality and stops again; of the public no address is kept, and the page says so", arguments: ["es", "en"])
    func following(language: String) async throws {
        let network = try await opened(), page = "/\(language)/visas/changes/hn"
        let visitor = try await network.get(page).text
        #expect(visitor.contains(language == "es" ? "No guardamos correos del público" : "We keep no e-mail addresses of the public") && !visitor.contains("<form class=\"noprint\" method=\"post\""))
        let officer = try await network.signIn("st"), other = try await network.signIn("hn")
        #expect(try await network.get(page, officer).text.contains(language == "es" ? "Seguir por correo" : "Follow by mail"))
        for _ in 0..<2 { #expect(try await network.post("\(page)/following", officer, []).page == page) }
        let followed = try await network.get(page, officer).text
        #expect(followed.contains(language == "es" ? "Usted sigue estos cambios desde el 25 de noviembre de 2026" : "You have followed these changes since 25 November 2026") && followed.contains(language == "es" ? "Dejar de seguir" : "Stop following"))
        #expect(try await network.get("/\(language)/visas/changes", officer).text.contains(language == "es" ? "Lo que usted sigue" : "What you follow"))
        #expect(!(try await network.get(page, other).text.contains("/following/ending")))
        #expect(try await network.post("\(page)/following/ending", officer, []).page == page)
        #expect(!(try await network.get(page, officer).text.contains("/following/ending")))
        #expect(try await network.post("/\(language)/visas/changes/xx/following", officer, []).status == .notFound)
    }

    @Test("A file is taken whole or not at all, each fault with its line and column; a second import changes nothing")
    func files() async throws {
        let network = try await opened(), first = try await network.signIn("mx"), second = try await network.signIn("mx2")
        let exported = try await network.get("/es/desk/visas/rules.csv", first).text
        #expect(try await network.upload(exported, first).text.contains("El archivo no cambia nada."))
        let lines = exported.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        let good = "MX,CU,ordinary,visit,visa_required,,shared_stay:GT+HN,,,legal_act,Decreto 5,,2026-11-01,,no,2026-11-01,"
        let broken = "MX,ZZ,ordinary,visit,visa_free,90,,,,legal_act,Decreto 5,,2026-11-01,,no,2026-11-31,"
        let refused = try await network.upload(([lines[0], good, broken] + [""]).joined(separator: "\r\n"), first)
        #expect(refused.status == .unprocessableContent)
        for (column, field) in [(4, "nationality"), (74, "valid_from")] {
            #expect(refused.text.contains("<td class=\"number\">3</td><td class=\"number\">\(column)</td><td><code>\(field)</code></td>"), "\(field)")
        }
        let path = try await network.upload([lines[0], good, ""].joined(separator: "\r\n"), first).page
        #expect(path.contains("/desk/visas/drafts/"))
        #expect(try await network.press("submission", on: path, first).status == .seeOther)
        #expect(try await network.press("approval", on: path, second).status == .seeOther)
        #expect(try await network.said(try SmallNetwork.subject("CU"), on: "2026-11-25") == "visa_required")
        #expect(try await network.upload([lines[0], good, ""].joined(separator: "\r\n"), first).text.contains("El archivo no cambia nada."))
    }

    @Test("A country's types of visa are kept by its officers and found by everybody")
    func types() async throws {
        let network = try await opened(), officer = try await network.signIn("mx")
        let fields = [("name_es", "Visitante sin permiso de trabajo"), ("name_en", "Visitor without permission to work"), ("purpose", "visit"), ("days", "180"), ("entries", "multiple"), ("fee", "53.07"), ("currency", "USD"),
                      ("apply_at", "consulate"), ("documents_es", "Pasaporte\nFotografía"), ("documents_en", "Passport\nPhotograph"), ("legal_basis", "Ley de Migración, artículo 40")]
        let page = try await network.post("/es/desk/visas/types", officer, fields).page
        let text = try await network.get(page).text
        for word in ["Visitante sin permiso de trabajo", "53,07 USD", "<li>Fotografía</li>", "México lo confirmó el 25 de noviembre de 2026"] { #expect(text.contains(word), "\(word)") }
        #expect(try await network.get("/es/visas/answer?nationality=HN&destination=MX").text.contains("Visitante sin permiso de trabajo"))
        #expect(try await network.post("/es/desk/visas/types", officer, fields.map { ($0.0, $0.0 == "fee" ? "free" : $0.1) }).text.contains("«free» no es una cantidad de dinero"))
        #expect((try await network.json("/api/v1/visas/types?country=MX")["types"] as? [[String: Any]])?.first?["fee"] as? String == "53.07 USD")
    }

    @Test("No page shows a key in the place of a text, for anybody")
    func words() async throws {
        let network = try await opened(), officer = try await network.signIn("mx"), secretariat = try await network.signIn("st")
        let draft = try await network.post("/es/desk/visas/drafts", officer, Self.form).page.dropFirst(3)
        let pages = ["/visas", "/visas/group", "/visas/reciprocity", "/visas/gaps", "/visas/changes", "/visas/changes/hn", "/visas/differences", "/visas/types", "/visas/types/mx",
                     "/desk/visas", "/desk/visas/import", "/desk/visas/drafts/new", "/desk/visas/drafts/new?nationality=HN&from=2025-01-01", "/desk/visas/history?nationality=HN", "/desk/visas/types/new", String(draft)]
        for page in pages {
            for language in ["es", "en"] {
                let response = try await network.get("/\(language)\(page)", officer)
                #expect(response.status == .ok, "\(page)")
                let body = response.text.replacing(#/(?:href|action|src|value)="[^"]*"/#, with: "")
                #expect(!body.contains("{{") && !body.contains("visas."), "\(page)")
                #expect(response.text.components(separatedBy: "<h1").count == 2, "\(page)")
            }
        }
        #expect(try await network.get("/es/desk/visas?country=HN", secretariat).status == .ok)
        #expect(try await network.get("/es/desk/visas?country=HN", officer).status == .forbidden)
    }

    @Test("No page's statements grow with its rows")
    func statements() async throws {
        let pages = ["/es/visas/answer?nationality=HN&document=ordinary&nationality=US&document=ordinary&destination=MX&via=GT", "/es/visas/reciprocity", "/es/visas/gaps", "/es/visas/changes/hn", "/es/visas/differences?from=2024-01-01",
                     "/api/v1/visas/answer?nationality=HN&destination=MX", "/api/v1/visas/rules?destination=MX", "/es/desk/visas", "/es/visas/to/mx"]
        var counts: [[Int]] = []
        for size in [2, 60] {
            let network = try await SmallNetwork(), officer = try await network.signIn("mx")
            let codes = ["HN", "US"] + ["AR", "BR", "CL", "CO", "CU", "EC", "PE", "UY", "VE", "BO", "PY", "FR", "DE", "IT", "ES", "PT", "GB", "IE", "NL", "BE", "CH", "AT", "SE", "NO", "FI", "DK", "PL", "CZ", "SK", "HU"]
            for (index, code) in codes.prefix(size).enumerated() { try await network.state(try network.change(code, index % 2 == 0 ? .visaFree : .visaRequired, from: "2025-01-01")) }
            var found: [Int] = []
            for page in pages {
                let meter = StatementMeter()
                let response = try await StatementMeter.$current.withValue(meter) { try await network.get(page, page.contains("desk") ? officer : nil) }
                #expect(response.status == .ok, "\(page)")
                found.append(meter.statements.count)
            }
            counts.append(found)
        }
        #expect(counts[0] == counts[1])
        #expect(counts[0].allSatisfy { $0 <= 8 }, "\(counts[0])")
        // One answer is one statement; so is all that a country asks of everybody.
        #expect(counts[0][5] == 1 && counts[0].last == 1)
    }
}
