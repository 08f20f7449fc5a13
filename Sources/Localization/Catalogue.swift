import Foundation
import Yams

/// The texts of the house in every language, by dotted keys: `finder.title`. Put together once, at start, from the
/// `Strings` folder of each room; read-only from then on.
public struct Catalogue: Sendable {
    /// A catalogue that cannot be used: the program refuses to start with it.
    public enum Fault: Error, CustomStringConvertible {
        case unreadable(file: String, reason: String)
        case repeated(key: String, file: String)
        case missing(key: String, language: Language)

        public var description: String {
            switch self {
            case .unreadable(let file, let reason): "\(file): \(reason)"
            case .repeated(let key, let file): "\(file): the key \(key) is in another catalogue too"
            case .missing(let key, let language): "the key \(key) has no text in \(language)"
            }
        }
    }

    private var texts: [Language: [String: String]]

    /// - Parameter folders: each holds `<language>.yaml`.
    /// - Throws: ``Fault`` when a file cannot be read, a key stands twice, or the languages do not hold the same keys.
    public init(folders: [URL]) throws {
        texts = [:]
        for language in Language.all {
            var keys: [String: String] = [:]
            for folder in folders {
                let file = folder.appendingPathComponent("\(language.code).yaml")
                for (key, text) in try Self.read(file) where keys.updateValue(text, forKey: key) != nil {
                    throw Fault.repeated(key: key, file: file.path)
                }
            }
            texts[language] = keys
        }
        let all = Set(texts.values.flatMap(\.keys))
        for (language, keys) in texts {
            if let missing = all.first(where: { keys[$0] == nil }) { throw Fault.missing(key: missing, language: language) }
        }
    }

    /// This room's own: names of languages, months and weekdays, and how dates, numbers and lists are written.
    public static var ownFolder: URL { Bundle.module.bundleURL.appendingPathComponent("Strings") }

    public func keys(in language: Language) -> Set<String> { Set(texts[language, default: [:]].keys) }

    /// The text as it stands, or nil when there is no such key.
    public func find(_ key: String, in language: Language) -> String? { texts[language]?[key] }

    /// The text with its `{names}` replaced. A key that does not exist shows as itself, so that it is seen and mended.
    public func text(_ key: String, in language: Language, _ values: [String: String] = [:]) -> String {
        guard let text = find(key, in: language) else { return key }
        return values.isEmpty ? text : Self.fill(text, values)
    }

    static func fill(_ text: String, _ values: [String: String]) -> String {
        var result = ""
        var rest = text[...]
        // By bytes: braces are ASCII, and characters cost ten times as much to tell apart.
        while let open = rest.utf8.firstIndex(of: UInt8(ascii: "{")), let close = rest[open...].utf8.firstIndex(of: UInt8(ascii: "}")) {
            result += rest[..<open]
            let name = String(rest[rest.utf8.index(after: open)..<close])
            result += values[name] ?? "{\(name)}"
            rest = rest[rest.utf8.index(after: close)...]
        }
        return result + rest
    }

    private static func read(_ file: URL) throws -> [String: String] {
        do {
            // Every scalar is a text: "No" is a word here, not a Boolean.
            let yaml = try Yams.load(yaml: String(contentsOf: file, encoding: .utf8), .basic)
            var flat: [String: String] = [:]
            flatten(yaml, path: "", into: &flat)
            return flat
        } catch {
            throw Fault.unreadable(file: file.path, reason: "\(error)")
        }
    }

    private static func flatten(_ node: Any?, path: String, into flat: inout [String: String]) {
        switch node {
        case let map as [AnyHashable: Any]:
            for (key, child) in map { flatten(child, path: path.isEmpty ? "\(key)" : "\(path).\(key)", into: &flat) }
        case let list as [Any]:
            for (index, child) in list.enumerated() { flatten(child, path: "\(path).\(index)", into: &flat) }
        // A key without a text counts as missing.
        case let value as String where !value.isEmpty: flat[path] = value
        default: break
        }
    }
}
