import Foundation
import Localization
import Storage
import Testing

@Suite("What the index finds, on both engines")
struct FindingTests {
    @Test("Case, accents and punctuation do not matter", arguments: SearchHouse.engines)
    func folding(_ engine: String) async throws {
        let house = try await SearchHouse(engine)
        let peru = try await house.add(es: ("Embajada en el PERÚ", "Teléfono de guardia: niñez, vigüenza, e-mail guardia@peru.example"))
        for typed in ["peru", "Perú", "PERÚ", "pe\u{301}ru", "(perú)", "\"embajada\" perú", "ninez", "viguenza", "e-mail", "guardia@peru.example", "teléfono*", "embaj"] {
            #expect(try await house.find(typed).hits.map(\.record) == [peru], "\(typed)")
        }
        for typed in ["mbajada", "perux", "embajada chile"] { #expect(try await house.find(typed).total == 0, "\(typed)") }
    }

    @Test("Operators of the engines are words like others", arguments: SearchHouse.engines)
    func operators(_ engine: String) async throws {
        let house = try await SearchHouse(engine)
        try await house.add(es: ("Visas", "trámite"))
        for typed in ["visas OR nada", "visas AND trámite", "NOT visas", "visas NEAR(trámite)", "title:visas", "'; DROP TABLE full_text_entry; --", "a:*b & | ! <-> c"] {
            #expect(try await house.find(typed).total == 0, "\(typed)")
        }
        for typed in ["\"visas\" & (trámite)", "visas -trámite | !", "^visas*"] { #expect(try await house.find(typed).total == 1, "\(typed)") }
        #expect(throws: FullText.Query.Refusal.noWords) { try FullText.Query("\"*\" () - && ||  ¿?") }
        #expect(throws: FullText.Query.Refusal.tooLong(count: 10_000)) { try FullText.Query(String(repeating: "á", count: 10_000)) }
        #expect(try await house.find((0..<100).map { String(UnicodeScalar(UInt8(97 + $0 % 26))) }.joined(separator: " ")).total == 0)
    }

    @Test("A word in one language finds the record for a reader of the other, once", arguments: SearchHouse.engines)
    func otherLanguage(_ engine: String) async throws {
        let house = try await SearchHouse(engine)
        let record = try await house.add(es: ("Retorno de niñas y niños", "Lineamientos regionales"), en: ("Return of children", "Regional guidelines, consular"))
        try await house.add(es: ("Retorno digno", "Solo en español"))
        let inSpanish = try await house.find("children").hits
        #expect(inSpanish.map(\.record) == [record])
        #expect(inSpanish.first?.title == "Retorno de niñas y niños")
        #expect(inSpanish.first?.otherPassage?.language == "en")
        #expect(inSpanish.first?.otherPassage?.title.contains(.init(text: "children", isHit: true)) == true)
        let both = try await house.find("consular", for: "en").hits
        #expect(both.count == 1 && both.first?.language == "en" && both.first?.otherPassage == nil)
        #expect(try await house.find("retorno", for: "en").hits.count == 2)
    }

    @Test("Nothing of another's audience is found or counted", arguments: SearchHouse.engines)
    func audiences(_ engine: String) async throws {
        let house = try await SearchHouse(engine)
        try await house.add("note", es: ("Salvoconducto", ""))
        try await house.add("note", es: ("Salvoconducto", ""), for: "members")
        try await house.add("report", es: ("Salvoconducto", ""), for: "owner:1")
        let answer = try await house.find("salvoconducto")
        #expect(answer.total == 1 && answer.counts == ["note": 1])
        #expect(try await house.find("salvoconducto", .init(audiences: ["public", "members"])).counts == ["note": 2])
        #expect(try await house.find("salvoconducto", .init(audiences: ["owner:1"])).counts == ["report": 1])
        #expect(try await house.find("salvoconducto", .init(audiences: [])).total == 0)
    }

    @Test("Texts of one record for different audiences are refused")
    func differingAudiences() async throws {
        let house = try await SearchHouse()
        await #expect(throws: FullText.Fault.self) {
            try await house.database.write { tx in
                let record = UUID()
                try tx.index(kind: "note", record: record, [
                    .init(kind: "note", record: record, language: "es", title: "a", body: "", audience: "public"),
                    .init(kind: "note", record: record, language: "en", title: "b", body: "", audience: "members"),
                ])
            }
        }
    }

    @Test("Filters narrow; counts by kind stay those of all kinds", arguments: SearchHouse.engines)
    func filters(_ engine: String) async throws {
        let house = try await SearchHouse(engine)
        let old = try await house.add("note", es: ("Visa antigua", ""), countries: ["MX", "US"], theme: "1", day: "2020-05-01")
        let new = try await house.add("report", es: ("Visa nueva", ""), en: ("New visa", ""), countries: ["GT"], theme: "3", day: "2026-05-01")
        let undated = try await house.add("note", es: ("Visa sin fecha", ""))
        func found(_ change: (inout FullText.Filter) -> Void) async throws -> Set<UUID> {
            var filter = FullText.Filter(audiences: ["public"])
            change(&filter)
            return Set(try await house.find("visa", filter).hits.map(\.record))
        }
        #expect(try await found { _ in } == [old, new, undated])
        #expect(try await found { $0.country = "US" } == [old])
        #expect(try await found { $0.country = "MX" } == [old])
        #expect(try await found { $0.language = "en" } == [new])
        #expect(try await found { $0.theme = "3" } == [new])
        #expect(try await found { $0.from = Day("2020-05-01") } == [old, new])
        #expect(try await found { $0.to = Day("2026-04-30") } == [old])
        #expect(try await found { $0.kinds = ["note"] } == [old, undated])
        let answer = try await house.find("visa", .init(audiences: ["public"], kinds: ["report"]))
        #expect(answer.total == 1 && answer.counts == ["note": 2, "report": 1])
    }

    @Test("A new text takes the old one's place, and a record can be taken out", arguments: SearchHouse.engines)
    func replaced(_ engine: String) async throws {
        let house = try await SearchHouse(engine)
        let record = try await house.add(es: ("Antes", "uno"), en: ("Before", "one"))
        try await house.add(es: ("Después", "dos"), record: record)
        #expect(try await house.find("antes").total == 0)
        #expect(try await house.find("before").total == 0)
        #expect(try await house.find("después dos").total == 1)
        try await house.database.write { try $0.removeFromIndex(kind: "note", record: record) }
        #expect(try await house.find("después").total == 0)
    }

    @Test("The title counts more than the body; pages follow one another", arguments: SearchHouse.engines)
    func order(_ engine: String) async throws {
        let house = try await SearchHouse(engine)
        for number in 0..<25 { try await house.add(es: ("Nota \(number)", "trata de pasaportes y de otras cosas")) }
        let best = try await house.add(es: ("Pasaportes", "todo"))
        let first = try await house.find("pasaportes", limit: 20), second = try await house.find("pasaportes", limit: 20, offset: 20)
        #expect(first.hits.first?.record == best)
        #expect(first.total == 26 && first.hits.count == 20 && second.hits.count == 6)
        #expect(Set((first.hits + second.hits).map(\.record)).count == 26)
    }

    @Test("The fragment is the part of a long text that holds the words")
    func fragment() async throws {
        let house = try await SearchHouse()
        let filler = (0..<400).map { "palabra\($0)" }.joined(separator: " ")
        try await house.add(es: ("Informe", "\(filler) El Huracán\nllegó a la Costa. \(filler)"))
        let text = try #require(try await house.find("huracan costa").hits.first).passage.text
        #expect(text.filter(\.isHit).map(\.text) == ["Huracán", "Costa"])
        let whole = text.map(\.text).joined()
        #expect(whole.hasPrefix("… palabra") && whole.hasSuffix(" …") && whole.count < 500 && !whole.contains("\n"))
    }

    @Test("A fragment does not end with the word asked for, so that a line of a list is read whole")
    func line() async throws {
        let house = try await SearchHouse()
        for before in [0, 26, 60] {
            let list = (0..<before).map { "otra\($0)" } + ["visa"] + (0..<24).map { "país\($0)" } + ["Guatemala:", "sin", "visa", "90", "días"] + (0..<60).map { "país\($0)" }
            let record = try await house.add(es: ("Lista \(before)", list.joined(separator: " ")))
            let hit = try #require(try await house.find("lista \(before) guatemala visa").hits.first { $0.record == record })
            #expect(hit.passage.text.map(\.text).joined().contains("Guatemala: sin visa"), "\(before)")
        }
        // Of a long line the beginning says whom it is about.
        let lines = (0..<40).map { "País\($0): visa obligatoria." } + ["Guatemala: sin visa, 90 días; quien es menor de 18 años lleva el permiso de quien tiene la patria potestad; Prueba tapioca."] + (40..<80).map { "País\($0): visa obligatoria." }
        try await house.add(es: ("Reglas", lines.joined(separator: "\n")))
        let shown = try #require(try await house.find("tapioca").hits.first).passage.text.map(\.text).joined()
        #expect(shown.hasPrefix("… Guatemala: sin visa") && shown.contains("tapioca"), "\(shown)")
    }

    @Test("Many long texts and odd characters are taken", arguments: SearchHouse.engines)
    func oddTexts(_ engine: String) async throws {
        let house = try await SearchHouse(engine)
        let long = (0..<60_000).map { "w\($0 % 30_000)" }.joined(separator: " ")
        try await house.add(es: ("Largo", long))
        try await house.add(es: ("Raro ' \\ \" : & | ! 'a':1A", "Straße ﬁn ① ½ Ｆｕｌｌ 漢字 \u{0} \u{301}suelto " + String(repeating: "x", count: 5000)))
        for typed in ["w12", "strasse", "fin", "full", "漢字", "suelto", "raro a 1a", String(repeating: "x", count: 150)] { #expect(try await house.find(typed).total == 1, "\(typed)") }
    }
}
