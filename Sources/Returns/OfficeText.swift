import Foundation
import Geography

/// What may stand in the two free texts of a request: a town and an authority are no place for a person's name, birth date or document.
enum OfficeText {
    /// Characters, and words of a town.
    static let authorityLimit = 80, townLimit = 40, townWords = 3

    /// Letters only, with the signs that names of towns have.
    static func isTown(_ text: String) -> Bool {
        let words = text.split(separator: " ")
        return text.count <= townLimit && (1...townWords).contains(words.count) && text.contains(where: \.isLetter) && text.allSatisfy { $0.isLetter || " -'’.".contains($0) }
    }

    /// One number of three digits at most (`Delegación 14`), and none beside a month's name or run together with letters.
    static func isAuthority(_ text: String) -> Bool {
        let numbers = text.split(whereSeparator: { !$0.isNumber })
        guard text.count <= authorityLimit, text.contains(where: \.isLetter), !text.contains(where: \.isNewline) else { return false }
        guard let number = numbers.first else { return true }
        let words = text.folded.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
        return numbers.count == 1 && number.count <= 3 && words.contains { $0.allSatisfy(\.isNumber) } && !words.contains { months.contains(String($0.prefix(3))) && isMonth(String($0)) }
    }

    private static let months: Set<String> = ["ene", "jan", "feb", "mar", "abr", "apr", "may", "jun", "jul", "ago", "aug", "sep", "set", "oct", "nov", "dic", "dec"]
    private static let longMonths: Set<String> = [
        "enero", "january", "febrero", "february", "marzo", "march", "abril", "april", "mayo", "junio", "june", "julio", "july", "agosto", "august", "septiembre", "setiembre", "september", "octubre", "october",
        "noviembre", "november", "diciembre", "december",
    ]
    private static func isMonth(_ word: String) -> Bool { word.count == 3 || longMonths.contains(word) }

    /// The town as the directory writes it where missions of that origin are known in that country; nil where it is none of theirs.
    static func town(_ text: String, of origin: CountryCode, in country: CountryCode, among missions: [MissionAbroad]) -> Town {
        let towns = Set(missions.filter { $0.sending == origin && $0.receiving == country }.map(\.town)).sorted()
        if towns.isEmpty { return isTown(text) ? .known(text) : .wrong }
        return towns.first { $0.folded == text.folded }.map(Town.known) ?? .none(of: towns)
    }

    enum Town: Equatable {
        case known(String)
        case wrong
        case none(of: [String])
    }
}
