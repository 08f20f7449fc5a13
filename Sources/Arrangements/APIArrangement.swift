import Accounts
import Foundation
import Geography
import Localization
import Web

/// An arrangement as the API gives it. What is not known is null, never left out.
struct APIArrangement: Encodable {
    struct Source: Encodable {
        let title: String
        let url: OrNull<String>
        let on: OrNull<Day>
    }

    struct APIConfirmation: Encodable {
        let state: CountryCode
        let side: Arrangement.Side
        let standing: String
        let on: OrNull<Day>
    }

    struct APIWidening: Encodable {
        let level: PublicationLevel
        /// nil for the Secretariat.
        let askedBy: OrNull<CountryCode>
        let askedAt: Date
        let awaited: [CountryCode]

        init(_ widening: Widening, of arrangement: Arrangement) {
            (level, askedAt) = (widening.level, widening.askedAt)
            (askedBy, awaited) = (OrNull(widening.asker.map(arrangement.country)), widening.awaited.map(arrangement.country))
        }
    }

    struct APICondition: Encodable {
        let code: Condition.Code
        let groups: [PopulationGroup]
        let wording: OrNull<APITexts>
        let clause: OrNull<String>

        init(_ condition: Condition) {
            (code, groups, clause) = (condition.code, condition.code.groups, OrNull(condition.clause))
            wording = OrNull(condition.wording.isEmpty ? nil : APITexts(condition.wording))
        }
    }

    struct APIReception: Encodable {
        let group: PopulationGroup
        /// Hours, `never`, or null where they are not known.
        let hours: OrNull<String>
        let noticeHours: OrNull<Int>
        let clause: OrNull<String>
    }

    struct APICrossing: Encodable {
        let key: String
        let name: String
        let place: OrNull<String>
        let subdivision: SubdivisionCode
        let timeZone: String
        let receiver: OrNull<String>
        let receptions: [APIReception]
        let daysOff: [DayOff]

        init(_ crossing: Crossing, of arrangement: Arrangement) {
            key = "\(arrangement.key)-\(crossing.number)"
            (name, place, subdivision, timeZone) = (crossing.name, OrNull(crossing.place), crossing.subdivision, crossing.zone.rawValue)
            receiver = OrNull(crossing.receiver)
            receptions = PopulationGroup.allCases.map { group in
                APIReception(group: group, hours: OrNull(crossing.receptions[group]?.code), noticeHours: OrNull(arrangement.terms.notice[group]), clause: OrNull(crossing.receptions[group]?.clause))
            }
            daysOff = crossing.daysOff
        }
    }

    let key: String
    let url: String
    let returningState: CountryCode
    let receivingState: CountryCode
    let title: APITexts
    let source: Source
    let validFrom: OrNull<Day>
    let validUntil: OrNull<Day>
    let inForce: Bool
    let publicationLevel: PublicationLevel
    let widening: OrNull<APIWidening>
    let agreement: Agreement
    let confirmations: [APIConfirmation]
    let noticeClause: OrNull<String>
    let conditions: [APICondition]
    let remark: OrNull<APITexts>
    let crossings: [APICrossing]
    let demonstration: Bool
    let changedAt: Date

    /// - Parameter isKept: whether the reader keeps it, and so is told which readers were asked for.
    init(_ arrangement: Arrangement, isKept: Bool, url: String, today: Day) {
        let terms = arrangement.terms
        (key, self.url, returningState, receivingState) = (arrangement.key, url, arrangement.returning, arrangement.receiving)
        title = APITexts(terms.title)
        source = Source(title: terms.source.title, url: OrNull(terms.source.url), on: OrNull(terms.source.on))
        (validFrom, validUntil, inForce) = (OrNull(terms.validFrom), OrNull(terms.validUntil), arrangement.isInForce(on: today))
        (publicationLevel, widening) = (terms.level, OrNull(isKept ? arrangement.widening.map { APIWidening($0, of: arrangement) } : nil))
        agreement = arrangement.agreement(today: today)
        confirmations = Arrangement.Side.allCases.map { side in
            let standing = arrangement.standing(side, today: today)
            return APIConfirmation(state: arrangement.country(side), side: side, standing: standing.name, on: OrNull(standing.day))
        }
        noticeClause = OrNull(terms.noticeClause)
        conditions = terms.conditions.map(APICondition.init)
        remark = OrNull(terms.remark.isEmpty ? nil : APITexts(terms.remark))
        crossings = arrangement.crossings.map { APICrossing($0, of: arrangement) }
        demonstration = arrangement.isDemonstration
        changedAt = arrangement.changedAt
    }
}

/// What is due at a crossing, as the API gives it.
struct APIAnswer: Encodable {
    let arrangement: String
    let crossing: String
    let group: PopulationGroup
    let at: Date
    let timeZone: String
    let verdict: ReceptionAnswer.Verdict
    let ground: ReceptionAnswer.Ground
    let clause: OrNull<String>
    let until: OrNull<Date>
    let atAllHours: Bool
    let nextOpening: OrNull<Date>
    let noticeBy: OrNull<Date>
    let receiver: OrNull<String>
    let conditions: [APIArrangement.APICondition]
    let agreement: Agreement
    let source: APIArrangement.Source

    init(_ answer: ReceptionAnswer, _ arrangement: Arrangement, _ crossing: Crossing, _ group: PopulationGroup, at instant: Date, today: Day) {
        (self.arrangement, self.crossing, self.group, at) = (arrangement.key, "\(arrangement.key)-\(crossing.number)", group, instant)
        timeZone = crossing.zone.rawValue
        (verdict, ground, clause) = (answer.verdict, answer.ground, .init(answer.clause))
        (until, atAllHours, nextOpening, noticeBy) = (.init(answer.until), answer.isAtAllHours, .init(answer.nextOpening), .init(answer.noticeBy))
        receiver = .init(crossing.receiver)
        conditions = answer.conditions.map(APIArrangement.APICondition.init)
        agreement = arrangement.agreement(today: today)
        source = .init(title: arrangement.terms.source.title, url: .init(arrangement.terms.source.url), on: .init(arrangement.terms.source.on))
    }
}
