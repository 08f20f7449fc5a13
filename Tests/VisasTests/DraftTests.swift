import Accounts
import Foundation
import Geography
import Localization
import Networks
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
            try Visas(tx).submit(draft.id, seen: Visas(tx).lines(of: draft).seen, by: actor, at: now)
            return draft
        }
    }

    /// What the page of the draft carries now.
    func seen(_ network: SmallNetwork, _ draft: RuleDraft) async throws -> String {
        try await network.database.read { tx in try Visas(tx).draft(draft.id).map { try Visas(tx).lines(of: $0).seen } ?? "" }
    }

    func approve(_ network: SmallNetwork, _ draft: RuleDraft, seen: String? = nil, by key: String = "mx2") async throws {
        let actor = try network.actor(key), now = network.now, shown = if let seen { seen } else { try await self.seen(network, draft) }
        try await network.database.write { try Visas($0).approve(draft.id, seen: shown, by: actor, at: now) }
    }

    @Test("Nothing applies before the second person has agreed, then all of it, and the nationals' officers are told", arguments: Engine.atHand)
    func agreement(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), subject = try SmallNetwork.subject("HN")
        let draft = try await submitted(network, try ["HN", "GT", "FR"].map { try network.change($0, .visaFree, 90, from: "2026-12-01") })
        #expect(try await network.said(subject, on: "2026-12-01") == "unknown")
        await #expect(throws: RuleFault.samePerson) { try await approve(network, draft, by: "mx") }
        try await approve(network, draft)
        for code in ["HN", "GT", "FR"] { #expect(try await network.said(try SmallNetwork.subject(code), on: "2026-12-01") == "visa_free 90") }
        #expect(try await network.answer(subject, on: "2026-12-01").rule?.verification?.by == "mx2")
        let told = try await network.database.read { try $0.rows("SELECT person FROM notice") { try $0.get("person", as: UUID.self) } }
        let officers = try ["gt", "hn"].map { try network.viewer($0).person.uuid }
        #expect(told.count == 2 && Set(told) == Set(officers))
        await #expect(throws: RuleFault.draftState(.approved)) { try await approve(network, draft) }
        #expect(try await network.database.read { try AuditTrail.verify($0).breaks }.isEmpty)
    }

    @Test("What overlaps by the time of the check is refused as a whole", arguments: Engine.atHand)
    func overtaken(engine: Engine) async throws {
        let network = try await SmallNetwork(engine)
        let draft = try await submitted(network, try ["FR", "HN"].map { try network.change($0, .visaFree, 90, from: "2026-12-01") })
        try await network.state(try network.change("HN", .visaRequired, from: "2026-11-01", through: "2026-12-31"))
        let fault = RuleFault.overlapsEarlier(from: try SmallNetwork.day("2026-11-01"), through: try SmallNetwork.day("2026-12-31"))
        await #expect(throws: fault) { try await approve(network, draft) }
        #expect(try await network.said(try SmallNetwork.subject("FR"), on: "2026-12-01") == "unknown")
    }

    @Test("Nothing is approved that the approver has not seen: what was stated since makes it another change", arguments: Engine.atHand)
    func seenAsShown(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), mexico = try SmallNetwork.country("MX")
        try await network.state(try network.change("HN", .visaRequired, from: "2025-01-01"))
        let draft = try await submitted(network, try ["FR", "HN"].map { try network.change($0, .visaFree, 90, from: "2027-12-01") }), opened = try await seen(network, draft)
        network.clock.advance(by: 60)
        // Of somebody else: nothing to do with it.
        try await network.state(try network.change("GT", .visaRequired, from: "2025-01-01"))
        #expect(try await seen(network, draft) == opened)
        try await network.state(try network.change("HN", .electronicVisa, from: "2027-01-01"))
        let lines = try await network.database.read { tx in try Visas(tx).lines(of: try #require(try Visas(tx).draft(draft.id))) }
        #expect(lines.map(\.isOvertaken) == [false, true] && lines[1].prepared?.before?.requirement == .visaRequired)
        await #expect(throws: RuleFault.overtaken) { try await approve(network, draft, seen: opened) }
        #expect(try await network.said(try SmallNetwork.subject("FR"), on: "2027-12-01") == "unknown")
        try await approve(network, draft)
        #expect(try await network.said(try SmallNetwork.subject("HN"), on: "2027-12-01") == "visa_free 90")

        // Who sends it has seen it as it is then.
        let actor = try network.actor("mx"), now = network.now, change = try network.change("FR", .visaRequired, from: "2028-01-01")
        let later = try await network.database.write { try Visas($0).prepare([change], of: mexico, by: actor, at: now) }, first = try await seen(network, later)
        network.clock.advance(by: 60)
        try await network.state(try network.change("FR", .electronicVisa, from: "2027-12-15"))
        await #expect(throws: RuleFault.overtaken) { try await network.database.write { try Visas($0).submit(later.id, seen: first, by: actor, at: now) } }
        let second = try await seen(network, later)
        try await network.database.write { try Visas($0).submit(later.id, seen: second, by: actor, at: now) }
        #expect(try await network.database.read { tx in try Visas(tx).lines(of: later).allSatisfy { !$0.isOvertaken } })
    }

    @Test("What somebody stated meanwhile in the same words is confirmed, not said twice", arguments: Engine.atHand)
    func saidAlready(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), change = try network.change("HN", .visaFree, 90, from: "2026-12-01"), draft = try await submitted(network, [change])
        network.clock.advance(by: 60)
        try await network.state(change)
        network.clock.advance(by: 86_400)
        try await approve(network, draft)
        let (announced, history) = try await network.database.read { (try Visas($0).announcementCount(for: change.subject.nationality), try Visas($0).history(of: change.subject, limit: 10)) }
        #expect(announced == 1 && history.count == 1 && history.first?.verification?.on == network.today)
    }

    @Test("Whoever follows a nationality is told once of a change, with the officers; whose account is shut, or follows no more, is not", arguments: Engine.atHand)
    func followers(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), now = network.now, countries = try ["HN", "GT", "FR"].map(SmallNetwork.country)
        let person: @Sendable (String) throws -> UUID = { try network.viewer($0).person.uuid }
        func follow(_ key: String, _ countries: [CountryCode]) async throws {
            let actor = try network.actor(key)
            try await network.database.write { tx in for country in countries { try Visas(tx).follow(country, by: person(key), actor, at: now) } }
        }
        try await follow("hn", [countries[0]])
        try await follow("st", [countries[1], countries[2], countries[2]])
        try await follow("mx", [countries[2]])
        try await follow("mx2", [countries[2]])
        try await network.database.write { tx in
            try People.disable(network.viewer("mx").person, by: .shell, at: now, in: tx)
            try Visas(tx).stopFollowing(countries[2], by: try person("mx2"), try network.actor("mx2"), at: now)
            #expect(try Visas(tx).following(of: person("st")).map(\.nationality) == [countries[2], countries[1]])
        }
        try await approve(network, try await submitted(network, try ["HN", "GT", "FR"].map { try network.change($0, .visaFree, 90, from: "2026-12-01") }))
        let told = try await network.database.read { tx in
            try tx.rows("SELECT person, topic, text, text_values, path FROM notice ORDER BY text, path") { (try $0.get("person", as: UUID.self), try $0.get("topic", as: Topic.self), try $0.get("text", as: String.self), try $0.get("path", as: String.self)) }
        }
        #expect(told.map(\.0) == [try person("gt"), try person("hn"), try person("st")] && told.allSatisfy { $0.1 == .visas })
        #expect(told.map(\.2) == ["visas.notice.changed", "visas.notice.changed", "visas.notice.followed.many"] && told.map(\.3) == ["/visas/changes/gt", "/visas/changes/hn", "/visas/changes"])
        let history = try await network.database.read { try AuditTrail.history(of: try person("mx2"), kind: Following.auditKind, in: $0) }
        #expect(history.map(\.action) == ["visas.changes.left", "visas.changes.followed"] && history.first?.before == #"{"nationality":"FR"}"#)
    }

    @Test("Whoever does not approve says why; what changes nothing is not prepared", arguments: Engine.atHand)
    func refusal(engine: Engine) async throws {
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
