import Foundation
import Storage
import Testing

/// A few records in an index, by a short name each.
private struct Shelf: Sendable {
    let db: Database
    let tucson = UUID(), guatemala = UUID(), secret = UUID()

    init(_ db: Database) async throws {
        self.db = db
        let (tucson, guatemala, secret) = (tucson, guatemala, secret)
        try await db.write { tx in
            try tx.index(kind: "post", record: tucson, [
                FullText.Document(kind: "post", record: tucson, language: "es", title: "Consulado de México en Tucson", body: "Atención a niños. Teléfono +1-520-882-5595. consulmex.sre.gob.mx/tucson", audience: "public"),
                FullText.Document(kind: "post", record: tucson, language: "en", title: "Consulate of Mexico in Tucson", body: "Help for children and detainees", audience: "public"),
            ])
            try tx.index(kind: "post", record: guatemala, [
                FullText.Document(kind: "post", record: guatemala, language: "es", title: "Consulado de Guatemala", body: "Visita desde Tucson. Güeros y ñandúes; MÚLTIPLES NIÑOS.", audience: "public"),
            ])
            try tx.index(kind: "note", record: secret, [
                FullText.Document(kind: "note", record: secret, language: "es", title: "Consulado cerrado", body: "Sólo para la red", audience: "network"),
            ])
        }
    }

    func find(_ typed: String, kinds: [String] = [], audiences: [String] = ["public"], limit: Int = 20, offset: Int = 0) async throws -> [FullText.Hit] {
        try await db.read { try $0.search(typed, kinds: kinds, audiences: audiences, limit: limit, offset: offset) }
    }

    /// The records found, each once, in no order.
    func records(_ typed: String, audiences: [String] = ["public"]) async throws -> Set<UUID> {
        Set(try await find(typed, audiences: audiences).map(\.record))
    }
}

@Suite struct FullTextTests {
    @Test("Neither case nor accents matter, in what is typed or in what is found", arguments: TestEngine.allCases)
    func accents(engine: TestEngine) async throws {
        try await withDatabase(engine) { db async throws in
            let shelf = try await Shelf(db)
            for typed in ["niños", "NINOS", "ninos", "Niños", "NIN\u{0303}OS"] {
                #expect(try await shelf.records(typed) == [shelf.tucson, shelf.guatemala], "\(typed)")
            }
        }
    }

    @Test("Each language is found, and says which it is", arguments: TestEngine.allCases)
    func languages(engine: TestEngine) async throws {
        try await withDatabase(engine) { db async throws in
            let shelf = try await Shelf(db)
            // The reader reads Spanish: the record is shown so, and where it holds the word is shown beside.
            let english = try await shelf.find("detainees")
            #expect(english.map(\.record) == [shelf.tucson])
            #expect(english.map(\.kind) == ["post"])
            #expect(english.map(\.language) == ["es"])
            #expect(english.map(\.otherPassage?.language) == ["en"])
            #expect(try await shelf.find("atencion").map(\.otherPassage) == [nil])
        }
    }

    @Test("Every word must be there; the last may be a beginning", arguments: TestEngine.allCases)
    func words(engine: TestEngine) async throws {
        try await withDatabase(engine) { db async throws in
            let shelf = try await Shelf(db)
            #expect(try await shelf.records("consulado mex") == [shelf.tucson])
            #expect(try await shelf.records("tucson consulado") == [shelf.tucson, shelf.guatemala])
            #expect(try await shelf.records("guat") == [shelf.guatemala])
            #expect(try await shelf.records("v") == [shelf.guatemala], "one letter is a beginning too: Visita")
            #expect(try await shelf.records("guat consulado").isEmpty, "only the last word is a beginning")
            #expect(try await shelf.records("consulado honduras").isEmpty)
            #expect(try await shelf.records("ulado").isEmpty, "not the middle of a word")
        }
    }

    @Test("A title counts for more than a text", arguments: TestEngine.allCases)
    func rank(engine: TestEngine) async throws {
        try await withDatabase(engine) { db async throws in
            let shelf = try await Shelf(db)
            #expect(try await shelf.find("tucson").last?.record == shelf.guatemala)
        }
    }

    @Test("Part of a telephone number, of an address of the web and of a hyphened name is found", arguments: TestEngine.allCases)
    func punctuation(engine: TestEngine) async throws {
        try await withDatabase(engine) { db async throws in
            let shelf = try await Shelf(db)
            for typed in ["520", "520 882", "+1-520-882-5595", "882-5595", "sre.gob.mx", "consulmex", "mx/tucson", "gob mx"] {
                #expect(try await shelf.records(typed) == [shelf.tucson], "\(typed)")
            }
        }
    }

    private static let operators = [
        "mexico OR guatemala", "mexico AND honduras", "NOT mexico", "\"mexico", "mexico\"", "tucson NEAR(mexico)", "title:mexico", "(mexico", "mexico)", "mexico & !guatemala", "mexico <-> tucson",
        "mexico:*", "mexico:A", "^mexico", "'mexico", "mex'ico", "mexico\\", "{mexico}", "-mexico", "*", "'':*", "mexico\0",
        "mexico ŉ", "⑴", "⑴ mexico", "½", "Ⅳ", "ß", "中文", "👩🏽‍⚖️ mexico", "\u{0301}", "mexico a\u{0301}\u{0302}\u{0303}",
    ]

    @Test("What is typed is words, never operators", arguments: TestEngine.allCases)
    func operators(engine: TestEngine) async throws {
        try await withDatabase(engine) { db async throws in
            let shelf = try await Shelf(db)
            for typed in Self.operators {
                let found = try await shelf.records(typed, audiences: ["public", "network"])
                #expect(found.isSubset(of: [shelf.tucson]), "an operator obeyed would have found more: \(typed)")
            }
        }
    }

    @Test("A word of its own kind that is typed as an operator is found as a word", arguments: TestEngine.allCases)
    func operatorWords(engine: TestEngine) async throws {
        try await withDatabase(engine) { db async throws in
            let record = UUID()
            try await db.write { try $0.index(kind: "post", record: record, [FullText.Document(kind: "post", record: record, language: "en", title: "To be or not, and near", body: "", audience: "public")]) }
            for typed in ["OR", "not", "AND near"] {
                #expect(try await db.read { try $0.search(typed, audiences: ["public"]) }.map(\.record) == [record], "\(typed)")
            }
        }
    }

    @Test("No word finds nothing, and so does nobody", arguments: TestEngine.allCases)
    func empty(engine: TestEngine) async throws {
        try await withDatabase(engine) { db async throws in
            let shelf = try await Shelf(db)
            for typed in ["", "   ", "…", "\"\"", "()*&|!"] {
                #expect(try await shelf.find(typed, audiences: ["public", "network"]).isEmpty, "\(typed)")
            }
            #expect(try await shelf.find("consulado", audiences: []).isEmpty)
        }
    }

    @Test("A record is found only by those who may see it, and only among the kinds asked for", arguments: TestEngine.allCases)
    func audience(engine: TestEngine) async throws {
        try await withDatabase(engine) { db async throws in
            let shelf = try await Shelf(db)
            #expect(try await shelf.records("consulado") == [shelf.tucson, shelf.guatemala])
            #expect(try await shelf.records("consulado", audiences: ["public", "network"]) == [shelf.tucson, shelf.guatemala, shelf.secret])
            #expect(try await shelf.records("cerrado").isEmpty)
            #expect(try await shelf.find("consulado", kinds: ["note"], audiences: ["public", "network"]).map(\.record) == [shelf.secret])
        }
    }

    @Test("Pages of results follow on each other", arguments: TestEngine.allCases)
    func pages(engine: TestEngine) async throws {
        try await withDatabase(engine) { db async throws in
            try await db.write { tx in
                for number in 0..<25 {
                    let record = ID<Shelf>().uuid
                    try tx.index(kind: "post", record: record, [FullText.Document(kind: "post", record: record, language: "es", title: "Consulado \(number)", body: "", audience: "public")])
                }
            }
            let pages = try await db.read { tx in try [0, 10, 20, 30].map { try tx.search("consulado", audiences: ["public"], limit: 10, offset: $0) } }
            #expect(pages.map(\.count) == [10, 10, 5, 0])
            #expect(Set(pages.joined().map(\.title)).count == 25)
            #expect(try await db.read { try $0.search("consulado", audiences: ["public"], limit: 0) }.count == 1, "a page has at least one")
        }
    }

    @Test("A record put in again is found by its new text alone; one taken out is not found", arguments: TestEngine.allCases)
    func replaced(engine: TestEngine) async throws {
        try await withDatabase(engine) { db async throws in
            let shelf = try await Shelf(db)
            let tucson = shelf.tucson
            try await db.write { try $0.index(kind: "post", record: tucson, [FullText.Document(kind: "post", record: tucson, language: "es", title: "Consulado en Nogales", body: "", audience: "public")]) }
            #expect(try await shelf.records("nogales") == [tucson])
            #expect(try await shelf.records("detainees").isEmpty, "the English text went with the old one")
            #expect(try await shelf.records("tucson") == [shelf.guatemala])
            try await db.write { try $0.removeFromIndex(kind: "post", record: tucson) }
            #expect(try await shelf.records("nogales").isEmpty)
            #expect(try await shelf.records("guatemala") == [shelf.guatemala])
        }
    }

    @Test("What a change that failed had put in is not found", arguments: TestEngine.allCases)
    func rolledBack(engine: TestEngine) async throws {
        struct Regret: Error {}
        try await withDatabase(engine) { db async throws in
            let shelf = try await Shelf(db)
            await #expect(throws: Regret.self) {
                try await db.write { tx in
                    try tx.removeFromIndex(kind: "post", record: shelf.guatemala)
                    throw Regret()
                }
            }
            #expect(try await shelf.records("guatemala") == [shelf.guatemala])
        }
    }

    @Test("A very long text, and a very long word, can be put in and found by their beginning", arguments: TestEngine.allCases)
    func long(engine: TestEngine) async throws {
        try await withDatabase(engine) { db async throws in
            let record = UUID()
            let body = "comienzo " + String(repeating: "x", count: 5000) + " " + (0..<250_000).map { "palabra\($0)" }.joined(separator: " ")
            try await db.write { try $0.index(kind: "post", record: record, [FullText.Document(kind: "post", record: record, language: "es", title: "Largo", body: body, audience: "public")]) }
            #expect(try await db.read { try $0.search("comienzo palabra123", audiences: ["public"]) }.count == 1)
            _ = try await db.read { try $0.search(String(repeating: "y", count: 5000), audiences: ["public"]) }
        }
    }
}
