import Foundation

/// A feed of RFC 4287.
public struct AtomFeed: Sendable {
    public struct Entry: Sendable {
        /// The same each time the entry is shown; a URI.
        public let id: String
        public let title: String
        public let summary: String
        public let link: String
        public let updated: Date

        public init(id: String, title: String, summary: String, link: String, updated: Date) {
            (self.id, self.title, self.summary, self.link, self.updated) = (id, title, summary, link, updated)
        }
    }

    let id: String
    let title: String
    let link: String
    let page: String
    let language: String
    let updated: Date
    let entries: [Entry]

    /// - Parameters:
    ///   - link: its own address.
    ///   - page: the page that shows the same.
    ///   - language: BCP 47.
    ///   - updated: of the feed when it has no entry.
    public init(id: String, title: String, link: String, page: String, language: String, updated: Date, entries: [Entry]) {
        (self.id, self.title, self.link, self.page, self.language, self.updated, self.entries) = (id, title, link, page, language, updated, entries)
    }

    public var xml: String {
        var lines = [
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"\(language)\">",
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
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 32 && $0.value != 0xFFFE && $0.value != 0xFFFF || $0.value == 9 || $0.value == 10 }))
            .replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
