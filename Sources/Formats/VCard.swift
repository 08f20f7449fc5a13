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
        lines.append(([property] + parameters).joined(separator: ";") + ":" + value.replacing("\r", with: "").replacing("\n", with: ""))
    }

    public var text: String {
        (lines + ["END:VCARD"]).map(Self.fold).joined()
    }

    /// RFC 6350, 3.4.
    private static func escape(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\r\n", with: "\n").replacing("\n", with: "\\n").replacing(",", with: "\\,").replacing(";", with: "\\;")
    }

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
