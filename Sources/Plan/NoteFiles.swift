import Accounts
import Crypto
import Foundation
import Records
import Storage

/// A file that goes with a note of progress: minutes, a photograph, a list.
public struct NoteFile: Sendable, Hashable {
    /// Why a file is not taken. Each has a text: `plan.note.fault.<name>`.
    enum Fault: String, Error { case fileTooLarge = "file_too_large", fileKind = "file_kind" }

    /// As its writer called it.
    public let name: String
    /// Found in the bytes, whatever the name says.
    public let type: String
    public let size: Int

    /// Bytes of one file.
    public static let limit = 4 * 1024 * 1024

    /// - Throws: ``Fault``.
    init(name: String, bytes: [UInt8]) throws(Fault) {
        guard bytes.count <= Self.limit else { throw .fileTooLarge }
        guard let type = Self.type(of: bytes, named: name) else { throw .fileKind }
        self.init(name: String(name.filter { !$0.isNewline && $0 != "/" && $0 != "\\" }.suffix(120)), type: type, size: bytes.count)
    }

    init(name: String, type: String, size: Int) { (self.name, self.type, self.size) = (name, type, size) }

    /// What offices send each other; nothing that a browser would run.
    private static func type(of bytes: [UInt8], named name: String) -> String? {
        if bytes.starts(with: Array("%PDF-".utf8)) { return "application/pdf" }
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        // Office documents are ZIP archives; which of them, only the name says.
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return office[name.split(separator: ".").last?.lowercased() ?? ""] }
        if !bytes.isEmpty, !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil { return "text/plain; charset=utf-8" }
        return nil
    }

    private static let office = [
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation", "odt": "application/vnd.oasis.opendocument.text",
        "ods": "application/vnd.oasis.opendocument.spreadsheet", "odp": "application/vnd.oasis.opendocument.presentation",
    ]

    /// For the header of a download (RFC 6266): letters, digits, points and dashes.
    var plainName: String {
        let plain = name.folding(options: .diacriticInsensitive, locale: nil).map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") ? $0 : "_" }
        return String(plain)
    }
}

/// The files of notes, in the database like all the rest: one backup holds everything.
struct NoteFiles {
    private let tx: Transaction

    /// Bytes of one row.
    private static let part = 1024 * 1024

    init(_ tx: Transaction) { self.tx = tx }

    func keep(_ file: NoteFile, _ bytes: [UInt8], with note: ID<ProgressNote>, by actor: Actor, at now: Date) throws {
        let hash = SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        try tx.execute("INSERT INTO plan_note_file (note, name, type, size, sha256) VALUES (\(note), \(file.name), \(file.type), \(file.size), \(hash))")
        for (number, start) in stride(from: 0, to: bytes.count, by: Self.part).enumerated() {
            try tx.execute("INSERT INTO plan_note_file_part (note, number, bytes) VALUES (\(note), \(number), \(Array(bytes[start..<min(start + Self.part, bytes.count)])))")
        }
        try tx.audit("plan.note.file", kind: ProgressNote.auditKind, record: note.uuid, made: ["name": file.name, "sha256": hash], by: actor, at: now)
    }

    /// Of several notes, in one statement.
    func of(_ notes: [ID<ProgressNote>]) throws -> [ID<ProgressNote>: NoteFile] {
        guard !notes.isEmpty else { return [:] }
        let rows = try tx.rows("SELECT note, name, type, size FROM plan_note_file WHERE note IN \(list: notes)") {
            (try $0.get("note", as: ID<ProgressNote>.self), NoteFile(name: try $0.get("name"), type: try $0.get("type"), size: try $0.get("size")))
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// A file, for whoever may read its note.
    func file(of note: ID<ProgressNote>, for viewer: Viewer?) throws -> (file: NoteFile, bytes: [UInt8])? {
        guard try Notes(tx).isVisible(note, to: viewer), let file = try of([note])[note] else { return nil }
        let parts = try tx.rows("SELECT bytes FROM plan_note_file_part WHERE note = \(note) ORDER BY number") { try $0.get("bytes", as: [UInt8].self) }
        return (file, parts.flatMap(\.self))
    }
}
