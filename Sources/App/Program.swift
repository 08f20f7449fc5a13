import Foundation
import Subprocess
#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A program of the system, run without a shell.
struct Program: Sendable {
    /// Found by the search path.
    let name: String
    /// Beside what this process has in its own environment: what must not stand on a command line.
    var environment: [String: String] = [:]

    /// What went wrong, in one line.
    enum Fault: Error, CustomStringConvertible {
        case missing(String)
        case failed(String, status: String, said: String)

        var description: String {
            switch self {
            case .missing(let name): "\(name) is not installed (Debian: postgresql-client)"
            case .failed(let name, let status, let said): "\(name) failed (\(status)): \(said.isEmpty ? "it did not say why" : said)"
            }
        }
    }

    /// Bytes of a program's complaints that are kept.
    private static let complaintLimit = 64 * 1024

    /// Runs it to its end.
    func run(_ arguments: [String]) async throws {
        let (status, said) = try await started {
            let result = try await Subprocess.run(.name(name), arguments: Arguments(arguments), environment: surroundings,
                                                  output: .discarded, error: .string(limit: Self.complaintLimit))
            return (result.terminationStatus, result.standardError ?? "")
        }
        try check(status, said)
    }

    /// Runs it to its end and hands over what it writes as it comes.
    func run(_ arguments: [String], each: (UnsafeRawBufferPointer) throws -> Void) async throws {
        // Its complaints go into a file: two streams read at once are more than a line of reason is worth.
        let complaints = FileManager.default.temporaryDirectory.appendingPathComponent("enlace-\(UUID().uuidString).txt")
        defer { try? FileManager.default.removeItem(at: complaints) }
        let descriptor = try FileDescriptor.open(FilePath(complaints.path), .writeOnly, options: [.create, .exclusiveCreate], permissions: .ownerReadWrite)
        let status = try await started {
            try await Subprocess.run(.name(name), arguments: Arguments(arguments), environment: surroundings, input: .none, output: .sequence,
                                     error: .fileDescriptor(descriptor, closeAfterSpawningProcess: true)) { execution in
                for try await part in execution.standardOutput { try part.withUnsafeBytes { try each($0) } }
            }.terminationStatus
        }
        try check(status, (try? String(contentsOf: complaints, encoding: .utf8)) ?? "")
    }

    private var surroundings: Environment {
        .inherit.updating(Dictionary(environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }, uniquingKeysWith: { first, _ in first }))
    }

    private func started<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw Fault.missing(name)
        }
    }

    private func check(_ status: TerminationStatus, _ said: String) throws {
        guard !status.isSuccess else { return }
        let lines = said.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        // The first error is the cause; what follows are its consequences.
        let line = lines.first { $0.contains("error:") || $0.contains("FATAL") } ?? lines.first ?? ""
        throw Fault.failed(name, status: "\(status)", said: String(line.prefix(500)))
    }

    /// Where the search path, or a folder for system programs, has it; nil when it is not installed.
    static func find(_ name: String, also folders: [String] = []) -> String? {
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (path + folders).map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
