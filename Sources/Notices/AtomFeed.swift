import Foundation
import Localization
import Web

/// A feed of RFC 4287.
struct AtomFeed: Sendable {
    struct Entry: Sendable {
        /// The same each time the entry is shown; a URI.
        let id: String
        let title: String
        let summary: String
        let link: String
        let updated: Date
    }

    let id: String
    let title: String
    /// Its own address.
    let link: String
    /// The page that shows the same.
    let page: String
    let language: Language
    /// Of the feed when it has no entry.
    let updated: Date
    let entries: [Entry]

    var xml: String {
        var lines = [
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"\(language.code)\">",
            "<id>\(Self.clean(id))</id>", "<title>\(Self.clean(title))</title>", "<updated>\(Self.stamp(entries.map(\.updated).max() ?? updated))</updated>",
            "<author><name>Enlace</name></author>", "<link rel=\"self\" type=\"application/atom+xml\" href=\"\(Self.clean(link))\"/>", "<link rel=\"alternate\" type=\"text/html\" href=\"\(Self.clean(page))\"/>",
        ]
        for entry in entries {
            lines += [
                "<entry>", "<id>\(Self.clean(entry.id))</id>", "<title>\(Self.clean(entry.title))</title>", "<updated>\(Self.stamp(entry.updated))</updated>",
                "<link rel=\"alternate\" type=\"text/html\" href=\"\(Self.clean(entry.link))\"/>", "<summary>\(Self.clean(entry.summary))</summary>", "</entry>",
            ]
        }
        return (lines + ["</feed>", ""]).joined(separator: "\n")
    }

    private static func stamp(_ date: Date) -> String { date.formatted(.iso8601) }

    /// Escaped, and without the control characters that XML 1.0 has no place for.
    private static func clean(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 32 && $0.value != 0xFFFE && $0.value != 0xFFFF || $0.value == 9 || $0.value == 10 })).htmlEscaped
    }
}
