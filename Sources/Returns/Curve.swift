import Foundation
import Web

/// The share issued by day as a picture (SVG 2), for `{{> returns/curve}}`: the country's marks with their limits, and the region's beside.
///
/// Only the marks are known to the reader; the lines between them lead the eye and say no more.
struct Curve {
    /// Of the drawing, in its own units.
    static let width = 360, height = 220
    private static let left = 48, right = 12, top = 10, bottom = 30

    let own: [Int: PublicFigures.Percent]
    let region: [Int: PublicFigures.Percent]

    /// False where there is nothing to draw.
    func model(label: String, ask: Ask) -> Any {
        guard !own.isEmpty else { return false }
        return [
            "width": Self.width, "height": Self.height, "label": label,
            "line": line(own), "region": region.isEmpty ? false : line(region) as Any,
            "points": own.sorted { $0.key < $1.key }.map { day, share in ["x": x(day), "y": y(share.value), "low": y(share.lower), "high": y(share.upper)] as Model },
            "rows": [0, 25, 50, 75, 100].map { ["y": y($0), "from": Self.left, "to": Self.width - Self.right, "label_x": Self.left - 6, "label_y": y($0) + 4, "text": "\($0) %"] as Model },
            "days": ([0] + Heap.marks).map { ["x": x($0), "y": Self.height - Self.bottom + 18, "text": ask.formats.number($0)] as Model },
        ] as Model
    }

    private func line(_ shares: [Int: PublicFigures.Percent]) -> String {
        ([(0, 0)] + shares.sorted { $0.key < $1.key }.map { ($0.key, $0.value.value) }).map { "\(x($0.0)),\(y($0.1))" }.joined(separator: " ")
    }

    private func x(_ day: Int) -> Int { Self.left + day * (Self.width - Self.left - Self.right) / (Heap.marks.last ?? 1) }
    private func y(_ percent: Int) -> Int { Self.height - Self.bottom - percent * (Self.height - Self.top - Self.bottom) / 100 }
}
