import Foundation

/// A text of content in the languages it has: one is the source, the others are translations, each of some version of it.
public struct LocalizedText: Hashable, Sendable, Codable {
    /// How far a translation can be trusted to say what its source says.
    public enum Standing: String, Sendable, Codable {
        /// The source itself, or a translation of its present wording.
        case current
        /// The source has changed since it was translated.
        case outdated
        /// There is none: the source is shown in its place.
        case missing
    }

    public private(set) var source: Language
    private var texts: [String: String]
    /// Codes of the languages whose translation is of an earlier wording of the source.
    private var stale: Set<String>

    /// - Parameter texts: by language; empty ones count as missing.
    public init(source: Language, _ texts: [Language: String]) {
        self.source = source
        self.texts = Dictionary(texts.map { ($0.key.code, $0.value) }, uniquingKeysWith: { first, _ in first }).filter { !$0.value.isEmpty }
        stale = []
    }

    /// A text in both languages of work, Spanish being the source.
    public init(es: String, en: String) {
        self.init(source: .spanish, [.spanish: es, .english: en])
    }

    /// The text to show a reader of this language: the translation if there is one, else the source, else any.
    public func shown(in language: Language) -> Shown {
        if let text = texts[language.code] {
            let standing: Standing = language != source && stale.contains(language.code) ? .outdated : .current
            return Shown(text: text, language: language, standing: standing)
        }
        if let text = texts[source.code] { return Shown(text: text, language: source, standing: .missing) }
        let other = Language.all.first { texts[$0.code] != nil }
        return Shown(text: other.flatMap { texts[$0.code] } ?? "", language: other ?? source, standing: .missing)
    }

    /// What a reader gets, and in which language it really is: a page marks it with `lang` when that is not the page's own.
    public struct Shown: Hashable, Sendable {
        public let text: String
        public let language: Language
        public let standing: Standing
    }

    /// The text of this very language, or nil.
    public subscript(language: Language) -> String? { texts[language.code] }

    public var isEmpty: Bool { texts.isEmpty }

    /// A new wording of one language. A change of the source makes the translations outdated; a new translation is current.
    public mutating func set(_ text: String, in language: Language) {
        guard texts[language.code, default: ""] != text else { return }
        texts[language.code] = text.isEmpty ? nil : text
        if language == source {
            stale = Set(texts.keys).subtracting([source.code])
        } else {
            stale.remove(language.code)
        }
    }

    /// States that a translation says what the source now says, without a new wording.
    public mutating func confirmTranslation(in language: Language) {
        stale.remove(language.code)
    }

    private enum CodingKeys: String, CodingKey { case source, texts, stale }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        source = try container.decode(Language.self, forKey: .source)
        texts = try container.decode([String: String].self, forKey: .texts)
        stale = Set(try container.decodeIfPresent([String].self, forKey: .stale) ?? [])
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(source, forKey: .source)
        try container.encode(texts, forKey: .texts)
        if !stale.isEmpty { try container.encode(stale.sorted(), forKey: .stale) }
    }
}
