import Accounts
import Foundation
import Localization
import Storage
import Testing
import Web

@Suite struct PeoplePagesTests {
    @Test func aLiaisonOfficerKeepsTheirOwnDelegationOnly() async throws {
        let house = try await TestHouse()
        _ = try await house.member("gt@example.org", .liaison, "gt")
        let browser = try await house.member("mx@example.org", .liaison, "mx")
        try await browser.get("/es/people")
        #expect(browser.text.contains("mx@example.org"))
        #expect(!browser.text.contains("gt@example.org"))
        let other = try #require(try await house.database.read { try People.find(email: "gt@example.org", in: $0) })
        try await browser.get("/es/people/\(other.id)")
        #expect(browser.status == .notFound)
        try await browser.get("/es/delegations")
        #expect(browser.status == .forbidden)
    }

    @Test func anInvitationIsMadeShownOnceAndWithdrawn() async throws {
        let house = try await TestHouse()
        let browser = try await house.member("mx@example.org", .liaison, "mx")
        try await browser.get("/es/people/invite")
        #expect(!browser.text.contains("value=\"administrator\""))
        try await browser.send("/es/people/invite", ["email": "no es correo", "name": "Eva", "language": "es", "role": "liaison"])
        #expect(browser.status == .unprocessableContent)
        #expect(browser.text.contains("value=\"Eva\""))
        try await browser.send("/es/people/invite", ["email": "eva@example.org", "name": "Eva", "language": "en", "role": "administrator"])
        #expect(browser.status == .forbidden)
        try await browser.get("/es/people/invite")
        try await browser.send("/es/people/invite", ["email": "eva@example.org", "name": "Eva", "language": "en", "role": "liaison"])
        #expect(browser.status == .ok)
        let start = try #require(browser.text.range(of: "/en/invitation/"))
        let path = "/en/invitation/" + browser.text[start.upperBound...].prefix { $0 != "<" }
        let guest = TestBrowser(house: house)
        try await guest.get(path)
        #expect(guest.text.contains("Open your account in the network"))

        try await browser.get("/es/people")
        #expect(browser.text.contains("eva@example.org"))
        let id = try #require(try await house.database.read { try Invitations.unanswered(of: nil, in: $0) }.first?.id)
        try await browser.send("/es/people/invitations/\(id)/withdrawal")
        #expect(browser.location.hasPrefix("/es/people?done="))
        try await guest.get(path)
        #expect(guest.status == .gone)
    }

    @Test func whereMailIsSentTheLinkGoesToItsPersonAndToNobodyElse() async throws {
        let letters = KeptLetters()
        let house = try await TestHouse(letters: letters)
        let browser = try await house.member("mx@example.org", .liaison, "mx")
        try await browser.get("/es/people/invite")
        try await browser.send("/es/people/invite", ["email": "eva@example.org", "name": "Eva", "language": "en", "role": "liaison"])
        #expect(browser.status == .ok && browser.text.contains("eva@example.org"))
        #expect(!browser.text.contains("/invitation/"))
        let letter = try #require(letters.all.first)
        #expect(letter.recipient == "eva@example.org" && letter.subject == "Invitation to the consular protection network")
        let guest = TestBrowser(house: house)
        try await guest.get(letter.path)
        #expect(guest.text.contains("Open your account in the network"))

        let id = try #require(try await house.database.read { try Invitations.unanswered(of: nil, in: $0) }.first?.id)
        try await browser.get("/es/people")
        try await browser.send("/es/people/invitations/\(id)/sending")
        #expect(letters.all.count == 2 && !browser.text.contains("/invitation/"))
        try await guest.get(letter.path)
        #expect(guest.status == .gone, "the first link no longer works")

        let admin = try await house.member("admin@example.org", .administrator, "st")
        let person = try #require(try await house.database.read { try People.find(email: "mx@example.org", in: $0) })
        try await admin.get("/es/people/\(person.id)")
        try await admin.send("/es/people/\(person.id)/password-link")
        let renewal = try #require(letters.all.last)
        #expect(renewal.recipient == "mx@example.org" && renewal.path.hasPrefix("/es/password/") && !admin.text.contains("/password/"))
    }

    @Test("An invitation from the shell names nobody: neither its page nor its letter", arguments: [(Language.spanish, "sta es su invitación"), (.english, "ou are invited")])
    func fromTheShell(language: Language, words: String) async throws {
        let letters = KeptLetters()
        let house = try await TestHouse(letters: letters)
        let path = try await house.invite("carla@example.org", language: language)
        let guest = TestBrowser(house: house)
        try await guest.get(path)
        #expect(guest.text.contains(words) && !guest.text.contains("shell"))

        let id = try #require(try await house.database.read { try Invitations.unanswered(of: nil, in: $0) }.first?.id)
        let admin = try await house.member("admin@example.org", .administrator, "st")
        try await admin.get("/es/people")
        try await admin.send("/es/people/invitations/\(id)/sending")
        let letter = try #require(letters.all.first?.paragraphs.first)
        #expect(letter.contains(words) && !letter.contains("shell"))
    }

    @Test func aWrongAddressIsPutRightByWhoeverAnswersForTheAccount() async throws {
        let letters = KeptLetters()
        let house = try await TestHouse(letters: letters)
        let admin = try await house.member("admin@example.org", .administrator, "st"), stranger = try await house.member("gt@example.org", .liaison, "gt")
        _ = try await house.member("mx@example.org", .liaison, "mx")
        let person = try #require(try await house.database.read { try People.find(email: "mx@example.org", in: $0) })
        try await stranger.get("/es/account")
        try await stranger.send("/es/people/\(person.id)/address", ["email": "x@example.org"])
        #expect(stranger.status == .forbidden)
        try await admin.get("/es/people/\(person.id)")
        for (typed, problem) in [("mx@", "no es una dirección"), ("gt@example.org", "ya tiene cuenta"), ("", "Falta este dato")] {
            try await admin.send("/es/people/\(person.id)/address", ["email": typed])
            #expect(admin.status == .unprocessableContent && admin.text.contains(problem), "\(typed)")
        }
        #expect(letters.all.isEmpty)
        try await admin.get("/es/people/\(person.id)")
        try await admin.send("/es/people/\(person.id)/address", ["email": " New.MX@example.org"])
        #expect(admin.location.hasSuffix("done=membership.person.address_done"))
        #expect(try await house.database.read { try People.find(person.id, in: $0) }?.email == "new.mx@example.org")
        #expect(letters.all.map(\.recipient) == ["mx@example.org"], "the old address is told")
    }

    @Test func onesOwnAddressIsChangedWithThePassword() async throws {
        let house = try await TestHouse()
        let browser = try await house.member("mx@example.org", .liaison, "mx")
        try await browser.get("/en/account")
        try await browser.send("/en/account/address", ["email": "new@example.org", "address_password": "not it at all"])
        #expect(browser.status == .unprocessableContent && browser.text.contains("new@example.org"))
        try await browser.get("/en/account")
        try await browser.send("/en/account/address", ["email": "new@example.org", "address_password": TestHouse.password])
        #expect(browser.location.hasSuffix("done=membership.account.address_done"))
        try await browser.get("/en/account")
        #expect(browser.text.contains("<dd>new@example.org</dd>"))
    }

    @Test func anAdministratorShutsAnAccountButNotTheLastOfTheirKind() async throws {
        let house = try await TestHouse()
        let admin = try await house.member("admin@example.org", .administrator, "st")
        let liaison = try await house.member("mx@example.org", .liaison, "mx")
        let person = try #require(try await house.database.read { try People.find(email: "mx@example.org", in: $0) })
        try await admin.get("/es/people/\(person.id)")
        #expect(admin.count("<h1") == 1)
        try await admin.send("/es/people/\(person.id)/disabling")
        #expect(admin.status == .seeOther)
        try await liaison.get("/es/account")
        #expect(liaison.status == .seeOther, "the session ended")

        let own = try #require(try await house.database.read { try People.find(email: "admin@example.org", in: $0) })
        let grant = try #require(try await house.database.read { try Grants.of([own.id], in: $0)[own.id]?.first })
        try await admin.get("/es/people/\(own.id)")
        try await admin.send("/es/people/\(own.id)/grants/\(grant.id)/removal")
        #expect(admin.status == .conflict)
        #expect(admin.text.contains("Es la última persona"))
    }

    @Test func termsOfThePresidencyDoNotOverlap() async throws {
        let house = try await TestHouse()
        let admin = try await house.member("admin@example.org", .administrator, "st")
        try await admin.get("/en/delegations")
        #expect(admin.text.contains("Honduras"))
        try await admin.send("/en/delegations/presidencies", ["presiding": "hn", "from": "2026-01-01", "to": "2026-12-31"])
        #expect(admin.status == .seeOther)
        try await admin.send("/en/delegations/presidencies", ["presiding": "mx", "from": "2026-12-31", "to": "2027-12-31"])
        #expect(admin.status == .unprocessableContent)
        #expect(admin.text.contains("Honduras presides in those days"))
        #expect(admin.text.contains("value=\"2027-12-31\""))
        try await admin.send("/en/delegations/presidencies", ["presiding": "mx", "from": "mañana", "to": ""])
        #expect(admin.status == .unprocessableContent)
        try await admin.send("/en/delegations/observers", ["name_es": "Alto Comisionado", "name_en": "High Commissioner", "abbreviation": "ACNUR", "country": ""])
        #expect(admin.status == .seeOther)
        try await admin.get("/en/delegations")
        #expect(admin.text.contains("High Commissioner"))
    }

    @Test func aConsulIsInvitedForAPost() async throws {
        let house = try await TestHouse()
        let admin = try await house.member("admin@example.org", .administrator, "st")
        try await admin.get("/es/people/invite")
        #expect(!admin.text.contains("Consulado en Tucson"), "no delegation is chosen yet")
        let fields = ["email": "consul@example.org", "name": "Eva", "language": "es", "role": "consul", "delegation": "mx"]
        try await admin.send("/es/people/invite", fields)
        #expect(admin.status == .unprocessableContent)
        #expect(admin.text.contains("Consulado en Tucson"))
        try await admin.send("/es/people/invite", fields.merging(["post": UUID().uuidString]) { $1 })
        #expect(admin.status == .unprocessableContent)
        try await admin.send("/es/people/invite", fields.merging(["post": TwoPosts.first.uuidString.lowercased()]) { $1 })
        #expect(admin.status == .ok)
        let invitation = try #require(try await house.database.read { try Invitations.unanswered(of: nil, in: $0) }.first)
        #expect(invitation.post == TwoPosts.first)
    }

    @Test(arguments: ["es", "en"])
    func everyPageIsWholeInBothLanguages(language: String) async throws {
        let house = try await TestHouse()
        let admin = try await house.member("admin@example.org", .administrator, "st")
        _ = try await house.invite("eva@example.org")
        let person = try #require(try await house.database.read { try People.find(email: "admin@example.org", in: $0) })
        for path in ["account", "account/second-factor", "people", "people/invite", "people/\(person.id)", "people?delegation=st", "delegations"] {
            try await admin.get("/\(language)/\(path)")
            #expect(admin.status == .ok, "\(path)")
            #expect(admin.count("<h1") == 1, "\(path)")
            #expect(admin.text.contains("noindex"), "\(path)")
            for leftover in ["Optional(", ">membership.", "\"membership.", "web.form.", "{{", "[\"", "TOTP("] { #expect(!admin.text.contains(leftover), "\(path): \(leftover)") }
        }
    }
}
