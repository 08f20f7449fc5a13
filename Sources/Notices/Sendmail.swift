import Foundation
import Programs
import Subprocess
import SystemPackage

/// The `sendmail` program of the machine, called without a shell.
struct Sendmail: Sendable {
    /// What became of a mail.
    enum Outcome: Sendable, Equatable {
        /// The mail system has taken it over.
        case accepted
        /// Not now; later it may be (`EX_TEMPFAIL` of sysexits.h, a program that hangs or cannot be started).
        case later(String)
        /// Refused for a reason that time does not mend.
        case refused(String)
    }

    let path: String
    /// A program that has not ended by then is ended.
    var timeLimit: Duration = .seconds(20)

    /// Of util-linux, on every Debian: where it is there, the program dies with this process. Else a mail whose process was killed would
    /// often go out all the same, unnoted, and then once more.
    private static let setpriv = "/usr/bin/setpriv"

    private static let temporaryFailure: CInt = 75
    /// Bytes of what the program says on its error output that are read.
    private static let errorLimit = 64 * 1024

    /// - Parameters:
    ///   - message: with LF at the end of lines, as programs of Unix expect it.
    func deliver(_ message: String, from sender: String, to recipient: String) async -> Outcome {
        let bytes = Array(message.utf8)
        return await withTaskGroup(of: Outcome.self) { group in
            group.addTask { await run(bytes, sender, recipient) }
            group.addTask { [timeLimit] in
                try? await Task.sleep(for: timeLimit)
                return .later("\(path) did not end in time")
            }
            defer { group.cancelAll() }
            return await group.next() ?? .later("\(path) was not started")
        }
    }

    private func run(_ message: [UInt8], _ sender: String, _ recipient: String) async -> Outcome {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
        do {
            let command = FileManager.default.isExecutableFile(atPath: Self.setpriv) ? [Self.setpriv, "--pdeathsig", "KILL", "--", path] : [path]
            let input = try UnnamedFile.holding(message)
            defer { try? input.close() }
            let result = try await Subprocess.run(
                .path(FilePath(command[0])), arguments: Arguments(command.dropFirst() + ["-i", "-f", sender, "--", recipient]),
                // The address of the database may hold a password.
                environment: .inherit.updating(["ENLACE_DATABASE": nil]), platformOptions: options,
                input: .fileDescriptor(input, closeAfterSpawningProcess: false), output: .discarded, error: .string(limit: Self.errorLimit))
            let said = result.standardError.trimmingCharacters(in: .whitespacesAndNewlines)
            switch result.terminationStatus {
            case .exited(0): return .accepted
            case .exited(Self.temporaryFailure): return .later(said.isEmpty ? "exit code 75" : said)
            case .exited(let code): return .refused("exit code \(code): \(said)")
            case .signaled(let signal): return .later("ended by signal \(signal)")
            }
        } catch {
            return .later("\(error)")
        }
    }
}
