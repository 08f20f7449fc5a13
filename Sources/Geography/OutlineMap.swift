import Foundation

/// A country's subdivisions as shapes for an SVG, small enough to stand inside a page.
///
/// Equirectangular, shrunk in width by the cosine of the middle latitude. Far-off parts that would make the rest tiny are
/// moved: Alaska and Hawaii into the lower left corner of the United States' map.
public struct OutlineMap: Sendable {
    public struct Shape: Sendable {
        public let code: SubdivisionCode
        /// For the `d` attribute of a `<path>`.
        public let path: String
    }

    public let width: Double
    public let height: Double
    public let shapes: [Shape]
    private let frame: Frame

    /// The part of the earth that fills the map, in degrees.
    private struct Frame: Sendable {
        var west: Double, east: Double, south: Double, north: Double
        var middle: Double { (south + north) / 2 }

        func project(_ x: Double, _ y: Double, width: Double, height: Double) -> (x: Double, y: Double) {
            ((x - west) / (east - west) * width, (north - y) / (north - south) * height)
        }
    }

    private static let drawn = MapCache()

    /// The map of a country, drawn once.
    public static func of(_ country: CountryCode) -> OutlineMap {
        drawn.map(of: country) { OutlineMap(country: country, width: 1000) }
    }

    private init(country: CountryCode, width: Double) {
        let outlines = Outlines.shared.all.filter { $0.code.country == country }
        frame = Self.frame(country, outlines)
        self.width = width
        let ratio = (frame.north - frame.south) / ((frame.east - frame.west) * cos(frame.middle * .pi / 180))
        height = (width * ratio).rounded()
        let (frame, height) = (frame, height)
        shapes = outlines.map { outline in
            let inset = Self.inset(outline.code, width: width, height: height)
            var path = ""
            for ring in outline.rings {
                var points: [(x: Double, y: Double)] = []
                for index in ring.xs.indices {
                    let x = Double(ring.xs[index]) / 1000, y = Double(ring.ys[index]) / 1000
                    let point = inset?(x, y) ?? frame.project(x, y, width: width, height: height)
                    // Corners closer than a few thousandths of the width to the last cannot be seen.
                    if let last = points.last, hypot(last.x - point.x, last.y - point.y) < 3 { continue }
                    points.append((point.x.rounded(), point.y.rounded()))
                }
                guard points.count >= 3 else { continue }
                path += Self.path(points)
            }
            // Too small to be drawn to scale, like the District of Columbia: a mark in its place.
            if path.isEmpty, let ring = outline.rings.first {
                let x = Double(ring.minX + ring.maxX) / 2000, y = Double(ring.minY + ring.maxY) / 2000
                let middle = inset?(x, y) ?? frame.project(x, y, width: width, height: height)
                path = Self.path([(0, -3), (3, 0), (0, 3), (-3, 0)].map { ((middle.x + $0.0).rounded(), (middle.y + $0.1).rounded()) })
            }
            return Shape(code: outline.code, path: path)
        }
    }

    /// Where a point stands on the map; nil when it is off it.
    public func place(_ position: Position) -> (x: Double, y: Double)? {
        let code = Outlines.shared.subdivision(at: position)
        let point = code.flatMap { Self.inset($0, width: width, height: height) }?(position.longitude, position.latitude)
            ?? frame.project(position.longitude, position.latitude, width: width, height: height)
        guard (0...width).contains(point.x), (0...height).contains(point.y) else { return nil }
        return point
    }

    private static func frame(_ country: CountryCode, _ outlines: [Outline]) -> Frame {
        switch country.rawValue {
        // The forty-eight, with room below for the two that lie apart.
        case "US": return Frame(west: -125.5, east: -66.5, south: 21.5, north: 49.8)
        case "CA": return Frame(west: -141.5, east: -52, south: 41.5, north: 76)
        case "MX": return Frame(west: -118, east: -86.3, south: 14.2, north: 33)
        default:
            let rings = outlines.flatMap(\.rings)
            // Cocos Island lies 500 km off Costa Rica.
            let near = country.rawValue == "CR" ? rings.filter { $0.maxX > -86_500 } : rings
            let west = Double(near.map(\.minX).min() ?? 0) / 1000, east = Double(near.map(\.maxX).max() ?? 1) / 1000
            let south = Double(near.map(\.minY).min() ?? 0) / 1000, north = Double(near.map(\.maxY).max() ?? 1) / 1000
            let margin = (east - west) * 0.02
            return Frame(west: west - margin, east: east + margin, south: south - margin, north: north + margin)
        }
    }

    private static func inset(_ code: SubdivisionCode, width: Double, height: Double) -> ((Double, Double) -> (x: Double, y: Double))? {
        switch code.rawValue {
        case "US-AK":
            let frame = Frame(west: -180, east: -129, south: 51, north: 71.5)
            return { x, y in
                // The last Aleutians lie beyond the antimeridian.
                let point = frame.project(x > 0 ? -180 : x, y, width: width * 0.22, height: height * 0.26)
                return (point.x + 4, point.y + height * 0.72)
            }
        case "US-HI":
            let frame = Frame(west: -160.6, east: -154.6, south: 18.8, north: 22.4)
            return { x, y in
                let point = frame.project(x, y, width: width * 0.11, height: height * 0.13)
                return (max(point.x, 0) + width * 0.24, point.y + height * 0.85)
            }
        default: return nil
        }
    }

    /// A closed ring in steps from corner to corner, which compress well (SVG 2, 9.3): `m120 40l3-2 4 1z`.
    private static func path(_ points: [(x: Double, y: Double)]) -> String {
        var path = ""
        var last = (x: 0, y: 0)
        for (index, point) in points.enumerated() {
            let (x, y) = (Int(point.x), Int(point.y))
            let (dx, dy) = (x - last.x, y - last.y)
            path += index == 0 ? "M\(x) \(y)l" : "\(dx < 0 || index == 1 ? "" : " ")\(dx)\(dy < 0 ? "" : " ")\(dy)"
            last = (x, y)
        }
        return path + "z"
    }
}

/// Maps already drawn.
private final class MapCache: @unchecked Sendable {
    private let lock = NSLock()
    private var maps: [CountryCode: OutlineMap] = [:]

    func map(of country: CountryCode, draw: () -> OutlineMap) -> OutlineMap {
        lock.withLock {
            if let map = maps[country] { return map }
            let map = draw()
            maps[country] = map
            return map
        }
    }
}
