import Directory
import Foundation
import Geography
import Localization
import Notices
import Records
import Storage

/// Looks over an installation and says what is wrong with it, one line for each thing, with what to do about it. It changes nothing.
public struct Doctor: Sendable {
    public enum Grade: String, Sendable { case fine = "ok", doubtful = "warning", broken }

    public struct Finding: Sendable {
        public let grade: Grade
        /// What was looked at.
        public let subject: String
        /// What was found; for all that is not fine, also what to do.
        public let text: String

        public var line: String { "\(grade.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)) \(subject): \(text)" }
    }

    let url: DatabaseURL
    let publicAddress: String?
    let listen: String

    /// - Parameter listen: HOST:PORT as it was written, right or wrong.
    public init(url: DatabaseURL, publicAddress: String?, listen: String) {
        self.url = url
        self.publicAddress = publicAddress
        self.listen = listen
    }

    public func findings() -> [Finding] {
        records() + [listening(), address(), mail(), disk(), timeZones(), phoneNumbers()] + documents()
    }

    // MARK: The records

    private func records() -> [Finding] {
        let subject = "database"
        if case .sqlite(let path) = url {
            if let obstacle = Obstacle.toWriting(path, makesFolders: true) {
                return [Finding(grade: .broken, subject: subject, text: "\(obstacle). See --database, and that folder and file belong to the user of the service")]
            }
            guard FileManager.default.fileExists(atPath: path) else {
                return [Finding(grade: .doubtful, subject: subject, text: "\(path) is not there yet; serve makes it. If it should be there, see --database")]
            }
        }
        do {
            if let encoding = try url.wrongEncoding() {
                return [Finding(grade: .broken, subject: subject, text: "\(StorageError.encoding(encoding)). Records that are in this one go there by enlace backup and enlace restore")]
            }
            let tables = try url.tables()
            let reached = Finding(grade: .fine, subject: subject, text: "\(url) answers, \(tables.count) tables" + (try server()))
            guard tables.contains("audit") else {
                return [reached, Finding(grade: .doubtful, subject: "tables", text: "none of ours; serve makes them")]
            }
            return [reached, try migrations(), try trail()]
        } catch {
            return [Finding(grade: .broken, subject: subject, text: "\(error). See --database, that the server runs, and who owns the file")]
        }
    }

    /// PostgreSQL's version; the house is tested with 15.
    private func server() throws -> String {
        guard case .postgreSQL = url else { return "" }
        let version: String? = try url.readAsItStands { try $0.value("SELECT current_setting('server_version') AS version") }
        return ", PostgreSQL \(version ?? "of an unknown version")"
    }

    private func migrations() throws -> Finding {
        let run = Set(try url.migrationsRun().filter { !$0.hasPrefix("storage/") })
        let known = Enlace.migrations.flatMap { room in room.steps.map { "\(room.feature)/\($0.name)" } }
        let unknown = run.subtracting(known).sorted(), waiting = known.filter { !run.contains($0) }
        if !unknown.isEmpty { return Finding(grade: .broken, subject: "tables", text: "of a later version (\(unknown.joined(separator: ", "))): install that one") }
        if !waiting.isEmpty { return Finding(grade: .doubtful, subject: "tables", text: "\(waiting.count) steps to be run: enlace migrate, or start serve") }
        return Finding(grade: .fine, subject: "tables", text: "up to date")
    }

    /// Audit records that are looked at; `enlace audit verify` walks all of them.
    private static let newest: Int64 = 2000

    private func trail() throws -> Finding {
        let verdict = try url.readAsItStands { try AuditTrail.verify(newest: Self.newest, $0) }
        guard let broken = verdict.breaks.first else { return Finding(grade: .fine, subject: "audit trail", text: "the newest \(verdict.records) records are whole") }
        return Finding(grade: .broken, subject: "audit trail", text: "\(broken). Keep the database as it is, run enlace audit verify, and compare with the newest backup")
    }

    // MARK: The machine

    private func listening() -> Finding {
        let subject = "listen"
        do throws(ListenAddress.Fault) {
            let address = try ListenAddress(listen)
            return Finding(grade: .fine, subject: subject, text: "\(address.host):\(address.port)")
        } catch {
            return Finding(grade: .broken, subject: subject, text: "\(error). Mend --listen or ENLACE_LISTEN, e.g. 127.0.0.1:8080")
        }
    }

    private func address() -> Finding {
        let subject = "public address"
        guard let publicAddress else {
            return Finding(grade: .doubtful, subject: subject, text: "not set: QR codes and links on pages take the asker's own Host, links in mails http://localhost:8080. Set ENLACE_PUBLIC_ADDRESS")
        }
        guard publicAddress.hasPrefix("https://") else {
            return Finding(grade: .doubtful, subject: subject, text: "\(publicAddress) is not https: cookies travel unprotected. Put a reverse proxy with TLS before it")
        }
        return Finding(grade: .fine, subject: subject, text: publicAddress)
    }

    private func mail() -> Finding {
        do {
            guard let settings = try MailSettings.read() else {
                return Finding(grade: .doubtful, subject: "mail", text: "not set up: it waits in its outbox. Set ENLACE_MAIL_FROM, and install msmtp-mta or Postfix")
            }
            return Finding(grade: .fine, subject: "mail", text: "from \(settings.sender) by \(settings.sendmail); what cannot be delivered comes back to \(settings.returnAddress)")
        } catch {
            return Finding(grade: .broken, subject: "mail", text: "\(error). Install msmtp-mta or Postfix, or mend the setting")
        }
    }

    private func documents() -> [Finding] {
        [("pandoc", "DOCX and ODT"), ("weasyprint", "PDF")].map { name, use in
            guard let found = Program.find(name) else { return Finding(grade: .doubtful, subject: name, text: "not installed: no \(use). Debian: apt-get install \(name)") }
            return Finding(grade: .fine, subject: name, text: found)
        }
    }

    /// Bytes below which the records may soon find no place, and those below which they are in danger.
    private static let little = 2 << 30, tooLittle = 200 << 20

    private func disk() -> Finding {
        let folder: String
        if case .sqlite(let path) = url { folder = URL(fileURLWithPath: path).deletingLastPathComponent().path } else { folder = FileManager.default.temporaryDirectory.path }
        guard let free = (try? FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? NSNumber)?.intValue else {
            return Finding(grade: .doubtful, subject: "disk", text: "the space in \(folder) cannot be read")
        }
        let grade: Grade = free < Self.tooLittle ? .broken : free < Self.little ? .doubtful : .fine
        return Finding(grade: grade, subject: "disk", text: "\(free >> 20) MiB free in \(folder)" + (grade == .fine ? "" : ". Make room: a full disk stops every change"))
    }

    private func timeZones() -> Finding {
        // Without the data the deadlines of the network would be taken for UTC.
        let isThere = Set(["America/Tegucigalpa": -6, "America/Panama": -5].map { TimeZone(identifier: $0.key)?.secondsFromGMT(for: Date(timeIntervalSince1970: 1_795_600_000)) == $0.value * 3600 })
        guard isThere == [true] else { return Finding(grade: .broken, subject: "time zones", text: "no data. Debian: apt-get install tzdata") }
        return Finding(grade: .fine, subject: "time zones", text: "there")
    }

    private func phoneNumbers() -> Finding {
        // The Mexican foreign ministry's switchboard.
        guard let number = try? PhoneNumber("55 3686 5100", in: CountryCode("MX")), number.e164 == "+525536865100" else {
            return Finding(grade: .broken, subject: "telephone numbers", text: "libphonenumber does not work. Debian: apt-get install libphonenumber8")
        }
        return Finding(grade: .fine, subject: "telephone numbers", text: "libphonenumber works")
    }
}
