import Foundation
import Localization
import Records
import Storage

/// The number of a theme or of an objective: `1`, `1.5`. Each part is 1…99.
public struct HeadingNumber: Sendable, Hashable, Comparable, LosslessStringConvertible {
    public let theme: Int
    /// Within the theme; nil for the theme itself.
    public let objective: Int?

    public init?(_ theme: Int, _ objective: Int? = nil) {
        guard [theme, objective ?? 1].allSatisfy((1...99).contains) else { return nil }
        (self.theme, self.objective) = (theme, objective)
    }

    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in part.allSatisfy(\.isASCII) && part.allSatisfy(\.isNumber) ? Int(part) : nil }
        guard (1...2).contains(parts.count), numbers.count == parts.count else { return nil }
        self.init(numbers[0], numbers.count == 2 ? numbers[1] : nil)
    }

    public var description: String { objective.map { "\(theme).\($0)" } ?? "\(theme)" }

    public static func < (left: Self, right: Self) -> Bool { (left.theme, left.objective ?? 0) < (right.theme, right.objective ?? 0) }
}

extension Plan {
    /// The words of every theme and objective.
    var headings: [HeadingNumber: LocalizedText] {
        var found: [HeadingNumber: LocalizedText] = [:]
        for theme in themes {
            if let number = HeadingNumber(theme.number) { found[number] = theme.title }
            for objective in theme.objectives {
                if let number = HeadingNumber(objective.theme, objective.number) { found[number] = objective.text }
            }
        }
        return found
    }
}

/// A theme or an objective as the audit trail keeps it; its record is the edition, its kind ``auditKind``.
struct HeadingState: Codable, Hashable {
    let number: String
    let text: LocalizedText

    static let auditKind = "plan_heading"

    init(_ number: HeadingNumber, _ text: LocalizedText) { (self.number, self.text) = (number.description, text) }
}

extension Plans {
    /// Words a theme or an objective, or makes it.
    /// - Parameter before: its words until now; nil for a new one.
    func word(_ heading: HeadingNumber, _ text: LocalizedText, before: LocalizedText?, of edition: ID<Edition>, action: String, by actor: Actor, at now: Date) throws {
        try set(heading, text, of: edition)
        try tx.audit(action, kind: HeadingState.auditKind, record: edition.uuid, before: before.map { HeadingState(heading, $0) }, after: HeadingState(heading, text), by: actor, at: now)
    }

    /// As an edition begins with it: the edition's own record tells where that came from.
    func set(_ heading: HeadingNumber, _ text: LocalizedText, of edition: ID<Edition>) throws {
        guard let objective = heading.objective else {
            try tx.execute("""
                INSERT INTO plan_theme (edition, number, title) VALUES (\(edition), \(heading.theme), \(text))
                ON CONFLICT (edition, number) DO UPDATE SET title = excluded.title
                """)
            return
        }
        try tx.execute("""
            INSERT INTO plan_objective (edition, theme, number, text) VALUES (\(edition), \(heading.theme), \(objective), \(text))
            ON CONFLICT (edition, theme, number) DO UPDATE SET text = excluded.text
            """)
    }

    /// Themes and objectives that hold nothing any more go with the last that they held.
    func removeEmpty(of edition: Edition, by actor: Actor, at now: Date) throws {
        let plan = try plan(of: edition)
        for theme in plan.themes {
            for objective in theme.objectives where objective.activities.isEmpty {
                try tx.execute("DELETE FROM plan_objective WHERE edition = \(edition.id) AND theme = \(theme.number) AND number = \(objective.number)")
                try auditRemoval(HeadingNumber(theme.number, objective.number), objective.text, of: edition.id, by: actor, at: now)
            }
            guard theme.objectives.allSatisfy(\.activities.isEmpty) else { continue }
            try tx.execute("DELETE FROM plan_theme WHERE edition = \(edition.id) AND number = \(theme.number)")
            try auditRemoval(HeadingNumber(theme.number), theme.title, of: edition.id, by: actor, at: now)
        }
    }

    private func auditRemoval(_ heading: HeadingNumber?, _ text: LocalizedText, of edition: ID<Edition>, by actor: Actor, at now: Date) throws {
        guard let heading else { return }
        try tx.audit("plan.heading.removed", kind: HeadingState.auditKind, record: edition.uuid, before: HeadingState(heading, text), after: HeadingState?.none, by: actor, at: now)
    }
}
