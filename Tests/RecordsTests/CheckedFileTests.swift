import Foundation
import Records
import Storage
import Testing

@Suite("Files whose dry run somebody looks at")
struct CheckedFileTests {
    @Test("A file is its sender's alone, of one kind, and only for a day", arguments: TestEngine.allCases)
    func file(engine: TestEngine) async throws {
        try await withDatabase(engine, [AuditTrail.migrations]) { database async throws in
            let sender = UUID(), now = Date(timeIntervalSince1970: 1_795_600_000), late = now.addingTimeInterval(CheckedFile.lifetime)
            let id = try await database.write { try CheckedFiles("a.things", $0).keep([1, 2], name: String(repeating: "x", count: 200), by: sender, at: now) }
            try await database.write { tx in
                let files = CheckedFiles("a.things", tx)
                #expect(try files.file(id, of: sender, at: now)?.name.count == 120)
                #expect(try files.content(id, of: sender, at: late.addingTimeInterval(-1)) == [1, 2])
                #expect(try files.file(id, of: UUID(), at: now) == nil && files.content(id, of: UUID(), at: now) == nil)
                #expect(try CheckedFiles("b.things", tx).file(id, of: sender, at: now) == nil)
                #expect(try files.file(id, of: sender, at: late) == nil && files.content(id, of: sender, at: late) == nil)
                try files.finish(id, at: now)
                #expect(try files.file(id, of: sender, at: now)?.finishedAt == now)
            }
            // Whoever sends the next one sweeps, and so does the daily job.
            func count() async throws -> Int? { try await database.read { try $0.value("SELECT count(*) AS n FROM checked_file") } }
            _ = try await database.write { try CheckedFiles("b.things", $0).keep([3], name: "y", by: sender, at: late) }
            #expect(try await count() == 1)
            try await database.write { try CheckedFiles.forget(at: late.addingTimeInterval(CheckedFile.lifetime), in: $0) }
            #expect(try await count() == 0)
        }
    }
}
