import Foundation
import Geography
import Localization
import Web

/// Which part of a long list a page shows, with the addresses of its neighbours, for `{{> arrangements/pager}}`.
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

extension Ask {
    /// A parameter that the address does not have is a mistake worth telling.
    func allowOnly(_ names: [String]) throws {
        if let unknown = query.names.first(where: { !names.contains($0) }) { throw PageError.badRequest(field: unknown, reason: "unknown") }
        if let repeated = names.first(where: { query.all($0).count > 1 }) { throw PageError.badRequest(field: repeated, reason: "repeated") }
        if let empty = names.first(where: { query.has($0) && query[$0] == nil }) { throw PageError.badRequest(field: empty, reason: "missing") }
    }

    /// From 1; at most 10,000.
    func pageNumber() throws -> Int {
        guard let text = query["page"] else { return 1 }
        guard let number = Int(text), (1...10_000).contains(number) else { throw PageError.badRequest(field: "page", reason: "number") }
        return number
    }

    func countryParameter(_ name: String) throws -> CountryCode? {
        guard let text = query[name] else { return nil }
        guard text == text.uppercased(), let country = CountryCode(text) else { throw PageError.badRequest(field: name, reason: "country") }
        return country
    }
}

extension Form {
    mutating func fail(_ fault: ArrangementFault) { fail(fault.field, "arrangements.fault.\(fault.rawValue)") }
}
