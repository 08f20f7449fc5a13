import Foundation
import Records
import Storage

/// What a mail system says about a mail that it had taken over: a `multipart/report` (RFC 6522) with delivery status (RFC 3464).
public struct DeliveryReport: Sendable, Equatable {
    /// What became of the mail for one recipient (RFC 3464, 2.3.3).
    enum Action: String, Sendable {
        case failed, delayed, delivered, relayed, expanded
    }

    /// One recipient's fate.
    struct Fate: Sendable, Equatable {
        let action: Action
        /// `5.1.1` (RFC 3463).
        let status: String
        /// As the last mail system said it: `550 no such user`; empty where it said nothing.
        let diagnostic: String

        /// Both, the status once.
        var reason: String { diagnostic.contains(status) ? diagnostic : [status, diagnostic].filter { !$0.isEmpty }.joined(separator: ": ") }
    }

    /// Of the mail that is reported about, without its angle brackets: whoever can name it has seen that mail.
    let messageID: String
    let fates: [Fate]

    /// What came of it.
    public enum Hearing: String, Sendable {
        /// The mail did not arrive: it now stands among those that failed.
        case returned
        /// The mail system goes on trying; its reason is shown.
        case delayed
        /// It says what is known, or that all is well.
        case nothingNew
        /// No report, or about a mail that is not the house's.
        case unknown
    }

    /// Takes a report in. Whoever invents one must know a Message-ID, which only the mail's reader does.
    /// - Parameter message: as the mail system hands it over.
    public static func hear(_ message: String, by actor: Actor, at now: Date, in tx: Transaction) throws -> Hearing {
        guard let report = DeliveryReport(message) else { return .unknown }
        return try Outbox(tx).hear(report, by: actor, at: now)
    }

    /// - Parameter message: a whole message, or as much of its beginning as holds the report.
    /// - Returns: nil for anything else: an answer of somebody, a note of absence, a report that leaves out which mail it means.
    init?(_ message: String) {
        let whole = MIMEEntity(message)
        guard whole.type == "multipart/report" else { return nil }
        var fates: [Fate]?, messageID: String?
        for part in whole.parts {
            switch part.type {
            // The `global` types are those of mail in UTF-8 (RFC 6533).
            case "message/delivery-status", "message/global-delivery-status": fates = Self.fates(part.body)
            case "message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers":
                messageID = MIMEEntity(part.body)["message-id"]?.trimmingCharacters(in: CharacterSet(charactersIn: " \t<>"))
            default: break
            }
        }
        guard let fates, !fates.isEmpty, let messageID, !messageID.isEmpty else { return nil }
        (self.messageID, self.fates) = (messageID, fates)
    }

    /// Groups of fields with an empty line between: the first about the mail, each of the others about one recipient.
    private static func fates(_ body: String) -> [Fate] {
        body.split(separator: "\n\n").map { MIMEEntity($0.trimmingCharacters(in: .newlines)) }.compactMap { group in
            guard let action = group["action"].flatMap({ Action(rawValue: $0.lowercased()) }) else { return nil }
            let status = group["status"]?.prefix { $0.isNumber || $0 == "." } ?? ""
            // "smtp; 550 …": which protocol's words they are.
            let diagnostic = group["diagnostic-code"]?.split(separator: ";", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces) ?? ""
            return Fate(action: action, status: String(status), diagnostic: diagnostic)
        }
    }
}

/// A message or a part of one: header fields, and what follows them (RFC 5322, 2.2; RFC 2045, 5). No more of it than reports need.
struct MIMEEntity {
    private let fields: [(name: String, value: String)]
    let body: String

    init(_ text: String) {
        // Swift takes CRLF for one character.
        let text = text.replacing("\r\n", with: "\n")
        // A part without any field begins with the empty line.
        let end = text.hasPrefix("\n") ? text.startIndex..<text.index(after: text.startIndex) : text.range(of: "\n\n") ?? text.endIndex..<text.endIndex
        let head = text[..<end.lowerBound]
        body = String(text[end.upperBound...])
        var lines: [String] = []
        for line in head.split(separator: "\n") {
            // A line that begins with white space continues the one before.
            if let first = line.first, first == " " || first == "\t", !lines.isEmpty { lines[lines.count - 1] += " " + line.trimmingCharacters(in: .whitespaces) } else { lines.append(String(line)) }
        }
        fields = lines.compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (line[..<colon].trimmingCharacters(in: .whitespaces).lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }
    }

    /// - Parameter name: in small letters.
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// `multipart/report`, in small letters; what says nothing is plain text.
    var type: String { self["content-type"]?.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased() ?? "text/plain" }

    /// The parts of a `multipart`: what stands between lines of `--` and the boundary (RFC 2046, 5.1.1).
    var parts: [MIMEEntity] {
        guard let match = self["content-type"]?.firstMatch(of: #/(?i);\s*boundary\s*=\s*(?:"([^"]*)"|([^;\s]+))/#), let boundary = match.1 ?? match.2 else { return [] }
        var parts: [[Substring]] = []
        for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
            let mark = line.hasPrefix("--") ? line.dropFirst(2).trimmingCharacters(in: .whitespaces) : nil
            if mark == String(boundary) { parts.append([]) } else if mark == boundary + "--" { break } else if !parts.isEmpty { parts[parts.count - 1].append(line) }
        }
        return parts.map { MIMEEntity($0.joined(separator: "\n")) }
    }
}
