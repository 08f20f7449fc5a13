import Foundation
import Localization
import Storage

/// The invented documents of a search, the same in each run; Benchmarks/README.md states the recipe in words.
struct SearchRecipe {
    static let kinds = ["post", "activity", "decision", "practice", "proposal"]

    /// By how often they are used: word number r is drawn about as often as 1 / r (Zipf).
    private let vocabularies: [Language: [String]]
    private var dice = Dice(seed: 3)

    init() {
        let syllables: [Language: [String]] = [
            .spanish: ["con", "su", "la", "mi", "gra", "ción", "pro", "tec", "re", "tor", "no", "sal", "vo", "día", "ofi", "na", "pla", "za", "ni", "ñez", "ruta", "fron", "te", "ra", "ayu", "da"],
            .english: ["con", "sul", "ate", "mi", "grant", "pro", "tect", "re", "turn", "safe", "ty", "off", "ice", "plan", "ning", "child", "ren", "road", "bor", "der", "help", "ful", "aid", "er"],
        ]
        var dice = Dice(seed: 4)
        vocabularies = syllables.mapValues { parts in
            var words: [String] = [], known: Set<String> = []
            while words.count < 20_000 {
                let word = (0..<(2 + dice.below(4))).map { _ in parts[dice.below(parts.count)] }.joined()
                if known.insert(word).inserted { words.append(word) }
            }
            return words
        }
    }

    struct Made {
        let kind: String
        let record: UUID
        let documents: [FullText.Document]
        let theme: String?
        let day: Day
    }

    /// Both languages, or one of them for one document in five.
    mutating func document(_ number: Int, at now: Date) -> Made {
        let kind = Self.kinds[number % Self.kinds.count], record = ID<Made>(at: now.addingTimeInterval(Double(number) / 1000)).uuid
        let audience = ["public", "public", "public", "public", "public", "public", "network", "network", "network", "members"][dice.below(10)]
        let languages: [Language] = dice.below(5) == 0 ? [dice.below(2) == 0 ? .spanish : .english] : [.spanish, .english]
        let documents = languages.map { language in
            FullText.Document(kind: kind, record: record, language: language.code, title: words(4 + dice.below(5), language), body: words(40 + dice.below(80), language), audience: audience)
        }
        return Made(kind: kind, record: record, documents: documents, theme: ["1", "2", "3", nil][dice.below(4)], day: Day(now, in: .gmt).adding(days: -dice.below(2000)))
    }

    private mutating func words(_ count: Int, _ language: Language) -> String { (0..<count).map { _ in word(language) }.joined(separator: " ") }

    private mutating func word(_ language: Language) -> String {
        let words = vocabularies[language] ?? []
        // The inverse of a distribution by 1 / r over the ranks.
        let share = Double(dice.next() >> 11) / Double(1 << 53)
        return words[min(words.count - 1, Int(pow(Double(words.count), share)) - 1)]
    }

    /// What people type: one to three words of one language, drawn as they are written.
    static func questions(_ count: Int, seed: UInt64) -> [[String]] {
        var recipe = SearchRecipe()
        recipe.dice = Dice(seed: seed)
        return (0..<count).map { _ in
            let language: Language = recipe.dice.below(2) == 0 ? .spanish : .english
            return (0..<(1 + recipe.dice.below(3))).map { _ in recipe.word(language) }
        }
    }
}
