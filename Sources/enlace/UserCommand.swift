import Accounts
import App
import ArgumentParser
import Directory
import Foundation
import Localization
import Storage

extension Role: ExpressibleByArgument {}

/// `enlace user …`: so that the first operator gets in, and a locked-out one again.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "People and their roles.",
        subcommands: [Add.self, List.self, Disable.self, Enable.self, ResetPassword.self, ResetSecondFactor.self, GrantRole.self, RevokeRole.self])

    /// Runs one change; what is wrong is told in one line.
    /// - Parameter isMade: also on a database that has to be made first.
    static func change<T: Sendable>(_ options: DatabaseOptions, isMade: Bool = false, _ body: @escaping @Sendable (Transaction, Date) throws -> T) async throws -> T {
        let now = Date()
        do {
            return try await options.withDatabase(isMade: isMade) { try await $0.write { try body($0, now) } }
        } catch let error as AccountError {
            throw ValidationError("\(error)")
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Invite somebody: prints a one-time link by which they choose their password.")

        @OptionGroup var database: DatabaseOptions
        @Argument var email: String
        @Option var name: String
        @Option(help: "administrator, secretariat, liaison, consul, delegate or observer.") var role: Role
        @Option(help: "Short name of the delegation: st, rrocm, or a member's code (mx).") var delegation: String
        @Option(help: "For a consul: the post's key, e.g. mx-us-tucson.") var post: String?
        @Option(help: "es or en.") var language = "es"

        func run() async throws {
            guard let chosen = Language(rawValue: language) else { throw ValidationError("\"\(language)\" is not a language of the house") }
            let (email, name, role, delegation, key) = (email, name, role, delegation, post)
            let path = try await UserCommand.change(database, isMade: true) { tx, now in
                let post = try key.map { key -> UUID in
                    guard let post = try Posts(tx).post(slug: key) else { throw ValidationError("there is no post \(key)") }
                    return post.id.uuid
                }
                return try ShellAccounts.add(email: email, name: name, role: role, delegation: delegation, post: post, language: chosen, at: now, in: tx)
            }
            print("Open this once, within seven days, behind the server's address:\n\(path)")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All people with their roles.")

        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            let lines = try await database.withDatabase { try await $0.read { try ShellAccounts.list(in: $0) } }
            for line in lines {
                let roles = line.grants.map { "\($0.role.rawValue)@\($0.delegation.slug)" }.joined(separator: " ")
                print("\(line.person.email)\t\(line.person.name)\t\(roles)\(line.person.disabledAt == nil ? "" : "\tdisabled")")
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a person's sessions and let them in no more.")

        @OptionGroup var database: DatabaseOptions
        @Argument var email: String

        func run() async throws {
            let email = email
            try await UserCommand.change(database) { try ShellAccounts.disable(email: email, at: $1, in: $0) }
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a disabled person in again.")

        @OptionGroup var database: DatabaseOptions
        @Argument var email: String

        func run() async throws {
            let email = email
            try await UserCommand.change(database) { try ShellAccounts.enable(email: email, at: $1, in: $0) }
        }
    }

    struct ResetPassword: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print a one-time link by which a person chooses a new password.")

        @OptionGroup var database: DatabaseOptions
        @Argument var email: String

        func run() async throws {
            let email = email
            print(try await UserCommand.change(database) { try ShellAccounts.resetPassword(email: email, at: $1, in: $0) })
        }
    }

    struct ResetSecondFactor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "For somebody who lost both app and recovery codes.")

        @OptionGroup var database: DatabaseOptions
        @Argument var email: String

        func run() async throws {
            let email = email
            try await UserCommand.change(database) { try ShellAccounts.resetSecondFactor(email: email, at: $1, in: $0) }
        }
    }

    struct GrantRole: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "grant", abstract: "Give a person one more role.")

        @OptionGroup var database: DatabaseOptions
        @Argument var email: String
        @Option var role: Role
        @Option var delegation: String

        func run() async throws {
            let (email, role, delegation) = (email, role, delegation)
            try await UserCommand.change(database) { try ShellAccounts.grant(role, to: email, delegation: delegation, at: $1, in: $0) }
        }
    }

    struct RevokeRole: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "revoke", abstract: "Take a role away.")

        @OptionGroup var database: DatabaseOptions
        @Argument var email: String
        @Option var role: Role
        @Option var delegation: String

        func run() async throws {
            let (email, role, delegation) = (email, role, delegation)
            try await UserCommand.change(database) { try ShellAccounts.revoke(role, from: email, delegation: delegation, at: $1, in: $0) }
        }
    }
}
