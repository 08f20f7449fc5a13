/// Which part of a long list a page shows, with the addresses of its neighbours, for `{{> web/pager}}`.
public struct Pager: Sendable {
    /// From 1.
    public let number: Int
    public let size: Int

    /// - Throws: ``PageError/badRequest(field:reason:)`` for what is no number of a page.
    public init(_ ask: Ask, size: Int) throws {
        number = try ask.pageNumber()
        self.size = size
    }

    public var offset: Int { (number - 1) * size }

    /// - Parameter address: of the list's first page, with or without a query.
    /// - Throws: ``PageError/notFound`` for a page behind the last.
    public func model(of total: Int, at address: String) throws -> Model {
        if number > 1, offset >= total { throw PageError.notFound }
        func page(_ number: Int) -> String { address + (address.contains("?") ? "&" : "?") + "page=\(number)" }
        return ["has_pager": total > size, "previous": number > 1 ? page(number - 1) : false, "next": offset + size < total ? page(number + 1) : false]
    }

    /// The same beside what a page shows already.
    /// - Throws: ``PageError/notFound`` for a page behind the last.
    public func put(into model: inout Model, total: Int, at address: String) throws {
        model.merge(try self.model(of: total, at: address)) { _, new in new }
    }
}
