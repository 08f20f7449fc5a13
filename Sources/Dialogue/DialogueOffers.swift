import Accounts
import Foundation
import Geography
import Localization
import Storage
import Web

/// What the plan shows of activity 1.3.2, "define a regional strategy of dialogue with those extra-regional countries".
struct DialogueEvidence: EvidenceSource {
    let activities = ["1.3.2"]

    func figures(for activity: String, at now: Date, in tx: Transaction) throws -> [EvidenceFigure] {
        guard activities.contains(activity) else { return [] }
        let days = EvidenceFigure.days(until: Day(now, in: .network))
        let (tracks, led, steps, newest) = try Tracks(tx).progress(at: days)
        return [
            EvidenceFigure(text: "dialogue.evidence.led", value: led[0], target: tracks, newest: nil, trend: Array(led.dropFirst()), path: "/dialogue"),
            EvidenceFigure(text: "dialogue.evidence.steps", value: steps[0], target: nil, newest: newest, trend: Array(steps.dropFirst()), path: "/dialogue"),
        ]
    }
}

/// What is expected: the steps that a delegation is to take, a next step where it leads and nothing is planned, and of the
/// Secretariat a lead where there is none.
struct DialogueExpectations: ExpectationSource {
    /// Days ahead from which a planned step is told.
    static let horizon = 30

    func expectations(of delegation: Delegation, at now: Date, in tx: Transaction) throws -> [Expectation] {
        let tracks = Tracks(tx), today = Day(now, in: .network)
        switch delegation.kind {
        case .member:
            let steps = try tracks.planned(by: delegation.id, until: today.adding(days: Self.horizon), limit: 60).map { planned in
                // Put off, it is announced anew.
                Expectation(key: "dialogue:step:\(planned.step.id):\(planned.step.plannedOn?.description ?? "")", topic: .plan, text: "dialogue.expectation.step",
                            values: Self.values(planned.country).merging(planned.step.title.values(named: "title")) { $1 }, path: planned.path, due: nil, lastDay: planned.step.plannedOn, by: .addStep)
            }
            let idle = try tracks.idle(ledBy: delegation.id, limit: 20).map { country, key in
                Expectation(key: "dialogue:idle:\(key)", topic: .plan, text: "dialogue.expectation.idle", values: Self.values(country), path: "/dialogue/\(key)", due: nil, by: .addStep)
            }
            return steps + idle
        case .secretariat:
            return try tracks.withoutLead(limit: 60).map { country, key, former in
                // Laid down, it is announced anew.
                Expectation(key: "dialogue:lead:\(key)" + (former == 0 ? "" : ":\(former)"), topic: .plan, text: "dialogue.expectation.lead", values: Self.values(country), path: "/dialogue/\(key)", due: nil, by: .nameLead)
            }
        default: return []
        }
    }

    private static func values(_ country: CountryCode) -> [String: String] {
        Language.all.reduce(into: ["country": country.nameInText(in: Language.spanish.code)]) { $0["country.\($1.code)"] = country.nameInText(in: $1.code) }
    }
}

extension LocalizedText {
    /// For a text that is read later in one language or another: `title.es`, `title.en`, and `title` for whoever knows no better.
    func values(named name: String) -> [String: String] {
        Language.all.reduce(into: [name: shown(in: .spanish).text]) { $0["\(name).\($1.code)"] = shown(in: $1).text }
    }
}

/// The days of the steps that are planned.
struct StepCalendar: CalendarSource {
    let house: House

    func entries(for viewer: Viewer, from: Day, to: Day, in tx: Transaction) throws -> [CalendarEntry] {
        try Tracks(tx).planned(for: viewer, from: from, to: to, limit: 500).compactMap { planned in
            guard let day = planned.step.plannedOn else { return nil }
            let title = LocalizedText(source: .spanish, Dictionary(Language.all.map { language in
                (language, house.catalogue.text("dialogue.calendar", in: language, ["title": planned.step.title.shown(in: language).text, "country": planned.country.nameInText(in: language.code)]))
            }, uniquingKeysWith: { first, _ in first }))
            return CalendarEntry(uid: "dialogue-step-\(planned.step.id)", title: title, path: planned.path, when: .days(day, day), changedAt: planned.step.changedAt)
        }
    }
}

/// Dialogues among what the search of the house finds.
struct DialogueSearch: SearchKind {
    /// "Cooperation between consular officers", of which activity 1.3.2 is part.
    static let theme = "1"

    let kind = Track.searchKind
    let name = "dialogue.title"

    func paths(of records: [UUID], in tx: Transaction) throws -> [UUID: String] { try Tracks(tx).paths(of: records) }
}
