import Foundation
import Formats
import Testing

@Suite struct GeoJSONTests {
    private struct Post: Encodable { let name: String }

    @Test("Points with their properties, longitude first; a post without a position has no geometry")
    func features() throws {
        let collection = GeoJSON([
            GeoJSON.Feature(id: "mx-us-tucson", latitude: 32.2217, longitude: -110.9265, properties: Post(name: "Tucson \"MX\"")),
            GeoJSON.Feature(id: "mx-us-x", latitude: nil, longitude: -110, properties: Post(name: "x")),
        ])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = String(decoding: try encoder.encode(collection), as: UTF8.self)
        #expect(text == #"{"features":[{"geometry":{"coordinates":[-110.9265,32.2217],"type":"Point"},"id":"mx-us-tucson","properties":{"name":"Tucson \"MX\""},"type":"Feature"},{"geometry":null,"id":"mx-us-x","properties":{"name":"x"},"type":"Feature"}],"type":"FeatureCollection"}"#)
    }

    @Test("No posts make an empty collection")
    func empty() throws {
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(GeoJSON<Post>([]))) as? [String: Any]
        #expect(object?["type"] as? String == "FeatureCollection")
        #expect((object?["features"] as? [Any])?.isEmpty == true)
    }
}

@Suite struct QRCodeTests {
    /// The dark modules that a picture draws, by row.
    private func modules(_ svg: String) throws -> (side: Int, dark: Set<[Int]>) {
        let side = try #require(svg.firstMatch(of: /viewBox="0 0 (\d+) (\d+)"/).flatMap { Int($0.1) })
        var dark: Set<[Int]> = []
        for run in svg.matches(of: /M(\d+) (\d+)h(\d+)v1h-(\d+)z/) {
            let (x, y, length) = (try #require(Int(run.1)), try #require(Int(run.2)), try #require(Int(run.3)))
            #expect(run.3 == run.4)
            for offset in 0..<length { dark.insert([x + offset, y]) }
        }
        return (side, dark)
    }

    @Test("A picture has the three finder patterns, the timing line and a light margin of four modules")
    func structure() throws {
        let (side, dark) = try modules(try #require(QRCode("https://enlace.example/f/MX/US-AZ")).svg(label: "x"))
        #expect((side - 8 - 17).isMultiple(of: 4), "a side of 17 + 4 × version modules, and the margin")
        #expect(dark.allSatisfy { $0.allSatisfy { (4..<side - 4).contains($0) } })
        for (x, y) in [(4, 4), (side - 11, 4), (4, side - 11)] {
            for dx in 0..<7 {
                for dy in 0..<7 {
                    let ring = max(abs(dx - 3), abs(dy - 3))
                    #expect(dark.contains([x + dx, y + dy]) == (ring != 2), "finder pattern at \(x) \(y)")
                }
            }
        }
        for x in 12..<side - 12 { #expect(dark.contains([x, 10]) == x.isMultiple(of: 2), "timing line") }
    }

    @Test("Another text is another picture; the same is the same")
    func texts() throws {
        let one = try #require(QRCode("https://enlace.example/a")).svg(label: ""), other = try #require(QRCode("https://enlace.example/b")).svg(label: "")
        #expect(one != other)
        #expect(one == QRCode("https://enlace.example/a")?.svg(label: ""))
    }

    @Test("A text too long, or none, makes no picture")
    func limits() {
        #expect(QRCode(String(repeating: "x", count: 2331)) != nil, "version 40 with correction M holds 2,331 bytes")
        #expect(QRCode(String(repeating: "x", count: 2332)) == nil)
        #expect(QRCode("") == nil)
    }

    @Test("The label is text, never markup")
    func label() throws {
        let svg = try #require(QRCode("x")).svg(label: "\"/><script>alert('&')</script>")
        #expect(!svg.contains("<script"))
        #expect(svg.contains("aria-label=\"&quot;/>&lt;script>alert('&amp;')&lt;/script>\""))
        #expect(svg.contains("role=\"img\""))
    }
}
