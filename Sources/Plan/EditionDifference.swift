import Foundation
import Localization

/// What became of one activity, theme or objective from one state of the plan to another.
public struct Difference: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable { case added, changed, removed }

    /// A part of it, with its words before and after; each part has a text: `plan.field.<name>`.
    public struct Part: Sendable, Hashable {
        public enum Name: String, Sendable, CaseIterable { case text, calendar, meaning, lead, support }

        public let name: Name
        public let before: String
        public let after: String

        public init(_ name: Name, before: String, after: String) { (self.name, self.before, self.after) = (name, before, after) }
    }

    /// `1`, `1.5` or `1.5.1`.
    public let label: String
    public let kind: Kind
    /// What it says, or said.
    public let text: String
    public let parts: [Part]

    public init(label: String, kind: Kind, text: String, parts: [Part] = []) { (self.label, self.kind, self.text, self.parts) = (label, kind, text, parts) }
}

extension Difference {
    /// Two states of one activity; nil where nothing differs. `words` gives a meaning's name.
    init?(from old: ActivityState, to new: ActivityState, in language: Language, words: (ActivityCalendar.Meaning) -> String) {
        func shown(_ text: LocalizedText) -> String { text.shown(in: language).text }
        let candidates = [
            Part(.text, before: shown(old.text), after: shown(new.text)),
            Part(.calendar, before: shown(old.calendar.text), after: shown(new.calendar.text)),
            Part(.meaning, before: words(old.calendar.meaning), after: words(new.calendar.meaning)),
            Part(.lead, before: old.lead.joined(separator: ", "), after: new.lead.joined(separator: ", ")),
            Part(.support, before: old.support.joined(separator: ", "), after: new.support.joined(separator: ", ")),
        ]
        let parts = candidates.filter { $0.before.squeezed != $0.after.squeezed }
        guard !parts.isEmpty else { return nil }
        self.init(label: new.number.description, kind: .changed, text: shown(new.text), parts: parts)
    }

    /// Two editions compared, activity by activity, in the order of their numbers.
    static func between(_ old: Plan, _ new: Plan, in language: Language, words: (ActivityCalendar.Meaning) -> String) -> [Difference] {
        func byNumber(_ plan: Plan) -> [ActivityNumber: Activity] { Dictionary(plan.activities.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first }) }
        let before = byNumber(old), after = byNumber(new)
        return Set(before.keys).union(after.keys).sorted().compactMap { number in
            switch (before[number], after[number]) {
            case (let old?, let new?): Difference(from: ActivityState(old), to: ActivityState(new), in: language, words: words)
            case (nil, let new?): Difference(label: number.description, kind: .added, text: new.text.shown(in: language).text)
            case (let old?, nil): Difference(label: number.description, kind: .removed, text: old.text.shown(in: language).text)
            case (nil, nil): nil
            }
        }
    }
}

extension String {
    /// Each run of blanks and line breaks as one blank: what a word processor does to spacing says nothing.
    var squeezed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
