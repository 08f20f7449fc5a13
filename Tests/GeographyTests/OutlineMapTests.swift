import Foundation
import Geography
import Testing

@Suite struct OutlineMapTests {
    @Test("Every subdivision with an outline has a shape that can be drawn and fits the picture", arguments: CountryCode.members)
    func shapes(country: CountryCode) throws {
        let map = OutlineMap.of(country)
        #expect(Set(map.shapes.map(\.code)) == Set(Outlines.shared.all.map(\.code).filter { $0.country == country }))
        #expect(map.width > 0 && map.height > 100)
        for shape in map.shapes {
            let points = try #require(Self.points(shape.path), "\(shape.code): \(shape.path.prefix(60))")
            #expect(points.count >= 3, "\(shape.code)")
            let inside = points.filter { (-2...map.width + 2).contains($0.0) && (-2...map.height + 2).contains($0.1) }
            // Arctic islands and far-off islets may fall outside the frame; no subdivision may lie outside as a whole.
            #expect(Double(inside.count) / Double(points.count) > 0.5, "\(shape.code)")
        }
    }

    /// The corners of a path of `M x y`, `l dx dy …` and `z`; nil when it holds anything else.
    private static func points(_ path: String) -> [(Double, Double)]? {
        guard path.last == "z" else { return nil }
        var points: [(Double, Double)] = []
        for ring in path.dropLast().split(separator: "z", omittingEmptySubsequences: false) {
            let halves = ring.dropFirst().split(separator: "l", omittingEmptySubsequences: false)
            guard ring.first == "M", halves.count == 2, let start = numbers(halves[0]), start.count == 2, let steps = numbers(halves[1]), steps.count >= 4, steps.count.isMultiple(of: 2) else { return nil }
            var corner = (start[0], start[1])
            points.append(corner)
            for index in stride(from: 0, to: steps.count, by: 2) {
                corner = (corner.0 + steps[index], corner.1 + steps[index + 1])
                points.append(corner)
            }
        }
        return points
    }

    /// Numbers apart by blanks, commas or their own minus signs.
    private static func numbers(_ text: Substring) -> [Double]? {
        let parts = text.replacing("-", with: " -").split { $0 == " " || $0 == "," }.map { Double($0) }
        return parts.contains { $0 == nil } ? nil : parts.compactMap { $0 }
    }

    @Test("A country's map fits into a page", arguments: CountryCode.members)
    func size(country: CountryCode) {
        #expect(OutlineMap.of(country).shapes.reduce(0) { $0 + $1.path.utf8.count } < 120_000)
    }

    @Test("Known cities stand where they should: north above south, west left of east")
    func places() throws {
        let states = OutlineMap.of(try #require(CountryCode("US")))
        let place = { (latitude: Double, longitude: Double) in try #require(Position(latitude: latitude, longitude: longitude).flatMap(states.place)) }
        let (seattle, miami, angeles) = (try place(47.6062, -122.3321), try place(25.7743, -80.1937), try place(34.0522, -118.2437))
        #expect(seattle.y < angeles.y && angeles.y < miami.y)
        #expect(seattle.x < angeles.x && angeles.x < miami.x)
        let anchorage = try place(61.2181, -149.9003), honolulu = try place(21.3069, -157.8583)
        #expect(anchorage.y > angeles.y && anchorage.x < states.width / 3, "Alaska stands in the lower left corner")
        #expect(honolulu.y > angeles.y && honolulu.x > anchorage.x && honolulu.x < states.width / 2)
    }

    @Test("A place that is not on the map is none")
    func off() throws {
        #expect(OutlineMap.of(try #require(CountryCode("HN"))).place(try #require(Position(latitude: 48.8566, longitude: 2.3522))) == nil)
    }

    @Test("A country without outlines has an empty map, and no harm is done")
    func empty() throws {
        #expect(OutlineMap.of(try #require(CountryCode("FR"))).shapes.isEmpty)
    }
}
