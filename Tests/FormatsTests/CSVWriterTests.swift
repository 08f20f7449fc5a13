import Foundation
import Formats
import Testing

@Suite struct CSVWriterTests {
    private func written(_ fields: [String]) -> String {
        var writer = CSVWriter(header: ["h"])
        writer.add(fields)
        return String(writer.text.dropFirst("h\r\n".utf8.count - 1))
    }

    @Test("Commas, CRLF, and quotation marks only where they are needed", arguments: [
        (["a", "b"], "a,b"), (["a,b", "c"], "\"a,b\",c"), (["a;b"], "\"a;b\""), (["the \"old\" one"], "\"the \"\"old\"\" one\""), (["a\nb"], "\"a\nb\""), (["a\r\nb"], "\"a\r\nb\""), ([" a"], "\" a\""), (["", ""], ","), ([""], "\"\""), (["Ñuñoa", "中"], "Ñuñoa,中"),
        (["a,\u{301}b"], "\"a,\u{301}b\""), (["a\"\u{301}b"], "\"a\"\"\u{301}b\""),
    ])
    func cells(fields: [String], line: String) {
        #expect(Array(written(fields).utf8) == Array((line + "\r\n").utf8))
    }

    @Test("A cell that a spreadsheet would take for a formula gets an apostrophe", arguments: [
        "=1+1", "=HYPERLINK(\"http://x\")", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd", "=not(1)", "=sin(1)", "=-5", "\t=1", "\r=1", "\n=1", "\r\n=1", "=", "-", "+", "--1", "-a", "+A1", "+1+A1", "@user", "=ext", "-(1)", "+1 x",
    ])
    func formulas(cell: String) {
        let text = written([cell])
        #expect(text.hasPrefix("'") || text.hasPrefix("\"'"), "\(text.debugDescription)")
    }

    @Test("Numbers and telephone numbers are left as they are", arguments: ["-12", "+5", "-0.5", "-12,5", "+1 520 882 5595", "+1-520-882-5595", "+1 (520) 882-5595", "+504 2552-1234 ext. 12", "+15208825595;ext=12", "+1 520 882 5595; +1 520 882 5596", "12", "a=b", "a-b", "O'Higgins", "'tis"])
    func numbers(cell: String) {
        let text = written([cell])
        #expect(text == cell + "\r\n" || text == "\"\(cell)\"\r\n")
    }

    @Test("Whatever is written is read back as it was, blanks around it aside")
    func roundTrip() throws {
        let pieces = ["a", "ñ", "\"", "\"\"", ",", ";", "\n", "\r\n", "\r", " ", "'", "=", "+", "-", "@", "\t", "1", ".", "(", "ext", "\u{301}", "\u{FEFF}", "👩🏽‍⚖️", "\u{0}", "中", "\\", "|"]
        var random = Numbers(state: 42)
        for width in [1, 2, 5] {
            let names = (0..<width).map { "column\($0)" }
            var writer = CSVWriter(header: names)
            let rows = (0..<1500).map { _ in names.map { _ in (0..<Int(random.next() % 7)).map { _ in random.pick(pieces) }.joined() } }
            for row in rows { writer.add(row) }
            let read = try CSVReader(writer.bytes, required: names).map { result in try names.map { try result.get()[$0] } }
            try #require(read.count == rows.count)
            for (back, row) in zip(read, rows) {
                let expected = row.map { $0.trimmingCharacters(in: .whitespaces) }
                let same = zip(back, expected).allSatisfy { Array($0.trimmingCharacters(in: .whitespaces).utf8) == Array($1.utf8) }
                try #require(same, "\(back.map(\.debugDescription)) was \(row.map(\.debugDescription))")
            }
        }
    }
}
