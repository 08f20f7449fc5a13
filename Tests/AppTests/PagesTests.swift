import Accounts
import Foundation
import HTTPTypes
import HummingbirdTesting
import Localization
import Storage
import Testing
@testable import Directory
@testable import Web

@Suite("Pages for everybody")
struct PagesTests {
    func house() async throws -> RunningHouse {
        let house = try await RunningHouse()
        try await house.add("mx-us-tucson", ["city": "Tucson", "districts": "US-AZ", "phones": "+1 520-882-5595", "hours": "Mo-Fr 08:00-14:00", "subdivision": "US-AZ", "latitude": "32.22", "longitude": "-110.97"])
        try await house.add("mx-us-washington", ["class": "embassy", "city": "Washington", "districts": "US"])
        return house
    }

    @Test("The answer is one post, with its phone to call and the day on which nobody has yet verified it", arguments: ["es", "en"])
    func answer(language: String) async throws {
        let response = try await house().visitor.get("/\(language)/find?nationality=MX&place=US-AZ")
        #expect(response.status == .ok)
        #expect(response.text.contains("href=\"tel:+15208825595\""))
        #expect(response.text.contains(language == "es" ? "Sin verificar por México" : "Not verified by Mexico"))
        #expect(response.headers[.setCookie] == nil)
    }

    @Test("A city typed leads to its answer; a name that several share is asked about")
    func towns() async throws {
        let visitor = try await house().visitor
        let tucson = try await visitor.get("/es/find?nationality=MX&country=US&town=tucson")
        #expect(tucson.status == .seeOther)
        let answer = try await visitor.get(tucson.location)
        #expect(answer.text.contains("mx-us-tucson"))
        let springfield = try await visitor.get("/en/find?nationality=MX&country=US&town=Springfield")
        #expect(springfield.status == .ok)
        #expect(springfield.text.contains("Illinois") && springfield.text.contains("Missouri"))
    }

    @Test("What cannot be found is told beside the field, with what was typed kept")
    func unknownTown() async throws {
        let response = try await house().visitor.get("/es/find?nationality=MX&country=US&town=Xyzzyq")
        #expect(response.status == .badRequest)
        #expect(response.text.contains("No conocemos «Xyzzyq»"))
        #expect(response.text.contains("value=\"Xyzzyq\""))
        let country = try await house().visitor.get("/en/find?nationality=QQ&country=US")
        #expect(country.status == .badRequest)
        #expect(country.text.contains("Choose a country from the list."))
    }

    @Test("A place from the browser goes in the body and comes back as a town in the address")
    func here() async throws {
        let response = try await house().visitor.post("/es/find/here", [("nationality", "MX"), ("lat", "32.25"), ("lon", "-110.95")])
        #expect(response.status == .seeOther)
        #expect(response.location.hasPrefix("/es/find?nationality=MX&place="))
        #expect(!response.location.contains("32.25"))
        let far = try await house().visitor.post("/es/find/here", [("nationality", "MX"), ("lat", "48.85"), ("lon", "2.35")])
        #expect(far.status == .badRequest)
        #expect(far.text.contains("no está en ninguno de los once países"))
    }

    @Test("Who is at home is told that no consulate is needed")
    func ownCountry() async throws {
        let response = try await house().visitor.get("/en/find?nationality=US&place=US-AZ")
        #expect(response.text.contains("You are in your own country"))
    }

    @Test("The first page and the answer are each under 20 KB on the wire, style included; no public page is over 40 KB")
    func sizes() async throws {
        let visitor = try await house().visitor
        let style = try await visitor.get(StaticFiles.shared.address(of: "enlace.css"), [.acceptEncoding: "gzip"]).body.readableBytes
        for path in ["/es", "/en", "/es/find?nationality=MX&place=US-AZ", "/en/find?nationality=MX&place=US-AZ"] {
            let page = try await visitor.get(path, [.acceptEncoding: "gzip"])
            #expect(page.headers[.contentEncoding] == "gzip")
            #expect(page.body.readableBytes + style < 20_000, "\(path): \(page.body.readableBytes) + \(style)")
        }
        for country in ["us", "ca", "mx", "gt", "pa"] {
            let map = try await visitor.get("/es/coverage/\(country == "mx" ? "gt" : "mx")/\(country)", [.acceptEncoding: "gzip"])
            #expect(map.body.readableBytes + style < 40_000, "\(country): \(map.body.readableBytes)")
        }
    }

    @Test("An answer stays true until the door closes, and not a minute longer")
    func openUntil() async throws {
        let house = try await house()
        // Wednesday 25 November 2026, 13:59 in Tucson.
        house.clock.set(Date(timeIntervalSince1970: 1_795_640_340))
        #expect(try await house.visitor.get("/es/posts/mx-us-tucson").text.contains("Abierto ahora, hasta las 14:00"))
        house.clock.advance(by: 61)
        #expect(try await house.visitor.get("/es/posts/mx-us-tucson").text.contains("Cerrado ahora; abre mañana a las 08:00"))
    }

    @Test("An office says when it does not serve: over, not yet, or now; the search says so at once", arguments: ["es", "en"])
    func status(language: String) async throws {
        let house = try await RunningHouse(), isSpanish = language == "es"
        try await house.add("mx-us-sedona", ["status": "mobile", "status_from": "2026-11-01", "status_until": "2026-11-20", "name_es": "Consulado móvil", "name_en": "Mobile consulate"])
        try await house.add("mx-us-yuma", ["status": "temporarily-closed", "status_from": "2026-12-10", "status_until": "2026-12-20"])
        try await house.add("mx-us-tucson", ["status": "closed"])
        func page(_ path: String) async throws -> String { try await house.visitor.get("/\(language)\(path)").text }
        let over = try await page("/posts/mx-us-sedona")
        #expect(over.contains(isSpanish ? "Cerrada</span> terminó el 20 de noviembre de 2026" : "Closed</span> ended on 20 November 2026") && !over.contains(isSpanish ? "del 1 de noviembre" : "from 1 November"))
        #expect(try await page("/posts/mx-us-yuma").contains(isSpanish ? "Cerrada por un tiempo</span> del 10 de diciembre de 2026 al 20" : "closed</span> from 10 December 2026 to 20"))
        #expect(try await page("/search?q=yuma").contains(isSpanish ? "Cerrada" : "losed") == false, "not closed today")
        #expect(try await house.visitor.get("/api/v1/search?q=tucson", [.acceptLanguage: language]).text.contains(isSpanish ? "\"mark\":\"Cerrada\"" : "\"mark\":\"Closed\""))
        #expect(try await page("/search?q=tucson").contains(isSpanish ? "<span class=\"tag bad\">Cerrada</span>" : "<span class=\"tag bad\">Closed</span>"))
    }

    @Test("An office is found by its number, however it is written, by its address for mail, and by the short name of its country")
    func contacts() async throws {
        let house = try await RunningHouse()
        try await house.add("mx-us-tucson", ["phones": "+1 520-882-5595", "email": "contucmx@example.org", "postal_code": "85711"])
        for words in ["520-882-5595", "%2B1+520+882+5595", "5208825595", "15208825595", "contucmx", "contucmx%40example.org", "85711", "EE.UU.", "EEUU", "usa"] {
            #expect(try await house.visitor.get("/es/search?q=\(words)").text.contains("/es/posts/mx-us-tucson"), "\(words)")
        }
        #expect(try await house.visitor.get("/es/search?q=eeuu").text.contains("15208825595") == false, "what is only found by is not shown")
    }

    @Test("Home asks a consul for the own post alone, and a liaison officer for the country", arguments: ["es", "en"])
    func home(language: String) async throws {
        let house = try await RunningHouse()
        for name in ["tucson", "yuma", "boston"] { try await house.add("mx-us-\(name)") }
        let consul = try await house.signIn(.consul, "mx", post: "mx-us-tucson"), liaison = try await house.signIn(.liaison, "mx")
        let (one, three) = language == "es" ? ("Hay 1 oficina por verificar", "Hay 3 oficinas por verificar") : ("1 post is to be verified", "3 posts are to be verified")
        let his = try await consul.get("/\(language)/home").text, hers = try await liaison.get("/\(language)/home").text
        #expect(his.contains(one) && !his.contains(three), "\(his.suffix(4000))")
        #expect(hers.contains(three) && !hers.contains(one))
        #expect(try await consul.get("/\(language)/desk?show=due").text.contains("mx-us-tucson"))
    }

    @Test("A change shows on the next request; what has not changed is not sent again")
    func exactCache() async throws {
        let house = try await house()
        let first = try await house.visitor.get("/es/posts/mx-us-tucson")
        let tag = try #require(first.headers[.eTag])
        #expect(try await house.visitor.get("/es/posts/mx-us-tucson", [.ifNoneMatch: tag]).status == .notModified)
        let now = house.clock.clock.now
        try await house.database.write { tx in
            guard var post = try Posts(tx).post(slug: "mx-us-tucson") else { return }
            post.address = "553 S Stone Ave"
            try Posts(tx).save(post, districts: [], sources: nil, action: "test", by: .shell, at: now)
        }
        let second = try await house.visitor.get("/es/posts/mx-us-tucson", [.ifNoneMatch: tag])
        #expect(second.status == .ok)
        #expect(second.text.contains("553 S Stone Ave"))
    }

    @Test("Every answer has a picture to scan and the other language one tap away")
    func shared() async throws {
        let page = try await house().visitor.get("/es/find?nationality=MX&place=US-AZ").text
        #expect(page.contains("class=\"qr\""))
        #expect(page.contains("href=\"/en/find?nationality=MX&amp;place=US-AZ\""))
    }

    @Test("An address that does not exist, and a method that it does not take, are told in the reader's language")
    func errors() async throws {
        let visitor = try await house().visitor
        let missing = try await visitor.get("/en/nowhere")
        #expect(missing.status == .notFound)
        #expect(missing.text.contains("This page does not exist"))
        #expect(try missing.headers[#require(HTTPField.Name("x-request-id"))] != nil)
        let officer = try await house().signIn(.liaison, "mx")
        #expect(try await officer.get("/es/nowhere").text.contains("/es/desk"))
        let method = try await visitor.post("/es/directory")
        #expect(method.status == .methodNotAllowed)
        #expect(method.headers[.allow] == "GET, HEAD")
    }

    @Test("Nothing from elsewhere may run in a page, and no address leaves it")
    func securityHeaders() async throws {
        let page = try await house().visitor.get("/es")
        #expect(page.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
        #expect(try page.headers[#require(HTTPField.Name("referrer-policy"))] == "no-referrer")
        #expect(try page.headers[#require(HTTPField.Name("x-content-type-options"))] == "nosniff")
        #expect(!page.text.contains("<script>") && !page.text.contains("style=\""))
    }
}
