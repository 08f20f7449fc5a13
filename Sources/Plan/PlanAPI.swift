import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The plan as data: what its page shows, to the same people.
struct PlanAPI {
    let house: House
    let live: LivePlans

    var routes: [Route] { [.api("/plan", plan)] }

    private func plan(_ ask: Ask) async throws -> Response {
        try ask.allowOnly([])
        let viewer = ask.viewer, now = ask.now, live = live
        let plans = try await house.database.read { tx in try live.live(Plans(tx).editions(for: viewer), for: viewer, at: now, in: tx) }
        return try ask.json(["editions": plans.map { APIEdition($0, house.catalogue) }], validUntil: ask.endOfToday)
    }
}

/// An edition in the API. Keys stand in the answer in snake case; what is not known is null, never left out.
struct APIEdition: Encodable {
    struct Texts: Encodable {
        let es, en: String?

        init(_ text: LocalizedText) { (es, en) = (text[.spanish], text[.english]) }
        init(_ write: (Language) -> String) { (es, en) = (write(.spanish), write(.english)) }

        private enum Keys: String, CodingKey { case es, en }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(es, forKey: .es)
            try container.encode(en, forKey: .en)
        }
    }

    struct Calendar: Encodable {
        let calendar: ActivityCalendar

        private enum Keys: String, CodingKey { case kind, from, to, months, text }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(calendar.meaning.kind, forKey: .kind)
            try container.encode(calendar.meaning.from, forKey: .from)
            try container.encode(calendar.meaning.to, forKey: .to)
            try container.encode(calendar.meaning.months, forKey: .months)
            try container.encode(Texts(calendar.text), forKey: .text)
        }
    }

    struct Responsible: Encodable {
        let delegation: String
        let part: Plan.Responsibility
    }

    struct Reason: Encodable {
        let name: String
        let text: Texts
    }

    struct Evidence: Encodable {
        let figure: EvidenceFigure
        let text: Texts

        private enum Keys: String, CodingKey { case text, value, target, newest, trend, path }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(text, forKey: .text)
            try container.encode(figure.value, forKey: .value)
            try container.encode(figure.target, forKey: .target)
            try container.encode(figure.newest, forKey: .newest)
            try container.encode(figure.trend, forKey: .trend)
            try container.encode(figure.path, forKey: .path)
        }
    }

    struct Question: Encodable {
        let text: Texts
        /// Of the decision; null where the question is not before the network as one.
        let path: String?

        private enum Keys: String, CodingKey { case text, path }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(text, forKey: .text)
            try container.encode(path, forKey: .path)
        }
    }

    struct Activity: Encodable {
        let id: String
        let text: Texts
        let calendar: Calendar
        let responsible: [Responsible]
        let status: ActivityStanding.Status
        let reasons: [Reason]
        let evidence: [Evidence]
        let openQuestions: [Question]
        let notes: Int
    }

    struct Objective: Encodable {
        let id: String
        let text: Texts
        let activities: [Activity]
    }

    struct Theme: Encodable {
        let id: String
        let title: Texts
        let objectives: [Objective]
    }

    let key: String
    let title: Texts
    let standing: Edition.Standing
    let conference: Int
    let place: Texts
    let beginsOn, endsOn: Day
    let presidency: String
    let themes: [Theme]

    init(_ live: LivePlan, _ catalogue: Catalogue) {
        let edition = live.plan.edition
        (key, title, standing, conference, place) = (edition.key, Texts(edition.title), edition.standing, edition.conference, Texts(edition.place))
        (beginsOn, endsOn, presidency) = (edition.begins, edition.ends, edition.presidency.rawValue)
        themes = live.plan.themes.map { theme in
            Theme(id: String(theme.number), title: Texts(theme.title), objectives: theme.objectives.map { objective in
                Objective(id: objective.label, text: Texts(objective.text), activities: objective.activities.compactMap { activity in
                    live.live(activity).map { Self.activity(activity, $0, catalogue) }
                })
            })
        }
    }

    private static func activity(_ activity: Plan.Entry, _ live: LivePlan.Live, _ catalogue: Catalogue) -> Activity {
        Activity(
            id: activity.number.description, text: Texts(activity.text), calendar: Calendar(calendar: activity.calendar),
            responsible: activity.responsible.map { Responsible(delegation: $0.delegation.slug, part: $0.part) }, status: live.progress.status,
            reasons: live.progress.reasons.map { reason in Reason(name: reason.name, text: Texts { PlanWords.reason(reason, catalogue, in: $0) }) },
            evidence: live.figures.map { figure in Evidence(figure: figure, text: Texts { catalogue.text(figure.text, in: $0) }) },
            openQuestions: live.openQuestions.map { Question(text: Texts($0.text), path: $0.path) }, notes: live.notes.visible)
    }
}

extension Plan {
    // Inside ``APIEdition`` the plain names are those of the API.
    typealias Entry = Activity
    typealias Responsibility = Activity.Responsible.Part
}
