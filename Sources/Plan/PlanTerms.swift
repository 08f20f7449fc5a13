import Accounts
import Foundation
import Geography
import Localization

/// What calendars and delegations are called in one language, where two states of the plan are compared.
struct PlanTerms: Sendable {
    let language: Language
    private let catalogue: Catalogue
    private let parties: [String: String]

    /// - Parameter delegations: whose names are known; another is called by its short name.
    init(_ catalogue: Catalogue, in language: Language, delegations: [Delegation] = []) {
        self.catalogue = catalogue
        self.language = language
        parties = Dictionary(delegations.map { ($0.slug, $0.name.shown(in: language).text) }, uniquingKeysWith: { first, _ in first })
    }

    func meaning(_ meaning: ActivityCalendar.Meaning) -> String { PlanWords.meaning(meaning, catalogue, in: language) }

    /// Names of delegations, in the order of the alphabet.
    func names(_ slugs: [String]) -> String { slugs.map { parties[$0] ?? $0 }.sorted(byName: \.self).joined(separator: ", ") }

    func shown(_ text: LocalizedText) -> String { text.shown(in: language).text }
}
