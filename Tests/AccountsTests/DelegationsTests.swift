import Foundation
import Localization
import Records
import Storage
import Testing
@testable import Accounts

@Suite struct DelegationsTests {
    private func day(_ text: String) throws -> Day { try #require(Day(text)) }

    @Test func anEmptyNetworkGetsItsThirteenPartiesOnce() async throws {
        let network = try await EmptyNetwork()
        let now = network.now
        #expect(try await network.database.write { try Delegations.ensureFoundations(in: $0, at: now) }.isEmpty)
        let all = try await network.database.read { try Delegations.all(in: $0) }
        #expect(all.map(\.slug) == ["bz", "ca", "cr", "do", "gt", "hn", "mx", "ni", "pa", "sv", "us", "st", "rrocm"])
        #expect(all.first { $0.slug == "us" }?.name.shown(in: .spanish).text == "Estados Unidos")
        #expect(all.first { $0.slug == "us" }?.name.shown(in: .english).text == "United States")
    }

    @Test func twoCountriesDoNotPresideOnTheSameDay() async throws {
        let network = try await EmptyNetwork()
        let now = network.now
        let (first, middle, last) = (try day("2026-01-01"), try day("2026-06-30"), try day("2026-12-31"))
        let (honduras, mexico, secretariat) = try await network.database.read { tx in
            (try Delegations.find(slug: "hn", in: tx), try Delegations.find(slug: "MX", in: tx), try Delegations.find(slug: "st", in: tx))
        }
        let hn = try #require(honduras), mx = try #require(mexico), st = try #require(secretariat)
        try await network.database.write { try Presidencies.add(hn, from: first, to: last, by: .shell, at: now, in: $0) }
        await #expect(throws: AccountError.termTaken(by: hn, from: first, to: last)) {
            try await network.database.write { try Presidencies.add(mx, from: last, to: last.adding(days: 365), by: .shell, at: now, in: $0) }
        }
        await #expect(throws: AccountError.termBackwards) { try await network.database.write { try Presidencies.add(mx, from: last, to: first, by: .shell, at: now, in: $0) } }
        await #expect(throws: AccountError.notAMember) { try await network.database.write { try Presidencies.add(st, from: last, to: last, by: .shell, at: now, in: $0) } }
        try await network.database.write { try Presidencies.add(mx, from: last.adding(days: 1), to: last.adding(days: 365), by: .shell, at: now, in: $0) }
        #expect(try await network.database.read { try Presidencies.on(middle, in: $0) }?.delegation == hn)
        #expect(try await network.database.read { try Presidencies.on(last.adding(days: 1), in: $0) }?.delegation == mx)
        #expect(try await network.database.read { try Presidencies.on(first.adding(days: -1), in: $0) } == nil)
    }

    @Test func anObserverIsAddedUnderItsOwnShortName() async throws {
        let network = try await EmptyNetwork()
        let now = network.now
        let name = LocalizedText(es: "Alto Comisionado", en: "High Commissioner")
        let added = try await network.database.write { try Delegations.addObserver(name: name, abbreviation: "ACNUR", by: .shell, at: now, in: $0) }
        #expect(added.slug == "acnur")
        await #expect(throws: AccountError.slugTaken("acnur")) { try await network.database.write { try Delegations.addObserver(name: name, abbreviation: "acnur", by: .shell, at: now, in: $0) } }
        await #expect(throws: AccountError.slugTaken("st")) { try await network.database.write { try Delegations.addObserver(name: name, abbreviation: "ST", by: .shell, at: now, in: $0) } }
    }

    @Test func theLastAdministratorStays() async throws {
        let network = try await EmptyNetwork()
        let now = network.now
        let person = try await network.person("admin@example.org", .administrator, "st")
        try await network.person("admin@demo.enlace.example", .administrator, "st", isDemonstration: true)
        await #expect(throws: AccountError.lastAdministrator) { try await network.database.write { try People.disable(person.id, by: .shell, at: now, in: $0) } }
        await #expect(throws: AccountError.lastAdministrator) { try await network.database.write { try ShellAccounts.revoke(.administrator, from: "admin@example.org", delegation: "st", at: now, in: $0) } }
        try await network.person("otra@example.org", .administrator, "st")
        try await network.database.write { try ShellAccounts.revoke(.administrator, from: "admin@example.org", delegation: "st", at: now, in: $0) }
        await #expect(throws: AccountError.lastAdministrator) { try await network.database.write { try ShellAccounts.disable(email: "otra@example.org", at: now, in: $0) } }
        #expect(try await network.isAuditWhole())
    }

    @Test func aRoleIsHeldOnce() async throws {
        let network = try await EmptyNetwork()
        let now = network.now
        try await network.person("ana@example.org", .liaison, "mx")
        await #expect(throws: AccountError.alreadyGranted) { try await network.database.write { try ShellAccounts.grant(.liaison, to: "ana@example.org", delegation: "mx", at: now, in: $0) } }
        try await network.database.write { try ShellAccounts.grant(.liaison, to: "ana@example.org", delegation: "gt", at: now, in: $0) }
        #expect(try await network.database.read { try ShellAccounts.list(in: $0) }.first?.grants.count == 2)
    }
}
