import Foundation
import Formats
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Web

/// The public finder: "I am a national of … and I am in …".
struct FinderPages {
    let house: House

    var routes: [Route] {
        [
            .get("", .everyone, home),
            .get("/find", .everyone, find),
            .post("/find/here", .everyone, here),
        ]
    }

    // MARK: Asking

    private func home(_ ask: Ask) async throws -> Response {
        try form(ask, Form(ask.query, ask))
    }

    /// The two questions; with what was answered and what is wrong with it.
    private func form(_ ask: Ask, _ form: Form, choices: Model? = nil) throws -> Response {
        let language = ask.language.code
        let members = CountryCode.members(sortedIn: language).map { ($0.rawValue, $0.name(in: language)) }
        let others = CountryCode.all(sortedIn: language).filter { !$0.isMember }.map { ($0.rawValue, $0.name(in: language)) }
        var nationality = form.select("nationality", label: ask.text("directory.finder.nationality"), options: members, empty: ask.text("web.form.choose"), required: true)
        let chosen = form.values.raw("nationality")
        nationality["others"] = others.map { ["value": $0.0, "text": $0.1, "selected": $0.0 == chosen] as Model }
        var model: Model = [
            "nationality": nationality,
            "country": form.select("country", label: ask.text("directory.finder.country"), options: members, empty: ask.text("web.form.choose"), required: true),
            "town": form.field("town", label: ask.text("directory.finder.town"), hint: ask.text("directory.finder.town_hint"), autocomplete: "off"),
            "action": ask.path("/find"), "here": ask.path("/find/here"),
        ]
        model["summary"] = form.summary
        model["choices"] = choices
        var page = Page("directory/finder", title: ask.text("directory.finder.title"), model)
        page.section = "finder"
        page.description = ask.text("directory.finder.description")
        if !form.isValid { page.status = .badRequest }
        return try ask.show(page)
    }

    /// "Use my place" sends the point here in the body, which no log keeps; what goes into the address is the town.
    private func here(_ ask: Ask) async throws -> Response {
        let values = try await ask.openForm()
        var form = Form(values, ask)
        guard let nationality = nationality(&form) else { return try self.form(ask, form) }
        guard let latitude = values["lat"].flatMap(Double.init), let longitude = values["lon"].flatMap(Double.init),
              let position = Position(latitude: latitude, longitude: longitude) else {
            form.fail("town", "directory.finder.no_position")
            return try self.form(ask, form)
        }
        guard let subdivision = Outlines.shared.subdivision(at: position) else {
            form.fail("town", "directory.finder.outside")
            return try self.form(ask, form)
        }
        let town = Gazetteer.shared.nearest(to: position, in: subdivision.country)
        let place = town?.subdivision == subdivision ? town.map { String($0.id) } : nil
        return ask.redirect(to: Self.address(ask, nationality, place ?? subdivision.rawValue))
    }

    // MARK: Answering

    private func find(_ ask: Ask) async throws -> Response {
        var form = Form(ask.query, ask)
        guard let nationality = nationality(&form) else { return try self.form(ask, form) }
        if let code = ask.query["place"] {
            guard let place = Whereabouts(code: code), place.country.isMember else {
                form.fail("town", "directory.finder.unknown_place", ["value": code])
                return try self.form(ask, form)
            }
            return try await answer(ask, nationality, place, code)
        }
        guard let country = form.required("country").flatMap(CountryCode.init(_:)), country.isMember else {
            form.fail("country", "directory.finder.unknown_country")
            return try self.form(ask, form)
        }
        guard let town = ask.query["town"] else { return try choose(ask, form, nationality, country, typed: nil) }
        if let subdivision = SubdivisionCode(named: town, in: country), Gazetteer.shared.places(matching: town, in: country, limit: 1).first?.name.folded != town.folded {
            return ask.redirect(to: Self.address(ask, nationality, subdivision.rawValue))
        }
        let places = Gazetteer.shared.places(matching: town, in: country, limit: 9)
        let exact = places.filter { $0.name.folded == town.folded }
        if places.count == 1 || exact.count == 1 && places.first == exact.first && (places.count < 2 || places[0].population > 20 * places[1].population) {
            return ask.redirect(to: Self.address(ask, nationality, String(places[0].id)))
        }
        if places.isEmpty { form.fail("town", "directory.finder.unknown_town", ["value": town]) }
        return try choose(ask, form, nationality, country, typed: town, places: places)
    }

    private func nationality(_ form: inout Form) -> CountryCode? {
        guard let text = form.required("nationality") else { return nil }
        guard let code = CountryCode(named: text) else {
            form.fail("nationality", "directory.finder.unknown_country")
            return nil
        }
        return code
    }

    /// Several towns of that name, or none: the reader picks one, or a subdivision.
    private func choose(_ ask: Ask, _ form: Form, _ nationality: CountryCode, _ country: CountryCode, typed: String?, places: [Place] = []) throws -> Response {
        let language = ask.language.code
        let subdivisions = country.subdivisions(sortedIn: language)
        let found = places.map { place -> Model in
            let of = [place.municipality, place.subdivision.name(in: language)].compactMap(\.self).joined(separator: ", ")
            return ["href": Self.address(ask, nationality, String(place.id)), "name": place.name, "of": of]
        }
        let model: Model = [
            "title": places.isEmpty ? ask.text("directory.finder.which_part", ["country": country.nameInText(in: language)]) : ask.text("directory.finder.which_town", ["town": typed ?? ""]),
            "towns": found, "has_towns": !found.isEmpty,
            "parts": subdivisions.map { ["href": Self.address(ask, nationality, $0.rawValue), "name": $0.name(in: language)] as Model },
            "whole": Self.address(ask, nationality, country.rawValue),
        ]
        return try self.form(ask, form, choices: model)
    }

    static func address(_ ask: Ask, _ nationality: CountryCode, _ place: String) -> String {
        ask.path("/find?nationality=\(nationality.rawValue)&place=\(place)")
    }

    private func answer(_ ask: Ask, _ nationality: CountryCode, _ place: Whereabouts, _ code: String) async throws -> Response {
        let language = ask.language.code
        let today = ask.today
        let values = FinderWords.values(nationality: nationality, place: place, in: language)
        var model: Model = ["home": ask.path(""), "question": ask.text("directory.finder.question", values), "change": ask.path("?nationality=\(nationality.rawValue)&country=\(place.country.rawValue)")]
        let title = ask.text("directory.finder.answer_title", values)

        if nationality == place.country {
            model["own_country"] = ask.text("directory.finder.own_country", values)
            var page = Page("directory/answer", title: title, model)
            page.section = "finder"
            return try ask.show(page)
        }
        let (answer, sources) = try await house.database.read { tx in
            let answer = try Finder(tx).answer(national: nationality, at: place, on: today)
            let sources = try answer.answer.map { try Posts(tx).sources(of: [$0.post.id])[$0.post.id] ?? [] } ?? []
            return (answer, sources)
        }
        // Agreements and mobile consulates begin and end with a day.
        var validUntil = ask.tomorrow
        if let choice = answer.answer {
            let view = PostView(post: choice.post, ask: ask)
            model["answer"] = view.card().merging([
                "why": why(ask, choice, values, nationality), "distance": distance(ask, choice), "sources": PostView.sources(sources, ask),
            ] as Model) { _, new in new }
            validUntil = min(validUntil, view.validUntil ?? validUntil)
        } else {
            model["nobody"] = ask.text("directory.finder.nobody", values)
        }
        model["alternatives"] = answer.alternatives.map { choice in
            PostView(post: choice.post, ask: ask).line.merging(["why": why(ask, choice, values, nationality), "distance": distance(ask, choice)] as Model) { _, new in new }
        }
        model["has_alternatives"] = !answer.alternatives.isEmpty
        let address = ask.absolute(Self.address(ask, nationality, code))
        model["share"] = address
        model["share_short"] = address.replacing("https://", with: "").replacing("http://", with: "")
        model["qr"] = QRCode(address)?.svg(label: ask.text("directory.finder.qr"))
        var page = Page("directory/answer", title: title, model)
        page.section = "finder"
        page.validUntil = validUntil
        page.json = "/api/v1/finder?nationality=\(nationality.rawValue)&place=\(code)"
        return try ask.show(page)
    }

    private func why(_ ask: Ask, _ choice: FinderAnswer.Choice, _ values: [String: String], _ nationality: CountryCode) -> String {
        ask.text("directory.why.\(choice.reason.rawValue)", values.merging(["covering": choice.post.sending.nameInText(in: ask.language.code)]) { _, new in new })
    }

    private func distance(_ ask: Ask, _ choice: FinderAnswer.Choice) -> Any {
        guard let distance = choice.distance else { return false }
        return ask.text("directory.finder.distance", ["km": ask.formats.number(max(1, distance.rounded()))])
    }
}
