import Accounts
import Foundation
import Geography
import HummingbirdTesting
import Localization
import Networks
import Records
import Storage
import Testing
import Web
@testable import Dialogue

@Suite("A dialogue from its proposal to its end")
struct TrackTests {
    static let before = IssuanceFigures(issuedWithin90Days: 0.3, medianDays: 120, refusalRate: 0.1, asOf: Day(daysSince1970: 20_000))
    static let later = IssuanceFigures(issuedWithin90Days: 0.42, medianDays: 80, refusalRate: 0.1, asOf: Day(daysSince1970: 20_500))

    @Test("Without a lead it is proposed, never active, whatever else is written", arguments: Engine.atHand)
    func lead(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), track = try await network.propose(evidence: Self.before), secretariat = try network.actor("st"), now = network.now
        #expect(track.state == .proposed && track.key == "in-1" && track.evidence == Self.before)
        await #expect(throws: TrackFault.noLead) { try await network.add(try network.step(planned: 5), to: track) }
        let mexico = try network.delegation("mx"), honduras = try network.delegation("hn"), observer = try network.delegation("obs")
        func name(_ delegation: Delegation, _ basis: String?, isDecided: Bool = false, _ evidence: IssuanceFigures? = nil) async throws -> Track {
            try await network.database.write { try Tracks($0).name(lead: delegation, of: track.id, basis: basis, isDecided: isDecided, evidence: evidence, by: secretariat, at: now) }
            return try await network.track("in-1")
        }
        await #expect(throws: TrackFault.basisMissing) { _ = try await name(honduras, nil) }
        await #expect(throws: TrackFault.notAMember) { _ = try await name(observer, "Reunión") }
        // Honduras, that took no part before: it begins, with the figures of that day, and Honduras takes part.
        let led = try await name(honduras, nil, isDecided: true, Self.later)
        #expect(led.state == .active && led.evidence == Self.later && led.participants.contains(honduras.id))
        await #expect(throws: TrackFault.alreadyLeads) { _ = try await name(honduras, "Reunión") }
        // Another lead: the figures at the start stay.
        let passed = try await name(mexico, "Reunión 4", isDecided: false, Self.before)
        #expect(passed.leads.map(\.delegation) == [honduras.id, mexico.id] && passed.leads[0].until == network.today && passed.evidence == Self.later)
        try await network.database.write { try Tracks($0).endLead(of: track.id, by: secretariat, at: now) }
        #expect(try await network.track("in-1").state == .proposed)
    }

    @Test("What named one lead names no other: laid down, the question is put anew; passed on, it is said where that was settled", arguments: Engine.atHand)
    func nextLead(engine: Engine) async throws {
        let network = try await SmallNetwork(engine, isDecided: true), track = try await network.propose(), secretariat = try await network.signIn("st")
        #expect(track.leadQuestion.hasSuffix("/lead"))
        #expect(try await network.post("/es/dialogue/in-1/lead", secretariat, [("delegation", "mx")]).status == .seeOther)
        #expect(try await network.track("in-1").leadQuestion == track.leadQuestion)
        let passed = try await network.post("/es/dialogue/in-1/lead", secretariat, [("delegation", "gt")])
        #expect(passed.status == .unprocessableContent && passed.text.contains("id=\"f-basis-error\""))
        #expect(try await network.post("/es/dialogue/in-1/lead/end", secretariat).status == .seeOther)
        #expect(try await network.track("in-1").leadQuestion == track.leadQuestion + "/2")
        let put = try await network.database.read { try $0.rows("SELECT after_state FROM audit WHERE action = 'test.question'") { try $0.get("after_state", as: String.self) } }
        #expect(put.count == 1 && put[0].replacing("\\/", with: "/").contains(track.leadQuestion + "/2\""))
        // Told anew, since it is another time that nobody leads.
        let st = try network.delegation("st"), now = network.now
        let expected = try await network.database.read { try DialogueExpectations().expectations(of: st, at: now, in: $0) }
        #expect(expected.map(\.key) == ["dialogue:lead:in-1:1"])
    }

    @Test("What somebody else changed since is told: before a lead is named or laid down, and before the end")
    func locks() async throws {
        let network = try await SmallNetwork(), track = try await network.active(), secretariat = try await network.signIn("st"), mexico = try await network.signIn("mx")
        let opened = ("seen", String(track.changedAt.microsecondsSince1970))
        network.clock.set(network.now + 60)
        try await network.add(try network.step(planned: 5), to: track)
        for (path, fields) in [("lead", [("delegation", "gt"), ("basis", "Reunión")]), ("conclusion", [("concluded_on", "2026-11-25"), ("result_es", "Acordado")])] {
            let told = try await network.post("/es/dialogue/in-1/\(path)", secretariat, fields + [opened])
            #expect(told.status == .unprocessableContent && told.text.contains("Otra persona lo cambió mientras usted escribía"), "\(path)")
        }
        #expect(try await network.post("/es/dialogue/in-1/lead/end", mexico, [opened]).location.hasSuffix("lead_not_ended_done"))
        let now = try await network.track("in-1")
        #expect(now.state == .active && now.leads.count == 1)
        #expect(try await network.post("/es/dialogue/in-1/lead/end", mexico, [("seen", String(now.changedAt.microsecondsSince1970))]).location.hasSuffix("lead_ended_done"))
    }

    @Test("A step that will not be taken is taken out, by whoever may change it; what was done stays", arguments: Engine.atHand)
    func removal(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), track = try await network.active(), mexico = try await network.signIn("mx"), guatemala = try await network.signIn("gt")
        let planned = try network.step(planned: 5), done = try network.step(.visit, done: -1, result: SmallNetwork.objectives)
        for step in [planned, done] { try await network.add(step, to: track) }
        func remove(_ step: Step, _ session: String, seen: Date) async throws -> TestResponse {
            try await network.post("/es/dialogue/in-1/steps/\(step.id)/removal", session, [("seen", String(seen.microsecondsSince1970))])
        }
        #expect(try await remove(planned, guatemala, seen: planned.changedAt).status == .forbidden)
        #expect(try await remove(done, mexico, seen: done.changedAt).text.contains("lo hecho se queda"))
        #expect(try await remove(planned, mexico, seen: planned.changedAt - 1).text.contains("Otra persona cambió el paso"))
        #expect(try await network.get("/es/dialogue/in-1/steps/\(planned.id)", mexico).text.contains("Quitar el paso"))
        #expect(try await !network.get("/es/dialogue/in-1/steps/\(done.id)", mexico).text.contains("Quitar el paso"))
        #expect(try await remove(planned, mexico, seen: planned.changedAt).location.hasSuffix("step_removed_done"))
        #expect(try await network.track("in-1").steps.map(\.kind) == [.visit])
    }

    @Test("A step is planned or done; what is done has a result and is not in the future", arguments: Engine.atHand)
    func steps(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), track = try await network.active(), result = LocalizedText(es: "Acordado", en: "Agreed"), actor = try network.actor("mx"), now = network.now
        func refuses(_ fault: TrackFault, _ step: Step) async { await #expect(throws: fault) { try await network.add(step, to: track) } }
        await refuses(.dayMissing, try network.step())
        await refuses(.doneAhead, try network.step(done: 1, result: result))
        await refuses(.resultMissing, try network.step(done: -1))
        await refuses(.resultTooEarly, try network.step(planned: 9, result: result))
        await refuses(.doneTooEarly, try network.step(done: -7000, result: result))
        await refuses(.plannedTooEarly, try network.step(planned: -7000, done: -1, result: result))
        await refuses(.plannedBehind, try network.step(planned: -2))
        await refuses(.notTakingPart, try network.step(by: "hn", planned: 9))
        try await network.add(try network.step(by: "gt", planned: 30), to: track)
        try await network.add(try network.step(planned: 10), to: track)
        try await network.add(try network.step(.noteVerbale, done: -5, result: result), to: track)
        let filled = try await network.track("in-1")
        #expect(filled.steps.map(\.kind) == [.noteVerbale, .meeting, .meeting])
        var next = try #require(filled.nextStep)
        #expect(next.plannedOn == network.today.adding(days: 10))
        (next.doneOn, next.result) = (network.today, result)
        try await network.database.write { [next] in try Tracks($0).change(next, of: track.id, seen: next.changedAt, by: actor, at: now + 60) }
        #expect(try await network.track("in-1").nextStep?.delegation == network.delegation("gt").id)
        await #expect(throws: TrackFault.changedMeanwhile) { try await network.database.write { [next] in try Tracks($0).change(next, of: track.id, seen: next.changedAt, by: actor, at: now) } }
        try await network.database.write { try Tracks($0).conclude(track.id, on: Day(now, in: .network), result: result, by: actor, at: now) }
        await refuses(.concluded, try network.step(planned: 5))
        #expect(try await network.database.read { try AuditTrail.verify($0) }.breaks.isEmpty)
    }

    @Test("What is overdue can be written anew without being put off, but not put off to another day that has passed", arguments: Engine.atHand)
    func overdue(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), track = try await network.active(), actor = try network.actor("mx"), later = network.now + 20 * 86_400
        try await network.add(try network.step(planned: 5), to: track)
        var step = try #require(try await network.track("in-1").nextStep)
        step.kind = .visit
        try await network.database.write { [step] in try Tracks($0).change(step, of: track.id, seen: nil, by: actor, at: later) }
        #expect(try await network.track("in-1").nextStep?.kind == .visit)
        step.plannedOn = network.today.adding(days: 6)
        await #expect(throws: TrackFault.plannedBehind) { try await network.database.write { [step] in try Tracks($0).change(step, of: track.id, seen: nil, by: actor, at: later) } }
        // Done late, it keeps the day that it was planned for.
        (step.plannedOn, step.doneOn, step.result) = (network.today.adding(days: 5), network.today.adding(days: 19), SmallNetwork.objectives)
        try await network.database.write { [step] in try Tracks($0).change(step, of: track.id, seen: nil, by: actor, at: later) }
        #expect(try await network.track("in-1").steps.map(\.isDone) == [true])
    }

    @Test("One dialogue with a country at a time, and none with a member; a second one has an address of its own", arguments: Engine.atHand)
    func countries(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), actor = try network.actor("st"), now = network.now
        let first = try await network.active()
        await #expect(throws: TrackFault.alreadyOpen) { try await network.propose() }
        await #expect(throws: TrackFault.isMember) { try await network.propose(try #require(CountryCode("HN"))) }
        try await network.database.write { try Tracks($0).conclude(first.id, on: Day(now, in: .network), result: SmallNetwork.objectives, by: actor, at: now) }
        #expect(try await network.propose().key == "in-2")
    }

    @Test("Did the figures change? By five points of the share issued within 90 days, and only if they are newer", arguments: [
        (0.30, 0.35, .better), (0.30, 0.34, .same), (0.30, 0.26, .same), (0.30, 0.25, .worse), (0.30, nil, .unknown), (nil, 0.30, .unknown),
    ] as [(Double?, Double?, FigureChange.Verdict)])
    func change(then: Double?, now: Double?, verdict: FigureChange.Verdict) {
        func figures(_ share: Double?, _ day: Int) -> IssuanceFigures { IssuanceFigures(issuedWithin90Days: share, medianDays: nil, refusalRate: nil, asOf: Day(daysSince1970: day)) }
        #expect(FigureChange.verdict(figures(then, 20_000), figures(now, 20_100)) == verdict)
        #expect(FigureChange.verdict(figures(then, 20_100), figures(now, 20_100)) == .unknown)
        #expect(FigureChange.verdict(nil, figures(now, 20_100)) == .unknown)
    }

    @Test("Each is told what is theirs to do: a step within thirty days, a next step where nothing is planned, a lead where there is none", arguments: Engine.atHand)
    func expectations(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), track = try await network.active(), now = network.now
        func expected(_ slug: String, at now: Date) async throws -> [Web.Expectation] {
            let delegation = try network.delegation(slug)
            return try await network.database.read { try DialogueExpectations().expectations(of: delegation, at: now, in: $0) }
        }
        #expect(try await expected("mx", at: now).map(\.text) == ["dialogue.expectation.idle"])
        try await network.add(try network.step(by: "gt", planned: 31), to: track)
        #expect(try await expected("mx", at: now).isEmpty)
        #expect(try await expected("gt", at: now).isEmpty)
        let soon = try await expected("gt", at: now + 86_400)
        #expect(soon.map(\.text) == ["dialogue.expectation.step"] && soon.first?.due == network.today.adding(days: 32).start(in: .network))
        #expect(soon.first?.values["country.en"] == "India" && soon.first?.values["title.es"] == "Reunión técnica")
        try await network.propose(try #require(CountryCode("CN")))
        #expect(try await expected("st", at: now).map(\.path) == ["/dialogue/cn-1"])
        #expect(try await expected("obs", at: now).isEmpty)
    }

    @Test("A planned step is in the calendar of whoever may see the dialogue, on its day, until it is done", arguments: Engine.atHand)
    func calendar(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), track = try await network.active(SmallNetwork.india, .members), today = network.today
        try await network.add(try network.step(planned: 10), to: track)
        let house = House(database: network.database, catalogue: network.catalogue, views: try Views(folders: [], catalogue: network.catalogue), clock: network.clock.clock, permissions: DialogueRoom.permissions,
                          settings: Settings(), metrics: Metrics())
        func entries(_ slug: String, _ from: Int, _ to: Int) async throws -> [CalendarEntry] {
            let viewer = try #require(network.officers[slug])
            return try await network.database.read { try StepCalendar(house: house).entries(for: viewer, from: today.adding(days: from), to: today.adding(days: to), in: $0) }
        }
        let found = try await entries("cr", 0, 10)
        #expect(found.map(\.when) == [.days(today.adding(days: 10), today.adding(days: 10))])
        #expect(found.first?.title[.english] == "Dialogue with India: Technical meeting")
        #expect(try await entries("cr", 0, 9).isEmpty)
        #expect(try await entries("obs", 0, 10).isEmpty)
    }

    @Test("The plan counts dialogues that are led and steps taken, never what was invented", arguments: Engine.atHand)
    func evidence(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), track = try await network.active(), now = network.now
        try await network.propose(try #require(CountryCode("CN")))
        try await network.add(try network.step(done: -40, result: SmallNetwork.objectives), to: track)
        try await network.database.write { try DemonstrationDialogues.create(in: $0, at: now) }
        let figures = try await network.database.read { try DialogueEvidence().figures(for: "1.3.2", at: now, in: $0) }
        #expect(figures.map(\.value) == [1, 1] && figures[0].target == 2)
        // The step was done in October; the lead was named today.
        #expect(figures[1].trend.suffix(2) == [0, 1] && figures[0].trend.last == 0)
        let shown = try await network.database.read { try Tracks($0).list(.init(for: network.officers["mx"]), limit: 100) }.filter(\.isDemonstration)
        #expect(shown.count == 3 && Set(shown.map(\.state)) == Set(Track.State.allCases))
    }
}
