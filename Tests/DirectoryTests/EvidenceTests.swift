import Foundation
import Localization
import Records
import Storage
import Testing
@testable import Directory

@Suite("What the directory shows for the plan")
struct EvidenceTests {
    private func figure(_ directory: SmallDirectory, at now: Date) async throws -> (value: Int, target: Int?, newest: Date?, trend: [Int]) {
        let figures = try await directory.database.read { try DirectoryEvidence().figures(for: "1.5.1", at: now, in: $0) }
        let figure = try #require(figures.first)
        return (figure.value, figure.target, figure.newest, figure.trend)
    }

    @Test("Members' posts verified in the last 90 days are counted, each once, now and at the end of each of the last twelve months")
    func verified() async throws {
        let directory = try await SmallDirectory(), now = directory.now
        let tucson = try await directory.add("mx-us-tucson")
        for key in ["gt-us-boston", "hn-mx-tapachula", "fr-us-miami"] { try await directory.add(key) }
        #expect(try await figure(directory, at: now) == (0, 3, nil, Array(repeating: 0, count: 12)))
        try await directory.database.write { try Posts($0).verify(tucson, by: .shell, at: now) }
        try await directory.database.write { try Posts($0).verify(tucson, by: .shell, at: now.addingTimeInterval(60)) }
        let after = try await figure(directory, at: now.addingTimeInterval(89 * 86_400))
        #expect(after.value == 1 && after.target == 3)
        #expect(after.trend.count == 12 && after.trend.last == 1 && after.trend.first == 0)
        #expect(try await figure(directory, at: now.addingTimeInterval(90 * 86_400)).value == 0)
    }

    @Test("It takes one statement")
    func oneStatement() async throws {
        let directory = try await SmallDirectory(), now = directory.now, meter = StatementMeter()
        try await StatementMeter.$current.withValue(meter) { _ = try await figure(directory, at: now) }
        #expect(meter.statements.count == 1)
    }
}
