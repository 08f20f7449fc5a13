import Foundation
import Localization

extension Transaction {
    /// Puts a record's texts in the place of those it had.
    /// - Parameters:
    ///   - documents: one for each language; none takes the record out.
    ///   - countries: ISO 3166-1 codes of those that it concerns.
    ///   - theme: the feature's own, e.g. the number of a theme of the plan.
    ///   - day: the record's date, for searches between two days.
    /// - Throws: ``FullText/Fault``.
    public func index(kind: String, record: UUID, _ documents: [FullText.Document], countries: [String] = [], theme: String? = nil, day: Day? = nil) throws {
        let known = try number(kind: kind, record: record)
        if let known { try removeFromIndex(number: known) }
        guard let audience = documents.first?.audience else { return }
        guard documents.allSatisfy({ $0.audience == audience }) else { throw FullText.Fault.audiencesDiffer(kind: kind, record: record) }
        let number = try freeNumber(on: shelf(kind: kind, audience: audience), former: known)
        let title = documents.flatMap { FullText.words($0.title) }
        let body = documents.flatMap { FullText.words(String($0.body.prefix(FullText.textLimit / documents.count)) + " " + $0.also) }
        let about = "\(" \(countries.joined(separator: " ")) ")", languages = " \(documents.map(\.language).joined(separator: " ")) "
        switch dialect {
        case .sqlite:
            try execute("""
                INSERT INTO full_text_entry (number, kind, record, countries, languages, theme, day)
                VALUES (\(number), \(kind), \(record), \(about), \(languages), \(theme ?? ""), \(day))
                """)
            try execute("INSERT INTO full_text (rowid, title, body) VALUES (\(number), \(title.joined(separator: " ")), \(body.joined(separator: " ")))")
        case .postgreSQL:
            try execute("""
                INSERT INTO full_text_entry (number, kind, record, countries, languages, theme, day, words)
                VALUES (\(number), \(kind), \(record), \(about), \(languages), \(theme ?? ""), \(day), CAST(\(FullText.vector(title, body)) AS tsvector))
                """)
        }
        for document in documents {
            try execute("""
                INSERT INTO full_text_text (number, language, title, body) VALUES (\(number), \(document.language), \(document.title), \(document.body))
                ON CONFLICT (number, language) DO UPDATE SET title = excluded.title, body = excluded.body
                """)
        }
    }

    public func removeFromIndex(kind: String, record: UUID) throws {
        if let number = try number(kind: kind, record: record) { try removeFromIndex(number: number) }
    }

    private func shelf(kind: String, audience: String) throws -> Int64 {
        let find: SQL = "SELECT id FROM full_text_shelf WHERE kind = \(kind) AND audience = \(audience)"
        if let known: Int64 = try value(find) { return known }
        try execute("INSERT INTO full_text_shelf (id, kind, audience) SELECT coalesce(max(id), 0) + 1, \(kind), \(audience) FROM full_text_shelf")
        return try value(find) ?? 0
    }

    /// The number that the record had, if it stays on its shelf.
    private func freeNumber(on shelf: Int64, former: Int64?) throws -> Int64 {
        if let former, former >> FullText.shelfShift == shelf { return former }
        let first = shelf << FullText.shelfShift, next = (shelf + 1) << FullText.shelfShift
        let last: Int64? = try value("SELECT max(number) AS number FROM full_text_entry WHERE number >= \(first) AND number < \(next)")
        return (last ?? first) + 1
    }

    private func number(kind: String, record: UUID) throws -> Int64? {
        try value("SELECT number FROM full_text_entry WHERE kind = \(kind) AND record = \(record)")
    }

    private func removeFromIndex(number: Int64) throws {
        if dialect == .sqlite { try execute("DELETE FROM full_text WHERE rowid = \(number)") }
        try execute("DELETE FROM full_text_text WHERE number = \(number)")
        try execute("DELETE FROM full_text_entry WHERE number = \(number)")
    }
}

extension FullText {
    /// A `tsvector` as text: each word with its places, those of the title in class A (PostgreSQL manual, 8.11.1).
    static func vector(_ title: [String], _ body: [String]) -> String {
        var places: [String: [String]] = [:]
        for (place, word) in title.enumerated() { places[word, default: []].append("\(place + 1)A") }
        for (place, word) in body.enumerated() where places[word, default: []].count < placesLimit {
            places[word, default: []].append("\(min(title.count + place + 1, lastPlace))")
        }
        return places.map { "'\($0.key)':\($0.value.joined(separator: ","))" }.joined(separator: " ")
    }

    /// PostgreSQL manual, 12.11: places above the last are counted as the last, and no word has more than these.
    private static let lastPlace = 16_383, placesLimit = 255
}
