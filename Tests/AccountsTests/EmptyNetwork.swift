import Foundation
import Localization
import Records
import Storage
@testable import Accounts

/// A network with its delegations and nobody in it, on a SQLite file of its own, with a clock that is moved by hand.
struct EmptyNetwork {
    let database: Database
    let clock = MovableClock(Date(timeIntervalSince1970: 1_795_600_000))
    var isDemonstration = false

    init(isDemonstration: Bool = false) async throws {
        self.isDemonstration = isDemonstration
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("accounts-\(UUID().uuidString).sqlite")
        database = try await Database.open(DatabaseURL("sqlite:\(file.path)"))
        try await database.migrate([AuditTrail.migrations, AccountsSchema.migrations])
        let now = clock.clock.now
        try await database.write { try Delegations.ensureFoundations(in: $0, at: now) }
    }

    var now: Date { clock.clock.now }
    var signIn: SignIn { SignIn(database: database, clock: clock.clock, isDemonstration: isDemonstration) }

    static let password = "una frase que solo yo diría"

    /// Cheap to check, so that a test of thirty attempts is quick.
    static func hash(_ password: String = password) throws -> String { try Passwords.hashNow(password, cost: Passwords.Cost(logN: 4, r: 1, p: 1)) }

    /// A person with one role.
    @discardableResult
    func person(_ email: String, _ role: Role, _ delegation: String, isDemonstration: Bool = false) async throws -> Person {
        let now = now
        let hash = try Self.hash()
        return try await database.write { tx in
            let person = try People.make(email: email, name: "Persona de prueba", language: .spanish, password: hash, isDemonstration: isDemonstration, by: .shell, at: now, in: tx)
            guard let party = try Delegations.find(slug: delegation, in: tx) else { throw AccountError.unknownDelegation(delegation) }
            try Grants.give(role, to: person.id, of: party, by: .shell, at: now, in: tx)
            return person
        }
    }

    func visit(from address: String = "192.0.2.1", device: String? = nil) -> SignIn.Visit {
        SignIn.Visit(client: SignInClient(address: address, device: device), browser: "Firefox, Linux", proof: "proof")
    }

    func tryIn(_ email: String, _ password: String = password, from address: String = "192.0.2.1", device: String? = nil) async throws -> Answer {
        Answer(try await signIn.begin(email: email, password: password, visit: visit(from: address, device: device)))
    }

    func isAuditWhole() async throws -> Bool { try await database.read { try AuditTrail.verify($0).breaks.isEmpty } }
}

/// An outcome in a form that compares.
enum Answer: Equatable {
    case opened(device: String), codeNeeded(String), enrolmentNeeded(String), refused, wait(Int), expired

    init(_ outcome: SignIn.Outcome) {
        self = switch outcome {
        case .opened(let opened): .opened(device: opened.device)
        case .codeNeeded(let ticket): .codeNeeded(ticket)
        case .enrolmentNeeded(let ticket, _): .enrolmentNeeded(ticket)
        case .refused: .refused
        case .wait(let seconds): .wait(seconds)
        case .expired: .expired
        }
    }

    var device: String? { if case .opened(let device) = self { device } else { nil } }
    var ticket: String? {
        switch self {
        case .codeNeeded(let ticket), .enrolmentNeeded(let ticket): ticket
        default: nil
        }
    }
    var isOpened: Bool { device != nil }
    var isWait: Bool { if case .wait = self { true } else { false } }
}
