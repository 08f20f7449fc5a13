import App
import Foundation
import Localization
import Testing

@Suite("Texts of the house")
struct CatalogueTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Texts in quotation marks in the program that look like keys of the catalogue.
    static func keysInSources() throws -> [(key: String, file: String)] {
        let files = FileManager.default.enumerator(at: root.appendingPathComponent("Sources"), includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        var keys: [(String, String)] = []
        for file in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: #/(?:text|fail|find|nobody|redirect)\([^"\n]*"((?:web|directory|visas|membership|decisions|plan|notices|search|format|language)\.[a-z_.\-]+[a-z])"/#) { keys.append((String(match.1), file.lastPathComponent)) }
            for match in text.matches(of: #/[^.]done: "([a-z_.]+)"/#) { keys.append((String(match.1), file.lastPathComponent)) }
        }
        return keys
    }

    /// Of every room, those that are not in the house yet included.
    static func catalogue() throws -> Catalogue {
        let sources = root.appendingPathComponent("Sources")
        let rooms = try FileManager.default.contentsOfDirectory(at: sources, includingPropertiesForKeys: nil).map { $0.appendingPathComponent("Strings") }
        return try Catalogue(folders: rooms.filter { FileManager.default.fileExists(atPath: $0.path) })
    }

    @Test("Both languages hold the same keys")
    func sameKeys() throws {
        let catalogue = try Self.catalogue()
        #expect(catalogue.keys(in: .spanish) == catalogue.keys(in: .english))
        #expect(catalogue.keys(in: .spanish).count > 300)
    }

    @Test("Every key that the program asks for exists")
    func everyKeyExists() throws {
        let catalogue = try Self.catalogue()
        let keys = try Self.keysInSources()
        #expect(keys.count > 100)
        for (key, file) in keys { #expect(catalogue.find(key, in: .spanish) != nil, "\(key) in \(file)") }
    }

    @Test("Both languages fill in the same values")
    func samePlaceholders() throws {
        let catalogue = try Self.catalogue()
        func names(_ key: String, _ language: Language) -> Set<String> {
            Set((catalogue.find(key, in: language) ?? "").matches(of: #/\{([a-z_0-9]+)\}/#).map { String($0.1) })
        }
        // How a language writes dates and times is its own affair.
        for key in catalogue.keys(in: .spanish) where !key.hasPrefix("format.") {
            #expect(names(key, .spanish) == names(key, .english), "\(key)")
        }
    }
}
