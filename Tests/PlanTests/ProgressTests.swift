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
        try await house.write("Once respuestas recibidas.", on: "2.1.1", .result)
        #expect(try await house.progress("2.1.1").status == .done)
    }

    @Test("Before its period it is not started; during it evidence counts; the day after the last it is overdue")
    func through() async throws {
        let house = try await SmallPlan()
        try await house.edit("1.5.2") { $0.calendar.meaning = ActivityCalendar.Meaning(.period, from: Day("2026-11-01"), to: Day("2026-11-30")) ?? .toBeDefined }
        #expect(try await house.progress("1.5.2").status == .notStarted)
        house.clock.set(Date(timeIntervalSince1970: 1_793_577_600)) // 2 November 2026
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

    @Test("A note that somebody may not read does not speak to them")
    func levels() async throws {
        let house = try await SmallPlan()
        try await house.write("Solo para la red.", on: "1.1.1", level: .network)
        #expect(try await house.progress("1.1.1").status == .notStarted)
        try await house.write("Para todos.", on: "1.1.1")
        #expect(try await house.progress("1.1.1").status == .onTrack)
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
        #expect(few <= 6)
    }
}
