import Geography
import Localization
import Web

/// Conditions in the form: one of each kind in fields of its own, further ones as files write them.
enum ConditionFields {
    static func read(_ form: inout Form) -> Conditions {
        var found: [Condition] = []
        if let states = states("holder_states", &form), let permit: Condition.Permit = form.choice("holder_permit"), let grant = grant("holder", &form) { found.append(.holder(permit, of: states, grant)) }
        if let text = form.optional("border_places", limit: 1000) {
            let parts = parts(text), places = parts.compactMap { BorderPlace($0) ?? CountryCode(named: $0).map(BorderPlace.country) }
            if places.count != parts.count { form.fail("border_places", "visas.fault.places", ["value": text]) } else if let grant = grant("border", &form) { found.append(.borderZone(places, grant)) }
        }
        if let age = number("minors_age", 12...25, &form) { found.append(.minorsAlone(age: age)) }
        if let states = states("shared_states", &form) {
            if states.count < 2 { form.fail("shared_states", "visas.fault.shared_states") } else { found.append(.sharedStay(states)) }
        }
        if let months = number("passport_months", 1...24, &form) { found.append(.passportValidity(months: months)) }
        if let text = form.optional("conditions_more", limit: 1000) {
            guard let more = Conditions(text) else {
                form.fail("conditions_more", "visas.fault.conditions", ["value": text])
                return Conditions(found)
            }
            found += more.all
        }
        return Conditions(found)
    }

    private static func parts(_ text: String) -> [String] {
        text.split(whereSeparator: { $0 == "," || $0 == ";" || $0.isNewline }).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    private static func states(_ field: String, _ form: inout Form) -> [CountryCode]? {
        guard let text = form.optional(field, limit: 1000) else { return nil }
        let parts = parts(text), states = parts.compactMap { CountryCode(named: $0) }
        guard states.count == parts.count, !states.isEmpty else {
            form.fail(field, "visas.fault.states", ["value": text])
            return nil
        }
        return states
    }

    private static func grant(_ prefix: String, _ form: inout Form) -> Condition.Grant? {
        guard let requirement: Requirement = form.choice("\(prefix)_grant"), requirement != .notAdmitted else { return nil }
        return Condition.Grant(requirement, days: number("\(prefix)_days", Ruling.dayLimits, &form))
    }

    private static func number(_ field: String, _ range: ClosedRange<Int>, _ form: inout Form) -> Int? {
        guard let text = form.values[field] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            form.fail(field, "visas.fault.number", ["value": text, "least": String(range.lowerBound), "most": String(range.upperBound)])
            return nil
        }
        return number
    }

    // MARK: Showing them

    static func model(_ form: Form, _ conditions: Conditions, _ ask: Ask) -> Model {
        var values: [String: String] = [:], more: [Condition] = []
        func names(_ states: [CountryCode]) -> String { states.map { $0.name(in: ask.language.code) }.joined(separator: ", ") }
        for condition in conditions.all {
            switch condition {
            case .holder(let permit, let states, let grant) where values["holder_states"] == nil:
                values.merge(["holder_states": names(states), "holder_permit": permit.rawValue, "holder_grant": grant.requirement.rawValue, "holder_days": grant.days.map(String.init) ?? ""]) { $1 }
            case .borderZone(let places, let grant) where values["border_places"] == nil:
                values.merge(["border_places": places.map(\.description).joined(separator: ", "), "border_grant": grant.requirement.rawValue, "border_days": grant.days.map(String.init) ?? ""]) { $1 }
            case .minorsAlone(let age) where values["minors_age"] == nil: values["minors_age"] = String(age)
            case .sharedStay(let states) where values["shared_states"] == nil: values["shared_states"] = names(states)
            case .passportValidity(let months) where values["passport_months"] == nil: values["passport_months"] = String(months)
            default: more.append(condition)
            }
        }
        values["conditions_more"] = Conditions(more).description
        let grants = Requirement.allCases.filter { $0 != .notAdmitted && $0 != .visaRequired }.map { ($0.rawValue, ask.text("visas.requirement.\($0.rawValue)")) }
        func field(_ name: String, hint: Bool = false) -> Model {
            form.field(name, label: ask.text("visas.field.\(name)"), value: values[name], hint: hint ? ask.text("visas.hint.\(name)") : nil)
        }
        func select(_ name: String, _ options: [(String, String)], _ usual: String) -> Model {
            form.select(name, label: ask.text("visas.field.\(name)"), options: options, value: values[name] ?? usual, required: true)
        }
        return [
            "holder_states": field("holder_states", hint: true), "holder_days": field("holder_days"), "holder_grant": select("holder_grant", grants, Requirement.visaFree.rawValue),
            "holder_permit": select("holder_permit", Condition.Permit.allCases.map { ($0.rawValue, ask.text("visas.permit.\($0.rawValue)")) }, Condition.Permit.either.rawValue),
            "border_places": field("border_places", hint: true), "border_days": field("border_days"), "border_grant": select("border_grant", grants, Requirement.visaFree.rawValue),
            "minors_age": field("minors_age", hint: true), "shared_states": field("shared_states", hint: true), "passport_months": field("passport_months"), "conditions_more": field("conditions_more", hint: true),
        ]
    }
}
