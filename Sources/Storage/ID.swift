import Foundation

/// The identifier of a record: a UUID of version 7 (RFC 9562, 5.7), so that records sort by when they were made
/// and copies from several servers can be merged. The type says of which record.
public struct ID<Record>: Hashable, Sendable, Comparable, Codable, LosslessStringConvertible, Bindable, ColumnReadable {
    public let uuid: UUID

    public init(_ uuid: UUID) { self.uuid = uuid }

    /// A new identifier for a record made at `instant`.
    public init(at instant: Date = Date()) {
        let milliseconds = UInt64(max(0, instant.microsecondsSince1970) / 1000)
        var random = SystemRandomNumberGenerator()
        var bytes = withUnsafeBytes(of: (random.next(), random.next())) { Array($0) }
        for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> UInt64(8 * (5 - index))) }
        bytes[6] = bytes[6] & 0x0F | 0x70
        bytes[8] = bytes[8] & 0x3F | 0x80
        uuid = bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }

    public init?(_ text: String) {
        guard let uuid = UUID(uuidString: text) else { return nil }
        self.uuid = uuid
    }

    public var description: String { uuid.uuidString.lowercased() }
    public static func < (left: ID, right: ID) -> Bool { left.description < right.description }

    public var value: Value { .uuid(uuid) }
    public init?(_ value: Value) {
        guard let uuid = UUID(value) else { return nil }
        self.uuid = uuid
    }

    public init(from decoder: any Decoder) throws { uuid = try UUID(from: decoder) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
