import Geography

/// The cells by which posts near a point are found: a quarter of a degree, numbered so that the sixty-four in one of two
/// degrees stand together, and one column serves for both.
public enum Cell {
    enum Size {
        /// A quarter of a degree, some 28 km; with the eight around it, where many posts are near.
        case town
        /// Two degrees.
        case region

        /// Posts of one State in another that are weighed in one cell; there are never as many but in a store made for measuring.
        var limit: Int { self == .town ? 8 : 48 }
    }

    public static func number(_ position: Position) -> Int { number(row(position.latitude), column(position.longitude)) }

    /// The numbers of the cell of a point and of the eight around it; across the antimeridian too.
    static func around(_ position: Position, _ size: Size) -> [ClosedRange<Int>] {
        let row = row(position.latitude), column = column(position.longitude)
        let step = size == .town ? 1 : parts
        return (-1...1).flatMap { dy in
            (-1...1).map { dx in
                let number = number(row + dy * step, (column + dx * step + columns) % columns)
                return size == .town ? number...number : (number & ~(parts * parts - 1))...(number | (parts * parts - 1))
            }
        }
    }

    /// Rows and columns of small cells in a large one.
    private static let parts = 8
    private static let columns = 360 * 4

    private static func row(_ latitude: Double) -> Int { Int(((latitude + 90) * 4).rounded(.down)) }
    private static func column(_ longitude: Double) -> Int { Int(((longitude + 180) * 4).rounded(.down)) % columns }

    /// The row may lie off the map: south of it by up to one large cell.
    private static func number(_ row: Int, _ column: Int) -> Int {
        let row = row + parts
        return ((row / parts) * 1000 + column / parts) * parts * parts + (row % parts) * parts + column % parts
    }
}
