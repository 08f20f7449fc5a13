/// A database engine: SQLite or PostgreSQL. Closures run on the engine's own threads.
protocol Engine: Sendable {
    var dialect: Dialect { get }
    func read<T: Sendable>(_ body: @escaping @Sendable (any EngineConnection) throws -> T) async throws -> T
    func write<T: Sendable>(_ body: @escaping @Sendable (any EngineConnection) throws -> T) async throws -> T
    /// Announces, inside a write, that pages made before it are out of date.
    func announce(revision: Int64, on connection: any EngineConnection) throws
    /// Calls `seen` with the newest revision whenever another process may have made one, and with nil while it cannot
    /// know, until cancelled.
    func watch(_ seen: @escaping @Sendable (Int64?) -> Void) async
    func close() async
}
