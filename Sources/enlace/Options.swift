import App
import ArgumentParser
import Foundation
import Logging
import Storage

/// Where the records are.
struct DatabaseOptions: ParsableArguments {
    @Option(help: "sqlite:FILE or postgres://USER@HOST/NAME. Default: ENLACE_DATABASE, else sqlite:data/enlace.sqlite.")
    var database: String?

    func url(default file: String = "sqlite:data/enlace.sqlite") throws -> DatabaseURL {
        do { return try DatabaseURL(database ?? ProcessInfo.processInfo.environment["ENLACE_DATABASE"] ?? file) } catch { throw ValidationError("\(error)") }
    }

    /// There is nothing of the house at an address where somebody looked for its records.
    struct NothingThere: Error, CustomStringConvertible {
        let url: DatabaseURL

        var description: String { "there is no database of the house at \(url). See --database" }
    }

    /// An address where there are records already: a mistyped one must not come into being by being looked at.
    /// - Throws: ``NothingThere``, or `StorageError`.
    func existing() throws -> DatabaseURL {
        let url = try url()
        guard try url.tables().contains("audit") else { throw NothingThere(url: url) }
        return url
    }

    /// Opens it, does the work, and closes it whatever came of it. What went wrong is told in one line.
    /// - Parameter isMade: also where there is none yet.
    /// - Throws: ``NothingThere``.
    func withDatabase<T>(isMade: Bool = false, migrated: Bool = true, _ body: (Database) async throws -> T) async throws -> T {
        let database = try await Database.open(isMade ? url() : existing(), readers: 2, logger: Log.quiet)
        do {
            if migrated { try await database.migrate(Enlace.migrations) }
            let result = try await body(database)
            await database.close()
            return result
        } catch {
            await database.close()
            throw error
        }
    }
}

/// How the server shows itself.
struct ServerOptions: ParsableArguments {
    @Option(help: "HOST:PORT to listen on; port 0 for any that is free. Default: ENLACE_LISTEN, else 127.0.0.1:8080.")
    var listen: String?

    @Option(help: "The address under which people reach the server, e.g. https://enlace.example. Default: ENLACE_PUBLIC_ADDRESS.")
    var publicAddress: String?

    @Flag(inversion: .prefixedNo, help: "Believe X-Forwarded-For: only behind a reverse proxy of yours. Default: ENLACE_TRUST_PROXY=1.")
    var trustProxy: Bool?

    @Flag(help: "Make every page anew: for measuring only.")
    var noPageCache = false

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel: Logger.Level = .notice

    /// As it was written.
    var listensOn: String { listen ?? ProcessInfo.processInfo.environment["ENLACE_LISTEN"] ?? "127.0.0.1:8080" }

    var address: ListenAddress {
        get throws { do { return try ListenAddress(listensOn) } catch { throw ValidationError("\(error)") } }
    }

    var publicURL: String? {
        get throws {
            guard let text = publicAddress ?? ProcessInfo.processInfo.environment["ENLACE_PUBLIC_ADDRESS"], !text.isEmpty else { return nil }
            guard let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme ?? ""), parts.host != nil, ["", "/"].contains(parts.path) else {
                throw ValidationError("\"\(text)\" is not an address like https://enlace.example")
            }
            return text.hasSuffix("/") ? String(text.dropLast()) : text
        }
    }

    var believesProxy: Bool { trustProxy ?? (ProcessInfo.processInfo.environment["ENLACE_TRUST_PROXY"] == "1") }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}

enum Log {
    /// For commands whose output is their own.
    static var quiet: Logger {
        var logger = Logger(label: "enlace", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .error
        return logger
    }

    static func server(_ level: Logger.Level) -> Logger {
        var logger = Logger(label: "enlace", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = level
        return logger
    }

    /// A line for the person at the shell that is not the command's result.
    static func tell(_ text: String, end: String = "\n") {
        FileHandle.standardError.write(Data((text + end).utf8))
    }
}
