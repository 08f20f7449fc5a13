import Foundation

/// The few places where the engines' languages part.
enum Dialect: Sendable {
    case sqlite, postgreSQL

    /// Writes a migration's statement in the engine's own column types.
    ///
    /// In migrations, columns are of these types: `ID`, `INSTANT` (to the microsecond), `DAY`, `JSON`, `BOOLEAN`,
    /// `BYTES`, `INTEGER` (64 bits), `REAL` (64 bits), `TEXT` (ordered by code point on both engines).
    func schema(_ statement: String) -> String {
        var words = ""
        var word = ""
        func flush() {
            words += types[word] ?? word
            word = ""
        }
        var quoted = false
        for character in statement {
            if character == "'" { quoted.toggle() }
            if !quoted, character.isLetter || character == "_" || character.isNumber {
                word.append(character)
            } else {
                flush()
                words.append(character)
            }
        }
        flush()
        if self == .sqlite, words.hasPrefix("CREATE TABLE") {
            words += " STRICT"
            // What is found by several columns is kept in their order: one search finds the row, where an index apart costs two.
            if words.contains("PRIMARY KEY (") { words += ", WITHOUT ROWID" }
        }
        return words
    }

    private var types: [String: String] {
        switch self {
        case .sqlite:
            ["ID": "TEXT", "INSTANT": "INTEGER", "DAY": "TEXT", "JSON": "TEXT", "BOOLEAN": "INTEGER", "BYTES": "BLOB"]
        case .postgreSQL:
            ["ID": "uuid", "INSTANT": "timestamptz", "DAY": "date", "JSON": "jsonb", "BOOLEAN": "boolean",
             "BYTES": "bytea", "INTEGER": "bigint", "REAL": "double precision", "TEXT": "text COLLATE \"C\""]
        }
    }
}
