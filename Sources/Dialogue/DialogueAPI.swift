import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The dialogues as data: what the pages show, to the same people.
struct DialogueAPI {
    let house: House
    let outside: DialogueRoom.Outside

    static let pageSize = 100

    var routes: [Route] {
        [
            .api("/dialogue", list),
            .api("/dialogue/{id}", one),
        ]
    }

    private struct APIPage: Encodable {
        let tracks: [APITrack]
        let total: Int
        let next: OrNull<String>
    }

    private func list(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["state", "page"])
        let state = try ask.trackState(), page = try ask.pageNumber(), filter = Tracks.Filter(for: ask.viewer, state: state), outside = outside, now = ask.now, isInside = ask.may(.seeFigures)
        let (tracks, total, delegations, figures) = try await house.database.read { tx in
            let all = Tracks(tx), compared = try outside.compare(all.list(filter, offset: (page - 1) * Self.pageSize, limit: Self.pageSize), isInside: isInside, at: now, in: tx)
            return (compared.tracks, try all.count(filter), try Delegations.all(in: tx), compared.now)
        }
        let items = tracks.map { APITrack($0, delegations, now: figures[$0.country], url: ask.absolute(ask.path($0.path)), isWhole: false) }
        let next = page * Self.pageSize < total ? "/api/v1/dialogue?" + [state.map { "state=\($0.rawValue)" }, "page=\(page + 1)"].compactMap(\.self).joined(separator: "&") : nil
        return try ask.json(APIPage(tracks: items, total: total, next: .init(next)), validUntil: ask.tomorrow)
    }

    private func one(_ ask: Ask) async throws -> Response {
        try ask.allowOnly([])
        let key = try ask.parameter("id"), viewer = ask.viewer, outside = outside, now = ask.now, isInside = ask.may(.seeFigures)
        let found = try await house.database.read { tx -> (Track, [Delegation], IssuanceFigures?)? in
            guard let track = try Tracks(tx).track(key: key), viewer.maySee(track.audience) else { return nil }
            let compared = try outside.compare([track], isInside: isInside, at: now, in: tx)
            return (compared.tracks[0], try Delegations.all(in: tx), compared.now[track.country])
        }
        guard let (track, delegations, figures) = found else { throw PageError.notFound }
        return try ask.json(APITrack(track, delegations, now: figures, url: ask.absolute(ask.path(track.path)), isWhole: true), validUntil: ask.tomorrow)
    }
}
