import Accounts
import Foundation
import HTTPTypes
import Storage
import Testing
@testable import Directory

/// Officers and covering agreements as the liaison officers of the States concerned meet them.
@Suite("An officer is notified, admitted and sees the end of their functions")
struct AccreditationJourneyTests {
    private func officer(_ house: RunningHouse, _ mexico: Browser, head: Bool = true) async throws -> String {
        let added = try await mexico.post("/es/desk/posts/mx-us-tucson/officers/new", [
            ("name", "Ana Ruiz"), ("rank", "Cónsul"), ("duty", "Protección"), ("category", "career"), ("level", "network"),
        ] + (head ? [("head", "true")] : []))
        #expect(added.status == .seeOther)
        return String(added.location.prefix { $0 != "?" })
    }

    /// The address of the only accreditation there is.
    private func accreditation(_ house: RunningHouse) async throws -> String {
        let id = try await house.database.read { try $0.value("SELECT id FROM accreditation", as: UUID.self) }
        return "/es/desk/accreditations/" + (try #require(id)).uuidString.lowercased()
    }

    @Test("From the note to the end, each side does its part and the public sees what became of it")
    func journey() async throws {
        let house = try await RunningHouse()
        try await house.add("mx-us-tucson")
        let mexico = try await house.signIn(.liaison, "mx"), states = try await house.signIn(.liaison, "us")
        let address = try await officer(house, mexico)
        let asserted = try await mexico.post("\(address)/accreditation", [("note", "SRE-1/2026"), ("asserted_on", "2026-11-01")])
        #expect(asserted.status == .seeOther)
        #expect(asserted.location.hasSuffix("done=directory.accreditation.asserted_done"))

        #expect(try await house.visitor.get("/es/directory/us/officers").text.contains("0 con admisión y 1 con notificación"))
        #expect(try await states.get("/es/desk/accreditations").text.contains("Ana Ruiz"))
        #expect(try await mexico.get("/es/desk/accreditations?show=abroad").text.contains("Ana Ruiz"))
        let accreditation = try await accreditation(house)
        #expect(try await mexico.post("\(accreditation)/confirmation", [("kind", "exequatur"), ("admitted_on", "2026-11-10")]).status == .forbidden)
        #expect(try await states.post("\(address)/accreditation", [("note", "x"), ("asserted_on", "2026-11-10")]).status == .forbidden)
        #expect(try await house.signIn(.liaison, "gt").get(accreditation).status == .forbidden)

        let early = try await states.post("\(accreditation)/confirmation", [("kind", "exequatur"), ("admitted_on", "2026-10-10")])
        #expect(early.status == .unprocessableContent)
        #expect(early.text.contains("Es anterior a la notificación, que es del 1 de noviembre de 2026.") && early.text.contains("value=\"2026-10-10\""))
        #expect(try await states.post("\(accreditation)/confirmation", [("kind", "exequatur"), ("admitted_on", "2026-11-10")]).status == .seeOther)

        let list = try await house.visitor.get("/en/directory/us/officers?on=2026-11-10").text
        #expect(list.contains("Ana Ruiz") && list.contains("Exequatur granted"))
        #expect(try await house.visitor.get("/en/directory/us/officers?on=2026-11-09").text.contains("Notified, not yet admitted"))
        #expect(!(try await house.visitor.get("/en/directory/us/officers?on=2026-10-31").text.contains("Ana Ruiz")))

        #expect(try await states.post("\(accreditation)/end", [("ended_on", "2026-11-20"), ("reason", "")]).status == .seeOther)
        #expect(!(try await house.visitor.get("/es/directory/us/officers").text.contains("Ana Ruiz")))
        #expect(try await mexico.get(accreditation).text.contains("el Estado receptor puso término a la acreditación"))
        #expect(try await mexico.get("/es/desk/posts/mx-us-tucson/officers").text.contains("Funciones terminadas"))
    }

    @Test("A second accreditation while one is not ended is refused beside the field, and what was typed is kept")
    func overlapping() async throws {
        let house = try await RunningHouse()
        try await house.add("mx-us-tucson")
        let mexico = try await house.signIn(.liaison, "mx"), address = try await officer(house, mexico)
        _ = try await mexico.post("\(address)/accreditation", [("note", "SRE-1/2026"), ("asserted_on", "2026-11-01")])
        let again = try await mexico.post("\(address)/accreditation", [("note", "SRE-2/2026"), ("asserted_on", "2026-11-02")])
        #expect(again.status == .unprocessableContent)
        #expect(again.text.contains("Ya tiene una acreditación sin terminar en ese Estado, desde el 1 de noviembre de 2026."))
        #expect(again.text.contains("value=\"SRE-2/2026\"") && again.text.contains("value=\"Ana Ruiz\""))
        let unsent = try await mexico.post("\(address)/accreditation", [("note", ""), ("asserted_on", "ayer")])
        #expect(unsent.status == .unprocessableContent && unsent.text.contains("«ayer» no es una fecha"))
    }

    @Test("The public sees who heads a post, and nobody else of it; a day that has not come is told")
    func visibility() async throws {
        let house = try await RunningHouse()
        try await house.add("mx-us-tucson")
        let mexico = try await house.signIn(.liaison, "mx"), address = try await officer(house, mexico, head: false)
        _ = try await mexico.post("\(address)/accreditation", [("note", "SRE-1/2026"), ("asserted_on", "2026-11-01")])
        #expect(!(try await house.visitor.get("/es/directory/us/officers").text.contains("Ana Ruiz")))
        #expect(try await house.signIn(.observer, "gt").get("/es/directory/us/officers").text.contains("Ana Ruiz"))
        let future = try await house.visitor.get("/es/directory/us/officers?on=2030-01-01")
        #expect(future.status == .badRequest && future.text.contains("no ha llegado todavía"))
        #expect(try await house.visitor.get("/es/directory/us/officers?on=nunca").text.contains("«nunca» no es una fecha"))
        #expect(try await house.visitor.get("/es/directory/fr/officers").status == .notFound)
    }

    @Test("What is missing in an officer's form is told beside its field")
    func form() async throws {
        let house = try await RunningHouse()
        try await house.add("mx-us-tucson")
        let mexico = try await house.signIn(.liaison, "mx")
        #expect(try await mexico.get("/es/desk/posts/mx-us-tucson/officers/new").status == .ok)
        let bad = try await mexico.post("/es/desk/posts/mx-us-tucson/officers/new", [("name", "Ana"), ("rank", ""), ("category", "career"), ("level", "public")])
        #expect(bad.status == .unprocessableContent && bad.text.contains("id=\"f-rank-error\"") && bad.text.contains("id=\"f-level-error\"") && bad.text.contains("value=\"Ana\""))
        #expect(bad.text.contains("<a href=\"#f-rank\">Rango: Falta este dato.</a>"), "the summary names the field")
        #expect(try await house.signIn(.liaison, "gt").get("/es/desk/posts/mx-us-tucson/officers/new").status == .forbidden)
        let address = try await officer(house, mexico)
        #expect(try await mexico.get(address).text.contains("Quitar de la oficina"))
        #expect(try await mexico.post("\(address)/removal").status == .seeOther)
        #expect(try await mexico.get(address).status == .notFound)
    }
}

@Suite("One member answers for another's nationals")
struct CoveringJourneyTests {
    private let agreement = [("covering", "MX"), ("covered", "BZ"), ("receiving", "US"), ("subdivision", "Maine"), ("municipality", ""), ("begins_on", "2026-11-01"),
                             ("ends_on", "2026-12-31"), ("note", "SRE-1/2026")]

    private func changed(_ name: String, _ value: String) -> [(String, String)] { agreement.map { $0.0 == name ? (name, value) : $0 } }

    @Test("Recorded by either side, obeyed by the finder, ended by the receiving State")
    func journey() async throws {
        let house = try await RunningHouse()
        try await house.add("mx-us-boston", ["districts": "US-ME"])
        let belize = try await house.signIn(.liaison, "bz"), states = try await house.signIn(.liaison, "us")
        #expect(!(try await house.visitor.get("/en/find?nationality=BZ&place=US-ME").text.contains("mx-us-boston")))
        #expect(try await belize.post("/es/desk/covering", agreement).status == .seeOther)
        let answer = try await house.visitor.get("/en/find?nationality=BZ&place=US-ME").text
        #expect(answer.contains("Consulate mx-us-boston") && answer.contains("By agreement, Mexico helps nationals of Belize here."))
        #expect(try await states.get("/es/desk/covering").text.contains("México atiende a nacionales de Belice en Maine"))
        let id = try #require(try await house.database.read { try $0.value("SELECT id FROM covering_agreement", as: UUID.self) }).uuidString.lowercased()
        #expect(try await house.signIn(.liaison, "gt").post("/es/desk/covering/\(id)/end", [("reason", "")]).status == .forbidden)
        #expect(try await states.get("/es/desk/covering/\(id)").text.contains("Terminar el acuerdo"))
        #expect(try await states.post("/es/desk/covering/\(id)/end", [("reason", "")]).status == .seeOther)
        #expect(!(try await house.visitor.get("/en/find?nationality=BZ&place=US-ME").text.contains("mx-us-boston")))
    }

    @Test("Everybody finds it in the search and reads it, without the note and the names; the desk is a step further for those whose it is")
    func published() async throws {
        let house = try await RunningHouse(), belize = try await house.signIn(.liaison, "bz"), guatemala = try await house.signIn(.liaison, "gt")
        #expect(try await house.visitor.get("/es/covering").text.contains("No hay ningún acuerdo vigente"))
        #expect(try await belize.post("/es/desk/covering", agreement).status == .seeOther)
        try await house.work()
        let found = try await house.visitor.get("/es/search?q=belice+maine").text
        #expect(try await house.visitor.get("/es/search?q=acuerdo+de+cobertura").text.contains("/es/covering/"), "by what it is called, too")
        #expect(try await house.visitor.get("/en/search?q=covering+agreement").text.contains("/en/covering/"))
        let path = String(try #require(found.firstMatch(of: #/href="(/es/covering/[0-9a-f-]+)"/#)).1)
        let page = try await house.visitor.get(path).text
        #expect(page.contains("México atiende a nacionales de Belice en Maine") && page.contains("Rige hasta el 31 de diciembre de 2026") && page.contains("/es/find?nationality=BZ&amp;place=US-ME"))
        #expect(!page.contains("SRE-1") && !page.contains("liaison bz") && !page.contains("/desk/covering"))
        #expect(try await house.visitor.get(path.replacing("/es/", with: "/en/")).text.contains("In force until 31 December 2026"))
        #expect(try await house.visitor.get("/es/covering").text.contains(path))
        #expect(try await belize.get(path).text.contains("/es/desk/covering/"))
        let data = try await house.visitor.get("/api/v1/covering").text
        #expect(data.contains("\"subdivision\":\"US-ME\"") && data.contains("\"total\":1") && data.contains(path) && !data.contains("SRE-1"))
        #expect(try await guatemala.get(path).text.contains("/desk/covering/") == false)
        #expect(try await belize.post(path.replacing("/covering", with: "/desk/covering") + "/end", [("reason", "")]).status == .seeOther)
        try await house.work()
        let after = try await house.visitor.get(path).text
        #expect(after.contains("Ya no rige") && !after.contains("place=US-ME"))
        #expect(try await house.visitor.get("/es/search?q=belice+terminado").text.contains(path))
        #expect(try await house.visitor.get("/es/covering/\(UUID().uuidString.lowercased())").status == .notFound)
    }

    @Test("What cannot be is refused beside its field, and what was typed is kept")
    func refused() async throws {
        let house = try await RunningHouse()
        let mexico = try await house.signIn(.liaison, "mx")
        for (name, value, message) in [("subdivision", "Sonora", "«Sonora» no es una parte de Estados Unidos."), ("covered", "MX", "Los tres países tienen que ser distintos."),
                                       ("ends_on", "2026-10-01", "El último día es anterior al primero."), ("receiving", "FR", "Francia no es un país miembro"),
                                       ("municipality", "Atlantis", "No conocemos ningún municipio «Atlantis» en Maine.")] {
            let fields = name == "receiving" ? changed("receiving", value).map { $0.0 == "subdivision" ? ("subdivision", "") : $0 } : changed(name, value)
            let refused = try await mexico.post("/es/desk/covering", fields)
            #expect(refused.status == .unprocessableContent, "\(name)")
            #expect(refused.text.contains(message), "\(name)")
            #expect(refused.text.contains("value=\"SRE-1/2026\""), "\(name)")
        }
        #expect(try await mexico.post("/es/desk/covering", agreement).status == .seeOther)
        #expect(try await mexico.post("/es/desk/covering", agreement).text.contains("Ya hay un acuerdo para esas personas"))
        let foreign = try await house.signIn(.liaison, "gt").post("/es/desk/covering", agreement)
        #expect(foreign.status == .unprocessableContent && foreign.text.contains("tiene que ser el suyo") && foreign.text.contains("SRE-1/2026"), "what was typed is kept")
    }
}
