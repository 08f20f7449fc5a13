import Foundation

/// Names of countries and subdivisions, by code and language, read once from `Data/names`.
final class Names: Sendable {
    static let shared = Names()

    private let names: [String: [String: String]]
    private let textNames: [String: [String: String]]
    private let zones: [String: String]
    private let byName: [String: String]
    let countries: [String]
    /// Each country's place in the alphabet, by language.
    private let rankings: [String: [String: Int]]

    /// What people type that no official name covers; each side by code.
    private static let aliases = [
        "usa": "US", "eua": "US", "eeuu": "US", "ee uu": "US", "us": "US", "u s": "US", "u s a": "US", "america": "US", "estados unidos de america": "US", "united states of america": "US",
        "uk": "GB", "inglaterra": "GB", "england": "GB", "holanda": "NL", "holland": "NL", "rd": "DO", "dominicana": "DO", "quisqueya": "DO", "salvador": "SV",
        "us cdmx": "MX-CMX", "df": "MX-CMX", "cdmx": "MX-CMX", "washington dc": "US-DC", "washington d c": "US-DC", "dc": "US-DC", "d c": "US-DC",
    ]

    func ranks(in language: String) -> [String: Int] { rankings[language] ?? rankings["en"] ?? [:] }

    private init() {
        let folder = DataFiles.folder.appendingPathComponent("names")
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        var names: [String: [String: String]] = [:]
        var textNames: [String: [String: String]] = [:]
        var byName = Self.aliases
        var codes: Set<String> = []
        for file in files where file.pathExtension == "csv" {
            let language = file.deletingPathExtension().lastPathComponent
            for row in DataFiles.rows(file) where row.count == 3 {
                names[language, default: [:]][row[0]] = row[1]
                textNames[language, default: [:]][row[0]] = row[2]
                codes.insert(row[0])
                // A country's name before a subdivision's: "Guatemala", "Panamá" mean the country.
                let key = row[0].utf8.count == 2 ? row[1].folded : "\(row[0].prefix(2)) \(row[1].folded)"
                byName[key] = row[0]
            }
        }
        self.names = names
        self.textNames = textNames
        self.byName = byName
        countries = codes.filter { $0.utf8.count == 2 }.sorted()
        rankings = names.mapValues { names in
            let order = codes.filter { $0.utf8.count == 2 }.sorted(byName: { names[$0] ?? $0 })
            return Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        }
        zones = Dictionary(DataFiles.rows(DataFiles.folder.appendingPathComponent("time_zones.csv")).map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
    }

    func isKnown(_ code: String) -> Bool { names["en"]?[code] != nil }

    func name(_ code: String, in language: String) -> String { names[language]?[code] ?? names["en"]?[code] ?? code }

    func nameInText(_ code: String, in language: String) -> String { textNames[language]?[code] ?? name(code, in: language) }

    func zone(_ code: String) -> String? { zones[code] }

    func subdivisions(of country: String) -> [String] {
        (names["en"] ?? [:]).keys.filter { $0.utf8.count > 3 && $0.hasPrefix(country + "-") }
    }

    func country(named text: String) -> String? {
        if isKnown(text.uppercased()), text.utf8.count == 2 { return text.uppercased() }
        return byName[text.folded].flatMap { $0.utf8.count == 2 ? $0 : nil }
    }

    func subdivision(named text: String, in country: String) -> String? {
        let code = text.uppercased()
        if isKnown(code), code.hasPrefix(country + "-") { return code }
        if isKnown("\(country)-\(code)") { return "\(country)-\(code)" }
        let folded = text.folded
        if let found = byName["\(country) \(folded)"] { return found }
        return byName[folded].flatMap { $0.hasPrefix(country + "-") ? $0 : nil }
    }
}

/// The room's files of facts.
enum DataFiles {
    static var folder: URL { Bundle.module.bundleURL.appendingPathComponent("Data") }

    /// Rows of one of our own CSV files, the header left out. They are ours: quotes stand only around whole fields. Read byte
    /// by byte, since the gazetteer has two million and a half of them.
    static func rows(_ file: URL) -> [[String]] {
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        let (comma, quote, newline) = (UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"))
        return text.utf8.split(separator: newline).dropFirst().map { line in
            guard line.contains(quote) else { return line.split(separator: comma, omittingEmptySubsequences: false).map { String(Substring($0)) } }
            var fields: [[UInt8]] = [[]]
            var quoted = false
            for byte in line {
                switch byte {
                case quote: quoted.toggle()
                case comma where !quoted: fields.append([])
                default: fields[fields.count - 1].append(byte)
                }
            }
            return fields.map { String(decoding: $0, as: UTF8.self) }
        }
    }
}
