import Accounts
import Foundation
import Geography
import Localization
import Networks
import Records
import Storage
import Testing
@testable import Returns

@Suite("What may be recorded, and in which order")
struct RecordingTests {
    @Test("Without the affirmations nothing is recorded; for children, in a family too, also the best interests", arguments: Engine.atHand)
    func safeguards(engine: Engine) async throws {
        let house = try await Consulates(engine)
        for (group, missing) in [(PopulationGroup.adult, Affirmation.noProtection), (.family, .voluntaryOrFinal), (.family, .bestInterests), (.accompaniedMinor, .bestInterests), (.unaccompaniedMinor, .bestInterests)] {
            let affirmed = Set(Affirmation.allCases).subtracting([missing]), draft = try Consulates.draft("MX-26-001", group: group)
            await #expect(throws: RequestFault.notAffirmed(missing)) { try await house.record(draft, affirmed: affirmed) }
        }
        #expect(try await house.database.read { try $0.value("SELECT count(*) AS n FROM travel_request", as: Int.self) } == 0)
        #expect(try await house.database.read { try $0.value("SELECT count(*) AS n FROM audit WHERE kind = 'travel_request'", as: Int.self) } == 0)

        let id = try await house.record(Consulates.draft("MX-26-001", group: .unaccompaniedMinor))
        let affirmations = try await house.database.read { try TravelRequests($0).affirmations(of: id) }
        #expect(Set(affirmations.map(\.affirmation)) == Set(Affirmation.allCases))
        #expect(affirmations.allSatisfy { $0.by == "liaison mx" && $0.at == house.now })
    }

    @Test("Steps come in an order in which they can have happened", arguments: Engine.atHand)
    func order(engine: Engine) async throws {
        let house = try await Consulates(engine)
        func day(_ text: String) -> Day { Day(text) ?? house.today }
        let id = try await house.record(Consulates.draft("MX-26-001", on: "2026-10-01"))
        await #expect(throws: RequestFault.beforeRequest(day("2026-09-30"), requested: day("2026-10-01"))) { try await house.step(.issued, "2026-09-30", of: id) }
        await #expect(throws: RequestFault.future(house.today.adding(days: 1))) { try await house.step(.issued, house.today.adding(days: 1).description, of: id) }
        await #expect(throws: RequestFault.notIssued) { try await house.step(.expiredUnused, "2026-10-20", of: id) }
        try await house.step(.interview, "2026-10-08", of: id)
        await #expect(throws: RequestFault.stepKnown(.interview, day("2026-10-08"))) { try await house.step(.interview, "2026-10-09", of: id) }
        await #expect(throws: RequestFault.beforeStep(.interview, day("2026-10-08"))) { try await house.step(.issued, "2026-10-05", of: id) }
        try await house.step(.nationalityConfirmed, "2026-10-10", of: id)
        await #expect(throws: RequestFault.contradiction(.nationalityDenied)) { try await house.step(.nationalityDenied, "2026-10-12", of: id) }
        try await house.step(.issued, "2026-10-15", of: id)
        for second in [StepKind.refused, .withdrawn] {
            await #expect(throws: RequestFault.twoOutcomes(.issued, day("2026-10-15"))) { try await house.step(second, "2026-10-16", of: id) }
        }
        await #expect(throws: RequestFault.beforeStep(.issued, day("2026-10-15"))) { try await house.step(.expiredUnused, "2026-10-14", of: id) }
        try await house.step(.expiredUnused, "2026-11-15", of: id)
        let request = try await house.database.read { try TravelRequests($0).request(id) }
        #expect(request?.outcome == .issued && request?.days(until: house.today) == 14)

        // What was recorded by mistake is taken back from the end.
        let actor = try house.actor("mx"), now = house.now
        await #expect(throws: RequestFault.notNewest) { try await house.database.write { try TravelRequests($0).takeBack(.issued, of: id, by: actor, at: now) } }
        for kind in [StepKind.expiredUnused, .issued] { try await house.database.write { try TravelRequests($0).takeBack(kind, of: id, by: actor, at: now) } }
        #expect(try await house.database.read { try TravelRequests($0).request(id) }?.isOpen == true)
        #expect(try await house.database.read { try AuditTrail.verify($0) }.breaks.isEmpty)
    }

    @Test("A request of tomorrow, of one's own country, or twice under one reference is refused", arguments: Engine.atHand)
    func drafts(engine: Engine) async throws {
        let house = try await Consulates(engine), tomorrow = house.today.adding(days: 1)
        await #expect(throws: RequestFault.future(tomorrow)) { try await house.record(Consulates.draft("MX-26-001", on: tomorrow.description)) }
        await #expect(throws: RequestFault.ownCountry) { try await house.record(Consulates.draft("MX-26-001", origin: "MX")) }
        let reference = try CaseReference("MX-26-001")
        try await house.record(Consulates.draft("MX-26-001"))
        await #expect(throws: RequestFault.referenceTaken(reference)) { try await house.record(Consulates.draft("mx-26-001", origin: "GH")) }
        // Another country's files are numbered by itself.
        try await house.record(Consulates.draft("MX-26-001"), by: "us")
    }

    @Test("Counts and cases of one month and origin exclude each other", arguments: Engine.atHand)
    func counts(engine: Engine) async throws {
        let house = try await Consulates(engine), mexico = try house.delegation("mx"), actor = try house.actor("mx"), now = house.now
        func state(_ month: String, requested: Int = 9, seen: Date? = nil, affirmed: Set<Affirmation> = Set(Affirmation.ofAll)) async throws {
            let month = try #require(Month(month)), origin = try #require(CountryCode("IN"))
            let count = MonthlyCount(origin: origin, month: month, requested: requested, issued: 5, refused: 1, unanswered: 3)
            try await house.database.write { try MonthlyCounts($0).state(count, seen: seen, affirmed: affirmed, of: mexico, by: actor, at: now) }
        }
        try await house.record(Consulates.draft("MX-26-001", on: "2026-09-10"))
        await #expect(throws: RequestFault.hasRows(Month("2026-09") ?? Month(house.today))) { try await state("2026-09") }
        try await state("2026-08")
        await #expect(throws: RequestFault.hasCounts(Month("2026-08") ?? Month(house.today))) { try await house.record(Consulates.draft("MX-26-002", on: "2026-08-31")) }
        await #expect(throws: RequestFault.countsDoNotAddUp) { try await state("2026-07", requested: 8) }
        await #expect(throws: RequestFault.futureMonth(Month("2026-11") ?? Month(house.today))) { try await state("2026-11") }
        await #expect(throws: RequestFault.notAffirmed(.noProtection)) { try await state("2026-07", affirmed: [.voluntaryOrFinal, .bestInterests]) }
        // Stated anew, the month is one still; the figures of cases know nothing of it.
        try await state("2026-08", requested: 12, seen: now)
        #expect(try await house.database.read { try MonthlyCounts($0).list(of: mexico.id, limit: 9) }.map(\.count.requested) == [12])
        let next = Edition(at: house.now).next
        let cases = try await house.database.read { try Heaps($0).counted(in: next) }
        #expect(cases.values.flatMap(\.values).flatMap(\.values).reduce(0) { $0 + $1.requests } == 1)
    }

    @Test("A town and an authority are no place for a person: no birth date, no document", arguments: [
        ("Monterrey", "Instituto Nacional de Migración"), ("San José", "Delegación 14"), ("Ciudad de Guatemala", "Autoridad migratoria (demostración)"), ("Washington D.C.", "Oficina 203, turno B"), ("L’Aquila", "Mayo"),
    ])
    func officeTexts(town: String, authority: String) {
        #expect(OfficeText.isTown(town) && OfficeText.isAuthority(authority))
    }

    @Test("… and these are refused", arguments: [
        ("Juan Perez Lopez, 15/01/1990, G1234567", "Juan Perez 15/01/1990"), ("Houston 2", "Instituto G1234567"), ("San Juan de los Lagos", "Oficina 1990"), ("", "Ana 15 enero"), ("-", "Ana 15-1"), ("(Juan)", "A12"),
        ("Llanfairpwllgwyngyllgogerychwyrndrobwllll", "12"),
    ])
    func refusedTexts(town: String, authority: String) async throws {
        #expect(!OfficeText.isTown(town) && !OfficeText.isAuthority(authority))
        let house = try await Consulates()
        var draft = try Consulates.draft("MX-26-001", office: .authority(authority))
        await #expect(throws: RequestFault.authorityText) { try await house.record(draft) }
        draft = try Consulates.draft("MX-26-001")
        draft.mission = AskedMission(in: draft.mission.country, town: town)
        await #expect(throws: RequestFault.townText) { try await house.record(draft) }
    }

    @Test("The trail tells what was done and not to which file")
    func trail() async throws {
        let house = try await Consulates()
        var draft = try Consulates.draft("MX-26-077", office: .authority("Delegación Yucatán"))
        draft.mission = AskedMission(in: draft.mission.country, town: "Monterrey")
        let id = try await house.record(draft)
        try await house.remove(id)
        let states = try await house.database.read { try $0.rows("SELECT before_state, after_state FROM audit") { row in
            try ["before_state", "after_state"].map { try row.get($0, as: String?.self) ?? "" }.joined()
        } }
        #expect(states.contains { $0.contains("\"origin\":\"IN\"") })
        for text in ["MX-26-077", "Monterrey", "Yucat"] { #expect(!states.contains { $0.contains(text) }, "\(text)") }
        // Nor does the search of the house.
        #expect(try await house.database.read { try $0.search("077", audiences: ["public", "network", "members"]) }.isEmpty)
    }
}
