import Foundation

extension FullText {
    /// A stretch of text that was asked for, or that was not.
    public struct Piece: Sendable, Hashable, Codable {
        public let text: String
        public let isHit: Bool

        public init(text: String, isHit: Bool) {
            self.text = text
            self.isHit = isHit
        }
    }

    /// Where a record says what was asked for, in one of its languages.
    public struct Passage: Sendable, Hashable {
        /// BCP 47.
        public let language: String
        /// The whole title.
        public let title: [Piece]
        /// The part of the body that holds the most of the words asked for; its beginning where it holds none.
        public let text: [Piece]
        /// How many of the words the text holds.
        let words: Int

        init(_ query: Query, language: String, title: String, body: String) {
            self.language = language
            let head = Marked(title, query), text = Marked(body, query)
            self.title = head.pieces(0..<head.words.count)
            self.text = text.pieces(text.bestWindow)
            words = head.found.union(text.found).count
        }
    }
}

/// A text cut into words, with those that were asked for.
private struct Marked {
    private let bytes: [UInt8]
    private(set) var words: [(place: Range<Int>, asked: Int?)] = []
    private(set) var found: Set<Int> = []
    private var hits: [Int] = []

    /// Words of a fragment, and of what stands before its first hit and, at least, after its last.
    private static let size = 32, before = 6, after = 4
    /// Words that are looked at before the search for a better place is given up.
    private static let limit = 20_000

    init(_ text: String, _ query: FullText.Query) {
        bytes = Array(text.utf8)
        var rest = Int.max
        FullText.forEachWord(in: bytes) { word, place in
            let asked = query.matches(word)
            words.append((place, asked))
            if let asked {
                found.insert(asked)
                hits.append(words.count - 1)
                // With all words found, what follows is read only as far as the fragment may reach.
                if rest == .max, found.count == query.words.count { rest = Self.size }
            }
            if rest != .max { rest -= 1 }
            return rest > 0 && words.count < Self.limit
        }
    }

    /// The first stretch with the most different words, then the most hits.
    var bestWindow: Range<Int> {
        var best = 0, last = 0, bestScore = (0, 0)
        for (order, hit) in hits.enumerated() {
            let reached = hits[order...].prefix { $0 < hit + Self.size - Self.before }
            let score = (Set(reached.map { words[$0].asked }).count, reached.count)
            if score > bestScore { (best, last, bestScore) = (hit, reached.last ?? hit, score) }
        }
        let start = lineStart(before: best) ?? (best < Self.size - Self.before ? 0 : best - Self.before)
        let end = min(max(start + Self.size, last + 1 + Self.after), words.count)
        // A line is read whole; the next one is begun only where there is room for it.
        return start..<(lineEnd(from: last, below: end) ?? end)
    }

    /// The word with which the line of a hit begins, where that is near.
    private func lineStart(before hit: Int) -> Int? {
        (max(0, hit - Self.size)...hit).last { $0 == 0 || isLineBreak(before: $0) }
    }

    /// The first word of the last line that begins after a word and ends no further than there.
    private func lineEnd(from word: Int, below end: Int) -> Int? {
        guard end < words.count, word + 1 < end else { return nil }
        return (word + 1...end).last { isLineBreak(before: $0) }
    }

    private func isLineBreak(before word: Int) -> Bool {
        word > 0 && bytes[words[word - 1].place.upperBound..<words[word].place.lowerBound].contains(UInt8(ascii: "\n"))
    }

    /// The text of these words with what stands between them, in pieces; an ellipsis where something was left out.
    func pieces(_ window: Range<Int>) -> [FullText.Piece] {
        guard let last = window.last else { return bytes.isEmpty ? [] : [.init(text: line(0..<min(bytes.count, 200)), isHit: false)] }
        var pieces: [FullText.Piece] = []
        var plain = window.lowerBound > 0 ? "… " : ""
        var position = window.lowerBound > 0 ? words[window.lowerBound].place.lowerBound : 0
        for word in words[window] where word.asked != nil {
            plain += line(position..<word.place.lowerBound)
            if !plain.isEmpty { pieces.append(.init(text: plain, isHit: false)) }
            pieces.append(.init(text: line(word.place), isHit: true))
            plain = ""
            position = word.place.upperBound
        }
        let end = words[last].place.upperBound
        // A full stop or a closing bracket belongs to the text; another forty bytes of signs do not.
        let isWhole = last == words.count - 1 && bytes.count - end < 40
        plain += line(position..<(isWhole ? bytes.count : end)) + (isWhole ? "" : " …")
        if !plain.isEmpty { pieces.append(.init(text: plain, isHit: false)) }
        return pieces
    }

    private func line(_ place: Range<Int>) -> String {
        String(decoding: bytes[place].lazy.map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self)
    }
}
