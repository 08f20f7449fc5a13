import Foundation

/// A town in which somebody may say they are.
public struct Place: Sendable, Hashable, Identifiable {
    /// GeoNames' number.
    public let id: Int
    public let name: String
    public let subdivision: SubdivisionCode
    /// County or municipality, where known.
    public let municipality: String?
    public let position: Position
    public let population: Int
    public let timeZone: String

    public var country: CountryCode { subdivision.country }
}

/// The towns of the eleven members with about a thousand inhabitants or more (GeoNames, CC BY 4.0), read once.
public struct Gazetteer: Sendable {
    public static let shared = Gazetteer()

    /// Names live in one text and subdivisions, municipalities and zones in tables, so that 31,000 towns take few megabytes.
    private struct Entry: Sendable {
        let id: Int32
        let name: Range<UInt32>
        let subdivision: UInt16
        let municipality: UInt16
        let zone: UInt16
        let latitude: Int32
        let longitude: Int32
        let population: Int32
    }

    /// A folded name and the entry that it leads to, in the order of the names.
    private struct Key: Sendable {
        let name: Range<UInt32>
        let entry: UInt32
    }

    private let names: [UInt8]
    private let foldedNames: [UInt8]
    private let entries: [Entry]
    private let keys: [Key]
    private let subdivisions: [SubdivisionCode]
    private let municipalityNames: [String]
    private let zones: [String]
    /// The most populous entry of each subdivision.
    private let largest: [UInt16: UInt32]
    /// Entries by cell of one degree.
    private let grid: [Int32: [UInt32]]
    private let municipalitiesBySubdivision: [SubdivisionCode: [String]]

    private init() {
        var names: [UInt8] = [], folded: [UInt8] = [], entries: [Entry] = [], keys: [Key] = []
        var subdivisions = Table<SubdivisionCode>(), municipalities = Table<String>(), zones = Table<String>()
        var grid: [Int32: [UInt32]] = [:], largest: [UInt16: UInt32] = [:]
        func add(_ text: String, to blob: inout [UInt8]) -> Range<UInt32> {
            let start = UInt32(blob.count)
            blob.append(contentsOf: text.utf8)
            return start..<UInt32(blob.count)
        }
        for row in DataFiles.rows(DataFiles.folder.appendingPathComponent("places.csv")) where row.count == 9 {
            guard let id = Int32(row[0]), let code = SubdivisionCode(row[2]), let latitude = Double(row[4]), let longitude = Double(row[5]) else { continue }
            let number = UInt32(entries.count)
            entries.append(Entry(
                id: id, name: add(row[1], to: &names), subdivision: subdivisions.number(of: code), municipality: municipalities.number(of: row[3]),
                zone: zones.number(of: row[7]), latitude: Int32((latitude * 10_000).rounded()), longitude: Int32((longitude * 10_000).rounded()), population: Int32(row[6]) ?? 0))
            let subdivision = entries[entries.count - 1].subdivision
            if largest[subdivision].map({ entries[Int($0)].population < entries[Int(number)].population }) ?? true { largest[subdivision] = number }
            for name in [row[1]] + row[8].split(separator: ";").map(String.init) {
                let whole = add(name.folded, to: &folded)
                // Also from each later word: "paso" finds El Paso.
                var start = whole.lowerBound
                while start < whole.upperBound {
                    keys.append(Key(name: start..<whole.upperBound, entry: number))
                    guard let blank = folded[Int(start)..<Int(whole.upperBound)].firstIndex(of: 32) else { break }
                    start = UInt32(blank + 1)
                }
            }
            grid[Self.cell(latitude, longitude), default: []].append(number)
        }
        keys.sort { folded[Int($0.name.lowerBound)..<Int($0.name.upperBound)].lexicographicallyPrecedes(folded[Int($1.name.lowerBound)..<Int($1.name.upperBound)]) }
        (self.names, foldedNames, self.entries, self.keys, self.grid, self.largest) = (names, folded, entries, keys, grid, largest)
        (self.subdivisions, municipalityNames, self.zones) = (subdivisions.items, municipalities.items, zones.items)
        municipalitiesBySubdivision = Dictionary(grouping: DataFiles.rows(DataFiles.folder.appendingPathComponent("municipalities.csv")).compactMap { row in
            SubdivisionCode(row[0]).map { ($0, row[1]) }
        }, by: \.0).mapValues { $0.map(\.1) }
    }

    /// The towns whose name, or a word of it, begins with what was typed: exact names first, then the more populous. What
    /// follows a comma narrows to subdivisions and countries: "Springfield, IL", "Tapachula, Chiapas, México".
    /// - Parameter limit: 1…50.
    public func places(matching typed: String, in country: CountryCode? = nil, limit: Int = 10) -> [Place] {
        let parts = typed.prefix(200).split(separator: ",")
        guard let first = parts.first else { return [] }
        let wanted = Array(String(first.prefix(80)).folded.utf8)
        guard wanted.count >= 2 else { return [] }
        let narrowings = parts.dropFirst().compactMap { Narrowing(String($0), among: country.map { [$0] } ?? CountryCode.members) }
        var low = 0, high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if folded(keys[middle].name).lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
        }
        var found: [UInt32: Bool] = [:]
        while low < keys.count, folded(keys[low].name).starts(with: wanted) {
            let entry = entries[Int(keys[low].entry)]
            let code = subdivisions[Int(entry.subdivision)]
            if country == nil || code.country == country, narrowings.allSatisfy({ $0.allows(code) }) {
                let isExact = keys[low].name.count == wanted.count
                found[keys[low].entry] = (found[keys[low].entry] ?? false) || isExact
            }
            low += 1
        }
        return found.sorted { left, right in
            if left.value != right.value { return left.value }
            return entries[Int(left.key)].population > entries[Int(right.key)].population
        }.prefix(min(max(limit, 1), 50)).map { place(entries[Int($0.key)]) }
    }

    /// The nearest town, within 150 km.
    public func nearest(to position: Position, in country: CountryCode? = nil) -> Place? {
        let limit = 150.0
        var best: (entry: Entry, distance: Double)?
        // Cells around the position, ring after ring: what lies in ring n + 1 is at least n cells away.
        for reach in 1...2 {
            if let best, best.distance <= Double(reach - 1) * 111 { break }
            // Cells are narrower in the north.
            let wide = Int((Double(reach) / max(cos((abs(position.latitude) + 1) * .pi / 180), 0.1)).rounded(.up))
            for dy in -reach...reach {
                for dx in -wide...wide {
                    for number in grid[Self.cell(position.latitude + Double(dy), position.longitude + Double(dx))] ?? [] {
                        let entry = entries[Int(number)]
                        guard country == nil || subdivisions[Int(entry.subdivision)].country == country else { continue }
                        let distance = Self.position(of: entry).distance(to: position)
                        if distance < best?.distance ?? limit { best = (entry, distance) }
                    }
                }
            }
        }
        return best.map { place($0.entry) }
    }

    /// The most populous town of a subdivision; nil where none is known.
    public func largestPlace(in subdivision: SubdivisionCode) -> Place? {
        subdivisions.firstIndex(of: subdivision).flatMap { largest[UInt16($0)] }.map { place(entries[Int($0)]) }
    }

    /// By GeoNames' number.
    public func place(id: Int) -> Place? {
        guard let id = Int32(exactly: id) else { return nil }
        var low = 0, high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < entries.count && entries[low].id == id ? place(entries[low]) : nil
    }

    /// All towns of a country, in the order of GeoNames' numbers.
    public func places(in country: CountryCode) -> [Place] {
        entries.filter { subdivisions[Int($0.subdivision)].country == country }.map(place)
    }

    /// Names of a subdivision's counties or municipalities: all in the United States, those known elsewhere.
    public func municipalities(in subdivision: SubdivisionCode) -> [String] { municipalitiesBySubdivision[subdivision] ?? [] }

    /// The name as the gazetteer writes it, found without regard to case and accents; "Los Angeles" finds "Los Angeles County".
    public func municipality(named text: String, in subdivision: SubdivisionCode) -> String? {
        let wanted = text.folded
        let all = municipalities(in: subdivision)
        return all.first { $0.folded == wanted } ?? all.first { ["\(wanted) county", "\(wanted) parish"].contains($0.folded) }
    }

    private func place(_ entry: Entry) -> Place {
        let municipality = municipalityNames[Int(entry.municipality)]
        return Place(
            id: Int(entry.id), name: String(decoding: names[Int(entry.name.lowerBound)..<Int(entry.name.upperBound)], as: UTF8.self),
            subdivision: subdivisions[Int(entry.subdivision)], municipality: municipality.isEmpty ? nil : municipality,
            position: Self.position(of: entry), population: Int(entry.population), timeZone: zones[Int(entry.zone)])
    }

    private func folded(_ range: Range<UInt32>) -> ArraySlice<UInt8> { foldedNames[Int(range.lowerBound)..<Int(range.upperBound)] }

    private static func position(of entry: Entry) -> Position {
        // Read within the ranges that it was written from, so always valid.
        Position(latitude: Double(entry.latitude) / 10_000, longitude: Double(entry.longitude) / 10_000) ?? .origin
    }

    private static func cell(_ latitude: Double, _ longitude: Double) -> Int32 {
        Int32(latitude.rounded(.down)) * 1000 + Int32(longitude.rounded(.down))
    }
}

/// What a person wrote after a town's name: a country or a subdivision, or both where they are called the same.
private struct Narrowing {
    private let subdivisions: Set<SubdivisionCode>
    private let country: CountryCode?

    /// - Returns: nil for what names neither; it narrows nothing.
    init?(_ typed: String, among countries: [CountryCode]) {
        let name = typed.trimmingCharacters(in: .whitespaces)
        subdivisions = Set(countries.compactMap { SubdivisionCode(named: name, in: $0) })
        country = CountryCode(named: name).flatMap { countries.contains($0) ? $0 : nil }
        if subdivisions.isEmpty, country == nil { return nil }
    }

    func allows(_ code: SubdivisionCode) -> Bool { subdivisions.contains(code) || code.country == country }
}

extension Position {
    fileprivate static let origin = Position(zero: ())
    private init(zero: ()) { (latitude, longitude) = (0, 0) }
}

/// Gives each item a number, the same to equal ones.
private struct Table<Item: Hashable> {
    private(set) var items: [Item] = []
    private var numbers: [Item: UInt16] = [:]

    mutating func number(of item: Item) -> UInt16 {
        if let number = numbers[item] { return number }
        let number = UInt16(items.count)
        items.append(item)
        numbers[item] = number
        return number
    }
}
