import Foundation
import Localization
import Records
import Storage
import Testing
import Web
@testable import Notices

@Suite("Mail, feed and calendar as they are written")
struct WrittenFormsTests {
    func message(subject: String = "Hola", recipient: String = "ana@example.org", unsubscribe: String? = nil, plain: String = "uno\ndos") -> MailMessage {
        MailMessage(sender: "enlace@example.org", recipient: recipient, subject: subject, date: Date(timeIntervalSince1970: 1_795_600_000), id: "0193", host: "example.org",
                    language: "es", plain: plain, html: "<p>uno</p>", unsubscribe: unsubscribe)
    }

    func head(_ message: MailMessage) -> String { message.text.components(separatedBy: "\r\n\r\n").first ?? "" }

    @Test("The same mail has the same Message-ID and date each time")
    func stable() {
        #expect(head(message()).contains("Message-ID: <0193@example.org>\r\n"))
        #expect(head(message()).contains("Date: Wed, 25 Nov 2026 04:26:40 +0000\r\n") || head(message()).contains(MailMessage.stamp(Date(timeIntervalSince1970: 1_795_600_000))))
        #expect(message().text == message().text)
    }

    @Test("A line break in a subject or an address begins no header of its own", arguments: ["a\r\nBcc: x@example.org", "a\nBcc: x@example.org", "a\rBcc: x", "a\u{2028}Bcc: x", "a\u{85}Bcc: x", "a\0b"])
    func injection(_ text: String) {
        for message in [message(subject: text), message(recipient: text), message(unsubscribe: text)] {
            let lines = head(message).components(separatedBy: "\r\n")
            #expect(!lines.contains { $0.lowercased().hasPrefix("bcc") })
            #expect(lines.allSatisfy { line in line.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value < 127 } })
        }
    }

    @Test("A long subject in Spanish is cut into encoded words of at most 75 characters, never inside a letter")
    func longSubject() {
        let subject = String(repeating: "Decisión sobre la atención consular a niñas y niños · ", count: 4)
        let encoded = HeaderText.encoded(subject, after: 9)
        let words = encoded.components(separatedBy: "\r\n ")
        #expect(words.allSatisfy { $0.count <= 75 })
        let bytes = words.map { Data(base64Encoded: String($0.dropFirst(10).dropLast(2))) ?? Data() }
        #expect(bytes.allSatisfy { String(data: $0, encoding: .utf8) != nil })
        #expect(String(decoding: bytes.reduce(Data(), +), as: UTF8.self) == subject)
    }

    @Test("Quoted-printable: no line over 76 characters, no dot or blank alone, nothing outside ASCII")
    func quotedPrintable() {
        let text = "ñ" + String(repeating: "a", count: 200) + "\n.\n" + String(repeating: "x", count: 75) + ".y\nfin \n=3D\r\núltima"
        let encoded = QuotedPrintable.encode(text)
        let lines = encoded.components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 76 && !$0.hasPrefix(".") && !$0.hasSuffix(" ") })
        #expect(encoded.utf8.allSatisfy { $0 < 127 })
    }

    @Test("A calendar's lines have at most 75 octets, and commas and line breaks in a title stay in it")
    func calendar() {
        let title = "Plazo; «posición», una\nlínea " + String(repeating: "año ", count: 40)
        let entry = CalendarEntry(uid: "decision-1", title: LocalizedText(es: title, en: title), path: "/decisions/1", when: .instant(Date(timeIntervalSince1970: 1_796_000_000)), changedAt: Date(timeIntervalSince1970: 1_795_000_000))
        let text = ICalendar(name: "Enlace", host: "example.org", language: .spanish, base: "https://example.org/es", entries: [entry]).text
        #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 75 })
        #expect(text.replacing("\r\n ", with: "").contains("Plazo\\; «posición»\\, una\\nlínea"))
        #expect(text.contains("DTSTART:20261129T") || text.contains("DTSTART:2026113"))
        #expect(text.hasSuffix("END:VCALENDAR\r\n"))
    }

    @Test("Digests are due up to 07:00 UTC, the weekly one up to Monday's")
    func cutoffs() throws {
        // A Wednesday, 06:59 and 07:00.
        let before = Day("2026-11-25").map { $0.start(in: .network).addingTimeInterval(7 * 3600 - 60) } ?? Date()
        let after = before.addingTimeInterval(60)
        #expect(Frequency.daily.cutoff(at: before) == after.addingTimeInterval(-86_400))
        #expect(Frequency.daily.cutoff(at: after) == after)
        let monday = Frequency.weekly.cutoff(at: before)
        #expect(monday == after.addingTimeInterval(-2 * 86_400))
        #expect(Frequency.none.cutoff(at: before) == nil)
    }

    @Test("Reminders: 14, 7, 2 days ahead and on the last day; never after")
    func steps() {
        let now = Date(timeIntervalSince1970: 1_795_600_000)
        let days: [(Double, Int?)] = [(20, nil), (14, 14), (10, 14), (7, 7), (3, 7), (2, 2), (1.5, 2), (1, 1), (0.1, 1), (0, nil), (-1, nil)]
        for (left, step) in days { #expect(Agenda.step(of: now.addingTimeInterval(left * 86_400), at: now) == step, "\(left) days") }
    }
}
