import Accounts
import Foundation
import Records
import Storage
import Testing
import Web
@testable import Notices

@Suite("Mail that comes back")
struct DeliveryReportTests {
    /// As a mail system would write it, with what the test wants to be different.
    static func report(about id: String, action: String = "failed", status: String = "5.1.1", diagnostic: String = "smtp; 550 5.1.1 no such\r\n user here",
                       contentType: String = "multipart/report; report-type=delivery-status;\r\n\tboundary=\"=_a/b 1\"", boundary: String = "=_a/b 1",
                       returned: String = "message/rfc822") -> String {
        """
        From: MAILER-DAEMON@mx.example.net\r
        Subject: could not be delivered\r
        Content-Type: \(contentType)\r
        \r
        For programs that know no MIME.\r
        --\(boundary)\r
        \r
        We are sorry.\r
        \r
        --\(boundary)  \r
        Content-Type: message/delivery-status\r
        \r
        Reporting-MTA: dns; mx.example.net\r
        \r
        Final-Recipient: rfc822; ana@example.org\r
        Action: \(action)\r
        Status: \(status) (a word on it)\r
        Diagnostic-Code: \(diagnostic)\r
        \r
        --\(boundary)\r
        Content-Type: \(returned)\r
        \r
        Subject: Enlace\r
        Message-ID:\r
         <\(id)@example.org>\r
        \r
        --not-the-boundary\r
        --\(boundary)--\r
        Message-ID: <somebody@else>\r

        """
    }

    static let fate = DeliveryReport.Fate(action: .failed, status: "5.1.1", diagnostic: "550 5.1.1 no such user here")

    @Test("A report tells which mail, what became of it, and why")
    func read() throws {
        let report = try #require(DeliveryReport(Self.report(about: "0193")))
        #expect(report.messageID == "0193@example.org")
        #expect(report.fates == [Self.fate])
        #expect(Self.fate.reason == "550 5.1.1 no such user here")
        #expect(DeliveryReport.Fate(action: .failed, status: "5.0.0", diagnostic: "gone").reason == "5.0.0: gone")
        #expect(DeliveryReport.Fate(action: .failed, status: "5.0.0", diagnostic: "").reason == "5.0.0")
        for returned in ["text/rfc822-headers; charset=us-ascii", "message/global", "Message/RFC822"] {
            #expect(DeliveryReport(Self.report(about: "0193", returned: returned)) == report, "\(returned)")
        }
        #expect(DeliveryReport(Self.report(about: "0193", contentType: "Multipart/Report; Boundary=abc; report-type=delivery-status", boundary: "abc")) == report)
        #expect(DeliveryReport(Self.report(about: "0193").replacing("\r\n", with: "\n")) == report)
    }

    @Test("What is no report, or does not say which mail it means, is none", arguments: [
        "", "\n", "Subject: Estoy de vacaciones\n\nVuelvo el lunes.", "Content-Type: multipart/report\n\n--\n", report(about: "0193", returned: "text/plain"),
        report(about: "0193", action: "lost"), report(about: "0193", contentType: "multipart/mixed; boundary=\"=_a/b 1\""), String(report(about: "0193").prefix(500)),
    ])
    func others(_ text: String) {
        #expect(DeliveryReport(text) == nil)
    }

    /// Somebody to whom one mail has gone out.
    private func sent(_ office: SmallOffice, secret: Bool = false) async throws -> (ana: Colleague, mail: Mail) {
        let ana = try await office.person("ana")
        try await office.tell([ana], .decisions, key: "one")
        try await office.runner.runDue()
        let mail = try #require(try await office.mails().first), now = office.clock.clock.now
        try await office.database.write { tx in
            if secret { try tx.execute("UPDATE mail SET is_secret = TRUE") }
            try Outbox(tx).sent(mail.id, at: now)
        }
        return (ana, mail)
    }

    private func hear(_ text: String, _ office: SmallOffice) async throws -> DeliveryReport.Hearing {
        let now = office.clock.clock.now
        return try await office.database.write { try DeliveryReport.hear(text, by: .shell, at: now, in: $0) }
    }

    @Test("A mail that comes back is shown to the Secretariat with its reason and to its person, and can be sent again", arguments: StoreEngine.atHand)
    func returned(_ engine: StoreEngine) async throws {
        let office = try await SmallOffice(engine)
        let (ana, mail) = try await sent(office), secretariat = try await office.person("st", .secretariat, "st")
        #expect(try await !secretariat.get("/es/home").text.contains("Correos sin entregar"))
        #expect(try await hear(Self.report(about: "\(mail.id)"), office) == .returned)
        let page = try await secretariat.get("/es/desk/mail").text
        #expect(page.contains("550 5.1.1 no such user here") && page.contains("ana@example.org") && page.contains("devuelto"))
        #expect(try await secretariat.get("/en/desk/mail").text.contains("came back"))
        #expect(try await secretariat.get("/es/home").text.contains("Correos sin entregar: 1"))
        #expect(try await secretariat.get("/es/desk/mail?show=sent").text.contains("No se ha enviado"))
        #expect(try await ana.get("/es/home").text.contains("no se pudo entregar"))
        #expect(try await ana.get("/en/home").text.contains("could not be delivered"))
        #expect(try await !secretariat.get("/es/home").text.contains("no se pudo entregar"))
        #expect(try await hear(Self.report(about: "\(mail.id)"), office) == .nothingNew)
        #expect(try await secretariat.post("/es/desk/mail/\(mail.id)/retry").status == .seeOther)
        #expect(try await office.mails().map(\.id) == [mail.id])
        let now = office.clock.clock.now
        try await office.database.write { try Outbox($0).sent(mail.id, at: now) }
        #expect(try await !ana.get("/es/home").text.contains("no se pudo entregar"))
        #expect(try await office.database.read { try AuditTrail.verify($0).breaks.isEmpty })
    }

    @Test("A report that the mail is only late is noted; one about a mail that is not the house's changes nothing", arguments: StoreEngine.atHand)
    func lateAndForeign(_ engine: StoreEngine) async throws {
        let office = try await SmallOffice(engine)
        let (ana, mail) = try await sent(office), secretariat = try await office.person("st", .secretariat, "st")
        #expect(try await hear(Self.report(about: "\(mail.id)", action: "delayed", status: "4.4.1", diagnostic: "smtp; no answer"), office) == .delayed)
        #expect(try await secretariat.get("/es/desk/mail?show=sent").text.contains("4.4.1: no answer"))
        #expect(try await hear(Self.report(about: "\(mail.id)", action: "delivered", status: "2.0.0"), office) == .nothingNew)
        for id in ["\(Storage.ID<Mail>(at: Date()))", "0193", "", "%"] { #expect(try await hear(Self.report(about: id), office) == .unknown) }
        #expect(try await secretariat.get("/es/desk/mail").text.contains("Todos los correos se entregaron"))
        #expect(try await !ana.get("/es/home").text.contains("no se pudo entregar"))
    }

    @Test("An invitation that comes back cannot be sent again, since its link is forgotten; it is taken off the list once seen to", arguments: StoreEngine.atHand)
    func forgotten(_ engine: StoreEngine) async throws {
        let office = try await SmallOffice(engine)
        let (ana, mail) = try await sent(office, secret: true), secretariat = try await office.person("st", .secretariat, "st")
        _ = try await hear(Self.report(about: "\(mail.id)"), office)
        let page = try await secretariat.get("/es/desk/mail").text
        #expect(page.contains("invitación nueva") && !page.contains("Enviar otra vez"))
        #expect(try await secretariat.post("/es/desk/mail/\(mail.id)/retry").status == .notFound)
        #expect(try await secretariat.post("/es/desk/mail/retries").status == .seeOther)
        #expect(try await office.mails().isEmpty)
        #expect(try await ana.post("/es/desk/mail/\(mail.id)/settlement").status == .forbidden)
        #expect(try await secretariat.post("/es/desk/mail/\(mail.id)/settlement").status == .seeOther)
        #expect(try await secretariat.post("/es/desk/mail/\(mail.id)/settlement").status == .notFound)
        #expect(try await secretariat.get("/es/desk/mail").text.contains("Todos los correos se entregaron"))
        #expect(try await !secretariat.get("/es/home").text.contains("Correos sin entregar"))
    }
}
