import Foundation

/// The names of a result's columns, shared by its rows.
final class Columns: Sendable {
    let names: [String]
    private let index: [String: Int]

    init(_ names: [String]) {
        self.names = names
        index = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func position(of name: String) -> Int? { index[name] }
}

/// One row of a result. A column is asked for by name and by type.
public struct Row: Sendable {
    let columns: Columns
    let values: [Value]

    /// - Throws: ``StorageError/column(_:wanted:)`` when the column is missing, NULL, or of another type.
    public func get<T: ColumnReadable>(_ name: String, as type: T.Type = T.self) throws(StorageError) -> T {
        guard let result = T(try value(name)) else { throw .column(name, wanted: "\(type)") }
        return result
    }

    /// NULL reads as nil.
    public func get<T: ColumnReadable>(_ name: String, as type: T?.Type = T?.self) throws(StorageError) -> T? {
        let value = try value(name)
        if case .null = value { return nil }
        guard let result = T(value) else { throw .column(name, wanted: "\(T.self)") }
        return result
    }

    public func get<R: RawRepresentable>(_ name: String, as type: R.Type = R.self) throws(StorageError) -> R
    where R.RawValue: ColumnReadable {
        guard let raw = R.RawValue(try value(name)), let result = R(rawValue: raw) else {
            throw .column(name, wanted: "\(type)")
        }
        return result
    }

    public func get<R: RawRepresentable>(_ name: String, as type: R?.Type = R?.self) throws(StorageError) -> R?
    where R.RawValue: ColumnReadable {
        let value = try value(name)
        if case .null = value { return nil }
        guard let raw = R.RawValue(value), let result = R(rawValue: raw) else {
            throw .column(name, wanted: "\(R.self)")
        }
        return result
    }

    func value(_ name: String) throws(StorageError) -> Value {
        guard let position = columns.position(of: name) else { throw .column(name, wanted: "column of this result") }
        return values[position]
    }
}
