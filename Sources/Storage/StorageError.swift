/// What can go wrong between the house and its records.
public enum StorageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The rule of the schema that a statement broke.
    public enum Constraint: String, Sendable { case unique, foreignKey, notNull, check, exclusion }

    /// Neither `sqlite:FILE` nor `postgres://…`.
    case badURL(String)
    /// The database cannot be reached now; nothing was done, and the same call may go through later.
    case unavailable(String)
    /// A PostgreSQL database that keeps text otherwise than in UTF-8, where names would be refused or read wrongly.
    case encoding(String)
    /// The connection broke while a change was under way: it may or may not have been kept.
    case connectionLost(String)
    /// Somebody else held the records for longer than a request may wait.
    case busy
    case constraint(Constraint, name: String)
    /// The statement itself is wrong: a defect of the program.
    case statement(String, sql: String)
    /// A column does not exist or does not hold what was asked of it: a defect of the program.
    case column(String, wanted: String)
    /// The database was written by a later version of the program.
    case migratedFurther(unknown: [String])

    public var description: String {
        switch self {
        case .badURL(let text): "\"\(text)\" is not a database address; write sqlite:FILE or postgres://USER@HOST/NAME"
        case .unavailable(let reason): "the database cannot be reached: \(reason)"
        case .encoding(let name): "the database keeps its text as \(name), and the house needs UTF8. Make another: createdb --encoding UTF8 --template template0"
        case .connectionLost(let reason): "the connection to the database broke: \(reason)"
        case .busy: "the database was busy for too long"
        case .constraint(let kind, let name): "the record breaks the \(kind.rawValue) rule \(name)"
        case .statement(let message, let sql): "\(message) in: \(sql)"
        case .column(let name, let wanted): "column \(name) does not hold a \(wanted)"
        case .migratedFurther(let unknown): "the database holds migrations that this version does not know: \(unknown.joined(separator: ", "))"
        }
    }

    /// True when trying again a little later can help.
    public var isTransient: Bool {
        switch self {
        case .unavailable, .connectionLost, .busy: true
        default: false
        }
    }
}
