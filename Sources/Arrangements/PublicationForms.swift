import Accounts
import Foundation
import Hummingbird
import Localization
import Storage
import Web

/// The answers to "may more people read it?".
struct PublicationForms {
    let house: House

    var routes: [Route] {
        [
            .post("/arrangements/{id}/publication", .may(.confirmArrangement), agree),
            .post("/arrangements/{id}/publication/refusal", .may(.keepArrangements), decline),
        ]
    }

    private func agree(_ ask: Ask) async throws -> Response {
        let values = try await ask.form(), viewer = try ask.person(), permissions = house.permissions, key = try ask.parameter("id"), now = ask.now
        guard let side = values["side"].flatMap(Arrangement.Side.init(rawValue:)), let level = values["level"].flatMap(PublicationLevel.init(rawValue:)),
              let version = values["version"].flatMap({ Int($0) }) else { throw PageError.notFound }
        return try await answer(ask, done: "arrangements.agreed_done") {
            try await house.database.write { tx in
                let all = Arrangements(tx)
                guard let arrangement = try all.arrangement(key: key), viewer.maySee(arrangement.terms.level, of: .init()) else { throw PageError.notFound }
                guard let grant = viewer.grant(for: .confirmArrangement, of: arrangement.owner(side), under: permissions) else { throw PageError.forbidden }
                try all.agree(arrangement.id, to: level, version: version, side: side, by: viewer.actor(by: grant), at: now)
            }
        }
    }

    private func decline(_ ask: Ask) async throws -> Response {
        guard let level = try await ask.form()["level"].flatMap(PublicationLevel.init(rawValue:)) else { throw PageError.notFound }
        return try await answer(ask, done: "arrangements.declined_done") {
            try await ask.onArrangement { all, arrangement, _, actor, now in try all.decline(arrangement.id, level, by: actor, at: now) }
        }
    }

    private func answer(_ ask: Ask, done: String, _ body: () async throws -> Void) async throws -> Response {
        let path = ask.path("/arrangements/\(try ask.parameter("id"))")
        do { try await body() } catch ArrangementFault.changedMeanwhile { return ask.redirect(to: path, done: "arrangements.not_answered_done") }
        return ask.redirect(to: path, done: done)
    }
}
