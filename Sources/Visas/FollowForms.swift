import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// "Follow by mail" and its end, on the page of a nationality's changes; for whoever has an account.
struct FollowForms {
    let house: House

    var routes: [Route] {
        [
            .post("/visas/changes/{country}/following", .may(.followChanges)) { try await act($0, done: "visas.changes.follow_done") { try $0.follow($1, by: $2, $3, at: $4) } },
            .post("/visas/changes/{country}/following/ending", .may(.followChanges)) { try await act($0, done: "visas.changes.left_done") { try $0.stopFollowing($1, by: $2, $3, at: $4) } },
        ]
    }

    private func act(_ ask: Ask, done: String, _ verb: @escaping @Sendable (Visas, CountryCode, UUID, Actor, Date) throws -> Void) async throws -> Response {
        _ = try await ask.form()
        let country = try ask.countryInPath(), viewer = try ask.person(), actor = ask.actor(try ask.require(.followChanges, of: nil)), now = ask.now
        // Nobody else's page shows it.
        try await house.database.write(affectsPages: false) { try verb(Visas($0), country, viewer.person.uuid, actor, now) }
        return ask.redirect(to: ask.path("/visas/changes/\(country.rawValue.lowercased())"), done: done)
    }
}
