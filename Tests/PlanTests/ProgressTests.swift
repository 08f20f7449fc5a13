import Accounts
import Foundation
import Localization
import Storage
import Testing
@testable import Plan

@Suite("How an activity stands, as time passes")
struct ProgressTests {
    private let day: TimeInterval = 86_400

    @Test("A permanent activity is on track with evidence, and dormant 180 days after the newest")
    func dormant() async throws {
        let house = try await SmallPlan()
        #expect(try await house.progress("1.5.1").status == .notStarted)
        house.counted.set(12, of: 900, newest: house.now)
        #expect(try await house.progress("1.5.1").status == .onTrack)
        house.clock.advance(by: 179 * day)
        #expect(try await house.progress("1.5.1").status == .onTrack)
        house.clock.advance(by: day)
        let progress = try await house.progress("1.5.1")
        #expect(progress.status == .dormant)
        #expect(progress.reasons.first == .silent(days: 180))
        // A country's note wakes it.
        try await house.write("Se actualizó la lista.", on: "1.5.1")
        #expect(try await house.progress("1.5.1").status == .onTrack)
    }

    @Test("One that never had anything is not started, then dormant")
    func nothingEver() async throws {
        let house = try await SmallPlan()
        #expect(try await house.progress("1.1.1").status == .notStarted)
        house.clock.advance(by: 180 * day)
        #expect(try await house.progress("1.1.1").status == .dormant)
    }

    @Test("A period that has passed without a result is overdue; a result makes it done")
    func overdue() async throws {
        let house = try await SmallPlan()
        let progress = try await house.progress("2.1.1")
        #expect(progress.status == .overdue)
        #expect(try progress.reasons.first == .periodPassed(ended: #require(Day("2008-12-31"))))
        try await house.write("Seguimos trabajando.", on: "2.1.1")
        #expect(try await house.progress("2.1.1").status == .overdue)
        try await house.write("Once respuestas recibidas.", on: "2.1.1", by: "st", .result)
        #expect(try await house.progress("2.1.1").status == .done)
    }

    @Test("Before its period it is not started; during it evidence counts; the day after the last it is overdue")
    func through() async throws {
        let house = try await SmallPlan()
        try await house.edit("1.5.2") { $0.calendar.meaning = ActivityCalendar.Meaning(.period, from: Day("2026-11-01"), to: Day("2026-11-30")) ?? .toBeDefined }
        #expect(try await house.progress("1.5.2").status == .notStarted)
        house.clock.set(Date(timeIntervalSince1970: 1_793_599_200)) // 2 November 2026, 00:00 in San José
        #expect(try await house.progress("1.5.2").status == .notStarted)
        try await house.write("Programa listo.", on: "1.5.2")
        #expect(try await house.progress("1.5.2").status == .onTrack)
        house.clock.advance(by: 28 * day)
        #expect(try await house.progress("1.5.2").status == .onTrack)
        house.clock.advance(by: day)
        #expect(try await house.progress("1.5.2").status == .overdue)
    }

    @Test("What comes again is overdue when it has not")
    func recurring() async throws {
        let house = try await SmallPlan()
        try await house.edit("1.2.1") { $0.calendar.meaning = .recurring(months: 6) }
        try await house.write("Visas al día.", on: "1.2.1")
        house.clock.advance(by: 181 * day)
        #expect(try await house.progress("1.2.1").status == .onTrack)
        house.clock.advance(by: 2 * day)
        #expect(try await house.progress("1.2.1").status == .overdue)
    }

    @Test("An activity with an open question is never on track, and says why", arguments: ["1.3.1", "1.3.2", "2.1.3"])
    func openQuestion(number: String) async throws {
        let house = try await SmallPlan()
        try await house.write("Mucho trabajo hecho.", on: number, .result)
        let progress = try await house.progress(number)
        #expect(progress.status == .openQuestion)
        guard case .question? = progress.reasons.first else {
            Issue.record("the reason is not the question: \(progress.reasons)")
            return
        }
        // Decided: from then on its calendar and its evidence speak.
        let reference = try #require(house.asked.references.first { $0.hasPrefix(number) })
        house.asked.settle(reference)
        #expect(try await house.progress(number).status == .onTrack)
    }

    @Test("A question settled outside the room of decisions no longer holds the activity back")
    func settledHere() async throws {
        let house = try await SmallPlan(), activity = try await house.activity("1.4.1"), now = house.now
        let question = try await house.database.write { try Plans($0).ask(LocalizedText(es: "¿Cuántos delegados?", en: "How many delegates?"), about: activity, by: .shell, at: now) }
        #expect(try await house.progress("1.4.1").status == .openQuestion)
        let first = try await house.database.write { try Plans($0).settle(question.id, of: activity, "Dos por reunión.", by: .shell, at: now) }
        let second = try await house.database.write { try Plans($0).settle(question.id, of: activity, "Tres.", by: .shell, at: now) }
        #expect(first && !second)
        #expect(try await house.progress("1.4.1").status == .notStarted)
    }

    @Test("The status is the house's: a note that somebody may not read counts for them, and is not shown", arguments: SmallPlan.engines)
    func levels(engine: String) async throws {
        let house = try await SmallPlan(engine), now = house.now, live = house.live, activity = try await house.activity("1.1.1")
        try await house.write("Solo para la red.", on: "1.1.1", level: .network)
        for viewer in [nil, Viewer.liaison("mx")] { #expect(try await house.progress("1.1.1", for: viewer).status == .onTrack) }
        func shown(_ viewer: Viewer?) async throws -> Int? {
            try await house.database.read { tx in try live.live(Plans(tx).editions(for: nil), for: viewer, at: now, in: tx).first?.live(activity)?.notes.visible }
        }
        #expect(try await shown(nil) == 0)
        #expect(try await shown(.liaison("mx")) == 1)
    }

    @Test("An open question that is not public holds the activity back for everybody; who may not see it is told that there is one, and no more", arguments: SmallPlan.engines)
    func hiddenQuestion(engine: String) async throws {
        let house = try await SmallPlan(engine), number = try #require(ActivityNumber("1.1.1")), text = LocalizedText(es: "¿Quién paga?", en: "Who pays?")
        try await house.write("Trabajo hecho.", on: "1.1.1")
        house.asked.add(PutQuestion(activity: number, reference: nil, text: text, path: "/decisions/x", state: .open, level: .members))
        let outside = try await house.progress("1.1.1"), inside = try await house.progress("1.1.1", for: .liaison("mx"))
        #expect(outside.status == .openQuestion && inside.status == .openQuestion)
        #expect(outside.reasons.first == .hiddenQuestion && !outside.reasons.contains(.question(text)))
        #expect(inside.reasons.first == .question(text) && !inside.reasons.contains(.hiddenQuestion))
    }

    @Test("A result counts from the lead alone; anybody else's waits for it, and says so", arguments: SmallPlan.engines)
    func whoseResult(engine: String) async throws {
        let house = try await SmallPlan(engine), honduras = try await house.delegation("hn"), today = Day(house.now, in: .network), now = house.now
        try await house.write("Ya está.", on: "2.1.1", by: "rrocm", .result)
        let reported = try await house.progress("2.1.1")
        #expect(reported.status == .overdue && reported.reasons.contains(.resultReported(today, hasLead: false)))
        // The country that presides speaks where nobody leads, also after its term.
        try await house.database.write { try Presidencies.add(honduras, from: today.adding(days: -5), to: today.adding(days: 5), by: .shell, at: now, in: $0) }
        try await house.write("Once respuestas.", on: "2.1.1", by: "hn", .result, level: .members)
        house.clock.advance(by: 30 * day)
        for viewer in [nil, Viewer.liaison("mx")] {
            let progress = try await house.progress("2.1.1", for: viewer)
            #expect(progress.status == .done && progress.reasons == [.result(today, hasLead: false)])
        }
        let mexico = try await house.delegation("mx")
        try await house.edit("2.1.1") { $0.responsible = [Activity.Responsible(delegation: mexico, part: .lead)] }
        #expect(try await house.progress("2.1.1").reasons.contains(.resultReported(today, hasLead: true)))
        try await house.write("Lo confirmamos.", on: "2.1.1", by: "mx", .result)
        #expect(try await house.progress("2.1.1").status == .done)
    }

    @Test("How far a figure is from its target stands in the reasons; nothing of nothing does not")
    func shares() async throws {
        let house = try await SmallPlan()
        func words() async throws -> [String] { try await house.progress("1.5.1").reasons.map { PlanWords.reason($0, house.catalogue, in: .spanish) } }
        house.counted.set(1, of: 269, newest: house.now)
        #expect(try await house.progress("1.5.1").status == .onTrack)
        #expect(try await words().contains { $0.hasSuffix(": 1 de 269, menos de la mitad.") })
        house.counted.set(200, of: 269, newest: house.now)
        #expect(try await words().contains { $0.hasSuffix(": 200 de 269.") })
        house.counted.set(0, of: 2, newest: nil)
        #expect(try await words().contains { $0.hasSuffix(": 0 de 2.") })
        house.counted.set(0, of: 0, newest: nil)
        #expect(try await words().count == 1)
    }

    @Test("Putting an edition together takes the same statements whatever it holds")
    func statements() async throws {
        let house = try await SmallPlan(), live = house.live, now = house.now
        func count() async throws -> Int {
            let meter = StatementMeter()
            try await StatementMeter.$current.withValue(meter) {
                _ = try await house.database.read { tx in try live.live(Plans(tx).editions(for: nil), for: nil, at: now, in: tx) }
            }
            return meter.statements.count
        }
        let few = try await count()
        for number in ContentTests.numbers { try await house.write("Nota", on: number) }
        #expect(try await count() == few)
        #expect(few <= 7)
    }
}
