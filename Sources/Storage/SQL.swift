/// A statement with its values apart from its text, so that no value can ever become part of the text.
///
/// ```swift
/// try tx.rows("SELECT name FROM post WHERE sending_state = \(country) AND status IN \(list: statuses)")
/// ```
/// The language is the part that SQLite 3.40 and PostgreSQL 15 share: CTEs, `ON CONFLICT`, `RETURNING`,
/// window functions, row values.
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    enum Piece: Sendable, Hashable {
        case text(String)
        case value(Value)
    }

    var pieces: [Piece]

    public init(stringLiteral text: String) { pieces = [.text(text)] }
    public init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }

    /// Text that was built by the program itself, never from what a person sent.
    public init(trusted text: String) { pieces = [.text(text)] }

    public static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.pieces += right.pieces
        return sum
    }

    /// Conditions joined by AND; none at all is always true.
    public static func all(_ conditions: [SQL]) -> SQL {
        guard let first = conditions.first else { return "TRUE" }
        return conditions.dropFirst().reduce(first) { $0 + " AND " + $1 }
    }

    public struct StringInterpolation: StringInterpolationProtocol, Sendable {
        var pieces: [Piece] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount * 2 + 1)
        }

        public mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { pieces.append(.text(literal)) }
        }

        public mutating func appendInterpolation(_ value: some Bindable) {
            pieces.append(.value(value.value))
        }

        public mutating func appendInterpolation<T: Bindable>(_ value: T?) {
            pieces.append(.value(value?.value ?? .null))
        }

        public mutating func appendInterpolation<R: RawRepresentable>(_ value: R) where R.RawValue: Bindable {
            pieces.append(.value(value.rawValue.value))
        }

        public mutating func appendInterpolation<R: RawRepresentable>(_ value: R?) where R.RawValue: Bindable {
            pieces.append(.value(value?.rawValue.value ?? .null))
        }

        public mutating func appendInterpolation(_ sql: SQL) {
            pieces += sql.pieces
        }

        /// `(?, ?, …)`; an empty list matches nothing.
        public mutating func appendInterpolation(list values: [some Bindable]) {
            appendList(values.map(\.value))
        }

        public mutating func appendInterpolation<R: RawRepresentable>(list values: [R]) where R.RawValue: Bindable {
            appendList(values.map(\.rawValue.value))
        }

        private mutating func appendList(_ values: [Value]) {
            guard !values.isEmpty else { return pieces.append(.text("(NULL)")) }
            for (index, value) in values.enumerated() {
                pieces.append(.text(index == 0 ? "(" : ", "))
                pieces.append(.value(value))
            }
            pieces.append(.text(")"))
        }
    }

    /// The text with the engine's placeholders, and the values in their order.
    func rendered(placeholder: (Int) -> String) -> (text: String, values: [Value]) {
        var text = ""
        var values: [Value] = []
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .value(let value):
                values.append(value)
                text += placeholder(values.count)
            }
        }
        return (text, values)
    }
}
