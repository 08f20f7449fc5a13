import Accounts
import Foundation
import Localization
import Networks
import Records
import Storage
import Testing
import Web
@testable import Arrangements

@Suite("More people read an arrangement only when both its States have said so")
struct ReadersTests {
    static let form = PagesTests.form.filter { $0.0 != "level" && $0.0 != "returning" && $0.0 != "receiving" }

    /// Mexico's arrangement with Guatemala, which the members read.
    func members(_ engine: Engine = .sqlite) async throws -> (SmallNetwork, Arrangement) {
        let network = try await SmallNetwork(engine)
        return (network, try await network.record(SmallNetwork.terms(.members)))
    }

    func choose(_ level: PublicationLevel, _ side: Arrangement.Side?, _ network: SmallNetwork) async throws {
        let actor = try network.actor(side == nil ? "st" : side == .returning ? "mx" : "gt"), now = network.now, made = try await network.arrangement("mx-gt-1")
        var terms = made.terms
        terms.level = level
        try await network.database.write { [terms] in try Arrangements($0).change(made.id, terms, seen: nil, side: side, by: actor, at: now) }
    }

    @Test("What Mexico opens to everybody stays the members' until Guatemala agrees; its confirmation of the content is no such agreement", arguments: Engine.atHand)
    func one(engine: Engine) async throws {
        let (network, made) = try await members(engine), guatemala = try network.actor("gt"), now = network.now
        try await choose(.public, .returning, network)
        let asked = try await network.arrangement("mx-gt-1")
        #expect(asked.terms.level == .members && asked.widening?.level == .public && asked.widening?.asker == .returning && asked.widening?.awaited == [.receiving])
        // Who reads it is not what was agreed: nobody has to confirm the rest again.
        #expect(asked.version == made.version)
        try await network.database.write { try Arrangements($0).confirm(made.id, version: made.version, side: .receiving, by: guatemala, at: now) }
        // The asker's own word, once more, is still one.
        try await choose(.public, .returning, network)
        #expect(try await network.arrangement("mx-gt-1").terms.level == .members)
        #expect(try await network.audiences() == ["members"])
        try await network.database.write { try Arrangements($0).agree(made.id, to: .public, version: made.version, side: .receiving, by: guatemala, at: now) }
        let open = try await network.arrangement("mx-gt-1")
        #expect(open.terms.level == .public && open.widening == nil)
        #expect(try await network.audiences() == ["public"])
        let actions = try await network.database.read { try $0.rows("SELECT action FROM audit WHERE kind = 'arrangement' ORDER BY number") { try $0.get("action", as: String.self) } }
        #expect(actions.filter { $0.contains("level") } == ["arrangements.level.asked", "arrangements.level.widened"])
    }

    @Test("What the Secretariat opens both have to agree to; fewer readers need one State's word and end what was asked", arguments: Engine.atHand)
    func secretariat(engine: Engine) async throws {
        let (network, _) = try await members(engine)
        try await choose(.network, nil, network)
        #expect(try await network.arrangement("mx-gt-1").widening?.awaited == [.returning, .receiving])
        // To choose it in the form is to agree.
        try await choose(.network, .receiving, network)
        #expect(try await network.arrangement("mx-gt-1").terms.level == .members)
        try await choose(.network, nil, network)
        #expect(try await network.arrangement("mx-gt-1").terms.level == .members)
        try await choose(.network, .returning, network)
        #expect(try await network.arrangement("mx-gt-1").terms.level == .network)
        try await choose(.public, .returning, network)
        try await choose(.members, .receiving, network)
        let narrowed = try await network.arrangement("mx-gt-1")
        #expect(narrowed.terms.level == .members && narrowed.widening == nil)
    }

    @Test("One recorded for everybody begins with the members; what the program brings from public sources does not", arguments: Engine.atHand)
    func recorded(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), mexico = try network.actor("mx"), now = network.now
        try await network.database.write { tx in
            try FirstArrangements.add(at: now, in: tx)
            try Arrangements(tx).record(SmallNetwork.terms(.public), from: SmallNetwork.mexico, to: SmallNetwork.guatemala, side: .returning, by: mexico, at: now)
        }
        let made = try await network.arrangement("mx-gt-2"), first = try await network.arrangement("mx-gt-1")
        #expect(made.terms.level == .members && made.widening?.level == .public)
        #expect(first.terms.level == .public && first.widening == nil)
        #expect(try await network.get("/es/arrangements/mx-gt-2").status == .seeOther)
    }

    @Test("Both States read on the card who asked and whose word is awaited; others, Honduras too, do not")
    func card() async throws {
        let (network, _) = try await members(), mexico = try await network.signIn("mx"), guatemala = try await network.signIn("gt"), honduras = try await network.signIn("hn")
        let asked = try await network.post("/es/arrangements/mx-gt-1/edit", mexico, [("level", "public"), ("title_es", "Arreglo"), ("title_en", "Arrangement"), ("source_title", "Nota 1")])
        #expect(asked.location == "/es/arrangements/mx-gt-1?done=arrangements.asked_done")
        for (session, answers) in [(mexico, ["Retirar la petición"]), (guatemala, ["Aceptar, por Guatemala", "No aceptar"])] {
            let text = try await network.get("/es/arrangements/mx-gt-1", session).text
            for words in ["Petición de México, 25 de noviembre de 2026: que pueda leerlo cualquier persona.", "Falta el sí de Guatemala."] + answers { #expect(text.contains(words), "\(words)") }
            #expect(text.contains("Aceptar, por") == answers.contains("Aceptar, por Guatemala"))
        }
        #expect(try await network.get("/en/arrangements/mx-gt-1", guatemala).text.contains("Still to agree: Guatemala."))
        #expect(try await !network.get("/es/arrangements/mx-gt-1", honduras).text.contains("Petición de México"))
        // The API says the same to the same people.
        #expect(try await (network.get("/api/v1/arrangements/mx-gt-1", guatemala).json()["widening"] as? [String: Any])?["awaited"] as? [String] == ["GT"])
        #expect(try await network.get("/api/v1/arrangements/mx-gt-1", honduras).json()["widening"] is NSNull)
        // Nobody answers for another State.
        let answer = [("side", "receiving"), ("level", "public"), ("version", "1")]
        for session in [mexico, honduras] { #expect(try await network.post("/es/arrangements/mx-gt-1/publication", session, answer).status == .forbidden) }
        #expect(try await network.post("/es/arrangements/mx-gt-1/publication/refusal", honduras, [("level", "public")]).status == .forbidden)
        #expect(try await network.post("/es/arrangements/mx-gt-1/publication", guatemala, answer).location.hasSuffix("agreed_done"))
        #expect(try await network.get("/es/arrangements/mx-gt-1").text.contains("Cualquier persona"))
    }

    @Test("What changed since a State read it is told, and its answer is not taken for one to something else")
    func meanwhile() async throws {
        let (network, made) = try await members(), mexico = try network.actor("mx"), guatemala = try await network.signIn("gt"), now = network.now
        try await choose(.network, .returning, network)
        try await choose(.public, .returning, network)
        #expect(try await network.post("/es/arrangements/mx-gt-1/publication", guatemala, [("side", "receiving"), ("level", "network"), ("version", "1")]).location.hasSuffix("not_answered_done"))
        try await network.database.write { try Arrangements($0).put(SmallNetwork.crossing(), to: made.id, seen: nil, side: .returning, by: mexico, at: now) }
        #expect(try await network.post("/es/arrangements/mx-gt-1/publication", guatemala, [("side", "receiving"), ("level", "public"), ("version", "1")]).location.hasSuffix("not_answered_done"))
        #expect(try await network.arrangement("mx-gt-1").terms.level == .members)
        #expect(try await network.post("/es/arrangements/mx-gt-1/publication/refusal", guatemala, [("level", "public")]).location.hasSuffix("declined_done"))
        #expect(try await network.arrangement("mx-gt-1").widening == nil)
    }

    @Test("The answer is expected of the State whose word is awaited, on its home page, and of no other", arguments: Engine.atHand)
    func expectation(engine: Engine) async throws {
        let (network, _) = try await members(engine), now = network.now
        try await choose(.public, .returning, network)
        func expected(_ slug: String) async throws -> [Web.Expectation] {
            let delegation = try network.delegation(slug)
            return try await network.database.read { try ArrangementExpectations().expectations(of: delegation, at: now, in: $0) }.filter { $0.text.contains("readers") }
        }
        let guatemala = try await expected("gt")
        #expect(guatemala.map(\.text) == ["arrangements.expectation.readers_public"] && guatemala.first?.path == "/arrangements/mx-gt-1")
        #expect(guatemala.first?.values["returning.en"] == "Mexico")
        for slug in ["mx", "hn", "st"] { #expect(try await expected(slug).isEmpty, "\(slug)") }
    }
}
