import Foundation
import Testing
@testable import Accounts

@Suite struct PasswordsTests {
    /// RFC 7914, 12: the third vector.
    @Test func scryptFollowsTheStandardsVector() throws {
        let key = try Passwords.derive("pleaseletmein", salt: Array("SodiumChloride".utf8), cost: Passwords.Cost(logN: 14, r: 8, p: 1), length: 64)
        #expect(key.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")
    }

    @Test func matchOnlyThemselves() async throws {
        let kept = try await Passwords.hash("canción de otoño")
        #expect(kept.hasPrefix("scrypt$ln=15,r=8,p=1$"))
        #expect(try await Passwords.matches("canción de otoño", kept))
        #expect(try await Passwords.matches("cancio\u{301}n de oton\u{303}o", kept), "composed or not, it is the same password")
        #expect(try await !Passwords.matches("canción de otoñO", kept))
        #expect(try await !Passwords.matches("", kept))
        #expect(try await !Passwords.matches("canción de otoño", nil))
        #expect(try Passwords.hashNow("a") != Passwords.hashNow("a"), "each has its own salt")
    }

    @Test(arguments: ["", "x", "scrypt$ln=40,r=8,p=1$AAAA$AAAA", "scrypt$ln=15,r=8,p=1$AAAA", "scrypt$$$", "argon2$ln=4,r=1,p=1$AAAA$AAAA"])
    func whatIsNoHashMatchesNothing(kept: String) {
        #expect(!Passwords.matchesNow("", kept))
        #expect(!Passwords.matchesNow("password", kept))
    }

    @Test(arguments: ["password1234", "Contraseña2026!", "123456789012", "qwertyuiop12", "aaaaaaaaaaaa", "abcabcabcabc", "987654321098", "adminadmin123", "MexicoMexico1"])
    func whatAnybodyWouldTryIsRefused(password: String) {
        #expect(throws: AccountError.passwordCommon) { try Passwords.check(password) }
    }

    @Test func theAccountsOwnNamesAreRefused() {
        #expect(throws: AccountError.passwordCommon) { try Passwords.check("AnaMartinez2026", personal: ["ana.martinez@example.org", "Ana Martínez"]) }
    }

    @Test(arguments: ["una frase que solo yo diría", "correct horse battery", "x7#kQ9!mZp2w", "8302 5517 9946 2081"])
    func othersAreTaken(password: String) throws {
        try Passwords.check(password, personal: ["ana@example.org", "Ana Martínez"])
    }

    @Test func lengthIsLimitedBothWays() {
        #expect(throws: AccountError.passwordTooShort(minimum: 12)) { try Passwords.check("corta") }
        #expect(throws: AccountError.passwordTooLong(maximum: 200)) { try Passwords.check(String(repeating: "larga ", count: 40)) }
    }
}
