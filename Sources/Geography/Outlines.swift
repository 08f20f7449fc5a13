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

    /// Distance in kilometres to the nearest point of the outline.
    func distance(to position: Position) -> Double {
        var nearest = Double.infinity
        let x = position.longitude * 1000, y = position.latitude * 1000
        let shrink = cos(position.latitude * .pi / 180)
        for ring in rings {
            var previous = ring.xs.count - 1
            for index in ring.xs.indices {
                let (ax, ay) = ((Double(ring.xs[previous]) - x) * shrink, Double(ring.ys[previous]) - y)
                let (dx, dy) = ((Double(ring.xs[index]) - x) * shrink - ax, Double(ring.ys[index]) - y - ay)
                let length = dx * dx + dy * dy
                let along = length > 0 ? min(max(-(ax * dx + ay * dy) / length, 0), 1) : 0
                let (px, py) = (ax + along * dx, ay + along * dy)
                nearest = min(nearest, px * px + py * py)
                previous = index
            }
        }
        return nearest.squareRoot() * 0.1112
    }

    /// True when the point lies within some kilometres of the box around one of the rings.
    func isNear(_ position: Position, kilometres: Double) -> Bool {
        let x = position.longitude * 1000, y = position.latitude * 1000
        let dy = kilometres / 0.1112, dx = dy / max(cos(position.latitude * .pi / 180), 0.1)
        return rings.contains { Double($0.minX) - dx <= x && x <= Double($0.maxX) + dx && Double($0.minY) - dy <= y && y <= Double($0.maxY) + dy }
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

    /// Kilometres from a neighbour's outline within which the towns have a say: the outlines run up to three kilometres
    /// beside the true borders, and El Paso would lie in Mexico.
    private static let doubt = 4.0

    /// The subdivision that a point is in, or just off; nil far out at sea and outside the eleven.
    public func subdivision(at position: Position, in country: CountryCode? = nil) -> SubdivisionCode? {
        let candidates = country.map { country in all.filter { $0.code.country == country } } ?? all
        if let hit = candidates.first(where: { $0.contains(position) }) {
            return country == nil ? acrossBorder(from: hit.code, at: position) ?? hit.code : hit.code
        }
        let near = candidates.filter { $0.isNear(position, kilometres: Self.tolerance) }
        let nearest = near.map { (code: $0.code, distance: $0.distance(to: position)) }.min { $0.distance < $1.distance }
        return nearest.flatMap { $0.distance <= Self.tolerance ? $0.code : nil }
    }

    /// The subdivision of a town across a border that is so much nearer than any on this side that the outline must be wrong.
    private func acrossBorder(from code: SubdivisionCode, at position: Position) -> SubdivisionCode? {
        let neighbours = all.lazy.filter { $0.code.country != code.country && $0.isNear(position, kilometres: Self.doubt) && $0.distance(to: position) <= Self.doubt }
        guard let neighbour = neighbours.first?.code.country, let town = Gazetteer.shared.nearest(to: position, in: neighbour) else { return nil }
        let away = town.position.distance(to: position)
        let own = Gazetteer.shared.nearest(to: position, in: code.country).map { $0.position.distance(to: position) } ?? .infinity
        return away <= Self.doubt && away < own * 0.6 ? town.subdivision : nil
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
