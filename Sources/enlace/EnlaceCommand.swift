import ArgumentParser

/// The program: a server, and what an operator does from a shell.
@main
struct EnlaceCommand: AsyncParsableCommand {
    static let version = "0.1"

    static let configuration = CommandConfiguration(
        commandName: "enlace",
        abstract: "The Secretaría Virtual of a consular-protection network.",
        discussion: """
            Options can also be given in the environment: ENLACE_DATABASE, ENLACE_LISTEN, ENLACE_PUBLIC_ADDRESS, ENLACE_TRUST_PROXY.
            What the command line says wins.
            """,
        version: version,
        subcommands: [Serve.self, Demo.self, Migrate.self, ImportCommand.self, ExportCommand.self, AuditCommand.self, UserCommand.self, MailCommand.self, BackupCommand.self, RestoreCommand.self, DoctorCommand.self],
        defaultSubcommand: Serve.self)
}
