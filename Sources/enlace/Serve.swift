import App
import ArgumentParser
import Foundation
import Hummingbird
import Logging
import Notices
import Records
import Storage
import Web

/// `enlace serve`: the real thing.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the house; an empty database is filled with the real content, without accounts.")

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await Start(url: database.url(), server: server, isDemonstration: false).run()
    }
}

/// `enlace demo`: the same with invented accounts.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the house with the real content and invented accounts, marked as a demonstration.",
        discussion: "The database is one of its own (default sqlite:data/demo.sqlite): it can never be served as a real one.")

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await Start(url: database.url(default: "sqlite:data/demo.sqlite"), server: server, isDemonstration: true).run()
    }
}

/// Opens the house and serves it until told to stop.
struct Start {
    let url: DatabaseURL
    let server: ServerOptions
    let isDemonstration: Bool

    func run() async throws {
        let address = try server.address
        let settings = Settings(isDemonstration: isDemonstration, publicAddress: try server.publicURL, trustsProxy: server.believesProxy, usesPageCache: !server.noPageCache)
        let level = server.logLevel
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        let logger = Log.server(level)
        let mail = try Self.mail(logger)
        let database = try await Database.open(url, logger: logger)
        let enlace = try await Enlace(database: database, settings: settings, mail: mail)
        if !isDemonstration, try await database.read({ try Demonstration.isIn($0) }) {
            await database.close()
            throw ValidationError("\(url) is the database of a demonstration, with invented accounts. Serve another one.")
        }
        if isDemonstration, try await database.read({ try Demonstration.isForbidden($0) }) {
            await database.close()
            throw ValidationError("\(url) has real accounts: a demonstration would add invented ones with a known password. Give it a database of its own.")
        }
        let added = try await Content.fill(database, at: Date()) { Log.tell("\r… \($0) posts", end: "") }
        if added > 0 { Log.tell("\r\(added) posts of public sources were added.") }
        let accounts = isDemonstration ? try await Demonstration.fill(database, at: Date()) : []
        let application = Server.application(enlace, host: address.host, port: address.port, logger: logger) { port in
            Self.greet(settings.publicAddress ?? "http://\(address.host):\(port)", accounts)
        }
        try await enlace.jobRunner(logger: logger).whileRunning { try await application.runService() }
        await database.close()
    }

    /// nil where none can be sent: the house opens all the same, and what is written waits in the outbox.
    private static func mail(_ logger: Logger) throws -> MailSettings? {
        do throws(MailSettings.Fault) {
            return try MailSettings.read()
        } catch {
            guard case .noProgram = error else { throw ValidationError("\(error)") }
            logger.warning("\(error). Mail waits in its outbox until the program is there and the house is started again")
            return nil
        }
    }

    private static func greet(_ address: String, _ accounts: [Demonstration.Account]) {
        print("Enlace: \(address)")
        if !accounts.isEmpty {
            print("\nDemostración / demonstration: \(address)/es/sign-in")
            for account in accounts { print("  \(account.email)  \(account.name)") }
            print("  contraseña / password: \(Demonstration.password)\n")
        }
        // The address must be seen at once also where the output goes into a file.
        fflush(nil)
    }
}
