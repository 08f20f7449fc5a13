import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The public answer: "I hold a passport of …, I want to go to … for …".
struct AnswerPages {
    let house: House
    let posts: any VisaPosts

    /// Posts and types of visa shown at most.
    static let shown = 4

    var routes: [Route] {
        [
            .get("/visas", .everyone, home),
            .get("/visas/group", .everyone, group),
            .get("/visas/answer", .everyone, answer),
        ]
    }

    // MARK: Asking

    private func home(_ ask: Ask) async throws -> Response { try show(ask, Form(ask.query, ask), isGroup: false) }
    private func group(_ ask: Ask) async throws -> Response { try show(ask, Form(ask.query, ask), isGroup: true) }

    private func show(_ ask: Ask, _ form: Form, isGroup: Bool) throws -> Response {
        let language = ask.language.code
        let members = CountryCode.members(sortedIn: language).map { ($0.rawValue, $0.name(in: language)) }
        let documents = TravelDocument.allCases.map { ($0.rawValue, ask.text("visas.document.\($0.rawValue)")) }
        func select(_ name: String, _ options: [(String, String)], value: String? = nil, empty: String? = nil, required: Bool = false) -> Model {
            form.select(name, label: ask.text("visas.field.\(name)"), options: options, value: value, empty: empty, required: required)
        }
        var model: Model = [
            "title": ask.text(isGroup ? "visas.ask.group" : "visas.title"), "action": ask.path("/visas/answer"),
            "destination": select("destination", members, empty: ask.text("web.form.choose"), required: true),
            "purpose": select("purpose", Purpose.allCases.map { ($0.rawValue, ask.text("visas.purpose.\($0.rawValue)")) }, value: Purpose.visit.rawValue, required: true),
            "via": select("via", members, empty: ask.text("visas.ask.direct")),
            "from": select("from", members, empty: ask.text("visas.ask.own_country")),
            "on": form.field("on", label: ask.text("visas.field.on"), type: "date", hint: ask.text("visas.hint.on")),
            "is_group": isGroup, "other": ask.path(isGroup ? "/visas" : "/visas/group"),
            "links": ["to", "reciprocity", "changes", "differences", "gaps", "types"].map { ["href": ask.path("/visas/\($0)"), "name": ask.text("visas.\($0).title")] as Model },
        ]
        let countries = CountryCode.all(sortedIn: language).map { ($0.rawValue, $0.name(in: language)) }
        if isGroup {
            model["countries"] = countries.map(\.1)
            model["people"] = people(form, documents, ask)
        } else {
            var nationality = select("nationality", countries.filter { pair in members.contains { $0.0 == pair.0 } }, empty: ask.text("web.form.choose"), required: true)
            let chosen = form.values.raw("nationality")
            nationality["others"] = countries.filter { pair in !members.contains { $0.0 == pair.0 } }.map { ["value": $0.0, "text": $0.1, "selected": $0.0 == chosen] as Model }
            model["nationality"] = nationality
            model["document"] = select("document", documents, value: TravelDocument.ordinary.rawValue, required: true)
        }
        model["summary"] = form.summary
        if ask.may(.seeVisaDesk) { model["desk"] = ask.path("/desk/visas") }
        var page = Page(isGroup ? "visas/group" : "visas/ask", title: ask.text(isGroup ? "visas.ask.group" : "visas.title"), model)
        page.section = "visas"
        page.description = ask.text("visas.description")
        if !form.isValid { page.status = .badRequest }
        return try ask.show(page)
    }

    private func people(_ form: Form, _ documents: [(String, String)], _ ask: Ask) -> [Model] {
        let names = form.values.all("nationality"), chosen = form.values.all("document")
        return (0..<Journey.most).map { index in
            let document = index < chosen.count ? chosen[index] : TravelDocument.ordinary.rawValue
            let typed = index < names.count ? names[index] : ""
            let fields = ["nationality", "document"].map { name -> Model in
                // Only as the form's own fields do: so that the summary names it.
                let field = Journey.field(name, of: index)
                return form.field(field, label: "\(ask.text("visas.field.\(name)")) (\(ask.text("visas.ask.person")) \(index + 1))")
            }
            return ["number": String(index + 1), "is_first": index == 0, "nationality": CountryCode(typed)?.name(in: ask.language.code) ?? typed,
                    "nationality_field": fields[0], "document_field": fields[1], "documents": documents.map { ["value": $0.0, "text": $0.1, "selected": $0.0 == document] as Model }]
        }
    }

    // MARK: Answering

    private func answer(_ ask: Ask) async throws -> Response {
        var form = Form(ask.query, ask)
        guard let journey = Journey(&form) else { return try show(ask, form, isGroup: ask.query.all("nationality").count > 1) }
        let day = journey.on ?? ask.today, posts = posts
        let found = try await house.database.read { tx -> Found in
            let answers = try Visas(tx).answers(journey.travellers.map(journey.subject) + journey.travellers.flatMap(journey.onTheWay), on: day)
            let types = try VisaTypes(tx).list(of: journey.destination, purpose: journey.purpose, limit: Self.shown)
            var found = Found(answers: answers, types: types)
            let places = self.places(journey, found)
            let near = places.isEmpty ? [:] : try posts.posts(of: Set(places.map(\.state)).sorted(), in: Set(places.map(\.country)).sorted(), limit: Self.shown, tx: tx)
            found.posts = places.map { ($0.state, $0.country, near[$0.state]?[$0.country] ?? []) }
            return found
        }
        var page = Page("visas/answer", title: title(journey, found, ask), model(journey, found, ask))
        page.section = "visas"
        // Without a day it speaks of today, and an overdue confirmation shows as such from a day on.
        page.validUntil = ask.tomorrow
        page.isIndexed = journey.on == nil && journey.travellers.count == 1
        if journey.travellers.count == 1, let traveller = journey.travellers.first {
            page.json = listAddress("/api/v1/visas/answer", [("nationality", traveller.nationality.rawValue), ("destination", journey.destination.rawValue), ("document", traveller.document.rawValue),
                                                             ("purpose", journey.purpose.rawValue), ("on", journey.on?.description)])
        }
        return try ask.show(page)
    }

    struct Found: Sendable {
        let answers: [RuleSubject: RuleAnswer]
        let types: [VisaType]
        var posts: [(state: CountryCode, country: CountryCode, posts: [VisaPost])] = []

        func answer(_ subject: RuleSubject) -> RuleAnswer { answers[subject] ?? .unknown(next: nil) }
    }

    /// Whose offices are shown, and where: those of the destination, and of the country on the way where its consulate has to be asked.
    private func places(_ journey: Journey, _ found: Found) -> [(state: CountryCode, country: CountryCode)] {
        func places(_ state: CountryCode, for travellers: [Journey.Traveller]) -> [(state: CountryCode, country: CountryCode)] {
            let foreign = travellers.filter { !RuleSubject($0.nationality, to: state, document: $0.document).isOwnNational }
            let countries = foreign.isEmpty ? [] : journey.here.map { [$0] } ?? Set(foreign.map(\.nationality)).sorted()
            return countries.filter { $0 != state }.map { (state, $0) }
        }
        let onTheWay = journey.travellers.filter { traveller in
            guard let asked = asked(traveller, journey, found) else { return false }
            return found.answer(asked.subject).rule?.ruling.requirement.isAskedAtConsulate ?? !asked.subject.isOwnNational
        }
        return places(journey.destination, for: journey.travellers) + (journey.via.map { places($0, for: onTheWay) } ?? [])
    }

    private func title(_ journey: Journey, _ found: Found, _ ask: Ask) -> String {
        let words = RuleWords(ask)
        guard journey.travellers.count > 1, let first = journey.travellers.first else { return journey.travellers.first.map { words.question(journey.subject($0)) } ?? "" }
        return ask.text("visas.ask.group_title", ["count": ask.formats.number(journey.travellers.count), "destination": words.values(journey.subject(first))["destination"] ?? ""])
    }

    private func model(_ journey: Journey, _ found: Found, _ ask: Ask) -> Model {
        let words = RuleWords(ask), isGroup = journey.travellers.count > 1
        let people = journey.travellers.map { traveller -> Model in
            let subject = journey.subject(traveller)
            var model = AnswerView(found.answer(subject), subject, ask).model
            model["way"] = journey.via.map { _ in onTheWay(traveller, journey, found, ask) }
            return model
        }
        let destination = journey.destination.nameInText(in: ask.language.code)
        let near = found.posts.map { state, country, posts -> Model in
            let values = ["destination": state.nameInText(in: ask.language.code), "country": country.nameInText(in: ask.language.code)]
            return ["title": ask.text("visas.posts.title", values), "none": posts.isEmpty ? ask.text("visas.posts.none", values) : false,
                    "all": posts.count < Self.shown ? false as Any : whole(state, country, values, ask),
                    "posts": posts.map { post -> Model in
                        let name = post.name.shown(in: ask.language)
                        return ["href": ask.path(post.path), "name": name.text, "lang": name.language == ask.language ? false : name.language.code, "city": post.city]
                    }]
        }
        let isAsked = journey.travellers.contains { traveller in found.answer(journey.subject(traveller)).rule?.ruling.requirement.isAskedBefore ?? !journey.subject(traveller).isOwnNational }
        return [
            "people": people, "is_group": isGroup, "is_single": !isGroup, "title": title(journey, found, ask), "summary": isGroup ? summary(journey, found, ask) : false,
            "change": ask.path(journey.address(isGroup ? "/visas/group" : "/visas")), "near": near,
            "day": journey.on.map { ask.text("visas.ask.on_day", ["day": ask.formats.date($0)]) } ?? false,
            "types": isAsked ? found.types.map { type -> Model in
                let name = type.card.name.shown(in: ask.language)
                return ["href": ask.path(type.path), "name": name.text, "lang": name.language == ask.language ? false : name.language.code]
            } : [], "has_types": isAsked && !found.types.isEmpty, "types_title": ask.text("visas.types.of", ["country": destination]),
            "follow": journey.travellers.count == 1 ? ask.path("/visas/changes/\(journey.travellers[0].nationality.rawValue.lowercased())") : false,
            "everybody": ["href": ask.path(everybody(journey)), "name": ask.text("visas.to.of", ["country": destination])] as Model,
            "advice": words.text("visas.advice", ["destination": destination]),
        ]
    }

    /// All nationalities, for the same purpose and day; for the same document where one person asks.
    private func everybody(_ journey: Journey) -> String {
        let document = journey.travellers.count == 1 ? journey.travellers.first?.document ?? .ordinary : .ordinary
        return listAddress(DestinationPages.path(of: journey.destination), [("document", document == .ordinary ? nil : document.rawValue), ("purpose", journey.purpose == .visit ? nil : journey.purpose.rawValue),
                                                                          ("on", journey.on?.description)])
    }

    /// The list of all posts, where only some are shown.
    private func whole(_ destination: CountryCode, _ country: CountryCode, _ values: [String: String], _ ask: Ask) -> Any {
        guard let path = posts.list(of: destination, in: country) else { return false }
        return ["href": ask.path(path), "name": ask.text("visas.posts.all", values)] as Model
    }

    /// What the country on the way asks: of transit, else of a visit, and which of the two it is.
    private func onTheWay(_ traveller: Journey.Traveller, _ journey: Journey, _ found: Found, _ ask: Ask) -> Model {
        guard let (subject, isTransit) = asked(traveller, journey, found) else { return [:] }
        var model = AnswerView(found.answer(subject), subject, ask).model
        model["title"] = ask.text("visas.ask.way", ["country": subject.destination.nameInText(in: ask.language.code)])
        model["as_visit"] = !isTransit && found.answer(subject).rule != nil
        return model
    }

    /// What the country on the way is asked: of transit, else of a visit; nil where there is none.
    private func asked(_ traveller: Journey.Traveller, _ journey: Journey, _ found: Found) -> (subject: RuleSubject, isTransit: Bool)? {
        let subjects = journey.onTheWay(traveller)
        guard let transit = subjects.first, let visit = subjects.last else { return nil }
        if case .unknown = found.answer(transit) { return (visit, false) }
        return (transit, true)
    }

    /// How many of the family have to do something first.
    private func summary(_ journey: Journey, _ found: Found, _ ask: Ask) -> String {
        func isToDo(_ subject: RuleSubject) -> Bool {
            switch found.answer(subject) {
            case .own: false
            case .unknown: true
            case .rule(let rule, _): rule.ruling.requirement != .visaFree
            }
        }
        // The country on the way counts: who is turned back there does not arrive either.
        let before = journey.travellers.filter { isToDo(journey.subject($0)) || asked($0, journey, found).map { isToDo($0.subject) } ?? false }
        let key = before.isEmpty ? "none" : before.count == journey.travellers.count ? "all" : "some"
        return ask.text("visas.ask.summary.\(key)", ["count": ask.formats.number(before.count), "all": ask.formats.number(journey.travellers.count)])
    }
}
