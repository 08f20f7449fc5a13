import Accounts
import Foundation
import Localization
import Survival
import Web

/// Figures in the reader's words.
struct FigureWords {
    let ask: Ask

    init(_ ask: Ask) { self.ask = ask }

    /// For what is not shown.
    static let hidden = "—"

    func count(_ count: Int?) -> String { count.map(ask.formats.number) ?? Self.hidden }

    /// "62 %" and "(54–70)", and what it is when drawn towards the region, where that differs.
    func percent(_ percent: PublicFigures.Percent?) -> Model {
        guard let percent else { return ["text": Self.hidden, "is_hidden": true] }
        return ["text": ask.text("returns.figure.plain", ["value": String(percent.value)]), "interval": "(\(percent.lower)–\(percent.upper))",
                "drawn": percent.drawn.map { ask.text("returns.figure.drawn", ["value": String($0)]) } ?? false, "is_hidden": false]
    }

    func median(_ median: PublicFigures.MedianDays?) -> String {
        guard let median else { return Self.hidden }
        guard let days = median.days else { return median.laterThan.map { ask.text("returns.figure.later", ["days": String($0)]) } ?? Self.hidden }
        guard let lower = median.lower else { return ask.text("returns.figure.median_alone", ["days": String(days)]) }
        return ask.text("returns.figure.median", ["days": String(days), "lower": String(lower), "upper": median.upper.map(String.init) ?? ask.text("returns.figure.unknown")])
    }

    /// `text` and `tone`, for a tag.
    private func standing(_ standing: Standing) -> Model {
        let tone = switch standing {
        case .cooperates: "good"
        case .slow: "warn"
        case .hinders: "bad"
        case .tooFew: ""
        }
        return ["text": ask.text("returns.index.\(standing.rawValue)"), "tone": tone]
    }

    /// The standing of what has so many requests; that nothing may be shown is another thing than that there is nothing. Where the requests are
    /// not shown either, both look alike.
    func standing(_ assessment: Assessment, requests: Int?) -> Model {
        assessment.standing == .tooFew && assessment.isEnough && requests != nil ? ["text": ask.text("returns.reason.hidden"), "tone": ""] : standing(assessment.standing)
    }

    /// What a criterion's figure says, or that it is not shown: "Issued within 90 days: 34 % (28–41)".
    func reason(_ reason: Reason, _ figures: PublicFigures) -> String {
        let value: String = switch reason.criterion {
        case .medianDays: median(figures.median)
        case .issuedInTime: text(figures.issued[Heap.timely])
        case .refusals: text(figures.refusals)
        case .noAnswer: text(figures.unanswered)
        }
        let criterion = ask.text("returns.criterion.\(reason.criterion.rawValue)")
        guard figures.isShown(reason.criterion) else { return criterion + ": " + ask.text("returns.reason.hidden") }
        return ask.text("returns.reason.line", ["criterion": criterion, "value": value, "verdict": ask.text("returns.verdict.\(reason.verdict.rawValue)", limits(reason))])
    }

    private func text(_ percent: PublicFigures.Percent?) -> String {
        guard let percent else { return Self.hidden }
        let own = ask.text("returns.figure.percent", ["value": String(percent.value), "lower": String(percent.lower), "upper": String(percent.upper)])
        return percent.drawn.map { ask.text("returns.figure.own_and_drawn", ["own": own, "drawn": String($0)]) } ?? own
    }

    private func limits(_ reason: Reason) -> [String: String] {
        func limit(_ value: Double) -> String {
            reason.criterion == .medianDays ? ask.text("returns.days", ["count": ask.formats.number(value)]) : ask.text("returns.figure.plain", ["value": ask.formats.number(value * 100, decimals: 1)])
        }
        return ["slow": limit(reason.thresholds.slow), "hinders": limit(reason.thresholds.hinders)]
    }
}
