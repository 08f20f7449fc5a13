import Accounts
import Foundation

/// How mail leaves the house: by the `sendmail` interface that every mail system of Unix offers (LSB 5.0 Core, sendmail).
public struct MailSettings: Sendable, Hashable {
    /// Why a setting cannot be used.
    public enum Fault: Error, Sendable, CustomStringConvertible {
        case badSender(String)
        case noProgram(String)

        public var description: String {
            switch self {
            case .badSender(let text): "ENLACE_MAIL_FROM: \"\(text)\" is not an e-mail address"
            case .noProgram(let path): "ENLACE_SENDMAIL: there is no program \(path)"
            }
        }
    }

    /// The address that mails come from, and that bounces go to.
    public let sender: String
    /// Path of the program.
    public let sendmail: String

    /// - Throws: ``Fault``.
    public init(sender typed: String, sendmail: String = "/usr/sbin/sendmail") throws(Fault) {
        guard let sender = Person.normalized(email: typed), sender.utf8.allSatisfy({ (33...126).contains($0) }), !sender.hasPrefix("-") else { throw .badSender(typed) }
        guard FileManager.default.isExecutableFile(atPath: sendmail) else { throw .noProgram(sendmail) }
        self.sender = sender
        self.sendmail = sendmail
    }

    /// Reads `ENLACE_MAIL_FROM` and `ENLACE_SENDMAIL`; nil without the first: no mail is sent.
    /// - Throws: ``Fault``.
    public static func read(_ environment: [String: String] = ProcessInfo.processInfo.environment) throws(Fault) -> MailSettings? {
        guard let sender = environment["ENLACE_MAIL_FROM"], !sender.isEmpty else { return nil }
        return try MailSettings(sender: sender, sendmail: environment["ENLACE_SENDMAIL"] ?? "/usr/sbin/sendmail")
    }

    /// Right of the `@` in every Message-ID: it must not change between two attempts.
    var host: String { sender.split(separator: "@").last.map(String.init) ?? "localhost" }
}
