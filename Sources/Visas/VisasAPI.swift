import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The rules and types of visa as data: what the pages show, to the same people.
struct VisasAPI {
    let house: House

    static let pageSize = 200

    var routes: [Route] {
        [
            .api("/visas/answer", answer),
            .api("/visas/rules", rules),
            .api("/visas/reciprocity", reciprocity),
            .api("/visas/changes", changes),
            .api("/visas/types", types),
        ]
    }

    /// One answer, on a day, as it is believed now or was believed at the end of an earlier day.
    private func answer(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["nationality", "destination", "document", "purpose", "on", "believed_on"])
        let nationality = try ask.requiredCountry("nationality")
        guard let destination = try ask.member("destination") else { throw PageError.badRequest(field: "destination", reason: "missing") }
        let subject = RuleSubject(nationality, to: destination, document: try ask.choice("document") ?? .ordinary, purpose: try ask.choice("purpose") ?? .visit)
        let day = try ask.day("on") ?? ask.today, today = ask.today
        let believed = try ask.day("believed_on").map { text -> Date? in
            guard text <= today else { throw PageError.nothingThere(field: "believed_on", reason: "future") }
            return text == today ? nil : text.adding(days: 1).start(in: .network)
        } ?? nil
        let found = try await house.database.read { try Visas($0).answer(subject, on: day, asBelievedAt: believed) }
        let page = listAddress(ask.path("/visas/answer"), [("nationality", nationality.rawValue), ("document", subject.document.rawValue), ("destination", destination.rawValue), ("purpose", subject.purpose.rawValue),
                                                           ("on", ask.query["on"])])
        return try ask.json(APIAnswer(found, subject, on: day, url: ask.absolute(page), house), validUntil: ask.tomorrow)
    }

    private struct Rules: Encodable {
        let rules: [APIRule]
        let total: Int
        let next: OrNull<String>
    }

    /// What is in force or to come.
    private func rules(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["destination", "nationality", "document", "purpose", "page"])
        let filter = Visas.Filter(destination: try ask.member("destination"), nationality: try ask.country("nationality"), document: try ask.choice("document"), purpose: try ask.choice("purpose"))
        let page = try ask.pageNumber(), today = ask.today, house = house
        let (rules, total) = try await house.database.read { tx in
            let visas = Visas(tx)
            return (try visas.list(filter, today: today, offset: (page - 1) * Self.pageSize, limit: Self.pageSize), try visas.count(filter, today: today))
        }
        let next = page * Self.pageSize < total ? listAddress("/api/v1/visas/rules", [
            ("destination", filter.destination?.rawValue), ("nationality", filter.nationality?.rawValue), ("document", filter.document?.rawValue), ("purpose", filter.purpose?.rawValue), ("page", String(page + 1)),
        ]) : nil
        return try ask.json(Rules(rules: rules.map { APIRule($0, house) }, total: total, next: OrNull(next)), validUntil: ask.tomorrow)
    }

    private func reciprocity(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["document", "purpose", "on"])
        let document: TravelDocument = try ask.choice("document") ?? .ordinary, purpose: Purpose = try ask.choice("purpose") ?? .visit, day = try ask.day("on") ?? ask.today
        let rules = try await house.database.read { try Visas($0).reciprocity(document, purpose, on: day) }
        let sorted = rules.values.sorted { ($0.subject.destination, $0.subject.nationality) < ($1.subject.destination, $1.subject.nationality) }
        return try ask.json(["rules": sorted.map { APIRule($0, house) }], validUntil: ask.tomorrow)
    }

    private struct Changes: Encodable {
        struct Change: Encodable {
            struct Before: Encodable {
                let requirement: Requirement
                let days: OrNull<Int>
            }

            let rule: APIRule
            let before: OrNull<Before>
            let againFrom: OrNull<Day>
        }

        let changes: [Change]
        let total: Int
        let next: OrNull<String>
    }

    private func changes(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["nationality", "page"])
        let nationality = try ask.requiredCountry("nationality"), page = try ask.pageNumber(), house = house
        let (announced, total) = try await house.database.read { tx in
            let visas = Visas(tx)
            return (try visas.announcements(for: nationality, offset: (page - 1) * Self.pageSize, limit: Self.pageSize), try visas.announcementCount(for: nationality))
        }
        let changes = announced.map { Changes.Change(rule: APIRule($0.rule, house), before: OrNull($0.was.map { .init(requirement: $0.requirement, days: OrNull($0.days)) }), againFrom: OrNull($0.againFrom)) }
        let next = page * Self.pageSize < total ? "/api/v1/visas/changes?nationality=\(nationality)&page=\(page + 1)" : nil
        return try ask.json(Changes(changes: changes, total: total, next: OrNull(next)))
    }

    private struct Types: Encodable {
        struct Kind: Encodable {
            let id: String
            let country: CountryCode
            let url: String
            let name: APITexts
            let purpose: Purpose
            let days: OrNull<Int>
            let entries: VisaTypeCard.Entries
            let fee: OrNull<String>
            let applyAt: VisaTypeCard.Desk
            let documents: APITexts
            let processingDays: OrNull<Int>
            let legalBasis: String
            let source: OrNull<String>
            let verifiedOn: OrNull<Day>

            init(_ type: VisaType, url: String) {
                let card = type.card
                (id, country, self.url, name, purpose, days) = (type.id.description, type.country, url, APITexts(card.name), card.purpose, OrNull(card.days))
                (entries, fee, applyAt, documents) = (card.entries, OrNull(card.fee?.description), card.applyAt, APITexts(card.documents))
                (processingDays, legalBasis, source, verifiedOn) = (OrNull(card.processingDays), card.legalBasis, OrNull(card.url), OrNull(type.verification?.on))
            }
        }

        let types: [Kind]
        let total: Int
        let next: OrNull<String>
    }

    private func types(_ ask: Ask) async throws -> Response {
        try ask.allowOnly(["country", "page"])
        guard let country = try ask.member("country") else { throw PageError.badRequest(field: "country", reason: "missing") }
        let page = try ask.pageNumber()
        let (types, total) = try await house.database.read { tx in
            let store = VisaTypes(tx)
            return (try store.list(of: country, offset: (page - 1) * Self.pageSize, limit: Self.pageSize), try store.count(of: country))
        }
        let next = page * Self.pageSize < total ? "/api/v1/visas/types?country=\(country)&page=\(page + 1)" : nil
        return try ask.json(Types(types: types.map { Types.Kind($0, url: ask.absolute(ask.path($0.path))) }, total: total, next: OrNull(next)))
    }
}
