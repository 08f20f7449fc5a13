import App
import ArgumentParser
import Foundation
import Notices
import Records

/// `enlace mail …`
struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "mail", abstract: "What mail systems hand over.", subcommands: [Report.self])

    /// For the mail system to call, as it calls any program that takes mail.
    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take in a report that a mail could not be delivered (RFC 3464), from standard input.",
            discussion: """
                The mail then stands at /desk/mail with the reason. Anything else is read and left alone. Exits with 75 (try again later) when
                the database cannot be written, so that no report is lost.
                """)

        /// A report gives the mail back: ours are far smaller.
        static let limit = 1 << 20
        /// EX_TEMPFAIL of sysexits.h.
        static let tryLater: Int32 = 75

        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            let message = try Self.message(from: .standardInput)
            let shell = Actor.shell, now = Date()
            do {
                let heard = try await database.withDatabase(migrated: false) { try await $0.write(affectsPages: false) { try DeliveryReport.hear(message, by: shell, at: now, in: $0) } }
                print(heard.rawValue)
            } catch {
                Log.tell("enlace: \(error)")
                throw ExitCode(Self.tryLater)
            }
        }

        /// All of it is read, since a mail system takes a pipe that is shut early for a failure; what is too long is cut.
        private static func message(from input: FileHandle) throws -> String {
            var bytes = Data()
            while let part = try input.read(upToCount: 1 << 16), !part.isEmpty {
                bytes.append(part.prefix(limit - bytes.count))
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
