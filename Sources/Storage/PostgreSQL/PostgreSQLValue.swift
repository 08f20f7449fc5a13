import CPostgreSQL
import Foundation
import Localization

extension Value {
    /// The value in PostgreSQL's text format; the server infers the type from where it stands.
    var postgreSQL: String? {
        switch kept {
        case .null: nil
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .text(let text), .json(let text): text
        case .bytes(let bytes): Self.hex(bytes)
        case .boolean(let flag): flag ? "true" : "false"
        case .instant(let instant): Self.timestamp(instant)
        case .uuid(let uuid): uuid.uuidString.lowercased()
        case .day(let day): day.description
        }
    }

    init(_ result: OpaquePointer, row: Int32, column: Int32, type: Oid) {
        guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else {
            self = .null
            return
        }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
        self = Self.parse(bytes, type: type)
    }

    /// Types by their object identifiers in PostgreSQL's catalogue (pg_type.dat).
    private static func parse(_ bytes: UnsafeRawBufferPointer, type: Oid) -> Value {
        let text = String(decoding: bytes, as: UTF8.self)
        switch type {
        case 20, 21, 23: return Int64(text).map(Value.integer) ?? .text(text)
        case 700, 701: return Double(text).map(Value.real) ?? .text(text)
        case 1700: return Int64(text).map(Value.integer) ?? Double(text).map(Value.real) ?? .text(text)
        case 16: return .boolean(text == "t")
        case 2950: return UUID(uuidString: text).map(Value.uuid) ?? .text(text)
        case 1184: return instant(bytes).map(Value.instant) ?? .text(text)
        case 1082: return Day(text).map(Value.day) ?? .text(text)
        case 17: return .bytes(unhex(bytes))
        case 114, 3802: return .json(text)
        default: return .text(text)
        }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return "\\x" + String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func unhex(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        func digit(_ byte: UInt8) -> UInt8 { byte < 58 ? byte &- 48 : byte &- 87 }
        return stride(from: 2, to: bytes.count - 1, by: 2).map { digit(bytes[$0]) << 4 | digit(bytes[$0 + 1]) }
    }

    private static func timestamp(_ instant: Date) -> String {
        let microseconds = instant.microsecondsSince1970
        let seconds = microseconds.quotientFloored(by: 1_000_000)
        let days = seconds.quotientFloored(by: 86_400)
        let time = seconds - days * 86_400
        let fraction = String(1_000_000 + microseconds - seconds * 1_000_000).dropFirst()
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(Day(daysSince1970: Int(days))) \(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60)).\(fraction)+00"
    }

    /// `2026-11-24 14:16:46.123456+00`: the session's time zone is UTC.
    private static func instant(_ bytes: UnsafeRawBufferPointer) -> Date? {
        guard bytes.count >= 22, let day = Day(String(decoding: bytes.prefix(10), as: UTF8.self)) else { return nil }
        func number(_ range: Range<Int>) -> Int64 { range.reduce(0) { $0 * 10 + Int64(bytes[$1] &- 48) } }
        let seconds = Int64(day.daysSince1970) * 86_400 + number(11..<13) * 3600 + number(14..<16) * 60 + number(17..<19)
        var fraction: Int64 = 0
        var scale: Int64 = 1_000_000
        if bytes[19] == UInt8(ascii: ".") {
            var index = 20
            while index < bytes.count, (48...57).contains(bytes[index]) {
                fraction = fraction * 10 + Int64(bytes[index] - 48)
                scale /= 10
                index += 1
            }
        }
        return Date(microsecondsSince1970: seconds * 1_000_000 + fraction * scale)
    }
}

extension Int64 {
    /// Division that rounds down, also below zero.
    fileprivate func quotientFloored(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
