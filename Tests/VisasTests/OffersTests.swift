import Accounts
import Foundation
import Geography
import Localization
import Networks
import Storage
import Testing
@testable import Visas

@Suite("What the visas show to other rooms, and side by side")
struct OffersTests {
    @Test("The plan counts what countries have confirmed, not what public data say", arguments: Engine.atHand)
    func evidence(engine: Engine) async throws {
        let network = try await SmallNetwork(engine)
        try await network.state(try network.change("HN", .visaFree, 90, from: "2025-01-12"), isOfficial: false)
        try await network.state(try network.change("GT", .visaRequired, from: "2026-01-01"))
        let now = network.now
        let figures = try await network.database.read { try RulesEvidence().figures(for: "1.2.1", at: now, in: $0) }
        #expect(figures.map(\.value) == [1, 0] && figures.map(\.target) == [2, 0])
        #expect(figures.allSatisfy { $0.trend.count == 12 })
        #expect(try await network.database.read { try RulesEvidence().figures(for: "1.5.1", at: now, in: $0) }.isEmpty)
        let later = now.addingTimeInterval(200 * 86_400)
        #expect(try await network.database.read { try RulesEvidence().figures(for: "1.2.1", at: later, in: $0) }.first?.value == 0)
    }

    @Test("A country is asked to confirm what it has not, to confirm again in time, and to check what waits", arguments: Engine.atHand)
    func expectations(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), delegation = try #require(try network.viewer("mx").grants.first?.delegation), mexico = try SmallNetwork.country("MX")
        try await network.state(try network.change("HN", .visaFree, 90, from: "2025-01-12"), isOfficial: false)
        try await network.state(try network.change("GT", .visaRequired, from: "2026-01-01"))
        let actor = try network.actor("mx"), now = network.now, change = try network.change("HN", .visaFree, 180, from: "2027-01-01")
        try await network.database.write { tx in
            let draft = try Visas(tx).prepare([change], of: mexico, by: actor, at: now)
            try Visas(tx).submit(draft.id, seen: Visas(tx).lines(of: draft).seen, by: actor, at: now)
        }
        func texts(at instant: Date) async throws -> [String] { try await network.database.read { try RulesExpected().expectations(of: delegation, at: instant, in: $0).map(\.text) } }
        #expect(try await texts(at: now) == ["visas.expectation.check", "visas.expectation.unconfirmed.one"])
        #expect(try await texts(at: now.addingTimeInterval(170 * 86_400)) == ["visas.expectation.check", "visas.expectation.due.one", "visas.expectation.unconfirmed.one"])
    }

    @Test("The eleven stand side by side, gaps are told, and a change is announced with what applied before", arguments: Engine.atHand)
    func comparisons(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), honduras = try SmallNetwork.country("HN"), mexico = try SmallNetwork.country("MX")
        try await network.state(try network.change("HN", .visaRequired, from: "2025-01-01"), isOfficial: false)
        try await network.state(RuleChange(try SmallNetwork.subject("MX", "HN"), try network.ruling(.visaFree, 90, from: "2025-01-01")))
        network.clock.advance(by: 60)
        try await network.state(try network.change("HN", .visaFree, 30, from: "2027-01-01"))
        let today = network.today
        try await network.database.read { tx in
            let visas = Visas(tx)
            let sides = try visas.reciprocity(.ordinary, .visit, on: today)
            #expect(sides.count == 2 && sides[RuleSubject(honduras, to: mexico)]?.ruling.requirement == .visaRequired)
            #expect(try visas.stated(.ordinary, .visit, on: today) == [mexico: [honduras], honduras: [mexico]])
            #expect(try visas.stated(.diplomatic, .visit, on: today).isEmpty)
            let announced = try visas.announcements(for: honduras, limit: 10)
            #expect(announced.count == 1 && announced.first?.was?.requirement == .visaRequired)
            #expect(try visas.announcementCount(for: honduras) == 1)
        }
    }

    @Test("A type of visa is found by its name until the country gives it no more; a card that somebody else changed is not overwritten", arguments: Engine.atHand)
    func types(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), actor = try network.actor("mx"), mexico = try SmallNetwork.country("MX"), now = network.now
        let card = VisaTypeCard(name: LocalizedText(es: "Visitante", en: "Visitor"), purpose: .visit, fee: Fee("53.07 USD"), legalBasis: "Ley de Migración")
        try await network.database.write { tx in
            let store = VisaTypes(tx)
            let id = try store.add(card, of: mexico, by: actor, at: now), type = try #require(try store.type(id))
            #expect(type.card == card && type.verification?.on == network.today)
            #expect(try VisaTypeSearch().paths(of: [id.uuid], in: tx) == [id.uuid: type.path])
            #expect(try store.edit(type, card, seen: now.addingTimeInterval(-1), by: actor, at: now) == false)
            #expect(try store.edit(type, card, seen: now, by: actor, at: now.addingTimeInterval(1)))
            try store.end(type, by: actor, at: now.addingTimeInterval(2))
            #expect(try VisaTypeSearch().paths(of: [id.uuid], in: tx).isEmpty && store.list(of: mexico, limit: 10).isEmpty)
        }
    }
}
