import Foundation
import Formats
import Testing

@Suite struct VCardTests {
    /// The lines of a card as they are before folding.
    private func unfolded(_ card: VCard) -> [String] {
        var bytes: [UInt8] = []
        for line in card.text.utf8.split(separator: 10) {
            if line.first == 32 { bytes.removeLast(2) }
            bytes += (line.first == 32 ? line.dropFirst() : line) + [10]
        }
        return bytes.split(separator: 10).map { String(decoding: $0.dropLast(), as: UTF8.self) }
    }

    @Test("A card is of version 4, begins and ends, and ends each line with CRLF")
    func frame() {
        var card = VCard()
        card.add("FN", text: "Consulado de México en Tucson")
        card.add("TEL", ["TYPE=work", "VALUE=uri"], raw: "tel:+15208825595")
        card.add("ADR", components: ["", "", "3915 E Broadway Blvd", "Tucson", "AZ", "85711", "US"])
        #expect(card.text == "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Consulado de México en Tucson\r\nTEL;TYPE=work;VALUE=uri:tel:+15208825595\r\nADR:;;3915 E Broadway Blvd;Tucson;AZ;85711;US\r\nEND:VCARD\r\n")
    }

    @Test("Commas, semicolons, backslashes and line breaks of a text are escaped (RFC 6350, 3.4)", arguments: [
        ("a,b;c\\d", "a\\,b\\;c\\\\d"), ("one\ntwo", "one\\ntwo"), ("one\r\ntwo", "one\\ntwo"), ("one\rtwo", "one\\ntwo"), ("one\n\ntwo", "one\\n\\ntwo"), ("\\n", "\\\\n"), ("a,\u{301}b", "a\\,\u{301}b"), ("a\u{0}b\u{7}c", "abc"), ("a\tb", "a b"), ("a:b \"c\"", "a:b \"c\""),
    ])
    func escaping(text: String, escaped: String) {
        var card = VCard()
        card.add("NOTE", text: text)
        #expect(Array((unfolded(card).dropFirst(2).first ?? "").utf8) == Array("NOTE:\(escaped)".utf8))
        var parts = VCard()
        parts.add("ORG", components: [text, "x"])
        #expect(Array((unfolded(parts).dropFirst(2).first ?? "").utf8) == Array("ORG:\(escaped);x".utf8))
    }

    @Test("No value can begin a line of its own", arguments: ["x\r\nTEL:+1", "x\nTEL:+1", "x\rTEL:+1", "x\r\n\r\nEND:VCARD", "x\u{0}\nTEL:+1", "x\r\n\u{301}TEL:+1"])
    func injection(value: String) {
        var card = VCard()
        card.add("NOTE", text: value)
        card.add("URL", raw: value)
        card.add("ADR", components: [value])
        let lines = card.text.utf8.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }.filter { !$0.hasPrefix(" ") }
        #expect(lines.map { $0.prefix { $0.isLetter } } == ["BEGIN", "VERSION", "NOTE", "URL", "ADR", "END"])
        #expect(!card.text.utf8.split(separator: 10).contains { $0.dropLast().contains(13) || $0.last != 13 }, "every line ends with CRLF and holds no other CR")
    }

    @Test("No line is longer than 75 octets, no character is cut, and unfolding gives the text back (RFC 6350, 3.2)", arguments: ["a", "ñ", "中", "👩🏽‍⚖️", "añ中👩🏽‍⚖️ "])
    func folding(unit: String) {
        for count in [1, 30, 60, 69, 70, 71, 72, 200] {
            var card = VCard()
            let text = String(repeating: unit, count: count)
            card.add("NOTE", text: text)
            for line in card.text.utf8.split(separator: 10) {
                #expect(line.count <= 76, "75 octets and CR")
                #expect(String(validating: line, as: UTF8.self) != nil)
            }
            #expect(unfolded(card).contains("NOTE:\(text)"))
        }
    }
}
