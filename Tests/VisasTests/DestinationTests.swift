import Foundation
import Geography
import HTTPTypes
import HummingbirdTesting
import Localization
import Networks
import Records
import Storage
import Testing
import Web
@testable import Visas

@Suite("Who needs a visa for a country, and finding that")
struct DestinationTests {
    @Test("All nationalities on one page, by what is asked; what nobody has said is not left out", arguments: ["es", "en"])
    func page(language: String) async throws {
        let network = try await SmallNetwork()
        try await network.state(try network.change("HN", .visaRequired, from: "2025-01-01", conditions: "holder:visa:CA+US=visa_free:30"))
        try await network.state(try network.change("US", .visaFree, 180, from: "2025-01-01"), isOfficial: false)
        try await network.state(try network.change("AR", .visaFree, 90, from: "2027-01-01"), isOfficial: false)
        let page = try await network.get("/\(language)/visas/to/mx").text
        let words = language == "es" ? ["Quién necesita visa para entrar a México", "México ha confirmado 1 de estas 2 reglas", "180 días", "Con condiciones o excepciones"]
            : ["Who needs a visa to enter Mexico", "Mexico has confirmed 1 of these 2 rules", "180 days", "With conditions or exceptions"]
        for word in words { #expect(page.contains(word), "\(word)") }
        func group(_ name: String) -> Substring { page.components(separatedBy: "<section>").first { $0.contains(">\(name)<") }.map { $0[...] } ?? "" }
        let (free, asked, unknown) = language == "es" ? ("Sin visa", "Visa obligatoria", "No se sabe") : ("No visa", "Visa required", "Not known")
        #expect(group(free).contains("nationality=US") && !group(free).contains("nationality=AR"), "what begins later does not apply yet")
        #expect(group(asked).contains("nationality=HN"))
        #expect(group(unknown).contains("nationality=AR") && group(unknown).contains("nationality=FR") && !group(unknown).contains("nationality=MX"))
        #expect(!page.contains("{{") && !page.contains("visas."))
        #expect(try await network.get("/\(language)/visas/to/mx?on=2027-02-01").text.contains("nationality=AR&amp;document=ordinary&amp;destination=MX&amp;purpose=visit&amp;on=2027-02-01"))
        #expect(try await network.get("/\(language)/visas/to").text.contains("/\(language)/visas/to/mx"))
        for wrong in ["/visas/to/fr", "/visas/to/MX", "/visas/to/xx"] { #expect(try await network.get("/\(language)\(wrong)").status == .notFound, "\(wrong)") }
        #expect(try await network.get("/\(language)/visas/to/mx?purpose=fun").status == .badRequest)
    }

    @Test("In the evening it is still today: what begins tomorrow does not apply when Greenwich is a day ahead")
    func evening() async throws {
        let network = try await SmallNetwork()
        try await network.state(try network.change("HN", .visaFree, 90, from: "2026-11-26"))
        network.clock.set(try SmallNetwork.day("2026-11-25").start(in: .network).addingTimeInterval(23 * 3600))
        let page = try await network.get("/es/visas/to/mx").text
        #expect(page.contains("el 25 de noviembre de 2026") && !page.contains("Sin visa"))
        network.clock.advance(by: 3600)
        #expect(try await network.get("/es/visas/to/mx").text.contains("Sin visa"))
    }

    @Test("A country's rules are found by the nationality, the note and the source; one that was withdrawn is not", arguments: Engine.atHand)
    func found(engine: Engine) async throws {
        let network = try await SmallNetwork(engine)
        let ruling = try Ruling(.visaRequired, days: nil, conditions: Conditions("minors_alone:18") ?? Conditions(), note: LocalizedText(es: "Se pide en línea.", en: "Asked for online."),
                                source: RuleSource(.legalAct, title: "Lineamientos generales", asOf: try SmallNetwork.day("2026-01-15")), enactedOn: try SmallNetwork.day("2024-01-01"), from: try SmallNetwork.day("2025-01-01"), today: network.today)
        let change = RuleChange(try SmallNetwork.subject("HN"), ruling)
        try await network.state(change)
        try await network.state(try network.change("US", .visaFree, 180, from: "2027-01-01"))
        #expect(try await network.waiting() == 1, "two changes of one country are one piece of work")
        try await network.index()
        for words in ["visa honduras mexico", "visas honduras", "se pide en linea", "lineamientos generales", "online", "Honduras visa required", "estados unidos desde 1 enero 2027"] {
            #expect(try await network.found(words).count == 1, "\(words)")
        }
        #expect(try await network.found("francia").isEmpty)
        let kind = DestinationSearch(catalogue: try SmallNetwork.catalogue()), mexico = DestinationSearch.record(of: try SmallNetwork.country("MX"))
        #expect(try await network.database.read { try kind.paths(of: [mexico], in: $0) } == [mexico: "/visas/to/mx"])
        try await network.state(RuleChange(withdrawing: change.subject, from: change.from))
        #expect(try await network.found("honduras").isEmpty, "at once")
        try await network.index()
        #expect(try await network.found("honduras").isEmpty)
        #expect(try await network.found("estados unidos").count == 1)
    }
}

extension SmallNetwork {
    static func catalogue() throws -> Catalogue {
        try Catalogue(folders: [Catalogue.ownFolder, WebRoom.resources.appendingPathComponent("Strings"), VisasRoom.resources.appendingPathComponent("Strings")])
    }

    /// Records that wait for their texts.
    func waiting() async throws -> Int { try await database.read { try $0.value("SELECT count(*) AS n FROM job WHERE kind = \(Reindexing.job) AND done_at IS NULL") ?? 0 } }

    /// Does what waits, as the queue does.
    func index() async throws {
        let now = now, catalogue = try Self.catalogue()
        try await database.write { tx in
            for job in try tx.rows("SELECT * FROM job WHERE kind = \(Reindexing.job) AND done_at IS NULL", as: Job.init) {
                try DestinationSearch(catalogue: catalogue).index(job.decode(Reindexing.self).record, at: now, in: tx)
            }
            try tx.execute("UPDATE job SET done_at = \(now) WHERE kind = \(Reindexing.job)")
        }
    }

    func found(_ words: String) async throws -> [UUID] {
        try await database.read { try $0.search(words, kinds: [DestinationSearch.searchKind], audiences: ["public"]).map(\.record) }
    }
}
