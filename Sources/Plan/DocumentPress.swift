import Foundation
import Programs
import Subprocess

/// Makes documents by programs that others write well: Pandoc for DOCX and ODT, WeasyPrint for PDF. They are run without a
/// shell, one at a time, with limits of time and size; where one is not installed the house says so.
actor DocumentPress {
    enum Program: String, Sendable {
        case pandoc, weasyprint

        /// As its makers write it.
        var name: String { self == .pandoc ? "Pandoc" : "WeasyPrint" }
    }

    /// Why there is no document. Each has a text: `plan.press.<name>`.
    enum Fault: Error, Equatable {
        case notInstalled(Program)
        /// Too many are waiting.
        case busy
        case tooSlow(Program)
        case tooLarge(Program)
        /// The program itself gave up: for a document that came in, most often that it is none.
        case failed(Program)

        var name: String {
            switch self {
            case .notInstalled: "not_installed"
            case .busy: "busy"
            case .tooSlow: "too_slow"
            case .tooLarge: "too_large"
            case .failed: "failed"
            }
        }

        var program: Program? {
            switch self {
            case .notInstalled(let program), .tooSlow(let program), .tooLarge(let program), .failed(let program): program
            case .busy: nil
            }
        }
    }

    static let shared = DocumentPress()

    /// Bytes that a program may write.
    static let sizeLimit = 8 * 1024 * 1024
    static let timeLimit: Duration = .seconds(30)
    /// Those that may wait behind the one that is being made.
    static let queueLimit = 6

    private let searchPath: String
    private var isRunning = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameter searchPath: folders in which programs are looked for, divided by colons.
    init(searchPath: String = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin") {
        self.searchPath = searchPath
    }

    nonisolated func isInstalled(_ program: Program) -> Bool {
        searchPath.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program.rawValue)") }
    }

    /// - Returns: what the program wrote to its standard output.
    /// - Throws: ``Fault``.
    func make(_ program: Program, _ arguments: [String], from input: [UInt8]) async throws -> [UInt8] {
        guard isInstalled(program) else { throw Fault.notInstalled(program) }
        try await takeTurn()
        defer { endTurn() }
        return try await Self.run(program, arguments, input, searchPath: searchPath)
    }

    private func takeTurn() async throws(Fault) {
        guard isRunning else {
            isRunning = true
            return
        }
        guard waiting.count < Self.queueLimit else { throw .busy }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func endTurn() {
        if waiting.isEmpty { isRunning = false } else { waiting.removeFirst().resume() }
    }

    private static func run(_ program: Program, _ arguments: [String], _ input: [UInt8], searchPath: String) async throws -> [UInt8] {
        // Nothing of the server's own environment, where secrets may stand.
        let environment: [Environment.Key: String] = ["PATH": searchPath, "LANG": "C.UTF-8", "HOME": FileManager.default.temporaryDirectory.path]
        return try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                let file = try UnnamedFile.holding(input)
                defer { try? file.close() }
                do {
                    let result = try await Subprocess.run(.name(program.rawValue), arguments: Arguments(arguments), environment: .custom(environment),
                                                          input: .fileDescriptor(file, closeAfterSpawningProcess: false), output: .bytes(limit: sizeLimit), error: .discarded)
                    guard result.terminationStatus.isSuccess else { throw Fault.failed(program) }
                    return result.standardOutput
                } catch let error as SubprocessError {
                    try Task.checkCancellation()
                    switch error.code {
                    case .executableNotFound: throw Fault.notInstalled(program)
                    case .outputLimitExceeded: throw Fault.tooLarge(program)
                    default: throw Fault.failed(program)
                    }
                }
            }
            group.addTask {
                try await Task.sleep(for: timeLimit)
                throw Fault.tooSlow(program)
            }
            // Whoever is not first is ended: the program with its process, the clock with its task.
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }
}
