import Accounts
import Foundation
import Localization
import Storage
import Web

/// An edition with how each activity stands, as one viewer may see it.
struct LivePlan: Sendable {
    struct Live: Sendable {
        let figures: [EvidenceFigure]
        let notes: Notes.Tally
        /// Open ones first.
        let questions: [ShownQuestion]
        let progress: ActivityStanding

        var openQuestions: [ShownQuestion] { questions.filter(\.isOpen) }
    }

    let plan: Plan
    private let live: [ID<Activity>: Live]

    init(plan: Plan, live: [ID<Activity>: Live]) {
        self.plan = plan
        self.live = live
    }

    func live(_ activity: Activity) -> Live? { live[activity.id] }

    func count(_ status: ActivityStanding.Status) -> Int { live.values.count { $0.progress.status == status } }
}

/// Puts together what the plan holds and what other rooms show for it, in a number of statements that does not grow with the plan.
public struct LivePlans: Sendable {
    let evidence: [any EvidenceSource]
    let questions: any OpenQuestions

    public init(evidence: [any EvidenceSource], questions: any OpenQuestions) {
        self.evidence = evidence
        self.questions = questions
    }

    func live(_ editions: [Edition], for viewer: Viewer?, at now: Date, in tx: Transaction) throws -> [LivePlan] {
        let store = Plans(tx), plans = try store.plans(of: editions), activities = plans.flatMap(\.activities)
        let ids = activities.map(\.id), today = Day(now, in: .network)
        let own = try store.questions(of: ids), tallies = try Notes(tx).tallies(of: ids, for: viewer)
        let numbers = Set(activities.map(\.number)).sorted()
        let put = Dictionary(grouping: try questions.of(activities: numbers, in: tx), by: \.activity)
        let drafted = try store.questionsOfDrafts()
        let figures = try figures(for: numbers, at: now, in: tx), terms = try Presidencies.all(in: tx)
        return plans.map { plan in
            let live = plan.activities.map { activity in
                let asked = ShownQuestion.joining(own[activity.id] ?? [], put[activity.number] ?? [], elsewhere: drafted, for: viewer), shown = asked.shown.sorted { $0.isOpen && !$1.isOpen }
                let tally = tallies[activity.id] ?? Notes.Tally(), counted = figures[activity.number] ?? []
                let results = Self.results(tally, of: activity, terms)
                // One status for the house, whoever reads: from all notes and all questions.
                let facts = ActivityStanding.Facts(figures: counted, newestNote: tally.newest.map { Day($0, in: .network) }, newestResult: results.confirmed, newestReport: results.reported,
                                                   hasLead: !activity.delegations(.lead).isEmpty, openQuestions: shown.filter(\.isOpen).map(\.text), hasHiddenQuestion: asked.isAnyHiddenOpen)
                let progress = ActivityStanding(activity.calendar.meaning, facts, added: Day(activity.addedAt, in: .network), today: today)
                return (activity.id, LivePlan.Live(figures: counted, notes: tally, questions: shown, progress: progress))
            }
            return LivePlan(plan: plan, live: Dictionary(live, uniquingKeysWith: { first, _ in first }))
        }
    }

    /// A result counts from whoever leads the activity; where nobody does, from the Secretariat or from the delegation that presided that day.
    private static func results(_ tally: Notes.Tally, of activity: Activity, _ terms: [Presidency]) -> (confirmed: Day?, reported: Day?) {
        let leads = activity.delegations(.lead).map(\.id)
        let counts = { (result: Notes.Tally.Result) -> Bool in
            guard leads.isEmpty else { return leads.contains(result.delegation) }
            return result.kind == .secretariat || terms.contains { $0.delegation.id == result.delegation && $0.covers(Day(result.at, in: .network)) }
        }
        func newest(_ results: [Notes.Tally.Result]) -> Day? { results.map(\.at).max().map { Day($0, in: .network) } }
        return (newest(tally.results.filter(counts)), newest(tally.results.filter { !counts($0) }))
    }

    /// What the rooms count for the activities that they have something to show for.
    func figures(for numbers: [ActivityNumber], at now: Date, in tx: Transaction) throws -> [ActivityNumber: [EvidenceFigure]] {
        var found: [ActivityNumber: [EvidenceFigure]] = [:]
        for source in evidence {
            for text in source.activities {
                guard let number = ActivityNumber(text), numbers.contains(number) else { continue }
                found[number, default: []] += try source.figures(for: text, at: now, in: tx)
            }
        }
        return found
    }
}
