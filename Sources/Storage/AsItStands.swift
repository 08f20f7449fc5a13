import Foundation

/// A database for the shell: read as it stands, without making, migrating or watching anything. Calls block.
extension DatabaseURL {
    /// One consistent state.
    /// - Throws: ``StorageError/unavailable(_:)`` when it cannot be reached; a file that is not there is not made.
    public func readAsItStands<T>(_ body: (Transaction) throws -> T) throws -> T {
        switch self {
        case .sqlite(let path):
            return try SQLiteFile(path).read(body)
        case .postgreSQL(let uri):
            let connection = try PostgreSQLConnection(uri: uri)
            try connection.command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return try body(Transaction(connection, meter: nil))
        }
    }

    /// How a PostgreSQL database keeps its text, where no house can be opened on it for that reason; else nil.
    public func wrongEncoding() throws -> String? {
        guard case .postgreSQL(let uri) = self else { return nil }
        let encoding = try PostgreSQLConnection(uri: uri).encoding
        return encoding == PostgreSQLConnection.rightEncoding ? nil : encoding
    }

    /// Names of the tables, in the order of the alphabet; without those that an engine keeps for itself. None for a file that is
    /// not there or is empty.
    public func tables() throws -> [String] {
        switch self {
        case .sqlite(let path):
            let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
            guard size > 0 else { return [] }
            // A virtual table's own tables come and go with it.
            return try readAsItStands { tx in
                try tx.rows("""
                    SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
                    """) { try $0.get("name") }
            }
        case .postgreSQL:
            return try readAsItStands { tx in
                try tx.rows("SELECT CAST(tablename AS text) AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename") { try $0.get("name") }
            }
        }
    }

    /// Whether another program of ours is connected to a PostgreSQL database.
    public func isServed() throws -> Bool {
        guard case .postgreSQL = self else { return false }
        return try readAsItStands { tx in
            try tx.value("""
                SELECT count(*) AS n FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'enlace' AND pid <> pg_backend_pid()
                """) ?? 0
        } > 0
    }

    /// Numbers of rows by table.
    public func rowCounts() throws -> [String: Int] {
        let names = try tables()
        return try readAsItStands { tx in
            var counts: [String: Int] = [:]
            for name in names { counts[name] = try tx.value("SELECT count(*) AS n FROM \(SQL(trusted: "\"\(name)\""))") }
            return counts
        }
    }

    /// The steps that were run on the database, as `feature/name`.
    public func migrationsRun() throws -> [String] {
        guard try tables().contains("storage_migration") else { return [] }
        return try readAsItStands { tx in
            try tx.rows("SELECT feature, name FROM storage_migration ORDER BY feature, name") { "\(try $0.get("feature", as: String.self))/\(try $0.get("name", as: String.self))" }
        }
    }
}
