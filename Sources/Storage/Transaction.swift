/// What an engine's connection must be able to do; everything else is built on these.
protocol EngineConnection: AnyObject {
    var dialect: Dialect { get }
    /// Runs one statement and hands over its rows, one by one, as they come.
    func run(_ sql: SQL, each: ((Row) throws -> Void)?) throws -> Int
}

/// The handle on a transaction under way, valid only inside the closure that received it.
///
/// Reads see one consistent state from their first statement to their last. Writers take turns: while one is under
/// way no other begins, on both engines and across processes, so what a writer has read stays true until it commits.
///
/// After a statement has failed, nothing more can be done in the transaction and it is not kept, also when the error was
/// caught. While the rows of one statement are being handed over, no other may begin.
public final class Transaction {
    private let connection: any EngineConnection
    private let meter: StatementMeter?
    private var isReading = false
    /// What the first statement that failed threw.
    private(set) var failure: (any Error)?

    init(_ connection: any EngineConnection, meter: StatementMeter?) {
        self.connection = connection
        self.meter = meter
    }

    var dialect: Dialect { connection.dialect }

    /// The texts of a group as one, in no certain order: what takes a million rows together and hands over few.
    /// - Parameter expression: of the type text.
    public func joined(_ expression: SQL, by separator: Character) -> SQL {
        let mark = SQL(trusted: "'\(separator)'")
        return switch dialect {
        case .sqlite: "group_concat(\(expression), \(mark))"
        case .postgreSQL: "string_agg(\(expression), \(mark))"
        }
    }

    /// All rows of a result. For results without a bound, use ``forEach(_:_:)``.
    public func rows(_ sql: SQL) throws -> [Row] {
        var rows: [Row] = []
        try run(sql) { rows.append($0) }
        return rows
    }

    public func rows<T>(_ sql: SQL, as make: (Row) throws -> T) throws -> [T] {
        var result: [T] = []
        try run(sql) { result.append(try make($0)) }
        return result
    }

    /// The first row, or nil.
    public func row(_ sql: SQL) throws -> Row? {
        try rows(sql).first
    }

    /// The first column of the first row, or nil when there is no row or it holds NULL.
    public func value<T: ColumnReadable>(_ sql: SQL, as type: T.Type = T.self) throws -> T? {
        guard let row = try row(sql), let name = row.columns.names.first else { return nil }
        return try row.get(name, as: T?.self)
    }

    /// Hands over each row as it arrives, without holding the others.
    public func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        try run(sql, each: body)
    }

    /// Runs a change and answers how many rows it touched.
    @discardableResult
    public func execute(_ sql: SQL) throws -> Int {
        try perform(sql, each: nil)
    }

    private func run(_ sql: SQL, each: (Row) throws -> Void) throws {
        try withoutActuallyEscaping(each) { _ = try perform(sql, each: $0) }
    }

    private func perform(_ sql: SQL, each: ((Row) throws -> Void)?) throws -> Int {
        if let failure { throw failure }
        // PostgreSQL would drop the rest of the rows without a word.
        guard !isReading else {
            throw StorageError.statement("a statement was begun while the rows of another were being read", sql: sql.rendered { "$\($0)" }.text)
        }
        meter?.count(sql)
        isReading = true
        defer { isReading = false }
        var interruption: (any Error)?
        do {
            return try connection.run(sql, each: each.map { each in
                { row in
                    do { try each(row) } catch {
                        interruption = error
                        throw error
                    }
                }
            })
        } catch {
            // What the caller threw at a row leaves the transaction whole.
            if interruption == nil { failure = error }
            throw error
        }
    }
}
