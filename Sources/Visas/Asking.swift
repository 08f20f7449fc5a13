import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage
import Web

extension Ask {
    /// A parameter that the address does not have is a mistake worth telling.
    func allowOnly(_ names: [String]) throws {
        if let unknown = query.names.first(where: { !names.contains($0) }) { throw PageError.badRequest(field: unknown, reason: "unknown") }
        if let repeated = names.first(where: { query.all($0).count > 1 }) { throw PageError.badRequest(field: repeated, reason: "repeated") }
        if let empty = names.first(where: { query.has($0) && query[$0] == nil }) { throw PageError.badRequest(field: empty, reason: "missing") }
    }

    func country(_ name: String) throws -> CountryCode? {
        guard let text = query[name] else { return nil }
        // Capitals, as the document says: one address for one answer.
        guard let code = CountryCode(text), code.rawValue == text else { throw PageError.badRequest(field: name, reason: "country") }
        return code
    }

    func requiredCountry(_ name: String) throws -> CountryCode {
        guard let code = try country(name) else { throw PageError.badRequest(field: name, reason: "missing") }
        return code
    }

    func member(_ name: String) throws -> CountryCode? {
        guard let code = try country(name) else { return nil }
        guard code.isMember else { throw PageError.badRequest(field: name, reason: "member") }
        return code
    }

    func choice<T: RawRepresentable<String>>(_ name: String, of type: T.Type = T.self) throws -> T? {
        guard let text = query[name] else { return nil }
        guard let choice = T(rawValue: text) else { throw PageError.badRequest(field: name, reason: "choice") }
        return choice
    }

    func day(_ name: String) throws -> Day? {
        guard let text = query[name] else { return nil }
        guard let day = Day(text) else { throw PageError.badRequest(field: name, reason: "day") }
        return day
    }

    /// From 1; at most 10,000.
    func pageNumber() throws -> Int {
        guard let text = query["page"] else { return 1 }
        guard let number = Int(text), (1...10_000).contains(number) else { throw PageError.badRequest(field: "page", reason: "number") }
        return number
    }

    /// The country whose rules this person may do something with: the one asked for, or the first of theirs.
    func deskCountry(_ action: Action, asked: String? = nil) throws -> (country: CountryCode, grant: Viewer.Grant) {
        let viewer = try person()
        let countries = viewer.countries + CountryCode.members
        if let code = (asked ?? query["country"]).flatMap({ CountryCode($0) }), code.isMember { return (code, try require(action, of: Viewer.Owner(country: code))) }
        for country in countries {
            if let grant = viewer.grant(for: action, of: Viewer.Owner(country: country), under: house.permissions) { return (country, grant) }
        }
        throw PageError.forbidden
    }

    /// The country in an address, in small letters; for pages.
    func countryInPath(_ name: String = "country") throws -> CountryCode {
        let text = try parameter(name)
        guard let code = CountryCode(text), text == text.lowercased() else { throw PageError.notFound }
        return code
    }
}

/// Which part of a long list a page shows, with the addresses of its neighbours, for `{{> visas/pager}}`.
struct Pager {
    /// From 1.
    let number: Int
    let size: Int

    init(_ ask: Ask, size: Int) throws {
        number = try ask.pageNumber()
        self.size = size
    }

    var offset: Int { (number - 1) * size }

    /// - Parameter address: of the list's first page, with or without a query.
    /// - Throws: ``PageError/notFound`` for a page behind the last.
    func model(of total: Int, at address: String) throws -> Model {
        if number > 1, offset >= total { throw PageError.notFound }
        func page(_ number: Int) -> String { address + (address.contains("?") ? "&" : "?") + "page=\(number)" }
        return ["has_pager": total > size, "previous": number > 1 ? page(number - 1) : false, "next": offset + size < total ? page(number + 1) : false]
    }
}

/// The address of a list with its filters.
func listAddress(_ path: String, _ parameters: [(String, String?)]) -> String {
    let query = parameters.compactMap { name, value in value.map { "\(name)=\($0.queryEncoded)" } }.joined(separator: "&")
    return query.isEmpty ? path : "\(path)?\(query)"
}
