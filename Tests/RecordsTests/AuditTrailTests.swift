import Foundation
import Records
import Storage
import Testing

private struct Post: Encodable { var name: String, phones: [String] }

/// A chain of twelve records of four posts.
private struct Trail: Sendable {
    let db: Database
    let posts = (0..<4).map { _ in UUID() }
    let delegation = UUID()
    let start = Date(timeIntervalSince1970: 1_795_532_206.123456)

    init(_ db: Database) async throws {
        self.db = db
        let (posts, delegation, start) = (posts, delegation, start)
        for number in 0..<12 {
            try await db.write { tx in
                let actor = number.isMultiple(of: 3) ? Actor.content : Actor(person: UUID(), delegation: delegation, name: "José «Pepe» Núñez \(number)")
                let after = Post(name: "Consulado en \(number)", phones: ["+1 520 882 5595"])
                if number < 4 {
                    try tx.audit("directory.post.added", kind: "post", record: posts[number], made: after, by: actor, at: start + Double(number))
                } else {
                    try tx.audit("directory.post.edited", kind: "post", record: posts[number % 4], before: Post(name: "Antes", phones: []), after: after, by: actor, at: start + Double(number))
                }
            }
        }
    }

    func verify() async throws -> AuditTrail.Verdict { try await db.read { try AuditTrail.verify($0) } }

    /// What somebody with the database's own tools could do.
    func tamper(_ statements: SQL...) async throws { try await db.write { for statement in statements { try $0.execute(statement) } } }
}

@Suite struct AuditTrailTests {
    private func with(_ engine: TestEngine, _ body: (Trail) async throws -> Void) async throws {
        try await withDatabase(engine, [AuditTrail.migrations]) { db async throws in try await body(try await Trail(db)) }
    }

    @Test("An untouched trail verifies, and its newest hash is the witness of all before", arguments: TestEngine.allCases)
    func whole(engine: TestEngine) async throws {
        try await with(engine) { trail async throws in
            let verdict = try await trail.verify()
            #expect(verdict.records == 12)
            #expect(verdict.breaks == [])
            let newest = try await trail.db.read { try AuditTrail.newest(by: nil, limit: 1, in: $0) }
            #expect(verdict.newestHash == newest.first?.hash)
            #expect(verdict.newestHash.count == 64)
        }
    }

    @Test("An empty trail verifies", arguments: TestEngine.allCases)
    func empty(engine: TestEngine) async throws {
        try await withDatabase(engine, [AuditTrail.migrations]) { db async throws in
            let verdict = try await db.read { try AuditTrail.verify($0) }
            #expect(verdict.records == 0)
            #expect(verdict.breaks == [])
        }
    }

    @Test("A change of any column of a record is found, at that record", arguments: TestEngine.allCases)
    func changed(engine: TestEngine) async throws {
        let changes: [SQL] = [
            "at = \(Date(timeIntervalSince1970: 1))", "person = \(UUID())", "person = NULL", "delegation = NULL", "actor_name = 'Nobody'", "action = 'directory.post.removed'", "kind = 'visa'", "record = \(UUID())",
            "before_state = NULL", "after_state = '{}'", "after_state = NULL", "hash = \(String(repeating: "a", count: 64))",
        ]
        try await with(engine) { trail async throws in
            for change in changes {
                let columns: SQL = "at, person, delegation, actor_name, action, kind, record, before_state, after_state, hash"
                try await trail.tamper("CREATE TABLE kept AS SELECT * FROM audit", "UPDATE audit SET \(change) WHERE number = 6")
                let verdict = try await trail.verify()
                #expect(verdict.breaks.first == .changed(number: 6), "\(change)")
                #expect(verdict.records == 12)
                try await trail.tamper("UPDATE audit SET (\(columns)) = (SELECT \(columns) FROM kept WHERE number = 6) WHERE number = 6", "DROP TABLE kept")
            }
            #expect(try await trail.verify().breaks == [], "put back as it was, it verifies")
        }
    }

    @Test("A record changed together with its hash is found at the next one", arguments: TestEngine.allCases)
    func rehashed(engine: TestEngine) async throws {
        try await with(engine) { trail async throws in
            try await trail.tamper("UPDATE audit SET actor_name = 'Nobody', hash = (SELECT hash FROM audit WHERE number = 3) WHERE number = 6")
            #expect(try await trail.verify().breaks == [.changed(number: 6), .changed(number: 7)])
        }
    }

    @Test("What was moved from one text into the next is found", arguments: TestEngine.allCases)
    func shifted(engine: TestEngine) async throws {
        try await with(engine) { trail async throws in
            try await trail.tamper("UPDATE audit SET action = 'directory.post.editedp', kind = 'ost' WHERE number = 6")
            #expect(try await trail.verify().breaks.first == .changed(number: 6))
        }
    }

    @Test("A record removed is found, first, last or between", arguments: TestEngine.allCases, [1, 6, 12] as [Int64])
    func removed(engine: TestEngine, number: Int64) async throws {
        try await with(engine) { trail async throws in
            try await trail.tamper("DELETE FROM audit WHERE number = \(number)")
            let verdict = try await trail.verify()
            #expect(verdict.breaks.first == .missing(number: number))
            #expect(verdict.records == 11)
        }
    }

    @Test("A record removed and its number closed up is found", arguments: TestEngine.allCases)
    func closedUp(engine: TestEngine) async throws {
        try await with(engine) { trail async throws in
            try await trail.tamper("DELETE FROM audit WHERE number = 6", "UPDATE audit SET number = -number WHERE number > 6", "UPDATE audit SET number = -number - 1 WHERE number < 0", "UPDATE audit_head SET number = 11")
            #expect(try await trail.verify().breaks.first == .changed(number: 6))
        }
    }

    @Test("Two records in each other's place are found", arguments: TestEngine.allCases)
    func reordered(engine: TestEngine) async throws {
        try await with(engine) { trail async throws in
            try await trail.tamper("UPDATE audit SET number = 99 WHERE number = 5", "UPDATE audit SET number = 5 WHERE number = 6", "UPDATE audit SET number = 6 WHERE number = 99")
            #expect(try await trail.verify().breaks.prefix(2) == [.changed(number: 5), .changed(number: 6)])
        }
    }

    @Test("The end cut off is found, also when the count was set back or taken away", arguments: TestEngine.allCases)
    func truncated(engine: TestEngine) async throws {
        try await with(engine) { trail async throws in
            try await trail.tamper("DELETE FROM audit WHERE number > 9")
            #expect(try await trail.verify().breaks == [.missing(number: 10)])
            try await trail.tamper("UPDATE audit_head SET number = 9")
            #expect(try await trail.verify().breaks == [.changed(number: 9)])
            try await trail.tamper("DELETE FROM audit_head")
            #expect(try await trail.verify().breaks == [.missing(number: 10)])
        }
    }

    @Test("A record put in at the end by hand is found", arguments: TestEngine.allCases)
    func forged(engine: TestEngine) async throws {
        try await with(engine) { trail async throws in
            try await trail.tamper("""
                INSERT INTO audit (number, at, actor_name, action, kind, record, hash)
                SELECT 13, at, actor_name, action, kind, record, hash FROM audit WHERE number = 12
                """)
            #expect(try await trail.verify().breaks.contains(.changed(number: 13)))
        }
    }

    @Test("A record that can no longer be read as one is found, not stumbled over")
    func unreadable() async throws {
        try await with(.sqlite) { trail async throws in
            try await trail.tamper("UPDATE audit SET record = 'x' WHERE number = 6")
            let verdict = try await trail.verify()
            #expect(verdict.breaks.first == .changed(number: 6))
            #expect(verdict.records == 12)
        }
    }

    @Test("So many breaks are named, and no more", arguments: TestEngine.allCases)
    func limit(engine: TestEngine) async throws {
        try await with(engine) { trail async throws in
            try await trail.tamper("UPDATE audit SET actor_name = 'Nobody'")
            #expect(try await trail.db.read { try AuditTrail.verify($0, limit: 3) }.breaks == [.changed(number: 1), .changed(number: 2), .changed(number: 3)])
        }
    }

    @Test("Odd texts and instants verify: NUL, emoji, accents in either form, before 1970, parts of a microsecond", arguments: TestEngine.allCases)
    func oddTexts(engine: TestEngine) async throws {
        try await with(engine) { trail async throws in
            let names = ["A\0na", "👩🏽‍⚖️", "N\u{0303}un\u{0303}ez", "Ñuñez", "", "line\r\nbreak", "\u{FEFF}x", String(repeating: "x", count: 20_000)]
            for (number, name) in names.enumerated() {
                let instant = Date(timeIntervalSince1970: Double(number) * -123_456_789.123_456_789)
                try await trail.db.write { try $0.audit("a.b.c", kind: "post", record: UUID(), made: Post(name: name, phones: [name]), by: Actor(person: nil, delegation: nil, name: name), at: instant) }
            }
            #expect(try await trail.verify().breaks == [])
        }
    }

    @Test("A change and its record stand or fall together", arguments: TestEngine.allCases)
    func together(engine: TestEngine) async throws {
        struct Regret: Error {}
        try await with(engine) { trail async throws in
            await #expect(throws: Regret.self) {
                try await trail.db.write { tx in
                    try tx.audit("a.b.c", kind: "post", record: UUID(), made: "x", by: .shell, at: Date())
                    throw Regret()
                }
            }
            let verdict = try await trail.verify()
            #expect(verdict.records == 12)
            #expect(verdict.breaks == [])
        }
    }

    @Test("Records of many writers at once make one chain", arguments: TestEngine.allCases)
    func concurrent(engine: TestEngine) async throws {
        try await with(engine) { trail async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask { for _ in 0..<10 { try await trail.db.write { try $0.audit("a.b.c", kind: "post", record: UUID(), made: "x", by: .shell, at: Date()) } } }
                }
                try await group.waitForAll()
            }
            let verdict = try await trail.verify()
            #expect(verdict.records == 52)
            #expect(verdict.breaks == [])
        }
    }

    @Test("A record's history and a delegation's changes come newest first, in pages", arguments: TestEngine.allCases)
    func histories(engine: TestEngine) async throws {
        try await with(engine) { trail async throws in
            let (history, all, own, page, none) = try await trail.db.read { tx in
                (try AuditTrail.history(of: trail.posts[1], kind: "post", in: tx), try AuditTrail.newest(by: nil, in: tx), try AuditTrail.newest(by: trail.delegation, in: tx),
                 try AuditTrail.newest(by: nil, before: 10, limit: 3, in: tx), try AuditTrail.history(of: trail.posts[1], kind: "visa", in: tx))
            }
            #expect(history.map(\.number) == [10, 6, 2])
            #expect(history.map(\.action) == ["directory.post.edited", "directory.post.edited", "directory.post.added"])
            #expect(history.last?.before == nil)
            #expect(history.first?.before == #"{"name":"Antes","phones":[]}"#)
            #expect(history.first?.after == #"{"name":"Consulado en 9","phones":["+1 520 882 5595"]}"#)
            #expect(history.first?.at == trail.start + 9)
            #expect(all.map(\.number) == Array((1...12).reversed()))
            #expect(own.map(\.number) == [12, 11, 9, 8, 6, 5, 3, 2])
            #expect(page.map(\.number) == [9, 8, 7])
            #expect(none == [])
        }
    }
}
