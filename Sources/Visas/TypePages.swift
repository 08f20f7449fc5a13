import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The members' types of visa, for everybody.
struct TypePages {
    let house: House

    static let pageSize = 60

    var routes: [Route] {
        [
            .get("/visas/types", .everyone, countries),
            .get("/visas/types/{country}", .everyone, list),
            .get("/visas/types/{country}/{id}", .everyone, one),
        ]
    }

    private func countries(_ ask: Ask) async throws -> Response {
        let counts = try await house.database.read { try VisaTypes($0).counts() }
        let title = ask.text("visas.types.title"), language = ask.language.code
        var page = Page("visas/type_countries", title: title, [
            "title": title, "countries": CountryCode.members(sortedIn: language).map { country -> Model in
                ["href": ask.path("/visas/types/\(country.rawValue.lowercased())"), "name": country.name(in: language), "count": ask.formats.number(counts[country] ?? 0)]
            },
        ] as Model)
        page.section = "visas"
        return try ask.show(page)
    }

    private func list(_ ask: Ask) async throws -> Response {
        let country = try member(ask), pager = try Pager(ask, size: Self.pageSize)
        let (types, total) = try await house.database.read { tx in
            let store = VisaTypes(tx)
            return (try store.list(of: country, offset: pager.offset, limit: pager.size), try store.count(of: country))
        }
        let title = ask.text("visas.types.of", ["country": country.nameInText(in: ask.language.code)])
        var model = try pager.model(of: total, at: ask.path("/visas/types/\(country.rawValue.lowercased())"))
        model["title"] = title
        model["types"] = types.map { TypeView($0, ask).line }
        model["is_empty"] = types.isEmpty
        model["all"] = ask.path("/visas/types")
        model["add"] = ask.may(.keepVisaTypes, of: .init(country: country)) ? ask.path("/desk/visas/types/new?country=\(country)") : false
        var page = Page("visas/types", title: title, model)
        page.section = "visas"
        page.validUntil = ask.tomorrow
        page.json = "/api/v1/visas/types?country=\(country)"
        return try ask.show(page)
    }

    private func one(_ ask: Ask) async throws -> Response {
        let country = try member(ask)
        guard let id = ID<VisaType>(try ask.parameter("id")), let type = try await house.database.read({ try VisaTypes($0).type(id) }), type.country == country else { throw PageError.notFound }
        guard type.endedAt == nil else { throw PageError.gone }
        let view = TypeView(type, ask), shown = type.card.name.shown(in: ask.language)
        var model = view.model
        model["title"] = shown.text
        model["all"] = ask.path("/visas/types/\(country.rawValue.lowercased())")
        model["all_name"] = ask.text("visas.types.of", ["country": country.nameInText(in: ask.language.code)])
        model["edit"] = ask.may(.keepVisaTypes, of: .init(country: country)) ? ask.path("/desk/visas/types/\(id)") : false
        var page = Page("visas/type", title: "\(shown.text) · \(country.name(in: ask.language.code))", model)
        page.section = "visas"
        page.validUntil = ask.tomorrow
        return try ask.show(page)
    }

    private func member(_ ask: Ask) throws -> CountryCode {
        let country = try ask.countryInPath()
        guard country.isMember else { throw PageError.notFound }
        return country
    }
}

/// A type of visa as pages show it.
struct TypeView {
    let type: VisaType
    let ask: Ask

    init(_ type: VisaType, _ ask: Ask) { (self.type, self.ask) = (type, ask) }

    private func shown(_ text: LocalizedText) -> Model {
        let shown = text.shown(in: ask.language)
        return ["text": shown.text, "lang": shown.language == ask.language ? false : shown.language.code]
    }

    private var standing: Model {
        guard let verification = type.verification else { return ["text": ask.text("visas.standing.never", ["country": type.country.nameInText(in: ask.language.code)]), "tone": "warn"] }
        let isFresh = [.current, .due].contains(type.freshness(today: ask.today))
        return ["text": ask.text(isFresh ? "visas.standing.confirmed" : "visas.standing.overdue", ["country": type.country.nameInText(in: ask.language.code), "day": ask.formats.date(verification.on)]), "tone": isFresh ? "good" : "warn"]
    }

    var line: Model {
        ["href": ask.path(type.path), "name": shown(type.card.name), "purpose": ask.text("visas.purpose.\(type.card.purpose.rawValue)"), "stay": stay ?? false, "standing": standing, "is_demonstration": type.isDemonstration]
    }

    private var stay: String? {
        type.card.days.map { ask.text($0 == 1 ? "visas.types.stay.one" : "visas.types.stay.many", ["days": ask.formats.number($0)]) }
    }

    var model: Model {
        let card = type.card
        let documents = card.documents.shown(in: ask.language)
        let lines = documents.text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        var model = line
        model.merge([
            "entries": ask.text("visas.entries.\(card.entries.rawValue)"), "apply_at": ask.text("visas.apply_at.\(card.applyAt.rawValue)"),
            "fee": card.fee.map { $0.cents == 0 ? ask.text("visas.types.free") : "\(ask.formats.number(Double($0.cents) / 100, decimals: 2)) \($0.currency.rawValue)" } ?? false,
            "processing": card.processingDays.map { ask.text($0 == 1 ? "visas.types.takes.one" : "visas.types.takes.many", ["days": ask.formats.number($0)]) } ?? false,
            "documents": lines, "has_documents": !lines.isEmpty, "documents_lang": documents.language == ask.language ? false : documents.language.code,
            "legal_basis": card.legalBasis, "url": card.url ?? false, "country": type.country.name(in: ask.language.code),
        ] as Model) { _, new in new }
        return model
    }
}
