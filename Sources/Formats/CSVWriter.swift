/// Writes CSV (RFC 4180): commas, CRLF, quotes where they are needed, UTF-8.
///
/// A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection); a number and a
/// telephone number in international form are left as they are.
public struct CSVWriter: Sendable {
    public private(set) var text = ""

    public init(header: [String]) { add(header) }

    public mutating func add(_ fields: [String]) {
        text += fields.map(Self.cell).joined(separator: ",") + "\r\n"
    }

    public var bytes: [UInt8] { Array(text.utf8) }

    static func startsFormula(_ value: some StringProtocol) -> Bool {
        guard let first = value.first, "=+-@\t\r".contains(first) else { return false }
        return !value.allSatisfy { $0.isNumber || "+-. ();,extension=".contains($0) }
    }

    private static func cell(_ value: String) -> String {
        let value = startsFormula(value) ? "'" + value : value
        guard value.contains(where: { ",\"\n\r;".contains($0) || $0 == "\r\n" }) || value.hasPrefix(" ") || value.hasSuffix(" ") else { return value }
        return "\"" + value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
