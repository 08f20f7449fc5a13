import Localization
import Networks
import Testing
import Web
@testable import Visas

@Suite("Conditions of a rule")
struct ConditionTests {
    @Test("What files write is read and written alike", arguments: [
        "holder:visa:CA+US=visa_free:30", "holder:either:US=electronic_authorisation", "border_zone:BZ+GT-HU=visa_free:3", "minors_alone:18", "shared_stay:GT+HN+NI+SV", "passport_validity:6",
    ])
    func syntax(text: String) throws {
        let condition = try #require(Condition(text))
        #expect(condition.description == text)
    }

    @Test("What says nothing clear is refused", arguments: ["holder:visa:=visa_free", "holder:visa:US", "holder:visa:XX=visa_free", "holder:stamp:US=visa_free", "minors_alone:5", "minors_alone:x", "shared_stay:GT",
                                                            "border_zone:Chiapas=visa_free", "holder:visa:US=not_admitted", "passport_validity:0", "anything", "minors_alone:18=visa_free"])
    func refused(text: String) { #expect(Condition(text) == nil) }

    @Test("A traveller reads them as sentences, in either language")
    func words() throws {
        let catalogue = try Catalogue(folders: [Catalogue.ownFolder, VisasRoom.resources.appendingPathComponent("Strings")])
        let expected = [
            ("holder:visa:CA+US=visa_free:30", "Si tiene una visa vigente de Canadá o Estados Unidos: sin visa, 30 días.", "If you hold a valid visa of Canada or the United States: no visa, 30 days."),
            ("shared_stay:GT+HN", "Los días cuentan juntos en Guatemala y Honduras: pasar de uno a otro no los renueva.", "The days count together in Guatemala and Honduras: going from one to another does not renew them."),
            ("passport_validity:1", "El documento debe valer al menos 1 mes más desde la entrada.", "The document must be valid for at least 1 more month from entry."),
        ]
        for (text, es, en) in expected {
            let condition = try #require(Condition(text))
            #expect(RuleWords(catalogue, in: .spanish).condition(condition) == es)
            #expect(RuleWords(catalogue, in: .english).condition(condition) == en)
        }
    }

    @Test("A fee is an amount and a currency", arguments: [("53.07 USD", 5307), ("53,5 USD", 5350), ("0 MXN", 0), ("1200 GTQ", 120_000)])
    func fees(text: String, cents: Int) { #expect(Fee(text)?.cents == cents) }

    @Test("What is no amount is no fee", arguments: ["USD", "-1 USD", "1.234 USD", "1e3 USD", "10 XXX", "99999999999 USD"])
    func noFees(text: String) { #expect(Fee(text) == nil) }
}
