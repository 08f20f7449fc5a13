import Foundation
import Localization

/// One value on its way to or from a column, before it takes the shape that the engine keeps it in.
///
/// Kept the same on both engines: the character NUL, which PostgreSQL cannot hold and nobody means, is left out of texts,
/// and a real that is not a number is kept as NULL.
public enum Value: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case bytes([UInt8])
    case boolean(Bool)
    /// Kept to the microsecond.
    case instant(Date)
    case uuid(UUID)
    case day(Day)
    case json(String)

    /// As it goes into a column.
    var kept: Value {
        switch self {
        case .text(let text) where text.utf8.contains(0): .text(text.withoutNUL)
        case .json(let json) where json.contains("\\u0000"): .json(json.withoutEscapedNUL)
        case .real(let number) where number.isNaN: .null
        default: self
        }
    }
}

extension String {
    /// Without the character U+0000.
    public var withoutNUL: String { String(String.UnicodeScalarView(unicodeScalars.filter { $0 != "\0" })) }

    /// JSON without the escapes of NUL; a backslash that is itself escaped takes none with it.
    fileprivate var withoutEscapedNUL: String {
        var result = ""
        var rest = self[...]
        while let backslash = rest.firstIndex(of: "\\") {
            let escape = rest[backslash...]
            result += rest[..<backslash]
            if escape.hasPrefix("\\u0000") {
                rest = escape.dropFirst(6)
            } else {
                result += escape.prefix(2)
                rest = escape.dropFirst(2)
            }
        }
        return result + rest
    }
}

/// What may be bound into a statement.
public protocol Bindable {
    var value: Value { get }
}

/// What may be read from a column. `init?` answers nil when the column holds something else.
public protocol ColumnReadable {
    init?(_ value: Value)
}

/// Both ways.
public typealias ColumnValue = Bindable & ColumnReadable

extension Value: Bindable {
    public var value: Value { self }
}

extension Optional: Bindable where Wrapped: Bindable {
    public var value: Value { self?.value ?? .null }
}

extension String: Bindable, ColumnReadable {
    public var value: Value { .text(self) }
    public init?(_ value: Value) {
        switch value {
        case .text(let text), .json(let text): self = text
        default: return nil
        }
    }
}

extension Int64: Bindable, ColumnReadable {
    public var value: Value { .integer(self) }
    public init?(_ value: Value) {
        guard case .integer(let number) = value else { return nil }
        self = number
    }
}

extension Int: Bindable, ColumnReadable {
    public var value: Value { .integer(Int64(self)) }
    public init?(_ value: Value) {
        guard case .integer(let number) = value else { return nil }
        self.init(exactly: number)
    }
}

extension Double: Bindable, ColumnReadable {
    public var value: Value { .real(self) }
    public init?(_ value: Value) {
        switch value {
        case .real(let number): self = number
        case .integer(let number): self = Double(number)
        default: return nil
        }
    }
}

extension Bool: Bindable, ColumnReadable {
    public var value: Value { .boolean(self) }
    public init?(_ value: Value) {
        switch value {
        case .boolean(let flag): self = flag
        case .integer(0): self = false
        case .integer(1): self = true
        default: return nil
        }
    }
}

extension Date: Bindable, ColumnReadable {
    public var value: Value { .instant(self) }
    public init?(_ value: Value) {
        switch value {
        case .instant(let instant): self = instant
        case .integer(let microseconds): self = Date(microsecondsSince1970: microseconds)
        default: return nil
        }
    }

    /// Rounded, so that an instant read back equals the instant written.
    public var microsecondsSince1970: Int64 { Int64((timeIntervalSince1970 * 1_000_000).rounded()) }

    public init(microsecondsSince1970 microseconds: Int64) {
        self.init(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }
}

extension UUID: Bindable, ColumnReadable {
    public var value: Value { .uuid(self) }
    public init?(_ value: Value) {
        switch value {
        case .uuid(let id): self = id
        case .text(let text): self.init(uuidString: text)
        default: return nil
        }
    }
}

extension Day: Bindable, ColumnReadable {
    public var value: Value { .day(self) }
    public init?(_ value: Value) {
        switch value {
        case .day(let day): self = day
        case .text(let text): self.init(text)
        default: return nil
        }
    }
}

extension Array: Bindable where Element == UInt8 {
    public var value: Value { .bytes(self) }
}

extension Array: ColumnReadable where Element == UInt8 {
    public init?(_ value: Value) {
        guard case .bytes(let bytes) = value else { return nil }
        self = bytes
    }
}

extension LocalizedText: Bindable, ColumnReadable {
    public var value: Value {
        // Encoding a dictionary of strings cannot fail.
        .json((try? JSONEncoder.sorted.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}")
    }

    public init?(_ value: Value) {
        guard let json = String(value) else { return nil }
        guard let text = try? JSONDecoder().decode(LocalizedText.self, from: Data(json.utf8)) else { return nil }
        self = text
    }
}

extension JSONEncoder {
    /// The same record always gives the same bytes: what is hashed and compared must not depend on chance.
    public static var sorted: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return encoder
    }
}
