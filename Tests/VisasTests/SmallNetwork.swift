import Accounts
import Foundation
import Geography
import HummingbirdTesting
import Localization
import Networks
import Records
import Storage
import Web
@testable import Visas

/// The eleven, Mexico with a second liaison officer, `mx2`; Honduras has an office of every State.
struct SmallNetwork: Visited {
    let network: Network
    let counter: Counter

    init(_ engine: Engine = .sqlite) async throws {
        var network = try await Network(for: VisasRoom.self, on: engine)
        try await network.employ("mx2", .liaison, of: "mx")
        self.network = network
        counter = try Counter(network) { VisasRoom($0, posts: Offices()) }
    }

    // MARK: What people do

    /// States it at once, as content or an approved draft would.
    @discardableResult
    func state(_ change: RuleChange, isOfficial: Bool = true) async throws -> ID<Rule> {
        let now = now, actor = try actor("mx")
        return try await database.write { try Visas($0).state(change, isOfficial: isOfficial, by: actor, at: now) }
    }

    func answer(_ subject: RuleSubject, on day: String, asBelievedAt instant: Date? = nil) async throws -> RuleAnswer {
        let day = try Self.day(day)
        return try await database.read { try Visas($0).answer(subject, on: day, asBelievedAt: instant) }
    }

    /// The answer in a few letters: `visa_free 90`, `unknown`.
    func said(_ subject: RuleSubject, on day: String, asBelievedAt instant: Date? = nil) async throws -> String {
        let answer = try await answer(subject, on: day, asBelievedAt: instant)
        guard let ruling = answer.rule?.ruling else { return "unknown" }
        return [ruling.requirement.rawValue, ruling.days.map(String.init)].compactMap(\.self).joined(separator: " ")
    }

    // MARK: What they say

    static func country(_ code: String) throws -> CountryCode {
        guard let country = CountryCode(code) else { throw Missing(what: code) }
        return country
    }

    static func day(_ text: String) throws -> Day {
        guard let day = Day(text) else { throw Missing(what: text) }
        return day
    }

    static func subject(_ nationality: String, _ destination: String = "MX", _ document: TravelDocument = .ordinary, _ purpose: Purpose = .visit) throws -> RuleSubject {
        RuleSubject(try country(nationality), to: try country(destination), document: document, purpose: purpose)
    }

    func ruling(_ requirement: Requirement, _ days: Int? = nil, from: String, through: String? = nil, enacted: String? = nil, retroactive: Bool = false, conditions: String = "") throws -> Ruling {
        try Ruling(requirement, days: days, conditions: Conditions(conditions) ?? Conditions(), source: RuleSource(.legalAct, title: "Ley de prueba", asOf: try Self.day("2026-01-15")), enactedOn: try Self.day(enacted ?? "2024-01-01"),
                   isRetroactive: retroactive, from: try Self.day(from), through: through.map(Self.day), today: today)
    }

    func change(_ nationality: String, _ requirement: Requirement, _ days: Int? = nil, from: String, through: String? = nil, conditions: String = "") throws -> RuleChange {
        RuleChange(try Self.subject(nationality), try ruling(requirement, days, from: from, through: through, conditions: conditions))
    }

    // MARK: In a browser

    func json(_ path: String) async throws -> [String: Any] { try await get(path).json() }

    /// Presses a button of a page: with what its form carries.
    func press(_ verb: String, on path: String, _ session: String) async throws -> TestResponse {
        let page = try await get(path, session).text
        guard let form = page.firstMatch(of: try Regex("action=\"[^\"]*/\(verb)\".*?name=\"seen\" value=\"([0-9a-f]+)\"")), let seen = form.output[1].substring else { throw Missing(what: verb) }
        return try await post("\(path)/\(verb)", session, [("seen", String(seen))])
    }

    func upload(_ file: String, _ session: String) async throws -> TestResponse { try await upload(file, named: "rules.csv", to: "/es/desk/visas/import", session) }

    /// One office of every State in Honduras.
    private struct Offices: VisaPosts {
        func posts(of states: [CountryCode], in countries: [CountryCode], limit: Int, tx: Transaction) throws -> [CountryCode: [CountryCode: [VisaPost]]] {
            // As the directory does: one statement, whatever is asked.
            _ = try tx.row("SELECT 1 AS one")
            return states.reduce(into: [:]) { found, state in
                for country in countries where country.rawValue == "HN" {
                    found[state, default: [:]][country] = [VisaPost(name: LocalizedText(es: "Consulado en San Pedro Sula", en: "Consulate in San Pedro Sula"), city: "San Pedro Sula", path: "/posts/\(state.rawValue.lowercased())-hn")]
                }
            }
        }

        func list(of destination: CountryCode, in country: CountryCode) -> String? { nil }
    }
}
