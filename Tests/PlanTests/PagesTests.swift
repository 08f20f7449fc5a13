import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Localization
import NIOCore
import Storage
import Testing
import Web
@testable import Plan

/// The house with this room alone, as people meet it in a browser.
struct PlanHouse: Sendable {
    let small: SmallPlan
    let application: Application<FrontDoor>

    init(_ engine: String = "sqlite") async throws {
        small = try await SmallPlan(engine)
        let rooms = [(WebRoom.name, WebRoom.resources), (PlanRoom.name, PlanRoom.resources)]
        let views = try Views(folders: rooms.map { ($0.0, $0.1.appendingPathComponent("Views")) }, catalogue: small.catalogue)
        let house = House(database: small.database, catalogue: small.catalogue, views: views, clock: small.clock.clock, permissions: PlanRoom.permissions,
                          settings: Settings(limitsForms: false), metrics: Metrics())
        application = Application(responder: FrontDoor(house: house, routes: WebRoom.routes(house) + PlanRoom(house, evidence: [small.counted], questions: small.asked).routes))
    }

    /// The session of a person with one role.
    func signIn(_ role: Role, _ slug: String) async throws -> String {
        let now = small.now
        return try await small.database.write { tx in
            guard let delegation = try Delegations.find(slug: slug, in: tx) else { throw SmallPlan.Missing(what: slug) }
            let email = "\(role.rawValue).\(slug).\(UUID().uuidString.prefix(6).lowercased())@example.org"
            let person = try People.make(email: email, name: "\(role.rawValue) \(slug)", language: .spanish, password: "x", isDemonstration: false, by: .shell, at: now, in: tx)
            try Grants.give(role, to: person.id, of: delegation, by: .shell, at: now, in: tx)
            return try Sessions.open(for: person.id, client: "Test", at: now, in: tx)
        }
    }

    /// Honduras presides for a year around today.
    func preside(_ slug: String = "hn") async throws {
        let now = small.now, today = Day(now, in: .network)
        try await small.database.write { tx in
            guard let delegation = try Delegations.find(slug: slug, in: tx) else { throw SmallPlan.Missing(what: slug) }
            try Presidencies.add(delegation, from: today.adding(days: -100), to: today.adding(days: 200), by: .shell, at: now, in: tx)
        }
    }

    private func headers(_ session: String?) -> HTTPFields {
        var headers = HTTPFields()
        if let session { headers[.cookie] = "enlace_session=\(session)" }
        return headers
    }

    func get(_ path: String, as session: String? = nil) async throws -> TestResponse {
        let headers = headers(session)
        return try await application.test(.router) { try await $0.execute(uri: path, method: .get, headers: headers) }
    }

    func post(_ path: String, _ fields: [(String, String)], as session: String?) async throws -> TestResponse {
        var headers = headers(session)
        headers[.contentType] = "application/x-www-form-urlencoded"
        let all = fields + [("csrf", session.map { CSRF.token(for: $0) } ?? "")], sent = headers
        let body = all.map { "\($0.0.queryEncoded)=\($0.1.queryEncoded)" }.joined(separator: "&")
        return try await application.test(.router) { try await $0.execute(uri: path, method: .post, headers: sent, body: ByteBuffer(string: body)) }
    }

    func upload(_ path: String, _ fields: [(String, String)] = [], name: String, _ bytes: [UInt8], as session: String) async throws -> TestResponse {
        var headers = headers(session)
        headers[.contentType] = "multipart/form-data; boundary=xyz"
        let typed = fields.map { "--xyz\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n" }.joined()
        var body = ByteBuffer(string: "\(typed)--xyz\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n\(CSRF.token(for: session))\r\n--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n")
        body.writeBytes(bytes)
        body.writeString("\r\n--xyz--\r\n")
        let sent = headers, whole = body
        return try await application.test(.router) { try await $0.execute(uri: path, method: .post, headers: sent, body: whole) }
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
    var location: String { headers[.location] ?? "" }
    func count(_ part: String) -> Int { text.components(separatedBy: part).count - 1 }
}

@Suite("The plan's pages")
struct PagesTests {
    @Test("Everybody reads the plan, its matrix and each activity, in both languages, with one heading a page", arguments: ["es", "en"])
    func published(language: String) async throws {
        let house = try await PlanHouse()
        house.small.counted.set(12, of: 900, newest: house.small.now)
        for path in ["/plan", "/plan/matrix", "/plan/matrix?since=2026-01-01", "/plan/activities/1.5.1", "/plan/activities/1.3.2"] {
            let page = try await house.get("/\(language)\(path)")
            #expect(page.status == .ok, "\(path)")
            #expect(page.count("<h1") == 1, "\(path)")
            #expect(!page.text.contains("plan."), "a text is missing on \(path)")
        }
        let plan = try await house.get("/\(language)/plan")
        for number in ContentTests.numbers { #expect(plan.text.contains("id=\"a\(number)\""), "\(number)") }
        #expect(plan.text.contains("/\(language)/decisions/2026-2"))
        #expect(plan.text.contains("<svg") && plan.text.contains("12"))
        #expect(try await house.get("/es/plan/activities/9.9.9").status == .notFound)
        #expect(try await house.get("/es/plan?edition=1999").status == .notFound)
        #expect(try await house.get("/es/plan/matrix?since=ayer").status == .badRequest)
    }

    @Test("A figure out of nothing is told as it is, not as nothing of nothing")
    func nothingOfNothing() async throws {
        let house = try await PlanHouse()
        house.small.counted.set(0, of: 0, newest: nil)
        for (language, words) in [("es", "0 de 0"), ("en", "0 of 0")] {
            let page = try await house.get("/\(language)/plan/activities/1.5.1").text
            #expect(page.contains("<strong>0</strong>") && !page.contains(words))
        }
    }

    @Test("The matrix has the source's four columns and every activity once")
    func matrix() async throws {
        let page = try await PlanHouse().get("/es/plan/matrix")
        for column in ["TEMAS", "OBJETIVOS", "ACTIVIDADES", "CALENDARIO"] { #expect(page.text.contains(">\(column)</th>")) }
        #expect(page.count("<tr>") == 15)
        #expect(page.count("rowspan=") == 10)
    }

    @Test("The files are what they say, and a wrong question about them is told")
    func files() async throws {
        let house = try await PlanHouse()
        let csv = try await house.get("/plan/matrix.csv?lang=en")
        #expect(csv.text.hasPrefix("THEMES,OBJECTIVES,ACTIVITIES,CALENDAR\r\n"))
        #expect(try await house.get("/plan/matrix.csv?lang=fr").status == .badRequest)
        #expect(try await house.get("/plan/matrix.docx?size=2").status == .badRequest)
    }

    @Test("The API tells each activity under its number with status, evidence and open questions")
    func api() async throws {
        let house = try await PlanHouse()
        house.small.counted.set(12, of: 900, newest: house.small.now)
        let response = try await house.get("/api/v1/plan")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(buffer: response.body)) as? [String: [[String: Any]]])
        let themes = try #require(json["editions"]?.first?["themes"] as? [[String: Any]])
        let activities = themes.flatMap { $0["objectives"] as? [[String: Any]] ?? [] }.flatMap { $0["activities"] as? [[String: Any]] ?? [] }
        #expect(activities.map { $0["id"] as? String } == ContentTests.numbers)
        let list = try #require(activities.first { $0["id"] as? String == "1.5.1" }), dialogue = try #require(activities.first { $0["id"] as? String == "1.3.2" })
        #expect(list["status"] as? String == "on_track")
        #expect((list["evidence"] as? [[String: Any]])?.first?["value"] as? Int == 12)
        #expect(dialogue["status"] as? String == "open_question")
        #expect((dialogue["open_questions"] as? [[String: Any]])?.first?["path"] as? String == "/decisions/2026-2")
    }
}

@Suite("The plan's desk")
struct DeskTests {
    @Test("A liaison writes a note for the own country, and another country's cannot withdraw it")
    func notes() async throws {
        let house = try await PlanHouse(), honduras = try await house.signIn(.liaison, "hn"), mexico = try await house.signIn(.liaison, "mx")
        let form = try await house.get("/es/plan/activities/1.1.1", as: honduras)
        #expect(form.text.contains("name=\"text\""))
        let wrong = try await house.post("/es/plan/activities/1.1.1/notes", [("text", "Tres temas."), ("kind", "progress"), ("level", "public"), ("links", "sin enlace")], as: honduras)
        #expect(wrong.status == .unprocessableContent && wrong.text.contains("Tres temas."))
        let right = try await house.post("/es/plan/activities/1.1.1/notes", [("text", "Tres temas."), ("kind", "progress"), ("level", "public"), ("links", "Acta https://example.org/acta")], as: honduras)
        #expect(right.status == .seeOther)
        let page = try await house.get("/en/plan/activities/1.1.1")
        #expect(page.text.contains("Tres temas.") && page.text.contains("https://example.org/acta") && page.text.contains("lang=\"es\""))
        let id = try #require(try await house.small.database.read { try $0.value("SELECT id FROM plan_note", as: UUID.self) })
        #expect(try await house.post("/es/plan/notes/\(id)/withdrawal", [], as: mexico).status == .forbidden)
        #expect(try await house.post("/es/plan/notes/\(id)/withdrawal", [], as: honduras).status == .seeOther)
        #expect(try await house.post("/es/plan/activities/1.1.1/notes", [("text", "x"), ("delegation", "hn")], as: mexico).status == .forbidden)
    }

    @Test("A note takes a file with it, for whoever may read the note, and nothing that is no document", arguments: SmallPlan.engines)
    func files(engine: String) async throws {
        let small = try await SmallPlan(engine)
        let note = { (level: PublicationLevel) in
            try await small.database.write { tx -> ID<ProgressNote> in
                guard let edition = try Plans(tx).current(), let number = ActivityNumber("1.1.1"), let activity = try Plans(tx).plan(of: edition).activity(number),
                      let honduras = try Delegations.find(slug: "hn", in: tx) else { throw PageError.notFound }
                let note = ProgressNote(id: ID(at: small.now), activity: activity.id, delegation: honduras, kind: .progress, text: LocalizedText(es: "Acta.", en: "Minutes."), links: [], level: level,
                                        writtenBy: "test", at: small.now)
                try Notes(tx).write(note, by: .shell, at: small.now)
                let bytes = Array("%PDF-1.7\n".utf8) + [UInt8](repeating: 7, count: 2_500_000)
                try NoteFiles(tx).keep(try NoteFile(name: "Acta número 1.pdf", bytes: bytes), bytes, with: note.id, by: .shell, at: small.now)
                return note.id
            }
        }
        let open = try await note(.public), closed = try await note(.members)
        let read = try #require(try await small.database.read { try NoteFiles($0).file(of: open, for: nil) })
        #expect(read.bytes.count == 2_500_009 && read.bytes.starts(with: Array("%PDF".utf8)) && read.bytes.last == 7)
        #expect(read.file.type == "application/pdf" && read.file.plainName == "Acta_numero_1.pdf")
        #expect(try await small.database.read { try NoteFiles($0).file(of: closed, for: nil) == nil })
        #expect(throws: NoteFile.Fault.fileKind) { try NoteFile(name: "acta.pdf", bytes: [0x7F, 0x45, 0x4C, 0x46, 0]) }
        #expect(throws: NoteFile.Fault.fileTooLarge) { try NoteFile(name: "acta.txt", bytes: [UInt8](repeating: 65, count: NoteFile.limit + 1)) }
    }

    @Test("A file that cannot be attached is told beside its field, and the note is kept in the form")
    func fileForms() async throws {
        let house = try await PlanHouse(), honduras = try await house.signIn(.liaison, "hn")
        let fields = [("text", "Con acta."), ("kind", "progress"), ("level", "public")]
        let wrong = try await house.upload("/es/plan/activities/1.1.1/notes", fields, name: "acta.exe", [0x4D, 0x5A, 0], as: honduras)
        #expect(wrong.status == .unprocessableContent && wrong.text.contains("acta.exe") && wrong.text.contains("Con acta."))
        #expect(try await house.upload("/es/plan/activities/1.1.1/notes", fields, name: "acta.txt", Array("Se acordó.".utf8), as: honduras).status == .seeOther)
        let page = try await house.get("/es/plan/activities/1.1.1").text
        let start = try #require(page.range(of: "/plan/notes/")), path = "/plan/notes/" + page[start.upperBound...].prefix { $0 != "\"" }
        let file = try await house.get(path)
        #expect(file.text == "Se acordó." && file.headers[.contentDisposition] == "attachment; filename=\"acta.txt\"")
        #expect(file.headers[.contentType] == "text/plain; charset=utf-8")
    }

    @Test("The presiding country and the Secretariat edit; another country reads")
    func keepers() async throws {
        let house = try await PlanHouse()
        try await house.preside()
        let honduras = try await house.signIn(.liaison, "hn"), mexico = try await house.signIn(.liaison, "mx"), secretariat = try await house.signIn(.secretariat, "st")
        for session in [honduras, secretariat] {
            for path in ["/es/plan/editions", "/es/plan/editions/2008", "/es/plan/editions/2008/import", "/es/plan/activities/1.3.1/edit"] {
                let page = try await house.get(path, as: session)
                #expect(page.status == .ok && page.count("<h1") == 1, "\(path)")
                #expect(!page.text.contains("plan."), "a text is missing on \(path)")
            }
        }
        #expect(try await house.get("/es/plan/editions", as: mexico).status == .ok)
        #expect(try await house.get("/es/plan/activities/1.1.1/edit", as: mexico).status == .forbidden)
        let seen = try await house.small.activity("1.1.1").changedAt.microsecondsSince1970
        let fields = [("seen", "\(seen)"), ("text_es", "Identificar necesidades."), ("text_en", "Identify needs."), ("kind", "period"), ("from", "2027-01-01"), ("to", "2027-06-30"), ("lead", "hn"), ("support", "st")]
        #expect(try await house.post("/es/plan/activities/1.1.1/edit", fields, as: mexico).status == .forbidden)
        #expect(try await house.post("/es/plan/activities/1.1.1/edit", fields, as: honduras).status == .seeOther)
        let activity = try await house.small.activity("1.1.1")
        #expect(activity.calendar.meaning.to == Day("2027-06-30"))
        #expect(activity.delegations(.lead).map(\.slug) == ["hn"] && activity.delegations(.support).map(\.slug) == ["st"])
        house.small.clock.advance(by: 5)
        let late = try await house.post("/es/plan/activities/1.1.1/edit", fields.map { $0.0 == "to" ? ("to", "2026-06-30") : $0 }, as: honduras)
        #expect(late.status == .unprocessableContent)
        let history = try await house.get("/es/plan/activities/1.1.1", as: mexico)
        #expect(history.text.contains("Se corrigió"))
    }

    @Test("An edition is started and compared; a matrix is imported after a dry run")
    func importing() async throws {
        let house = try await PlanHouse(), secretariat = try await house.signIn(.secretariat, "st")
        let fields = [("key", "2027"), ("title_es", "Plan 2027"), ("title_en", "Plan 2027"), ("place_es", "San José"), ("conference", "32"), ("begins", "2027-05-04"), ("ends", "2027-05-07"), ("presidency", "CR")]
        #expect(try await house.post("/es/plan/editions", fields.map { $0.0 == "key" ? ("key", "2008") : $0 }, as: secretariat).status == .unprocessableContent)
        #expect(try await house.post("/es/plan/editions", fields, as: secretariat).status == .seeOther)
        #expect(try await house.get("/es/plan?edition=2027").status == .notFound)
        #expect(try await house.get("/es/plan?edition=2027", as: secretariat).status == .ok)

        let csv = String(decoding: try await house.small.exported().csv(house.small.catalogue), as: UTF8.self).replacing("Continuo. Los países identifican", with: "Cada 6 meses. Los países identifican")
        let sent = try await house.upload("/es/plan/editions/2027/import", name: "plan.csv", Array(csv.utf8), as: secretariat)
        #expect(sent.status == .seeOther)
        let dry = try await house.get(sent.location, as: secretariat)
        #expect(dry.status == .ok && dry.text.contains("Cada 6 meses"))
        let done = try await house.post(sent.location, [], as: secretariat)
        #expect(done.status == .seeOther)
        #expect(try await house.small.activity("1.1.1", in: "2027").calendar.meaning == .recurring(months: 6))
        let differences = try await house.get("/es/plan/editions/2027/differences?from=2008", as: secretariat)
        #expect(differences.status == .ok && differences.text.contains("cada 6 meses"))
        let bad = try await house.upload("/es/plan/editions/2027/import", name: "plan.csv", Array("OBJETIVOS,TEMAS,ACTIVIDADES,CALENDARIO\r\n".utf8), as: secretariat)
        #expect(bad.status == .unprocessableContent && bad.text.contains("OBJETIVOS | TEMAS"))
        // A file cannot be kept, and nothing else was typed.
        #expect(bad.text.contains("El archivo no se puede conservar: elíjalo otra vez.") && !bad.text.contains("Lo que escribió se conserva"))
    }
}
