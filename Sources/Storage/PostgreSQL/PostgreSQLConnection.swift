import CPostgreSQL
import Foundation

/// One connection through libpq. Used by one thread at a time: the engine sees to that.
final class PostgreSQLConnection: EngineConnection, @unchecked Sendable {
    private let handle: OpaquePointer
    private var prepared: [String: String] = [:]
    let dialect = Dialect.postgreSQL

    /// Statements kept prepared on the server for this connection.
    private static let preparedLimit = 300

    init(uri: String) throws(StorageError) {
        // What the address says wins over these; a peer that vanished without a word is noticed within seconds.
        let settings: [(String, String)] = [
            ("connect_timeout", "3"), ("keepalives_idle", "5"), ("keepalives_interval", "2"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "10000"), ("application_name", "enlace"), ("client_encoding", "UTF8"),
            ("options", "-c statement_timeout=30000 -c lock_timeout=15000 -c idle_in_transaction_session_timeout=60000 -c timezone=UTC -c datestyle=ISO -c client_min_messages=warning"),
            ("dbname", uri),
        ]
        let keys = settings.map { strdup($0.0) } + [nil]
        let values = settings.map { strdup($0.1) } + [nil]
        defer { (keys + values).forEach { free($0) } }
        let opened = keys.withUnsafeBufferPointer { keys in
            values.withUnsafeBufferPointer { values in
                keys.withMemoryRebound(to: UnsafePointer<CChar>?.self) { keys in
                    values.withMemoryRebound(to: UnsafePointer<CChar>?.self) { values in
                        PQconnectdbParams(keys.baseAddress, values.baseAddress, 1)
                    }
                }
            }
        }
        guard let opened else { throw .unavailable("libpq is out of memory") }
        guard PQstatus(opened) == CONNECTION_OK else {
            let reason = String(cString: PQerrorMessage(opened)).trimmingCharacters(in: .whitespacesAndNewlines)
            PQfinish(opened)
            throw .unavailable(reason)
        }
        handle = opened
    }

    deinit { PQfinish(handle) }

    static let rightEncoding = "UTF8"

    /// How the server keeps this database's text; it says so with each connection.
    var encoding: String { PQparameterStatus(handle, "server_encoding").map { String(cString: $0) } ?? "an unknown encoding" }

    /// False once it has broken, or holds statements prepared for tables that have changed since.
    var isAlive: Bool { PQstatus(handle) == CONNECTION_OK && !isStale }
    private var isStale = false

    func run(_ sql: SQL, each: ((Row) throws -> Void)?) throws -> Int {
        let (text, values) = sql.rendered { "$\($0)" }
        let name = try prepare(text)
        let parameters = values.map { $0.postgreSQL.map { strdup($0) } ?? nil }
        defer { parameters.forEach { free($0) } }
        let sent = parameters.withUnsafeBufferPointer {
            $0.withMemoryRebound(to: UnsafePointer<CChar>?.self) {
                PQsendQueryPrepared(handle, name, Int32(values.count), $0.baseAddress, nil, nil, 0)
            }
        }
        guard sent == 1 else { throw failure(nil, sql: text) }
        if each != nil { PQsetSingleRowMode(handle) }
        return try collect(sql: text, each: each)
    }

    /// A statement without values or rows: BEGIN, COMMIT, LISTEN.
    func command(_ text: String) throws(StorageError) {
        guard let result = PQexec(handle, text) else { throw failure(nil, sql: text) }
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK else {
            throw failure(result, sql: text)
        }
    }

    /// Waits until a notification arrives or the time has passed, and answers the payloads.
    /// - Throws: ``StorageError/connectionLost(_:)``.
    func notifications(within milliseconds: Int32) throws(StorageError) -> [String] {
        // What came along with the answer to an earlier statement is here already.
        let arrived = takeNotifications()
        guard arrived.isEmpty else { return arrived }
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        _ = poll(&descriptor, 1, milliseconds)
        guard PQconsumeInput(handle) == 1, isAlive else { throw .connectionLost("the listening connection") }
        return takeNotifications()
    }

    private func takeNotifications() -> [String] {
        var payloads: [String] = []
        while let notification = PQnotifies(handle) {
            payloads.append(String(cString: notification.pointee.extra))
            PQfreemem(notification)
        }
        return payloads
    }

    private func prepare(_ text: String) throws -> String {
        if let name = prepared[text] { return name }
        if prepared.count >= Self.preparedLimit {
            try command("DEALLOCATE ALL")
            prepared.removeAll()
        }
        let name = "s\(prepared.count)"
        guard let result = PQprepare(handle, name, text, 0, nil) else { throw failure(nil, sql: text) }
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw failure(result, sql: text) }
        prepared[text] = name
        return name
    }

    /// Reads a statement's results to their end: libpq takes no new statement before that, also after an error.
    private func collect(sql: String, each: ((Row) throws -> Void)?) throws -> Int {
        var touched = 0
        var columns: Columns?
        var types: [Oid] = []
        var first: (any Error)?
        while let result = PQgetResult(handle) {
            defer { PQclear(result) }
            guard first == nil else { continue }
            switch PQresultStatus(result) {
            case PGRES_SINGLE_TUPLE, PGRES_TUPLES_OK:
                if let touchedText = PQcmdTuples(result) { touched = Int(String(cString: touchedText)) ?? touched }
                guard let each else { continue }
                if columns == nil {
                    columns = Columns((0..<PQnfields(result)).map { String(cString: PQfname(result, $0)) })
                    types = (0..<PQnfields(result)).map { PQftype(result, $0) }
                }
                guard let columns else { continue }
                for row in 0..<PQntuples(result) {
                    let values = types.indices.map { Value(result, row: row, column: Int32($0), type: types[$0]) }
                    do { try each(Row(columns: columns, values: values)) } catch { first = error }
                    if first != nil { break }
                }
            case PGRES_COMMAND_OK:
                touched = PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
            default:
                first = failure(result, sql: sql)
            }
        }
        if let first { throw first }
        // A connection that broke between two rows ends the results early without an error of its own.
        guard isAlive else { throw failure(nil, sql: sql) }
        return touched
    }

    private func failure(_ result: OpaquePointer?, sql: String) -> StorageError {
        let message = String(cString: PQerrorMessage(handle)).trimmingCharacters(in: .whitespacesAndNewlines)
        guard isAlive else { return .connectionLost(message) }
        guard let result else { return .statement(message, sql: sql) }
        func field(_ code: Character) -> String {
            guard let ascii = code.asciiValue, let text = PQresultErrorField(result, Int32(ascii)) else { return "" }
            return String(cString: text)
        }
        // Another process has widened a table whose rows a prepared statement hands over. A new connection prepares anew.
        if field("C") == "0A000", message.contains("cached plan") {
            isStale = true
            return .connectionLost(message)
        }
        // SQLSTATE, PostgreSQL manual, appendix A.
        let constraint = field("n")
        return switch field("C") {
        case "23505": .constraint(.unique, name: constraint)
        case "23503", "23001": .constraint(.foreignKey, name: constraint)
        case "23502": .constraint(.notNull, name: field("c"))
        case "23514": .constraint(.check, name: constraint)
        case "23P01": .constraint(.exclusion, name: constraint)
        case "55P03", "57014", "40001", "40P01": .busy
        case "57P01", "57P02", "57P03", "53300", "08006": .connectionLost(message)
        default: .statement(message, sql: sql)
        }
    }
}
