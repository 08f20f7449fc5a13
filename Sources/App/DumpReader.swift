import Foundation
import Records
import Storage

/// Reads what `pg_restore --file=-` writes: counts the rows of every table, and walks the audit trail, without a server.
struct DumpReader {
    private(set) var counts: [String: Int] = [:]
    private(set) var migrations: [String] = []
    private var chain = AuditChain()
    private var head: (number: Int64, hash: String)?
    private var next: Int64 = 1
    /// Records that stand before those that they follow: a dump keeps the order on disk, not that of the numbers.
    private var early: [Int64: AuditEntry?] = [:]
    private var table: (name: String, columns: [String])?
    private var rest: [UInt8] = []

    /// Tables of which more than the number of rows is asked.
    private static let wanted: Set<String> = ["audit", "audit_head", "storage_migration"]

    /// The next bytes, cut anywhere.
    mutating func read(_ bytes: UnsafeRawBufferPointer) {
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            if rest.isEmpty {
                line(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            } else {
                rest.append(contentsOf: bytes[start..<end])
                let whole = rest
                rest.removeAll(keepingCapacity: true)
                whole.withUnsafeBytes { line($0) }
            }
            start = end + 1
        }
        rest.append(contentsOf: bytes[start...])
    }

    /// What the trail is worth, once all has been read.
    mutating func verdict() -> AuditTrail.Verdict {
        for number in early.keys.sorted() { chain.add(early[number] ?? nil, number: number) }
        early.removeAll()
        return chain.verdict(head: head)
    }

    private mutating func line(_ bytes: UnsafeRawBufferPointer) {
        if let table {
            if bytes.count == 2, bytes[0] == UInt8(ascii: "\\"), bytes[1] == UInt8(ascii: ".") { return self.table = nil }
            counts[table.name, default: 0] += 1
            if Self.wanted.contains(table.name) { row(Self.fields(bytes), of: table) }
        } else if bytes.starts(with: "COPY ".utf8) {
            begin(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// `COPY public.audit (number, at, …) FROM stdin;`
    private mutating func begin(_ line: String) {
        guard line.hasSuffix(" FROM stdin;"), let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")") else { return }
        func plain(_ name: some StringProtocol) -> String { name.trimmingCharacters(in: CharacterSet(charactersIn: " \"")) }
        let name = plain(line[..<open].dropFirst("COPY ".count).split(separator: ".").last ?? "")
        table = (name, line[line.index(after: open)..<close].split(separator: ",").map(plain))
        counts[name] = counts[name] ?? 0
    }

    private mutating func row(_ fields: [String?], of table: (name: String, columns: [String])) {
        let values = Dictionary(zip(table.columns, fields), uniquingKeysWith: { first, _ in first })
        func text(_ name: String) -> String? { values[name] ?? nil }
        switch table.name {
        case "storage_migration": migrations.append("\(text("feature") ?? "")/\(text("name") ?? "")")
        case "audit_head": head = text("number").flatMap { Int64($0) }.map { ($0, text("hash") ?? "") }
        default:
            guard let number = text("number").flatMap({ Int64($0) }) else { return }
            early[number] = .some(Self.entry(number, text))
            while let entry = early.removeValue(forKey: next) {
                chain.add(entry, number: next)
                next += 1
            }
        }
    }

    private static func entry(_ number: Int64, _ text: (String) -> String?) -> AuditEntry? {
        guard let at = text("at").flatMap(instant), let name = text("actor_name"), let action = text("action"), let kind = text("kind"),
              let record = text("record").flatMap({ UUID(uuidString: $0) }), let hash = text("hash") else { return nil }
        return AuditEntry(number: number, at: at, person: text("person").flatMap { UUID(uuidString: $0) }, delegation: text("delegation").flatMap { UUID(uuidString: $0) },
                          actorName: name, action: action, kind: kind, record: record, before: text("before_state"), after: text("after_state"), hash: hash)
    }

    /// `2026-11-25 04:10:57.123456+00`: dumps are made in UTC.
    private static func instant(_ text: String) -> Date? {
        guard text.hasSuffix("+00") else { return nil }
        let parts = text.dropLast(3).split(separator: ".")
        guard let whole = parts.first, let seconds = try? Date(whole.replacing(" ", with: "T") + "Z", strategy: .iso8601) else { return nil }
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        guard let microseconds = Int64((fraction + "000000").prefix(6)) else { return nil }
        return Date(microsecondsSince1970: seconds.microsecondsSince1970 + microseconds)
    }

    /// COPY's text format: tabs between fields, `\N` for NULL, backslash escapes (PostgreSQL manual, COPY).
    static func fields(_ line: UnsafeRawBufferPointer) -> [String?] {
        line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map { field in
            if field.elementsEqual("\\N".utf8) { return nil }
            guard field.contains(UInt8(ascii: "\\")) else { return String(decoding: field, as: UTF8.self) }
            var bytes: [UInt8] = []
            var isEscaped = false
            for byte in field {
                if isEscaped {
                    bytes.append(escapes[byte] ?? byte)
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else {
                    bytes.append(byte)
                }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
    ]
}
