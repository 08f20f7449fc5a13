import Foundation
import Records
import Storage
import Testing
@testable import Accounts

@Suite struct SignInTests {
    /// Enrols an app for a person.
    private func enrol(_ network: EmptyNetwork, _ person: Person) async throws -> (totp: TOTP, codes: [String]) {
        let totp = TOTP(), now = network.now
        let codes = try await network.database.write { try SecondFactors.enrol(totp, code: totp.code(at: now), for: person.id, by: .shell, at: now, in: $0) }
        return (totp, codes)
    }

    private func finish(_ network: EmptyNetwork, _ ticket: String, _ code: String, proof: String = "proof") async throws -> Answer {
        let visit = SignIn.Visit(client: SignInClient(address: "192.0.2.1"), browser: "", proof: proof)
        return Answer(try await network.signIn.finish(ticket: ticket, code: code, visit: visit))
    }

    @Test func aSecondFactorIsAskedForAndItsCodeWorksOnce() async throws {
        let network = try await EmptyNetwork()
        let (totp, _) = try await enrol(network, try await network.person("ana@example.org", .liaison, "mx"))
        network.clock.advance(by: 60)
        let ticket = try #require(try await network.tryIn("ana@example.org").ticket)
        #expect(try await finish(network, ticket, "000000") == .refused)
        #expect(try await finish(network, ticket, totp.code(at: network.now), proof: "another visit") == .expired)
        #expect(try await finish(network, ticket, totp.code(at: network.now)).isOpened)
        #expect(try await finish(network, ticket, totp.code(at: network.now)) == .refused, "a code is not taken twice")
        network.clock.advance(by: SignIn.ticketLifetime + 1)
        #expect(try await finish(network, ticket, totp.code(at: network.now)) == .expired)
        #expect(try await network.isAuditWhole())
    }

    @Test func aRecoveryCodeWorksOnceInPlaceOfTheApp() async throws {
        let network = try await EmptyNetwork()
        let person = try await network.person("ana@example.org", .liaison, "mx")
        let (_, codes) = try await enrol(network, person)
        #expect(Set(codes).count == RecoveryCodes.count)
        let ticket = try #require(try await network.tryIn("ana@example.org").ticket)
        #expect(try await finish(network, ticket, codes[3].lowercased()).isOpened)
        #expect(try await finish(network, ticket, codes[3]) == .refused)
        #expect(try await network.database.read { try RecoveryCodes.left(of: person.id, in: $0) } == 9)
        let kept = try await network.database.read { try $0.rows("SELECT hash FROM recovery_code") { try $0.get("hash", as: String.self) } }
        #expect(kept.allSatisfy { hash in !codes.contains { $0.contains(hash) } && hash.count == 64 })
    }

    @Test func guessingCodesIsSlowedDownToo() async throws {
        let network = try await EmptyNetwork()
        _ = try await enrol(network, try await network.person("ana@example.org", .liaison, "mx"))
        let ticket = try #require(try await network.tryIn("ana@example.org").ticket)
        for _ in 1...5 { #expect(try await finish(network, ticket, "000000") == .refused) }
        #expect(try await finish(network, ticket, "000000") == .wait(15))
    }

    @Test func theSecretariatMustEnrolBeforeItComesIn() async throws {
        let network = try await EmptyNetwork()
        try await network.person("st@example.org", .secretariat, "st")
        let ticket = try #require(try await network.tryIn("st@example.org").ticket)
        #expect(try await finish(network, ticket, "000000") == .refused)
        let totp = TOTP()
        #expect(Answer(try await network.signIn.enrol(ticket: ticket, totp: totp, code: "000000", visit: network.visit())) == .refused)
        let outcome = try await network.signIn.enrol(ticket: ticket, totp: totp, code: totp.code(at: network.now), visit: network.visit())
        guard case .opened(let opened) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(opened.recoveryCodes.count == 10)
        let again = try await network.tryIn("st@example.org")
        guard case .codeNeeded = again else { return #expect(Bool(false), "\(again)") }
    }

    @Test func anInventedAccountOpensOnlyInADemonstration() async throws {
        var network = try await EmptyNetwork(isDemonstration: true)
        let now = network.now
        try await network.database.write { try DemonstrationAccounts.create(in: $0, password: EmptyNetwork.password, consulPost: UUID(), at: now) }
        let outcome = try await network.signIn.begin(email: "admin@demo.enlace.example", password: EmptyNetwork.password, visit: network.visit())
        guard case .opened(let opened) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(try await network.database.read { try Sessions.viewer(token: opened.token, at: now, allowsDemonstration: true, in: $0) }?.viewer.has(.administrator) == true)
        #expect(try await network.database.read { try Sessions.viewer(token: opened.token, at: now, in: $0) } == nil)
        network.isDemonstration = false
        #expect(try await network.tryIn("admin@demo.enlace.example") == .refused)
        #expect(try await network.tryIn("enlace.mx@demo.enlace.example") == .refused)
    }

    @Test func theDemonstrationHasOneAccountForEachRoleAndMakesThemOnce() async throws {
        let network = try await EmptyNetwork(isDemonstration: true)
        let now = network.now
        for _ in 1...2 { try await network.database.write { try DemonstrationAccounts.create(in: $0, password: EmptyNetwork.password, consulPost: UUID(), at: now) } }
        let lines = try await network.database.read { try ShellAccounts.list(in: $0) }
        #expect(Set(lines.flatMap { $0.grants.map(\.role) }) == Set(Role.allCases))
        #expect(lines.count == 8)
        #expect(lines.allSatisfy { $0.person.isDemonstration && $0.grants.count == 1 })
    }

    @Test func aDisabledPersonIsOutAtOnce() async throws {
        let network = try await EmptyNetwork()
        let person = try await network.person("ana@example.org", .liaison, "mx")
        let now = network.now
        let token = try await network.database.write { try Sessions.open(for: person.id, client: "", at: now, in: $0) }
        try await network.database.write { try ShellAccounts.disable(email: "Ana@example.org", at: now, in: $0) }
        #expect(try await network.database.read { try Sessions.viewer(token: token, at: now, in: $0) } == nil)
        #expect(try await network.tryIn("ana@example.org") == .refused)
        try await network.database.write { try ShellAccounts.enable(email: "ana@example.org", at: now, in: $0) }
        #expect(try await network.database.read { try Sessions.viewer(token: token, at: now, in: $0) } == nil, "the old session stays ended")
        #expect(try await network.tryIn("ana@example.org").isOpened)
    }

    @Test func aNewPasswordEndsTheOtherSessions() async throws {
        let network = try await EmptyNetwork()
        let person = try await network.person("ana@example.org", .liaison, "mx")
        let now = network.now
        let tokens = try await network.database.write { tx in try (0..<2).map { _ in try Sessions.open(for: person.id, client: "", at: now, in: tx) } }
        let viewer = try #require(try await network.database.read { try Sessions.viewer(token: tokens[0], at: now, in: $0) }?.viewer)
        let client = SignInClient(address: "192.0.2.1")
        await #expect(throws: AccountError.wrongPassword) { try await network.signIn.changePassword(of: viewer, from: "no es esta", to: "otra frase muy distinta", client: client) }
        await #expect(throws: AccountError.passwordTooShort(minimum: 12)) { try await network.signIn.changePassword(of: viewer, from: EmptyNetwork.password, to: "corta", client: client) }
        try await network.signIn.changePassword(of: viewer, from: EmptyNetwork.password, to: "otra frase muy distinta", client: client)
        #expect(try await network.database.read { try Sessions.viewer(token: tokens[0], at: now, in: $0) } != nil)
        #expect(try await network.database.read { try Sessions.viewer(token: tokens[1], at: now, in: $0) } == nil)
        #expect(try await network.tryIn("ana@example.org", "otra frase muy distinta").isOpened)
    }

    @Test func aLinkFromTheShellGivesANewPasswordOnce() async throws {
        let network = try await EmptyNetwork()
        try await network.person("ana@example.org", .liaison, "mx")
        let now = network.now
        let path = try await network.database.write { try ShellAccounts.resetPassword(email: "ana@example.org", at: now, in: $0) }
        let token = try #require(path.split(separator: "/").last.map(String.init))
        #expect(path == "/es/password/\(token)")
        try await network.signIn.choosePassword(link: token, password: "otra frase muy distinta")
        await #expect(throws: AccountError.linkGone) { try await network.signIn.choosePassword(link: token, password: "una tercera frase distinta") }
        #expect(try await network.tryIn("ana@example.org", "otra frase muy distinta").isOpened)
    }
}
