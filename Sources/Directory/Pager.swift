import Web

/// Which part of a long list a page shows, with the addresses of its neighbours, for `{{> directory/pager}}`.
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
