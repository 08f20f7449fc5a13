import Geography
import Web

/// Which part of a long list a page shows, with the addresses of its neighbours, for `{{> returns/pager}}`.
struct Pager {
    /// From 1.
    let number: Int
    let size: Int

    init(_ ask: Ask, size: Int) throws {
        number = try ask.number("page", in: 1...10_000) ?? 1
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

    func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = query[name] else { return nil }
        guard let number = Int(text), range.contains(number) else { throw PageError.badRequest(field: name, reason: "number") }
        return number
    }

    func choice<T: RawRepresentable<String>>(_ name: String, _ type: T.Type = T.self) throws -> T? {
        guard let text = query[name] else { return nil }
        guard let choice = T(rawValue: text) else { throw PageError.badRequest(field: name, reason: T.self == CountryCode.self ? "country" : "choice") }
        return choice
    }
}
