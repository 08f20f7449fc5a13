import Foundation
@testable import Formats
import Testing

@Suite struct CSVReaderTests {
    private func read(_ text: String, required: [String] = ["name", "city"], optional: [String] = ["note"]) throws -> CSVReader {
        try CSVReader(Array(text.utf8), required: required, optional: optional)
    }

    /// The rows as name|city, or what is wrong with them as reason@line:column.
    private func rows(_ reader: CSVReader) -> [String] {
        reader.map { result in
            switch result {
            case .success(let row): "\(row["name"])|\(row["city"])"
            case .failure(let error): "\(error.reason.rawValue)@\(error.line):\(error.column)"
            }
        }
    }

    @Test("Commas or semicolons, LF, CRLF or CR, with or without a byte order mark and a last line break", arguments: [
        "name,city\nAna,Tucson\nLuis,Nogales\n", "name,city\r\nAna,Tucson\r\nLuis,Nogales\r\n", "name,city\rAna,Tucson\rLuis,Nogales", "name,city\nAna,Tucson\nLuis,Nogales", "name;city\nAna;Tucson\nLuis;Nogales\n",
        "\u{FEFF}name,city\r\nAna,Tucson\r\nLuis,Nogales", "\n\nname,city\n\nAna,Tucson\n\r\n\nLuis,Nogales\n\n", " Name , CITY \n Ana , Tucson \nLuis,Nogales", "city,name\nTucson,Ana\nNogales,Luis", "\"name\",\"city\"\n\"Ana\",\"Tucson\"\n\"Luis\",\"Nogales\"",
    ])
    func forms(text: String) throws {
        #expect(rows(try read(text)) == ["Ana|Tucson", "Luis|Nogales"])
    }

    @Test("Quoted fields hold separators, line breaks and quotation marks")
    func quotes() throws {
        let rows = Array(try read("name,city\n\"Núñez, Ana\",\"Tu\r\ncson\"\n\"the \"\"old\"\" one\",\"\"\nit\"s,5\" pipe\n")).compactMap { try? $0.get() }
        #expect(rows.map { $0["name"] } == ["Núñez, Ana", "the \"old\" one", "it\"s"])
        #expect(rows.map { $0["city"] } == ["Tu\r\ncson", "", "5\" pipe"])
        #expect(rows.map(\.line) == [2, 4, 5])
    }

    @Test("A column that is not there reads as empty")
    func optionalColumn() throws {
        let reader = try read("name,city\nAna,Tucson")
        let row = try #require(try reader.first { _ in true }?.get())
        #expect(row["note"] == "")
        #expect(row.has("note") == false)
        #expect(row.has("name"))
        #expect(reader.columns == ["name", "city"])
    }

    @Test("Where a field stands: its line and its column in characters, also after accents and line breaks")
    func places() throws {
        let row = try #require(try read("name,city,note\n\"Ñu\nñez\",Tucson,x").first { _ in true }?.get())
        #expect((row.line(of: "name"), row.column(of: "name")) == (2, 1))
        #expect((row.line(of: "city"), row.column(of: "city")) == (3, 6))
        #expect((row.line(of: "note"), row.column(of: "note")) == (3, 13))
        let simple = try #require(try read("name,city,note\n👩🏽‍⚖️,Ñu,x").first { _ in true }?.get())
        #expect(simple.column(of: "city") == 7, "code points are counted, of which this sign has five")
    }

    @Test("A header that is wrong says how, and where", arguments: [
        ("name,note\nAna,x", "missing_column", 1, 1, "city"), ("name,city,citi\n", "unknown_column", 1, 11, "citi"), ("name,city,Name\n", "repeated_column", 1, 11, "name"), ("", "empty", 1, 1, ""), ("\u{FEFF}", "empty", 1, 1, ""), ("\n\r\n", "empty", 1, 1, ""),
        ("\n\nname,city,x", "unknown_column", 3, 11, "x"), ("name,\"city", "unterminated_quote", 1, 6, "city"), ("name\tcity\nAna\tTucson", "unknown_column", 1, 1, "name\tcity"),
    ])
    func headers(text: String, reason: String, line: Int, column: Int, value: String) {
        let error = #expect(throws: CSVError.self) { try read(text) }
        #expect(error == CSVError.Reason(rawValue: reason).map { CSVError(reason: $0, line: line, column: column, value: value) })
    }

    @Test("A row of the wrong width is told, and reading goes on")
    func ragged() throws {
        #expect(rows(try read("name,city\nAna\nLuis,Nogales\nEva,Yuma,extra\nMía,Ajo\n")) == ["too_few_fields@2:1", "Luis|Nogales", "too_many_fields@4:10", "Mía|Ajo"])
    }

    @Test("A quotation mark in the wrong place is told where, and reading stops: what follows cannot be trusted")
    func strayQuotes() throws {
        #expect(rows(try read("name,city\nAna,Tucson\n\"Lu\"is,Nogales\nEva,Yuma")) == ["Ana|Tucson", "stray_quote@3:4"])
        #expect(rows(try read("name,city\nAna,\"Tucson\nLuis,Nogales")) == ["unterminated_quote@2:5"])
        #expect(rows(try read("name,city\n\"A\nna\"x,Tucson")) == ["stray_quote@3:3"])
    }

    @Test("A file in Latin-1 is told by line and column, with what can be read of the value")
    func latin1() throws {
        let latin = { (text: String) in text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }
        let errors = try CSVReader(latin("name,city\nAna,Tucson\nJosé,Año Núñez\n"), required: ["name", "city"]).compactMap { result -> CSVError? in
            if case .failure(let error) = result { error } else { nil }
        }
        #expect(errors.map(\.reason) == [.notUTF8])
        #expect(errors.map(\.line) == [3])
        #expect(errors.map(\.column) == [4])
        #expect(errors.map(\.value) == ["Jos\u{FFFD}"])
        let quoted = try CSVReader(Array("name,city\nÑa,\"Tuc\n".utf8) + [0x73, 0xF1, 0x22, 0x0A], required: ["name", "city"]).compactMap { result -> CSVError? in
            if case .failure(let error) = result { error } else { nil }
        }
        #expect(quoted.map { "\($0.reason.rawValue)@\($0.line):\($0.column)" } == ["not_utf8@3:2"])
        let header = #expect(throws: CSVError.self) { try CSVReader(latin("name,año\n"), required: ["name"]) }
        #expect(header?.reason == .notUTF8)
        #expect(header?.column == 7)
    }

    @Test("UTF-16, and bytes at random, are refused or read, never stumbled over")
    func garbage() throws {
        let utf16: [UInt8] = [0xFF, 0xFE] + Array("name,city\n".utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
        #expect(throws: CSVError.self) { try CSVReader(utf16, required: ["name", "city"]) }
        var random = Numbers(state: 1)
        for _ in 0..<2000 {
            let bytes = Array("name,city\n".utf8) + (0..<Int(random.next() % 40)).map { _ in random.pick([0x22, 0x2C, 0x3B, 0x0A, 0x0D, 0x61, 0xC3, 0xA9, 0xF0, 0x00, 0xFF]) }
            for case .failure(let error) in try CSVReader(bytes, required: ["name", "city"]) { #expect(error.line >= 2 && error.column >= 1) }
        }
    }
}
