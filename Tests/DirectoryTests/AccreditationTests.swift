import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage
import Testing
@testable import Directory

/// A Mexican post in Tucson whose officers a test notifies, admits and sees off.
struct SmallEmbassy: Sendable {
    let directory: SmallDirectory
    let post: Post
    let mexico: CountryCode
    let states: CountryCode

    init() async throws {
        directory = try await SmallDirectory()
        post = try await directory.add("mx-us-tucson")
        mexico = try #require(CountryCode("MX"))
        states = try #require(CountryCode("US"))
    }

    var database: Database { directory.database }

    @discardableResult
    func add(_ name: String, isHead: Bool = false, level: PublicationLevel = .network) async throws -> Officer {
        let officer = Officer(id: ID(), post: post.id, name: name, rank: "Cónsul", duty: "Protección", isHead: isHead, level: level)
        let now = directory.now
        try await database.write { try Officers($0).save(officer, by: .shell, at: now) }
        return officer
    }

    @discardableResult
    func assert(_ officer: Officer, on day: String) async throws -> Accreditation {
        let day = try #require(Day(day)), now = directory.now, today = directory.today, states = states
        return try await database.write { tx in
            let officers = Officers(tx)
            let entry = try #require(try officers.officer(id: officer.id))
            return try officers.assert(entry, in: states, note: "SRE-1/2026", on: day, by: .shell, today: today, at: now)
        }
    }

    func admit(_ accreditation: Accreditation, _ admission: Accreditation.Admission = .exequatur, on day: String) async throws {
        let day = try #require(Day(day)), now = directory.now, today = directory.today
        try await database.write { try Officers($0).admit(accreditation.id, admission, on: day, by: .shell, today: today, at: now) }
    }

    func end(_ accreditation: Accreditation, on day: String, side: Accreditation.Side = .sending, reason: String? = "Traslado") async throws {
        let day = try #require(Day(day)), now = directory.now, today = directory.today
        try await database.write { try Officers($0).end(accreditation.id, on: day, side: side, reason: reason, by: .shell, today: today, at: now) }
    }

    func names(on day: String, to viewer: Viewer? = nil, sending: CountryCode? = nil) async throws -> [String] {
        let day = try #require(Day(day)), states = states
        return try await database.read { try Officers($0).accredited(in: states, on: day, sending: sending, to: viewer, limit: 100).map(\.officer.name) }
    }
}

extension Viewer {
    /// Somebody with one role.
    static func of(_ role: Role, _ kind: Delegation.Kind, _ country: String? = nil) -> Viewer {
        let delegation = Delegation(id: ID(), kind: kind, country: country.flatMap { CountryCode($0) }, slug: "x", name: LocalizedText(es: "x", en: "x"))
        return Viewer(person: ID(), name: "Ana", session: ID(), language: .spanish, grants: [Grant(role: role, delegation: delegation)])
    }
}

@Suite("Who was accredited on that day?")
struct AccreditationDayTests {
    @Test("An officer is found by name by those who may see them, until their functions end")
    func found() async throws {
        let embassy = try await SmallEmbassy()
        let head = try await embassy.add("Ximena Aldana", isHead: true), other = try await embassy.add("Berta Quiroga"), own = try await embassy.add("Carlos Montiel", level: .owner)
        func found(_ name: String, _ audiences: [String]) async throws -> [UUID] {
            try await embassy.database.read { try $0.search(name, kinds: [Officer.auditKind], audiences: audiences).map(\.record) }
        }
        #expect(try await found("aldana", ["public"]) == [head.id.uuid])
        #expect(try await found("Quiroga", ["public"]).isEmpty)
        #expect(try await found("Quiroga", ["public", "network"]) == [other.id.uuid])
        #expect(try await found("Montiel", ["public", "network", "members", "owner"]).isEmpty, "\(own.name) is the delegation's own affair")
        #expect(try await embassy.database.read { try OfficerSearch().paths(of: [head.id.uuid], in: $0) } == [head.id.uuid: "/posts/mx-us-tucson"])
        // They follow their post's name.
        let now = Date(timeIntervalSince1970: 1_795_600_000)
        try await embassy.database.write { tx in
            guard var post = try Posts(tx).post(slug: "mx-us-tucson") else { return }
            post.name = LocalizedText(es: "Consulado en Sedona", en: "Consulate in Sedona")
            try Posts(tx).save(post, districts: [], sources: nil, action: "test", by: .shell, at: now)
        }
        #expect(try await found("sedona", ["public"]) == [head.id.uuid])
        let accreditation = try await embassy.assert(head, on: "2026-10-01")
        try await embassy.admit(accreditation, on: "2026-10-05")
        #expect(try await found("aldana", ["public"]) == [head.id.uuid])
        try await embassy.end(accreditation, on: "2026-10-20")
        #expect(try await found("aldana", ["public"]).isEmpty)
    }

    @Test("A life in office: notified, admitted for a time, admitted, gone; each day has its answer")
    func everyDay() async throws {
        let embassy = try await SmallEmbassy()
        let accreditation = try await embassy.assert(embassy.add("Ana", isHead: true), on: "2026-01-10")
        try await embassy.admit(accreditation, .provisional, on: "2026-02-01")
        try await embassy.admit(accreditation, on: "2026-03-01")
        try await embassy.end(accreditation, on: "2026-06-01")
        let states = embassy.states
        for (day, state) in [("2026-01-09", nil), ("2026-01-10", .asserted), ("2026-01-31", .asserted), ("2026-02-01", .provisionallyAdmitted), ("2026-02-28", .provisionallyAdmitted),
                             ("2026-03-01", .admitted), ("2026-05-31", .admitted), ("2026-06-01", nil), ("2026-11-01", nil)] as [(String, Accreditation.State?)] {
            let on = try #require(Day(day))
            let (found, tally) = try await embassy.database.read { tx in
                (try Officers(tx).accredited(in: states, on: on, limit: 10), try Officers(tx).tally(in: states, on: on))
            }
            #expect(found.first?.accreditation?.state(on: on) == state, "\(day)")
            #expect(found.count == (state == nil ? 0 : 1), "\(day)")
            #expect(tally == .init(accredited: state?.isAccredited == true ? 1 : 0, notified: state == .asserted ? 1 : 0), "\(day)")
        }
    }

    @Test("An officer who comes back is on the list of both times, once")
    func twice() async throws {
        let embassy = try await SmallEmbassy()
        let officer = try await embassy.add("Ana", isHead: true)
        let first = try await embassy.assert(officer, on: "2024-01-01")
        try await embassy.admit(first, on: "2024-02-01")
        try await embassy.end(first, on: "2025-01-01")
        try await embassy.assert(officer, on: "2025-01-01")
        #expect(try await embassy.names(on: "2024-06-01") == ["Ana"])
        #expect(try await embassy.names(on: "2025-06-01") == ["Ana"])
        let post = embassy.post.id
        let now = try await embassy.database.read { try Officers($0).visible(of: post, to: nil) }
        #expect(now.map { $0.accreditation?.state(on: embassy.directory.today) } == [.asserted])
    }

    @Test("The list takes one statement, with three officers and with a hundred")
    func statements() async throws {
        for count in [3, 100] {
            let embassy = try await SmallEmbassy()
            for number in 0..<count { try await embassy.assert(embassy.add("Officer \(number)", isHead: true), on: "2026-01-10") }
            let meter = StatementMeter()
            let names = try await StatementMeter.$current.withValue(meter) { try await embassy.names(on: "2026-02-01") }
            #expect(names.count == count)
            #expect(meter.statements.count == 1)
        }
    }
}

@Suite("Steps of an accreditation that are refused")
struct AccreditationRuleTests {
    private func refuses(_ fault: Accreditation.Fault, _ body: () async throws -> Void) async {
        await #expect(throws: fault) { try await body() }
    }

    @Test("A second accreditation while one is not ended, and one that would begin before the last has ended")
    func overlapping() async throws {
        let embassy = try await SmallEmbassy()
        let officer = try await embassy.add("Ana")
        let first = try await embassy.assert(officer, on: "2026-01-10")
        let begun = try #require(Day("2026-01-10")), over = try #require(Day("2026-06-01"))
        await refuses(.overlapping(since: begun, until: nil)) { try await embassy.assert(officer, on: "2026-03-01") }
        try await embassy.end(first, on: "2026-06-01")
        await refuses(.overlapping(since: begun, until: over)) { try await embassy.assert(officer, on: "2026-05-31") }
        try await embassy.assert(officer, on: "2026-06-01")
        let all = try await embassy.database.read { try Officers($0).accreditations(of: officer.id) }
        #expect(all.count == 2)
    }

    @Test("Days that have not come")
    func future() async throws {
        let embassy = try await SmallEmbassy()
        let officer = try await embassy.add("Ana"), tomorrow = embassy.directory.today.adding(days: 1)
        await refuses(.future(.asserted, tomorrow)) { try await embassy.assert(officer, on: tomorrow.description) }
        let accreditation = try await embassy.assert(officer, on: embassy.directory.today.description)
        await refuses(.future(.admitted, tomorrow)) { try await embassy.admit(accreditation, on: tomorrow.description) }
        await refuses(.future(.ended, tomorrow)) { try await embassy.end(accreditation, on: tomorrow.description) }
    }

    @Test("An admission before the assertion, an end before the beginning or before the admission")
    func order() async throws {
        let embassy = try await SmallEmbassy()
        let accreditation = try await embassy.assert(embassy.add("Ana"), on: "2026-02-01")
        let begun = try #require(Day("2026-02-01")), admitted = try #require(Day("2026-03-01"))
        await refuses(.beforeAssertion(.admitted, assertion: begun)) { try await embassy.admit(accreditation, on: "2026-01-31") }
        await refuses(.beforeAssertion(.ended, assertion: begun)) { try await embassy.end(accreditation, on: "2026-01-31") }
        try await embassy.admit(accreditation, .provisional, on: "2026-03-01")
        await refuses(.beforeAdmission(.admitted, admission: admitted)) { try await embassy.admit(accreditation, on: "2026-02-15") }
        await refuses(.beforeAdmission(.ended, admission: admitted)) { try await embassy.end(accreditation, on: "2026-02-15") }
        await refuses(.alreadyAdmitted(.provisional, on: admitted)) { try await embassy.admit(accreditation, .provisional, on: "2026-04-01") }
    }

    @Test("Anything after the end; the receiving State need give no reason, the sending State must")
    func ended() async throws {
        let embassy = try await SmallEmbassy()
        let accreditation = try await embassy.assert(embassy.add("Ana"), on: "2026-02-01"), over = try #require(Day("2026-05-01"))
        await refuses(.reasonMissing) { try await embassy.end(accreditation, on: "2026-05-01", reason: nil) }
        try await embassy.end(accreditation, on: "2026-05-01", side: .receiving, reason: nil)
        await refuses(.alreadyEnded(.admitted, on: over)) { try await embassy.admit(accreditation, on: "2026-05-02") }
        await refuses(.alreadyEnded(.ended, on: over)) { try await embassy.end(accreditation, on: "2026-05-02") }
    }

    @Test("A post in its own country accredits nobody")
    func ownState() throws {
        let mexico = try #require(CountryCode("MX")), day = try #require(Day("2026-01-01"))
        #expect(throws: Accreditation.Fault.ownState) {
            try Accreditation.assert(ID(), of: mexico, in: mexico, note: "1", on: day, by: "Ana", others: [], today: day, at: Date())
        }
    }

    @Test("A refused step leaves nothing behind; each step taken has its record in the audit trail")
    func audited() async throws {
        let embassy = try await SmallEmbassy()
        let accreditation = try await embassy.assert(embassy.add("Ana"), on: "2026-02-01")
        try await embassy.admit(accreditation, on: "2026-03-01")
        await #expect(throws: Accreditation.Fault.self) { try await embassy.admit(accreditation, on: "2026-04-01") }
        try await embassy.end(accreditation, on: "2026-05-01")
        let (history, verdict) = try await embassy.database.read { tx in
            (try AuditTrail.history(of: accreditation.id.uuid, kind: Accreditation.auditKind, in: tx), try AuditTrail.verify(tx))
        }
        #expect(history.map(\.action) == ["directory.accreditation.ended", "directory.accreditation.admitted", "directory.accreditation.asserted"])
        #expect(verdict.breaks.isEmpty)
    }

    @Test("The sending State may not confirm its own officers, nor the receiving State assert them")
    func sides() throws {
        let mexico = Viewer.of(.liaison, .member, "MX"), states = Viewer.of(.liaison, .member, "US")
        let sending = Viewer.Owner(country: CountryCode("MX")), receiving = Viewer.Owner(country: CountryCode("US"))
        func may(_ viewer: Viewer, _ action: Action, _ owner: Viewer.Owner) -> Bool { viewer.grant(for: action, of: owner, under: DirectoryRoom.permissions) != nil }
        #expect(may(mexico, .editOfficers, sending) && !may(mexico, .confirmAccreditation, receiving))
        #expect(may(states, .confirmAccreditation, receiving) && !may(states, .editOfficers, sending))
        #expect(!may(.of(.secretariat, .secretariat), .confirmAccreditation, receiving))
    }
}

@Suite("Who sees an officer")
struct OfficerVisibilityTests {
    @Test("The public sees heads of post alone; others see what their level and their country allow")
    func levels() async throws {
        let embassy = try await SmallEmbassy()
        try await embassy.assert(embassy.add("Head", isHead: true, level: .owner), on: "2026-01-10")
        try await embassy.assert(embassy.add("Network"), on: "2026-01-10")
        try await embassy.assert(embassy.add("Members", level: .members), on: "2026-01-10")
        try await embassy.assert(embassy.add("Owner", level: .owner), on: "2026-01-10")
        let expected: [(Viewer?, [String])] = [
            (nil, ["Head"]),
            (.of(.observer, .observer), ["Head", "Network"]),
            (.of(.delegate, .civilSociety), ["Head", "Network"]),
            (.of(.secretariat, .secretariat), ["Head", "Members", "Network"]),
            (.of(.liaison, .member, "GT"), ["Head", "Members", "Network"]),
            (.of(.liaison, .member, "MX"), ["Head", "Members", "Network", "Owner"]),
            // Whoever was notified of an officer knows the officer.
            (.of(.liaison, .member, "US"), ["Head", "Members", "Network", "Owner"]),
        ]
        let post = embassy.post.id
        for (viewer, names) in expected {
            #expect(try await embassy.names(on: "2026-02-01", to: viewer) == names)
            let (atPost, count) = try await embassy.database.read { tx in
                (try Officers(tx).visible(of: post, to: viewer).map(\.officer.name), try Officers(tx).count(of: post, to: viewer))
            }
            #expect(atPost == names)
            #expect(count == names.count)
        }
    }

    @Test("Whoever has gone is no longer on the post's page, and stays on its desk")
    func gone() async throws {
        let embassy = try await SmallEmbassy(), post = try await SmallEmbassy().post.id
        let accreditation = try await embassy.assert(embassy.add("Ana", isHead: true), on: "2026-01-10")
        try await embassy.end(accreditation, on: "2026-02-01")
        let own = embassy.post.id
        let (shown, onDesk, elsewhere) = try await embassy.database.read { tx in
            (try Officers(tx).visible(of: own, to: nil), try Officers(tx).visible(of: own, to: .of(.liaison, .member, "MX"), includesEnded: true), try Officers(tx).visible(of: post, to: nil))
        }
        #expect(shown.isEmpty && elsewhere.isEmpty)
        #expect(onDesk.map(\.officer.name) == ["Ana"])
    }

    @Test("Somebody added by mistake can be taken away, until the receiving State has been notified")
    func removal() async throws {
        let embassy = try await SmallEmbassy(), now = embassy.directory.now
        let mistake = try await embassy.add("Mistake"), notified = try await embassy.add("Notified")
        try await embassy.assert(notified, on: "2026-01-10")
        let removed = try await embassy.database.write { tx in (try Officers(tx).remove(mistake, by: .shell, at: now), try Officers(tx).remove(notified, by: .shell, at: now)) }
        #expect(removed == (true, false))
    }

    @Test("Each desk has what waits for it")
    func desks() async throws {
        let embassy = try await SmallEmbassy()
        try await embassy.assert(embassy.add("Waiting"), on: "2026-01-10")
        try await embassy.admit(embassy.assert(embassy.add("Admitted"), on: "2026-01-10"), on: "2026-02-01")
        let (mexico, states) = (embassy.mexico, embassy.states)
        let (sending, receiving, waiting) = try await embassy.database.read { tx in
            (try Officers(tx).counts(of: [mexico]), try Officers(tx).counts(of: [states]), try Officers(tx).list(.waiting, of: [states], limit: 10))
        }
        #expect(sending == [.waiting: 0, .inForce: 0, .abroad: 1])
        #expect(receiving == [.waiting: 1, .inForce: 1, .abroad: 0])
        #expect(waiting.map(\.officer.name) == ["Waiting"])
    }

    @Test("The API says null for what is not known, and of whom it may")
    func api() async throws {
        let embassy = try await SmallEmbassy()
        try await embassy.assert(embassy.add("Ana", isHead: true), on: "2026-01-10")
        try await embassy.assert(embassy.add("Hidden"), on: "2026-01-10")
        let states = embassy.states, day = try #require(Day("2026-02-01"))
        let list = try await embassy.database.read { try Officers($0).apiList(in: states, on: day, to: nil, limit: 10) }
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let json = try #require(try JSONSerialization.jsonObject(with: encoder.encode(list)) as? [[String: Any]])
        #expect(json.count == 1)
        let one = try #require(json.first)
        #expect(one["name"] as? String == "Ana" && one["state"] as? String == "asserted" && one["post"] as? String == "mx-us-tucson" && one["head_of_post"] as? Bool == true)
        #expect(one["confirmed_on"] is NSNull && one["ended_on"] is NSNull)
    }
}
