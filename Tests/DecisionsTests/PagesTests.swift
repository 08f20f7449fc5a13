import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Localization
import Networks
import NIOCore
import Records
import Storage
import Testing
import Web
@testable import Decisions

/// The network's desk as people meet it in a browser.
struct Desk: Visited {
    let eleven: Eleven
    let counter: Counter

    var network: Network { eleven.network }

    init() async throws {
        eleven = try await Eleven()
        counter = try Counter(eleven.network) { DecisionsRoom($0) }
    }
}

@Suite("The pages of decisions")
struct PagesTests {
    static let question = ["question_es": "¿Quién lidera?", "question_en": "Who leads?", "text_es": "La Presidencia lidera.", "text_en": "The Presidency leads.", "level": "public",
                           "procedure": "silence", "concern_kind": "activity", "concern_key": "1.3.2"]

    @Test("From the question to the printed record, by forms alone, in both languages")
    func journey() async throws {
        let desk = try await Desk(), secretariat = try await desk.signIn("st"), mexico = try await desk.signIn("mx")
        let put = try await desk.post("/es/decisions", secretariat, Self.question)
        #expect(put.status == .seeOther)
        let path = put.page
        #expect(try await desk.get(path, secretariat).text.contains("Circular"))
        #expect(try await desk.get(path + "/edit", secretariat).text.contains("La Presidencia lidera."))
        let circulated = try await desk.post(path + "/rounds", secretariat, ["procedure": "silence", "deadline_on": "2026-12-10", "deadline_at": "18:00", "zone": "America/Costa_Rica"])
        #expect(circulated.status == .seeOther)
        let open = try await desk.get(path, mexico).text
        #expect(open.contains("10 de diciembre de 2026, 18:00 (hora de San José)"))
        #expect(open.contains("Usted habla por México"))
        #expect(try await desk.post(path + "/positions", mexico, ["position": "reservation", "delegation": "mx", "reason": "Salvo <b>los plazos</b>."]).status == .seeOther)
        #expect(try await desk.get("/en/decisions", mexico).text.contains("until 10 December 2026"))

        desk.eleven.clock.set(Date(timeIntervalSince1970: 1_797_000_000))
        try await desk.eleven.runJobs()
        let moved = try await desk.get(path)
        #expect(moved.location == "/es/decisions/2026-1")
        for (language, words) in [("es", ["Decisión CRM 2026-1", "De acuerdo con reserva", "Guardó silencio", "Texto adoptado"]), ("en", ["Decision RCM 2026-1", "Agrees with a reservation", "Kept silence", "Text adopted"])] {
            for page in ["", "/record"] {
                let text = try await desk.get("/\(language)/decisions/2026-1\(page)").text
                for word in words { #expect(text.contains(word), "\(language)\(page): \(word)") }
                #expect(text.contains("Salvo &lt;b&gt;los plazos&lt;/b&gt;."))
                #expect(!text.contains("liaison mx"), "names of persons are for the members")
                #expect(text.components(separatedBy: "<h1").count == 2)
                #expect(!text.contains("{{"))
            }
        }
        #expect(try await desk.get("/es/decisions/2026-1/record", desk.signIn("mx")).text.contains("liaison mx"))
        #expect(try await desk.get("/es/decisions").text.contains("2026-1"))
    }

    @Test("No page shows a key in the place of a text")
    func words() async throws {
        let desk = try await Desk(), secretariat = try await desk.signIn("st"), honduras = try await desk.signIn("hn"), network = desk.eleven
        let draft = try await network.put(), silent = try await network.running(), tabled = try await network.put(by: "hn"), broken = try await network.running()
        try await network.circulate(tabled, .consensus)
        try await network.take(.moreTime, in: silent, by: "bz")
        try await network.take(.objection, "Hay que consultar.", in: broken, by: "gt")
        let pages = ["/decisions", "/decisions/new", "/decisions/\(draft.id)/edit"] + [draft, silent, tabled, broken].flatMap { ["/decisions/\($0.id)", "/decisions/\($0.id)/record"] }
        for session in [secretariat, honduras] {
            for page in pages {
                for language in ["es", "en"] {
                    let response = try await desk.get("/\(language)\(page)", session)
                    #expect(response.status == .ok, "\(page)")
                    #expect(response.text.firstMatch(of: #/(decisions|web)\.[a-z_]+(\.[a-z_]+)*/#) == nil, "\(language)\(page)")
                }
            }
        }
    }

    @Test("A position after the deadline, by an observer or for another country changes nothing and is told why")
    func refused() async throws {
        let desk = try await Desk(), decision = try await desk.eleven.running()
        let path = "/es/decisions/\(decision.id)", mexico = try await desk.signIn("mx")
        for slug in ["obs", "rrocm", "st"] {
            #expect(try await desk.post(path + "/positions", desk.signIn(slug), ["position": "agree", "delegation": "mx"]).status == .forbidden)
        }
        #expect(try await desk.post(path + "/positions", mexico, ["position": "agree", "delegation": "us"]).status == .forbidden)
        #expect(try await desk.post(path + "/rounds", mexico, ["procedure": "consensus"]).status == .forbidden)
        let unexplained = try await desk.post(path + "/positions", mexico, ["position": "objection", "delegation": "mx"])
        #expect(unexplained.status == .unprocessableContent)
        #expect(unexplained.text.contains("id=\"f-reason-error\""))
        desk.eleven.clock.set(try desk.eleven.deadline().instant)
        // The first session has ended by then.
        let again = try await desk.signIn("mx")
        let late = try await desk.post(path + "/positions", again, ["position": "agree", "delegation": "mx"])
        #expect(late.status == .conflict)
        #expect(late.text.contains("El plazo venció"))
        #expect(try await desk.get(path, again).text.contains("Cerrándose"))
        #expect(try await desk.eleven.file(decision).positions.isEmpty)
    }

    @Test("Who may not read a decision cannot tell that it is there")
    func unseen() async throws {
        let desk = try await Desk(), draft = try await desk.eleven.put(), observer = try await desk.signIn("obs")
        let unknown = ID<Decision>(at: desk.eleven.now)
        for id in [draft.id, unknown] {
            #expect(try await desk.get("/es/decisions/\(id)", observer).status == .notFound)
            #expect(try await desk.get("/api/v1/decisions/\(id)").status == .notFound)
            #expect(try await desk.get("/es/decisions/\(id)").location.hasPrefix("/es/sign-in"))
        }
        let list = try await desk.get("/es/decisions", observer).text
        #expect(!list.contains("lidera"))
    }

    @Test("A meeting's outcome by its form, with the reservation of a country")
    func outcome() async throws {
        let desk = try await Desk(), honduras = try await desk.signIn("hn")
        let decision = try await desk.eleven.put(by: "hn")
        try await desk.eleven.circulate(decision, .consensus)
        let path = "/es/decisions/\(decision.id)"
        #expect(try await desk.get(path, honduras).text.contains("Reserva de Guatemala"))
        let wrong = try await desk.post(path + "/outcome", honduras, ["result": "adopted", "held_on": "2027-01-01", "place": "Tela", "adopted_es": "Sí."])
        #expect(wrong.status == .unprocessableContent)
        let fields = ["result": "adopted", "held_on": "\(Day(desk.eleven.now, in: .network))", "place": "Tela", "adopted_es": "Sí.", "adopted_en": "Yes.", "reservation_gt": "Salvo el costo."]
        let done = try await desk.post(path + "/outcome", honduras, fields)
        #expect(done.page == "/es/decisions/2026-1")
        let text = try await desk.get("/es/decisions/2026-1", honduras).text
        for word in ["Salvo el costo.", "en la reunión", "Tela", "Sí."] { #expect(text.contains(word), "\(word)") }
    }

    @Test("The API gives what the reader may see, and refuses what it does not know")
    func api() async throws {
        let desk = try await Desk(), decision = try await desk.eleven.running()
        try await desk.eleven.take(.agree, in: decision, by: "mx")
        #expect(try await desk.get("/api/v1/decisions").text.contains("\"total\":0"))
        let mexico = try await desk.signIn("mx")
        let one = try await desk.get("/api/v1/decisions/\(decision.id)", mexico).text
        for part in ["\"state\":\"circulated\"", "\"time_zone\":\"America/Costa_Rica\"", "\"number\":null", "\"position\":\"agree\"", "\"key\":\"1.3.2\""] { #expect(one.contains(part), "\(part)") }
        for query in ["state=open", "year=x", "page=0", "colour=red"] { #expect(try await desk.get("/api/v1/decisions?\(query)").status == .badRequest, "\(query)") }
        desk.eleven.clock.set(try desk.eleven.deadline().instant)
        let again = try await desk.signIn("mx")
        let late = try await desk.get("/api/v1/decisions/\(decision.id)", again).text
        #expect(late.contains("\"closing\":true"), "\(late)")
    }

    @Test("No page's statements grow with its rows")
    func statements() async throws {
        var counts: [[Int]] = []
        for size in [1, 12] {
            let desk = try await Desk(), mexico = try await desk.signIn("mx")
            var last = try await desk.eleven.running()
            for _ in 1..<size { last = try await desk.eleven.running() }
            for slug in Eleven.members.prefix(size) where slug != "mx" { try await desk.eleven.take(.agree, in: last, by: slug) }
            var row: [Int] = []
            for path in ["/es/decisions", "/es/decisions/\(last.id)", "/es/decisions/\(last.id)/record", "/api/v1/decisions"] {
                let meter = StatementMeter()
                let response = try await StatementMeter.$current.withValue(meter) { try await desk.get(path, mexico) }
                #expect(response.status == .ok)
                row.append(meter.statements.count)
            }
            counts.append(row)
        }
        #expect(counts[0] == counts[1])
        #expect(counts[0].allSatisfy { $0 <= 8 })
    }
}
