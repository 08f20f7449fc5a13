import Geography
import Localization
import Storage
import Testing
@testable import Directory

@Suite("Which consulate helps me?")
struct FinderTests {
    let tucson = Whereabouts(code: "US-AZ")

    @Test("The post whose district names the state goes before one that is nearer but has another district")
    func districtBeforeDistance() async throws {
        let directory = try await SmallDirectory()
        try await directory.add("mx-us-phoenix", ["districts": "US-AZ", "city": "Phoenix", "latitude": "33.45", "longitude": "-112.07"])
        try await directory.add("mx-us-elpaso", ["districts": "US-NM", "city": "El Paso", "latitude": "31.76", "longitude": "-106.49"])
        let lasCruces = try #require(Position(latitude: 32.2, longitude: -110.9))
        let answer = try await directory.find("MX", Whereabouts(at: lasCruces))
        #expect(answer.answer?.post.slug == "mx-us-phoenix")
        #expect(answer.answer?.reason == .subdivision)
        #expect(!answer.isDistrictUnknown)
    }

    @Test("A district of named municipalities goes before one of the whole state")
    func municipalityFirst() async throws {
        let directory = try await SmallDirectory()
        try await directory.add("mx-us-losangeles", ["districts": "US-CA:Los Angeles County"])
        try await directory.add("mx-us-sacramento", ["districts": "US-CA"])
        let losAngeles = try #require(Gazetteer.shared.places(matching: "Los Angeles, CA", in: CountryCode("US")).first)
        #expect(try await directory.find("MX", Whereabouts(losAngeles)).answer?.post.slug == "mx-us-losangeles")
        #expect(try await directory.find("MX", Whereabouts(code: "US-CA")).answer?.post.slug == "mx-us-sacramento")
    }

    @Test("Where no district is known the nearest post is shown, and said to be only that")
    func nearest() async throws {
        let directory = try await SmallDirectory()
        try await directory.add("gt-us-miami", ["latitude": "25.77", "longitude": "-80.19"])
        try await directory.add("gt-us-houston", ["latitude": "29.76", "longitude": "-95.37"])
        try await directory.add("gt-us-washington", ["class": "embassy", "latitude": "38.9", "longitude": "-77.03", "districts": "US"])
        let austin = try #require(Gazetteer.shared.places(matching: "Austin, TX", in: CountryCode("US")).first)
        let answer = try await directory.find("GT", Whereabouts(austin))
        #expect(answer.answer?.post.slug == "gt-us-houston")
        #expect(answer.answer?.reason == .nearest)
        #expect(answer.isDistrictUnknown)
        #expect(answer.alternatives.contains { $0.post.slug == "gt-us-washington" && $0.reason == .embassy })
    }

    @Test("Without any consulate the embassy answers")
    func embassy() async throws {
        let directory = try await SmallDirectory()
        try await directory.add("bz-gt-guatemala", ["class": "embassy", "districts": "GT"])
        #expect(try await directory.find("BZ", Whereabouts(code: "GT-PE")).answer?.reason == .embassy)
        #expect(try await directory.find("HN", Whereabouts(code: "GT-PE")).answer == nil)
    }

    @Test("A post that is closed for a time goes behind one that serves, and comes back after its last day")
    func temporarilyClosed() async throws {
        let directory = try await SmallDirectory()
        try await directory.add("mx-us-phoenix", ["districts": "US-AZ", "status": "temporarily-closed", "status_from": "2026-11-01", "status_until": "2026-12-01"])
        try await directory.add("mx-us-washington", ["class": "embassy", "districts": "US"])
        #expect(try await directory.find("MX", tucson, on: Day("2026-11-25")).answer?.post.slug == "mx-us-washington")
        #expect(try await directory.find("MX", tucson, on: Day("2026-12-02")).answer?.post.slug == "mx-us-phoenix")
    }

    @Test("A mobile consulate answers only on its days")
    func mobile() async throws {
        let directory = try await SmallDirectory()
        try await directory.add("hn-us-phoenix-mobile", ["districts": "US-AZ", "status": "mobile", "status_from": "2026-11-20", "status_until": "2026-11-26"])
        try await directory.add("hn-us-washington", ["class": "embassy", "districts": "US"])
        #expect(try await directory.find("HN", tucson, on: Day("2026-11-25")).answer?.post.slug == "hn-us-phoenix-mobile")
        #expect(try await directory.find("HN", tucson, on: Day("2026-11-27")).answer?.post.slug == "hn-us-washington")
    }

    @Test("An honorary consulate goes behind a career one")
    func honorary() async throws {
        let directory = try await SmallDirectory()
        try await directory.add("cr-us-phoenix", ["districts": "US-AZ", "honorary": "true"])
        try await directory.add("cr-us-losangeles", ["class": "consulate-general", "districts": "US-AZ"])
        let answer = try await directory.find("CR", tucson)
        #expect(answer.answer?.post.slug == "cr-us-losangeles")
        #expect(answer.alternatives.map(\.post.slug) == ["cr-us-phoenix"])
    }

    @Test("The answer takes five statements, with three posts and with three hundred")
    func statements() async throws {
        for count in [3, 300] {
            let directory = try await SmallDirectory()
            for number in 0..<count { try await directory.add("mx-us-p\(number)", ["districts": "US-AZ", "latitude": "33.4", "longitude": "-112.0"]) }
            let meter = StatementMeter()
            try await StatementMeter.$current.withValue(meter) { _ = try await directory.find("MX", Whereabouts(at: #require(Position(latitude: 32.2, longitude: -110.9)))) }
            #expect(meter.statements.count == 5)
        }
    }
}

@Suite("Who answers where")
struct CoverageTests {
    @Test("What is uncovered and what is covered twice is told apart")
    func standings() async throws {
        let directory = try await SmallDirectory()
        try await directory.add("mx-us-phoenix", ["districts": "US-AZ"])
        try await directory.add("mx-us-tucson", ["districts": "US-AZ; US-NM"])
        try await directory.add("mx-us-losangeles", ["districts": "US-CA:Los Angeles County"])
        let (mexico, states) = (try #require(CountryCode("MX")), try #require(CountryCode("US")))
        let coverage = try await directory.database.read { try Coverage(sending: mexico, receiving: states, $0) }
        func standing(_ code: String) throws -> Coverage.Standing { coverage.standing(of: try #require(SubdivisionCode(code))) }
        #expect(try standing("US-AZ") == .several)
        #expect(try standing("US-NM") == .one)
        #expect(try standing("US-CA") == .part)
        #expect(try standing("US-ME") == Coverage.Standing.none)
    }

    @Test("An embassy for the whole country answers where no other does")
    func whole() async throws {
        let directory = try await SmallDirectory()
        try await directory.add("bz-us-washington", ["class": "embassy", "districts": "US"])
        let (belize, states) = (try #require(CountryCode("BZ")), try #require(CountryCode("US")))
        let coverage = try await directory.database.read { try Coverage(sending: belize, receiving: states, $0) }
        #expect(coverage.isWhole)
        #expect(coverage.count(.none) == 0)
    }
}
