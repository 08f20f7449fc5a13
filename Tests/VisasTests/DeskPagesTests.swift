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

/// What officers do at the desk: lists confirmed, changes checked by a second person, put right, withdrawn.
extension PagesTests {
    @Test("A list is confirmed as it was shown, and only by its own country")
    func bulk() async throws {
        let network = try await opened(), officer = try await network.signIn("mx")
        func shown() async throws -> String {
            let page = try await network.get("/es/desk/visas?show=unconfirmed", officer).text
            #expect(page.contains("Confirmar 1 regla"))
            return String(try #require(page.firstMatch(of: #/name="seen" value="([0-9a-f]+)"/#)).1)
        }
        func confirm(_ seen: String, by officer: String) async throws -> TestResponse {
            try await network.post("/es/desk/visas/confirmations", officer, [("country", "MX"), ("all", "yes"), ("show", "unconfirmed"), ("seen", seen), ("back", "/es/desk/visas?show=unconfirmed&country=MX")])
        }
        let opened = try await shown()
        // One rule again, but another: what it says was put right meanwhile.
        network.clock.advance(by: 60)
        try await network.state(try network.change("US", .visaFree, 30, from: "2025-01-01"), isOfficial: false)
        #expect(try await confirm(opened, by: officer).headers[.location] == "/es/desk/visas?show=unconfirmed&country=MX&done=visas.desk.changed_done")
        #expect(try await network.get("/es/visas/answer?nationality=US&destination=MX").text.contains("todavía no lo ha confirmado"))
        let seen = try await shown()
        #expect(try await confirm(seen, by: try await network.signIn("hn")).status == .forbidden)
        #expect(try await confirm(seen, by: officer).headers[.location]?.contains("confirmed_done") == true)
        #expect(try await network.get("/es/visas/answer?nationality=US&destination=MX").text.contains("México lo confirmó el"))
    }

    @Test("What is ticked is confirmed as it was shown")
    func ticked() async throws {
        let network = try await opened()
        network.clock.advance(by: 86_400)
        let officer = try await network.signIn("mx")
        let box = String(try #require(try await network.get("/es/desk/visas?nationality=US", officer).text.firstMatch(of: #/name="rule" value="([^"]+)"/#)).1)
        func tick(_ boxes: [String]) async throws -> String? { try await network.post("/es/desk/visas/confirmations", officer, [("country", "MX")] + boxes.map { ("rule", $0) }).headers[.location] }
        #expect(try await tick([])?.contains("nothing_done") == true)
        #expect(try await tick([box])?.contains("confirmed_done") == true)
        try await network.state(try network.change("US", .visaFree, 30, from: "2025-01-01"), isOfficial: false)
        #expect(try await tick([box])?.contains("changed_done") == true)
    }

    @Test("However long a list, all of it is confirmed at once, and the statements are few", arguments: Engine.atHand)
    func longList(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), mexico = try SmallNetwork.country("MX"), actor = try network.actor("mx"), now = network.now, today = network.today
        let subjects = CountryCode.all(sortedIn: "es").filter { $0 != mexico }.flatMap { nationality in
            TravelDocument.allCases.flatMap { document in [Purpose.visit, .transit].map { RuleSubject(nationality, to: mexico, document: document, purpose: $0) } }
        }.prefix(2400)
        let ruling = try network.ruling(.visaRequired, from: "2025-01-01"), filter = Visas.Filter(destination: mexico, part: .unconfirmed), meter = StatementMeter()
        try await network.database.write { tx in for subject in subjects { try Visas(tx).state(RuleChange(subject, ruling), isOfficial: false, by: actor, at: now) } }
        let confirmed = try await StatementMeter.$current.withValue(meter) {
            try await network.database.write { tx in try Visas(tx).confirm(all: filter, seen: Visas(tx).shown(filter, today: today).seen, today: today, by: actor, at: now) }
        }
        #expect(subjects.count == 2400 && confirmed == 2400)
        #expect(meter.statements.count < 50, "\(meter.statements.count)")
        let (counts, breaks) = try await network.database.read { (try Visas($0).counts(mexico, today: today), try AuditTrail.verify($0).breaks) }
        #expect(counts[.unconfirmed] == 0 && breaks.isEmpty)
    }

    @Test("Whoever checks a change that was overtaken is told so, sees what it does now, and then decides", arguments: ["es", "en"])
    func overtaken(language: String) async throws {
        let network = try await opened(), first = try await network.signIn("mx"), second = try await network.signIn("mx2")
        let path = try await network.post("/\(language)/desk/visas/drafts", first, Self.form).page
        #expect(try await network.press("submission", on: path, first).status == .seeOther)
        let opened = String(try #require(try await network.get(path, second).text.firstMatch(of: #/name="seen" value="([0-9a-f]+)"/#)).1)
        network.clock.advance(by: 60)
        try await network.state(try network.change("HN", .electronicVisa, from: "2026-12-15"))
        let refused = try await network.post(path + "/approval", second, [("seen", opened)])
        #expect(refused.status == .unprocessableContent)
        for word in language == "es" ? ["Alguien cambió estas reglas", "Ya no es igual", "Al prepararlo: visa obligatoria.", "data-label=\"Antes\">Visa electrónica", "el efecto de 1 cambio ya no es"]
            : ["Somebody has changed these rules", "Not as it was", "When it was prepared: visa required.", "data-label=\"Before\">Electronic visa", "the effect of 1 change is no longer"] {
            #expect(refused.text.contains(word), "\(word)")
        }
        #expect(try await network.said(try SmallNetwork.subject("SV"), on: "2027-01-01") == "unknown")
        #expect(try await network.press("approval", on: path, second).status == .seeOther)
        #expect(try await network.said(try SmallNetwork.subject("HN"), on: "2027-01-01") == "visa_free 90")
    }

    @Test("What was prepared with a mistake is put right in the same form, and the first try is dropped")
    func corrected() async throws {
        let network = try await opened(), first = try await network.signIn("mx"), second = try await network.signIn("mx2")
        let path = try await network.post("/es/desk/visas/drafts", first, Self.form).page, id = String(path.split(separator: "/").last ?? "")
        #expect(try await network.get(path, first).text.contains("/es/desk/visas/drafts/new?draft=\(id)"))
        let form = try await network.get("/es/desk/visas/drafts/new?draft=\(id)", first).text
        for word in [">Honduras\nEl Salvador</textarea>", "value=\"Decreto 5\"", "value=\"2027-01-01\"", "name=\"draft\" value=\"\(id)\""] { #expect(form.contains(word), "\(word)") }
        // A mistake more does not lose it.
        let again = Self.form.map { ($0.0, $0.0 == "days" ? "many" : $0.1) } + [("draft", id)]
        #expect(try await network.post("/es/desk/visas/drafts", first, again).text.contains("name=\"draft\" value=\"\(id)\""))
        #expect(try await network.get(path, first).text.contains("En preparación"))
        let mended = try await network.post("/es/desk/visas/drafts", first, Self.form.map { ($0.0, $0.0 == "days" ? "30" : $0.1) } + [("draft", id)]).page
        #expect(mended != path && mended.contains("/desk/visas/drafts/"))
        #expect(try await network.get(path, first).text.contains("Descartado"))
        #expect(try await network.get(mended, first).text.contains("Sin visa, 30 días"))
        // What was not approved can be put right too; what was approved, and of another country, cannot.
        #expect(try await network.press("submission", on: mended, first).status == .seeOther)
        #expect(try await network.get("/es/desk/visas/drafts/new?draft=\(mended.split(separator: "/").last ?? "")", try await network.signIn("hn")).status == .forbidden)
        #expect(try await network.press("approval", on: mended, second).status == .seeOther)
        #expect(try await network.get("/es/desk/visas/drafts/new?draft=\(mended.split(separator: "/").last ?? "")", first).status == .notFound)
    }

    @Test("Before a rule is withdrawn the page says which one applies again", arguments: ["es", "en"])
    func withdrawal(language: String) async throws {
        let network = try await opened(), first = try await network.signIn("mx"), second = try await network.signIn("mx2")
        network.clock.advance(by: 60)
        try await network.state(try network.change("HN", .visaFree, 90, from: "2026-06-01"))
        try await network.state(try network.change("US", .visaRequired, from: "2026-06-01", through: "2026-12-31"))
        network.clock.advance(by: 60)
        let fields = [("nationality", "HN, US"), ("document", "ordinary"), ("purpose", "visit"), ("valid_from", "2026-06-01"), ("withdraw", "yes")]
        let path = try await network.post("/\(language)/desk/visas/drafts", first, fields).page, text = try await network.get(path, first).text
        for word in language == "es" ? ["La regla anterior (visa obligatoria) vuelve a valer desde el 1 de junio de 2026, sin fin.", "La regla anterior (sin visa, 180 días) vuelve a valer"]
            : ["The rule before it (visa required) applies again from 1 June 2026, with no end.", "The rule before it (no visa, 180 days) applies again"] {
            #expect(text.contains(word), "\(word)")
        }
        #expect(try await network.press("submission", on: path, first).status == .seeOther)
        #expect(try await network.press("approval", on: path, second).status == .seeOther)
        #expect(try await network.said(try SmallNetwork.subject("HN"), on: "2026-11-25") == "visa_required")
        let feed = try await network.get("/\(language)/visas/changes/hn/feed.atom").text
        #expect(feed.contains(language == "es" ? "Vuelve a valer desde el 1 de junio de 2026. Se retiró lo que se había dicho (sin visa, 90 días)." : "Applies again from 1 June 2026. What had been said (no visa, 90 days) was withdrawn."))
        #expect(feed.contains(language == "es" ? "Corregido después. Vale desde" : "Put right later. Applies from"))
    }

    @Test("Before a rule for a while is stated the page says when the one before it applies again", arguments: ["es", "en"])
    func forAWhile(language: String) async throws {
        let network = try await opened(), first = try await network.signIn("mx"), second = try await network.signIn("mx2")
        network.clock.advance(by: 60)
        let fields = Self.form.map { ($0.0, ["nationality": "HN", "valid_from": "2026-12-01"][$0.0] ?? $0.1) } + [("valid_through", "2026-12-31")]
        let path = try await network.post("/\(language)/desk/visas/drafts", first, fields).page, text = try await network.get(path, first).text
        #expect(text.contains(language == "es" ? "La regla anterior (visa obligatoria) vuelve a valer desde el 1 de enero de 2027, sin fin." : "The rule before it (visa required) applies again from 1 January 2027, with no end."))
        #expect(try await network.press("submission", on: path, first).status == .seeOther)
        #expect(try await network.press("approval", on: path, second).status == .seeOther)
        #expect(try await network.said(try SmallNetwork.subject("HN"), on: "2027-01-02") == "visa_required")
        let feed = try await network.get("/\(language)/visas/changes/hn/feed.atom").text
        #expect(feed.contains(language == "es" ? "Vale desde el 1 de enero de 2027. Antes: sin visa, 90 días." : "Applies from 1 January 2027. Before: no visa, 90 days."))
        // What was stated comes out as a file, and back in without a change.
        #expect(try await network.upload(try await network.get("/es/desk/visas/rules.csv", first).text, first).text.contains("El archivo no cambia nada."))
    }
}
