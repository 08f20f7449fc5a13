import Foundation

/// A PostgreSQL connection URI, taken apart so that its password never stands on a command line, where every user of the machine
/// can read it (PostgreSQL manual, 34.1.1.2 and 34.15).
struct PostgreSQLAddress {
    /// Without the password.
    let uri: String
    /// For PostgreSQL's own programs.
    let environment: [String: String]

    init(_ uri: String) {
        var variables = ["PGAPPNAME": "enlace backup", "PGCONNECT_TIMEOUT": "10", "PGTZ": "UTC", "PGDATESTYLE": "ISO"]
        guard var parts = URLComponents(string: uri) else {
            (self.uri, environment) = (uri, variables)
            return
        }
        if let password = parts.password ?? parts.queryItems?.first(where: { $0.name == "password" })?.value {
            variables["PGPASSWORD"] = password
            parts.password = nil
            let others = parts.queryItems?.filter { $0.name != "password" } ?? []
            parts.queryItems = others.isEmpty ? nil : others
        }
        (self.uri, environment) = (parts.string ?? uri, variables)
    }
}
