import Foundation
import Geography
import Localization
import Records
import Web

struct APISource: Encodable {
    let kind: RuleSource.Kind
    let title: String
    let url: OrNull<String>
    let asOf: Day

    init(_ source: RuleSource) { (kind, title, url, asOf) = (source.kind, source.title, OrNull(source.url), source.asOf) }
}

struct APICondition: Encodable {
    let kind: String
    let text: APITexts
    var permit: Condition.Permit?
    var states: [CountryCode]?
    var places: [String]?
    var requirement: Requirement?
    var days: Int?
    var age: Int?
    var months: Int?

    init(_ condition: Condition, _ house: House) {
        kind = condition.name
        text = APITexts { RuleWords(house.catalogue, in: $0).condition(condition) }
        switch condition {
        case .holder(let permit, let states, let grant): (self.permit, self.states, requirement, days) = (permit, states, grant.requirement, grant.days)
        case .borderZone(let places, let grant): (self.places, requirement, days) = (places.map(\.description), grant.requirement, grant.days)
        case .minorsAlone(let age): self.age = age
        case .sharedStay(let states): self.states = states
        case .passportValidity(let months): self.months = months
        }
    }
}

/// A requirement with its days, without "unknown": what a rule can say.
struct APIUpcoming: Encodable {
    let requirement: Requirement
    let days: OrNull<Int>
    let validFrom: Day

    init(_ rule: Rule) { (requirement, days, validFrom) = (rule.ruling.requirement, OrNull(rule.ruling.days), rule.ruling.from) }
}

/// One rule, as lists and answers give it.
struct APIRule: Encodable {
    let nationality: CountryCode
    let destination: CountryCode
    let document: TravelDocument
    let purpose: Purpose
    let requirement: Requirement
    let days: OrNull<Int>
    let conditions: [APICondition]
    let note: OrNull<APITexts>
    let source: APISource
    let enactedOn: OrNull<Day>
    let validFrom: Day
    let validThrough: OrNull<Day>
    let recordedAt: Date
    let supersededAt: OrNull<Date>
    let verifiedOn: OrNull<Day>
    let confirmedByCountry: Bool

    init(_ rule: Rule, _ house: House) {
        (nationality, destination, document, purpose) = (rule.subject.nationality, rule.subject.destination, rule.subject.document, rule.subject.purpose)
        requirement = rule.ruling.requirement
        days = OrNull(rule.ruling.days)
        conditions = rule.ruling.conditions.all.map { APICondition($0, house) }
        note = OrNull(rule.ruling.note.map { APITexts($0) })
        source = APISource(rule.ruling.source)
        enactedOn = OrNull(rule.ruling.enactedOn)
        (validFrom, validThrough) = (rule.ruling.from, OrNull(rule.ruling.through))
        (recordedAt, supersededAt) = (rule.recordedAt, OrNull(rule.supersededAt))
        verifiedOn = OrNull(rule.verification?.on)
        confirmedByCountry = rule.isConfirmed
    }
}

/// The answer to a traveller.
struct APIAnswer: Encodable {
    let nationality: CountryCode
    let destination: CountryCode
    let document: TravelDocument
    let purpose: Purpose
    let on: Day
    /// A requirement, or `unknown`; one's own country is entered without a visa.
    let requirement: String
    let days: OrNull<Int>
    let conditions: [APICondition]
    let note: OrNull<APITexts>
    let source: OrNull<APISource>
    let enactedOn: OrNull<Day>
    let validFrom: OrNull<Day>
    let validThrough: OrNull<Day>
    let recordedAt: OrNull<Date>
    let verifiedOn: OrNull<Day>
    let confirmedByCountry: Bool
    let ownCountry: Bool
    let upcoming: OrNull<APIUpcoming>
    let text: APITexts
    let nextStep: APITexts
    let url: String

    init(_ answer: RuleAnswer, _ subject: RuleSubject, on day: Day, url: String, _ house: House) {
        let rule = answer.rule, isOwn = subject.isOwnNational
        (nationality, destination, document, purpose, on, self.url) = (subject.nationality, subject.destination, subject.document, subject.purpose, day, url)
        requirement = isOwn ? Requirement.visaFree.rawValue : rule?.ruling.requirement.rawValue ?? "unknown"
        days = OrNull(rule?.ruling.days)
        conditions = rule?.ruling.conditions.all.map { APICondition($0, house) } ?? []
        note = OrNull(rule?.ruling.note.map { APITexts($0) })
        source = OrNull(rule.map { APISource($0.ruling.source) })
        enactedOn = OrNull(rule?.ruling.enactedOn)
        (validFrom, validThrough, recordedAt) = (OrNull(rule?.ruling.from), OrNull(rule?.ruling.through), OrNull(rule?.recordedAt))
        verifiedOn = OrNull(rule?.verification?.on)
        (confirmedByCountry, ownCountry) = (rule?.isConfirmed ?? false, isOwn)
        upcoming = OrNull(answer.next.map(APIUpcoming.init))
        text = APITexts { RuleWords(house.catalogue, in: $0).sentence(answer, subject) }
        nextStep = APITexts { RuleWords(house.catalogue, in: $0).step(answer, subject) }
    }
}
