import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage
import Yams

/// The plan of 2008, with which an empty house begins: the network's text with its own open questions, and our English.
public struct FirstPlan: Sendable {
    /// The program's own file is wrong: a defect, told with its place.
    public struct Fault: Error, CustomStringConvertible {
        public let description: String
    }

    private let content: Content

    /// - Throws: ``Fault`` or an error of decoding.
    public init() throws {
        let file = Bundle.module.bundleURL.appendingPathComponent("Content/plan-2008.yaml")
        content = try YAMLDecoder().decode(Content.self, from: String(contentsOf: file, encoding: .utf8))
    }

    /// Fills an empty plan and puts its open questions to the network; does nothing where an edition is there.
    /// - Parameter questions: where they are decided; the delegations must be there.
    /// - Returns: activities added.
    @discardableResult
    public func add(questions: any OpenQuestions = QuestionsOfThePlanAlone(), by actor: Actor = .content, at now: Date, in tx: Transaction) throws -> Int {
        let store = Plans(tx)
        guard try store.isEmpty() else { return 0 }
        let edition = try content.edition(at: now)
        try store.save(edition, action: "plan.edition.found", by: actor, at: now)
        let delegations = Dictionary(try Delegations.all(in: tx).map { ($0.slug, $0) }, uniquingKeysWith: { first, _ in first })
        for theme in content.themes {
            if let number = HeadingNumber(theme.number) { try store.set(number, theme.localized, of: edition.id) }
            for objective in theme.objectives {
                if let number = HeadingNumber(theme.number, objective.number) { try store.set(number, objective.localized, of: edition.id) }
                for line in objective.activities {
                    let activity = try line.activity(of: edition.id, theme: theme.number, objective: objective.number, delegations: delegations, at: now)
                    try store.save(activity, before: nil, action: "plan.activity.found", by: actor, at: now)
                    for asked in line.questions ?? [] {
                        let question = PlanQuestion(id: ID(at: now), activity: activity.number, key: asked.key, text: asked.text.localized, background: asked.background?.localized,
                                                    suggestion: asked.suggestion?.localized, putAt: now)
                        try store.add(question, to: activity, at: now)
                        try questions.put(question, by: actor, at: now, in: tx)
                    }
                }
            }
        }
        try store.index(all: edition, at: now)
        return content.themes.flatMap(\.objectives).flatMap(\.activities).count
    }

    // MARK: As the file has it

    private struct Words: Decodable {
        let es, en: String
        var localized: LocalizedText { LocalizedText(es: es, en: en) }
    }

    private struct Content: Decodable {
        let key: String
        let standing: Edition.Standing
        let conference: Int
        let place, title: Words
        let begins, ends, presidency: String
        let themes: [Theme]

        func edition(at now: Date) throws -> Edition {
            guard let begins = Day(begins), let ends = Day(ends), let presidency = CountryCode(presidency) else { throw Fault(description: "plan-2008.yaml: days or presidency") }
            return Edition(id: ID(at: now), key: key, title: title.localized, standing: standing, conference: conference, place: place.localized, begins: begins, ends: ends,
                           presidency: presidency, level: .public, addedAt: now, changedAt: now)
        }
    }

    private struct Theme: Decodable {
        let number: Int
        let es, en: String
        let objectives: [Objective]
        var localized: LocalizedText { LocalizedText(es: es, en: en) }
    }

    private struct Objective: Decodable {
        let number: Int
        let es, en: String
        let activities: [Line]
        var localized: LocalizedText { LocalizedText(es: es, en: en) }
    }

    private struct Calendar: Decodable {
        let kind: ActivityCalendar.Meaning.Kind
        let from, to: String?
        let months: Int?
        let es, en: String
    }

    private struct Asked: Decodable {
        let key: String
        let text: Words
        let background, suggestion: Words?
    }

    private struct Line: Decodable {
        let number: Int
        let es, en: String
        let calendar: Calendar
        let lead, support: [String]?
        let questions: [Asked]?

        func activity(of edition: ID<Edition>, theme: Int, objective: Int, delegations: [String: Delegation], at now: Date) throws -> Activity {
            guard let number = ActivityNumber(theme, objective, number),
                  let meaning = ActivityCalendar.Meaning(calendar.kind, from: calendar.from.flatMap(Day.init), to: calendar.to.flatMap(Day.init), months: calendar.months) else {
                throw Fault(description: "plan-2008.yaml: activity \(theme).\(objective).\(number)")
            }
            func parties(_ slugs: [String]?, _ part: Activity.Responsible.Part) -> [Activity.Responsible] {
                (slugs ?? []).compactMap { delegations[$0] }.map { Activity.Responsible(delegation: $0, part: part) }
            }
            return Activity(id: ID(at: now), edition: edition, number: number, text: LocalizedText(es: es, en: en),
                            calendar: ActivityCalendar(meaning, text: LocalizedText(es: calendar.es, en: calendar.en)), responsible: parties(lead, .lead) + parties(support, .support),
                            addedAt: now, changedAt: now)
        }
    }
}
