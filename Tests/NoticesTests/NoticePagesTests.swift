import Accounts
import Foundation
import HTTPTypes
import HummingbirdTesting
import Localization
import Records
import Storage
import Testing
import Web
@testable import Notices

@Suite("Pages, feed and calendar")
struct NoticePagesTests {
    @Test("Home shows what is expected, the most pressing first, and what is new until it is marked as read")
    func home() async throws {
        let office = try await SmallOffice()
        let ana = try await office.person("ana")
        office.wanted.set("mx", [office.expectation("sin fecha", in: nil), office.expectation("lejos", in: 20), office.expectation("cerca", in: 1)])
        try await office.tell([ana], .decisions, key: "one")
        let page = try await ana.get("/es/home")
        #expect(page.status == .ok)
        #expect(page.text.contains("Lo que se espera de México"))
        let order = ["Hasta el cerca", "Hasta el lejos", "Hasta el sin fecha"].compactMap { page.text.range(of: $0)?.lowerBound }
        #expect(order.count == 3 && order == order.sorted())
        #expect(page.text.contains(">nuevo<"))
        #expect(page.text.components(separatedBy: "<h1").count == 2)
        #expect(try await ana.get("/en/home").text.contains("By English cerca"))
        _ = try await ana.post("/es/home/notices/reading")
        #expect(try await !ana.get("/es/home").text.contains(">nuevo<"))
    }

    @Test("A deadline is written in the time zone in which it was stated")
    func zones() async throws {
        let office = try await SmallOffice()
        let ana = try await office.person("ana")
        let due = office.clock.clock.now.addingTimeInterval(86_400 * 1.5)
        office.wanted.set("mx", [Expectation(key: "one", topic: .decisions, text: "notices.topic.decisions", values: ["zone": "America/Costa_Rica"], path: "/decisions/1", due: due)])
        let home = try await ana.get("/es/home").text
        #expect(home.contains("(hora de San José)") && !home.contains("UTC"))
        try await office.runner.runDue()
        #expect(try await ana.get("/en/home").text.contains("(San José time)."))
    }

    @Test("The private address shows feed and calendar to whoever has it, until it is renewed")
    func address() async throws {
        let office = try await SmallOffice()
        let ana = try await office.person("ana")
        office.wanted.set("mx", [office.expectation("uno <dos> & tres", in: 3)])
        office.wanted.set([CalendarEntry(uid: "plan-1", title: LocalizedText(es: "Período, uno", en: "Period, one"), path: "/plan", when: .days(Day("2026-12-01") ?? Day(daysSince1970: 0), Day("2026-12-03") ?? Day(daysSince1970: 0)), changedAt: office.clock.clock.now)])
        let made = try await ana.post("/es/account/notices/address")
        let token = String(made.text.components(separatedBy: "/feeds/").last?.prefix { $0 != "/" } ?? "")
        let feed = try await office.request(.get, "/feeds/\(token)/expected.atom", token: nil)
        #expect(feed.headers[.contentType] == "application/atom+xml; charset=utf-8")
        #expect(feed.text.contains("uno &lt;dos&gt; &amp; tres"))
        let calendar = try await office.request(.get, "/feeds/\(token)/calendar.ics", token: nil)
        #expect(calendar.text.contains("DTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20261204\r\n"))
        #expect(calendar.headers[.setCookie] == nil)
        #expect(try await office.database.read { try $0.value("SELECT count(*) AS n FROM private_address WHERE token_hash = \(token)", as: Int.self) } == 0, "the token itself is nowhere")
        _ = try await ana.post("/es/account/notices/address")
        #expect(try await office.request(.get, "/feeds/\(token)/calendar.ics", token: nil).status == .notFound)
    }

    @Test("One POST to a digest's link ends it, without signing in; a link that was made up does nothing")
    func unsubscribe() async throws {
        let office = try await SmallOffice()
        let ana = try await office.person("ana")
        let token = try await office.database.write { tx in
            try UnsubscribeKey.make(in: tx)
            return try UnsubscribeKey.kept(in: tx)?.token(person: ana.id.uuid, digest: .weekly) ?? ""
        }
        let path = UnsubscribeKey.path(token, language: .spanish)
        let asked = try await office.request(.get, path, token: nil)
        #expect(asked.status == .ok && asked.text.contains("<form method=\"post\""))
        #expect(try await office.database.read { try Preferences($0).of(ana.id.uuid)[.plan] } == .weekly, "a look changes nothing")
        #expect(try await office.request(.post, path, token: nil, form: [("List-Unsubscribe", "One-Click")]).status == .ok)
        let left = try await office.database.read { try Preferences($0).of(ana.id.uuid) }
        #expect(left == [.decisions: .now, .plan: .urgent, .records: .urgent, .visas: .daily])
        let daily = try await office.database.read { try UnsubscribeKey.kept(in: $0)?.token(person: ana.id.uuid, digest: .daily) ?? "" }
        #expect(try await office.request(.post, UnsubscribeKey.path(daily, language: .spanish), token: nil, form: [("List-Unsubscribe", "One-Click")]).status == .ok)
        #expect(try await office.database.read { try Preferences($0).of(ana.id.uuid)[.visas] } == .urgent, "changes of visas come in that digest unless one says otherwise")
        // Not the last character: some of its bits say nothing.
        let third = token.index(token.endIndex, offsetBy: -3)
        let mended = token.replacingCharacters(in: third...third, with: token[third] == "A" ? "B" : "A")
        for forged in [mended, token.replacing("weekly", with: "daily"), "x.y.z", ""] {
            let path = UnsubscribeKey.path(forged, language: .spanish)
            #expect(try await office.request(.post, path, token: nil, form: []).status == .notFound)
        }
    }

    @Test("The outbox and the queue are for those who keep them, and a retry starts again")
    func keeping() async throws {
        let office = try await SmallOffice()
        let ana = try await office.person("ana"), secretariat = try await office.person("st", .secretariat, "st"), admin = try await office.person("admin", .administrator, "st")
        #expect(try await ana.get("/es/desk/mail").status == .forbidden)
        #expect(try await secretariat.get("/es/desk/jobs").status == .forbidden)
        #expect(try await secretariat.get("/es/desk/mail").text.contains("ENLACE_MAIL_FROM"))
        try await office.tell([ana], .decisions, key: "one")
        try await office.runner.runDue()
        let mail = try #require(try await office.mails().first), now = office.clock.clock.now
        try await office.database.write { try Outbox($0).giveUp(mail.id, "550 no such user", at: now) }
        let page = try await secretariat.get("/es/desk/mail")
        #expect(page.text.contains("550 no such user") && page.text.contains("ana@example.org"))
        #expect(try await secretariat.post("/es/desk/mail/\(mail.id)/retry").status == .seeOther)
        #expect(try await office.mails().map(\.id) == [mail.id])
        #expect(try await secretariat.post("/es/desk/mail/\(mail.id)/retry").status == .notFound)
        #expect(try await admin.get("/es/desk/jobs").status == .ok)
        #expect(try await admin.post("/es/desk/jobs/\(mail.id)/retry").status == .notFound)
    }
}

@Suite("The sendmail interface")
struct PostmanTests {
    /// A program that notes how it was called and ends as the test wants.
    func program(_ body: String) throws -> (path: String, folder: URL) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sendmail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("sendmail")
        try "#!/bin/sh\ncd '\(folder.path)'\n\(body)\n".write(to: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        return (file.path, folder)
    }

    func office(_ body: String) async throws -> (SmallOffice, Colleague, URL) {
        let (path, folder) = try program(body)
        let office = try await SmallOffice(mail: try MailSettings(sender: "enlace@example.org", sendmail: path))
        let ana = try await office.person("ana")
        try await office.tell([ana], .decisions, key: "one")
        return (office, ana, folder)
    }

    @Test("A mail goes out once, with the addresses as arguments")
    func sent() async throws {
        let (office, _, folder) = try await office("echo \"$@\" >> calls; cat > mail")
        try await office.runner.runDue()
        try await office.runner.runDue()
        #expect(try String(contentsOf: folder.appendingPathComponent("calls"), encoding: .utf8) == "-i -f enlace@example.org -- ana@example.org\n")
        #expect(try String(contentsOf: folder.appendingPathComponent("mail"), encoding: .utf8).contains("Message-ID: <"))
        #expect(try await office.database.read { try Outbox($0).counts() } == [.failed: 0, .waiting: 0, .sent: 1])
    }

    @Test("A letter's link is forgotten once the letter has gone")
    func letters() async throws {
        let (office, _, folder) = try await office("cat > mail-$$")
        let now = office.clock.clock.now
        let letter = Letter(to: "eva@example.org", in: .english, subject: "Invitation", greeting: "Hello", paragraphs: ["Come in."], path: "/en/invitation/SECRET", linkText: "Accept", about: UUID())
        let box = try #require(NoticesRoom.letters(office.room.house, mail: office.room.mail))
        try await office.database.write { try box.put(letter, at: now, in: $0) }
        #expect(try await office.mails().contains { $0.plain.contains("https://enlace.example/en/invitation/SECRET") && $0.html.contains("SECRET") })
        try await office.runner.runDue()
        let went = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).filter { $0.lastPathComponent.hasPrefix("mail-") }
        #expect(try went.contains { try String(contentsOf: $0, encoding: .utf8).contains("SECRET") })
        #expect(try await office.database.read { try Outbox($0).list(.sent, offset: 0, limit: 10) }.allSatisfy { !$0.plain.contains("SECRET") && !$0.html.contains("SECRET") })
    }

    @Test("A refusal is heard three times and then shown; a mail system that is away is waited for")
    func refused() async throws {
        let (refusing, _, _) = try await office("cat > /dev/null; echo 'no such user' >&2; exit 67")
        for _ in 0..<6 {
            try await refusing.runner.runDue()
            refusing.clock.advance(by: 600)
        }
        let failed = try await refusing.database.read { try Outbox($0).list(.failed, offset: 0, limit: 10) }
        #expect(failed.map(\.lastError) == ["exit code 67: no such user"])

        let (away, _, _) = try await office("exit 75")
        for _ in 0..<20 {
            try await away.runner.runDue()
            away.clock.advance(by: 3600)
        }
        #expect(try await away.database.read { try Outbox($0).counts()[.waiting] } == 1)
        for _ in 0..<60 {
            try await away.runner.runDue()
            away.clock.advance(by: 3600)
        }
        #expect(try await away.database.read { try Outbox($0).counts()[.failed] } == 1)
    }

    @Test("A program that hangs is ended")
    func hangs() async throws {
        let (path, _) = try program("exec sleep 60")
        let start = ContinuousClock.now
        let outcome = await Sendmail(path: path, timeLimit: .milliseconds(300)).deliver("x\n", from: "a@example.org", to: "b@example.org")
        #expect(outcome == .later("\(path) did not end in time"))
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test("What a program said before it was ended is kept: it is the reason that somebody will look for")
    func saidBeforeTheEnd() async throws {
        let (path, _) = try program("echo 'postdrop: Permission denied' >&2; exec sleep 60")
        let outcome = await Sendmail(path: path, timeLimit: .seconds(2)).deliver("x\n", from: "a@example.org", to: "b@example.org")
        #expect(outcome == .later("\(path) did not end in time: postdrop: Permission denied"))
    }
}
