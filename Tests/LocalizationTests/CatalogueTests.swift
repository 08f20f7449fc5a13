import Foundation
import Localization
import Testing

@Suite struct CatalogueTests {
    /// A folder of strings as a room has it.
    private func folder(es: String, en: String) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("strings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (language, text) in ["es": es, "en": en] { try text.write(to: folder.appendingPathComponent("\(language).yaml"), atomically: true, encoding: .utf8) }
        return folder
    }

    @Test("Texts are found by their path, and lists by their number")
    func paths() throws {
        let catalogue = try Catalogue(folders: [try folder(es: "finder:\n  title: ¿Dónde?\n  step: [uno, dos]", en: "finder:\n  title: Where?\n  step: [one, two]")])
        #expect(catalogue.text("finder.title", in: .spanish) == "¿Dónde?")
        #expect(catalogue.text("finder.step.1", in: .english) == "two")
        #expect(catalogue.keys(in: .spanish) == ["finder.title", "finder.step.0", "finder.step.1"])
    }

    @Test("What is written is what is shown, also words that YAML takes for something else")
    func plainWords() throws {
        let texts = ["No", "Yes", "on", "null", "~", "1.50", "007", "0x10", "2026-11-24", "1_000", "12:30", "1e3"]
        let yaml = texts.enumerated().map { "t\($0): \($1)" }.joined(separator: "\n") + "\nno: key"
        let catalogue = try Catalogue(folders: [try folder(es: yaml, en: yaml)])
        for (index, text) in texts.enumerated() { #expect(catalogue.text("t\(index)", in: .english) == text) }
        #expect(catalogue.text("no", in: .english) == "key")
    }

    @Test("A key that one language lacks stops the program, by its name and language")
    func missing() throws {
        let rooms = [try folder(es: "a: uno\nb: dos", en: "a: one")]
        let fault = #expect(throws: Catalogue.Fault.self) { try Catalogue(folders: rooms) }
        #expect(fault?.description == "the key b has no text in en")
    }

    @Test("A key without a text is missing too", arguments: ["b:", "b: ''", "b: \"\""])
    func empty(line: String) throws {
        let rooms = [try folder(es: "a: uno\nb: dos", en: "a: one\n\(line)")]
        #expect(throws: Catalogue.Fault.self) { try Catalogue(folders: rooms) }
    }

    @Test("A key that stands in two rooms stops the program, by its name and file")
    func repeated() throws {
        let rooms = [try folder(es: "a:\n  b: uno", en: "a:\n  b: one"), try folder(es: "a:\n  b: dos", en: "a:\n  b: two")]
        let fault = #expect(throws: Catalogue.Fault.self) { try Catalogue(folders: rooms) }
        #expect(fault?.description.contains("the key a.b is in another catalogue too") == true)
        #expect(fault?.description.contains(rooms[1].path) == true)
    }

    @Test("A key that stands twice in one file, a file that is no YAML, and no file at all stop the program", arguments: ["a: uno\na: dos", "a: [uno", nil])
    func unreadable(es: String?) throws {
        let room = try folder(es: es ?? "", en: "a: one")
        if es == nil { try FileManager.default.removeItem(at: room.appendingPathComponent("es.yaml")) }
        let fault = #expect(throws: Catalogue.Fault.self) { try Catalogue(folders: [room]) }
        guard case .unreadable(let file, _) = fault else {
            Issue.record("expected an unreadable file, not: \(String(describing: fault))")
            return
        }
        #expect(file.hasSuffix("es.yaml"))
    }

    @Test("Names in braces are filled in; what is filled in is never filled again")
    func fill() throws {
        let yaml = "a: '{who} and {whom}: {who}'\nb: 'open { brace'\nc: '{}'"
        let catalogue = try Catalogue(folders: [try folder(es: yaml, en: yaml)])
        #expect(catalogue.text("a", in: .english, ["who": "Ana", "whom": "{who}"]) == "Ana and {who}: Ana")
        #expect(catalogue.text("a", in: .english, ["who": "Ana"]) == "Ana and {whom}: Ana", "a name without a value is seen, not lost")
        #expect(catalogue.text("a", in: .english) == "{who} and {whom}: {who}")
        #expect(catalogue.text("b", in: .english, ["x": "y"]) == "open { brace")
        #expect(catalogue.text("c", in: .english, ["x": "y"]) == "{}")
    }

    @Test("A key that does not exist shows as itself")
    func unknown() throws {
        let catalogue = try Catalogue(folders: [Catalogue.ownFolder])
        #expect(catalogue.text("no.such.key", in: .spanish) == "no.such.key")
        #expect(catalogue.find("no.such.key", in: .spanish) == nil)
    }

    @Test("The room's own catalogue has twelve months and seven days in each language", arguments: Language.all)
    func own(language: Language) throws {
        let catalogue = try Catalogue(folders: [Catalogue.ownFolder])
        #expect((0..<12).allSatisfy { catalogue.find("format.month.\($0)", in: language) != nil })
        #expect((0..<7).allSatisfy { catalogue.find("format.weekday.\($0)", in: language) != nil })
    }
}

@Suite struct LanguageTests {
    @Test("Spanish comes first")
    func order() {
        #expect(Language.all.first == .spanish)
        #expect(Language.all.contains(.english))
        #expect(Language.spanish.others == Language.all.filter { $0 != .spanish })
        #expect(Language(rawValue: "xx") == nil)
    }

    @Test("The best of the reader's languages that the house has is taken", arguments: [
        ("en", "en"), ("en-US", "en"), ("EN-us", "en"), ("en-US,en;q=0.9,es;q=0.8", "en"), ("fr-CA, fr;q=0.9, en;q=0.5, es;q=0.4", "en"), ("es-419,es;q=0.9,en;q=0.8", "es"),
        ("es;q=0.3, en;q=0.7", "en"), ("en;q=0.5, es;q=0.5", "en"), ("en ; q=0.2 , es ; q=0.9", "es"), ("en;Q=0.1, es;Q=0.2", "es"), ("en;q=0, es;q=0.1", "es"), ("en;q=0", "es"),
        ("fr, de;q=0.9", "es"), ("*", "es"), ("", "es"), (",,;;q=,", "es"), ("en;q=nan, es;q=0.1", "es"), ("en;q=many", "en"),
    ])
    func accepting(header: String, code: String) {
        #expect(Language(accepting: header).code == code)
    }

    @Test("A reader who says nothing, or too much, gets an answer")
    func bounds() {
        #expect(Language(accepting: nil) == .spanish)
        #expect(Language(accepting: String(repeating: "fr,", count: 100_000) + "en") == .spanish)
    }
}
