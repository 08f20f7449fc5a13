import Foundation
import Localization
import Records
import Storage
import Testing

@Suite struct VerificationTests {
    private let cycle = VerificationCycle(interval: 90, notice: 14, grace: 90)

    @Test("A statement is current, due, overdue, lapsed, each from its day on", arguments: [
        ("2026-01-01", Freshness.current), ("2026-03-17", .current), ("2026-03-18", .due), ("2026-04-01", .due), ("2026-04-02", .overdue), ("2026-06-29", .overdue), ("2026-06-30", .lapsed), ("2030-01-01", .lapsed), ("2025-12-31", .current),
    ])
    func states(today: String, freshness: Freshness) throws {
        let verified = Verification(on: try #require(Day("2026-01-01")), due: try #require(Day("2026-04-01")), by: "Ana")
        #expect(verified.freshness(today: try #require(Day(today)), cycle: cycle) == freshness)
    }

    @Test("The most pressing comes first")
    func order() {
        #expect(Freshness.allCases.shuffled().sorted() == [.never, .lapsed, .overdue, .due, .current])
        #expect(VerificationCycle.quarterly.interval == 90)
    }

    /// The newest statement of a record, as a list joins it.
    private func newest(_ record: UUID, in db: Database) async throws -> Verification? {
        try await db.read { tx in try tx.row("SELECT * FROM verification_newest WHERE kind = 'post' AND record = \(record)").flatMap { try Verification(joined: $0) } }
    }

    @Test("\"Still correct\" counts from its day, keeps every statement, and is in the audit trail", arguments: TestEngine.allCases)
    func stillCorrect(engine: TestEngine) async throws {
        try await withDatabase(engine, [AuditTrail.migrations]) { db async throws in
            let (post, other) = (UUID(), UUID()), ana = Actor(person: UUID(), delegation: UUID(), name: "Ana")
            let clock = MovableClock(Date(timeIntervalSince1970: 1_795_564_799)) // 2026-11-24T23:59:59Z
            #expect(try await newest(post, in: db) == nil)

            let first = clock.clock.now
            try await db.write { try $0.verify(kind: "post", record: post, cycle: .quarterly, by: ana, at: first) }
            #expect(try await newest(post, in: db) == Verification(on: try #require(Day("2026-11-24")), due: try #require(Day("2027-02-22")), by: "Ana"))
            #expect(try await newest(post, in: db)?.freshness(today: clock.clock.today(), cycle: .quarterly) == .current)

            clock.advance(by: 100 * 86_400)
            #expect(try await newest(post, in: db)?.freshness(today: clock.clock.today(), cycle: .quarterly) == .overdue)
            let second = clock.clock.now
            try await db.write { try $0.verify(kind: "post", record: post, cycle: .quarterly, by: .shell, at: second) }
            #expect(try await newest(post, in: db)?.by == "shell")
            #expect(try await newest(post, in: db)?.freshness(today: clock.clock.today(), cycle: .quarterly) == .current)
            #expect(try await newest(other, in: db) == nil, "another record is not touched")

            let (statements, history, verdict) = try await db.read { tx in
                (try tx.value("SELECT COUNT(*) AS n FROM verification WHERE record = \(post)", as: Int.self), try AuditTrail.history(of: post, kind: "post", in: tx), try AuditTrail.verify(tx))
            }
            #expect(statements == 2)
            #expect(history.map(\.action) == ["records.verified", "records.verified"])
            #expect(history.last?.after == #"{"by":"Ana","due":"2027-02-22","on":"2026-11-24"}"#)
            #expect(verdict.breaks == [])
        }
    }

    @Test("Many records are verified in few statements, each with its place in the audit trail", arguments: TestEngine.allCases)
    func many(engine: TestEngine) async throws {
        try await withDatabase(engine, [AuditTrail.migrations]) { db async throws in
            let records = (0..<450).map { _ in UUID() }, ana = Actor(person: UUID(), delegation: nil, name: "Ana"), now = Date(timeIntervalSince1970: 1_795_564_799), meter = StatementMeter()
            try await db.write { try $0.verify(kind: "post", record: records[7], cycle: .quarterly, by: .shell, at: now.addingTimeInterval(-86_400)) }
            try await StatementMeter.$current.withValue(meter) { try await db.write { try $0.verify(kind: "post", records: records, cycle: .quarterly, by: ana, at: now) } }
            // Three chunks of three kinds of rows, and the chain's head before and after.
            #expect(meter.statements.count <= 12, "\(meter.statements.count)")
            #expect(try await newest(records[449], in: db)?.by == "Ana")
            #expect(try await newest(records[7], in: db)?.on == Day("2026-11-24"))
            let verdict = try await db.read { try AuditTrail.verify($0) }
            #expect(verdict.records == 451 && verdict.breaks.isEmpty)
            #expect(try await db.read { try AuditTrail.history(of: records[7], kind: "post", in: $0) }.map(\.actorName) == ["Ana", "shell"])
            try await db.write { try $0.verify(kind: "post", records: [], cycle: .quarterly, by: ana, at: now) }
            #expect(try await db.read { try AuditTrail.verify($0).records } == 451)
        }
    }

    @Test("A record that nobody has verified reads as none from a joined list", arguments: TestEngine.allCases)
    func joined(engine: TestEngine) async throws {
        try await withDatabase(engine, [AuditTrail.migrations]) { db async throws in
            let none = try await db.read { tx in
                try tx.row("SELECT v.verified_on, v.due_on, v.verified_by FROM (SELECT 1 AS one) o LEFT JOIN verification_newest v ON v.kind = 'post'").flatMap { try Verification(joined: $0) }
            }
            #expect(none == nil)
        }
    }
}
