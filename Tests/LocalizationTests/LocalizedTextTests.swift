import Foundation
@testable import Localization
import Testing

@Suite struct LocalizedTextTests {
    typealias Shown = LocalizedText.Shown

    @Test("A reader gets the reader's own language")
    func own() {
        let text = LocalizedText(es: "Consulado", en: "Consulate")
        #expect(text.shown(in: .spanish) == Shown(text: "Consulado", language: .spanish, standing: .current))
        #expect(text.shown(in: .english) == Shown(text: "Consulate", language: .english, standing: .current))
    }

    @Test("Where there is no translation the source is shown, with its own language and a mark")
    func fallback() {
        let text = LocalizedText(source: .spanish, [.spanish: "Consulado", .english: ""])
        #expect(text.shown(in: .english) == Shown(text: "Consulado", language: .spanish, standing: .missing))
        #expect(text[.english] == nil)
    }

    @Test("Where even the source is missing, any text is better than none")
    func anyText() {
        let text = LocalizedText(source: .spanish, [.english: "Consulate"])
        #expect(text.shown(in: .spanish) == Shown(text: "Consulate", language: .english, standing: .missing))
        let nothing = LocalizedText(source: .spanish, [:])
        #expect(nothing.isEmpty)
        #expect(nothing.shown(in: .english) == Shown(text: "", language: .spanish, standing: .missing))
    }

    @Test("A new wording of the source makes its translations outdated, until they are mended or confirmed")
    func outdated() {
        var text = LocalizedText(es: "Abre a las 9", en: "Opens at 9")
        text.set("Abre a las 8", in: .spanish)
        #expect(text.shown(in: .spanish).standing == .current)
        #expect(text.shown(in: .english) == Shown(text: "Opens at 9", language: .english, standing: .outdated))

        var mended = text
        mended.set("Opens at 8", in: .english)
        #expect(mended.shown(in: .english).standing == .current)

        text.confirmTranslation(in: .english)
        #expect(text.shown(in: .english) == Shown(text: "Opens at 9", language: .english, standing: .current))
    }

    @Test("The same wording again changes nothing")
    func same() {
        var text = LocalizedText(es: "Abre", en: "Opens")
        text.set("Abre", in: .spanish)
        #expect(text == LocalizedText(es: "Abre", en: "Opens"))
        text.set("Cierra", in: .spanish)
        text.set("Opens", in: .english)
        #expect(text.shown(in: .english).standing == .outdated, "saving a form with an old translation left in it does not make it current")
        var unsaid = LocalizedText(source: .spanish, [.english: "Opens"])
        unsaid.set("", in: .spanish)
        #expect(unsaid == LocalizedText(source: .spanish, [.english: "Opens"]))
    }

    @Test("A translation taken away is missing, not outdated")
    func removed() {
        var text = LocalizedText(es: "Abre", en: "Opens")
        text.set("Cierra", in: .spanish)
        text.set("", in: .english)
        #expect(text.shown(in: .english) == Shown(text: "Cierra", language: .spanish, standing: .missing))
        text.set("Abre", in: .spanish)
        #expect(text.shown(in: .english).standing == .missing)
    }

    @Test("A new translation of an old source is not made outdated by being late")
    func late() {
        var text = LocalizedText(source: .english, [.english: "Opens"])
        text.set("Closes", in: .english)
        text.set("Cierra", in: .spanish)
        #expect(text.shown(in: .spanish).standing == .current)
    }

    @Test("It keeps its marks as JSON")
    func json() throws {
        var text = LocalizedText(es: "Abre", en: "Opens")
        text.set("Cierra", in: .spanish)
        let read = try JSONDecoder().decode(LocalizedText.self, from: JSONEncoder().encode(text))
        #expect(read == text)
        #expect(read.shown(in: .english).standing == .outdated)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(LocalizedText.self, from: Data(#"{"source":"xx","texts":{}}"#.utf8)) }
    }
}
