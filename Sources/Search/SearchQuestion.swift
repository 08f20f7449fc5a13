import Accounts
import Foundation
import Geography
import Localization
import Storage
import Web

/// What a person asks the search, as the address says it: `?q=tucson&kind=post&country=MX&from=2026-01-01&page=2`.
struct SearchQuestion {
    /// As typed.
    let typed: String
    let query: FullText.Query
    private(set) var kind: String?
    private(set) var country: CountryCode?
    private(set) var theme: Theme?
    private(set) var language: Language?
    private(set) var from: Day?
    private(set) var to: Day?
    /// From 1.
    private(set) var page = 1

    static let parameters = ["q", "kind", "country", "theme", "language", "from", "to", "page"]
    /// Nobody reads further; the best come first.
    static let pageLimit = 500

    /// What is wrong with one part of the address.
    struct Fault {
        let field: String
        /// Key of the text beside the field, and what it names.
        let text: String
        let values: [String: String]
        /// Part of `web.reason.…`, for the API.
        let reason: String
        /// Nothing is wrong with how it was written: there is no such kind, no word in it, no day between the two.
        var isWellPut: Bool { reason == "no_words" || field == "kind" || text == "search.fault.order" }
    }

    /// The themes of the plan of action, by their numbers there.
    enum Theme: String, CaseIterable { case cooperation = "1", emergencies = "2", health = "3" }

    /// - Parameter kinds: those of the house.
    /// - Returns: nil with the faults when it cannot be asked.
    static func read(_ values: FormValues, kinds: [String]) -> (SearchQuestion?, [Fault]) {
        var faults: [Fault] = []
        func part<T>(_ field: String, _ text: String, _ reason: String, _ make: (String) -> T?) -> T? {
            guard let value = values[field] else { return nil }
            let made = make(value)
            if made == nil { faults.append(Fault(field: field, text: text, values: ["value": String(value.prefix(60))], reason: reason)) }
            return made
        }
        let typed = values["q"] ?? ""
        var query: FullText.Query?
        do throws(FullText.Query.Refusal) {
            query = try FullText.Query(typed)
        } catch .tooLong(let count) {
            faults.append(Fault(field: "q", text: "web.form.too_long", values: ["count": String(count), "limit": String(FullText.Query.limit)], reason: "too_long"))
        } catch {
            let reason = typed.isEmpty ? "missing" : "no_words"
            faults.append(Fault(field: "q", text: typed.isEmpty ? "web.form.required" : "search.fault.no_words", values: [:], reason: reason))
        }
        let kind = part("kind", "web.form.choice", "choice") { kinds.contains($0) ? $0 : nil }
        let country = part("country", "web.form.choice", "country") { text in CountryCode(text).flatMap { $0.rawValue == text ? $0 : nil } }
        let theme = part("theme", "web.form.choice", "choice", Theme.init(rawValue:))
        let language = part("language", "web.form.choice", "choice", Language.init(rawValue:))
        let from = part("from", "web.form.day", "day") { Day($0) }
        let to = part("to", "web.form.day", "day") { Day($0) }
        let page = part("page", "web.form.choice", "number") { Int($0).flatMap { (1...pageLimit).contains($0) ? $0 : nil } } ?? 1
        if let from, let to, from > to { faults.append(Fault(field: "to", text: "search.fault.order", values: [:], reason: "day")) }
        guard let query, faults.isEmpty else { return (nil, faults) }
        return (SearchQuestion(typed: typed, query: query, kind: kind, country: country, theme: theme, language: language, from: from, to: to, page: page), [])
    }

    private init(typed: String, query: FullText.Query, kind: String?, country: CountryCode?, theme: Theme?, language: Language?, from: Day?, to: Day?, page: Int) {
        (self.typed, self.query, self.kind, self.country, self.theme, self.language, self.from, self.to, self.page) = (typed, query, kind, country, theme, language, from, to, page)
    }

    func filter(for viewer: Viewer?) -> FullText.Filter {
        FullText.Filter(audiences: viewer.audiences, kinds: kind.map { [$0] } ?? [], country: country?.rawValue, language: language?.code,
                        theme: theme?.rawValue, from: from, to: to)
    }

    /// True when more than words and a kind was asked for.
    var isNarrowed: Bool { country != nil || theme != nil || language != nil || from != nil || to != nil }

    /// The same question on another page.
    func onPage(_ page: Int) -> SearchQuestion {
        var other = self
        other.page = page
        return other
    }

    /// The same question about another kind, or all kinds.
    func ofKind(_ kind: String?) -> SearchQuestion {
        var other = onPage(1)
        other.kind = kind
        return other
    }

    /// `?q=…`, with what is set.
    var address: String {
        let parts = [
            "q": typed, "kind": kind, "country": country?.rawValue, "theme": theme?.rawValue, "language": language?.code,
            "from": from?.description, "to": to?.description, "page": page > 1 ? String(page) : nil,
        ]
        return "?" + Self.parameters.compactMap { name in (parts[name] ?? nil).map { "\(name)=\($0.queryEncoded)" } }.joined(separator: "&")
    }
}
