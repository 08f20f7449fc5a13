import Foundation

/// What is wrong with a CSV file, and where: `line` and `column` count from 1.
public struct CSVError: Error, Sendable, Equatable {
    /// Each has a text in every language where a person meets it.
    public enum Reason: String, Sendable {
        /// A byte that is not UTF-8; most often the file is Latin-1 or Windows-1252.
        case notUTF8 = "not_utf8"
        case unterminatedQuote = "unterminated_quote"
        case strayQuote = "stray_quote"
        case tooFewFields = "too_few_fields"
        case tooManyFields = "too_many_fields"
        case missingColumn = "missing_column"
        case unknownColumn = "unknown_column"
        case repeatedColumn = "repeated_column"
        case empty
    }

    public let reason: Reason
    public let line: Int
    public let column: Int
    public let value: String
}

/// Reads CSV (RFC 4180) with a header row, row by row: commas or semicolons, quoted fields with line breaks, LF or CRLF, a
/// byte order mark or none. Only UTF-8.
public struct CSVReader: Sequence {
    /// One record; its fields by the header's names.
    public struct Row: Sendable {
        public let line: Int
        let fields: [String]
        let starts: [Int]
        let header: Header

        /// Without blanks around it, and without the apostrophe by which ``CSVWriter`` keeps a spreadsheet from taking a text
        /// for a formula; empty when the file has no such column.
        public subscript(name: String) -> String {
            guard let position = header.positions[name] else { return "" }
            let text = fields[position].trimmingCharacters(in: .whitespaces)
            return text.hasPrefix("'") && CSVWriter.startsFormula(text.dropFirst()) ? String(text.dropFirst()) : text
        }

        /// Where on the line a field begins, in characters from 1.
        public func column(of name: String) -> Int { header.positions[name].map { starts[$0] } ?? 1 }
        public func has(_ name: String) -> Bool { header.positions[name] != nil }
    }

    final class Header: Sendable {
        let names: [String]
        let positions: [String: Int]

        init(_ names: [String]) {
            self.names = names
            positions = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    private let bytes: [UInt8]
    private let separator: UInt8
    private let header: Header
    private let start: Int
    private let firstLine: Int

    /// Reads the header.
    /// - Parameters:
    ///   - required: columns that must be there.
    ///   - optional: columns that may be; any other is refused, since a misspelt one would lose data in silence.
    /// - Throws: ``CSVError``.
    public init(_ bytes: [UInt8], required: [String], optional: [String] = []) throws(CSVError) {
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        let firstRow = body.prefix { $0 != 10 }
        guard !body.isEmpty else { throw CSVError(reason: .empty, line: 1, column: 1, value: "") }
        separator = firstRow.count { $0 == UInt8(ascii: ";") } > firstRow.count { $0 == UInt8(ascii: ",") } ? UInt8(ascii: ";") : UInt8(ascii: ",")
        self.bytes = body
        var scanner = CSVScanner(bytes: body, separator: separator)
        guard let record = try scanner.next() else { throw CSVError(reason: .empty, line: 1, column: 1, value: "") }
        let names = record.fields.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        for (index, name) in names.enumerated() {
            if names[..<index].contains(name) { throw CSVError(reason: .repeatedColumn, line: 1, column: record.starts[index], value: name) }
            if !required.contains(name), !optional.contains(name) { throw CSVError(reason: .unknownColumn, line: 1, column: record.starts[index], value: name) }
        }
        if let missing = required.first(where: { !names.contains($0) }) { throw CSVError(reason: .missingColumn, line: 1, column: 1, value: missing) }
        header = Header(names)
        start = scanner.position
        firstLine = scanner.line
    }

    public var columns: [String] { header.names }

    public func makeIterator() -> Iterator {
        Iterator(scanner: CSVScanner(bytes: bytes, separator: separator, position: start, line: firstLine), header: header)
    }

    /// Each element is a row or what is wrong with it; reading goes on after a row of the wrong width.
    public struct Iterator: IteratorProtocol {
        fileprivate var scanner: CSVScanner
        fileprivate let header: Header

        public mutating func next() -> Result<Row, CSVError>? {
            do throws(CSVError) {
                guard let record = try scanner.next() else { return nil }
                guard record.fields.count == header.names.count else {
                    let reason: CSVError.Reason = record.fields.count < header.names.count ? .tooFewFields : .tooManyFields
                    return .failure(CSVError(reason: reason, line: record.line, column: record.starts.last ?? 1, value: String(record.fields.count)))
                }
                return .success(Row(line: record.line, fields: record.fields, starts: record.starts, header: header))
            } catch {
                scanner.stop()
                return .failure(error)
            }
        }
    }
}

/// Takes records off a run of bytes.
private struct CSVScanner {
    let bytes: [UInt8]
    let separator: UInt8
    var position = 0
    var line = 1

    struct Record {
        let line: Int
        var fields: [String] = []
        var starts: [Int] = []
    }

    mutating func stop() { position = bytes.count }

    mutating func next() throws(CSVError) -> Record? {
        // Blank lines are no records.
        while position < bytes.count, bytes[position] == 10 || bytes[position] == 13 {
            if bytes[position] == 10 { line += 1 }
            position += 1
        }
        guard position < bytes.count else { return nil }
        var record = Record(line: line)
        let lineStart = position
        while true {
            let fieldStart = position
            let startLine = line
            let raw = try field(startLine: startLine)
            let column = Self.characters(bytes[min(lineStart, fieldStart)..<fieldStart]) + 1
            guard let text = String(validating: raw, as: UTF8.self) else {
                let good = Self.validPrefix(raw)
                throw CSVError(reason: .notUTF8, line: startLine, column: column + Self.characters(raw[..<good]), value: String(decoding: raw.prefix(60), as: UTF8.self))
            }
            record.fields.append(text)
            record.starts.append(column)
            guard position < bytes.count, bytes[position] == separator else { break }
            position += 1
        }
        if position < bytes.count, bytes[position] == 13 { position += 1 }
        if position < bytes.count, bytes[position] == 10 {
            position += 1
            line += 1
        }
        return record
    }

    private mutating func field(startLine: Int) throws(CSVError) -> ArraySlice<UInt8> {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            let start = position
            while position < bytes.count, bytes[position] != separator, bytes[position] != 10, bytes[position] != 13 { position += 1 }
            return bytes[start..<position]
        }
        position += 1
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                    guard position == bytes.count || [separator, 10, 13].contains(bytes[position]) else {
                        throw CSVError(reason: .strayQuote, line: line, column: 1, value: String(decoding: content.prefix(60), as: UTF8.self))
                    }
                    return content[...]
                }
                position += 1
            } else if byte == 10 {
                line += 1
            }
            content.append(byte)
        }
        throw CSVError(reason: .unterminatedQuote, line: startLine, column: 1, value: String(decoding: content.prefix(60), as: UTF8.self))
    }

    private static func characters(_ bytes: ArraySlice<UInt8>) -> Int { bytes.count { $0 & 0xC0 != 0x80 } }

    private static func validPrefix(_ bytes: ArraySlice<UInt8>) -> Int {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let length = bytes[index] < 0x80 ? 1 : bytes[index] >= 0xF0 ? 4 : bytes[index] >= 0xE0 ? 3 : 2
            guard index + length <= bytes.endIndex, String(validating: bytes[index..<(index + length)], as: UTF8.self) != nil else { return index }
            index += length
        }
        return index
    }
}
