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
        do {
            // In a file, so that also what a program said that had to be ended is there to be read.
            let errors = try UnnamedFile.holding([])
            defer { try? errors.close() }
            let input = try UnnamedFile.holding(Array(message.utf8))
            defer { try? input.close() }
            let end = await end(input, errors, sender, recipient)
            return outcome(end, said: Self.said(errors))
        } catch {
            return .later("\(error)")
        }
    }

    /// How the program came to its end.
    private enum End {
        case byItself(TerminationStatus)
        case outOfTime
        case notStarted(any Error)
    }

    private func outcome(_ end: End, said: String) -> Outcome {
        let saying = said.isEmpty ? "" : ": \(said)"
        return switch end {
        case .byItself(.exited(0)): .accepted
        case .byItself(.exited(Self.temporaryFailure)): .later(said.isEmpty ? "exit code 75" : said)
        case .byItself(.exited(let code)): .refused("exit code \(code)\(saying)")
        case .byItself(.signaled(let signal)): .later("ended by signal \(signal)\(saying)")
        case .outOfTime: .later("\(path) did not end in time\(saying)")
        case .notStarted(let error): .later("\(error)")
        }
    }

    private static func said(_ errors: FileDescriptor) -> String {
        let bytes = [UInt8](unsafeUninitializedCapacity: errorLimit) { buffer, count in
            count = (try? errors.read(fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))) ?? 0
        }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func end(_ input: FileDescriptor, _ errors: FileDescriptor, _ sender: String, _ recipient: String) async -> End {
        await withTaskGroup(of: End.self) { group in
            group.addTask { await run(input, errors, sender, recipient) }
            group.addTask { [timeLimit] in
                try? await Task.sleep(for: timeLimit)
                return .outOfTime
            }
            defer { group.cancelAll() }
            return await group.next() ?? .outOfTime
        }
    }

    private func run(_ input: FileDescriptor, _ errors: FileDescriptor, _ sender: String, _ recipient: String) async -> End {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
        do {
            let command = FileManager.default.isExecutableFile(atPath: Self.setpriv) ? [Self.setpriv, "--pdeathsig", "KILL", "--", path] : [path]
            let result = try await Subprocess.run(
                .path(FilePath(command[0])), arguments: Arguments(command.dropFirst() + ["-i", "-f", sender, "--", recipient]),
                // The address of the database may hold a password.
                environment: .inherit.updating(["ENLACE_DATABASE": nil]), platformOptions: options,
                input: .fileDescriptor(input, closeAfterSpawningProcess: false), output: .discarded, error: .fileDescriptor(errors, closeAfterSpawningProcess: false))
            return .byItself(result.terminationStatus)
        } catch {
            return .notStarted(error)
        }
    }
}
