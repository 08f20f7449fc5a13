import Foundation

/// Where the records are kept: a SQLite file, or a PostgreSQL server shared by any number of processes.
///
/// Written as `sqlite:FILE` or as a libpq connection URI, `postgres://…` (PostgreSQL manual, 34.1.1.2).
public enum DatabaseURL: Sendable, Equatable, CustomStringConvertible {
    case sqlite(path: String)
    case postgreSQL(uri: String)

    /// - Throws: ``StorageError/badURL(_:)`` when the text is of neither form.
    public init(_ text: String) throws(StorageError) {
        if text.hasPrefix("sqlite:") {
            var path = String(text.dropFirst("sqlite:".count))
            if path.hasPrefix("//") { path = String(path.dropFirst(2)) }
            guard !path.isEmpty else { throw .badURL(text) }
            self = .sqlite(path: path)
        } else if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            self = .postgreSQL(uri: text)
        } else {
            throw .badURL(text)
        }
    }

    /// The address without its password, fit for a log.
    public var description: String {
        switch self {
        case .sqlite(let path):
            return "sqlite:\(path)"
        case .postgreSQL(let uri):
            guard var parts = URLComponents(string: uri) else { return "postgres://…" }
            if parts.password != nil { parts.password = "…" }
            parts.queryItems = parts.queryItems?.filter { $0.name != "password" }
            return parts.string ?? "postgres://…"
        }
    }
}
