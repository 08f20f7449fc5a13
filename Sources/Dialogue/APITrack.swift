import Accounts
import Foundation
import Geography
import Localization
import Web

/// A dialogue as the API gives it. What is not known is null, never left out.
struct APITrack: Encodable {
    struct Figures: Encodable {
        let issuedWithin90Days: OrNull<Double>
        let medianDays: OrNull<Double>
        let refusalRate: OrNull<Double>
        let asOf: Day

        init(_ figures: IssuanceFigures) {
            (issuedWithin90Days, medianDays, refusalRate, asOf) = (OrNull(figures.issuedWithin90Days), OrNull(figures.medianDays), OrNull(figures.refusalRate), figures.asOf)
        }

        /// The encoder's own rule would write `issued_within90_days`.
        enum CodingKeys: String, CodingKey { case issuedWithin90Days = "issued_within_90_days", medianDays, refusalRate, asOf }
    }

    struct APILead: Encodable {
        let delegation: OrNull<String>
        let from: Day
        let until: OrNull<Day>
        let basis: OrNull<String>
    }

    struct APIStep: Encodable {
        let kind: Step.Kind
        let title: APITexts
        let delegation: OrNull<String>
        let plannedOn: OrNull<Day>
        let doneOn: OrNull<Day>
        let result: OrNull<APITexts>
    }

    struct APIDocument: Encodable {
        let title: String
        let url: String
        let delegation: OrNull<String>
    }

    let key: String
    let url: String
    let country: CountryCode
    let state: Track.State
    let lead: OrNull<String>
    let participants: [String]
    let objectives: APITexts
    let figuresAtStart: OrNull<Figures>
    let figuresNow: OrNull<Figures>
    let change: String
    let nextStepOn: OrNull<Day>
    let concludedOn: OrNull<Day>
    let result: OrNull<APITexts>
    let demonstration: Bool
    let changedAt: Date
    /// The rest is left out of lists.
    let leads: [APILead]?
    let steps: [APIStep]?
    let documents: [APIDocument]?

    init(_ track: Track, _ delegations: [Delegation], now figures: IssuanceFigures?, url: String, isWhole: Bool) {
        let slugs = Dictionary(delegations.map { ($0.id, $0.slug) }, uniquingKeysWith: { first, _ in first })
        (key, self.url, country, state) = (track.key, url, track.country, track.state)
        lead = OrNull(track.lead.flatMap { slugs[$0.delegation] })
        participants = track.participants.compactMap { slugs[$0] }
        objectives = APITexts(track.objectives)
        (figuresAtStart, figuresNow) = (OrNull(track.evidence.map(Figures.init)), OrNull(figures.map(Figures.init)))
        change = FigureChange.verdict(track.evidence, figures).rawValue
        nextStepOn = OrNull(track.conclusion == nil ? track.nextStep?.plannedOn : nil)
        concludedOn = OrNull(track.conclusion?.on)
        result = OrNull(track.conclusion.map { APITexts($0.result) })
        (demonstration, changedAt) = (track.isDemonstration, track.changedAt)
        leads = isWhole ? track.leads.map { APILead(delegation: OrNull(slugs[$0.delegation]), from: $0.from, until: OrNull($0.until), basis: OrNull($0.basis)) } : nil
        steps = isWhole ? track.steps.map {
            APIStep(kind: $0.kind, title: APITexts($0.title), delegation: OrNull(slugs[$0.delegation]), plannedOn: OrNull($0.plannedOn), doneOn: OrNull($0.doneOn), result: OrNull($0.result.isEmpty ? nil : APITexts($0.result)))
        } : nil
        documents = isWhole ? track.documents.map { APIDocument(title: $0.title, url: $0.url, delegation: OrNull(slugs[$0.delegation])) } : nil
    }
}
