import Foundation
import Localization

/// Full-text search over what features have put in, without regard to case or accents, on either engine: FTS5 on SQLite,
/// `tsvector` on PostgreSQL.
///
/// Texts are cut into words and folded here, not by the engines, so that both find the same and a page can mark what was found.
/// A record is one entry that holds the words of all its languages: a word of one language finds it for a reader of another, and
/// it is found once. Entries stand on shelves, one for each kind and audience, and an entry's number begins with its shelf's: what a
/// person may see, and how many of each kind, is read off the numbers that the engine's index gives, without looking at the entries.
public enum FullText {
    /// One language's text of one record.
    public struct Document: Sendable {
        /// The kind of record, e.g. `post`; chosen by the feature.
        public var kind: String
        public var record: UUID
        /// BCP 47 language of the text.
        public var language: String
        public var title: String
        /// Of a longer one only the first 200,000 characters are found.
        public var body: String
        /// By what else it is found, and what no fragment shows: a number without its blanks, another name for a thing.
        public var also: String
        /// Who may find it: a publication level or a delegation's own key. The same in all languages of a record.
        public var audience: String

        public init(kind: String, record: UUID, language: String, title: String, body: String, also: String = "", audience: String) {
            self.kind = kind
            self.record = record
            self.language = language
            self.title = title
            self.body = body
            self.also = also
            self.audience = audience
        }
    }

    /// What a feature put in cannot be indexed: a defect of the program.
    public enum Fault: Error, CustomStringConvertible {
        /// Whoever may see one language of a record would find it by a word of the other.
        case audiencesDiffer(kind: String, record: UUID)

        public var description: String {
            switch self {
            case .audiencesDiffer(let kind, let record): "the texts of \(kind) \(record) are for different audiences"
            }
        }
    }

    /// Characters of a text that are indexed; a `tsvector` holds at most 1 MB (PostgreSQL manual, 12.11).
    static let textLimit = 200_000

    /// Bits of an entry's number below those of its shelf.
    static let shelfShift: Int64 = 40

    static let migration = Migration("full-text") { tx in
        try tx.execute(SQL(trusted: tx.dialect.schema("""
            CREATE TABLE full_text_shelf (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, audience TEXT NOT NULL, UNIQUE (kind, audience))
            """)))
        // Narrow, since every match of a narrowed search is looked up in it.
        try tx.execute(SQL(trusted: tx.dialect.schema("""
            CREATE TABLE full_text_entry (
                number INTEGER PRIMARY KEY, kind TEXT NOT NULL, record ID NOT NULL,
                countries TEXT NOT NULL, languages TEXT NOT NULL, theme TEXT NOT NULL, day DAY, UNIQUE (kind, record))
            """)))
        try tx.execute(SQL(trusted: tx.dialect.schema("""
            CREATE TABLE full_text_text (
                number INTEGER NOT NULL REFERENCES full_text_entry (number), language TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,
                PRIMARY KEY (number, language))
            """)))
        switch tx.dialect {
        case .sqlite:
            // Words arrive folded and parted by blanks: the simplest tokenizer is the right one.
            try tx.execute("CREATE VIRTUAL TABLE full_text USING fts5(title, body, tokenize = 'ascii', prefix = '2 3')")
        case .postgreSQL:
            try tx.execute("ALTER TABLE full_text_entry ADD COLUMN words tsvector NOT NULL")
            try tx.execute("CREATE INDEX full_text_words ON full_text_entry USING gin (words)")
        }
    }
}
