import Foundation
import Localization
import Web

/// A calendar to subscribe to (RFC 5545; the name by RFC 7986).
struct ICalendar: Sendable {
    let name: String
    /// Right of the `@` in each UID.
    let host: String
    let language: Language
    /// What addresses begin with, language included.
    let base: String
    let entries: [CalendarEntry]

    /// With CRLF at the end of each line, none longer than 75 octets.
    var text: String {
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Enlace//Enlace//\(language.code.uppercased())", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
            "NAME;LANGUAGE=\(language.code):\(Self.escaped(name))", "X-WR-CALNAME:\(Self.escaped(name))", "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H",
        ]
        for entry in entries { lines += event(entry) }
        lines.append("END:VCALENDAR")
        return lines.map(Self.folded).joined(separator: "\r\n") + "\r\n"
    }

    private func event(_ entry: CalendarEntry) -> [String] {
        let title = entry.title.shown(in: language)
        var lines = [
            "BEGIN:VEVENT", "UID:\(Self.escaped(entry.uid))@\(host)", "DTSTAMP:\(Self.stamp(entry.changedAt))", "LAST-MODIFIED:\(Self.stamp(entry.changedAt))",
            // It grows with every change; minutes, so that it stays within 32 bits.
            "SEQUENCE:\(Int(max(0, entry.changedAt.timeIntervalSince1970 / 60)))",
        ]
        switch entry.when {
        case .instant(let instant): lines.append("DTSTART:\(Self.stamp(instant))")
        case .days(let first, let last):
            // The end is not part of it (RFC 5545, 3.6.1).
            lines += ["DTSTART;VALUE=DATE:\(Self.stamp(first))", "DTEND;VALUE=DATE:\(Self.stamp(max(first, last).adding(days: 1)))"]
        }
        lines += ["SUMMARY;LANGUAGE=\(title.language.code):\(Self.escaped(title.text))", "URL:\(base)\(entry.path)", "TRANSP:TRANSPARENT"]
        if case .instant = entry.when {
            lines += ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P1D", "DESCRIPTION:\(Self.escaped(title.text))", "END:VALARM"]
        }
        return lines + ["END:VEVENT"]
    }

    /// Always in UTC, so that no time zone has to be described.
    private static func stamp(_ instant: Date) -> String {
        let whole = Date(timeIntervalSince1970: instant.timeIntervalSince1970.rounded(.down))
        return whole.formatted(.iso8601).replacing("-", with: "").replacing(":", with: "")
    }

    private static func stamp(_ day: Day) -> String { day.description.replacing("-", with: "") }

    /// RFC 5545, 3.3.11; other control characters have no place in a text.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.replacing("\r\n", with: "\n").unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case ";": escaped += "\\;"
            case ",": escaped += "\\,"
            case "\n", "\r", "\u{2028}", "\u{2029}": escaped += "\\n"
            default: if scalar.value >= 32, scalar.value != 127 { escaped.unicodeScalars.append(scalar) }
            }
        }
        return escaped
    }

    /// RFC 5545, 3.1: at most 75 octets to a line, never half a character.
    static func folded(_ line: String) -> String {
        var lines: [String] = []
        var current = "", length = 0
        for scalar in line.unicodeScalars {
            let size = UTF8.width(scalar)
            if length + size > 75 {
                lines.append(current)
                (current, length) = (" ", 1)
            }
            current.unicodeScalars.append(scalar)
            length += size
        }
        return (lines + [current]).joined(separator: "\r\n")
    }
}
