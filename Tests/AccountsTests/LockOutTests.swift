import Foundation
import Testing
@testable import Accounts

/// What a stranger's guessing does, and what it does not do to the person.
@Suite struct LockOutTests {
    @Test func aClientWaitsLongerAfterEachFailure() async throws {
        let network = try await EmptyNetwork()
        try await network.person("ana@example.org", .liaison, "mx")
        for _ in 1...5 { #expect(try await network.tryIn("ana@example.org", "no es esta") == .refused) }
        #expect(try await network.tryIn("ana@example.org") == .wait(15))
        network.clock.advance(by: 16)
        #expect(try await network.tryIn("ana@example.org", "no es esta") == .refused)
        #expect(try await network.tryIn("ana@example.org") == .wait(30))
        network.clock.advance(by: 31)
        #expect(try await network.tryIn("ana@example.org").isOpened)
        #expect(try await network.tryIn("ana@example.org", "no es esta") == .refused, "success takes the failures back")
    }

    @Test func noWaitIsLongerThanAQuarterOfAnHour() {
        #expect(SignInGuard.wait(after: 4) == nil)
        #expect(SignInGuard.wait(after: 5) == 15)
        #expect(SignInGuard.wait(after: 1000) == 900)
    }

    @Test func aStrangerElsewhereDoesNotLockThePersonOut() async throws {
        let network = try await EmptyNetwork()
        try await network.person("ana@example.org", .liaison, "mx")
        for _ in 1...20 { _ = try await network.tryIn("ana@example.org", "no es esta", from: "198.51.100.7") }
        #expect(try await network.tryIn("ana@example.org", from: "198.51.100.7").isWait)
        #expect(try await network.tryIn("ana@example.org", from: "192.0.2.1").isOpened)
    }

    @Test func manyStrangersShutOutNewBrowsersForAWhileButNotKnownOnes() async throws {
        let network = try await EmptyNetwork()
        try await network.person("ana@example.org", .liaison, "mx")
        let device = try #require(try await network.tryIn("ana@example.org").device)
        for number in 1...60 { _ = try await network.tryIn("ana@example.org", "no es esta", from: "198.51.100.\(number)") }
        #expect(try await network.tryIn("ana@example.org", from: "203.0.113.9").isWait)
        #expect(try await network.tryIn("ana@example.org", from: "203.0.113.9", device: "un-aparato-que-nadie-conoce").isWait)
        #expect(try await network.tryIn("ana@example.org", from: "198.51.100.1", device: device).isOpened, "even from a stranger's address")
        network.clock.advance(by: SignInGuard.accountWindow + 1)
        #expect(try await network.tryIn("ana@example.org", from: "203.0.113.9").isOpened)
    }

    @Test func anUnknownAccountIsAnsweredTheSame() async throws {
        let network = try await EmptyNetwork()
        for _ in 1...5 { #expect(try await network.tryIn("nadie@example.org") == .refused) }
        #expect(try await network.tryIn("nadie@example.org") == .wait(15))
    }

    @Test func whoTriesFromWhereIsKeptOnlyAsAKeyedHashAndNotForLong() async throws {
        let network = try await EmptyNetwork()
        _ = try await network.tryIn("nadie@example.org", from: "198.51.100.7")
        let kept = try await network.database.read { try $0.rows("SELECT account_hash, client_hash FROM sign_in_failure") { "\(try $0.get("account_hash", as: String.self)) \(try $0.get("client_hash", as: String.self))" } }
        #expect(kept.count == 1)
        #expect(kept.allSatisfy { !$0.contains("nadie") && !$0.contains("198.51") && $0.count == 129 })
        network.clock.advance(by: SignInGuard.memory + 1)
        _ = try await network.tryIn("otra@example.org")
        #expect(try await network.database.read { try $0.value("SELECT count(*) AS n FROM sign_in_failure", as: Int.self) } == 1)
    }

    @Test func attemptsAtOnceAreCountedBeforeTheyAreAnswered() async throws {
        let network = try await EmptyNetwork()
        try await network.person("ana@example.org", .liaison, "mx")
        let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
            for _ in 1...12 { group.addTask { try await network.tryIn("ana@example.org", "no es esta") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.filter { $0 == .refused }.count == 5)
        #expect(answers.filter(\.isWait).count == 7)
    }
}
