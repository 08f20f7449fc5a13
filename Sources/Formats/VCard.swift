import Foundation

/// Writes a vCard 4.0 (RFC 6350).
public struct VCard: Sendable {
    private var lines: [String] = ["BEGIN:VCARD", "VERSION:4.0"]

    public init() {}

    /// - Parameters:
    ///   - parameters: e.g. `["TYPE=work"]`, already in the standard's form.
    ///   - value: one text value.
    public mutating func add(_ property: String, _ parameters: [String] = [], text value: String) {
        add(property, parameters, raw: Self.escape(value))
    }

    /// A structured value: components by semicolons.
    public mutating func add(_ property: String, _ parameters: [String] = [], components: [String]) {
        add(property, parameters, raw: components.map(Self.escape).joined(separator: ";"))
    }

    /// A value that is no text: a URI, a date.
    public mutating func add(_ property: String, _ parameters: [String] = [], raw value: String) {
        lines.append(([property] + parameters).joined(separator: ";") + ":" + String(String.UnicodeScalarView(value.unicodeScalars.filter { !Self.isControl($0) })))
    }

    public var text: String {
        (lines + ["END:VCARD"]).map(Self.fold).joined()
    }

    /// RFC 6350, 3.4. By scalars: a comma with an accent on it is one character, and still a comma.
    private static func escape(_ text: String) -> String {
        var escaped = ""
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ",", ";": escaped += "\\" + String(scalar)
            case "\r": escaped += "\\n"
            case "\n": escaped += last == "\r" ? "" : "\\n"
            case "\t": escaped += " "
            case _ where isControl(scalar): break
            default: escaped.unicodeScalars.append(scalar)
            }
            last = scalar
        }
        return escaped
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 32 || scalar.value == 127 }

    /// RFC 6350, 3.2: no line over 75 octets, and no character cut in two.
    private static func fold(_ line: String) -> String {
        var folded = ""
        var octets = 0
        for scalar in line.unicodeScalars {
            let length = String(scalar).utf8.count
            if octets + length > 75 {
                folded += "\r\n "
                octets = 1
            }
            folded.unicodeScalars.append(scalar)
            octets += length
        }
        return folded + "\r\n"
    }
}
