import Foundation
import Testing
@testable import Accounts

@Suite struct OneTimeCodesTests {
    /// RFC 6238, appendix B: SHA-1, eight digits.
    @Test(arguments: [(59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"), (2_000_000_000, "69279037"), (20_000_000_000, "65353130")] as [(Int, String)])
    func followTheStandardsVectors(seconds: Int, code: String) {
        let counter = TOTP.counter(at: Date(timeIntervalSince1970: Double(seconds)))
        #expect(TOTP.code(secret: Array("12345678901234567890".utf8), counter: counter, digits: 8) == code)
    }

    @Test func areTakenOneStepEarlyOrLateAndOnlyOnce() throws {
        let totp = try #require(TOTP(base32: Base32.encode(Array("12345678901234567890".utf8))))
        let now = Date(timeIntervalSince1970: 1_111_111_111)
        let step = try #require(totp.step(of: totp.code(at: now), at: now, after: nil))
        #expect(totp.step(of: totp.code(at: now.addingTimeInterval(-30)), at: now, after: nil) == step - 1)
        #expect(totp.step(of: totp.code(at: now.addingTimeInterval(30)), at: now, after: nil) == step + 1)
        #expect(totp.step(of: totp.code(at: now.addingTimeInterval(-60)), at: now, after: nil) == nil)
        #expect(totp.step(of: totp.code(at: now), at: now, after: step) == nil)
        #expect(totp.step(of: "12345", at: now, after: nil) == nil)
        #expect(totp.step(of: "abcdef", at: now, after: nil) == nil)
    }

    @Test func haveAnAddressForTheAppsCamera() throws {
        let totp = try #require(TOTP(base32: Base32.encode(Array("12345678901234567890".utf8))))
        #expect(totp.address(account: "ana@example.org", issuer: "Enlace (demo)")
            == "otpauth://totp/Enlace%20%28demo%29:ana@example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Enlace%20%28demo%29&algorithm=SHA1&digits=6&period=30")
    }

    @Test func secretsAreRandomAndLongEnough() {
        #expect(TOTP() != TOTP())
        #expect(TOTP(base32: "MZXW6") == nil)
        #expect(TOTP(base32: TOTP().readable) != nil)
    }

    /// RFC 4648, 10.
    @Test(arguments: [("", ""), ("f", "MY======"), ("fo", "MZXQ===="), ("foo", "MZXW6==="), ("foob", "MZXW6YQ="), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI======")])
    func base32FollowsTheStandardsVectors(plain: String, encoded: String) {
        #expect(Base32.encode(Array(plain.utf8), padded: true) == encoded)
        #expect(Base32.decode(encoded) == Array(plain.utf8))
        #expect(Base32.decode(encoded.lowercased()) == Array(plain.utf8))
    }

    @Test(arguments: ["M", "MZX", "0189", "MZXW6YT!", "MZ"])
    func base32RefusesWhatNoBytesEncodeTo(text: String) {
        #expect(Base32.decode(text) == nil)
    }
}
