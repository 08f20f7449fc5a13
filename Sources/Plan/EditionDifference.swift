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
    /// Two states of one activity; nil where nothing differs.
    init?(from old: ActivityState, to new: ActivityState, _ terms: PlanTerms) {
        let parts = Self.parts(old, new, terms).filter { $0.before.squeezed != $0.after.squeezed }
        guard !parts.isEmpty else { return nil }
        self.init(label: new.number.description, kind: .changed, text: terms.shown(new.text), parts: parts)
    }

    /// A new activity, with what its calendar says and how that is understood.
    init(added new: ActivityState, _ terms: PlanTerms) {
        let parts = Self.parts(nil, new, terms).filter { $0.name != .text && !$0.after.isEmpty }
        self.init(label: new.number.description, kind: .added, text: terms.shown(new.text), parts: parts)
    }

    private static func parts(_ old: ActivityState?, _ new: ActivityState, _ terms: PlanTerms) -> [Part] {
        [
            Part(.text, before: old.map { terms.shown($0.text) } ?? "", after: terms.shown(new.text)),
            Part(.calendar, before: old.map { terms.shown($0.calendar.text) } ?? "", after: terms.shown(new.calendar.text)),
            Part(.meaning, before: old.map { terms.meaning($0.calendar.meaning) } ?? "", after: terms.meaning(new.calendar.meaning)),
            Part(.lead, before: terms.names(old?.lead ?? []), after: terms.names(new.lead)),
            Part(.support, before: terms.names(old?.support ?? []), after: terms.names(new.support)),
        ]
    }

    /// Two wordings of one theme or objective; nil where nothing differs.
    init?(_ number: HeadingNumber, from old: LocalizedText?, to new: LocalizedText?, _ terms: PlanTerms) {
        switch (old.map(terms.shown), new.map(terms.shown)) {
        case (let old?, let new?):
            guard old.squeezed != new.squeezed else { return nil }
            self.init(label: number.description, kind: .changed, text: new, parts: [Part(.text, before: old, after: new)])
        case (nil, let new?): self.init(label: number.description, kind: .added, text: new)
        case (let old?, nil): self.init(label: number.description, kind: .removed, text: old)
        case (nil, nil): return nil
        }
    }

    /// Two editions compared: themes, objectives and activities, in the order of their numbers.
    static func between(_ old: Plan, _ new: Plan, _ terms: PlanTerms) -> [Difference] {
        func byNumber(_ plan: Plan) -> [ActivityNumber: Activity] { Dictionary(plan.activities.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first }) }
        let before = byNumber(old), after = byNumber(new), was = old.headings, now = new.headings
        let headings = Set(was.keys).union(now.keys).compactMap { Difference($0, from: was[$0], to: now[$0], terms) }
        let activities = Set(before.keys).union(after.keys).compactMap { number -> Difference? in
            switch (before[number], after[number]) {
            case (let old?, let new?): Difference(from: ActivityState(old), to: ActivityState(new), terms)
            case (nil, let new?): Difference(added: ActivityState(new), terms)
            case (let old?, nil): Difference(label: number.description, kind: .removed, text: terms.shown(old.text))
            case (nil, nil): nil
            }
        }
        return (headings + activities).sorted { $0.comesBefore($1) }
    }

    /// True for an activity, false for a theme or an objective.
    var isActivity: Bool { ActivityNumber(label) != nil }

    /// In the order of the plan's numbers; a heading before what stands under it.
    func comesBefore(_ other: Difference) -> Bool { label.compare(other.label, options: .numeric) == .orderedAscending }
}

extension String {
    /// Each run of blanks and line breaks as one blank: what a word processor does to spacing says nothing.
    var squeezed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
