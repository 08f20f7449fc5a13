import Accounts
import Foundation

/// How mail leaves the house: by the `sendmail` interface that every mail system of Unix offers (LSB 5.0 Core, sendmail).
public struct MailSettings: Sendable, Hashable {
    /// Why a setting cannot be used.
    public enum Fault: Error, Sendable, CustomStringConvertible {
        case badSender(String)
        case badReturn(String)
        case noProgram(String)

        public var description: String {
            switch self {
            case .badSender(let text): "ENLACE_MAIL_FROM: \"\(text)\" is not an e-mail address"
            case .badReturn(let text): "ENLACE_MAIL_RETURN: \"\(text)\" is not an e-mail address"
            case .noProgram(let path): "ENLACE_SENDMAIL: there is no program \(path)"
            }
        }
    }

    /// The address that mails come from, for their readers.
    public let sender: String
    /// The envelope's sender (RFC 5321, reverse-path): where reports about mails that cannot be delivered go.
    public let returnAddress: String
    /// Path of the program.
    public let sendmail: String

    /// - Throws: ``Fault``.
    public init(sender typed: String, returnAddress: String? = nil, sendmail: String = "/usr/sbin/sendmail") throws(Fault) {
        guard let sender = Self.address(typed) else { throw .badSender(typed) }
        guard let reports = Self.address(returnAddress ?? typed) else { throw .badReturn(returnAddress ?? typed) }
        guard FileManager.default.isExecutableFile(atPath: sendmail) else { throw .noProgram(sendmail) }
        self.sender = sender
        self.returnAddress = reports
        self.sendmail = sendmail
    }

    private static func address(_ typed: String) -> String? {
        guard let address = Person.normalized(email: typed), address.utf8.allSatisfy({ (33...126).contains($0) }), !address.hasPrefix("-") else { return nil }
        return address
    }

    /// Reads `ENLACE_MAIL_FROM`, `ENLACE_MAIL_RETURN` and `ENLACE_SENDMAIL`; nil without the first: no mail is sent.
    /// - Throws: ``Fault``.
    public static func read(_ environment: [String: String] = ProcessInfo.processInfo.environment) throws(Fault) -> MailSettings? {
        guard let sender = environment["ENLACE_MAIL_FROM"], !sender.isEmpty else { return nil }
        let reports = environment["ENLACE_MAIL_RETURN"].flatMap { $0.isEmpty ? nil : $0 }
        return try MailSettings(sender: sender, returnAddress: reports, sendmail: environment["ENLACE_SENDMAIL"] ?? "/usr/sbin/sendmail")
    }

    /// Right of the `@` in every Message-ID: it must not change between two attempts.
    var host: String { sender.split(separator: "@").last.map(String.init) ?? "localhost" }
}
