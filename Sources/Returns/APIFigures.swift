import Foundation
import Geography
import Localization
import Survival
import Web

/// Figures as data; null for what is not shown.
struct APIFigures: Encodable {
    struct Percent: Encodable {
        let percent: Int
        let lower: Int
        let upper: Int
        let shrunk: OrNull<Int>

        init(_ percent: PublicFigures.Percent) {
            (self.percent, lower, upper, shrunk) = (percent.value, percent.lower, percent.upper, OrNull(percent.drawn))
        }
    }

    struct Median: Encodable {
        let days: OrNull<Int>
        let lower: OrNull<Int>
        let upper: OrNull<Int>
        let laterThan: OrNull<Int>
    }

    let requests: OrNull<Int>
    let median: OrNull<Median>
    let issuedWithin: [String: OrNull<Percent>]
    let refused: OrNull<Percent>
    let unanswered: OrNull<Percent>

    init(_ figures: PublicFigures) {
        requests = OrNull(figures.requests)
        median = OrNull(figures.median.map { Median(days: OrNull($0.days), lower: OrNull($0.lower), upper: OrNull($0.upper), laterThan: OrNull($0.laterThan)) })
        issuedWithin = Dictionary(Heap.marks.map { (String($0), OrNull(figures.issued[$0].map(Percent.init))) }, uniquingKeysWith: { first, _ in first })
        refused = OrNull(figures.refusals.map(Percent.init))
        unanswered = OrNull(figures.unanswered.map(Percent.init))
    }
}

/// A country of origin in the index.
struct APIOrigin: Encodable {
    let country: String
    let url: String
    let index: String
    let reasons: [Reason]
    let figures: APIFigures

    struct Reason: Encodable {
        let criterion: String
        let verdict: String
    }

    init(_ origin: Statistics.Origin, _ ask: Ask) {
        country = origin.country.rawValue
        url = ask.absolute(ask.path("/returns/countries/\(origin.country.rawValue.lowercased())"))
        index = origin.standing.rawValue
        let shown = PublicFigures(origin)
        reasons = origin.assessment.reasons.filter { shown.isShown($0.criterion) }.map { Reason(criterion: $0.criterion.rawValue, verdict: $0.verdict.rawValue) }
        figures = APIFigures(shown)
    }
}

/// A reporting country's part, or that of a half-year.
struct APIPart: Encodable {
    let key: String
    let index: OrNull<String>
    let figures: APIFigures

    init(_ key: String, _ figures: PublicFigures, _ standing: Standing?) {
        self.key = key
        index = OrNull(standing?.rawValue)
        self.figures = APIFigures(figures)
    }
}

struct APICounts: Encodable {
    let reporting: String
    let requested: OrNull<Int>
    let issued: OrNull<Int>
    let refused: OrNull<Int>
    let unanswered: OrNull<Int>

    init(_ line: CountsRelease.Line, _ slug: String) {
        reporting = slug
        requested = .init(line.requested)
        issued = .init(line.issued)
        refused = .init(line.refused)
        unanswered = .init(line.unanswered)
    }
}

struct APIMissions: Encodable {
    let receiving: [String]
    let lacking: [Lack]

    struct Lack: Encodable {
        let country: String
        let nearest: OrNull<Nearest>
    }

    struct Nearest: Encodable {
        let receiving: String
        let town: String
        let path: String
        let kilometres: OrNull<Int>
    }

    init(_ findings: MissionFindings) {
        receiving = findings.receiving.map(\.rawValue)
        lacking = findings.lacking.map { lack in
            Lack(country: lack.country.rawValue, nearest: .init(lack.nearest.map { Nearest(receiving: $0.receiving.rawValue, town: $0.town, path: $0.path, kilometres: .init(lack.distance)) }))
        }
    }
}

struct APIThresholds: Encodable {
    let fewestRequests: Int
    let medianDays: Thresholds.Pair
    let issuedInTime: Thresholds.Pair
    let refusals: Thresholds.Pair
    let noAnswer: Thresholds.Pair
    /// Days for the shares issued in time and without an answer.
    let days: Int

    init(_ thresholds: Thresholds) {
        fewestRequests = thresholds.fewestRequests
        (medianDays, issuedInTime, refusals, noAnswer) = (thresholds.medianDays, thresholds.issuedInTime, thresholds.refusals, thresholds.noAnswer)
        days = Heap.timely
    }
}

/// A request, for the officers of its owner.
struct APIRequest: Encodable {
    let id: String
    let reference: String
    let origin: String
    let document: String
    let group: String
    let missionCountry: String
    let missionTown: OrNull<String>
    let requestedOn: String
    let outcome: OrNull<String>
    let steps: [Step]

    struct Step: Encodable {
        let step: String
        let on: String
    }

    init(_ request: TravelRequest, _ steps: [RequestStep]) {
        id = request.id.description
        reference = request.reference.text
        origin = request.origin.rawValue
        document = request.document.rawValue
        group = request.group.rawValue
        missionCountry = request.mission.country.rawValue
        missionTown = .init(request.mission.town)
        requestedOn = request.requestedOn.description
        outcome = .init(request.outcome?.rawValue)
        self.steps = steps.sorted { $0.on < $1.on }.map { Step(step: $0.kind.rawValue, on: $0.on.description) }
    }
}
