import Foundation
import Geography
import Testing

@Suite struct CodesTests {
    @Test("Only codes of the standard exist, in any letter case")
    func countries() {
        #expect(CountryCode("mx")?.rawValue == "MX")
        for text in ["", "M", "XX", "MEX", "M X", "ZZ", "US-CA", "MX\n", "ß", "ﬁ"] { #expect(CountryCode(text) == nil, "\(text)") }
        #expect(CountryCode.all(sortedIn: "es").count == 249, "ISO 3166-1 has 249 codes")
    }

    @Test("The eleven members", arguments: ["BZ", "CA", "CR", "DO", "GT", "HN", "MX", "NI", "PA", "SV", "US"])
    func members(code: String) throws {
        let country = try #require(CountryCode(code))
        #expect(country.isMember)
        #expect(CountryCode.members.count == 11)
        for language in ["es", "en"] {
            let subdivisions = country.subdivisions(sortedIn: language)
            #expect(subdivisions.count >= 6)
            #expect(subdivisions.allSatisfy { $0.country == country && !$0.name(in: language).isEmpty && $0.name(in: language) != $0.rawValue })
        }
    }

    @Test("As many first-level subdivisions as each country has", arguments: [("BZ", 6), ("CA", 13), ("CR", 7), ("DO", 32), ("GT", 22), ("HN", 18), ("MX", 32), ("NI", 17), ("SV", 14)])
    func counts(code: String, count: Int) throws {
        #expect(try #require(CountryCode(code)).subdivisions(sortedIn: "es").count == count)
    }

    @Test("A neighbour is a country, but no member")
    func others() throws {
        #expect(try #require(CountryCode("VE")).isMember == false)
        #expect(try #require(CountryCode("VE")).subdivisions(sortedIn: "es").isEmpty)
    }

    @Test("Names in both languages", arguments: [
        ("US", "Estados Unidos", "United States"), ("MX", "México", "Mexico"), ("DO", "República Dominicana", "Dominican Republic"), ("BZ", "Belice", "Belize"), ("HT", "Haití", "Haiti"), ("VE", "Venezuela", "Venezuela"), ("CI", "Costa de Marfil", "Ivory Coast"),
    ])
    func names(code: String, spanish: String, english: String) throws {
        let country = try #require(CountryCode(code))
        #expect(country.name(in: "es") == spanish)
        #expect(country.name(in: "en") == english || code == "CI")
        #expect(country.name(in: "xx") == country.name(in: "en"), "a language without names shows the English one")
    }

    @Test("English takes the article in a sentence, Spanish does not")
    func articles() throws {
        let states = try #require(CountryCode("US"))
        #expect(states.nameInText(in: "en") == "the United States")
        #expect(states.nameInText(in: "es") == "Estados Unidos")
        #expect(try #require(CountryCode("MX")).nameInText(in: "en") == "Mexico")
    }

    @Test("Lists follow the alphabet, accents aside")
    func order() {
        let names = CountryCode.members(sortedIn: "es").map { $0.name(in: "es") }
        #expect(names == ["Belice", "Canadá", "Costa Rica", "El Salvador", "Estados Unidos", "Guatemala", "Honduras", "México", "Nicaragua", "Panamá", "República Dominicana"])
    }

    @Test("A country is found by what people type", arguments: [
        ("México", "MX"), ("mexico", "MX"), ("MEXICO", "MX"), ("mx", "MX"), ("Estados Unidos de América", "US"), ("EE. UU.", "US"), ("eeuu", "US"), ("usa", "US"), ("U.S.", "US"), ("RD", "DO"), ("salvador", "SV"), ("belize", "BZ"), ("Belice", "BZ"),
        ("guatemala", "GT"), ("Panamá", "PA"), ("georgia", "GE"), ("haiti", "HT"), ("  Honduras ", "HN"),
    ])
    func named(typed: String, code: String) {
        #expect(CountryCode(named: typed)?.rawValue == code)
    }

    @Test("What is no country is none", arguments: ["", "Atlantis", "California", "xx", "mex"])
    func unnamed(typed: String) {
        #expect(CountryCode(named: typed) == nil)
    }

    @Test("A subdivision is found by what people type, within its country", arguments: [
        ("California", "US", "US-CA"), ("CA", "US", "US-CA"), ("us-ca", "US", "US-CA"), ("nueva york", "US", "US-NY"), ("New York", "US", "US-NY"), ("carolina del norte", "US", "US-NC"), ("georgia", "US", "US-GA"), ("D.C.", "US", "US-DC"), ("Washington, D.C.", "US", "US-DC"),
        ("cdmx", "MX", "MX-CMX"), ("ciudad de mexico", "MX", "MX-CMX"), ("nuevo leon", "MX", "MX-NLE"), ("Québec", "CA", "CA-QC"), ("quebec", "CA", "CA-QC"), ("columbia britanica", "CA", "CA-BC"), ("british columbia", "CA", "CA-BC"), ("cortes", "HN", "HN-CR"),
    ])
    func subdivision(typed: String, country: String, code: String) throws {
        #expect(SubdivisionCode(named: typed, in: try #require(CountryCode(country)))?.rawValue == code)
    }

    @Test("A subdivision of another country, or none, is not found", arguments: ["California", "US-CA", "", "XX"])
    func elsewhere(typed: String) throws {
        #expect(SubdivisionCode(named: typed, in: try #require(CountryCode("HN"))) == nil)
    }

    @Test("Subdivision codes: only known ones")
    func subdivisionCodes() {
        #expect(SubdivisionCode("us-ca")?.rawValue == "US-CA")
        #expect(SubdivisionCode("US-CA")?.country.rawValue == "US")
        for text in ["US", "US-", "US-XX", "CA", "", "USCA"] { #expect(SubdivisionCode(text) == nil, "\(text)") }
    }

    @Test("Every subdivision has a time zone that this machine knows")
    func timeZones() throws {
        for subdivision in CountryCode.members.flatMap({ $0.subdivisions(sortedIn: "en") }) where subdivision.rawValue != "PA-NT" {
            if Outlines.shared[subdivision] != nil { #expect(subdivision.timeZone != nil, "\(subdivision)") }
        }
        #expect(SubdivisionCode("US-AZ")?.timeZone?.identifier == "America/Phoenix")
        #expect(SubdivisionCode("MX-BCN")?.timeZone?.identifier == "America/Tijuana")
        #expect(SubdivisionCode("HN-CR")?.timeZone?.identifier == "America/Tegucigalpa")
    }

    @Test("A wrong code in JSON is an error that names it")
    func json() throws {
        #expect(try JSONDecoder().decode([CountryCode].self, from: Data(#"["mx"]"#.utf8)).map(\.rawValue) == ["MX"])
        let error = #expect(throws: DecodingError.self) { try JSONDecoder().decode([CountryCode].self, from: Data(#"["XX"]"#.utf8)) }
        guard case .dataCorrupted(let context) = error else {
            Issue.record("expected corrupted data, not: \(String(describing: error))")
            return
        }
        #expect(context.debugDescription.contains("\"XX\" is not a country code"))
    }

    @Test("Names are compared without case, accents and punctuation", arguments: [("Ñuñoa", "nunoa"), ("  San   José! ", "san jose"), ("Coeur d'Alene", "coeur d alene"), ("NIN\u{0303}O", "nino"), ("St. John's", "st john s"), ("", ""), ("—", "")])
    func folding(text: String, folded: String) {
        #expect(text.folded == folded)
    }
}
