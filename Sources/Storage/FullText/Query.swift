import Foundation
import Localization

extension FullText {
    /// What a person typed into a search, as words; never as operators.
    public struct Query: Sendable, Equatable {
        /// Folded, each once, in their order. The last one also counts as the beginning of a word.
        let words: [String]
        /// The same in UTF-8; none is empty.
        private let folded: [[UInt8]]

        /// Characters that may be typed.
        public static let limit = 200

        /// Why nothing can be searched for.
        public enum Refusal: Error, Sendable, Equatable {
            case tooLong(count: Int)
            /// Quotation marks, stars, parentheses and the like only.
            case noWords
        }

        public init(_ typed: String) throws(Refusal) {
            guard typed.count <= Self.limit else { throw .tooLong(count: typed.count) }
            var seen: Set<String> = []
            // Of a repeated word the last stays, since the last may be unfinished.
            words = FullText.words(typed).reversed().filter { seen.insert($0).inserted }.reversed()
            folded = words.map { Array($0.utf8) }
            if words.isEmpty { throw .noWords }
        }

        /// Which of the words a word of a text answers to.
        /// - Parameter word: folded, in UTF-8.
        func matches(_ word: [UInt8]) -> Int? {
            // The beginning is enough to tell most words of a text apart.
            for (index, asked) in folded.enumerated() where asked[0] == word[0] && word.count >= asked.count {
                if word.count == asked.count || index == folded.count - 1, word.starts(with: asked) { return index }
            }
            return nil
        }

        /// FTS5 query syntax (SQLite manual, FTS5, 3). The words hold letters and digits only.
        var fts5: String { words.map { "\"\($0)\"" }.joined(separator: " ") + " *" }

        /// `tsquery` (PostgreSQL manual, 8.11.2).
        var tsquery: String { words.map { "'\($0)'" }.joined(separator: " & ") + ":*" }
    }

    /// What is searched, and for whom.
    public struct Filter: Sendable, Equatable {
        /// Only what one of these may see is found, counted or hinted at.
        public var audiences: [String]
        /// Empty for all.
        public var kinds: [String] = []
        /// ISO 3166-1 code of a country that the record concerns.
        public var country: String?
        /// BCP 47 code of a language in which the record can be read.
        public var language: String?
        public var theme: String?
        /// First and last day of the record's date; records without one are left out where either is given.
        public var from: Day?
        public var to: Day?

        public init(audiences: [String], kinds: [String] = [], country: String? = nil, language: String? = nil, theme: String? = nil, from: Day? = nil, to: Day? = nil) {
            self.audiences = audiences
            self.kinds = kinds
            self.country = country
            self.language = language
            self.theme = theme
            self.from = from
            self.to = to
        }

        /// All but audiences and kinds, of an entry `e`.
        var conditions: [SQL] {
            var conditions: [SQL] = []
            if let country { conditions.append("e.countries LIKE \("% \(country) %")") }
            if let language { conditions.append("e.languages LIKE \("% \(language) %")") }
            if let theme { conditions.append("e.theme = \(theme)") }
            if let from { conditions.append("e.day >= \(from)") }
            if let to { conditions.append("e.day <= \(to)") }
            return conditions
        }
    }
}
