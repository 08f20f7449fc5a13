import Geography
import Localization
import Web

/// The fields of a post's form, in the order in which an officer fills them in.
struct PostFormView {
    let ask: Ask
    let form: Form
    let card: PostCard

    func model(isNew: Bool, countries: [CountryCode]) -> Model {
        let language = ask.language.code
        let members = CountryCode.members(sortedIn: language).map { ($0.rawValue, $0.name(in: language)) }
        let receiving = CountryCode(form.values["receiving_state"] ?? card["receiving_state"])
        var model: Model = [
            "summary": form.summary as Any, "is_new": isNew,
            "class": select("class", PostClass.allCases.map { ($0.rawValue, ask.text("directory.class.\($0.rawValue)")) }, required: true),
            "honorary": ["checked": isTicked("honorary")] as Model,
            "name_es": name("es"), "name_en": name("en"),
            "city": field("city", required: true),
            "subdivision": select("subdivision", (receiving ?? CountryCode.members[0]).subdivisions(sortedIn: language).map { ($0.rawValue, $0.name(in: language)) }, empty: true),
            "address": field("address"), "postal_code": field("postal_code"),
            "latitude": field("latitude", inputmode: "decimal"), "longitude": field("longitude", inputmode: "decimal"),
            "phones": lines("phones"), "emergency_phone": field("emergency_phone", type: "tel", hinted: true),
            "email": field("email", type: "email"), "website": field("website", type: "url"),
            "hours": field("hours", hinted: true), "time_zone": field("time_zone", hinted: true),
            "services": form.checks("services", label: label("services"), options: ConsularService.allCases.map { ($0.rawValue, ask.text("directory.service.\($0.rawValue)")) },
                                    chosen: card["services"].split(separator: ";").map(String.init)),
            "status": select("status", PostStatus.allCases.map { ($0.rawValue, ask.text("directory.status.\($0.rawValue)")) }, required: true),
            "status_from": field("status_from", type: "date"), "status_until": field("status_until", type: "date"),
            "districts": lines("districts"),
            "verified": ["checked": form.values.names.isEmpty ? isNew : form.values["verified"] != nil] as Model,
        ]
        if form.summary == nil { model["summary"] = nil }
        if isNew {
            model["sending_state"] = form.select("sending_state", label: label("sending_state"), options: countries.map { ($0.rawValue, $0.name(in: language)) },
                                                 value: card["sending_state"], required: true)
            model["receiving_state"] = form.select("receiving_state", label: label("receiving_state"), options: members, empty: ask.text("web.form.choose"), required: true)
        }
        return model
    }

    private func label(_ field: String) -> String { ask.text("directory.field.\(field)") }

    private func field(_ name: String, type: String = "text", required: Bool = false, hinted: Bool = false, inputmode: String? = nil, lang: String? = nil) -> Model {
        form.field(name, label: label(name), value: card[name], type: type, hint: hinted ? ask.text("directory.hint.\(name)") : nil, required: required, inputmode: inputmode, lang: lang)
    }

    /// One of the two is needed, so neither is called optional.
    private func name(_ language: String) -> Model {
        form.field("name_\(language)", label: label("name_\(language)"), value: card["name_\(language)"], optional: false, lang: language)
    }

    /// One a line.
    private func lines(_ name: String) -> Model {
        form.field(name, label: label(name), value: card[name].replacing("; ", with: "\n"), hint: ask.text("directory.hint.\(name)"))
    }

    private func select(_ name: String, _ options: [(String, String)], required: Bool = false, empty: Bool = false) -> Model {
        form.select(name, label: label(name), options: options.map { (value: $0.0, text: $0.1) }, value: card[name], empty: empty ? ask.text("web.form.choose") : nil, required: required)
    }

    private func isTicked(_ name: String) -> Bool { form.values.names.isEmpty ? card[name] == "true" : form.values[name] != nil }
}
