import Accounts
import Directory
import Foundation
import Records
import Storage
import Visas

/// The invented accounts and records of `enlace demo`, each marked as such.
public enum Demonstration {
    public typealias Account = DemonstrationAccounts.Account

    /// Of every invented account: it opens nothing on a server that was not started as a demonstration.
    public static let password = "enlace-demostracion"

    /// Makes what is missing.
    @discardableResult
    public static func fill(_ database: Database, at now: Date) async throws -> [Account] {
        try await database.write { tx in
            try DemonstrationRecords.create(in: tx, at: now)
            try DemonstrationVisas.create(in: tx, at: now)
            let post = try Posts(tx).post(slug: "mx-us-tucson")
            return try DemonstrationAccounts.create(in: tx, password: password, consulPost: post?.id.uuid, at: now)
        }
    }

    /// Whether a database is in real use, so that no demonstration may be made of it.
    public static func isForbidden(_ tx: Transaction) throws -> Bool { try DemonstrationAccounts.wouldMixWithReal(in: tx) }

    /// Whether a database belongs to a demonstration.
    public static func isIn(_ tx: Transaction) throws -> Bool { try DemonstrationAccounts.exist(in: tx) }
}
