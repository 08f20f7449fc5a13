import Foundation
import Geography
import Localization
import Testing
@testable import Arrangements

@Suite("The clock of a crossing")
struct CrossingZoneTests {
    /// November 2026.
    let now = Date(timeIntervalSince1970: 1_795_600_000)

    @Test("At a border town it is the town's, not that of the rest of its state", arguments: [
        ("MX-BCN", "Tijuana", "America/Tijuana"), ("MX-BCN", "Mexicali", "America/Tijuana"), ("MX-SON", "Nogales", "America/Hermosillo"), ("US-AZ", "Nogales", "America/Phoenix"), ("MX-CHH", "Ciudad Juárez", "America/Ciudad_Juarez"),
        ("MX-CHH", "Juárez", "America/Ciudad_Juarez"), ("MX-CHH", "cd. juarez, chih.", "America/Ciudad_Juarez"), ("MX-CHH", "Ojinaga", "America/Ojinaga"), ("MX-CHH", "Chihuahua", "America/Chihuahua"),
        ("MX-COA", "Piedras Negras", "America/Matamoros"), ("MX-COA", "Ciudad Acuña", "America/Matamoros"), ("MX-COA", "Saltillo", "America/Monterrey"), ("MX-TAM", "Nuevo Laredo", "America/Matamoros"),
        ("MX-TAM", "Reynosa", "America/Matamoros"), ("MX-TAM", "Matamoros", "America/Matamoros"), ("MX-TAM", "Ciudad Victoria", "America/Monterrey"), ("MX-CHP", "Tapachula", "America/Mexico_City"),
        ("US-TX", "El Paso", "America/Denver"), ("US-TX", "Eagle Pass", "America/Chicago"),
    ])
    func towns(subdivision: String, town: String, zone: String) throws {
        let subdivision = try #require(SubdivisionCode(subdivision)), expected = CrossingZone.known(try #require(NamedZone(rawValue: zone)))
        #expect(CrossingZone(name: "Puente", place: town, subdivision: subdivision, at: now) == expected)
        #expect(CrossingZone(name: town, place: nil, subdivision: subdivision, at: now) == expected)
    }

    @Test("A town within a longer place is found; one within a bridge's name is not taken for its town")
    func within() throws {
        let texas = try #require(SubdivisionCode("US-TX")), coahuila = try #require(SubdivisionCode("MX-COA"))
        func known(_ zone: String) throws -> CrossingZone { .known(try #require(NamedZone(rawValue: zone))) }
        #expect(try CrossingZone(name: "Puente Dos", place: "Centro de Piedras Negras", subdivision: coahuila, at: now) == known("America/Matamoros"))
        #expect(try CrossingZone(name: "El Paso – Puente Santa Fe", place: nil, subdivision: texas, at: now) == known("America/Denver"))
        // There is a Santa Fe in Texas, an hour away from the bridge of that name.
        #expect(try CrossingZone(name: "Puente Santa Fe", place: nil, subdivision: texas, at: now)
            == .open([try #require(NamedZone(rawValue: "America/Chicago")), try #require(NamedZone(rawValue: "America/Denver"))]))
    }

    @Test("Where all towns of a state show one hour, no town is needed", arguments: [("GT-SM", "America/Guatemala"), ("MX-CHP", "America/Mexico_City"), ("US-CA", "America/Los_Angeles"), ("MX-SON", "America/Hermosillo")])
    func oneClock(subdivision: String, zone: String) throws {
        #expect(CrossingZone(name: "Paso", place: "No existe", subdivision: try #require(SubdivisionCode(subdivision)), at: now) == .known(try #require(NamedZone(rawValue: zone))))
    }
}
