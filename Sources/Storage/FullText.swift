import Foundation

/// Full-text search over what features have put in, without regard to case or accents, on either engine:
/// FTS5 with `remove_diacritics 2` on SQLite, `tsvector` with `unaccent` on PostgreSQL.
public enum FullText {
    /// One language's text of one record.
    public struct Document: Sendable {
        /// The kind of record, e.g. `post`; chosen by the feature.
        public var kind: String
        public var record: UUID
        /// BCP 47 language of the text.
        public var language: String
        public var title: String
        public var body: String
        /// Who may find it: a level, or a delegation's own key; chosen by the search of the house.
        public var audience: String

        public init(kind: String, record: UUID, language: String, title: String, body: String, audience: String) {
            self.kind = kind
            self.record = record
            self.language = language
            self.title = title
            self.body = body
            self.audience = audience
        }
    }

    public struct Hit: Sendable, Equatable {
        public let kind: String
        public let record: UUID
        public let language: String
        public let title: String
    }

    /// What words are to both engines: runs of letters and digits. PostgreSQL's own parser would keep a telephone number's
    /// groups, a web address or a name with a slash in one piece.
    static func words(_ text: String) -> [Substring] { text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) }

    /// Bytes of a body that are searched: PostgreSQL's index holds less than a megabyte of one text.
    static let longestBody = 400_000

    static let migration = Migration("full-text") { tx in
        for statement in statements(tx.dialect) { try tx.execute(SQL(trusted: statement)) }
    }

    private static func statements(_ dialect: Dialect) -> [String] {
        switch dialect {
        case .sqlite:
            ["""
            CREATE VIRTUAL TABLE full_text USING fts5(
                title, body, kind UNINDEXED, record UNINDEXED, language UNINDEXED, audience UNINDEXED,
                tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')
            """,
             // FTS5 has no index over its unindexed columns; this one finds a record's rows again.
             "CREATE TABLE full_text_row (kind TEXT NOT NULL, record TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (kind, record, number)) STRICT, WITHOUT ROWID"]
        case .postgreSQL:
            ["CREATE EXTENSION IF NOT EXISTS unaccent",
             // `unaccent` itself is only STABLE, since its dictionary could change; an index needs IMMUTABLE.
             """
             CREATE OR REPLACE FUNCTION enlace_words(title text, body text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
             $$ SELECT setweight(to_tsvector('simple', unaccent('unaccent', title)), 'A') || setweight(to_tsvector('simple', unaccent('unaccent', body)), 'D') $$
             """,
             """
             CREATE TABLE full_text (
                kind text NOT NULL, record uuid NOT NULL, language text NOT NULL, title text NOT NULL, body text NOT NULL,
                audience text NOT NULL, words tsvector NOT NULL, PRIMARY KEY (kind, record, language))
             """,
             "CREATE INDEX full_text_words ON full_text USING gin (words)"]
        }
    }
}

extension Transaction {
    /// Puts a record's texts in the place of those it had. Of a body, the first 400,000 bytes are searched.
    public func index(kind: String, record: UUID, _ documents: [FullText.Document]) throws {
        try removeFromIndex(kind: kind, record: record)
        for document in documents {
            let body = String(decoding: document.body.utf8.prefix(FullText.longestBody), as: UTF8.self)
            switch dialect {
            case .sqlite:
                try execute("""
                    INSERT INTO full_text (title, body, kind, record, language, audience)
                    VALUES (\(document.title), \(body), \(kind), \(record), \(document.language), \(document.audience))
                    """)
                // A virtual table's RETURNING does not know the rowid (SQLite manual, RETURNING, limitation 1).
                let number: Int64? = try value("SELECT last_insert_rowid() AS number")
                try execute("INSERT INTO full_text_row (kind, record, number) VALUES (\(kind), \(record), \(number))")
            case .postgreSQL:
                let words = [document.title, body].map { FullText.words($0).joined(separator: " ") }
                try execute("""
                    INSERT INTO full_text (kind, record, language, title, body, audience, words)
                    VALUES (\(kind), \(record), \(document.language), \(document.title), \(body), \(document.audience),
                            enlace_words(\(words[0]), \(words[1])))
                    """)
            }
        }
    }

    public func removeFromIndex(kind: String, record: UUID) throws {
        switch dialect {
        case .sqlite:
            try execute("DELETE FROM full_text WHERE rowid IN (SELECT number FROM full_text_row WHERE kind = \(kind) AND record = \(record))")
            try execute("DELETE FROM full_text_row WHERE kind = \(kind) AND record = \(record)")
        case .postgreSQL:
            try execute("DELETE FROM full_text WHERE kind = \(kind) AND record = \(record)")
        }
    }

    /// The records that hold every word typed (the last one as the beginning of a word), best first.
    ///
    /// What is typed is words, never operators: quotation marks, stars and parentheses count as blanks. No word at all
    /// finds nothing.
    /// - Parameters:
    ///   - kinds: empty for all.
    ///   - audiences: only what one of these may see is found or counted.
    ///   - limit: 1…100.
    public func search(_ typed: String, kinds: [String] = [], audiences: [String], limit: Int = 20, offset: Int = 0) throws -> [FullText.Hit] {
        let words = FullText.words(String(typed.prefix(200))).prefix(12)
        guard let last = words.last, !audiences.isEmpty else { return [] }
        var conditions: [SQL] = ["audience IN \(list: audiences)"]
        if !kinds.isEmpty { conditions.append("kind IN \(list: kinds)") }
        let page: SQL = " LIMIT \(min(max(limit, 1), 100)) OFFSET \(max(offset, 0))"
        let statement: SQL
        switch dialect {
        case .sqlite:
            let query = words.map { "\"\($0)\"" }.joined(separator: " ") + "*"
            conditions.insert("full_text MATCH \(query)", at: 0)
            statement = "SELECT kind, record, language, title FROM full_text WHERE \(SQL.all(conditions)) ORDER BY bm25(full_text, 8.0, 1.0), rowid"
        case .postgreSQL:
            let whole = words.dropLast().joined(separator: " ")
            // `unaccent` may turn a letter into one with an apostrophe (ŉ): what it makes must not end the quotation.
            conditions.insert("words @@ query", at: 0)
            statement = """
                SELECT kind, record, language, title FROM full_text,
                    LATERAL (SELECT plainto_tsquery('simple', unaccent('unaccent', \(whole)))
                        && to_tsquery('simple', '''' || replace(unaccent('unaccent', \(String(last))), '''', ' ') || ''':*') AS query) AS typed
                WHERE \(SQL.all(conditions)) ORDER BY ts_rank(words, query) DESC, record
                """
        }
        return try rows(statement + page) {
            FullText.Hit(kind: try $0.get("kind"), record: try $0.get("record"), language: try $0.get("language"), title: try $0.get("title"))
        }
    }
}
