import Foundation
import Networks
import HTTPTypes
import HummingbirdTesting
import Storage
import Testing
import Web
@testable import Returns

@Suite("Who sees what")
struct VisibilityTests {
    static let rows = ["/es/desk/returns", "/returns/requests.csv", "/api/v1/returns/requests"]
    static let statistics = ["/es/returns", "/es/returns/countries/in", "/es/returns/thresholds", "/returns/index.csv", "/api/v1/returns/index", "/api/v1/returns/countries/IN"]

    @Test("Rows: their owner's officers and nobody else; not the Secretariat, not the country of origin, member or observer", arguments: Engine.atHand)
    func rowsOfEverybody(engine: Engine) async throws {
        let house = try await Consulates(engine)
        let mine = try await house.record(Consulates.draft("MX-26-001", origin: "US"))
        let posts = try await house.record(Consulates.draft("MX-26-002", office: .post(Consulates.Known.tucson.id)))
        try await house.record(Consulates.draft("US-26-001"), by: "us")
        let seen: [(who: String, own: Set<String>)] = [("mx", ["MX-26-001", "MX-26-002"]), ("consul", ["MX-26-002"]), ("us", ["US-26-001"]), ("gt", [])]
        for (who, own) in seen {
            let session = try await house.signIn(who)
            for path in Self.rows {
                let text = try await house.get(path, session).text
                for reference in ["MX-26-001", "MX-26-002", "US-26-001"] { #expect(text.contains(reference) == own.contains(reference), "\(who) \(path) \(reference)") }
            }
            for (id, reference) in [(mine, "MX-26-001"), (posts, "MX-26-002")] {
                let page = try await house.get("/es/desk/returns/\(id)", session)
                #expect(page.status == (own.contains(reference) ? .ok : .notFound), "\(who) \(reference)")
                let step = try await house.post("/es/desk/returns/\(id)/steps", session, ["step": "interview", "on": "2026-10-02"])
                #expect(own.contains(reference) ? step.status != .notFound : step.status == .notFound, "\(who) \(reference)")
            }
        }
        for who in ["st", "admin", "rrocm", "obs", "reader"] {
            let session = try await house.signIn(who)
            for path in Self.rows + ["/es/desk/returns/\(mine)"] {
                let page = try await house.get(path, session)
                #expect(page.status == .forbidden && !page.text.contains("26-00"), "\(who) \(path)")
            }
        }
        for path in Self.rows { #expect([.seeOther, .unauthorized].contains(try await house.get(path).status)) }
        // No page of statistics names a file, also not to the owner.
        for path in Self.statistics { #expect(!(try await house.get(path, house.signIn("mx")).text.contains("26-00"))) }
    }

    @Test("Statistics: officers of members and the Secretariat; observers, civil society and visitors none")
    func statisticsOfEverybody() async throws {
        let house = try await Consulates()
        for index in 0..<12 { try await house.record(Consulates.draft("MX-26-\(index)", on: "2026-05-10")) }
        for who in ["mx", "consul", "us", "st"] {
            for path in Self.statistics { #expect(try await house.get(path, house.signIn(who)).status == .ok, "\(who) \(path)") }
        }
        for who in ["rrocm", "obs", "reader", "admin"] {
            for path in Self.statistics { #expect(try await house.get(path, house.signIn(who)).status == .forbidden, "\(who) \(path)") }
        }
        for path in Self.statistics { #expect([.seeOther, .unauthorized].contains(try await house.get(path).status), "\(path)") }
    }

    @Test("Thresholds: read by all, set by the Secretariat with a reason that stays; the index follows at once")
    func thresholds() async throws {
        let house = try await Consulates()
        for index in 0..<26 { try await house.record(Consulates.draft("MX-26-\(index)", on: "2026-05-10", index < 20 ? [(.issued, "2026-05-20")] : [])) }
        // What was recorded in November enters in December.
        house.clock.set(Edition(at: house.now).next.countedAt)
        let secretariat = try await house.signIn("st")
        #expect(try await house.get("/es/returns", secretariat).text.contains("coopera"))
        var fields = ["fewest": "10", "median_days_slow": "5", "median_days_hinders": "8", "issued_in_time_slow": "70", "issued_in_time_hinders": "40", "refusals_slow": "10", "refusals_hinders": "30",
                      "no_answer_slow": "25", "no_answer_hinders": "50", "reason": "Acordado en la reunión"]
        #expect(try await house.post("/es/returns/thresholds", house.signIn("mx"), fields).status == .forbidden)
        fields["refusals_hinders"] = "5"
        fields["fewest"] = "4"
        let wrong = try await house.post("/es/returns/thresholds", secretariat, fields)
        #expect(wrong.status == .unprocessableContent && wrong.text.contains("No puede ser menor") && wrong.text.contains("«4» no es un número de 5 a 1000"))
        fields["refusals_hinders"] = "30"
        fields["fewest"] = "10"
        #expect(try await house.post("/es/returns/thresholds", secretariat, fields).status == .seeOther)
        let mexico = try await house.signIn("mx")
        #expect(try await house.get("/es/returns/thresholds", mexico).text.contains("Acordado en la reunión"))
        #expect(try await house.get("/es/returns", mexico).text.contains("obstaculiza"))
        #expect(try await house.database.read { try $0.value("SELECT count(*) AS n FROM audit WHERE action = 'returns.thresholds.set'", as: Int.self) } == 1)
    }
}
