import Foundation
import Geography
import Localization
import Storage

/// As much of a post as the order of an answer rests on: the finder weighs dozens and reads only those whole that it shows.
struct PostSketch: Sendable {
    let id: ID<Post>
    let slug: String
    let postClass: PostClass
    let isHonorary: Bool
    let position: Position?
    private let status: PostStatus
    private let statusFrom, statusUntil: Day?

    static let columns: SQL = "p.id, p.slug, p.class, p.is_honorary, p.latitude, p.longitude, p.status, p.status_from, p.status_until"

    init(_ row: Row) throws {
        id = try row.get("id")
        slug = try row.get("slug")
        postClass = try row.get("class")
        isHonorary = try row.get("is_honorary")
        if let latitude: Double = try row.get("latitude"), let longitude: Double = try row.get("longitude") {
            position = Position(latitude: latitude, longitude: longitude)
        } else {
            position = nil
        }
        status = try row.get("status")
        statusFrom = try row.get("status_from")
        statusUntil = try row.get("status_until")
    }

    func status(on day: Day) -> PostStatus { status.on(day, from: statusFrom, until: statusUntil) }
}

/// The finder's questions. Each reads a bounded number of rows, in the order of an index, however many posts there are.
struct PostSketches {
    private let tx: Transaction

    init(_ tx: Transaction) { self.tx = tx }

    /// The part of the receiving State by which a district holds a place.
    enum Part: Int { case municipality, subdivision, country }

    /// Posts weighed at most for a municipality, a subdivision and a country; all States have one for each so far.
    private static let limit = 6
    /// The same for all municipalities of a subdivision together, of which Texas has 254 and Mexico twelve posts there.
    private static let partRows = 400, partLimit = 24
    /// Posts from anywhere in a country.
    private static let elsewhereLimit = 40, unplacedLimit = 12

    /// Posts whose district holds the place; those of several parts come more than once.
    func answering(for national: CountryCode, at place: Whereabouts) throws -> [(post: PostSketch, part: Part)] {
        let pair: SQL = "d.sending = \(national.rawValue) AND d.receiving = \(place.country.rawValue)"
        func whole(_ subdivision: String, _ municipality: String, _ part: Part) -> SQL {
            """
            SELECT * FROM (SELECT d.post, \(SQL(trusted: String(part.rawValue))) AS part FROM district d
                WHERE \(pair) AND d.subdivision = \(subdivision) AND d.municipality = \(municipality) ORDER BY d.post LIMIT \(Self.limit)) AS \(SQL(trusted: "\(part)_part"))
            """
        }
        var parts = whole("", "", .country)
        if let subdivision = place.subdivision?.rawValue {
            parts = parts + " UNION ALL " + whole(subdivision, "", .subdivision)
            if let municipality = place.municipality {
                parts = parts + " UNION ALL " + whole(subdivision, municipality, .municipality)
            } else {
                parts = parts + """
                     UNION ALL SELECT * FROM (SELECT DISTINCT parts.post, 0 AS part FROM (SELECT d.post FROM district d
                        WHERE \(pair) AND d.subdivision = \(subdivision) AND d.municipality > '' ORDER BY d.municipality, d.post LIMIT \(Self.partRows)) AS parts
                        LIMIT \(Self.partLimit)) AS municipality_parts
                    """
            }
        }
        return try tx.rows("SELECT a.part, \(PostSketch.columns) FROM (\(parts)) AS a JOIN post p ON p.id = a.post WHERE p.status <> 'closed'") { row in
            (try PostSketch(row), try row.get("part"))
        }
    }

    /// Enough to show an answer and its alternatives, and one that turns out not to serve.
    private static let enough = 6

    /// The nearest posts of a State in another; without a point, or where there are hardly any near it, posts from anywhere in
    /// the country, embassies early.
    func near(_ point: Position?, of sending: CountryCode, in receiving: CountryCode) throws -> [PostSketch] {
        let pair: SQL = "p.sending = \(sending.rawValue) AND p.receiving = \(receiving.rawValue)"
        var found: [PostSketch] = []
        if let point {
            found = try nearest(point, pair, .town)
            if found.count < Self.enough { found = try nearest(point, pair, .region) }
            if found.count >= 2 { return found }
        }
        let limit = point == nil ? Self.unplacedLimit : Self.elsewhereLimit
        let others = try tx.rows("SELECT \(PostSketch.columns) FROM post p WHERE \(pair) AND p.status <> 'closed' ORDER BY p.class DESC, p.slug DESC LIMIT \(limit)", as: PostSketch.init)
        return found + others.filter { other in !found.contains { $0.id == other.id } }
    }

    private func nearest(_ point: Position, _ pair: SQL, _ size: Cell.Size) throws -> [PostSketch] {
        let cells = Cell.around(point, size).enumerated().map { number, range -> SQL in
            """
            SELECT * FROM (SELECT \(PostSketch.columns) FROM post p
                WHERE \(pair) AND p.cell BETWEEN \(range.lowerBound) AND \(range.upperBound) AND p.status <> 'closed' ORDER BY p.cell LIMIT \(size.limit)) AS \(SQL(trusted: "cell\(number)"))
            """
        }
        // On a map on which a degree of longitude is as short as it is here.
        let shrink = cos(point.latitude * .pi / 180)
        let north: SQL = "(c.latitude - \(point.latitude))", east: SQL = "(c.longitude - \(point.longitude))"
        return try tx.rows("""
            SELECT * FROM (\(cells.dropFirst().reduce(cells[0]) { $0 + " UNION ALL " + $1 })) AS c
            ORDER BY \(north) * \(north) + \(east) * \(east) * \(shrink * shrink) LIMIT \(Self.enough)
            """, as: PostSketch.init)
    }
}
