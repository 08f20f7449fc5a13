import Foundation
import Geography
import Localization
import Records
import Web

/// Rules in words, in one language.
struct RuleWords {
    let catalogue: Catalogue
    let language: Language

    init(_ catalogue: Catalogue, in language: Language) { (self.catalogue, self.language) = (catalogue, language) }
    init(_ ask: Ask) { self.init(ask.house.catalogue, in: ask.language) }

    private var formats: Formats { Formats(catalogue, in: language) }
    func text(_ key: String, _ values: [String: String] = [:]) -> String { catalogue.text(key, in: language, values) }

    /// "Sin visa, 90 días"
    func short(_ requirement: Requirement, days: Int?) -> String {
        let name = text("visas.requirement.\(requirement.rawValue)")
        guard let days else { return name }
        return text(days == 1 ? "visas.short.one" : "visas.short.many", ["requirement": name, "days": formats.number(days)])
    }

    func short(_ ruling: Ruling) -> String { short(ruling.requirement, days: ruling.days) }

    /// "Pasaporte ordinario de Honduras, a México, de visita"
    func question(_ subject: RuleSubject) -> String {
        text("visas.question", ["document": document(subject), "destination": subject.destination.nameInText(in: language.code), "purpose": text("visas.purpose.\(subject.purpose.rawValue)").lowercased()])
    }

    /// "Pasaporte ordinario de Honduras"
    func document(_ subject: RuleSubject) -> String {
        text("visas.document_of", ["document": text("visas.document.\(subject.document.rawValue)"), "country": subject.nationality.nameInText(in: language.code)])
    }

    func values(_ subject: RuleSubject) -> [String: String] {
        ["nationality": subject.nationality.nameInText(in: language.code), "destination": subject.destination.nameInText(in: language.code)]
    }

    /// The answer in a sentence.
    func sentence(_ answer: RuleAnswer, _ subject: RuleSubject) -> String {
        var values = values(subject)
        switch answer {
        case .own: return text("visas.answer.own", values)
        case .unknown: return text("visas.answer.unknown", values)
        case .rule(let rule, _):
            values["days"] = rule.ruling.days.map { formats.number($0) }
            let length = switch rule.ruling.days {
            case nil: "open"
            case 1?: "one"
            default: "days"
            }
            return text(rule.ruling.requirement.hasDays ? "visas.answer.\(rule.ruling.requirement.rawValue).\(length)" : "visas.answer.not_admitted", values)
        }
    }

    /// What to do next.
    func step(_ answer: RuleAnswer, _ subject: RuleSubject) -> String {
        let name = switch answer {
        case .own: "own"
        case .unknown: "unknown"
        case .rule(let rule, _): rule.ruling.requirement.rawValue
        }
        return text("visas.step.\(name)", values(subject))
    }

    func condition(_ condition: Condition) -> String {
        func names(_ states: [CountryCode]) -> [String] { states.map { $0.nameInText(in: language.code) } }
        func grant(_ grant: Condition.Grant) -> String { self.short(grant.requirement, days: grant.days).lowercasedFirst }
        switch condition {
        case .holder(let permit, let states, let given):
            return text("visas.condition.holder.\(permit.rawValue)", ["states": formats.alternatives(names(states)), "grant": grant(given)])
        case .borderZone(let places, let given):
            return text("visas.condition.border_zone", ["places": formats.alternatives(places.map { $0.name(in: language.code) }), "grant": grant(given)])
        case .minorsAlone(let age): return text("visas.condition.minors_alone", ["age": formats.number(age)])
        case .sharedStay(let states): return text("visas.condition.shared_stay", ["states": formats.list(names(states))])
        case .passportValidity(let months): return text(months == 1 ? "visas.condition.passport_validity.one" : "visas.condition.passport_validity.many", ["months": formats.number(months)])
        }
    }

    /// "Ley de Migración, 25 de mayo de 2011"
    func source(_ source: RuleSource) -> String {
        text("visas.source_line", ["kind": text("visas.source.\(source.kind.rawValue)"), "title": source.title, "day": formats.date(source.asOf)])
    }

    /// "Desde el 1 de enero de 2027: visa obligatoria"
    func ahead(_ rule: Rule) -> String { text("visas.ahead", ["day": formats.date(rule.ruling.from), "requirement": short(rule.ruling).lowercasedFirst]) }

    func confirmed(_ rule: Rule, today: Day) -> (text: String, tone: String) {
        let country = rule.subject.destination.nameInText(in: language.code)
        guard let verification = rule.verification else { return (text("visas.standing.never", ["country": country]), "warn") }
        let freshness = rule.freshness(today: today)
        let key = freshness == .lapsed || freshness == .overdue ? "visas.standing.overdue" : "visas.standing.confirmed"
        return (text(key, ["country": country, "day": formats.date(verification.on)]), key.hasSuffix("overdue") ? "warn" : "good")
    }

    func fault(_ fault: RuleFault) -> String {
        var values = fault.days.mapValues { formats.date($0) }
        values.merge(fault.numbers.mapValues(formats.number)) { $1 }
        return text("visas.fault.\(fault.name)", values)
    }
}

extension Requirement {
    /// How an answer is coloured, beside its words.
    var tone: String {
        switch self {
        case .visaFree: "good"
        case .visaOnArrival, .electronicAuthorisation, .electronicVisa: "warn"
        case .visaRequired, .notAdmitted: "bad"
        }
    }
}

extension String {
    /// For the middle of a sentence.
    var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
