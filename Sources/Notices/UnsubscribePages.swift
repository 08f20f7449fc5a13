import Accounts
import Foundation
import Hummingbird
import Localization
import Records
import Storage
import Web

/// The way out of a digest without signing in: a page that asks, and one POST that does it, from that page or from the mail
/// program itself (RFC 8058). The link's signature stands in for the proof that other forms carry.
struct UnsubscribePages {
    let house: House

    var routes: [Route] {
        [.get("/notices/unsubscribe/{token}", .everyone, asked), .post("/notices/unsubscribe/{token}", .everyone, end)]
    }

    private func asked(_ ask: Ask) async throws -> Response {
        let (_, digest, _) = try await order(ask)
        return try show(ask, digest, isDone: false)
    }

    private func end(_ ask: Ask) async throws -> Response {
        let (person, digest, actor) = try await order(ask)
        let now = ask.now
        try await house.database.write(affectsPages: false) { try Preferences($0).end(digest, of: person, by: actor, at: now) }
        return try show(ask, digest, isDone: true)
    }

    private func order(_ ask: Ask) async throws -> (person: UUID, digest: Frequency, actor: Actor) {
        let token = try ask.parameter("token")
        return try await house.database.read { tx in
            guard let order = try UnsubscribeKey.kept(in: tx)?.read(token), let person = try People.find(ID<Person>(order.person), in: tx) else { throw PageError.notFound }
            return (order.person, order.digest, Actor(person: order.person, delegation: nil, name: person.name))
        }
    }

    private func show(_ ask: Ask, _ digest: Frequency, isDone: Bool) throws -> Response {
        let title = ask.text("notices.unsubscribe.\(isDone ? "done" : "title")_\(digest.rawValue)")
        var response = try ask.show("unsubscribe", title: title, ["is_done": isDone, "action": ask.request.head.path ?? "", "choices": ask.path("/account/notices")])
        // The address is a key: no copy of the page is kept anywhere.
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
