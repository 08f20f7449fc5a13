import Foundation
import Testing
@testable import Geography

@Suite struct GazetteerTests {
    private let towns = Gazetteer.shared

    private func first(_ typed: String, in country: String? = nil) -> String? {
        towns.places(matching: typed, in: country.flatMap { CountryCode($0) }).first.map { "\($0.name) \($0.subdivision)" }
    }

    @Test("A town is found by what people type", arguments: [
        ("Tucson", "Tucson US-AZ"), ("tucs", "Tucson US-AZ"), ("montreal", "Montréal CA-QC"), ("MONTRÉAL", "Montréal CA-QC"), ("san pedro sula", "San Pedro Sula HN-CR"), ("tapachula", "Tapachula MX-CHP"), ("El Paso", "El Paso US-TX"), ("springfield, il", "Springfield US-IL"),
        ("Springfield, Illinois", "Springfield US-IL"), ("Springfield, MA", "Springfield US-MA"), ("Springfield,Missouri", "Springfield US-MO"), ("Washington, D.C.", "Washington US-DC"), ("Washington, DC", "Washington US-DC"), ("Springfield, IL, USA", "Springfield US-IL"),
        ("Tapachula, México", "Tapachula MX-CHP"), ("Tapachula, Chiapas", "Tapachula MX-CHP"), ("Tapachula, Chiapas, México", "Tapachula MX-CHP"), ("Quetzaltenango, Guatemala", "Quetzaltenango GT-QZ"), ("David, Panamá", "David PA-4"), ("Toronto, Canadá", "Toronto CA-ON"), ("Toronto, ON", "Toronto CA-ON"),
        ("Springfield, Nowhere", "Springfield US-MO"),
    ])
    func search(typed: String, town: String) {
        #expect(first(typed) == town)
    }

    @Test("A later word of a name finds it too")
    func laterWord() {
        #expect(towns.places(matching: "sula").contains { $0.name == "San Pedro Sula" })
        #expect(towns.places(matching: "domingo").contains { $0.name == "Santo Domingo" || $0.name.hasPrefix("Santo Domingo") })
    }

    @Test("An exact name comes before a longer one, and a large town before a small one")
    func order() {
        let found = towns.places(matching: "Springfield", limit: 50)
        #expect(found.first?.subdivision.rawValue == "US-MO")
        let exact = found.prefix { $0.name == "Springfield" }
        #expect(exact.count > 5)
        #expect(zip(exact, exact.dropFirst()).allSatisfy { $0.population >= $1.population })
    }

    @Test("Only towns of the country asked for are found")
    func country() {
        #expect(first("Guadalupe", in: "CR")?.hasSuffix("CR-SJ") == true)
        #expect(towns.places(matching: "San", in: CountryCode("BZ"), limit: 50).allSatisfy { $0.country.rawValue == "BZ" })
        #expect(first("Springfield, IL", in: "MX") == nil)
    }

    @Test("Too little or nothing useful finds nothing; too much does no harm", arguments: ["", "a", " ", ",", ", I", "…", "*", "zzzzzz", String(repeating: "x", count: 10_000), "\0\0"])
    func nothing(typed: String) {
        #expect(towns.places(matching: typed).isEmpty)
    }

    @Test("As many as asked for, from 1 to 50")
    func limits() {
        #expect(towns.places(matching: "san", limit: 7).count == 7)
        #expect(towns.places(matching: "san", limit: 0).count == 1)
        #expect(towns.places(matching: "san", limit: 1000).count == 50)
    }

    @Test("A town is found again by its number")
    func byNumber() throws {
        let tucson = try #require(towns.places(matching: "Tucson").first)
        #expect(towns.place(id: tucson.id) == tucson)
        #expect(towns.place(id: -1) == nil)
        #expect(towns.place(id: .max) == nil)
        for country in CountryCode.members {
            let places = towns.places(in: country)
            #expect(places.allSatisfy { towns.place(id: $0.id) == $0 }, "\(country)")
        }
    }

    @Test("Every line of the file is a town with a position and a time zone that this machine knows")
    func complete() throws {
        let rows = DataFiles.rows(DataFiles.folder.appendingPathComponent("places.csv"))
        let all = CountryCode.members.flatMap { towns.places(in: $0) }
        #expect(all.count == rows.count)
        for zone in Set(all.map(\.timeZone)) { #expect(TimeZone(identifier: zone) != nil, "\(zone)") }
    }

    @Test("The nearest town is the nearest, also across the lines of the grid and far in the north")
    func nearest() throws {
        let all = CountryCode.members.flatMap { towns.places(in: $0) }
        var random = Numbers(state: 7)
        for _ in 0..<60 {
            // Near a town, so that there is one within reach; near whole degrees too.
            let town = all[Int(random.next() % UInt64(all.count))]
            let latitude = random.next() % 3 == 0 ? town.position.latitude.rounded() + 0.001 : town.position.latitude + random.small
            let longitude = random.next() % 3 == 0 ? town.position.longitude.rounded() - 0.001 : town.position.longitude + random.small
            let here = try #require(Position(latitude: latitude, longitude: longitude))
            let expected = try #require(all.min { $0.position.distance(to: here) < $1.position.distance(to: here) })
            let found = try #require(towns.nearest(to: here))
            #expect(found.position.distance(to: here) == expected.position.distance(to: here), "\(here): \(found.name), but \(expected.name) is nearer")
        }
    }

    @Test("The nearest town within a country; none where there is none for 150 km")
    func nearestInCountry() throws {
        let elPaso = try #require(Position(latitude: 31.7587, longitude: -106.4869))
        #expect(towns.nearest(to: elPaso, in: CountryCode("MX"))?.country.rawValue == "MX")
        #expect(towns.nearest(to: elPaso, in: CountryCode("HN")) == nil)
        #expect(towns.nearest(to: try #require(Position(latitude: 0, longitude: 0))) == nil)
    }

    @Test("Counties are found with or without their word")
    func municipalities() throws {
        let california = try #require(SubdivisionCode("US-CA")), louisiana = try #require(SubdivisionCode("US-LA"))
        #expect(towns.municipalities(in: california).count == 58)
        #expect(towns.municipality(named: "los angeles", in: california) == "Los Angeles County")
        #expect(towns.municipality(named: "Los Ángeles County", in: california) == "Los Angeles County")
        #expect(towns.municipality(named: "Orleans", in: louisiana) == "Orleans Parish")
        #expect(towns.municipality(named: "Cook", in: california) == nil)
        #expect(towns.municipality(named: "", in: california) == nil)
    }
}

/// The same numbers on every run (SplitMix64).
private struct Numbers {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    /// −0.25 … 0.25
    var small: Double { mutating get { Double(next() % 1000) / 2000 - 0.25 } }
}
