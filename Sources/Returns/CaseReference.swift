import Foundation
import Geography
import Storage

/// A country's own reference of a request: the one thing by which its officers find the case again in their own files.
///
/// It must tell nobody else who the person is, so a text that looks like a name, a document's number or a birth date does not
/// become one. What a program can see is little; the form says so, and the rules are narrow on purpose: `MX-2026-00123` is fine.
public struct CaseReference: Hashable, Sendable, Codable, CustomStringConvertible, Bindable, ColumnReadable {
    public let text: String

    /// Why a text cannot be a reference. Each has a text: `returns.fault.reference_<name>`.
    public enum Refusal: String, Error, Sendable, CaseIterable {
        case length, characters, name
        case documentNumber = "document_number"
        case birthDate = "birth_date"
    }

    /// Characters.
    public static let lengths = 3...24
    /// A longer run of digits can be the number of a document (ICAO Doc 9303-3, 4.1: nine characters) or a birth date without separators.
    static let longestNumber = 5
    /// A longer run of letters can be a name.
    static let longestWord = 4

    /// - Parameter typed: letters without accents, digits, and `-`, `/`, `.` or `_` between them; small letters become capitals.
    /// - Throws: ``Refusal``.
    public init(_ typed: String) throws(Refusal) {
        let text = typed.trimmingCharacters(in: .whitespacesAndNewlines).uppercased()
        // A name is told as such, also where its blank or its accent would be reason enough.
        if text.contains(where: \.isLetter), !text.contains(where: \.isNumber), text.count > Self.longestWord { throw .name }
        guard text.unicodeScalars.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || "-/._".unicodeScalars.contains($0) }) else {
            throw Self.words(text).contains(where: Self.isName) ? .name : .characters
        }
        guard Self.lengths.contains(text.count), text.unicodeScalars.contains(where: Self.isDigit) else { throw text.contains(where: \.isNumber) ? .length : .name }
        if Self.words(text).contains(where: Self.isName) { throw .name }
        let groups = text.split(whereSeparator: { "-/._".contains($0) }).map(String.init)
        if Self.holdsDate(groups) { throw .birthDate }
        if Self.holdsDocumentNumber(text, groups) { throw .documentNumber }
        self.text = text
    }

    public var description: String { text }
    public var value: Value { .text(text) }

    /// What the database holds was a reference when it was written.
    public init?(_ value: Value) {
        guard let text = String(value) else { return nil }
        self.text = text
    }

    public init(from decoder: any Decoder) throws { self = try Self(decoder.singleValueContainer().decode(String.self)) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { ("A"..."Z").contains(scalar) }
    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: { !$0.isLetter }).map { String($0).folded }
    }

    private static func isName(_ word: String) -> Bool { word.count > longestWord || shortNames.contains(word) }

    /// Day, month and year in three groups in a row, or a year of the last century by itself: a file's number begins with none.
    private static func holdsDate(_ parts: [String]) -> Bool {
        // "15ENE2015" is "15-ENE-2015".
        let groups = parts.flatMap(runs)
        let numbers = groups.map { months[$0] ?? ($0.allSatisfy(\.isNumber) ? Int($0) : nil) }
        for (index, group) in groups.enumerated() {
            if group.count == 4, let year = numbers[index], (1900...1999).contains(year) { return true }
            guard index + 2 < groups.count, let first = numbers[index], let second = numbers[index + 1], let third = numbers[index + 2] else { continue }
            if months[groups[index + 1]] != nil, (1...31).contains(first) || (1...31).contains(third) { return true }
            let isYearFirst = group.count == 4 && (1...12).contains(second) && (1...31).contains(third)
            let isYearLast = [2, 4].contains(groups[index + 2].count) && (1...31).contains(first) && (1...31).contains(second) && min(first, second) <= 12
            let isShort = group.count == 2 && groups[index + 1].count == 2 && groups[index + 2].count == 2 && (1...12).contains(second) && (1...31).contains(third)
            if isYearFirst || isYearLast || isShort { return true }
        }
        return false
    }

    /// Letters and digits that stand together, parted.
    private static func runs(_ group: String) -> [String] {
        group.reduce(into: []) { runs, character in
            if let last = runs.last?.last, last.isNumber == character.isNumber { runs[runs.count - 1].append(character) } else { runs.append(String(character)) }
        }
    }

    /// As people write them in dates, in Spanish and English.
    private static let months: [String: Int] = [
        "ENE": 1, "JAN": 1, "FEB": 2, "MAR": 3, "ABR": 4, "APR": 4, "MAY": 5, "JUN": 6, "JUL": 7, "AGO": 8, "AUG": 8, "SEP": 9, "SET": 9, "SEPT": 9, "OCT": 10, "NOV": 11, "DIC": 12, "DEC": 12,
    ]

    /// Runs of six digits and more; digits in any groups that make seven, a year aside; digits alone in groups that make eight or more, unless a year of this century leads them
    /// (`2026-00123`); letters and digits run together as in a passport (`G1234567`).
    private static func holdsDocumentNumber(_ text: String, _ groups: [String]) -> Bool {
        if text.split(whereSeparator: { !$0.isNumber }).contains(where: { $0.count > longestNumber }) { return true }
        if groups.contains(where: { $0.count >= 8 && $0.contains(where: \.isNumber) && $0.contains(where: \.isLetter) }) { return true }
        func isYear(_ group: String) -> Bool { group.allSatisfy(\.isNumber) && (group.count == 2 || group.count == 4 && group.hasPrefix("20")) }
        if text.contains(where: \.isLetter) { return groups.filter { !isYear($0) }.joined().count(where: \.isNumber) >= 7 }
        let isYearLed = groups.count == 2 && groups[0].count == 4 && groups[0].hasPrefix("20")
        return !isYearLed && groups.reduce(0) { $0 + $1.count } >= 8
    }

    /// Names of four letters and fewer that are common in the region, folded; longer words are refused whatever they are.
    private static let shortNames: Set<String> = [
        "ada", "alan", "alba", "alex", "alma", "amy", "ana", "anna", "anne", "axel", "carl", "cruz", "dana", "dean", "diaz", "elba", "elda", "elsa", "emma", "eric", "erik", "eva",
        "gary", "gil", "gina", "hugo", "ida", "ines", "inez", "iris", "irma", "ivan", "jack", "jean", "jeff", "jhon", "jim", "joan", "joel", "john", "jon", "jose", "juan", "judy",
        "julio", "kate", "kim", "lara", "leon", "lidia", "lima", "lisa", "lola", "lucy", "luis", "lupe", "luz", "mark", "mary", "mata", "maya", "meza", "mike", "mora", "nick", "noel",
        "nora", "olga", "omar", "oto", "otto", "paco", "paez", "paul", "paz", "pepe", "perla", "pia", "pilar", "polo", "raul", "rene", "rios", "rita", "rosa", "rosy", "ruiz", "ruth",
        "ryan", "sara", "sean", "soto", "teo", "toro", "vega", "vera", "wang", "yeni", "yuri", "zoe", "zoila",
    ]
}
