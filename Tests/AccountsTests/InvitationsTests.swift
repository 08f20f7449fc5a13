import Foundation
import Localization
import Records
import Storage
import Testing
@testable import Accounts

@Suite struct InvitationsTests {
    private func invite(_ network: EmptyNetwork, _ email: String = "ana@example.org", _ role: Role = .liaison, _ delegation: String = "mx") async throws -> String {
        let now = network.now
        let path = try await network.database.write { try ShellAccounts.add(email: email, name: "Ana Martínez", role: role, delegation: delegation, at: now, in: $0) }
        return try #require(path.split(separator: "/").last.map(String.init))
    }

    private func accept(_ network: EmptyNetwork, _ token: String, app: (TOTP, String)? = nil) async throws -> SignIn.Opened {
        try await network.signIn.accept(invitation: token, password: EmptyNetwork.password, app: app.map { ($0.0, $0.1) }, visit: network.visit())
    }

    @Test func oneMakesAnAccountWithItsRoleAndOpensIt() async throws {
        let network = try await EmptyNetwork()
        let token = try await invite(network, " Ana@Example.ORG ")
        let opened = try await accept(network, token)
        let now = network.now
        let viewer = try #require(try await network.database.read { try Sessions.viewer(token: opened.token, at: now, in: $0) }?.viewer)
        #expect(viewer.has(.liaison))
        #expect(viewer.countries.map(\.rawValue) == ["MX"])
        #expect(opened.person.email == "ana@example.org")
        #expect(try await network.tryIn("ana@example.org").isOpened)
        #expect(try await network.isAuditWhole())
    }

    @Test func oneWorksOnce() async throws {
        let network = try await EmptyNetwork()
        let token = try await invite(network)
        _ = try await accept(network, token)
        await #expect(throws: AccountError.linkGone) { try await accept(network, token) }
    }

    @Test func oneExpiresAfterSevenDaysAndCanBeSentAgain() async throws {
        let network = try await EmptyNetwork()
        let token = try await invite(network)
        network.clock.advance(by: 7 * 86_400 + 1)
        await #expect(throws: AccountError.linkGone) { try await accept(network, token) }
        let now = network.now
        let again = try await network.database.write { tx in
            let open = try Invitations.unanswered(of: nil, in: tx)
            return try open.first.map { try Invitations.resend($0.id, by: .shell, at: now, in: tx) }
        }
        _ = try await accept(network, try #require(again))
    }

    @Test func oneThatWasWithdrawnIsGone() async throws {
        let network = try await EmptyNetwork()
        let token = try await invite(network)
        let now = network.now
        let id = try #require(try await network.database.read { try Invitations.find(token: token, at: now, in: $0) }?.id)
        try await network.database.write { try Invitations.withdraw(id, by: .shell, at: now, in: $0) }
        await #expect(throws: AccountError.linkGone) { try await accept(network, token) }
        await #expect(throws: AccountError.linkGone) { try await network.database.write { try Invitations.withdraw(id, by: .shell, at: now, in: $0) } }
    }

    @Test func sentAgainTheOldLinkStopsWorking() async throws {
        let network = try await EmptyNetwork()
        let first = try await invite(network)
        let second = try await invite(network)
        #expect(first != second)
        await #expect(throws: AccountError.linkGone) { try await accept(network, first) }
        _ = try await accept(network, second)
    }

    @Test func anAdministratorEnrolsASecondFactorAlongWithIt() async throws {
        let network = try await EmptyNetwork()
        let token = try await invite(network, "admin@example.org", .administrator, "st")
        await #expect(throws: AccountError.secondFactorNeeded) { try await accept(network, token) }
        let totp = TOTP()
        await #expect(throws: AccountError.wrongCode) { try await accept(network, token, app: (totp, "000000")) }
        #expect(try await accept(network, token, app: (totp, totp.code(at: network.now))).recoveryCodes.count == 10)
    }

    @Test func whatCannotBeIsRefused() async throws {
        let network = try await EmptyNetwork()
        _ = try await accept(network, try await invite(network))
        await #expect(throws: AccountError.emailTaken("ana@example.org")) { try await invite(network) }
        await #expect(throws: AccountError.badEmail("ana")) { try await invite(network, "ana") }
        await #expect(throws: AccountError.unknownDelegation("xx")) { try await invite(network, "eva@example.org", .liaison, "xx") }
        await #expect(throws: AccountError.roleNotThere(.liaison, delegation: "st")) { try await invite(network, "eva@example.org", .liaison, "st") }
        await #expect(throws: AccountError.noPost) { try await invite(network, "eva@example.org", .consul, "mx") }
    }

    @Test func noSecretIsInTheAuditTrail() async throws {
        let network = try await EmptyNetwork()
        let token = try await invite(network, "admin@example.org", .administrator, "st")
        let totp = TOTP()
        let opened = try await accept(network, token, app: (totp, totp.code(at: network.now)))
        let trail = try await network.database.read { try AuditTrail.newest(by: nil, limit: 500, in: $0) }.map { ($0.before ?? "") + ($0.after ?? "") }.joined()
        for secret in [token, totp.base32, opened.token, opened.device, Secret.hash(token), EmptyNetwork.password, "scrypt"] + opened.recoveryCodes {
            #expect(!trail.contains(secret))
        }
        #expect(trail.contains("admin@example.org"))
    }
}
