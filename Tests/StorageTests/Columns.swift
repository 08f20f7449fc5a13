import Foundation
import Localization
import Storage
import Testing

/// A table with a column of every type.
private let sample = Migrations(feature: "sample", [
    Migration("tables", [
        """
        CREATE TABLE sample (
            name TEXT PRIMARY KEY, number INTEGER, share REAL, flag BOOLEAN, at INSTANT, on_day DAY, id ID, picture BYTES, text JSON)
        """,
    ]),
])

@Suite struct Columns {
    private static let texts = [
        "O'Higgins", #"the "little" one"#, "'; DROP TABLE sample; --", "100 % \\ _ ? $1 :name", "San José, Ñuñoa, Québec",
        "niño\u{0301} 👩🏽‍⚖️ 中文", "two\nlines\r\nand\ta tab", "", " ", "\u{202F}",
    ]

    @Test("A text comes back as it was typed", arguments: TestEngine.allCases)
    func text(engine: TestEngine) async throws {
        try await withDatabase(engine, [sample]) { db async throws in
            for typed in Self.texts {
                try await db.write { try $0.execute("INSERT INTO sample (name) VALUES (\(typed))") }
                let found = try await db.read { try $0.value("SELECT name FROM sample WHERE name = \(typed)", as: String.self) }
                #expect(found.map { Array($0.utf8) } == Array(typed.utf8))
            }
        }
    }

    @Test("The character NUL, which nobody means, is left out and harms nothing", arguments: TestEngine.allCases)
    func nul(engine: TestEngine) async throws {
        try await withDatabase(engine, [sample]) { db async throws in
            let text = LocalizedText(es: "ma\0pa", en: #"back\u0000slash"#)
            let (name, read) = try await db.write { tx in
                try tx.execute("INSERT INTO sample (name, text) VALUES (\("a\0b"), \(text))")
                let row = try #require(try tx.row("SELECT name, text FROM sample WHERE name = \("a\0b")"))
                return (try row.get("name", as: String.self), try row.get("text", as: LocalizedText.self))
            }
            #expect(name == "ab")
            #expect(read[.spanish] == "mapa")
            #expect(read[.english] == #"back\u0000slash"#, "a backslash and what follows it are text like any other")
        }
    }

    private static let microseconds: [Int64] = [
        0, 1, -1, 999_999, -999_999, -1_000_000, 1_795_532_206_123_456, 1_795_532_206_000_001, -86_400_000_000,
        -2_208_988_800_000_001, -6_847_804_800_000_000, 4_102_444_799_999_999,
    ]

    @Test("An instant is kept to the microsecond", arguments: TestEngine.allCases)
    func instants(engine: TestEngine) async throws {
        try await withDatabase(engine, [sample]) { db async throws in
            for microseconds in Self.microseconds {
                let instant = Date(microsecondsSince1970: microseconds)
                let read = try await db.write { tx in
                    try tx.execute("INSERT INTO sample (name, at) VALUES (\(String(microseconds)), \(instant))")
                    return try tx.value("SELECT at FROM sample WHERE at = \(instant)", as: Date.self)
                }
                #expect(read == instant)
                #expect(read?.microsecondsSince1970 == microseconds)
            }
        }
    }

    @Test("Instants sort and compare as instants", arguments: TestEngine.allCases)
    func instantOrder(engine: TestEngine) async throws {
        try await withDatabase(engine, [sample]) { db async throws in
            let seconds = [-62_135_596_800, -1.5, -1, 0, 1e9, 1_795_532_206.5, 253_402_300_799] as [Double]
            let read = try await db.write { tx in
                for (index, second) in seconds.reversed().enumerated() {
                    try tx.execute("INSERT INTO sample (name, at) VALUES (\(String(index)), \(Date(timeIntervalSince1970: second)))")
                }
                return try tx.rows("SELECT at FROM sample WHERE at >= \(Date(timeIntervalSince1970: -1)) ORDER BY at") { try $0.get("at", as: Date.self) }
            }
            #expect(read.map(\.timeIntervalSince1970) == Array(seconds.dropFirst(2)))
        }
    }

    @Test("A day comes back as the same day", arguments: TestEngine.allCases)
    func days(engine: TestEngine) async throws {
        try await withDatabase(engine, [sample]) { db async throws in
            for text in ["0001-01-01", "1582-10-10", "1969-12-31", "1970-01-01", "2000-02-29", "2026-11-24", "9999-12-31"] {
                let day = try #require(Day(text))
                let read = try await db.write { tx in
                    try tx.execute("INSERT INTO sample (name, on_day) VALUES (\(text), \(day))")
                    return try tx.value("SELECT on_day FROM sample WHERE on_day = \(day)", as: Day.self)
                }
                #expect(read == day)
            }
        }
    }

    @Test("Numbers come back exactly", arguments: TestEngine.allCases)
    func numbers(engine: TestEngine) async throws {
        try await withDatabase(engine, [sample]) { db async throws in
            let whole: [Int64] = [0, -1, 1, .max, .min, 9_007_199_254_740_993]
            let real: [Double] = [0, -0.1, 0.1 + 0.2, .pi, 1e-300, -1.7976931348623157e308, 5e-324, 3, .infinity, -.infinity]
            let read = try await db.write { tx in
                for (index, number) in whole.enumerated() { try tx.execute("INSERT INTO sample (name, number) VALUES (\("w\(index)"), \(number))") }
                for (index, number) in real.enumerated() { try tx.execute("INSERT INTO sample (name, share) VALUES (\("r\(index)"), \(number))") }
                return (
                    try tx.rows("SELECT number FROM sample WHERE number IS NOT NULL ORDER BY name") { try $0.get("number", as: Int64.self) },
                    try tx.rows("SELECT share FROM sample WHERE share IS NOT NULL ORDER BY name") { try $0.get("share", as: Double.self) })
            }
            #expect(read.0 == whole)
            #expect(read.1 == real)
        }
    }

    @Test("What is not a number is kept as nothing", arguments: TestEngine.allCases)
    func notANumber(engine: TestEngine) async throws {
        try await withDatabase(engine, [sample]) { db async throws in
            let kept = try await db.write { tx in
                try tx.execute("INSERT INTO sample (name, share) VALUES ('x', \(Double.nan))")
                return try tx.rows("SELECT share FROM sample") { try $0.get("share", as: Double?.self) }
            }
            #expect(kept == [nil])
        }
    }

    @Test("Flags, identifiers, bytes and localized texts come back as they were", arguments: TestEngine.allCases)
    func others(engine: TestEngine) async throws {
        try await withDatabase(engine, [sample]) { db async throws in
            let uuid = UUID()
            let id = ID<Columns>()
            let bytes = (0...255).map { UInt8($0) } + [0, 0, 255]
            var text = LocalizedText(es: "«Consulado» de \"México\" \\ ñ 🇲🇽", en: "Consulate")
            text.set("Consulado nuevo", in: .spanish)
            let stored = text
            try await db.write { tx in
                try tx.execute("INSERT INTO sample (name, flag, id, picture, text) VALUES ('a', \(true), \(uuid), \(bytes), \(stored))")
                try tx.execute("INSERT INTO sample (name, flag, id, picture) VALUES ('b', \(false), \(id), \([UInt8]()))")
            }
            let rows = try await db.read { try $0.rows("SELECT * FROM sample ORDER BY name") }
            #expect(try rows[0].get("flag", as: Bool.self) == true)
            #expect(try rows[1].get("flag", as: Bool.self) == false)
            #expect(try rows[0].get("id", as: UUID.self) == uuid)
            #expect(try rows[1].get("id", as: ID<Columns>.self) == id)
            #expect(try rows[0].get("picture", as: [UInt8].self) == bytes)
            #expect(try rows[1].get("picture", as: [UInt8].self) == [])
            #expect(try rows[0].get("text", as: LocalizedText.self) == stored)
            #expect(try await db.read { try $0.value("SELECT name FROM sample WHERE id = \(uuid) AND flag = \(true)", as: String.self) } == "a")
        }
    }

    @Test("An identifier in a text column looks the same on both engines", arguments: TestEngine.allCases)
    func identifierAsText(engine: TestEngine) async throws {
        try await withDatabase(engine, [sample]) { db async throws in
            let uuid = UUID()
            let name = try await db.write { tx in
                try tx.execute("INSERT INTO sample (name) VALUES (\(uuid))")
                return try tx.value("SELECT name FROM sample", as: String.self)
            }
            #expect(name == uuid.uuidString.lowercased())
        }
    }

    @Test("NULL reads as nil where nil is asked for, and is an error where it is not", arguments: TestEngine.allCases)
    func null(engine: TestEngine) async throws {
        try await withDatabase(engine, [sample]) { db async throws in
            let row = try await db.write { tx in
                try tx.execute("INSERT INTO sample (name, number) VALUES ('x', \(Int?.none))")
                return try #require(try tx.row("SELECT * FROM sample WHERE number IS NULL"))
            }
            #expect(try row.get("number", as: Int?.self) == nil)
            #expect(try row.get("share", as: Double?.self) == nil)
            #expect(try row.get("flag", as: Bool?.self) == nil)
            #expect(try row.get("at", as: Date?.self) == nil)
            #expect(try row.get("on_day", as: Day?.self) == nil)
            #expect(try row.get("id", as: UUID?.self) == nil)
            #expect(try row.get("picture", as: [UInt8]?.self) == nil)
            #expect(try row.get("text", as: LocalizedText?.self) == nil)
            #expect(throws: StorageError.column("number", wanted: "Int")) { try row.get("number", as: Int.self) }
            #expect(throws: StorageError.column("name", wanted: "Int")) { try row.get("name", as: Int.self) }
            #expect(throws: StorageError.column("nam", wanted: "column of this result")) { try row.get("nam", as: String.self) }
        }
    }

    @Test("A raw value goes in and out as its type, and an unknown one is an error", arguments: TestEngine.allCases)
    func rawValues(engine: TestEngine) async throws {
        enum Status: String { case open, closed }
        try await withDatabase(engine, [sample]) { db async throws in
            let rows = try await db.write { tx in
                try tx.execute("INSERT INTO sample (name) VALUES (\(Status.closed)), ('opened')")
                return try tx.rows("SELECT name, NULL AS missing FROM sample ORDER BY name")
            }
            #expect(try rows[0].get("name", as: Status.self) == .closed)
            #expect(try rows[0].get("missing", as: Status?.self) == nil)
            #expect(throws: StorageError.self) { try rows[1].get("name", as: Status.self) }
        }
    }

    @Test("A list finds its members; an empty list finds nothing", arguments: TestEngine.allCases)
    func lists(engine: TestEngine) async throws {
        try await withDatabase(engine, [sample]) { db async throws in
            let (some, none, ids) = try await db.write { tx in
                try tx.execute("INSERT INTO sample (name, id) VALUES ('a', \(UUID())), ('b''', \(UUID())), ('c', NULL)")
                let find: ([String]) throws -> [String] = { list in
                    try tx.rows("SELECT name FROM sample WHERE name IN \(list: list) ORDER BY name") { try $0.get("name") }
                }
                return (try find(["b'", "c", "') OR ('1' = '1"]), try find([]), try tx.rows("SELECT name FROM sample WHERE id IN \(list: [UUID]())").count)
            }
            #expect(some == ["b'", "c"])
            #expect(none == [])
            #expect(ids == 0)
        }
    }

    @Test("Text sorts by code point and LIKE minds case, whatever the server's language", arguments: TestEngine.allCases)
    func order(engine: TestEngine) async throws {
        try await withDatabase(engine, [sample]) { db async throws in
            let (sorted, like) = try await db.write { tx in
                try tx.execute("INSERT INTO sample (name) VALUES ('a'), ('B'), ('á'), ('ñ'), ('Z'), ('b a'), ('b-a'), ('ba')")
                return (
                    try tx.rows("SELECT name FROM sample ORDER BY name") { try $0.get("name", as: String.self) },
                    try tx.rows("SELECT name FROM sample WHERE name LIKE \("b%") ORDER BY name") { try $0.get("name", as: String.self) })
            }
            #expect(sorted == ["B", "Z", "a", "b a", "b-a", "ba", "á", "ñ"])
            #expect(like == ["b a", "b-a", "ba"])
        }
    }
}
