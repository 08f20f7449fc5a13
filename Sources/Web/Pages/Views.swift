import Foundation
import Localization
import Mustache

/// The templates of all rooms, made ready once for each language: the catalogue's texts are put into the template at start,
/// so that a page is rendered without looking any up, and a text that is missing stops the program at its start and not a reader.
public struct Views: Sendable {
    public enum Fault: Error, CustomStringConvertible {
        case unknownText(key: String, template: String)
        case broken(template: String, reason: String)

        public var description: String {
            switch self {
            case .unknownText(let key, let template): "\(template): no catalogue has the key \(key)"
            case .broken(let template, let reason): "\(template): \(reason)"
            }
        }
    }

    private let libraries: [Language: MustacheLibrary]
    /// What all pages inherit from: without its room, since the name in a closing tag cannot hold a slash.
    private static let layout = "layout"

    /// - Parameter folders: each room's `Views`, by the room's name; `directory` + `post.mustache` gives `directory/post`.
    /// - Throws: ``Fault``.
    public init(folders: [(room: String, folder: URL)], catalogue: Catalogue) throws {
        var sources: [String: String] = [:]
        for (room, folder) in folders {
            let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            for file in files where file.pathExtension == "mustache" {
                sources["\(room)/\(file.deletingPathExtension().lastPathComponent)"] = try String(contentsOf: file, encoding: .utf8)
            }
        }
        MustacheContentTypes.register(HouseHTML(), named: HouseHTML.name)
        var libraries: [Language: MustacheLibrary] = [:]
        for language in Language.all {
            var library = MustacheLibrary()
            for (name, source) in sources {
                let worded = try Self.word(source, template: name, catalogue: catalogue, language: language)
                // Each template says so for itself: a partial begins with the library's own.
                do { try library.register("{{% CONTENT_TYPE:\(HouseHTML.name)}}\n" + worded, named: name == "web/layout" ? Self.layout : name) } catch { throw Fault.broken(template: name, reason: "\(error)") }
            }
            libraries[language] = library
        }
        self.libraries = libraries
    }

    /// - Returns: nil when there is no such template, which is a defect of the program.
    public func render(_ template: String, _ model: any MustacheParent, in language: Language) -> String? {
        libraries[language]?.render(model, withTemplate: template)
    }

    /// Replaces `{{t.finder.title}}` by the catalogue's text, escaped, and `{{{t.finder.title}}}` by the text as it is.
    private static func word(_ source: String, template: String, catalogue: Catalogue, language: Language) throws -> String {
        var result = ""
        var rest = source[...]
        while let open = rest.range(of: "{{t.") ?? nil {
            let raw = open.lowerBound > rest.startIndex && rest[rest.index(before: open.lowerBound)] == "{"
            guard let close = rest.range(of: raw ? "}}}" : "}}", range: open.upperBound..<rest.endIndex) else { break }
            let key = rest[open.upperBound..<close.lowerBound].trimmingCharacters(in: .whitespaces)
            guard let text = catalogue.find(key, in: language) else { throw Fault.unknownText(key: key, template: template) }
            result += rest[..<(raw ? rest.index(before: open.lowerBound) : open.lowerBound)]
            result += raw ? text : text.htmlEscaped
            rest = rest[close.upperBound...]
        }
        return result + rest
    }
}

extension String {
    /// For HTML text and quoted attributes.
    public var htmlEscaped: String {
        guard utf8.contains(where: { Self.escape(of: $0) != nil }) else { return self }
        var escaped = ""
        escaped.reserveCapacity(utf8.count + 16)
        var rest = self[...]
        while let next = rest.utf8.firstIndex(where: { Self.escape(of: $0) != nil }) {
            escaped += rest[..<next]
            escaped += Self.escape(of: rest.utf8[next]) ?? ""
            rest = rest[rest.utf8.index(after: next)...]
        }
        return escaped + rest
    }

    private static func escape(of byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}

/// The library's own HTML, escaped byte by byte: its way through the characters took a third of a page's time.
private struct HouseHTML: MustacheContentType {
    static let name = "HOUSE"

    func escapeText(_ text: String) -> String { text.htmlEscaped }
}
