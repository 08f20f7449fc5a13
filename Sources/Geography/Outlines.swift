import Foundation

/// The outline of a subdivision: rings of longitude and latitude in thousandths of a degree.
public struct Outline: Sendable {
    struct Ring: Sendable {
        let xs: [Int32]
        let ys: [Int32]
        let isHole: Bool
        let minX: Int32, maxX: Int32, minY: Int32, maxY: Int32

        init(xs: [Int32], ys: [Int32], isHole: Bool) {
            self.xs = xs
            self.ys = ys
            self.isHole = isHole
            minX = xs.min() ?? 0
            maxX = xs.max() ?? 0
            minY = ys.min() ?? 0
            maxY = ys.max() ?? 0
        }
    }

    public let code: SubdivisionCode
    let rings: [Ring]

    /// Even–odd rule over all rings, so that holes count themselves out.
    public func contains(_ position: Position) -> Bool {
        let x = position.longitude * 1000, y = position.latitude * 1000
        var inside = false
        for ring in rings where Double(ring.minY) <= y && y <= Double(ring.maxY) && Double(ring.maxX) >= x {
            var previous = ring.xs.count - 1
            for index in ring.xs.indices {
                let (y1, y2) = (Double(ring.ys[previous]), Double(ring.ys[index]))
                if (y1 > y) != (y2 > y) {
                    let (x1, x2) = (Double(ring.xs[previous]), Double(ring.xs[index]))
                    if x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 { inside.toggle() }
                }
                previous = index
            }
        }
        return inside
    }

    /// Distance in kilometres to the nearest corner of the outline; good enough for a tolerance, since corners are about
    /// a kilometre apart.
    func distance(to position: Position) -> Double {
        var nearest = Double.infinity
        let x = position.longitude * 1000, y = position.latitude * 1000
        let shrink = cos(position.latitude * .pi / 180)
        for ring in rings {
            for index in ring.xs.indices {
                let dx = (Double(ring.xs[index]) - x) * shrink, dy = Double(ring.ys[index]) - y
                nearest = min(nearest, dx * dx + dy * dy)
            }
        }
        return nearest.squareRoot() * 0.1112
    }
}

/// The outlines of all first-level subdivisions of the eleven members, read once.
public struct Outlines: Sendable {
    public static let shared = Outlines()

    /// Kilometres by which a point may lie off a simplified coast or border and still count as inside.
    static let tolerance = 6.0

    public let all: [Outline]
    private let byCode: [SubdivisionCode: Outline]

    private init() {
        let text = (try? String(contentsOf: DataFiles.folder.appendingPathComponent("outlines.txt"), encoding: .utf8)) ?? ""
        all = text.split(separator: "\n").compactMap(Self.outline)
        byCode = Dictionary(all.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    }

    public subscript(code: SubdivisionCode) -> Outline? { byCode[code] }

    /// The subdivision that a point is in, or just off; nil far out at sea and outside the eleven.
    public func subdivision(at position: Position, in country: CountryCode? = nil) -> SubdivisionCode? {
        let candidates = country.map { country in all.filter { $0.code.country == country } } ?? all
        if let hit = candidates.first(where: { $0.contains(position) }) { return hit.code }
        let reach = Int32(Self.tolerance * 1000 / 111)
        let x = Int32(position.longitude * 1000), y = Int32(position.latitude * 1000)
        let near = candidates.filter { outline in
            outline.rings.contains { $0.minX - reach * 3 <= x && x <= $0.maxX + reach * 3 && $0.minY - reach <= y && y <= $0.maxY + reach }
        }
        let nearest = near.map { (code: $0.code, distance: $0.distance(to: position)) }.min { $0.distance < $1.distance }
        return nearest.flatMap { $0.distance <= Self.tolerance ? $0.code : nil }
    }

    /// `code|o1,2 3,4|h…`: an outer ring or a hole, each corner as base-36 differences from the one before it.
    private static func outline(_ line: Substring) -> Outline? {
        let parts = line.split(separator: "|")
        guard let code = parts.first.flatMap({ SubdivisionCode(String($0)) }) else { return nil }
        let rings = parts.dropFirst().map { part -> Outline.Ring in
            var xs: [Int32] = [], ys: [Int32] = []
            var x: Int32 = 0, y: Int32 = 0
            for corner in part.dropFirst().split(separator: " ") {
                guard let comma = corner.firstIndex(of: ",") else { continue }
                x += Int32(corner[..<comma], radix: 36) ?? 0
                y += Int32(corner[corner.index(after: comma)...], radix: 36) ?? 0
                xs.append(x)
                ys.append(y)
            }
            return Outline.Ring(xs: xs, ys: ys, isHole: part.first == "h")
        }
        return Outline(code: code, rings: rings)
    }
}
