import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The plan as the network publishes it: every activity with its status, who is responsible, what there is to show for it.
struct PlanPages {
    let house: House
    let live: LivePlans

    var routes: [Route] { [.get("/plan", .everyone, plan)] }

    private func plan(_ ask: Ask) async throws -> Response {
        let viewer = ask.viewer, now = ask.now, key = ask.query["edition"]
        let (found, editions) = try await house.database.read { tx -> (LivePlan?, [Edition]) in
            let editions = try Plans(tx).editions(for: viewer)
            guard let edition = editions.chosen(key) else { return (nil, editions) }
            return (try live.live([edition], for: viewer, at: now, in: tx).first, editions)
        }
        guard let found else {
            guard key == nil else { throw PageError.notFound }
            var page = Page("plan/none", title: ask.text("plan.title"), ["title": ask.text("plan.title")] as Model)
            page.section = "plan"
            return try ask.show(page)
        }
        let view = PlanView(ask: ask), query = found.plan.edition.key == editions.chosen(nil)?.key ? "" : "?edition=\(found.plan.edition.key.queryEncoded)"
        var model: Model = view.edition(found.plan.edition)
        model["themes"] = found.plan.themes.map { theme(of: $0, in: found, view, query: query) }
        model["figures"] = ActivityStanding.Status.allCases.map { status -> Model in
            ["state": view.status(status), "number": ask.formats.number(found.count(status)), "is_none": found.count(status) == 0]
        }
        model["matrix"] = ask.path("/plan/matrix\(query)")
        model["others"] = editions.filter { $0.id != found.plan.edition.id }.map { ["href": ask.path("/plan?edition=\($0.key.queryEncoded)"), "label": ask.text("plan.edition.short", ["key": $0.key])] as Model }
        model["has_others"] = editions.count > 1
        model["desk"] = ask.may(.seePlanDesk) ? ask.path("/plan/editions") : false
        var page = Page("plan/plan", title: found.plan.edition.title.shown(in: ask.language).text, model)
        page.description = ask.text("plan.description")
        page.section = "plan"
        page.json = "/api/v1/plan"
        page.validUntil = ask.endOfToday
        return try ask.show(page)
    }

    private func theme(of theme: Plan.Theme, in live: LivePlan, _ view: PlanView, query: String) -> Model {
        [
            "number": String(theme.number), "heading": view.words(theme.title),
            "objectives": theme.objectives.map { objective -> Model in
                ["label": objective.label, "aim": view.words(objective.text), "activities": objective.activities.compactMap { activity in live.live(activity).map { line(activity, $0, view, query: query) } }]
            },
        ]
    }

    private func line(_ activity: Activity, _ live: LivePlan.Live, _ view: PlanView, query: String) -> Model {
        [
            "id": activity.number.description, "href": view.ask.path("/plan/activities/\(activity.number)\(query)"), "what": view.words(activity.text), "when": view.meaning(activity.calendar.meaning),
            "state": view.status(live.progress.status), "why": view.reasons(live.progress), "responsible": view.responsible(activity),
            "evidence": live.figures.map(view.figure), "has_evidence": !live.figures.isEmpty, "questions": live.openQuestions.map(view.question), "has_questions": !live.openQuestions.isEmpty,
            "notes": live.notes.visible == 0 ? false : view.ask.text(live.notes.visible == 1 ? "plan.note.one" : "plan.note.count", ["count": view.ask.formats.number(live.notes.visible)]),
        ]
    }
}

extension [Edition] {
    /// The one with that key; without a key the one that the network works by, or else the newest draft.
    func chosen(_ key: String?) -> Edition? {
        guard let key else { return first { $0.standing != .draft } ?? first }
        return first { $0.key == key }
    }

    /// The same for an activity: where no edition is asked for and the current one does not have it, the newest that does.
    func chosen(_ key: String?, holding number: ActivityNumber, in tx: Transaction) throws -> Edition? {
        guard key == nil, let current = chosen(nil) else { return chosen(key) }
        let holders = try Plans(tx).editions(holding: number)
        return holders.contains(current.id) ? current : first { holders.contains($0.id) }
    }
}
