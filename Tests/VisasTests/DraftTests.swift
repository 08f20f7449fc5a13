import Foundation
import Localization
import Records
import Storage
import Testing
@testable import Visas

@Suite("A change is prepared by one person and checked by another")
struct DraftTests {
    /// Prepared and sent by the first officer of Mexico.
    func submitted(_ network: SmallNetwork, _ changes: [RuleChange]) async throws -> RuleDraft {
        let actor = try network.actor("mx"), now = network.now, mexico = try SmallNetwork.country("MX")
        return try await network.database.write { tx in
            let draft = try Visas(tx).prepare(changes, of: mexico, by: actor, at: now)
            try Visas(tx).submit(draft.id, by: actor, at: now)
            return draft
        }
    }

    @Test("Nothing applies before the second person has agreed, then all of it, and the nationals' officers are told", arguments: SmallNetwork.Engine.atHand)
    func agreement(engine: SmallNetwork.Engine) async throws {
        let network = try await SmallNetwork(engine), subject = try SmallNetwork.subject("HN")
        let draft = try await submitted(network, try ["HN", "GT", "FR"].map { try network.change($0, .visaFree, 90, from: "2026-12-01") })
        #expect(try await network.said(subject, on: "2026-12-01") == "unknown")
        let first = try network.actor("mx"), second = try network.actor("mx2"), now = network.now
        await #expect(throws: RuleFault.samePerson) { try await network.database.write { try Visas($0).approve(draft.id, by: first, at: now) } }
        try await network.database.write { try Visas($0).approve(draft.id, by: second, at: now) }
        for code in ["HN", "GT", "FR"] { #expect(try await network.said(try SmallNetwork.subject(code), on: "2026-12-01") == "visa_free 90") }
        #expect(try await network.answer(subject, on: "2026-12-01").rule?.verification?.by == "Officer mx2")
        let told = try await network.database.read { try $0.rows("SELECT person FROM notice") { try $0.get("person", as: UUID.self) } }
        #expect(told == [try network.officer("hn").person.uuid])
        await #expect(throws: RuleFault.draftState(.approved)) { try await network.database.write { try Visas($0).approve(draft.id, by: second, at: now) } }
        #expect(try await network.database.read { try AuditTrail.verify($0).breaks }.isEmpty)
    }

    @Test("What overlaps by the time of the check is refused as a whole", arguments: SmallNetwork.Engine.atHand)
    func overtaken(engine: SmallNetwork.Engine) async throws {
        let network = try await SmallNetwork(engine)
        let draft = try await submitted(network, try ["FR", "HN"].map { try network.change($0, .visaFree, 90, from: "2026-12-01") })
        try await network.state(try network.change("HN", .visaRequired, from: "2026-11-01", through: "2026-12-31"))
        let second = try network.actor("mx2"), now = network.now
        let fault = RuleFault.overlapsEarlier(from: try SmallNetwork.day("2026-11-01"), through: try SmallNetwork.day("2026-12-31"))
        await #expect(throws: fault) { try await network.database.write { try Visas($0).approve(draft.id, by: second, at: now) } }
        #expect(try await network.said(try SmallNetwork.subject("FR"), on: "2026-12-01") == "unknown")
    }

    @Test("Whoever does not approve says why; what changes nothing is not prepared", arguments: SmallNetwork.Engine.atHand)
    func refusal(engine: SmallNetwork.Engine) async throws {
        let network = try await SmallNetwork(engine)
        let change = try network.change("HN", .visaFree, 90, from: "2026-12-01"), draft = try await submitted(network, [change])
        let second = try network.actor("mx2"), now = network.now
        await #expect(throws: RuleFault.reasonMissing) { try await network.database.write { try Visas($0).refuse(draft.id, reason: nil, by: second, at: now) } }
        try await network.database.write { try Visas($0).refuse(draft.id, reason: "Falta la ley", by: second, at: now) }
        #expect(try await network.database.read { try Visas($0).draft(draft.id)?.reason } == "Falta la ley")
        try await network.state(change)
        await #expect(throws: RuleFault.changesNothing) { try await submitted(network, [change]) }
    }
}
