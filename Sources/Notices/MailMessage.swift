import Foundation

/// A mail as it goes over the wire (RFC 5322, RFC 2045): the same words as plain text and as HTML, in UTF-8.
struct MailMessage: Sendable {
    let sender: String
    let recipient: String
    let subject: String
    let date: Date
    /// Left part of the Message-ID; the same for each attempt, so that a mail sent twice is seen to be one.
    let id: String
    let host: String
    /// BCP 47 (RFC 3282).
    let language: String
    let plain: String
    let html: String
    /// Where one POST ends the digest (RFC 8058); nil for what one cannot unsubscribe from.
    var unsubscribe: String?

    /// With CRLF at the end of each line.
    var text: String {
        let boundary = "=_\(id)"
        var lines = [
            "Date: \(Self.stamp(date))",
            "From: \(HeaderText.encoded("Enlace", after: 6)) <\(HeaderText.bare(sender))>",
            "To: <\(HeaderText.bare(recipient))>",
            "Subject: \(HeaderText.encoded(subject, after: 9))",
            "Message-ID: <\(id)@\(host)>",
            "Content-Language: \(language)",
            "Auto-Submitted: auto-generated",
        ]
        if let unsubscribe {
            lines.append("List-Unsubscribe: <\(HeaderText.bare(unsubscribe))>")
            lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
        }
        lines.append("MIME-Version: 1.0")
        lines.append("Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"")
        lines.append("")
        // The last part is the one preferred (RFC 2046, 5.1.4).
        for (type, body) in [("text/plain", plain), ("text/html", html)] {
            lines += ["--\(boundary)", "Content-Type: \(type); charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "", QuotedPrintable.encode(body)]
        }
        lines += ["--\(boundary)--", ""]
        return lines.joined(separator: "\r\n")
    }

    /// `Tue, 24 Nov 2026 07:00:00 +0000` (RFC 5322, 3.3).
    static func stamp(_ date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
        return formatter.string(from: date)
    }
}

/// Text in header fields.
enum HeaderText {
    /// Nothing that could end the field and begin another: that is what header injection lives on.
    static func bare(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { !isControl($0) && $0 != " " && $0 != "<" && $0 != ">" }))
    }

    /// As it is where it is short and plain, else in encoded words of RFC 2047, each a line of its own.
    /// - Parameter used: columns of the first line that the field's name takes.
    static func encoded(_ text: String, after used: Int) -> String {
        let clean = String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? " " : $0 }))
        // A text that looks like an encoded word must not be read as one.
        if clean.utf8.allSatisfy({ (32...126).contains($0) }), clean.utf8.count + used <= 76, !clean.contains("=?") { return clean }
        // An encoded word has at most 75 characters (RFC 2047, 2): "=?utf-8?B?", "?=" and 60 of base64 hold 45 bytes; never half a character.
        var words: [[UInt8]] = [[]]
        for character in clean.unicodeScalars {
            let bytes = Array(String(character).utf8)
            if (words.last?.count ?? 0) + bytes.count > (words.count == 1 ? 39 : 45) { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?utf-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 32 || (127...159).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
    }
}

/// RFC 2045, 6.7: text that stays readable, in lines of at most 76 characters.
enum QuotedPrintable {
    static func encode(_ text: String) -> String {
        // By scalars: Swift takes CRLF for one character.
        text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").split(separator: "\n", omittingEmptySubsequences: false).map(line).joined(separator: "\r\n")
    }

    private static func line(_ line: Substring) -> String {
        let bytes = Array(line.utf8)
        var lines: [String] = []
        var current = ""
        for (index, byte) in bytes.enumerated() {
            let isLast = index == bytes.count - 1
            let isPlain = (33...126).contains(byte) && byte != UInt8(ascii: "=") || (byte == 32 || byte == 9) && !isLast
            // A dot alone on a line would end the mail for a careless transport (RFC 5321, 4.5.2).
            let piece = isPlain && !(byte == UInt8(ascii: ".") && current.isEmpty) ? String(UnicodeScalar(byte)) : hex(byte)
            // Room for the soft break, unless the line ends here.
            if current.utf8.count + piece.utf8.count > (isLast ? 76 : 75) {
                lines.append(current + "=")
                current = byte == UInt8(ascii: ".") ? hex(byte) : ""
                if byte == UInt8(ascii: ".") { continue }
            }
            current += piece
        }
        lines.append(current)
        return lines.joined(separator: "\r\n")
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "=" + (digits.utf8.count < 2 ? "0" : "") + digits
    }
}
