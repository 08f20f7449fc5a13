import App
import ArgumentParser

/// `enlace doctor`
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say what is wrong with this installation, and what to do.",
        discussion: "Changes nothing. Exits with 1 when something is broken; warnings are for what the house can do without.")

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let findings = Doctor(url: try database.url(), publicAddress: try server.publicURL, listen: server.listensOn).findings()
        for finding in findings { print(finding.line) }
        guard findings.allSatisfy({ $0.grade != .broken }) else { throw ExitCode(1) }
    }
}
