/// Writes CSV (RFC 4180): commas, CRLF, quotes where they are needed, UTF-8.
///
/// A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection), which
/// ``CSVReader`` takes away again; a number, and telephone numbers in international form, are left as they are.
public struct CSVWriter: Sendable {
    public private(set) var text = ""

    public init(header: [String]) { add(header) }

    public mutating func add(_ fields: [String]) {
        // One empty cell alone would be a blank line, which is no record.
        text += fields == [""] ? "\"\"\r\n" : fields.map(Self.cell).joined(separator: ",") + "\r\n"
    }

    public var bytes: [UInt8] { Array(text.utf8) }

    /// True for what begins like a formula; apostrophes before it do not count, so that they too come back as they were.
    static func startsFormula(_ value: some StringProtocol) -> Bool {
        let bytes = Array(value.utf8.drop { $0 == UInt8(ascii: "'") })
        guard let first = bytes.first, "=+-@\t\r\n".utf8.contains(first) else { return false }
        return !isNumber(bytes[...]) && !bytes.split(omittingEmptySubsequences: false, whereSeparator: { ",;".utf8.contains($0) }).allSatisfy(isTelephoneNumber)
    }

    /// `-12,5`
    private static func isNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
        let digits = bytes.dropFirst().split(omittingEmptySubsequences: false, whereSeparator: { ".,".utf8.contains($0) })
        return "+-".utf8.contains(bytes.first ?? 0) && digits.count <= 2 && digits.allSatisfy { !$0.isEmpty && $0.allSatisfy(isDigit) }
    }

    /// `+1 (520) 882-5595`, `+1 520 882 5595 ext. 12`; also the `ext=12` that follows a semicolon (RFC 3966).
    private static func isTelephoneNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
        let words = bytes.split(separator: UInt8(ascii: " "))
        guard let first = words.first else { return false }
        if words.count == 1, first.starts(with: "ext=".utf8) { return first.count > 4 && first.dropFirst(4).allSatisfy(isDigit) }
        guard first.first == UInt8(ascii: "+"), first.dropFirst().first.map(isDigit) == true else { return false }
        return first.dropFirst().allSatisfy(isDialled) && words.dropFirst().allSatisfy { $0.allSatisfy(isDialled) || ["ext", "ext.", "extension"].contains(String(decoding: $0, as: UTF8.self)) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    private static func isDialled(_ byte: UInt8) -> Bool { isDigit(byte) || "-.()".utf8.contains(byte) }

    private static func cell(_ value: String) -> String {
        let value = startsFormula(value) ? "'" + value : value
        // By bytes: a comma with an accent on it is one character, and still a comma.
        guard value.utf8.contains(where: { ",\"\n\r;".utf8.contains($0) }) || value.hasPrefix(" ") || value.hasSuffix(" ") else { return value }
        var quoted = "\""
        for scalar in value.unicodeScalars { quoted += scalar == "\"" ? "\"\"" : String(scalar) }
        return quoted + "\""
    }
}
