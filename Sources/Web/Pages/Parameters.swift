import Geography
import Localization

/// What an address asks for after its question mark; each is told where it is wrong.
extension Ask {
    /// A parameter that the address does not have is a mistake worth telling.
    /// - Throws: ``PageError/badRequest(field:reason:)``.
    public func allowOnly(_ names: [String]) throws {
        if let unknown = query.names.first(where: { !names.contains($0) }) { throw PageError.badRequest(field: unknown, reason: "unknown") }
        if let repeated = names.first(where: { query.all($0).count > 1 }) { throw PageError.badRequest(field: repeated, reason: "repeated") }
        if let empty = names.first(where: { query.has($0) && query[$0] == nil }) { throw PageError.badRequest(field: empty, reason: "missing") }
    }

    /// From 1; at most 10,000.
    /// - Throws: ``PageError/badRequest(field:reason:)``.
    public func pageNumber() throws -> Int { try number("page", in: 1...10_000) ?? 1 }

    /// - Returns: nil where the address does not say it.
    /// - Throws: ``PageError/badRequest(field:reason:)``.
    public func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = query[name] else { return nil }
        guard let number = Int(text), range.contains(number) else { throw PageError.badRequest(field: name, reason: "number") }
        return number
    }

    /// - Returns: nil where the address does not say it.
    /// - Throws: ``PageError/badRequest(field:reason:)``.
    public func choice<T: RawRepresentable<String>>(_ name: String, of type: T.Type = T.self) throws -> T? {
        guard let text = query[name] else { return nil }
        guard let choice = T(rawValue: text) else { throw PageError.badRequest(field: name, reason: type == CountryCode.self ? "country" : "choice") }
        return choice
    }

    /// In capitals, as the document says: one address for one answer.
    /// - Returns: nil where the address does not say it.
    /// - Throws: ``PageError/badRequest(field:reason:)``.
    public func country(_ name: String) throws -> CountryCode? {
        guard let text = query[name] else { return nil }
        guard let code = CountryCode(text), code.rawValue == text else { throw PageError.badRequest(field: name, reason: "country") }
        return code
    }

    /// - Throws: ``PageError/badRequest(field:reason:)``, also where the address does not say it.
    public func requiredCountry(_ name: String) throws -> CountryCode {
        guard let code = try country(name) else { throw PageError.badRequest(field: name, reason: "missing") }
        return code
    }

    /// - Returns: nil where the address does not say it.
    /// - Throws: ``PageError/badRequest(field:reason:)``.
    public func day(_ name: String) throws -> Day? {
        guard let text = query[name] else { return nil }
        guard let day = Day(text) else { throw PageError.badRequest(field: name, reason: "day") }
        return day
    }
}
