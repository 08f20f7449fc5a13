import Accounts
import Foundation
import Localization
import Web

/// How an activity stands, and why: worked out from its calendar, its evidence, its notes and its open questions, never typed.
public struct ActivityStanding: Sendable, Hashable {
    /// Each has a text: `plan.status.<name>`.
    public enum Status: String, Sendable, Codable, CaseIterable {
        /// Something about it is not decided: whatever else is done, it cannot be on track.
        case openQuestion = "open_question"
        /// Its time has passed without a result.
        case overdue
        /// Nothing has been heard of it for too long.
        case dormant
        case notStarted = "not_started"
        case onTrack = "on_track"
        case done
    }

    /// One step of the reasoning; each has a text: `plan.reason.<name>`.
    public enum Reason: Sendable, Hashable {
        case question(LocalizedText)
        /// One that whoever reads this may not see.
        case hiddenQuestion
        case periodPassed(ended: Day)
        case periodBegins(Day)
        case periodRuns(until: Day)
        /// From whoever leads it; where nobody does, from the Secretariat or the Presidency.
        case result(Day, hasLead: Bool)
        /// From anybody else: it waits for those.
        case resultReported(Day, hasLead: Bool)
        /// A figure has reached what it would be if all were done.
        case targetReached(value: Int, of: Int)
        /// A figure, by the key of its text, that has not reached it.
        case share(value: Int, of: Int, what: String)
        case evidence(Day)
        /// Nothing at all, since the activity is in the plan here.
        case nothing(since: Day)
        case silent(days: Int)
        case missed(months: Int)
        case calendarOpen

        public var name: String {
            switch self {
            case .question: "question"
            case .hiddenQuestion: "question_not_public"
            case .periodPassed: "period_passed"
            case .periodBegins: "period_begins"
            case .periodRuns: "period_runs"
            case .result(_, let hasLead): hasLead ? "result" : "result_without_lead"
            case .resultReported(_, let hasLead): hasLead ? "result_reported" : "result_reported_without_lead"
            case .share(let value, let target, _): value > 0 && value * 2 < target ? "share_low" : "share"
            case .targetReached: "target_reached"
            case .evidence: "evidence"
            case .nothing: "nothing"
            case .silent: "silent"
            case .missed: "missed"
            case .calendarOpen: "calendar_open"
            }
        }
    }

    public let status: Status
    /// The deciding one first.
    public let reasons: [Reason]

    /// Days without evidence after which an activity sleeps.
    public static let dormancy = 180

    /// What an activity has to show.
    public struct Facts: Sendable {
        public var figures: [EvidenceFigure] = []
        /// Day of the newest note of any kind, of the newest result that counts, and of the newest that only was reported.
        public var newestNote, newestResult, newestReport: Day?
        public var hasLead = false
        public var openQuestions: [LocalizedText] = []
        /// There is an open question that the reader may not see.
        public var hasHiddenQuestion = false

        public init(figures: [EvidenceFigure] = [], newestNote: Day? = nil, newestResult: Day? = nil, newestReport: Day? = nil, hasLead: Bool = false, openQuestions: [LocalizedText] = [],
                    hasHiddenQuestion: Bool = false) {
            (self.figures, self.newestNote, self.newestResult, self.newestReport, self.hasLead) = (figures, newestNote, newestResult, newestReport, hasLead)
            (self.openQuestions, self.hasHiddenQuestion) = (openQuestions, hasHiddenQuestion)
        }

        var isAsked: Bool { !openQuestions.isEmpty || hasHiddenQuestion }

        /// How far the figures are from what they would be if all were done.
        var shares: [Reason] {
            figures.compactMap { figure in figure.target.flatMap { $0 > 0 && figure.value < $0 ? Reason.share(value: figure.value, of: $0, what: figure.text) : nil } }
        }

        var newest: Day? { (figures.compactMap(\.newest).map { Day($0, in: .network) } + [newestNote].compactMap(\.self)).max() }

        /// The first figure with a target that has reached it, of evidence made on that day or later.
        func reached(since day: Day) -> EvidenceFigure? {
            figures.first { figure in
                guard let target = figure.target, target > 0, let newest = figure.newest else { return false }
                return figure.value >= target && Day(newest, in: .network) >= day
            }
        }
    }

    /// - Parameter added: since when the activity is in the plan here: silence cannot be counted from before.
    public init(_ calendar: ActivityCalendar.Meaning, _ facts: Facts, added: Day, today: Day) {
        let (status, because) = Self.byCalendar(calendar, facts, added: added, today: today)
        let reasons = because + (status == .done ? [] : facts.shares)
        guard facts.isAsked else {
            self.status = status
            self.reasons = reasons
            return
        }
        self.status = .openQuestion
        self.reasons = facts.openQuestions.map(Reason.question) + (facts.hasHiddenQuestion ? [.hiddenQuestion] : []) + reasons
    }

    private static func byCalendar(_ calendar: ActivityCalendar.Meaning, _ facts: Facts, added: Day, today: Day) -> (Status, [Reason]) {
        switch calendar {
        case .continuous, .permanent:
            return bySilence(facts, added: added, today: today)
        case .toBeDefined:
            let (status, reasons) = bySilence(facts, added: added, today: today)
            return (status, reasons + [.calendarOpen])
        case .recurring(let months):
            let limit = months * 365 / 12
            guard let newest = facts.newest else {
                return days(from: added, to: today) >= limit ? (.overdue, [.missed(months: months), .nothing(since: added)]) : (.notStarted, [.nothing(since: added)])
            }
            return days(from: newest, to: today) >= limit ? (.overdue, [.missed(months: months), .evidence(newest)]) : (.onTrack, [.evidence(newest)])
        case .period(let from, let to):
            return byPeriod(from, to, facts, today: today)
        }
    }

    private static func bySilence(_ facts: Facts, added: Day, today: Day) -> (Status, [Reason]) {
        guard let newest = facts.newest else {
            let silence = days(from: added, to: today)
            return silence >= dormancy ? (.dormant, [.silent(days: silence), .nothing(since: added)]) : (.notStarted, [.nothing(since: added)])
        }
        let silence = days(from: newest, to: today)
        return silence >= dormancy ? (.dormant, [.silent(days: silence), .evidence(newest)]) : (.onTrack, [.evidence(newest)])
    }

    private static func byPeriod(_ from: Day, _ to: Day, _ facts: Facts, today: Day) -> (Status, [Reason]) {
        if let result = facts.newestResult { return (.done, [.result(result, hasLead: facts.hasLead)]) }
        if let figure = facts.reached(since: from), let target = figure.target { return (.done, [.targetReached(value: figure.value, of: target)]) }
        let evidence = (facts.newestReport.map { [Reason.resultReported($0, hasLead: facts.hasLead)] } ?? []) + (facts.newest.map { [Reason.evidence($0)] } ?? [])
        if today > to { return (.overdue, [.periodPassed(ended: to)] + evidence) }
        if today < from { return (.notStarted, [.periodBegins(from)] + evidence) }
        let isMoving = facts.newest.map { $0 >= from } ?? false
        return (isMoving ? .onTrack : .notStarted, (isMoving ? evidence : []) + [.periodRuns(until: to)])
    }

    private static func days(from: Day, to: Day) -> Int { to.daysSince1970 - from.daysSince1970 }
}
