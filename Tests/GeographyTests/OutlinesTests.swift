import Foundation
import Testing
@testable import Geography

@Suite struct OutlinesTests {
    private func at(_ latitude: Double, _ longitude: Double) throws -> Position { try #require(Position(latitude: latitude, longitude: longitude)) }

    @Test("Every outline of the file is read, once, with rings that enclose something")
    func parse() throws {
        let lines = try String(contentsOf: DataFiles.folder.appendingPathComponent("outlines.txt"), encoding: .utf8).split(separator: "\n")
        #expect(Outlines.shared.all.count == lines.count)
        #expect(Set(Outlines.shared.all.map(\.code)).count == lines.count)
        for outline in Outlines.shared.all {
            #expect(!outline.rings.isEmpty, "\(outline.code)")
            #expect(outline.rings.contains { !$0.isHole })
            for ring in outline.rings {
                #expect(ring.xs.count >= 3 && ring.xs.count == ring.ys.count, "\(outline.code)")
                #expect(ring.minX >= -180_000 && ring.maxX <= 180_000 && ring.minY >= 5_000 && ring.maxY <= 84_000, "\(outline.code)")
            }
        }
    }

    @Test("Every subdivision of the members has an outline, but for those that the sources name")
    func complete() {
        let missing = CountryCode.members.flatMap { $0.subdivisions(sortedIn: "en") }.filter { Outlines.shared[$0] == nil }.map(\.rawValue)
        #expect(Set(missing).subtracting(["PA-10", "PA-NT"]).filter { !["US-AS", "US-GU", "US-MP", "US-PR", "US-UM", "US-VI"].contains($0) } == [])
    }

    @Test("A city is in its subdivision", arguments: [
        ("Tucson", 32.2217, -110.9265, "US-AZ"), ("Los Angeles", 34.0522, -118.2437, "US-CA"), ("El Paso", 31.7587, -106.4869, "US-TX"), ("Ciudad Juárez", 31.7202, -106.4608, "MX-CHH"), ("New York", 40.7128, -74.0060, "US-NY"), ("Newark", 40.7357, -74.1724, "US-NJ"),
        ("Washington", 38.8951, -77.0364, "US-DC"), ("Miami", 25.7743, -80.1937, "US-FL"), ("Anchorage", 61.2181, -149.9003, "US-AK"), ("Honolulu", 21.3069, -157.8583, "US-HI"), ("Tapachula", 14.9054, -92.2589, "MX-CHP"), ("Tijuana", 32.5027, -117.0037, "MX-BCN"),
        ("Mexico City", 19.4326, -99.1332, "MX-CMX"), ("Cancún", 21.1743, -86.8466, "MX-ROO"), ("San Pedro Sula", 15.5059, -88.0259, "HN-CR"), ("Tegucigalpa", 14.0818, -87.2068, "HN-FM"), ("Roatán", 16.3298, -86.53, "HN-IB"), ("Montreal", 45.5088, -73.5878, "CA-QC"),
        ("Ottawa", 45.4112, -75.6981, "CA-ON"), ("Vancouver", 49.2497, -123.1193, "CA-BC"), ("Iqaluit", 63.7506, -68.5145, "CA-NU"), ("Belmopan", 17.25, -88.7675, "BZ-CY"), ("Belize City", 17.4995, -88.1976, "BZ-BZ"), ("Santo Domingo", 18.4719, -69.8923, "DO-01"),
        ("Dajabón", 19.5488, -71.7083, "DO-05"), ("San José", 9.9333, -84.0833, "CR-SJ"), ("Managua", 12.1328, -86.2504, "NI-MN"), ("Bluefields", 12.0137, -83.7647, "NI-AS"), ("San Salvador", 13.6894, -89.1872, "SV-SS"), ("Panama City", 8.9936, -79.5197, "PA-8"), ("Guatemala City", 14.6407, -90.5133, "GT-GU"),
    ] as [(String, Double, Double, String)])
    func cities(name: String, latitude: Double, longitude: Double, code: String) throws {
        #expect(Outlines.shared.subdivision(at: try at(latitude, longitude))?.rawValue == code)
    }

    @Test("Nearly every town of the gazetteer lies in the subdivision that it names", arguments: CountryCode.members)
    func towns(country: CountryCode) {
        let all = Gazetteer.shared.places(in: country).filter { $0.subdivision.rawValue != "PA-10" }
        let places = stride(from: 0, to: all.count, by: all.count / 400 + 1).map { all[$0] }
        #expect(places.count > 10)
        let elsewhere = places.filter { Outlines.shared.subdivision(at: $0.position) != $0.subdivision }
        #expect(Double(elsewhere.count) / Double(places.count) < 0.05, "\(elsewhere.prefix(10).map { "\($0.name) \($0.subdivision)" })")
    }

    @Test("A border town is in its own country, although the outlines are coarse", arguments: [
        ("El Paso", "US-TX"), ("Ciudad Juárez", "MX-CHH"), ("Brownsville", "US-TX"), ("Heroica Matamoros", "MX-TAM"), ("Eagle Pass", "US-TX"), ("Piedras Negras", "MX-COA"), ("San Luis, AZ", "US-AZ"), ("San Luis Río Colorado", "MX-SON"),
        ("Ciudad Hidalgo, Chiapas", "MX-CHP"), ("Ciudad Tecún Umán", "GT-SM"), ("Niagara Falls, NY", "US-NY"), ("Niagara Falls, Ontario", "CA-ON"), ("Blaine, WA", "US-WA"), ("Laredo", "US-TX"), ("Nuevo Laredo", "MX-TAM"), ("Nogales, AZ", "US-AZ"), ("Nogales, Sonora", "MX-SON"), ("Tijuana", "MX-BCN"),
    ])
    func borderTowns(typed: String, code: String) throws {
        let town = try #require(Gazetteer.shared.places(matching: typed).first { $0.subdivision.rawValue == code }, "\(typed) is in the gazetteer")
        #expect(Outlines.shared.subdivision(at: town.position)?.rawValue == code)
    }

    @Test("A bridge between two towns belongs to the side that the outline says", arguments: [(31.7380, -106.4870, "MX-CHH", "El Paso's is the nearer town, the point is in Juárez"), (32.5300, -117.0300, "MX-BCN", "south of the San Ysidro crossing")])
    func bridges(latitude: Double, longitude: Double, code: String, why: String) throws {
        #expect(Outlines.shared.subdivision(at: try at(latitude, longitude))?.rawValue == code, "\(why)")
    }

    @Test("A point just off a coast still counts; far out at sea and outside the members there is nothing")
    func tolerance() throws {
        #expect(Outlines.shared.subdivision(at: try at(25.76, -80.10))?.rawValue == "US-FL", "3 km off Miami Beach")
        #expect(Outlines.shared.subdivision(at: try at(25.76, -79.6)) == nil, "50 km off Miami Beach")
        for (latitude, longitude) in [(0.0, 0.0), (4.711, -74.0721), (18.5392, -72.335), (20.97, -156.0 - 10), (90, 0), (-90, 180), (23.1136, -82.3666), (48.8566, 2.3522)] {
            #expect(Outlines.shared.subdivision(at: try at(latitude, longitude)) == nil, "\(latitude) \(longitude)")
        }
    }

    @Test("Within a given country only its own subdivisions answer")
    func within() throws {
        let border = try at(31.745, -106.4869)
        #expect(Outlines.shared.subdivision(at: border, in: CountryCode("US"))?.country.rawValue == "US")
        #expect(Outlines.shared.subdivision(at: try at(19.4326, -99.1332), in: CountryCode("US")) == nil)
    }

    @Test("A place that is not on the earth is none")
    func positions() {
        #expect(Position(latitude: 90.1, longitude: 0) == nil)
        #expect(Position(latitude: 0, longitude: -180.1) == nil)
        #expect(Position(latitude: .nan, longitude: 0) == nil)
        #expect(Position(latitude: -90, longitude: 180) != nil)
    }

    @Test("Great-circle distances", arguments: [
        (40.7128, -74.0060, 34.0522, -118.2437, 3936.0), (19.4326, -99.1332, 14.6407, -90.5133, 1060), (15.5059, -88.0259, 15.5059, -88.0259, 0), (0, 0, 0, 180, 20_015.1), (90, 0, -90, 0, 20_015.1), (0, 179.5, 0, -179.5, 111.2),
    ])
    func distances(a: Double, b: Double, c: Double, d: Double, kilometres: Double) throws {
        let (from, to) = (try at(a, b), try at(c, d))
        #expect(abs(from.distance(to: to) - kilometres) <= kilometres * 0.003)
        #expect(from.distance(to: to) == to.distance(to: from))
    }
}

