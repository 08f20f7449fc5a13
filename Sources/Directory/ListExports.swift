import Foundation
import Formats
import Geography
import HTTPTypes
import Hummingbird
import Localization
import NIOCore
import Storage
import Web

/// The consular list of a country as files: CSV (read back by the import), vCard 4 (RFC 6350), GeoJSON (RFC 7946).
struct ListExports {
    let house: House

    var routes: [Route] {
        [
            Route(.get, "/lists/{country}/posts.csv", kind: .resource, access: .everyone) { try await list($0, as: .csv) },
            Route(.get, "/lists/{country}/posts.vcf", kind: .resource, access: .everyone) { try await list($0, as: .vcard) },
            Route(.get, "/lists/{country}/posts.geojson", kind: .resource, access: .everyone) { try await list($0, as: .geoJSON) },
            Route(.get, "/posts/{slug}.vcf", kind: .resource, access: .everyone, card),
        ]
    }

    enum Form { case csv, vcard, geoJSON }

    /// Posts in one file: more than any country has.
    private static let limit = 5000

    private func list(_ ask: Ask, as form: Form) async throws -> Response {
        guard let receiving = CountryCode(try ask.parameter("country")), receiving.isMember else { throw PageError.notFound }
        var filter = Posts.Filter(receiving: receiving)
        if let text = ask.query["sending"] {
            guard let sending = CountryCode(text) else { throw PageError.badRequest(field: "sending", reason: "country") }
            filter.sending = sending
        }
        let query = filter
        let name = "consular-posts-\(receiving.rawValue.lowercased())"
        if form == .csv {
            let bytes = try await house.database.read { try PostsCSV.write(query, limit: Self.limit, $0) }
            return ask.file(bytes, type: "text/csv; charset=utf-8; header=present", name: "\(name).csv")
        }
        let posts = try await house.database.read { try Posts($0).list(query, limit: Self.limit) }
        if form == .vcard {
            return ask.file(Array(posts.map { Self.vCard($0, ask) }.joined().utf8), type: "text/vcard; charset=utf-8", name: "\(name).vcf")
        }
        let features = posts.map { post in
            GeoJSON<APIPost>.Feature(id: post.slug, latitude: post.position?.latitude, longitude: post.position?.longitude, properties: APIPost(post, districts: nil, at: ask.now))
        }
        return try ask.json(GeoJSON(features), type: "application/geo+json")
    }

    private func card(_ ask: Ask) async throws -> Response {
        let slug = try ask.parameter("slug")
        guard let post = try await house.database.read({ try Posts($0).post(slug: slug) }) else { throw PageError.notFound }
        return ask.file(Array(Self.vCard(post, ask).utf8), type: "text/vcard; charset=utf-8", name: "\(post.slug).vcf")
    }

    static func vCard(_ post: Post, _ ask: Ask) -> String {
        var card = VCard()
        card.add("UID", raw: "urn:uuid:\(post.id)")
        card.add("KIND", raw: "org")
        for language in Language.all {
            if let name = post.name[language] { card.add("FN", ["LANGUAGE=\(language.code)"], text: name) }
        }
        if post.name.isEmpty { card.add("FN", text: post.slug) }
        card.add("ORG", components: [post.name.shown(in: post.name.source).text])
        if let address = post.address {
            card.add("ADR", ["TYPE=work"], components: ["", "", address, post.city, post.subdivision?.name(in: "en") ?? "", post.postalCode ?? "", post.receiving.name(in: "en")])
        }
        for phone in post.phones { card.add("TEL", ["VALUE=uri", "TYPE=\"voice,work\""], raw: phone.uri) }
        if let emergency = post.emergencyPhone { card.add("TEL", ["VALUE=uri", "TYPE=voice", "PREF=1"], raw: emergency.uri) }
        if let email = post.email { card.add("EMAIL", ["TYPE=work"], text: email) }
        if let website = post.website { card.add("URL", raw: website) }
        if let position = post.position { card.add("GEO", raw: "geo:\(position.latitude),\(position.longitude)") }
        if let zone = post.zone { card.add("TZ", text: zone.identifier) }
        if let verification = post.verification { card.add("NOTE", text: "Verified \(verification.on) / Verificado el \(verification.on)") }
        card.add("REV", raw: Self.timestamp(post.changedAt))
        return card.text
    }

    /// RFC 6350, 4.3.5: `20261124T141646Z`.
    private static func timestamp(_ instant: Date) -> String {
        instant.formatted(Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted))
    }
}
