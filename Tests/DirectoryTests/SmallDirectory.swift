import Accounts
import Foundation
import Geography
import Localization
import Networks
import Records
import Storage
@testable import Directory

/// A directory with just the posts that a test needs, in a database of its own.
struct SmallDirectory: Sendable {
    let database: Database
    let now = Date(timeIntervalSince1970: 1_795_600_000)
    var today: Day { Day(now, in: .network) }

    init(_ engine: Engine = .sqlite) async throws {
        database = try await Database.open(try await engine.database(of: "directory"))
        try await database.migrate([AuditTrail.migrations, Job.migrations, AccountsSchema.migrations, DirectoryRoom.migrations])
    }

    /// Adds a post from a few of its fields; the rest is filled in.
    @discardableResult
    func add(_ key: String, _ fields: [String: String] = [:]) async throws -> Post {
        let parts = key.split(separator: "-").map { $0.uppercased() }
        var values = ["key": key, "sending_state": parts[0], "receiving_state": parts[1], "class": "consulate", "name_es": "Consulado \(key)", "name_en": "Consulate \(key)", "city": "City"]
        values.merge(fields) { _, new in new }
        let card = PostCard(values), now = now
        return try await database.write { tx in
            var reader = CardReader(card)
            let read = reader.read(old: nil, now: now)
            guard let (post, districts) = read else { throw Unreadable(faults: reader.faults) }
            try Posts(tx).save(post, districts: districts, sources: nil, action: "test", by: .shell, at: now)
            return post
        }
    }

    struct Unreadable: Error { let faults: [PostCard.Fault] }

    func find(_ nationality: String, _ place: Whereabouts?, on day: Day? = nil) async throws -> FinderAnswer {
        guard let national = CountryCode(nationality), let place else { throw PlaceUnknown() }
        let day = day ?? today
        return try await database.read { try Finder($0).answer(national: national, at: place, on: day) }
    }

    struct PlaceUnknown: Error {}

    func plan(_ csv: String, sending: Set<CountryCode>? = nil) async throws -> PostImport {
        let bytes = Array(csv.utf8), now = now
        return try await database.read { try PostImport.plan(bytes, file: "posts.csv", sending: sending, at: now, in: $0) }
    }
}
