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
        let starts: [CSVPlace]
        let header: Header

        /// Without blanks around it, and without the apostrophe by which ``CSVWriter`` keeps a spreadsheet from taking a text
        /// for a formula; empty when the file has no such column.
        public subscript(name: String) -> String {
            guard let position = header.positions[name] else { return "" }
            let scalars = fields[position].unicodeScalars
            let isKept = scalars.first == "'" && CSVWriter.startsFormula(String(scalars.dropFirst()))
            return (isKept ? String(scalars.dropFirst()) : fields[position]).trimmingCharacters(in: .whitespaces)
        }

        /// Where on its line a field begins, in characters from 1.
        public func column(of name: String) -> Int { header.positions[name].map { starts[$0].column } ?? 1 }

        /// The line that a field begins on: a later one than the row's where a field before it holds line breaks.
        public func line(of name: String) -> Int { header.positions[name].map { starts[$0].line } ?? line }
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
            if names[..<index].contains(name) { throw CSVError(.repeatedColumn, at: record.starts[index], value: name) }
            if !required.contains(name), !optional.contains(name) { throw CSVError(.unknownColumn, at: record.starts[index], value: name) }
        }
        if let missing = required.first(where: { !names.contains($0) }) { throw CSVError(.missingColumn, at: record.starts[0], value: missing) }
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
                    let isShort = record.fields.count < header.names.count
                    // At the last field there is, or at the first one too many.
                    let place = record.starts[isShort ? record.starts.count - 1 : header.names.count]
                    return .failure(CSVError(isShort ? .tooFewFields : .tooManyFields, at: place, value: String(record.fields.count)))
                }
                return .success(Row(line: record.line, fields: record.fields, starts: record.starts, header: header))
            } catch {
                scanner.stop()
                return .failure(error)
            }
        }
    }
}

/// A point of the file; both count from 1, columns in characters.
struct CSVPlace: Sendable {
    var line: Int
    var column: Int
}

extension CSVError {
    fileprivate init(_ reason: Reason, at place: CSVPlace, value: String) {
        self.init(reason: reason, line: place.line, column: place.column, value: value)
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
        var starts: [CSVPlace] = []
    }

    private static let quote = UInt8(ascii: "\""), newline: UInt8 = 10, carriageReturn: UInt8 = 13

    mutating func stop() { position = bytes.count }

    mutating func next() throws(CSVError) -> Record? {
        // Blank lines are no records.
        while takeLineBreak() { line += 1 }
        guard position < bytes.count else { return nil }
        var record = Record(line: line)
        var place = CSVPlace(line: line, column: 1)
        while true {
            let start = position
            let raw = try field(at: place)
            guard let text = String(validating: raw, as: UTF8.self) else {
                let bad = Self.firstInvalid(bytes[start..<position])
                throw CSVError(.notUTF8, at: advanced(place, over: start..<bad), value: String(decoding: raw.prefix(60), as: UTF8.self))
            }
            record.fields.append(text)
            record.starts.append(place)
            place = advanced(place, over: start..<position)
            guard position < bytes.count, bytes[position] == separator else { break }
            position += 1
            place.column += 1
        }
        line = place.line + (takeLineBreak() ? 1 : 0)
        return record
    }

    /// LF, CRLF, or the CR alone of very old programs.
    private mutating func takeLineBreak() -> Bool {
        guard position < bytes.count, bytes[position] == Self.newline || bytes[position] == Self.carriageReturn else { return false }
        let isPair = bytes[position] == Self.carriageReturn && position + 1 < bytes.count && bytes[position + 1] == Self.newline
        position += isPair ? 2 : 1
        return true
    }

    private mutating func field(at place: CSVPlace) throws(CSVError) -> ArraySlice<UInt8> {
        let start = position
        guard position < bytes.count, bytes[position] == Self.quote else {
            while position < bytes.count, bytes[position] != separator, bytes[position] != Self.newline, bytes[position] != Self.carriageReturn { position += 1 }
            return bytes[start..<position]
        }
        position += 1
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == Self.quote {
                guard position < bytes.count, bytes[position] == Self.quote else {
                    guard position == bytes.count || [separator, Self.newline, Self.carriageReturn].contains(bytes[position]) else {
                        throw CSVError(.strayQuote, at: advanced(place, over: start..<(position - 1)), value: Self.shown(content))
                    }
                    return content[...]
                }
                position += 1
            }
            content.append(byte)
        }
        throw CSVError(.unterminatedQuote, at: place, value: Self.shown(content))
    }

    private func advanced(_ place: CSVPlace, over range: Range<Int>) -> CSVPlace {
        var place = place
        for index in range {
            let byte = bytes[index]
            if byte == Self.newline || byte == Self.carriageReturn && !(index + 1 < bytes.count && bytes[index + 1] == Self.newline) {
                place = CSVPlace(line: place.line + 1, column: 1)
            } else if byte & 0xC0 != 0x80, byte != Self.carriageReturn {
                place.column += 1
            }
        }
        return place
    }

    private static func shown(_ content: [UInt8]) -> String { String(decoding: content.prefix(60), as: UTF8.self) }

    private static func firstInvalid(_ bytes: ArraySlice<UInt8>) -> Int {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let length = bytes[index] < 0x80 ? 1 : bytes[index] >= 0xF0 ? 4 : bytes[index] >= 0xE0 ? 3 : 2
            guard index + length <= bytes.endIndex, String(validating: bytes[index..<(index + length)], as: UTF8.self) != nil else { return index }
            index += length
        }
        return index
    }
}
