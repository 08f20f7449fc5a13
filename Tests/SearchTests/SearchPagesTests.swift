import Accounts
import Foundation
import HTTPTypes
import Storage
import Testing

@Suite("The search page and its API")
struct SearchPagesTests {
    @Test("What was asked for is marked, and everything is escaped")
    func escaped() async throws {
        let house = try await SearchHouse()
        try await house.add(es: ("<b>Tucson</b> & \"otros\"", "El consulado <script>alert(1)</script> de Tucson"))
        let page = try await house.page("/es/search?q=tucson%20%3C%22")
        #expect(page.status == .ok)
        #expect(page.text.contains("&lt;b&gt;<mark>Tucson</mark>&lt;/b&gt; &amp;"))
        #expect(page.text.contains("&lt;script&gt;"))
        #expect(page.text.contains("value=\"tucson &lt;&quot;\""))
        #expect(!page.text.contains("<script>alert") && !page.text.contains("<b>"))
        #expect(page.text.contains("<h2>1 resultado</h2>"))
    }

    @Test("Both languages, with the real language of what is not translated")
    func languages() async throws {
        let house = try await SearchHouse()
        try await house.add(es: ("Solo español tucson", ""))
        try await house.add(es: ("Oficina", "tucson"), en: ("Office of the border", "text"))
        let page = try await house.page("/en/search?q=tucson")
        #expect(page.text.contains("lang=\"es\"><strong>Solo español <mark>tucson</mark></strong>"))
        #expect(page.text.contains("<strong>Office of the border</strong>"))
        #expect(page.text.contains("Found in the text in “Español”: <span lang=\"es\">Oficina · <mark>tucson</mark></span>"))
        #expect(page.text.contains("<h2>2 results</h2>"))
    }

    @Test("Each sees what they may, and no count tells of more")
    func whoSeesWhat() async throws {
        let house = try await SearchHouse()
        let mexico = try await house.delegation("mx")
        try await house.add(es: ("Secreto público", ""))
        for level in [PublicationLevel.network, .members, .owner] { try await house.add("report", es: ("Secreto \(level)", ""), for: level.audience(of: mexico)) }
        func seen(_ role: Role?, _ delegation: String = "mx") async throws -> Set<String> {
            let page = try await house.page("/es/search?q=secreto", as: role, of: delegation)
            let found = Set(page.text.matches(of: #/<mark>Secreto</mark> ([a-zú]+)/#).map { String($0.1) })
            #expect(page.text.contains("<h2>\(found.count) resultado"))
            #expect(page.text.contains("<strong>\(found.count)</strong> Todo"))
            #expect(page.text.contains("kind=report") == (found.count > 1))
            return found
        }
        #expect(try await seen(nil) == ["público"])
        #expect(try await seen(.observer, "rrocm") == ["público", "network"])
        #expect(try await seen(.liaison, "gt") == ["público", "network", "members"])
        #expect(try await seen(.secretariat, "st") == ["público", "network", "members"])
        #expect(try await seen(.liaison, "mx") == ["público", "network", "members", "owner"])
        #expect(try await seen(nil) == ["público"])
        let api = try await house.page("/api/v1/search?q=secreto")
        #expect(api.text.contains("\"total\":1") && !api.text.contains("report"))
    }

    @Test("What cannot be searched for gets a clear answer and comes back in the form")
    func refused() async throws {
        let house = try await SearchHouse()
        let long = try await house.page("/es/search?q=" + String(repeating: "a", count: 10_000))
        #expect(long.status == .badRequest)
        #expect(long.text.contains("Es demasiado largo: 10000 caracteres; caben 200."))
        let signs = try await house.page("/es/search?q=%22*%22%20()%20%26%26")
        #expect(signs.status == .badRequest && signs.text.contains("Escriba al menos una palabra") && signs.text.contains("value=\"&quot;*&quot; () &amp;&amp;\""))
        let day = try await house.page("/en/search?q=a&from=yesterday&kind=nothing")
        #expect(day.status == .badRequest && day.text.contains("“yesterday” is not a date") && day.text.contains("<details open>"))
        let api = try await house.page("/api/v1/search?q=***")
        #expect(api.status == .notFound && api.text.contains("\"field\":\"q\""))
        #expect(try await house.page("/es/search").status == .ok)
        #expect(try await house.page("/es/search?q=a&page=2").status == .notFound)
        #expect(try await house.page("/api/v1/search?q=a&colour=1").status == .badRequest)
    }

    @Test("Facets and pages keep the question")
    func facets() async throws {
        let house = try await SearchHouse()
        for number in 0..<45 { try await house.add(number % 9 == 0 ? "report" : "note", es: ("Visa \(number)", ""), countries: ["MX"]) }
        let page = try await house.page("/es/search?q=visa&country=MX&page=2")
        #expect(page.text.contains("<ol class=\"plain\" start=\"21\">"))
        #expect(page.text.contains("/es/search?q=visa&amp;kind=report&amp;country=MX\"><strong>5</strong>"))
        #expect(page.text.contains("/es/search?q=visa&amp;country=MX&amp;page=3\" rel=\"next\""))
        #expect(page.text.contains("Página 2 de 3"))
        #expect(page.text.contains("hreflang=\"en\" href=\"/en/search?q=visa"))
    }
}
