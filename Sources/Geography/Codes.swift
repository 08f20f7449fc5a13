import Foundation

/// A country or territory by its ISO 3166-1 alpha-2 code. Only codes of the standard exist.
public struct CountryCode: RawRepresentable, Hashable, Sendable, Codable, Comparable, LosslessStringConvertible {
    public let rawValue: String

    /// Any letter case; nil for what is not in the standard.
    public init?(_ text: String) {
        // Only Latin letters: "ß" in upper case would be South Sudan.
        guard text.utf8.count == 2, text.utf8.allSatisfy({ $0 < 128 }) else { return nil }
        let code = text.uppercased()
        guard Names.shared.isKnown(code) else { return nil }
        rawValue = code
    }

    public init?(rawValue: String) { self.init(rawValue) }
    private init(known code: String) { rawValue = code }

    public var description: String { rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// The eleven member states of the Regional Conference on Migration, by code.
    public static let members: [CountryCode] = ["BZ", "CA", "CR", "DO", "GT", "HN", "MX", "NI", "PA", "SV", "US"].map(CountryCode.init(known:))
    public var isMember: Bool { Self.members.contains(self) }

    /// All of the standard, in the order of a language's alphabet (accents aside).
    public static func all(sortedIn language: String) -> [CountryCode] {
        Names.shared.countries.map(CountryCode.init(known:)).sorted(in: language)
    }

    /// The members in the order of a language's alphabet.
    public static func members(sortedIn language: String) -> [CountryCode] {
        members.sorted(in: language)
    }

    /// - Parameter language: BCP 47, e.g. `es`; English, then the code, where that language has no name.
    public func name(in language: String) -> String { Names.shared.name(rawValue, in: language) }

    /// As it stands after a preposition: "the United States"; in Spanish without article.
    public func nameInText(in language: String) -> String { Names.shared.nameInText(rawValue, in: language) }

    /// First-level subdivisions, in the order of a language's alphabet; known for the eleven members.
    public func subdivisions(sortedIn language: String) -> [SubdivisionCode] {
        Names.shared.subdivisions(of: rawValue).map(SubdivisionCode.init(known:)).sorted(byName: { $0.name(in: language) })
    }

    /// By name as typed in any language, or by code; case and accents do not matter.
    public init?(named text: String) {
        guard let code = Names.shared.country(named: text) else { return nil }
        rawValue = code
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let code = CountryCode(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is not a country code (ISO 3166-1)")
        }
        self = code
    }
}

/// A first-level subdivision of one of the eleven members by its ISO 3166-2 code.
public struct SubdivisionCode: RawRepresentable, Hashable, Sendable, Codable, Comparable, LosslessStringConvertible {
    public let rawValue: String

    public init?(_ text: String) {
        let code = text.uppercased()
        guard code.utf8.count > 3, Names.shared.isKnown(code) else { return nil }
        rawValue = code
    }

    public init?(rawValue: String) { self.init(rawValue) }
    init(known code: String) { rawValue = code }

    public var description: String { rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// The country that it is part of.
    public var country: CountryCode {
        // A known subdivision's country is in the standard.
        CountryCode(String(rawValue.prefix(2))) ?? CountryCode.members[0]
    }

    public func name(in language: String) -> String { Names.shared.name(rawValue, in: language) }

    /// The IANA zone in which most of its people live.
    public var timeZone: TimeZone? { Names.shared.zone(rawValue).flatMap(TimeZone.init(identifier:)) }

    public init?(named text: String, in country: CountryCode) {
        guard let code = Names.shared.subdivision(named: text, in: country.rawValue) else { return nil }
        rawValue = code
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let code = SubdivisionCode(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is not a subdivision code (ISO 3166-2)")
        }
        self = code
    }
}

extension Sequence where Element == CountryCode {
    /// In the order of a language's alphabet (accents aside).
    public func sorted(in language: String) -> [CountryCode] {
        let ranks = Names.shared.ranks(in: language)
        return map { (rank: ranks[$0.rawValue] ?? 0, country: $0) }.sorted { $0.rank < $1.rank }.map(\.country)
    }
}

extension Sequence {
    /// In the order in which people look names up; each name is folded once.
    public func sorted(byName name: (Element) -> String) -> [Element] {
        map { (key: name($0).folded, element: $0) }.sorted { $0.key < $1.key }.map(\.element)
    }
}

extension String {
    /// For comparing names as people type them: no case, no accents, no punctuation, single blanks. Ñ follows N.
    public var folded: String {
        if let folded = foldedASCII { return folded }
        var result = ""
        var gap = false
        for scalar in decomposedStringWithCanonicalMapping.unicodeScalars {
            if scalar.properties.canonicalCombiningClass != .notReordered { continue }
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                if gap, !result.isEmpty { result.append(" ") }
                gap = false
                result += scalar.properties.lowercaseMapping
            } else {
                gap = true
            }
        }
        return result
    }

    /// The same for what has no accent to lose, at a twentieth of the price; nil for other texts.
    private var foldedASCII: String? {
        var result: [UInt8] = []
        result.reserveCapacity(utf8.count)
        var gap = false
        for byte in utf8 {
            guard byte < 0x80 else { return nil }
            let letter = byte | 0x20
            let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter), isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            if isLetter || isDigit {
                if gap, !result.isEmpty { result.append(UInt8(ascii: " ")) }
                gap = false
                result.append(isLetter ? letter : byte)
            } else {
                gap = true
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
