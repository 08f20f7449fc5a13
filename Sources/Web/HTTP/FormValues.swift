import Foundation

/// Names and values as a form or a query sent them, in their order.
public struct FormValues: Sendable, Equatable {
    /// A file that was chosen in a form.
    public struct File: Sendable, Equatable {
        public let name: String
        public let bytes: [UInt8]

        public init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    private var values: [String: [String]]
    public private(set) var files: [String: File]

    public init(_ values: [String: [String]] = [:], files: [String: File] = [:]) {
        self.values = values
        self.files = files
    }

    /// Reads `a=1&b=two+words%21` (WHATWG URL 5.1). Bytes that are not UTF-8 are replaced, NUL is dropped.
    public init(urlEncoded text: some StringProtocol) {
        values = [:]
        files = [:]
        for pair in text.utf8.split(separator: UInt8(ascii: "&")).prefix(2000) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first else { continue }
            add(parts.count > 1 ? Self.decode(parts[1]) : "", for: Self.decode(name))
        }
    }

    /// The value without blanks around it; nil when it was not sent or holds nothing.
    public subscript(name: String) -> String? {
        guard let value = values[name]?.first?.trimmingCharacters(in: .whitespacesAndNewlines), !value.isEmpty else { return nil }
        return value
    }

    /// Something was typed or chosen, a file apart.
    var hasText: Bool { values.contains { name, typed in !["csrf", "seen"].contains(name) && typed.contains { !$0.isEmpty } } }

    /// The value as typed, for showing it again.
    public func raw(_ name: String) -> String { values[name]?.first ?? "" }

    /// All values of a name: boxes that were ticked.
    public func all(_ name: String) -> [String] { values[name] ?? [] }

    public func has(_ name: String) -> Bool { values[name] != nil }

    public var names: [String] { values.keys.sorted() }

    /// A browser ends the lines of what it sends by CR and LF, whatever was typed or stood there before (WHATWG HTML, 4.10.21.4).
    mutating func add(_ value: String, for name: String) { values[name, default: []].append(value.replacing("\r\n", with: "\n")) }
    mutating func add(_ file: File, for name: String) { files[name] = file }

    private static func decode(_ bytes: some Sequence<UInt8>) -> String {
        var decoded: [UInt8] = []
        var iterator = Array(bytes)[...]
        func digit(_ byte: UInt8) -> UInt8? {
            switch byte {
            case 48...57: byte - 48
            case 65...70: byte - 55
            case 97...102: byte - 87
            default: nil
            }
        }
        while let byte = iterator.popFirst() {
            if byte == UInt8(ascii: "+") {
                decoded.append(32)
            } else if byte == UInt8(ascii: "%"), iterator.count >= 2,
                      let high = digit(iterator[iterator.startIndex]), let low = digit(iterator[iterator.startIndex + 1]) {
                decoded.append(high << 4 | low)
                iterator = iterator.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        decoded.removeAll { $0 == 0 }
        return String(decoding: decoded, as: UTF8.self)
    }
}

extension String {
    /// Encoded for a query: everything but RFC 3986's unreserved characters.
    public var queryEncoded: String {
        let kept = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return addingPercentEncoding(withAllowedCharacters: kept) ?? ""
    }
}
