import Accounts
import Foundation
import Localization
import Networks
import Records
import Storage
import Testing
@testable import Decisions

@Suite("The silence procedure")
struct SilenceTests {
    @Test("Nobody objects: adopted at the deadline, numbered, told once to each of the eleven", arguments: Engine.atHand)
    func kept(_ engine: Engine) async throws {
        let network = try await Eleven(engine)
        let decision = try await network.running(), deadline = try network.deadline()
        for slug in Eleven.members.prefix(8) { try await network.take(.agree, in: decision, by: slug) }
        try await network.take(.reservation, "Con reserva del artículo 2.", in: decision, by: "sv")
        try await network.take(.lead, in: decision, by: "pa")
        #expect(try await network.runJobs() == 0)

        network.clock.set(deadline.instant)
        #expect(try await network.runJobs() == 1)
        let file = try await network.file(decision)
        #expect(file.decision.state == .adopted)
        #expect(file.decision.number == DecisionNumber(year: 2026, sequence: 1))
        #expect(file.round?.end?.at == deadline.instant)
        #expect(file.round?.end?.text == Eleven.wording.text)
        #expect(file.standing(in: 1).count == 10)
        #expect(file.positions.first { $0.kind == .reservation }?.text?[.spanish] == "Con reserva del artículo 2.")
        for name in ["circulated", "adopted"] { #expect(try await network.toldOnce(name)) }
        #expect(try await network.database.read { try AuditTrail.verify($0).breaks.isEmpty })
    }

    @Test("One objects: the silence is broken at once, and a new round keeps the old one", arguments: Engine.atHand)
    func broken(_ engine: Engine) async throws {
        let network = try await Eleven(engine)
        let decision = try await network.running()
        try await network.take(.agree, in: decision, by: "mx")
        try await network.take(.objection, "Falta consultar a nuestra cancillería.", in: decision, by: "gt")
        let broken = try await network.file(decision)
        #expect(broken.decision.state == .broken)
        #expect(broken.round?.end?.result == .broken)
        #expect(try await network.toldOnce("broken"))
        await #expect(throws: DecisionFault.state(.broken)) { try await network.take(.agree, in: decision, by: "hn") }

        // Its deadline comes and changes nothing.
        network.clock.set(try network.deadline().instant)
        try await network.runJobs()
        #expect(try await network.file(decision).decision.state == .broken)

        var wording = Eleven.wording
        wording.text = LocalizedText(es: "La Presidencia y la Secretaría lideran.", en: "The Presidency and the Secretariat lead.")
        let changed = wording, now = network.now, actor = try network.viewer("st").actor(by: nil)
        try await network.database.write { try Decisions($0).reword(decision.id, changed, procedure: .silence, seen: nil, by: actor, at: now) }
        try await network.circulate(decision, days: 10)
        network.clock.advance(by: 11 * 86_400)
        try await network.runJobs()
        let file = try await network.file(decision)
        #expect(file.decision.state == .adopted)
        #expect(file.rounds.map(\.text) == [Eleven.wording.text, changed.text])
        #expect(file.rounds.map { $0.end?.result } == [.broken, .adopted])
        #expect(file.positions.contains { $0.round == 1 && $0.kind == .objection })
        #expect(file.decision.wording.text == changed.text)
    }

    @Test("A later position of a country takes the place of its earlier one, which stays in the record")
    func replaced() async throws {
        let network = try await Eleven()
        let decision = try await network.running()
        try await network.take(.agree, in: decision, by: "cr")
        network.clock.advance(by: 60)
        try await network.take(.reservation, "Salvo el párrafo 3.", in: decision, by: "cr")
        let file = try await network.file(decision), costaRica = try network.delegation("cr").id
        #expect(file.standing(in: 1)[costaRica]?.kind == .reservation)
        #expect(file.replaced(in: 1).map(\.kind) == [.agree])
        #expect(file.replaced(in: 1).first?.replacedAt == network.now)
    }

    @Test("Nothing is taken from the deadline on, before its job has run and after")
    func late() async throws {
        let network = try await Eleven()
        let decision = try await network.running(), deadline = try network.deadline()
        network.clock.set(deadline.instant.addingTimeInterval(-0.001))
        try await network.take(.agree, in: decision, by: "mx")
        network.clock.set(deadline.instant)
        let round = try await network.file(decision).round
        #expect(round?.isClosing(at: network.now) == true)
        for kind in MemberPosition.Kind.allCases {
            await #expect(throws: DecisionFault.deadlinePassed(deadline)) { try await network.take(kind, "Razones.", in: decision, by: "us") }
        }
        let now = network.now, actor = try network.viewer("st").actor(by: nil)
        await #expect(throws: DecisionFault.deadlinePassed(deadline)) { try await network.database.write { try Decisions($0).withdraw(decision.id, note: nil, by: actor, at: now) } }
        try await network.runJobs()
        await #expect(throws: DecisionFault.state(.adopted)) { try await network.take(.objection, "Tarde.", in: decision, by: "us") }
        #expect(try await network.file(decision).positions.count == 1)
    }

    @Test("More time is given once, seven days at the same hour; the first deadline's job then has nothing to do", arguments: Engine.atHand)
    func moreTime(_ engine: Engine) async throws {
        let network = try await Eleven(engine)
        let decision = try await network.running(), first = try network.deadline()
        try await network.take(.moreTime, in: decision, by: "bz")
        let file = try await network.file(decision), belize = try network.delegation("bz").id
        #expect(file.round?.deadline?.instant == first.instant.addingTimeInterval(7 * 86_400))
        #expect(file.round?.moreTime?.delegation == belize)
        #expect(file.round?.moreTime?.from == first.instant)
        #expect(try await network.toldOnce("extended"))
        await #expect(throws: DecisionFault.alreadyExtended) { try await network.take(.moreTime, in: decision, by: "do") }
        network.clock.set(first.instant)
        #expect(try await network.runJobs() == 1)
        #expect(try await network.file(decision).decision.state == .circulated)
        try await network.take(.agree, in: decision, by: "do")
        network.clock.advance(by: 7 * 86_400)
        #expect(try await network.runJobs() == 1)
        #expect(try await network.file(decision).decision.state == .adopted)
    }

    @Test("Two processes run the same deadline: one adoption, one number, one notice each", arguments: Engine.atHand)
    func twoProcesses(_ engine: Engine) async throws {
        let network = try await Eleven(engine)
        let decision = try await network.running()
        network.clock.set(try network.deadline().instant)
        let other = try await network.reopened(), now = network.now
        // Both claimed the job before either was done, as after a lost lease.
        let job = Decisions.DeadlineJob(decision: decision.id, round: 1)
        async let here = network.database.write { try Decisions($0).runDeadline(job, at: now)?.number }
        async let there = other.write { try Decisions($0).runDeadline(job, at: now)?.number }
        let numbers = try await [here, there].compactMap(\.self)
        #expect(numbers == [DecisionNumber(year: 2026, sequence: 1)])
        #expect(try await network.toldOnce("adopted"))
        await other.close()
    }

    @Test("An objection or a reservation says why")
    func reasons() async throws {
        let network = try await Eleven()
        let decision = try await network.running()
        await #expect(throws: DecisionFault.reasonMissing(.objection)) { try await network.take(.objection, in: decision, by: "ni") }
        await #expect(throws: DecisionFault.reasonMissing(.reservation)) { try await network.take(.reservation, "", in: decision, by: "ni") }
        #expect(try await network.file(decision).positions.isEmpty)
    }

    @Test("A silence procedure needs a text in both languages and a deadline to come")
    func conditions() async throws {
        let network = try await Eleven()
        let actor = try network.viewer("st").actor(by: nil), now = network.now, soon = try network.deadline(), past = try network.deadline(days: -1), far = try network.deadline(days: 400)
        func circulate(_ wording: Wording, _ deadline: Deadline?) async throws {
            let decision = try await network.put(wording)
            try await network.database.write { _ = try Decisions($0).circulate(decision.id, .silence, until: deadline, by: actor, at: now) }
        }
        var untexted = Eleven.wording, halved = Eleven.wording
        untexted.text = LocalizedText(es: "", en: "")
        halved.text = LocalizedText(es: "Solo en español.", en: "")
        let without = untexted, half = halved
        await #expect(throws: DecisionFault.nothingToAdopt) { try await circulate(without, soon) }
        await #expect(throws: DecisionFault.onlyOneLanguage(field: "text")) { try await circulate(half, soon) }
        await #expect(throws: DecisionFault.deadlineMissing) { try await circulate(Eleven.wording, nil) }
        await #expect(throws: DecisionFault.deadlinePast(past)) { try await circulate(Eleven.wording, past) }
        await #expect(throws: DecisionFault.deadlineTooFar(days: Decisions.longest)) { try await circulate(Eleven.wording, far) }
    }

    @Test("A deadline keeps its hour when the clocks change, and there is none in the hour that they skip")
    func clockChange() throws {
        guard let zone = NamedZone(rawValue: "America/New_York"), let before = Day("2027-03-10"), let change = Day("2027-03-14") else { throw Missing(what: "zone") }
        let deadline = Deadline(before, minutes: 12 * 60, in: zone)
        #expect(deadline?.putOff(days: 7) == Deadline(before.adding(days: 7), minutes: 12 * 60, in: zone))
        #expect(Deadline(change, minutes: 2 * 60 + 30, in: zone) == nil)
        #expect(deadline?.values == ["deadline.instant": "2027-03-10T17:00:00Z", "zone": "America/New_York"])
    }
}
