import Accounts
import Foundation
import Localization
import Testing
import Web
@testable import Membership

@Suite struct SignInPagesTests {
    @Test func fromInvitationToSignOut() async throws {
        let house = try await TestHouse()
        let browser = TestBrowser(house: house)
        let path = try await house.invite("ana@example.org")
        try await browser.get(path)
        #expect(browser.status == .ok)
        #expect(browser.text.contains("Abra su cuenta en la red"))
        #expect(browser.text.contains("noindex"))
        #expect(browser.count("<h1") == 1)

        try await browser.send(path, ["password": "corta", "password_again": "corta"])
        #expect(browser.status == .unprocessableContent)
        #expect(browser.text.contains("al menos 12 caracteres"))
        try await browser.send(path, ["password": TestHouse.password, "password_again": TestHouse.password])
        #expect(browser.status == .seeOther)
        #expect(browser.location == "/es/account?done=membership.invitation.accepted_done")
        try await browser.get(browser.location)
        #expect(browser.text.contains("Su cuenta está abierta."))
        #expect(browser.text.contains("Firefox, Linux"))
        #expect(browser.text.contains("esta sesión"))
        #expect(browser.count("<h1") == 1)

        try await browser.send("/es/sign-out")
        #expect(browser.status == .seeOther)
        #expect(browser.cookies["enlace_session"] == nil)
        try await browser.get("/es/account")
        #expect(browser.location == "/es/sign-in?next=%2Fes%2Faccount")

        try await browser.get(browser.location)
        try await browser.send("/es/sign-in", ["email": "ana@example.org", "password": TestHouse.password, "next": browser.hidden("next") ?? ""])
        #expect(browser.location == "/es/account")
        try await browser.get(path)
        #expect(browser.status == .gone)
    }

    @Test func aWrongPasswordKeepsTheAddressTypedAndNothingElse() async throws {
        let house = try await TestHouse()
        let browser = TestBrowser(house: house)
        for (language, words) in [("es", "no coinciden"), ("en", "does not match")] {
            try await browser.get("/\(language)/sign-in")
            try await browser.send("/\(language)/sign-in", ["email": "ana@example.org", "password": "un secreto mal escrito"])
            #expect(browser.status == .unprocessableContent)
            #expect(browser.text.contains("value=\"ana@example.org\""))
            #expect(browser.text.contains(words))
            #expect(!browser.text.contains("un secreto mal escrito"))
            #expect(browser.count("<h1") == 1)
        }
    }

    @Test func aForgedFormIsRefused() async throws {
        let house = try await TestHouse()
        let browser = try await house.member("ana@example.org")
        try await browser.send("/es/account", ["csrf": "forged", "name": "Otra", "language": "en"])
        #expect(browser.status == .forbidden)
        try await browser.send("/es/sign-out", ["csrf": ""])
        #expect(browser.status == .forbidden)
        try await browser.get("/es/account")
        #expect(browser.text.contains("value=\"Ana Martínez\""))
        let stranger = TestBrowser(house: house)
        try await stranger.send("/es/sign-in", ["csrf": "forged", "email": "ana@example.org", "password": TestHouse.password])
        #expect(stranger.status == .forbidden)
    }

    @Test func anAdministratorEnrolsAndThenSignsInWithACode() async throws {
        let house = try await TestHouse()
        let browser = TestBrowser(house: house)
        let path = try await house.invite("admin@example.org", .administrator, "st")
        try await browser.get(path)
        let secret = try #require(browser.hidden("secret"))
        #expect(browser.text.contains("<svg class=\"qr\""))
        try await browser.send(path, ["password": TestHouse.password, "password_again": TestHouse.password, "secret": secret, "code": "000000"])
        #expect(browser.status == .unprocessableContent)
        #expect(browser.hidden("secret") == secret, "the app need not scan again")
        let totp = try #require(TOTP(base32: secret))
        try await browser.send(path, ["password": TestHouse.password, "password_again": TestHouse.password, "secret": secret, "code": totp.code(at: house.clock.clock.now)])
        #expect(browser.status == .ok)
        #expect(browser.count("<li><code>") == 10)

        house.clock.advance(by: 60)
        let other = TestBrowser(house: house)
        try await other.get("/en/sign-in?next=/en/people")
        try await other.send("/en/sign-in", ["email": "admin@example.org", "password": TestHouse.password, "next": other.hidden("next") ?? ""])
        #expect(other.text.contains("Type your code"))
        let ticket = try #require(other.hidden("ticket"))
        try await other.send("/en/sign-in", ["ticket": ticket, "code": totp.code(at: house.clock.clock.now), "next": other.hidden("next") ?? ""])
        #expect(other.location == "/en/people")
        try await other.get("/en/people")
        #expect(other.text.contains("admin@example.org"))
    }

    @Test(arguments: ["https://evil.example", "//evil.example", "/\\evil.example", "/fr/x", "/es//evil.example", "javascript:alert(1)", "/esx"])
    func noLinkLeadsElsewhereAfterSignIn(next: String) {
        #expect(Ask.local(next) == nil)
    }

    @Test func aBrowserIsNamedAsItsPersonKnowsIt() {
        #expect(BrowserName.of("Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36") == "Samsung Internet, Android")
        #expect(BrowserName.of("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1") == "Safari, iPhone")
        #expect(BrowserName.of(nil) == "")
    }
}
