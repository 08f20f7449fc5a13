import Foundation
import Storage
import Testing

private let posts = Migrations(feature: "posts", [
    Migration("tables", [
        "CREATE TABLE country (code TEXT PRIMARY KEY)",
        """
        CREATE TABLE post (
            number INTEGER PRIMARY KEY, country TEXT NOT NULL REFERENCES country (code), city TEXT NOT NULL UNIQUE,
            staff INTEGER NOT NULL CHECK (staff >= 0))
        """,
        "CREATE TABLE annex (post INTEGER NOT NULL REFERENCES post (number) ON DELETE RESTRICT)",
        "INSERT INTO country (code) VALUES ('MX'), ('HN')",
        "INSERT INTO post (number, country, city, staff) VALUES (1, 'MX', 'Tucson', 10), (2, 'MX', 'Laredo', 30), (3, 'HN', 'Houston', 20)",
        "INSERT INTO annex (post) VALUES (1)",
    ]),
])

@Suite struct Statements {
    private static let broken: [(statement: SQL, kind: StorageError.Constraint)] = [
        ("INSERT INTO post (number, country, city, staff) VALUES (4, 'MX', 'Tucson', 1)", .unique),
        ("INSERT INTO post (number, country, city, staff) VALUES (3, 'MX', 'Yuma', 1)", .unique),
        ("INSERT INTO country (code) VALUES ('MX')", .unique),
        ("UPDATE post SET city = 'Laredo'", .unique),
        ("INSERT INTO post (number, country, city, staff) VALUES (4, 'XX', 'Yuma', 1)", .foreignKey),
        ("DELETE FROM country WHERE code = 'MX'", .foreignKey),
        ("DELETE FROM post WHERE number = 1", .foreignKey),
        ("INSERT INTO post (number, country, city, staff) VALUES (4, 'MX', NULL, 1)", .notNull),
        ("UPDATE post SET staff = -1 WHERE number = 2", .check),
    ]

    @Test("Breaking a rule of the schema says which kind of rule, and changes nothing", arguments: TestEngine.allCases)
    func constraints(engine: TestEngine) async throws {
        try await withDatabase(engine, [posts]) { db async throws in
            for broken in Self.broken {
                let error = await #expect(throws: StorageError.self) { try await db.write { try $0.execute(broken.statement) } }
                guard case .constraint(broken.kind, _) = error else {
                    Issue.record("expected a broken \(broken.kind) rule, not: \(String(describing: error))")
                    continue
                }
                #expect(error?.isTransient == false)
                #expect(try await db.read { try $0.value("SELECT SUM(staff) FROM post", as: Int.self) } == 60)
            }
        }
    }

    @Test("A wrong statement says so, and the connection serves on", arguments: TestEngine.allCases)
    func wrong(engine: TestEngine) async throws {
        try await withDatabase(engine, [posts]) { db async throws in
            for statement in ["SELEC 1", "SELECT missing FROM post", "SELECT * FROM nowhere", "INSERT INTO post (number) VALUES ('x')", "SELEC 1"] as [SQL] {
                let error = await #expect(throws: StorageError.self) { try await db.write { try $0.execute(statement) } }
                guard case .statement = error else {
                    Issue.record("expected a wrong statement, not: \(String(describing: error))")
                    return
                }
            }
            #expect(try await db.write { try $0.value("SELECT COUNT(*) FROM post", as: Int.self) } == 3)
        }
    }

    @Test("A value of the wrong type is refused, not bent", arguments: TestEngine.allCases)
    func strictTypes(engine: TestEngine) async throws {
        try await withDatabase(engine, [posts]) { db async throws in
            await #expect(throws: StorageError.self) { try await db.write { try $0.execute("UPDATE post SET staff = \("many") WHERE number = 1") } }
            #expect(try await db.read { try $0.value("SELECT staff FROM post WHERE number = 1", as: Int.self) } == 10)
        }
    }

    @Test("INSERT … ON CONFLICT puts in or changes; DO NOTHING counts nothing", arguments: TestEngine.allCases)
    func onConflict(engine: TestEngine) async throws {
        try await withDatabase(engine, [posts]) { db async throws in
            let (put, left, staff) = try await db.write { tx in
                (try tx.execute("""
                    INSERT INTO post (number, country, city, staff) VALUES (\(1), \("MX"), \("Tucson"), \(5))
                    ON CONFLICT (city) DO UPDATE SET staff = post.staff + excluded.staff
                    """),
                 try tx.execute("INSERT INTO country (code) VALUES (\("MX")) ON CONFLICT (code) DO NOTHING"),
                 try tx.value("SELECT staff FROM post WHERE city = 'Tucson'", as: Int.self))
            }
            #expect(put == 1)
            #expect(left == 0)
            #expect(staff == 15)
        }
    }

    @Test("A change counts the rows that it touched, and RETURNING hands them over", arguments: TestEngine.allCases)
    func returning(engine: TestEngine) async throws {
        try await withDatabase(engine, [posts]) { db async throws in
            let (touched, none, cities) = try await db.write { tx in
                (try tx.execute("UPDATE post SET staff = staff + 1 WHERE country = \("MX")"),
                 try tx.execute("DELETE FROM annex WHERE post = 99"),
                 try tx.rows("UPDATE post SET staff = 0 WHERE staff > 15 RETURNING city, staff") { "\(try $0.get("city", as: String.self)) \(try $0.get("staff", as: Int.self))" })
            }
            #expect(touched == 2)
            #expect(none == 0)
            #expect(Set(cities) == ["Laredo 0", "Houston 0"])
        }
    }

    @Test("Common table expressions, recursion, window functions and row values are understood", arguments: TestEngine.allCases)
    func modernSQL(engine: TestEngine) async throws {
        try await withDatabase(engine, [posts]) { db async throws in
            let ranked = try await db.read { tx in
                try tx.rows("""
                    WITH large AS (SELECT country, city, staff FROM post WHERE staff >= \(10))
                    SELECT city, RANK() OVER (PARTITION BY country ORDER BY staff DESC) AS place,
                           SUM(staff) OVER (PARTITION BY country) AS total, AVG(staff) OVER () AS mean
                    FROM large ORDER BY country, place
                    """) { "\(try $0.get("city", as: String.self)) \(try $0.get("place", as: Int.self)) \(try $0.get("total", as: Int.self)) \(try $0.get("mean", as: Double.self))" }
            }
            #expect(ranked == ["Houston 1 20 20.0", "Laredo 1 40 20.0", "Tucson 2 40 20.0"])
            let counted = try await db.read { tx in
                try tx.value("WITH RECURSIVE count_up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count_up WHERE n < 1000) SELECT SUM(n) AS sum FROM count_up", as: Int.self)
            }
            #expect(counted == 500_500)
            let after = try await db.read { tx in
                try tx.rows("SELECT city FROM post WHERE (country, city) > (\("HN"), \("Houston")) ORDER BY country, city LIMIT \(2) OFFSET \(0)") { try $0.get("city", as: String.self) }
            }
            #expect(after == ["Laredo", "Tucson"])
        }
    }

    @Test("Rows can be taken one by one, and left in the middle", arguments: TestEngine.allCases)
    func streaming(engine: TestEngine) async throws {
        struct Enough: Error {}
        try await withDatabase(engine, [posts]) { db async throws in
            let many: SQL = "WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 20000) SELECT n FROM up"
            let sum = try await db.read { tx in
                var sum = 0
                try tx.forEach(many) { sum += try $0.get("n", as: Int.self) }
                return sum
            }
            #expect(sum == 200_010_000)
            let last = try await db.read { tx -> Int in
                var last = 0
                do {
                    try tx.forEach(many) { row in
                        last = try row.get("n")
                        if last == 5 { throw Enough() }
                    }
                } catch is Enough {}
                return try last + (tx.value("SELECT COUNT(*) FROM post", as: Int.self) ?? 0)
            }
            #expect(last == 8, "leaving in the middle spoils nothing for the next statement")
        }
    }

    @Test("A statement begun while another's rows are being read is refused, never answered in part", arguments: TestEngine.allCases)
    func nested(engine: TestEngine) async throws {
        try await withDatabase(engine, [posts]) { db async throws in
            let error = await #expect(throws: StorageError.self) {
                try await db.read { tx in
                    try tx.forEach("SELECT number FROM post") { row in
                        _ = try tx.rows("SELECT post FROM annex WHERE post = \(try row.get("number", as: Int.self))")
                    }
                }
            }
            #expect(error?.description.contains("while the rows of another") == true)
            #expect(try await db.read { try $0.value("SELECT COUNT(*) FROM post", as: Int.self) } == 3)
        }
    }

    @Test("Many different statements on one connection do not run out of anything", arguments: TestEngine.allCases)
    func manyStatements(engine: TestEngine) async throws {
        try await withDatabase(engine, [posts]) { db async throws in
            let sum = try await db.read { tx in
                var sum = 0
                for index in 0..<700 { sum += try tx.value(SQL(trusted: "SELECT COUNT(*) + \(index) AS n FROM post"), as: Int.self) ?? 0 }
                return sum
            }
            #expect(sum == 700 * 3 + 700 * 699 / 2)
        }
    }

    @Test("The meter counts the statements of its own task, with no values in them")
    func meter() async throws {
        try await withDatabase(.sqlite, [posts]) { db async throws in
            let meter = StatementMeter()
            try await StatementMeter.$current.withValue(meter) {
                _ = try await db.read { tx in
                    _ = try tx.rows("SELECT city FROM post WHERE country = \("MX") AND staff > \(3)")
                    _ = try tx.row("SELECT 1 AS one")
                }
                try await db.write { try $0.execute("UPDATE post SET staff = \(1)") }
            }
            _ = try await db.read { try $0.rows("SELECT city FROM post") }
            #expect(meter.statements == ["SELECT city FROM post WHERE country = $1 AND staff > $2", "SELECT 1 AS one", "UPDATE post SET staff = $1"])
        }
    }
}
