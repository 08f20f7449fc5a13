import Foundation
import Geography
import Localization

/// A post as the API gives it. What is not known is null, never left out.
public struct APIPost: Encodable, Sendable {
    /// A text in each of the languages that it has.
    public struct Texts: Encodable, Sendable {
        let es: String?
        let en: String?

        init(_ text: LocalizedText) {
            es = text[.spanish]
            en = text[.english]
        }

        init(es: String?, en: String?) {
            self.es = es
            self.en = en
        }

        private enum Keys: String, CodingKey { case es, en }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(es, forKey: .es)
            try container.encode(en, forKey: .en)
        }
    }

    public struct Source: Encodable, Sendable {
        let fields: String
        let name: String
        let url: String?
        let asOf: Day
        let licence: String?
    }

    let post: Post
    /// nil where they were not asked for.
    let districts: [District]?
    let sources: [FactSource]?
    /// Only in the finder's answers.
    let distance: Double?
    let reason: FinderAnswer.Reason?
    let now: Date

    init(_ post: Post, districts: [District]?, sources: [FactSource]? = nil, distance: Double? = nil, reason: FinderAnswer.Reason? = nil, at now: Date) {
        self.post = post
        self.districts = districts
        self.sources = sources
        self.distance = distance
        self.reason = reason
        self.now = now
    }

    /// nil when no hours are known.
    private var isOpen: Bool? {
        let day = Day(now, in: post.zone ?? .network)
        if [.temporarilyClosed, .closed].contains(post.status(on: day)) { return false }
        guard let hours = post.hours, let zone = post.zone else { return nil }
        if case .open = hours.state(at: now, in: zone) { return true }
        return false
    }

    /// Until when ``isOpen`` stays as it is; nil when only an edit can change it.
    var validUntil: Date? {
        guard let hours = post.hours, let zone = post.zone else { return nil }
        return hours.nextChange(after: now, in: zone)
    }

    private enum Keys: String, CodingKey {
        case id, key, name, sendingState, receivingState, `class`, honorary, city, subdivision, address, postalCode, latitude, longitude, phones, emergencyPhone,
             email, website, hours, timeZone, openNow, services, status, statusFrom, statusUntil, verifiedOn, verificationDueOn, freshness, demonstration, districts,
             sources, distanceKm, reason
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(post.id, forKey: .id)
        try container.encode(post.slug, forKey: .key)
        try container.encode(Texts(post.name), forKey: .name)
        try container.encode(post.sending, forKey: .sendingState)
        try container.encode(post.receiving, forKey: .receivingState)
        try container.encode(post.postClass, forKey: .class)
        try container.encode(post.isHonorary, forKey: .honorary)
        try container.encode(post.city, forKey: .city)
        try container.encode(post.subdivision, forKey: .subdivision)
        try container.encode(post.address, forKey: .address)
        try container.encode(post.postalCode, forKey: .postalCode)
        try container.encode(post.position?.latitude, forKey: .latitude)
        try container.encode(post.position?.longitude, forKey: .longitude)
        try container.encode(post.phones, forKey: .phones)
        try container.encode(post.emergencyPhone, forKey: .emergencyPhone)
        try container.encode(post.email, forKey: .email)
        try container.encode(post.website, forKey: .website)
        try container.encode(post.hours?.description, forKey: .hours)
        try container.encode(post.zone?.identifier, forKey: .timeZone)
        try container.encode(isOpen, forKey: .openNow)
        try container.encode(post.services, forKey: .services)
        try container.encode(post.status, forKey: .status)
        try container.encode(post.statusFrom, forKey: .statusFrom)
        try container.encode(post.statusUntil, forKey: .statusUntil)
        try container.encode(post.verification?.on, forKey: .verifiedOn)
        try container.encode(post.verification?.due, forKey: .verificationDueOn)
        try container.encode(post.freshness(today: Day(now, in: .network)), forKey: .freshness)
        try container.encode(post.isDemonstration, forKey: .demonstration)
        if let districts { try container.encode(districts.map(\.description).sorted(), forKey: .districts) }
        if let sources {
            try container.encode(sources.map { Source(fields: $0.fields, name: $0.name, url: $0.url, asOf: $0.asOf, licence: $0.licence) }, forKey: .sources)
        }
        if let reason {
            try container.encode(reason, forKey: .reason)
            try container.encode(distance.map { ($0 * 10).rounded() / 10 }, forKey: .distanceKm)
        }
    }
}

/// The finder's answer as the API gives it.
struct APIFinderAnswer: Encodable {
    let answer: APIPost?
    let why: APIPost.Texts
    let alternatives: [APIPost]

    private enum Keys: String, CodingKey { case answer, why, alternatives }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(answer, forKey: .answer)
        try container.encode(why, forKey: .why)
        try container.encode(alternatives, forKey: .alternatives)
    }
}

/// A page of a list, with the address of the next.
struct APIPage<Item: Encodable>: Encodable {
    let items: [Item]
    let total: Int
    let next: String?
    /// What the list is of: `posts`.
    let name: String

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(items, forKey: Key(stringValue: name))
        try container.encode(total, forKey: Key(stringValue: "total"))
        try container.encode(next, forKey: Key(stringValue: "next"))
    }
}
