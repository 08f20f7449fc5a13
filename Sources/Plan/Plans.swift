import Accounts
import Foundation
import Geography
import Localization
import Storage

/// The plan's questions about its editions and what they hold. Each is one statement, however many editions or activities.
public struct Plans {
    let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    public func isEmpty() throws -> Bool { try tx.row("SELECT 1 AS one FROM plan_edition LIMIT 1") == nil }

    /// Newest first; only those that the viewer may read.
    public func editions(for viewer: Viewer?) throws -> [Edition] {
        try tx.rows("SELECT * FROM plan_edition ORDER BY begins_on DESC, key DESC LIMIT 200", as: Edition.init(row:)).filter { viewer.maySee($0.level) }
    }

    func editions(holding number: ActivityNumber) throws -> Set<Edition.ID> {
        Set(try tx.rows("SELECT edition FROM plan_activity WHERE theme = \(number.theme) AND objective = \(number.objective) AND number = \(number.activity)") { try $0.get("edition") })
    }

    public func edition(key: String) throws -> Edition? {
        try tx.rows("SELECT * FROM plan_edition WHERE key = \(key)", as: Edition.init(row:)).first
    }

    /// The one that the network works by: the newest that is no draft.
    public func current() throws -> Edition? {
        try tx.rows("SELECT * FROM plan_edition WHERE standing <> 'draft' ORDER BY begins_on DESC, key DESC LIMIT 1", as: Edition.init(row:)).first
    }

    public func newest() throws -> Edition? {
        try tx.rows("SELECT * FROM plan_edition ORDER BY begins_on DESC, key DESC LIMIT 1", as: Edition.init(row:)).first
    }

    /// The editions with all that they hold, in the order given: two statements.
    public func plans(of editions: [Edition]) throws -> [Plan] {
        guard !editions.isEmpty else { return [] }
        let responsible = try responsible(of: editions.map(\.id))
        var plans = Dictionary(editions.map { ($0.id, Plan(edition: $0, themes: [])) }, uniquingKeysWith: { first, _ in first })
        try tx.forEach("""
            SELECT t.edition AS of_edition, t.number AS theme_number, t.title AS theme_title, o.number AS objective_number, o.text AS objective_text, a.*
            FROM plan_theme t LEFT JOIN plan_objective o ON o.edition = t.edition AND o.theme = t.number
            LEFT JOIN plan_activity a ON a.edition = o.edition AND a.theme = o.theme AND a.objective = o.number
            WHERE t.edition IN \(list: editions.map(\.id)) ORDER BY t.edition, t.number, o.number, a.number
            """) { row in
            let edition: ID<Edition> = try row.get("of_edition"), theme: Int = try row.get("theme_number")
            guard var plan = plans[edition] else { return }
            if plan.themes.last?.number != theme { plan.themes.append(Plan.Theme(number: theme, title: try row.get("theme_title"), objectives: [])) }
            if let objective: Int = try row.get("objective_number") {
                if plan.themes[plan.themes.count - 1].objectives.last?.number != objective {
                    plan.themes[plan.themes.count - 1].objectives.append(Plan.Objective(theme: theme, number: objective, text: try row.get("objective_text"), activities: []))
                }
                if try row.get("id", as: UUID?.self) != nil, var activity = try Activity(row: row) {
                    activity.responsible = responsible[activity.id] ?? []
                    let last = plan.themes[plan.themes.count - 1].objectives.count - 1
                    plan.themes[plan.themes.count - 1].objectives[last].activities.append(activity)
                }
            }
            plans[edition] = plan
        }
        return editions.compactMap { plans[$0.id] }
    }

    public func plan(of edition: Edition) throws -> Plan { try plans(of: [edition]).first ?? Plan(edition: edition, themes: []) }

    private func responsible(of editions: [ID<Edition>]) throws -> [ID<Activity>: [Activity.Responsible]] {
        var found: [ID<Activity>: [Activity.Responsible]] = [:]
        try tx.forEach("""
            SELECT r.activity, r.part, d.id AS delegation, d.kind, d.country, d.slug, d.name FROM plan_responsible r
            JOIN plan_activity a ON a.id = r.activity JOIN delegation d ON d.id = r.delegation
            WHERE a.edition IN \(list: editions) ORDER BY r.part, d.slug
            """) { row in
            let delegation = Delegation(id: try row.get("delegation"), kind: try row.get("kind"), country: try row.get("country"), slug: try row.get("slug"), name: try row.get("name"))
            found[try row.get("activity"), default: []].append(Activity.Responsible(delegation: delegation, part: try row.get("part")))
        }
        return found
    }

    /// Address of an activity's page, without language.
    func address(of activity: ID<Activity>) throws -> String? { try addresses(of: [activity.uuid])[activity.uuid] }

    /// Of several at once.
    func addresses(of activities: [UUID]) throws -> [UUID: String] {
        let found = try tx.rows("SELECT a.id, a.theme, a.objective, a.number, e.key FROM plan_activity a JOIN plan_edition e ON e.id = a.edition WHERE a.id IN \(list: activities)") {
            (try $0.get("id", as: UUID.self), try ActivityNumber(row: $0), try $0.get("key", as: String.self))
        }
        return Dictionary(found.compactMap { id, number, key in number.map { (id, "/plan/activities/\($0)?edition=\(key)") } }, uniquingKeysWith: { first, _ in first })
    }

    /// References of what was asked about drafts alone: it does not hold up the edition that the network works by.
    func questionsOfDrafts() throws -> Set<String> {
        let rows = try tx.rows("""
            SELECT a.theme, a.objective, a.number, q.key FROM plan_question q JOIN plan_activity a ON a.id = q.activity JOIN plan_edition e ON e.id = a.edition
            WHERE q.published = FALSE GROUP BY a.theme, a.objective, a.number, q.key HAVING max(CASE WHEN e.standing = 'draft' THEN 0 ELSE 1 END) = 0
            """) { (try ActivityNumber(row: $0), try $0.get("key", as: String.self)) }
        return Set(rows.compactMap { number, key in number.map { "\($0)/\(key)" } })
    }

    /// The plan's own open questions by activity, those not yet settled first.
    func questions(of activities: [ID<Activity>]) throws -> [ID<Activity>: [PlanQuestion]] {
        guard !activities.isEmpty else { return [:] }
        let rows = try tx.rows("""
            SELECT q.*, a.theme, a.objective, a.number FROM plan_question q JOIN plan_activity a ON a.id = q.activity
            WHERE q.activity IN \(list: activities) ORDER BY q.settled_at IS NOT NULL, q.put_at, q.key
            """) { row in (try row.get("activity", as: ID<Activity>.self), try PlanQuestion(row: row)) }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.compactMap(\.1) }
    }
}

extension Edition {
    init(row: Row) throws {
        id = try row.get("id")
        key = try row.get("key")
        title = try row.get("title")
        standing = try row.get("standing")
        conference = try row.get("conference")
        place = try row.get("place")
        begins = try row.get("begins_on")
        ends = try row.get("ends_on")
        presidency = try row.get("presidency")
        level = try row.get("level")
        addedAt = try row.get("added_at")
        changedAt = try row.get("changed_at")
    }
}

extension ActivityNumber {
    /// Reads `theme`, `objective` and `number`.
    init?(row: Row) throws { self.init(try row.get("theme"), try row.get("objective"), try row.get("number")) }
}

extension Activity {
    /// Reads a row of `plan_activity`; who is responsible stands elsewhere.
    init?(row: Row) throws {
        guard let number = try ActivityNumber(row: row) else { return nil }
        // A calendar that cannot be read is one to be defined: the page says so, and nothing is lost.
        let meaning = ActivityCalendar.Meaning(try row.get("calendar_kind"), from: try row.get("calendar_from"), to: try row.get("calendar_to"), months: try row.get("calendar_months"))
        self.init(id: try row.get("id"), edition: try row.get("edition"), number: number, text: try row.get("text"),
                  calendar: ActivityCalendar(meaning ?? .toBeDefined, text: try row.get("calendar_text")), responsible: [],
                  addedAt: try row.get("added_at"), changedAt: try row.get("changed_at"))
    }
}
