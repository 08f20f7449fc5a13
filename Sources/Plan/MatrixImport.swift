import Accounts
import Foundation
import Localization
import Records
import Storage

/// What a matrix that came back from Word or a spreadsheet would change in an edition, activity by activity.
struct MatrixImport: Sendable {
    /// What is wrong with a line, or with the whole. Each has a text: `plan.import.fault.<name>`.
    struct Fault: Sendable, Hashable {
        enum Name: String, Sendable, CaseIterable {
            case noNumber = "no_number", repeated, otherObjective = "other_objective", otherTheme = "other_theme", noText = "no_text", noObjectiveText = "no_objective_text"
            case tooLong = "too_long", unlike, recorded, changedMeanwhile = "changed_meanwhile", tooMany = "too_many"
        }

        /// From 1, the head not counted; 0 for the whole file.
        let line: Int
        let name: Name
        let values: [String: String]

        init(_ line: Int, _ name: Name, _ values: [String: String] = [:]) { (self.line, self.name, self.values) = (line, name, values) }
    }

    static let textLimit = 4000
    static let lineLimit = 500

    private(set) var faults: [Fault] = []
    private(set) var differences: [Difference] = []
    /// Activities whose new calendar says no time that the house knows: their meaning stays as it was.
    private(set) var unread: [ActivityNumber] = []
    /// New ones of which the same is true: their calendar is to be defined.
    private(set) var undefined: [ActivityNumber] = []

    // What is to be written.
    private var headings: [HeadingNumber: LocalizedText] = [:]
    private var activities: [(before: Activity?, after: Activity)] = []
    private var removed: [Activity] = []

    private let matrix: Matrix
    private let plan: Plan
    private let known: [HeadingNumber: LocalizedText]
    private let terms: PlanTerms

    var changesNothing: Bool { differences.isEmpty }
    var isPossible: Bool { faults.isEmpty && !changesNothing }

    /// - Parameters:
    ///   - recorded: activities about which something is recorded here (notes, evidence, questions): they cannot be left out.
    ///   - terms: in the matrix's language.
    init(_ matrix: Matrix, into plan: Plan, recorded: Set<ActivityNumber>, _ terms: PlanTerms, at now: Date) {
        self.matrix = matrix
        self.plan = plan
        self.terms = terms
        known = plan.headings
        guard matrix.lines.count <= Self.lineLimit else {
            faults = [Fault(0, .tooMany, ["limit": String(Self.lineLimit)])]
            return
        }
        var seen: Set<ActivityNumber> = [], theme = "", objective = ""
        for (index, line) in matrix.lines.enumerated() {
            if !line.theme.squeezed.isEmpty { theme = line.theme.squeezed }
            if !line.objective.squeezed.isEmpty { objective = line.objective.squeezed }
            read(Matrix.Line(theme: theme, objective: objective, activity: line.activity.squeezed, calendar: line.calendar.squeezed), line: index + 1, seen: &seen, at: now)
        }
        leaveOut(plan.activities.filter { !seen.contains($0.number) }, recorded: recorded)
        differences.sort { $0.comesBefore($1) }
    }

    // MARK: One line

    private mutating func read(_ line: Matrix.Line, line index: Int, seen: inout Set<ActivityNumber>, at now: Date) {
        let (label, text) = Self.split(line.activity)
        guard let number = ActivityNumber(label) else { return faults.append(Fault(index, .noNumber, ["value": String(line.activity.prefix(60))])) }
        guard seen.insert(number).inserted else { return faults.append(Fault(index, .repeated, ["number": label])) }
        guard !text.isEmpty else { return faults.append(Fault(index, .noText, ["number": label])) }
        guard text.count <= Self.textLimit, line.calendar.count <= Self.textLimit else { return faults.append(Fault(index, .tooLong, ["number": label, "limit": String(Self.textLimit)])) }
        readTheme(line.theme, of: number, line: index)
        readObjective(line.objective, of: number, line: index)
        if let before = plan.activity(number) {
            change(before, text: text, calendar: line.calendar, at: now)
        } else {
            let meaning = ActivityCalendar.Meaning(words: line.calendar)
            if meaning == nil { undefined.append(number) }
            let activity = Activity(id: ID(at: now), edition: plan.edition.id, number: number, text: LocalizedText(source: matrix.language, [matrix.language: text]),
                                    calendar: ActivityCalendar(meaning ?? .toBeDefined, text: LocalizedText(source: matrix.language, [matrix.language: line.calendar])), responsible: [], addedAt: now, changedAt: now)
            activities.append((nil, activity))
            differences.append(Difference(added: ActivityState(activity), terms))
        }
    }

    private mutating func change(_ before: Activity, text: String, calendar: String, at now: Date) {
        var after = before
        if Self.differs(before.text, text, in: matrix.language) { after.text.set(text, in: matrix.language) }
        if Self.differs(before.calendar.text, calendar, in: matrix.language) {
            after.calendar.text.set(calendar, in: matrix.language)
            if let meaning = ActivityCalendar.Meaning(words: calendar) { after.calendar.meaning = meaning } else { unread.append(before.number) }
        }
        guard let difference = Difference(from: ActivityState(before), to: ActivityState(after), terms) else { return }
        activities.append((before, after))
        differences.append(difference)
    }

    private mutating func readTheme(_ cell: String, of number: ActivityNumber, line: Int) {
        let (label, text) = Self.split(cell)
        guard label.trimmingCharacters(in: ["."]) == String(number.theme) else { return faults.append(Fault(line, .otherTheme, ["number": number.description, "value": String(cell.prefix(60))])) }
        note(text, at: HeadingNumber(number.theme), line: line)
    }

    private mutating func readObjective(_ cell: String, of number: ActivityNumber, line: Int) {
        let (label, text) = Self.split(cell)
        guard label.trimmingCharacters(in: ["."]) == number.objectiveNumber else {
            return faults.append(Fault(line, .otherObjective, ["number": number.description, "value": String(cell.prefix(60))]))
        }
        note(text, at: HeadingNumber(number.theme, number.objective), line: line)
    }

    /// Keeps a theme's or an objective's words, once for all the lines that stand under it.
    private mutating func note(_ text: String, at number: HeadingNumber?, line: Int) {
        guard let number else { return }
        guard !text.isEmpty else { return faults.append(Fault(line, .noObjectiveText, ["number": number.description])) }
        guard text.count <= Self.textLimit else { return faults.append(Fault(line, .tooLong, ["number": number.description, "limit": String(Self.textLimit)])) }
        if let planned = headings[number] {
            // Two lines under one heading must not say two things about it.
            if Self.differs(planned, text, in: matrix.language) { faults.append(Fault(line, .unlike, ["number": number.description])) }
            return
        }
        var new = known[number] ?? LocalizedText(source: matrix.language, [matrix.language: text])
        if Self.differs(new, text, in: matrix.language) { new.set(text, in: matrix.language) }
        if let difference = Difference(number, from: known[number], to: new, terms) { differences.append(difference) }
        headings[number] = new
    }

    private mutating func leaveOut(_ missing: [Activity], recorded: Set<ActivityNumber>) {
        for activity in missing {
            if recorded.contains(activity.number) { faults.append(Fault(0, .recorded, ["number": activity.number.description])) }
            removed.append(activity)
            differences.append(Difference(label: activity.number.description, kind: .removed, text: activity.text.shown(in: matrix.language).text))
        }
    }

    /// `1.5.1 Contar con…` → `1.5.1` and the rest.
    private static func split(_ cell: String) -> (label: String, text: String) {
        let label = cell.prefix { $0 != " " }
        let mark = label.last == "." ? label.dropLast() : label
        return (String(mark), String(cell.dropFirst(label.count)).squeezed)
    }

    /// What was exported is compared with what came back: where a translation is missing, that is the source's own words.
    private static func differs(_ known: LocalizedText, _ text: String, in language: Language) -> Bool { known.shown(in: language).text.squeezed != text }

    // MARK: Carrying it out

    /// Writes all of it, in the caller's transaction.
    func commit(by actor: Actor, at now: Date, in tx: Transaction) throws {
        let store = Plans(tx), edition = plan.edition.id
        for (number, text) in headings.sorted(by: { $0.key < $1.key }) where known[number] != text {
            try store.word(number, text, before: known[number], of: edition, action: known[number] == nil ? "plan.heading.added" : "plan.heading.imported", by: actor, at: now)
        }
        for (before, after) in activities { try store.save(after, before: before, action: before == nil ? "plan.activity.added" : "plan.activity.imported", by: actor, at: now) }
        for activity in removed { try store.remove(activity, by: actor, at: now) }
        if !removed.isEmpty { try store.removeEmpty(of: plan.edition, by: actor, at: now) }
        try store.touch(edition, at: now)
        try tx.audit("plan.matrix.imported", kind: Edition.auditKind, record: edition.uuid, made: differences.map(\.label), by: actor, at: now)
        try store.index(all: plan.edition, at: now)
    }
}

extension LivePlans {
    /// The activities about which something is recorded: notes of anybody, questions; in an edition that the network has before it also
    /// what other rooms count, and decisions. A draft has only its own: what an activity of the same number had before is not lost with it.
    func recorded(in plan: Plan, at now: Date, in tx: Transaction) throws -> Set<ActivityNumber> {
        let ids = plan.activities.map(\.id), numbers = plan.activities.map(\.number), isDraft = plan.edition.standing == .draft
        let notes = try Notes(tx).tallies(of: ids, for: nil), asked = try Plans(tx).questions(of: ids)
        let counted = isDraft ? [:] : try figures(for: numbers, at: now, in: tx)
        let drafted = try Plans(tx).questionsOfDrafts()
        let decided = isDraft ? [] : Set(try questions.of(activities: numbers, in: tx).filter { $0.state != .withdrawn && !($0.reference.map(drafted.contains) ?? false) }.map(\.activity))
        return Set(plan.activities.filter { activity in
            // Questions that came along from the edition before were put before this one was there.
            let own = (asked[activity.id] ?? []).filter { !isDraft || $0.putAt >= plan.edition.addedAt }
            return (notes[activity.id]?.total ?? 0) > 0 || !own.isEmpty || decided.contains(activity.number)
                || (counted[activity.number] ?? []).contains { $0.value > 0 || $0.newest != nil }
        }.map(\.number))
    }
}
