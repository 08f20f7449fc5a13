import Crypto
import Foundation
import Records

/// What a backup says of itself, in a file beside it: `copy.sqlite.manifest.json`.
public struct Manifest: Codable, Sendable, Equatable {
    public enum Engine: String, Codable, Sendable { case sqlite, postgresql }

    /// Of the manifest.
    public let format: Int
    /// Version of the program that made it.
    public let program: String
    public let engine: Engine
    public let startedAt: Date
    public let bytes: Int
    /// Hexadecimal, of the whole backup.
    public let sha256: String
    /// Records of the audit trail and the newest hash: whoever keeps this can prove later that nothing before it was touched.
    public let auditRecords: Int64
    public let newestAuditHash: String
    /// Rows by table.
    public let rows: [String: Int]
    /// Steps of the tables' history, `feature/name`.
    public let migrations: [String]

    static let format = 1

    static func file(of backup: String) -> String { backup + ".manifest.json" }

    static func read(besides backup: String) throws(BackupFault) -> Manifest {
        let file = file(of: backup)
        guard let data = FileManager.default.contents(atPath: file) else { throw .manifestMissing(file) }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        guard let manifest = try? decoder.decode(Manifest.self, from: data), manifest.format == format else { throw .manifestUnreadable(file) }
        return manifest
    }

    func write(besides backup: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        try (try encoder.encode(self)).write(to: URL(fileURLWithPath: Self.file(of: backup)), options: .atomic)
    }

    /// Size and SHA-256 of a file, read in pieces.
    static func fingerprint(of path: String) throws -> (bytes: Int, sha256: String) {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var hasher = SHA256(), bytes = 0
        while let part = try file.read(upToCount: 1 << 20), !part.isEmpty {
            hasher.update(data: part)
            bytes += part.count
        }
        return (bytes, hasher.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }
}

/// Why a backup or its restoration was not made. Nothing was changed.
public enum BackupFault: Error, Sendable, Equatable, CustomStringConvertible {
    case exists(String)
    case noPlace(String, reason: String)
    case sourceEmpty(String)
    case manifestMissing(String)
    case manifestUnreadable(String)
    case damaged(String, reason: String)
    case chainBroken(String)
    case otherEngine(Manifest.Engine)
    case targetNotEmpty(String)
    case targetInUse(String)
    case newer(unknown: [String])

    public var description: String {
        switch self {
        case .exists(let file): "\(file) exists already; a backup never takes another's place"
        case .noPlace(let file, let reason): "the copy \(file) cannot be written: \(reason)"
        case .sourceEmpty(let url): "\(url) holds nothing to back up"
        case .manifestMissing(let file): "\(file) is missing: without it nobody can say that the backup is whole"
        case .manifestUnreadable(let file): "\(file) is no manifest that this version can read"
        case .damaged(let file, let reason): "\(file) is not what was backed up: \(reason)"
        case .chainBroken(let reason): "the audit trail is not whole: \(reason)"
        case .otherEngine(let engine): "this is a backup of \(engine.rawValue); restore it into a database of that engine"
        case .targetNotEmpty(let url): "\(url) is not empty; --replace puts the backup in its place"
        case .targetInUse(let url): "\(url) is in use; stop the server first"
        case .newer(let unknown): "the backup was made by a later version of the program (\(unknown.joined(separator: ", "))); install that one first"
        }
    }
}
