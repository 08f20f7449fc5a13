import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// Who needs a visa to enter a country: all nationalities on one page, by what is asked of them.
struct DestinationPages {
    let house: House

    var routes: [Route] {
        [
            .get("/visas/to", .everyone, choose),
            .get("/visas/to/{country}", .everyone, list),
        ]
    }

    /// Address without language.
    static func path(of destination: CountryCode) -> String { "/visas/to/\(destination.rawValue.lowercased())" }

    private func choose(_ ask: Ask) async throws -> Response {
        let title = ask.text("visas.to.title"), language = ask.language.code
        var page = Page("visas/destinations", title: title, [
            "title": title, "countries": CountryCode.members(sortedIn: language).map { ["href": ask.path(Self.path(of: $0)), "name": $0.name(in: language)] as Model },
        ] as Model)
        page.section = "visas"
        return try ask.show(page)
    }

    private func list(_ ask: Ask) async throws -> Response {
        let destination = try ask.countryInPath(), question = try ListQuestion(ask)
        guard destination.isMember else { throw PageError.notFound }
        let rules = try await house.database.read { try Visas($0).rules(of: destination, question.document, question.purpose, on: question.day) }
        let title = ask.text("visas.to.of", ["country": destination.nameInText(in: ask.language.code)])
        var model = question.filter(ask)
        model.merge(DestinationView(destination: destination, question: question, rules: rules, ask: ask).model) { _, new in new }
        model["title"] = title
        model["is_narrowed"] = question.document != .ordinary || question.purpose != .visit || question.on != nil
        model["action"] = ask.path(Self.path(of: destination))
        var page = Page("visas/destination", title: title, model)
        page.section = "visas"
        page.validUntil = ask.tomorrow
        page.description = title
        page.json = listAddress("/api/v1/visas/rules", [("destination", destination.rawValue), ("document", question.document.rawValue), ("purpose", question.purpose.rawValue)])
        page.isIndexed = ask.query["on"] == nil
        return try ask.show(page)
    }
}

/// What a list of many rules is narrowed to.
struct ListQuestion {
    let document: TravelDocument
    let purpose: Purpose
    let day: Day
    /// As asked; nil for today.
    let on: Day?

    init(_ ask: Ask) throws {
        document = try ask.choice("document") ?? .ordinary
        purpose = try ask.choice("purpose") ?? .visit
        on = try ask.day("on")
        day = on ?? ask.today
    }

    /// For `{{> visas/filter}}`.
    func filter(_ ask: Ask) -> Model {
        let form = Form(ask.query, ask)
        return [
            "document": form.select("document", label: ask.text("visas.field.document"), options: TravelDocument.allCases.map { ($0.rawValue, ask.text("visas.document.\($0.rawValue)")) }, value: document.rawValue, required: true),
            "purpose": form.select("purpose", label: ask.text("visas.field.purpose"), options: Purpose.allCases.map { ($0.rawValue, ask.text("visas.purpose.\($0.rawValue)")) }, value: purpose.rawValue, required: true),
            "on": form.field("on", label: ask.text("visas.field.on"), type: "date"),
        ]
    }
}

/// A country's rules for everybody, as its page shows them.
struct DestinationView {
    let destination: CountryCode
    let question: ListQuestion
    /// Those that apply on the day.
    let rules: [Rule]
    let ask: Ask

    private var language: String { ask.language.code }

    var model: Model {
        let byNationality = Dictionary(rules.map { ($0.subject.nationality, $0) }, uniquingKeysWith: { first, _ in first })
        let all = CountryCode.all(sortedIn: language).filter { !RuleSubject($0, to: destination, document: question.document).isOwnNational }
        let groups = Requirement.allCases.compactMap { requirement -> Model? in
            let members = all.compactMap { byNationality[$0] }.filter { $0.ruling.requirement == requirement }
            return members.isEmpty ? nil : group(ask.text("visas.requirement.\(requirement.rawValue)"), requirement.tone, members.map(entry))
        }
        let unknown = all.filter { byNationality[$0] == nil }
        let rest = unknown.isEmpty ? [] : [group(ask.text("visas.to.unknown"), "warn", unknown.map { ["href": href($0), "name": $0.name(in: language)] })]
        let words = ["country": destination.nameInText(in: language), "document": ask.text("visas.document.\(question.document.rawValue)"),
                     "purpose": ask.text("visas.purpose.\(question.purpose.rawValue)").lowercased(), "day": ask.formats.date(question.day)]
        return ["lead": ask.text("visas.to.lead", words), "groups": groups + rest, "standing": standing(words), "all": ask.path("/visas/to"),
                "has_conditions": rules.contains { !$0.ruling.conditions.all.isEmpty || $0.ruling.note != nil }]
    }

    private func group(_ name: String, _ tone: String, _ countries: [Model]) -> Model {
        ["group": name, "tone": tone, "count": ask.formats.number(countries.count), "countries": countries]
    }

    private func entry(_ rule: Rule) -> Model {
        let days = rule.ruling.days.map { ask.text($0 == 1 ? "visas.to.day" : "visas.to.days", ["days": ask.formats.number($0)]) }
        return ["href": href(rule.subject.nationality), "name": rule.subject.nationality.name(in: language), "days": days ?? false, "is_confirmed": rule.isConfirmed,
                "is_conditional": !rule.ruling.conditions.all.isEmpty || rule.ruling.note != nil]
    }

    private func href(_ nationality: CountryCode) -> String {
        ask.path(listAddress("/visas/answer", [("nationality", nationality.rawValue), ("document", question.document.rawValue), ("destination", destination.rawValue), ("purpose", question.purpose.rawValue), ("on", question.on?.description)]))
    }

    /// How much of it the country has said itself.
    private func standing(_ words: [String: String]) -> Any {
        let confirmed = rules.count(where: \.isConfirmed)
        guard !rules.isEmpty else { return false }
        let key = confirmed == 0 ? "none" : confirmed == rules.count ? "all" : "some"
        return ask.text("visas.to.confirmed.\(key)", words.merging(["confirmed": ask.formats.number(confirmed), "rules": ask.formats.number(rules.count)]) { $1 })
    }
}
