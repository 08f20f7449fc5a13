import Accounts
import Foundation
import Geography
import HTTPTypes
import HummingbirdTesting
import Localization
import Storage
import Testing
import Web
@testable import Plan

/// A draft of 2027 at the desk of the Secretariat.
private struct Desk: Sendable {
    let house: PlanHouse
    let secretariat: String

    init(_ engine: String = "sqlite") async throws {
        house = try await PlanHouse(engine)
        secretariat = try await house.signIn(.secretariat, "st")
        house.small.clock.advance(by: 60)
        let fields = [("key", "2027"), ("title_es", "Plan 2027"), ("title_en", "Plan 2027"), ("place_es", "San José"), ("conference", "32"), ("begins", "2027-05-04"), ("ends", "2027-05-07"), ("presidency", "CR")]
        #expect(try await house.post("/es/plan/editions", fields, as: secretariat).status == .seeOther)
        house.small.clock.advance(by: 60)
    }

    func get(_ path: String) async throws -> TestResponse { try await house.get(path, as: secretariat) }
    func post(_ path: String, _ fields: [(String, String)]) async throws -> TestResponse { try await house.post(path, fields, as: secretariat) }

    func seen(_ path: String) async throws -> String {
        let page = try await get(path)
        return String(try #require(page.text.firstMatch(of: #/name="seen" value="([^"]+)"/#), "\(page.status)").1)
    }
}

private extension String {
    func count(of part: String) -> Int { components(separatedBy: part).count - 1 }
}

@Suite("Two at the same form")
struct TwoAtOnceTests {
    @Test("Of two who change what both saw the second is told, also at the same instant; the trail has no gap", arguments: SmallPlan.engines)
    func activities(engine: String) async throws {
        let desk = try await Desk(engine), path = "/es/plan/activities/1.1.1/edit?edition=2027"
        for round in 1...4 {
            let seen = try await desk.seen(path)
            let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for who in ["A", "B"] {
                    group.addTask { try await desk.post(path, [("seen", seen), ("text_es", "Texto de \(who), vuelta \(round)"), ("text_en", "Text of \(who)"), ("kind", "continuous")]) }
                }
                return try await group.reduce(into: [TestResponse]()) { $0.append($1) }
            }
            #expect(answers.count { $0.status == .seeOther } == 1)
            #expect(answers.first { $0.status != .seeOther }?.text.contains("Otra persona cambió esta actividad") == true)
        }
        let trail = try await desk.house.small.audited("plan.activity.edited")
        #expect(trail.count == 4)
        for (earlier, later) in zip(trail, trail.dropFirst()) { #expect(earlier.after == later.before) }
    }

    @Test("An edition's details, too", arguments: SmallPlan.engines)
    func editions(engine: String) async throws {
        let desk = try await Desk(engine), path = "/es/plan/editions/2027", seen = try await desk.seen(path)
        func save(_ title: String, _ seen: String) async throws -> TestResponse {
            try await desk.post(path, [("seen", seen), ("title_es", title), ("title_en", "Plan 2027"), ("place_es", "San José"), ("conference", "32"), ("begins", "2027-05-04"), ("ends", "2027-05-07"),
                                       ("presidency", "CR"), ("standing", "draft"), ("level", "members")])
        }
        #expect(try await save("Plan corregido", seen).status == .seeOther)
        let late = try await save("Plan de otra persona", seen)
        #expect(late.status == .unprocessableContent && late.text.contains("Otra persona cambió estos datos"))
        #expect(try await desk.house.small.plan("2027").edition.title[.spanish] == "Plan corregido")
        // What an activity says is another matter: the form is as good as before.
        let again = try await desk.seen(path), activity = try await desk.seen("/es/plan/activities/1.1.1/edit?edition=2027")
        #expect(try await desk.post("/es/plan/activities/1.1.1/edit?edition=2027", [("seen", activity), ("text_es", "Otro texto"), ("text_en", "Other"), ("kind", "continuous")]).status == .seeOther)
        #expect(try await save("Plan 2027", again).status == .seeOther)
    }
}

@Suite("What the trail keeps of the plan")
struct TrailTests {
    @Test("A theme or an objective that an import words anew: what it said and what it says", arguments: SmallPlan.engines)
    func headings(engine: String) async throws {
        let house = try await SmallPlan(engine), start = Day(house.now, in: .network)
        house.clock.advance(by: 2 * 86_400)
        var matrix = try await house.exported()
        let old = matrix.lines[0].objective
        for index in matrix.lines.indices where matrix.lines[index].objective == old { matrix.lines[index].objective = "1.1 Un objetivo corregido" }
        #expect(try await house.carryOut(matrix).isEmpty)
        let trail = try await house.audited("plan.heading.imported")
        #expect(trail.count == 1)
        #expect(trail.first?.before.contains(String(old.dropFirst(4).prefix(30))) == true && trail.first?.after.contains("Un objetivo corregido") == true)
        // The changes since a day tell it as well.
        let plan = try await house.plan(), terms = try await house.terms()
        let changes = try await house.database.read { try PlanChanges($0).since(start.adding(days: 1), in: plan, terms) }
        #expect(changes.map(\.label) == ["1.1"] && changes.first?.parts.map(\.name) == [.text])
    }

    @Test("A question and how it was settled", arguments: SmallPlan.engines)
    func questions(engine: String) async throws {
        let house = try await SmallPlan(engine), activity = try await house.activity("1.4.1"), now = house.now
        let question = try await house.database.write { try Plans($0).ask(LocalizedText(es: "¿Cuántos delegados?", en: "How many delegates?"), about: activity, by: .shell, at: now) }
        try await house.database.write { _ = try Plans($0).settle(question.id, of: activity, "Dos por reunión.", by: .shell, at: now) }
        let asked = try #require(try await house.audited("plan.question.asked").first), settled = try #require(try await house.audited("plan.question.settled").first)
        #expect(asked.before.isEmpty && asked.after.contains("¿Cuántos delegados?"))
        #expect(settled.before.contains("¿Cuántos delegados?") && !settled.before.contains("Dos por reunión.") && settled.after.contains("Dos por reunión."))
        let terms = try await house.terms()
        let history = try await house.database.read { try PlanChanges($0).history(of: activity, limit: 10, terms) }
        #expect(history.first?.question?.settlement == "Dos por reunión.")
    }

    @Test("History names countries and tells persons' names only to those who decide")
    func names() async throws {
        let desk = try await Desk(), path = "/es/plan/activities/1.1.1"
        let seen = try await desk.seen("\(path)/edit")
        let fields = [("seen", seen), ("text_es", "Identificar necesidades."), ("text_en", "Identify needs."), ("kind", "continuous"), ("lead", "mx")]
        #expect(try await desk.post("\(path)/edit", fields).status == .seeOther)
        let form = [("text", "Una nota."), ("kind", "progress"), ("level", "network"), ("links", "")]
        #expect(try await desk.post("\(path)/notes", form).status == .seeOther)
        let member = try await desk.house.get(path, as: desk.house.signIn(.liaison, "gt")).text, civil = try await desk.house.get(path, as: desk.house.signIn(.delegate, "rrocm")).text
        for page in [member, civil] {
            #expect(page.contains("<ins>México</ins>") && !page.contains("<ins>mx</ins>"))
            #expect(page.contains("contenido inicial") && !page.contains("(content)"))
            #expect(page.contains("Una nota."))
        }
        #expect(member.contains("secretariat st") && member.contains("Escrita por"))
        #expect(!civil.contains("secretariat st") && !civil.contains("Escrita por") && civil.contains("(Secretaría Técnica"))
    }

    @Test("The checklist of delegations stands in the order of the reader's alphabet")
    func order() async throws {
        let desk = try await Desk()
        func names(_ language: String) async throws -> [String] {
            try await desk.get("/\(language)/plan/activities/1.1.1/edit").text.matches(of: #/name="lead" value="([a-z]+)"/#).map { String($0.1) }
        }
        #expect(try await names("es").prefix(11) == ["bz", "ca", "cr", "sv", "us", "gt", "hn", "mx", "ni", "pa", "do"])
        #expect(try await names("en").prefix(11) == ["bz", "ca", "cr", "do", "sv", "gt", "hn", "mx", "ni", "pa", "us"])
    }
}

@Suite("A draft changed by hand")
struct DraftTests {
    @Test("A theme is worded, an activity added and taken out again, each once and on record", arguments: SmallPlan.engines)
    func byHand(engine: String) async throws {
        let desk = try await Desk(engine), base = "/es/plan/editions/2027", small = desk.house.small
        let contents = try await desk.get("\(base)/contents")
        #expect(contents.status == .ok && contents.count("<h1") == 1 && !contents.text.contains("plan."))
        // 1.3.2 came with an open question of the edition before: in the draft nothing was asked about it.
        #expect(contents.text.contains("\(base)/activities/1.3.2/removal"))

        let heading = "\(base)/headings/1.4", seen = try await desk.seen(heading)
        #expect(try await desk.post(heading, [("seen", seen), ("text_es", ""), ("text_en", "")]).status == .unprocessableContent)
        #expect(try await desk.post(heading, [("seen", seen), ("text_es", "Un objetivo nuevo"), ("text_en", "A new objective")]).status == .seeOther)
        #expect(try await desk.post(heading, [("seen", seen), ("text_es", "Otro"), ("text_en", "Other")]).status == .unprocessableContent)
        #expect(try await small.plan("2027").objective(1, 4)?.text[.english] == "A new objective")
        #expect(try await small.audited("plan.heading.worded").count == 1)
        let differences = try await desk.get("\(base)/differences?from=2008").text
        #expect(differences.contains("<strong>1.4</strong>") && differences.contains("Un objetivo nuevo") && differences.contains("Actividades sin cambios: 14."))

        let since = "edition=2027&since=\(Day(small.now, in: .network))"
        let matrix = try await desk.get("/es/plan/matrix?\(since)").text
        #expect(matrix.contains("Cambios desde") && matrix.count(of: ">Cambió</span>") == 1 && matrix.contains("Un objetivo nuevo"))
        #expect(try await desk.get("/plan/matrix.csv?lang=es&\(since)").text.contains("1.4 Un objetivo nuevo [Cambió]"))

        let adding = "\(base)/objectives/1.4/activities"
        let fields = [("seen", "1.4.2"), ("text_es", "Publicar un boletín"), ("text_en", "Publish a bulletin"), ("kind", "recurring"), ("months", "6"), ("lead", "gt")]
        #expect(try await desk.seen(adding) == "1.4.2")
        #expect(try await desk.post(adding, fields.map { $0.0 == "months" ? ("months", "0") : $0 }).status == .unprocessableContent)
        #expect(try await desk.post(adding, fields).status == .seeOther)
        // The same form sent again adds no second one.
        #expect(try await desk.post(adding, fields).status == .unprocessableContent)
        let added = try await small.activity("1.4.2", in: "2027")
        #expect(added.calendar.meaning == .recurring(months: 6) && added.delegations(.lead).map(\.slug) == ["gt"])

        let removal = "\(base)/activities/1.4.2/removal", mark = try await desk.seen(removal)
        #expect(try await desk.post(removal, [("seen", "x")]).status == .unprocessableContent)
        #expect(try await desk.post(removal, [("seen", mark)]).status == .seeOther)
        #expect(try await small.plan("2027").activities.map(\.number.description) == ContentTests.numbers)
        #expect(try await small.plan("2008").activities.count == 14)
    }

    @Test("What has a note of its own stays; a withdrawn one does not hold it; evidence under the same number of an earlier edition does not either", arguments: SmallPlan.engines)
    func recorded(engine: String) async throws {
        let desk = try await Desk(engine), base = "/es/plan/editions/2027", small = desk.house.small, now = small.now
        small.counted.set(12, of: 900, newest: now)
        let activity = try await small.activity("1.5.1", in: "2027"), honduras = try await small.delegation("hn"), removal = "\(base)/activities/1.5.1/removal"
        let mark = try await desk.seen(removal)
        let note = ProgressNote(id: ID(at: now), activity: activity.id, delegation: honduras, kind: .progress, text: LocalizedText(source: .spanish, [.spanish: "Nota"]), links: [], level: .public, writtenBy: "Ana", at: now)
        try await small.database.write { tx in
            try Notes(tx).write(note, by: .shell, at: now)
            try NoteFiles(tx).keep(try NoteFile(name: "acta.txt", bytes: Array("Acta".utf8)), Array("Acta".utf8), with: note.id, by: .shell, at: now)
        }
        #expect(try await desk.post(removal, [("seen", mark)]).status == .unprocessableContent)
        try await small.database.write { try Notes($0).withdraw(note, by: .shell, at: now) }
        #expect(try await desk.post(removal, [("seen", mark)]).status == .seeOther)
        #expect(try await small.plan("2027").activities.count == 13)
    }

    @Test("An edition that the network works by is not changed so, nor by another country")
    func onlyDrafts() async throws {
        let desk = try await Desk(), mexico = try await desk.house.signIn(.liaison, "mx")
        for path in ["contents", "headings/1", "objectives/1.4/activities", "activities/1.4.1/removal"] {
            #expect(try await desk.get("/es/plan/editions/2008/\(path)").status == .forbidden, "\(path)")
            #expect(try await desk.house.get("/es/plan/editions/2027/\(path)", as: mexico).status == .forbidden, "\(path)")
            let page = try await desk.get("/en/plan/editions/2027/\(path)")
            #expect(page.status == .ok && page.count("<h1") == 1 && !page.text.contains("plan."), "\(path)")
        }
        #expect(try await desk.post("/es/plan/editions/2008/headings/1", [("seen", "x"), ("text_es", "x")]).status == .forbidden)
        #expect(try await desk.get("/es/plan/editions/2027/headings/9").status == .notFound)
    }
}

@Suite("Notes for whom they are")
struct NoteReachTests {
    @Test("Nobody writes a note that they may not read, and their own they always read")
    func levels() async throws {
        let desk = try await Desk(), house = desk.house, civil = try await house.signIn(.delegate, "rrocm"), path = "/es/plan/activities/1.1.1"
        let page = try await house.get(path, as: civil).text
        #expect(page.contains("value=\"network\"") && !page.contains("value=\"members\"") && page.contains("value=\"owner\""))
        #expect(try await house.post("\(path)/notes", [("text", "x"), ("kind", "progress"), ("level", "members")], as: civil).status == .unprocessableContent)
        // One from before: its author reads it and can take it back.
        try await house.small.write("De antes.", on: "1.1.1", by: "rrocm", level: .members)
        let mine = try await house.get(path, as: civil).text
        #expect(mine.contains("De antes.") && mine.contains("/withdrawal"))
        #expect(try await !house.get(path, as: house.signIn(.observer, "rrocm")).text.isEmpty)
    }

    @Test("A note is found by those who may read it and its edition; withdrawn, by nobody", arguments: SmallPlan.engines)
    func found(engine: String) async throws {
        let desk = try await Desk(engine), small = desk.house.small, honduras = try await small.delegation("hn"), now = small.now
        func hits(_ viewer: Viewer?) async throws -> Int {
            let query = try FullText.Query("capacitacion")
            return try await small.database.read { try $0.search(query, .init(audiences: viewer.audiences, kinds: [ProgressNote.searchKind]), counting: [ProgressNote.searchKind], for: "es", limit: 20, offset: 0) }.total
        }
        try await small.write("Curso de capacitación para todos.", on: "1.1.1")
        let members = try await small.write("Capacitación de los países.", on: "1.1.1", level: .members)
        try await small.write("Capacitación propia.", on: "1.1.1", level: .owner)
        let draft = try await small.activity("1.1.1", in: "2027")
        let early = ProgressNote(id: ID(at: now), activity: draft.id, delegation: honduras, kind: .progress, text: LocalizedText(source: .spanish, [.spanish: "Capacitación futura"]), links: [], level: .public, writtenBy: "Ana", at: now)
        try await small.database.write { try Notes($0).write(early, by: .shell, at: now) }
        #expect(try await hits(nil) == 1)
        let (open, closed) = try await small.database.read { (try Notes($0).isVisible(early.id, to: .liaison("mx")), try Notes($0).isVisible(early.id, to: nil)) }
        #expect(open && !closed)
        #expect(try await hits(.liaison("mx")) == 3)
        #expect(try await hits(.liaison("hn", id: honduras.id)) == 4)
        let paths = try await small.database.read { try NoteSearch().paths(of: [members.id.uuid, early.id.uuid], in: $0) }
        #expect(paths[members.id.uuid] == "/plan/activities/1.1.1?edition=2008" && paths[early.id.uuid] == "/plan/activities/1.1.1?edition=2027")
        try await small.database.write { try Notes($0).withdraw(members, by: .shell, at: now) }
        #expect(try await hits(.liaison("mx")) == 2)
        // The draft is opened to everybody, and with it the note that was meant for everybody.
        var edition = try await small.plan("2027").edition
        edition.level = .public
        let opened = edition
        try await small.database.write { try Plans($0).save(opened, action: "plan.edition.edited", by: .shell, at: now) }
        #expect(try await hits(nil) == 2)
    }

    @Test("A note is owed by a day, not by an hour")
    func days() async throws {
        let house = try await SmallPlan(), honduras = try await house.delegation("hn"), start = Day(house.now, in: .network)
        try await house.edit("1.1.1") { $0.responsible = [Activity.Responsible(delegation: honduras, part: .lead)] }
        house.clock.advance(by: 170 * 86_400)
        let now = house.now
        let owed = try await house.database.read { try NotesExpected().expectations(of: honduras, at: now, in: $0) }
        #expect(owed.map(\.lastDay) == [start.adding(days: 179)])
    }
}
