import Accounts
import Foundation
import Geography
import Localization
import Networks
import Records
import Storage
import Testing
import Web
@testable import Arrangements

@Suite("An arrangement is two States' word")
struct TwoStatesTests {
    @Test("Who writes for a State states it; the other confirms; a change of either has to be confirmed again", arguments: Engine.atHand)
    func bothSides(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), made = try await network.record(crossings: [try SmallNetwork.crossing([.adults: "08:00-12:00"])]), today = network.today, now = network.now
        #expect(made.key == "mx-gt-1" && made.crossings.map(\.number) == [1])
        #expect(made.agreement(today: today) == .one)
        #expect(made.standing(.receiving, today: today) == .never)
        let guatemala = try network.actor("gt"), mexico = try network.actor("mx")
        try await network.database.write { try Arrangements($0).confirm(made.id, version: made.version, side: .receiving, by: guatemala, at: now) }
        #expect(try await network.arrangement("mx-gt-1").agreement(today: today) == .both)
        // Somebody who saw an earlier version does not confirm this one.
        await #expect(throws: ArrangementFault.changedMeanwhile) {
            try await network.database.write { try Arrangements($0).confirm(made.id, version: made.version - 1, side: .receiving, by: guatemala, at: now) }
        }
        try await network.database.write { tx in try Arrangements(tx).put(SmallNetwork.crossing([.adults: "09:00-12:00"], number: 1), to: made.id, seen: nil, side: .returning, by: mexico, at: now + 60) }
        let changed = try await network.arrangement("mx-gt-1")
        #expect(changed.standing(.receiving, today: today) == .earlier(today))
        #expect(changed.standing(.returning, today: today) == .stated(.current, today))
        #expect(changed.crossings.map { $0.receptions[.adults]?.code } == ["Mo-Su 09:00-12:00"])
    }

    @Test("A confirmation is due after half a year, and after nine months it no longer counts", arguments: Engine.atHand)
    func cycle(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), made = try await network.record(), today = network.today
        #expect(made.standing(.returning, today: today.adding(days: 149)) == .stated(.current, today))
        #expect(made.standing(.returning, today: today.adding(days: 150)) == .stated(.due, today))
        #expect(made.standing(.returning, today: today.adding(days: 181)) == .stated(.overdue, today))
        #expect(made.agreement(today: today.adding(days: 181)) == .one)
        #expect(made.agreement(today: today.adding(days: 270)) == Agreement.none)
    }

    @Test("Each State is told what waits for it, once for all, and nothing of what has ended", arguments: Engine.atHand)
    func expectations(engine: Engine) async throws {
        let network = try await SmallNetwork(engine)
        try await network.record()
        try await network.record()
        try await network.record(SmallNetwork.terms(until: network.today.adding(days: -1)))
        func expected(_ slug: String, at now: Date) async throws -> [Web.Expectation] {
            try await network.database.read { tx in
                guard let delegation = try Delegations.find(slug: slug, in: tx) else { throw Missing(what: slug) }
                return try ArrangementExpectations().expectations(of: delegation, at: now, in: tx)
            }
        }
        let guatemala = try await expected("gt", at: network.now)
        #expect(guatemala.map(\.text) == ["arrangements.expectation.many"] && guatemala.first?.values == ["count": "2"])
        #expect(try await expected("mx", at: network.now).isEmpty)
        #expect(try await expected("hn", at: network.now).isEmpty)
        let spring = try await expected("mx", at: network.now + 151 * 86_400)
        #expect(spring.first?.values == ["count": "2"])
        #expect(spring.first?.lastDay == network.today.adding(days: 180))
        let list = try await network.get("/es/arrangements?due=GT").text
        #expect(list.contains("mx-gt-1") && list.contains("mx-gt-2") && !list.contains("mx-gt-3"))
    }

    @Test("The plan counts what was confirmed, never what was invented", arguments: Engine.atHand)
    func evidence(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), now = network.now
        try await network.record()
        try await network.database.write { try DemonstrationArrangements.create(in: $0, at: now) }
        let figures = try await network.database.read { try ArrangementEvidence().figures(for: "1.3.3", at: now, in: $0) }
        #expect(figures.map(\.value) == [1] && figures.map(\.target) == [1])
        #expect(figures.first?.trend.count == 12)
        #expect(try await network.database.read { try ArrangementEvidence().figures(for: "1.3.1", at: now, in: $0) }.isEmpty)
    }

    @Test("The number of a point that was taken out is given to no other", arguments: Engine.atHand)
    func numbers(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), now = network.now, mexico = try network.actor("mx")
        let made = try await network.record(crossings: [try SmallNetwork.crossing(name: "Uno"), try SmallNetwork.crossing(name: "Dos")])
        try await network.database.write { tx in
            let all = Arrangements(tx)
            try all.remove(crossing: 2, from: made.id, seen: nil, side: .returning, by: mexico, at: now)
            try all.put(SmallNetwork.crossing(name: "Tres"), to: made.id, seen: nil, side: .returning, by: mexico, at: now)
        }
        #expect(try await network.arrangement("mx-gt-1").crossings.map { "\($0.number) \($0.name)" } == ["1 Uno", "3 Tres"])
        #expect(try await network.get("/es/arrangements/answer?crossing=mx-gt-1-2&group=adults").status == .seeOther)
    }

    @Test("Whoever takes out a point that somebody has changed since is told so first", arguments: Engine.atHand)
    func removal(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), now = network.now, mexico = try network.actor("mx"), guatemala = try await network.signIn("gt")
        let made = try await network.record(crossings: [try SmallNetwork.crossing([.adults: "08:00-12:00"])]), path = "/es/arrangements/mx-gt-1/crossings/1/removal"
        let opened = [("seen", String(made.changedAt.microsecondsSince1970))]
        #expect(try await network.get("/es/arrangements/mx-gt-1/crossings/1", guatemala).text.contains("crossings/1/removal\"><input type=\"hidden\" name=\"csrf\""))
        try await network.database.write { try Arrangements($0).put(SmallNetwork.crossing([.adults: "09:00-12:00"], number: 1), to: made.id, seen: nil, side: .returning, by: mexico, at: now + 60) }
        let told = try await network.post(path, guatemala, opened)
        #expect(told.status == .unprocessableContent && told.text.contains("Otra persona cambió el arreglo mientras usted lo leía") && told.text.contains("09:00-12:00"))
        let changed = try await network.arrangement("mx-gt-1")
        #expect(changed.crossings.count == 1)
        // The page that told it carries the instant of what it shows.
        let fresh = String(changed.changedAt.microsecondsSince1970)
        #expect(told.text.components(separatedBy: "name=\"seen\" value=\"\(fresh)\"").count == 3)
        #expect(try await network.post(path, guatemala, [("seen", fresh)]).status == .seeOther)
        #expect(try await network.arrangement("mx-gt-1").crossings.isEmpty)
    }

    @Test("What cannot be is refused", arguments: Engine.atHand)
    func faults(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), now = network.now, mexico = try network.actor("mx"), made = try await network.record(crossings: [try SmallNetwork.crossing()])
        func refuses(_ fault: ArrangementFault, _ body: @escaping @Sendable (Arrangements) throws -> Void) async { await #expect(throws: fault) { try await network.database.write { try body(Arrangements($0)) } } }
        await refuses(.sameState) { try $0.record(SmallNetwork.terms(), from: SmallNetwork.mexico, to: SmallNetwork.mexico, side: nil, by: mexico, at: now) }
        await refuses(.endsBeforeItBegins) { try $0.record(SmallNetwork.terms(from: Day("2026-02-01"), until: Day("2026-01-01")), from: SmallNetwork.mexico, to: SmallNetwork.guatemala, side: nil, by: mexico, at: now) }
        await refuses(.nameTaken) { try $0.put(SmallNetwork.crossing(name: "PUENTE"), to: made.id, seen: nil, side: nil, by: mexico, at: now) }
        await refuses(.changedMeanwhile) { try $0.put(SmallNetwork.crossing(name: "Otro"), to: made.id, seen: now - 1, side: nil, by: mexico, at: now) }
        await refuses(.elsewhere) { all in
            var crossing = try SmallNetwork.crossing(name: "Otro")
            guard let arizona = SubdivisionCode("US-AZ") else { return }
            crossing.subdivision = arizona
            try all.put(crossing, to: made.id, seen: nil, side: nil, by: mexico, at: now)
        }
        for url in ["javascript:alert(1)", "nota", "https://", "ftp://example.org"] {
            var terms = SmallNetwork.terms()
            terms.source = .init(title: "Nota", url: url, on: nil)
            await refuses(.address) { [terms] in try $0.change(made.id, terms, seen: nil, side: nil, by: mexico, at: now) }
        }
    }

    @Test("The first content claims no hour, no notice and no confirmation that a source does not give", arguments: Engine.atHand)
    func firstContent(engine: Engine) async throws {
        let network = try await SmallNetwork(engine), now = network.now, today = network.today
        try await network.database.write { tx in
            try FirstArrangements.add(at: now, in: tx)
            try FirstArrangements.add(at: now, in: tx)
        }
        let all = try await network.database.read { try Arrangements($0).list(.init(for: nil, today: today), limit: 100) }
        #expect(all.map(\.key) == ["mx-gt-1", "mx-hn-1", "mx-ni-1", "mx-sv-1", "us-mx-1"])
        #expect(all.allSatisfy { $0.agreement(today: today) == .none && $0.terms.notice.isEmpty && $0.terms.source.url != nil })
        #expect(all.flatMap(\.crossings).allSatisfy { $0.receptions.isEmpty })
        let local = try #require(all.last)
        #expect(local.crossings.count == 9)
        let zones = Dictionary(uniqueKeysWithValues: local.crossings.map { ($0.name, $0.zone.rawValue) })
        #expect(zones == ["San Diego": "America/Los_Angeles", "Yuma": "America/Phoenix", "Nogales": "America/Phoenix", "El Paso": "America/Denver", "Presidio": "America/Chicago", "Del Rio": "America/Chicago",
                          "Laredo": "America/Chicago", "McAllen": "America/Chicago", "Brownsville": "America/Chicago"])
        #expect(ReceptionAnswer(local, local.crossings[0], .unaccompaniedMinors, at: now).verdict == .unknown)
    }
}
