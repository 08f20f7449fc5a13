import Foundation
import Geography
import Localization
import Networks
import Records
import Storage
import Testing
import Web
@testable import Directory

extension SmallDirectory {
    /// Records that one member answers for another's nationals.
    @discardableResult
    func cover(_ covered: String, by covering: String, in district: String, from begins: String = "2026-01-01", until ends: String = "2026-12-31") async throws -> CoveringAgreement {
        let agreement = try CoveringAgreement(
            covering: #require(CountryCode(covering)), covered: #require(CountryCode(covered)), district: #require(District(district)), begins: #require(Day(begins)),
            ends: #require(Day(ends)), note: "SRE-1/2026", by: "Ana", at: now)
        let now = now
        try await database.write { try CoveringAgreements($0).record(agreement, by: .shell, at: now) }
        return agreement
    }
}

@Suite("Which consulate of another country helps me?")
struct CoveringFinderTests {
    private let maine = Whereabouts(code: "US-ME")

    @Test("Where the own country has only its embassy, the covering post of that district answers, and says so")
    func answers() async throws {
        let directory = try await SmallDirectory()
        try await directory.add("bz-us-washington", ["class": "embassy", "districts": "US"])
        try await directory.add("mx-us-boston", ["districts": "US-ME; US-MA"])
        try await directory.add("mx-us-tucson", ["districts": "US-AZ"])
        try await directory.cover("BZ", by: "MX", in: "US-ME")
        let answer = try await directory.find("BZ", maine)
        #expect(answer.answer?.post.slug == "mx-us-boston")
        #expect(answer.answer?.reason == .covering)
        #expect(answer.alternatives.map(\.post.slug) == ["bz-us-washington"])
        // Elsewhere, and for others, nothing has changed.
        #expect(try await directory.find("BZ", Whereabouts(code: "US-AZ")).answer?.post.slug == "bz-us-washington")
        #expect(try await directory.find("GT", maine).answer == nil)
    }

    @Test("The own country's post goes first where the district is its own")
    func ownFirst() async throws {
        let directory = try await SmallDirectory()
        try await directory.add("gt-us-boston", ["districts": "US-ME"])
        try await directory.add("mx-us-boston", ["districts": "US-ME"])
        try await directory.cover("GT", by: "MX", in: "US-ME")
        let answer = try await directory.find("GT", maine)
        #expect(answer.answer?.post.slug == "gt-us-boston")
        #expect(answer.alternatives.map(\.reason) == [.covering])
    }

    @Test("While the own post is closed for a time, the covering one answers")
    func ownClosed() async throws {
        let directory = try await SmallDirectory()
        try await directory.add("gt-us-boston", ["districts": "US-ME", "status": "temporarily-closed", "status_from": "2026-11-01", "status_until": "2026-12-31"])
        try await directory.add("mx-us-boston", ["districts": "US-ME"])
        try await directory.cover("GT", by: "MX", in: "US-ME")
        #expect(try await directory.find("GT", maine, on: Day("2026-11-25")).answer?.reason == .covering)
    }

    @Test("The agreement counts from its first day to its last, and not after it was ended")
    func days() async throws {
        let directory = try await SmallDirectory()
        try await directory.add("mx-us-boston", ["districts": "US-ME"])
        let agreement = try await directory.cover("BZ", by: "MX", in: "US-ME", from: "2026-11-10", until: "2026-11-30")
        for (day, isCovered) in [("2026-11-09", false), ("2026-11-10", true), ("2026-11-30", true), ("2026-12-01", false)] {
            #expect(try await directory.find("BZ", maine, on: Day(day)).answer?.reason == (isCovered ? .covering : nil), "\(day)")
        }
        let now = directory.now
        try await directory.database.write { try CoveringAgreements($0).end(agreement.id, reason: nil, by: .shell, at: now) }
        #expect(try await directory.find("BZ", maine, on: Day("2026-11-20")).answer == nil)
        await #expect(throws: CoveringAgreement.Fault.alreadyEnded) {
            try await directory.database.write { try CoveringAgreements($0).end(agreement.id, reason: nil, by: .shell, at: now) }
        }
    }

    @Test("An agreement for a municipality answers there alone")
    func municipality() async throws {
        let directory = try await SmallDirectory()
        try await directory.add("mx-us-losangeles", ["districts": "US-CA:Los Angeles County"])
        try await directory.add("mx-us-sacramento", ["districts": "US-CA"])
        try await directory.cover("BZ", by: "MX", in: "US-CA:Los Angeles County")
        let losAngeles = try #require(Gazetteer.shared.places(matching: "Los Angeles, CA", in: CountryCode("US")).first)
        #expect(try await directory.find("BZ", Whereabouts(losAngeles)).answer?.post.slug == "mx-us-losangeles")
        #expect(try await directory.find("BZ", Whereabouts(code: "US-CA")).answer == nil)
    }

    @Test("Where no district of the covering country's posts is known, its nearest answers")
    func nearest() async throws {
        let directory = try await SmallDirectory()
        try await directory.add("mx-us-boston", ["latitude": "42.36", "longitude": "-71.06"])
        try await directory.add("mx-us-tucson", ["latitude": "32.22", "longitude": "-110.97"])
        try await directory.cover("BZ", by: "MX", in: "US")
        let portland = try #require(Gazetteer.shared.places(matching: "Portland, ME", in: CountryCode("US")).first)
        let answer = try await directory.find("BZ", Whereabouts(portland))
        #expect(answer.answer?.post.slug == "mx-us-boston")
        #expect(answer.answer?.reason == .covering)
    }
}

@Suite("Covering agreements that are refused")
struct CoveringRuleTests {
    private func refuses(_ fault: CoveringAgreement.Fault, _ body: () async throws -> Void) async {
        await #expect(throws: fault) { try await body() }
    }

    @Test("The same State twice, a State that is no member, an end before the beginning")
    func impossible() async throws {
        let directory = try await SmallDirectory(), france = try #require(CountryCode("FR"))
        await refuses(.sameState(field: "covered")) { try await directory.cover("MX", by: "MX", in: "US") }
        await refuses(.sameState(field: "receiving")) { try await directory.cover("US", by: "MX", in: "US") }
        await refuses(.sameState(field: "receiving")) { try await directory.cover("BZ", by: "US", in: "US-ME") }
        await refuses(.notMember(field: "covering", france)) { try await directory.cover("BZ", by: "FR", in: "US") }
        await refuses(.notMember(field: "covered", france)) { try await directory.cover("FR", by: "MX", in: "US") }
        await refuses(.notMember(field: "receiving", france)) { try await directory.cover("BZ", by: "MX", in: "FR") }
        await refuses(.endsBeforeBeginning) { try await directory.cover("BZ", by: "MX", in: "US", from: "2026-02-02", until: "2026-02-01") }
    }

    @Test("One that answers for the same people at the same place on some of the same days")
    func overlapping() async throws {
        let directory = try await SmallDirectory()
        let first = try await directory.cover("BZ", by: "MX", in: "US-ME", from: "2026-01-01", until: "2026-06-30")
        let fault = CoveringAgreement.Fault.overlapping(covering: first.covering, first.district, begins: first.begins, ends: first.ends)
        await refuses(fault) { try await directory.cover("BZ", by: "MX", in: "US-ME", from: "2026-06-30", until: "2026-12-31") }
        await refuses(fault) { try await directory.cover("BZ", by: "MX", in: "US", from: "2026-03-01", until: "2026-03-02") }
        await refuses(fault) { try await directory.cover("BZ", by: "GT", in: "US-ME", from: "2026-03-01", until: "2026-03-02") }
        try await directory.cover("BZ", by: "MX", in: "US-ME", from: "2026-07-01", until: "2026-12-31")
        try await directory.cover("BZ", by: "MX", in: "US-NH")
        try await directory.cover("HN", by: "MX", in: "US-ME")
        let now = directory.now
        try await directory.database.write { try CoveringAgreements($0).end(first.id, reason: "x", by: .shell, at: now) }
        try await directory.cover("BZ", by: "GT", in: "US-ME", from: "2026-01-01", until: "2026-06-30")
    }

    @Test("Each change has its record, and each country sees its own, whichever side it is on")
    func listed() async throws {
        let directory = try await SmallDirectory()
        let agreement = try await directory.cover("BZ", by: "MX", in: "US-ME")
        for (code, count) in [("BZ", 1), ("MX", 1), ("US", 1), ("GT", 0)] {
            let country = try #require(CountryCode(code)), today = directory.today
            let (list, total) = try await directory.database.read { (try CoveringAgreements($0).list(of: [country], on: today, limit: 10), try CoveringAgreements($0).count(of: [country])) }
            #expect(list.count == count && total == count, "\(code)")
        }
        let history = try await directory.database.read { try AuditTrail.history(of: agreement.id.uuid, kind: CoveringAgreement.auditKind, in: $0) }
        #expect(history.map(\.action) == ["directory.covering.recorded"])
    }
}

@Suite("Finding a covering agreement")
struct CoveringSearchTests {
    @Test("By the names of its States and its district, in either language; one that was ended says so", arguments: Engine.atHand)
    func found(_ engine: Engine) async throws {
        let directory = try await SmallDirectory(engine), now = directory.now
        let catalogue = try Catalogue(folders: [Catalogue.ownFolder, WebRoom.resources.appendingPathComponent("Strings"), DirectoryRoom.resources.appendingPathComponent("Strings")])
        let agreement = try await directory.cover("BZ", by: "MX", in: "US-ME")
        func index() async throws {
            try await directory.database.write { tx in
                let waiting = try tx.rows("SELECT * FROM job WHERE kind = \(Reindexing.job) AND done_at IS NULL", as: Job.init)
                for job in waiting { try CoveringSearch(catalogue: catalogue).index(job.decode(Reindexing.self).record, at: now, in: tx) }
                try tx.execute("UPDATE job SET done_at = \(now)")
            }
        }
        func hits(_ words: String) async throws -> [FullText.Hit] {
            try await directory.database.read { try $0.search(words, kinds: [CoveringAgreement.auditKind], audiences: ["public"]) }
        }
        try await index()
        #expect(try await hits("mexico belice maine").map(\.title) == ["México atiende a nacionales de Belice en Maine"])
        #expect(try await hits("belize maine united").map(\.record) == [agreement.id.uuid])
        #expect(try await hits("SRE-1").isEmpty, "the note's reference is the desk's")
        #expect(try await hits("terminado").isEmpty)
        try await directory.database.write { try CoveringAgreements($0).end(agreement.id, reason: "Ya hay consulado.", by: .shell, at: now) }
        #expect(try await hits("belice").isEmpty, "nothing is found by what is no longer so")
        try await index()
        #expect(try await hits("belice terminado").count == 1)
        #expect(try await hits("ya hay").isEmpty, "the reason is the desk's")
    }

    @Test("Only a post that serves the district says that it answers for others there")
    func served() async throws {
        let directory = try await SmallDirectory(), agreement = try await directory.cover("BZ", by: "MX", in: "US-ME"), everywhere = try await directory.cover("GT", by: "MX", in: "US")
        let boston = try await directory.add("mx-us-boston", ["districts": "US-ME; US-MA"]), tucson = try await directory.add("mx-us-tucson", ["districts": "US-AZ"])
        let embassy = try await directory.add("mx-us-washington", ["class": "embassy", "districts": "US"]), maine = try #require(District("US-ME")), arizona = try #require(District("US-AZ")), states = try #require(District("US"))
        #expect(agreement.isServed(by: boston, [maine]))
        #expect(!agreement.isServed(by: tucson, [arizona]) && !agreement.isServed(by: embassy, [states]) && !agreement.isServed(by: tucson, []))
        #expect(everywhere.isServed(by: tucson, [arizona]) && everywhere.isServed(by: embassy, [states]))
    }
}
