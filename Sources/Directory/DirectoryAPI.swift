import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The directory and the finder as data. What a page shows, its API shows, to the same people.
struct DirectoryAPI {
    let house: House

    static let pageSize = 100

    var routes: [Route] {
        [
            .api("/finder", finder),
            .api("/posts", posts),
            .api("/posts/{key}", post),
            .api("/coverage", coverage),
            .api("/officers", officers),
            .api("/places", places),
        ]
    }

    // MARK: The finder

    private func finder(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["nationality", "place", "lat", "lon"])
        let nationality = try ask.requiredCountry("nationality")
        let place = try whereabouts(ask)
        let today = ask.today, now = ask.now
        let found = nationality == place.country ? nil : try await house.database.read { try Finder($0).answer(national: nationality, at: place, on: today) }
        func data(_ choice: FinderAnswer.Choice) -> APIPost {
            APIPost(choice.post, districts: nil, distance: choice.distance, reason: choice.reason, at: now)
        }
        let answer = found?.answer.map(data)
        let response = APIFinderAnswer(answer: answer, why: why(found, nationality, place), alternatives: found?.alternatives.map(data) ?? [])
        return try ask.json(response, validUntil: min(ask.tomorrow, answer?.validUntil ?? ask.tomorrow))
    }

    private func whereabouts(_ ask: Ask) throws -> Whereabouts {
        if let code = ask.query["place"] {
            if ask.query["lat"] != nil || ask.query["lon"] != nil { throw PageError.badRequest(field: "place", reason: "place_or_position") }
            guard let place = Whereabouts(code: code), place.country.isMember else { throw PageError.nothingThere(field: "place", reason: "place") }
            return place
        }
        guard ask.query["lat"] != nil || ask.query["lon"] != nil else { throw PageError.badRequest(field: "place", reason: "missing") }
        func number(_ name: String) throws -> Double {
            guard let text = ask.query[name] else { throw PageError.badRequest(field: name, reason: "missing") }
            guard let number = Double(text), number.isFinite else { throw PageError.badRequest(field: name, reason: "position") }
            return number
        }
        guard let position = Position(latitude: try number("lat"), longitude: try number("lon")) else { throw PageError.badRequest(field: "lat", reason: "position") }
        guard let place = Whereabouts(at: position) else { throw PageError.nothingThere(field: "lat", reason: "outside") }
        return place
    }

    private func why(_ found: FinderAnswer?, _ nationality: CountryCode, _ place: Whereabouts) -> APIPost.Texts {
        func text(_ language: Language) -> String {
            let code = language.code
            let values = FinderWords.values(nationality: nationality, place: place, covering: found?.answer?.post.sending, in: code)
            guard let found else { return house.catalogue.text("directory.finder.own_country", in: language, values) }
            let key = found.answer.map { "directory.why.\($0.reason.rawValue)" } ?? "directory.finder.nobody"
            return house.catalogue.text(key, in: language, values)
        }
        return .init(es: text(.spanish), en: text(.english))
    }

    // MARK: Posts

    private func posts(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["receiving_state", "sending_state", "page"])
        var filter = Posts.Filter()
        filter.receiving = try ask.country("receiving_state")
        filter.sending = try ask.country("sending_state")
        let page = try ask.pageNumber()
        let query = filter, now = ask.now
        let (posts, districts, total) = try await house.database.read { tx in
            let store = Posts(tx)
            let posts = try store.list(query, offset: (page - 1) * Self.pageSize, limit: Self.pageSize)
            return (posts, try store.districts(of: posts.map(\.id)), try store.count(query))
        }
        let items = posts.map { APIPost($0, districts: districts[$0.id] ?? [], at: now) }
        var next: String?
        if page * Self.pageSize < total {
            let parts = [filter.receiving.map { "receiving_state=\($0)" }, filter.sending.map { "sending_state=\($0)" }, "page=\(page + 1)"]
            next = "/api/v1/posts?" + parts.compactMap(\.self).joined(separator: "&")
        }
        return try ask.json(APIPage(items: items, total: total, next: next, name: "posts"), validUntil: items.compactMap(\.validUntil).reduce(ask.tomorrow, min))
    }

    private func post(_ ask: Ask) async throws -> Response {
        try ask.allowOnly([])
        let key = try ask.parameter("key"), now = ask.now
        let found = try await house.database.read { tx -> APIPost? in
            let posts = Posts(tx)
            guard let post = try posts.post(slug: key) else { return nil }
            return APIPost(post, districts: try posts.districts(of: [post.id])[post.id] ?? [], sources: try posts.sources(of: [post.id])[post.id] ?? [], at: now)
        }
        guard let found else { throw PageError.notFound }
        return try ask.json(found, validUntil: min(ask.tomorrow, found.validUntil ?? ask.tomorrow))
    }

    // MARK: Officers

    private func officers(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["receiving_state", "sending_state", "on", "page"])
        let receiving = try ask.requiredCountry("receiving_state"), sending = try ask.country("sending_state")
        guard receiving.isMember else { throw PageError.badRequest(field: "receiving_state", reason: "member") }
        let page = try ask.pageNumber(), today = ask.today, viewer = ask.viewer
        let day = try ask.query["on"].map { text in
            guard let day = Day(text) else { throw PageError.badRequest(field: "on", reason: "day") }
            guard day <= today else { throw PageError.nothingThere(field: "on", reason: "future") }
            return day
        } ?? today
        let (items, total) = try await house.database.read { tx in
            let store = Officers(tx)
            return (try store.apiList(in: receiving, on: day, sending: sending, to: viewer, offset: (page - 1) * Self.pageSize, limit: Self.pageSize),
                    try store.tally(in: receiving, on: day, sending: sending, to: viewer).all)
        }
        var next: String?
        if page * Self.pageSize < total {
            let parts = ["receiving_state=\(receiving)", sending.map { "sending_state=\($0)" }, "on=\(day)", "page=\(page + 1)"]
            next = "/api/v1/officers?" + parts.compactMap(\.self).joined(separator: "&")
        }
        return try ask.json(APIPage(items: items, total: total, next: next, name: "officers"), validUntil: ask.tomorrow)
    }

    // MARK: Coverage and places

    private struct APICoverage: Encodable {
        struct Part: Encodable {
            let subdivision: SubdivisionCode
            let standing: Coverage.Standing
            let posts: [String]
        }

        let sendingState: CountryCode
        let receivingState: CountryCode
        let whole: Bool
        let subdivisions: [Part]
    }

    private func coverage(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["sending_state", "receiving_state"])
        let sending = try ask.requiredCountry("sending_state"), receiving = try ask.requiredCountry("receiving_state")
        guard receiving.isMember else { throw PageError.badRequest(field: "receiving_state", reason: "member") }
        guard sending != receiving else { throw PageError.nothingThere(field: "receiving_state", reason: "same_state") }
        let coverage = try await house.database.read { try Coverage(sending: sending, receiving: receiving, $0) }
        let parts = receiving.subdivisions(sortedIn: "en").map {
            APICoverage.Part(subdivision: $0, standing: coverage.standing(of: $0), posts: coverage.posts(in: $0).map(\.slug))
        }
        return try ask.json(APICoverage(sendingState: sending, receivingState: receiving, whole: coverage.isWhole, subdivisions: parts))
    }

    private struct APIPlace: Encodable {
        let id: String
        let name: String
        let subdivision: SubdivisionCode
        let municipality: String?
        let latitude: Double
        let longitude: Double

        private enum Keys: String, CodingKey { case id, name, subdivision, municipality, latitude, longitude }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(id, forKey: .id)
            try container.encode(name, forKey: .name)
            try container.encode(subdivision, forKey: .subdivision)
            try container.encode(municipality, forKey: .municipality)
            try container.encode(latitude, forKey: .latitude)
            try container.encode(longitude, forKey: .longitude)
        }
    }

    /// Towns by the beginning of their names, for `place` of the finder.
    private func places(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["q", "country"])
        guard let typed = ask.query["q"] else { throw PageError.badRequest(field: "q", reason: "missing") }
        guard typed.count <= 80 else { throw PageError.badRequest(field: "q", reason: "too_long") }
        let places = Gazetteer.shared.places(matching: typed, in: try ask.country("country"), limit: 20).map {
            APIPlace(id: String($0.id), name: $0.name, subdivision: $0.subdivision, municipality: $0.municipality, latitude: $0.position.latitude, longitude: $0.position.longitude)
        }
        return try ask.json(["places": places])
    }
}

/// The words with which a page and the API say who asked and where.
enum FinderWords {
    static func values(nationality: CountryCode, place: Whereabouts, covering: CountryCode? = nil, in language: String) -> [String: String] {
        let here = place.town.map { [$0, place.subdivision?.name(in: language)].compactMap(\.self).joined(separator: ", ") }
            ?? place.subdivision.map { "\($0.name(in: language)), \(place.country.name(in: language))" } ?? place.country.nameInText(in: language)
        return [
            "nationality": nationality.nameInText(in: language), "place": here, "country": place.country.nameInText(in: language),
            "covering": (covering ?? nationality).nameInText(in: language),
        ]
    }
}
