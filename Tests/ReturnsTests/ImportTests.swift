import Accounts
import Foundation
import Networks
import HTTPTypes
import HummingbirdTesting
import Storage
import Testing
import Web
@testable import Returns

@Suite("Requests from a file and as a file")
struct ImportTests {
    static let head = "reference,origin,document,group,office,mission_country,mission_town,requested_on,interview_on,issued_on,refused_on\r\n"
    static let good = head + "MX-26-001,IN,laissez_passer,adult,mx-us-tucson,US,Houston,2026-09-01,2026-09-05,2026-09-20,\r\nMX-26-002,GH,laissez_passer,unaccompanied_minor,Instituto,MX,,2026-09-02,,,\r\n"

    func requests(_ house: Consulates) async throws -> Int { try await house.database.read { try $0.value("SELECT count(*) AS n FROM travel_request", as: Int.self) ?? 0 } }

    @Test("A town or an authority that could be a person is told at its place", arguments: [
        ("Instituto", "US", "Juan Perez", "Houston"), ("Instituto", "MX", "Juan Perez Lopez 15/01/1990", "solo letras"), ("Ana G1234567", "MX", "", "ni fechas"),
    ])
    func persons(office: String, country: String, town: String, words: String) async throws {
        let house = try await Consulates(), mexico = try await house.signIn("mx")
        let page = try await house.upload(Self.head + "MX-26-001,IN,laissez_passer,adult,\(office),\(country),\(town),2026-09-01,,,\r\n", mexico)
        #expect(page.status == .unprocessableContent && page.text.contains(words))
        #expect(try await requests(house) == 0)
    }

    @Test("First looked at, then recorded; the same file a second time changes nothing, one with news adds them", arguments: Engine.atHand)
    func twice(engine: Engine) async throws {
        let house = try await Consulates(engine), mexico = try await house.signIn("mx")
        let checked = try await house.upload(Self.good, mexico)
        #expect(checked.status == .seeOther)
        #expect(try await requests(house) == 0)
        #expect(try await house.get(checked.location, mexico).text.contains("Solicitudes nuevas: 2"))
        #expect(try await house.get(checked.location, house.signIn("us")).status == .gone, "another's file")
        #expect(try await house.post(checked.location, mexico, [:]).location.hasPrefix("/es/desk/returns"))
        #expect(try await requests(house) == 2)
        #expect(try await house.database.read { try $0.value("SELECT count(*) AS n FROM travel_request_affirmation", as: Int.self) } == 5)
        // A family's is affirmed for its children, too.
        let family = try await house.upload(Self.head + "MX-26-003,IN,laissez_passer,family,Instituto,MX,,2026-09-02,,,\r\n", mexico)
        #expect(try await house.post(family.location, mexico, [:]).status == .seeOther)
        #expect(try await house.database.read { try $0.value("SELECT count(*) AS n FROM travel_request_affirmation WHERE affirmation = 'best_interests'", as: Int.self) } == 2)
        let again = try await house.upload(Self.good, mexico)
        let unchanged = try await house.get(again.location, mexico).text
        #expect(unchanged.contains("El archivo no cambia nada") && unchanged.contains("Solicitudes sin cambio: 2"))
        let news = try await house.upload(Self.good.replacing("2026-09-02,,,", with: "2026-09-02,,,2026-10-01"), mexico)
        #expect(try await house.get(news.location, mexico).text.contains("Solicitudes con pasos nuevos: 1"))
        _ = try await house.post(news.location, mexico, [:])
        // What goes out comes in unchanged.
        let file = try await house.get("/returns/requests.csv", mexico).text
        #expect(file.contains("mx-us-tucson") && file.contains("2026-10-01"))
        let back = try await house.upload(file, mexico)
        #expect(try await house.get(back.location, mexico).text.contains("Solicitudes sin cambio: 3"))
    }

    @Test("What was affirmed for a file holds for a day: then it is gone, looked at or not", arguments: Engine.atHand)
    func age(engine: Engine) async throws {
        let house = try await Consulates(engine), checked = try await house.upload(Self.good, house.signIn("mx"))
        house.clock.advance(by: 86_400 - 1)
        #expect(try await house.get(checked.location, house.signIn("mx")).status == .ok)
        house.clock.advance(by: 1)
        let mexico = try await house.signIn("mx")
        #expect(try await house.get(checked.location, mexico).status == .gone)
        #expect(try await house.post(checked.location, mexico, [:]).status == .gone)
        #expect(try await requests(house) == 0)
    }

    @Test("What is wrong is told with line, column and value, and nothing is recorded", arguments: [
        ("Juan Pérez,IN,laissez_passer,adult,Instituto,MX,,2026-09-01,,,", 1, "Juan Pérez", "Parece un nombre"),
        ("MX-9,XX,laissez_passer,adult,Instituto,MX,,2026-09-01,,,", 6, "XX", "código de país"),
        ("MX-9,IN,laissez_passer,adult,Instituto,MX,,2027-09-01,,,", 44, "2027-09-01", "todavía no ha llegado"),
        ("MX-9,IN,laissez_passer,adult,Instituto,MX,,2026-09-01,,2026-08-31,", 56, "2026-08-31", "anterior a la solicitud"),
        ("MX-9,IN,laissez_passer,adult,Instituto,MX,,2026-09-01,,2026-09-10,2026-09-11", 67, "2026-09-11", "ya terminó"),
        ("MX-26-001,IN,passport,adult,Instituto,MX,,2026-09-01,,,", 1, "MX-26-001", "dos veces en el archivo"),
        ("MX-9,IN,laissez_passer,adult,Instituto,MX,,2026-09-01,,", 56, "10", "Faltan columnas"),
    ])
    func faults(line: String, column: Int, value: String, words: String) async throws {
        let house = try await Consulates(), mexico = try await house.signIn("mx")
        let page = try await house.upload(Self.good + line + "\r\n", mexico)
        #expect(page.status == .unprocessableContent)
        let text = page.text
        #expect(text.contains("<td class=\"number\">4</td><td class=\"number\">\(column)</td>"), "line 4, column \(column)")
        #expect(text.contains("<code>\(value)") && text.contains(words))
        #expect(try await requests(house) == 0)
    }

    @Test("A file is affirmed as a whole, or not read; a known reference with another origin is refused")
    func affirmations() async throws {
        let house = try await Consulates(), mexico = try await house.signIn("mx")
        let page = try await house.upload(Self.good, mexico, affirmed: false)
        #expect(page.status == .unprocessableContent && page.text.contains("Falta esta afirmación"))
        try await house.record(Consulates.draft("MX-26-001", origin: "GH", on: "2026-09-01"))
        #expect(try await house.upload(Self.good, mexico).text.contains("No coincide con lo que ya está anotado"))
        #expect(try await requests(house) == 1)
    }
}
