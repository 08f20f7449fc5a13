import Accounts
import Foundation
import Localization
import Networks
import Records
import Storage
import Testing
@testable import Decisions

@Suite("Numbers, meetings and what stays as it is")
struct RecordTests {
    @Test("Numbers of a year follow one another without a gap; another year begins at one", arguments: Engine.atHand)
    func numbers(_ engine: Engine) async throws {
        let network = try await Eleven(engine)
        let first = try await network.running(days: 5), objected = try await network.running(days: 6), second = try await network.running(days: 7)
        let withdrawn = try await network.running(days: 8), next = try await network.running(days: 60)
        try await network.take(.objection, "No.", in: objected, by: "ca")
        let now = network.now, actor = try network.viewer("st").actor(by: nil)
        try await network.database.write { try Decisions($0).withdraw(withdrawn.id, note: "Ya no hace falta.", by: actor, at: now) }
        // The process was down all the while: each still takes effect at its own deadline.
        network.clock.advance(by: 80 * 86_400)
        try await network.runJobs()
        var numbers: [String?] = []
        for decision in [first, objected, second, withdrawn, next] { numbers.append(try await network.file(decision).decision.number?.description) }
        #expect(numbers == ["2026-1", nil, "2026-2", nil, "2027-1"])
        let byNumber = try await network.database.read { try Decisions($0).decision(key: "2026-2")?.id }
        #expect(byNumber == second.id)
    }

    @Test("What is adopted cannot be worded anew, circulated, withdrawn or decided again")
    func immutable() async throws {
        let network = try await Eleven()
        let decision = try await network.running()
        network.clock.set(try network.deadline().instant)
        try await network.runJobs()
        let before = try await network.file(decision), now = network.now, actor = try network.viewer("st").actor(by: nil), later = try network.deadline(days: 30)
        let attempts: [@Sendable (Decisions) throws -> Void] = [
            { try $0.reword(decision.id, Eleven.wording, procedure: .consensus, seen: nil, by: actor, at: now) },
            { try $0.circulate(decision.id, .silence, until: later, by: actor, at: now) },
            { try $0.withdraw(decision.id, note: nil, by: actor, at: now) },
            { try $0.record(MeetingOutcome(isAdopted: true, on: Day(now, in: .network), place: "Tela"), of: decision.id, by: actor, at: now) },
            // Even a state that was read before the adoption and is written after it.
            { store in
                var stale = before.decision
                stale.state = .broken
                try store.save(stale, was: before.decision, "decisions.broken", by: actor, at: now)
            },
        ]
        for attempt in attempts {
            await #expect(throws: DecisionFault.state(.adopted)) { try await network.database.write { try attempt(Decisions($0)) } }
        }
        let after = try await network.file(decision)
        #expect(after.decision == before.decision)
        #expect(after.rounds == before.rounds)
    }

    @Test("A meeting's outcome is recorded with its day, place, text and reservations", arguments: Engine.atHand)
    func meeting(_ engine: Engine) async throws {
        let network = try await Eleven(engine)
        let decision = try await network.put(by: "hn")
        #expect(decision.putBy.office == .presidency)
        try await network.circulate(decision, .consensus)
        #expect(try await network.toldOnce("tabled"))
        // Said beforehand, an objection is for the meeting to weigh.
        try await network.take(.objection, "Preferimos otro texto.", in: decision, by: "ni")
        #expect(try await network.file(decision).decision.state == .circulated)
        await #expect(throws: DecisionFault.noDeadline) { try await network.take(.moreTime, in: decision, by: "ni") }
        network.clock.advance(by: 3 * 86_400)
        let now = network.now, actor = try network.viewer("hn").actor(by: nil), held = Day(now, in: .network)
        let nicaragua = try network.delegation("ni"), text = LocalizedText(es: "Lideran la Presidencia y Panamá.", en: "The Presidency and Panama lead.")
        let outcome = MeetingOutcome(isAdopted: true, on: held, place: "Tela", text: text, reservations: [(nicaragua, LocalizedText(source: .spanish, [.spanish: "Salvo los plazos."]))])
        try await network.database.write { _ = try Decisions($0).record(outcome, of: decision.id, by: actor, at: now) }
        let file = try await network.file(decision)
        #expect(file.decision.number?.description == "2026-1")
        #expect(file.decision.wording.text == text)
        #expect(file.round?.text == Eleven.wording.text)
        #expect(file.round?.end?.place == "Tela")
        #expect(file.standing(in: 1)[nicaragua.id]?.kind == .reservation)
        #expect(file.replaced(in: 1).map(\.kind) == [.objection])
        #expect(try await network.toldOnce("adopted"))
    }

    @Test("A meeting without consensus leaves the question open for another round")
    func noConsensus() async throws {
        let network = try await Eleven()
        let decision = try await network.put()
        try await network.circulate(decision, .consensus)
        let now = network.now, actor = try network.viewer("st").actor(by: nil), today = Day(now, in: .network)
        await #expect(throws: DecisionFault.meetingAhead(today.adding(days: 1))) {
            try await network.database.write { _ = try Decisions($0).record(MeetingOutcome(isAdopted: false, on: today.adding(days: 1), place: "Tela"), of: decision.id, by: actor, at: now) }
        }
        try await network.database.write { _ = try Decisions($0).record(MeetingOutcome(isAdopted: false, on: today, place: "Tela", note: "Se sigue en silencio."), of: decision.id, by: actor, at: now) }
        #expect(try await network.file(decision).decision.state == .broken)
        #expect(try await network.toldOnce("no_consensus"))
        try await network.circulate(decision)
        #expect(try await network.file(decision).rounds.map(\.procedure) == [.consensus, .silence])
        await #expect(throws: DecisionFault.notForMeeting) {
            try await network.database.write { _ = try Decisions($0).record(MeetingOutcome(isAdopted: true, on: today, place: "Tela"), of: decision.id, by: actor, at: now) }
        }
    }

    @Test("Somebody else's change of a draft is told, not overwritten")
    func changedMeanwhile() async throws {
        let network = try await Eleven()
        let decision = try await network.put()
        network.clock.advance(by: 60)
        let now = network.now, actor = try network.viewer("st").actor(by: nil), seen = decision.changedAt
        try await network.database.write { try Decisions($0).reword(decision.id, Eleven.wording, procedure: .silence, seen: seen, by: actor, at: now) }
        await #expect(throws: DecisionFault.changedMeanwhile) {
            try await network.database.write { try Decisions($0).reword(decision.id, Eleven.wording, procedure: .silence, seen: seen, by: actor, at: now) }
        }
    }
}
