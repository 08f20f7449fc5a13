import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Reads a form out of a request's body, within limits of size and time.
struct FormBody {
    private let request: Request

    /// A form that has not arrived whole by then is given up.
    static let timeLimit: Duration = .seconds(60)

    init(_ request: Request) { self.request = request }

    /// - Throws: ``PageError/tooLarge(limit:)``, ``PageError/tooSlow``, ``PageError/unsupportedMedia``, ``PageError/badRequest(field:reason:)``.
    func read(limit: Int) async throws -> FormValues {
        let type = request.headers[.contentType] ?? ""
        let bytes = try await bytes(limit: limit)
        if type.hasPrefix("application/x-www-form-urlencoded") {
            return FormValues(urlEncoded: String(decoding: bytes, as: UTF8.self))
        }
        if type.hasPrefix("multipart/form-data") {
            guard let boundary = Self.boundary(type) else { throw PageError.badRequest(field: "Content-Type", reason: "boundary") }
            return try Multipart(bytes, boundary: boundary).values()
        }
        throw PageError.unsupportedMedia
    }

    func bytes(limit: Int) async throws -> [UInt8] {
        // Refused before a byte is read where the length is told.
        if let told = request.headers[.contentLength].flatMap({ Int($0) }), told > limit { throw PageError.tooLarge(limit: limit) }
        let body = request.body
        return try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                var all: [UInt8] = []
                for try await chunk in body {
                    guard all.count + chunk.readableBytes <= limit else { throw PageError.tooLarge(limit: limit) }
                    all.append(contentsOf: chunk.readableBytesView)
                }
                return all
            }
            group.addTask {
                try await Task.sleep(for: Self.timeLimit)
                throw PageError.tooSlow
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    private static func boundary(_ type: String) -> String? {
        guard let range = type.range(of: "boundary=") else { return nil }
        let value = type[range.upperBound...].prefix { $0 != ";" }.trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
        return (1...70).contains(value.utf8.count) ? value : nil
    }
}

/// The parts of a `multipart/form-data` body (RFC 7578).
struct Multipart {
    private let bytes: [UInt8]
    private let delimiter: [UInt8]

    init(_ bytes: [UInt8], boundary: String) {
        // The first delimiter has no line break before it; giving it one makes all alike.
        self.bytes = Array("\r\n".utf8) + bytes
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    func values() throws -> FormValues {
        var values = FormValues()
        var position = try find(delimiter, from: 0) ?? { throw PageError.badRequest(field: "body", reason: "multipart") }()
        for _ in 0..<1000 {
            position += delimiter.count
            if bytes[position...].starts(with: Array("--".utf8)) { return values }
            guard let headEnd = find(Array("\r\n\r\n".utf8), from: position), let end = find(delimiter, from: headEnd + 4) ?? nil else { break }
            try add(head: String(decoding: bytes[position..<headEnd], as: UTF8.self), content: bytes[(headEnd + 4)..<max(headEnd + 4, end)], to: &values)
            position = end
        }
        throw PageError.badRequest(field: "body", reason: "multipart")
    }

    private func add(head: String, content: ArraySlice<UInt8>, to values: inout FormValues) throws {
        guard let line = head.split(whereSeparator: \.isNewline).first(where: { $0.lowercased().hasPrefix("content-disposition:") }),
              let name = Self.parameter("name", of: line) else { return }
        if let file = Self.parameter("filename", of: line) {
            if !file.isEmpty || !content.isEmpty { values.add(FormValues.File(name: file, bytes: Array(content)), for: name) }
        } else {
            values.add(String(decoding: content, as: UTF8.self).replacing("\0", with: ""), for: name)
        }
    }

    private static func parameter(_ name: String, of line: Substring) -> String? {
        guard let start = line.range(of: "; \(name)=\"") else { return nil }
        // Browsers write a quotation mark inside a name as %22 (WHATWG HTML, multipart/form-data encoding algorithm).
        return String(line[start.upperBound...].prefix { $0 != "\"" }).replacing("%22", with: "\"")
    }

    private func find(_ needle: [UInt8], from start: Int) -> Int? {
        guard let first = needle.first, bytes.count >= needle.count else { return nil }
        var index = start
        while index <= bytes.count - needle.count {
            if bytes[index] == first, bytes[index..<(index + needle.count)].elementsEqual(needle) { return index }
            index += 1
        }
        return nil
    }
}
