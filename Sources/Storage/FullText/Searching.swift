import Foundation

extension FullText {
    /// A record that holds every word asked for.
    public struct Hit: Sendable, Equatable {
        public let kind: String
        public let record: UUID
        /// In the reader's language where the record has it.
        public let passage: Passage
        /// In the language that holds more of the words, where that is not the one shown.
        public let otherPassage: Passage?

        public var language: String { passage.language }
        public var title: String { passage.title.map(\.text).joined() }
    }

    /// A page of results, and how many there are of each kind.
    public struct Answer: Sendable {
        /// Best first.
        public let hits: [Hit]
        /// Records by kind, under all of the filter but its kinds; kinds without any are missing.
        public let counts: [String: Int]
        /// Records under the whole filter.
        public let total: Int
    }

    /// A match before its texts are read.
    fileprivate struct Match {
        let number: Int64
        let kind: String
        let record: UUID

        init(_ row: Row) throws {
            number = try row.get("number")
            kind = try row.get("kind")
            record = try row.get("record")
        }
    }
}

extension Transaction {
    /// A page of the records that hold every word of the query, and the counts by kind: four statements.
    /// - Parameters:
    ///   - kinds: those that are counted; a record of another kind is never found.
    ///   - language: the reader's.
    ///   - limit: 1…100.
    public func search(_ query: FullText.Query, _ filter: FullText.Filter, counting kinds: [String], for language: String, limit: Int = 20, offset: Int = 0) throws -> FullText.Answer {
        let shelves = try shelves(kinds, filter.audiences).filter { kinds.contains($0.value) }
        let counts = try counts(shelves, query, filter)
        let wanted = shelves.filter { filter.kinds.isEmpty || filter.kinds.contains($0.value) }
        let total = Set(wanted.values).reduce(0) { $0 + (counts[$1] ?? 0) }
        guard total > offset else { return FullText.Answer(hits: [], counts: counts, total: total) }
        let matches = try matches(Array(wanted.keys), query, filter, limit: limit, offset: offset)
        return FullText.Answer(hits: try hits(matches, query, for: language), counts: counts, total: total)
    }

    /// The records that hold every word typed (the last one as the beginning of a word), best first; without counts.
    ///
    /// No word at all finds nothing; what is typed beyond ``FullText/Query/limit`` characters is left aside.
    /// - Parameters:
    ///   - kinds: empty for all.
    ///   - audiences: only what one of these may see is found.
    ///   - limit: 1…100.
    public func search(_ typed: String, kinds: [String] = [], audiences: [String], limit: Int = 20, offset: Int = 0, for language: String = "es") throws -> [FullText.Hit] {
        guard let query = try? FullText.Query(String(typed.prefix(FullText.Query.limit))) else { return [] }
        let shelves = try shelves(kinds, audiences)
        return try hits(matches(Array(shelves.keys), query, FullText.Filter(audiences: audiences), limit: limit, offset: offset), query, for: language)
    }

    /// The shelves of these kinds (empty for all) that one of the audiences may see, with their kinds.
    private func shelves(_ kinds: [String], _ audiences: [String]) throws -> [Int64: String] {
        let ofKinds: SQL = kinds.isEmpty ? "TRUE" : "kind IN \(list: kinds)"
        return Dictionary(try rows("SELECT id, kind FROM full_text_shelf WHERE audience IN \(list: audiences) AND \(ofKinds)") { (try $0.get("id"), try $0.get("kind")) },
                          uniquingKeysWith: { first, _ in first })
    }

    /// One pass over the matches, without ranking them.
    private func counts(_ shelves: [Int64: String], _ query: FullText.Query, _ filter: FullText.Filter) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        guard !shelves.isEmpty else { return counts }
        try forEach("""
            SELECT \(number) >> \(FullText.shelfShift) AS shelf, count(*) AS n FROM \(source(filter)) WHERE \(SQL.all([match(query)] + filter.conditions)) GROUP BY 1
            """) {
            if let kind = shelves[try $0.get("shelf")] { counts[kind, default: 0] += try $0.get("n", as: Int.self) }
        }
        return counts
    }

    private func matches(_ shelves: [Int64], _ query: FullText.Query, _ filter: FullText.Filter, limit: Int, offset: Int) throws -> [FullText.Match] {
        guard !shelves.isEmpty else { return [] }
        let conditions = [match(query), "\(number) >> \(FullText.shelfShift) IN \(list: shelves.sorted())"] + filter.conditions
        // A word in the title counts eight times one in the body.
        let rank: SQL = switch dialect {
        case .sqlite: "bm25(full_text, 8.0, 1.0)"
        case .postgreSQL: "-ts_rank(e.words, CAST(\(query.tsquery) AS tsquery))"
        }
        return try rows("""
            WITH best AS (
                SELECT \(number) AS number, \(rank) AS rank FROM \(source(filter)) WHERE \(SQL.all(conditions))
                ORDER BY 2, 1 LIMIT \(min(max(limit, 1), 100)) OFFSET \(max(offset, 0)))
            SELECT e.number, e.kind, e.record FROM best JOIN full_text_entry e ON e.number = best.number ORDER BY best.rank, best.number
            """, as: FullText.Match.init)
    }

    /// SQLite looks into the entries only where the search is narrowed, and is held to begin with the index (CROSS JOIN; SQLite
    /// manual, Query Planner, 9.1).
    private func source(_ filter: FullText.Filter) -> SQL {
        switch dialect {
        case .sqlite where filter.conditions.isEmpty: "full_text"
        case .sqlite: "full_text CROSS JOIN full_text_entry e ON e.number = full_text.rowid"
        case .postgreSQL: "full_text_entry e"
        }
    }

    private var number: SQL { dialect == .sqlite ? "full_text.rowid" : "e.number" }

    private func match(_ query: FullText.Query) -> SQL {
        switch dialect {
        case .sqlite: "full_text MATCH \(query.fts5)"
        case .postgreSQL: "e.words @@ CAST(\(query.tsquery) AS tsquery)"
        }
    }

    private func hits(_ matches: [FullText.Match], _ query: FullText.Query, for language: String) throws -> [FullText.Hit] {
        guard !matches.isEmpty else { return [] }
        // The reader's language comes first; another is only looked at where that one does not say all that was asked for.
        var passages: [Int64: [FullText.Passage]] = [:]
        try forEach("""
            SELECT number, language, title, body FROM full_text_text WHERE number IN \(list: matches.map(\.number))
            ORDER BY number, CASE WHEN language = \(language) THEN 0 ELSE 1 END, language DESC
            """) { row in
            let number: Int64 = try row.get("number")
            if let first = passages[number]?.first, first.words == query.words.count { return }
            passages[number, default: []].append(FullText.Passage(query, language: try row.get("language"), title: try row.get("title"), body: try row.get("body")))
        }
        return matches.compactMap { match in
            let found = passages[match.number] ?? []
            guard let fullest = found.max(by: { $0.words < $1.words }) else { return nil }
            let shown = found.first { $0.language == language } ?? fullest
            return FullText.Hit(kind: match.kind, record: match.record, passage: shown, otherPassage: fullest.words > shown.words ? fullest : nil)
        }
    }
}
