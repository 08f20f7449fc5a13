import Accounts
import Foundation
import Formats
import Geography
import Localization
import Records
import Storage

/// Requests from a file: read, compared with what is there, shown, and then recorded wholly or not at all.
struct RequestImport: Sendable {
    /// What is wrong with a file, and where; lines and columns count from 1, columns in characters.
    struct Fault: Sendable, Equatable {
        enum Reason: Sendable, Equatable {
            case file(CSVError.Reason)
            case request(RequestFault)
            case reference(CaseReference.Refusal)
            /// Key after `returns.import.`.
            case value(String)
        }

        let line: Int
        let column: Int
        let field: String?
        let value: String
        let reason: Reason
    }

    private(set) var added: [RequestDraft] = []
    private(set) var advanced: [Advance] = []
    private(set) var unchanged = 0
    private(set) var faults: [Fault] = []

    /// Steps that a known request has taken since.
    struct Advance: Sendable {
        let request: TravelRequest
        let steps: [PlannedStep]
    }

    /// Faults listed at most, and rows of one file.
    static let faultLimit = 200, rowLimit = 20_000

    var isPossible: Bool { faults.isEmpty && !(added.isEmpty && advanced.isEmpty) }

    /// Reads a file and compares it with what is recorded. Changes nothing.
    /// - Parameter posts: of the delegation's country, which the file may name as office.
    static func plan(_ bytes: [UInt8], of owner: Delegation, posts: [OfferedPost], missions: any MissionsAbroad, today: Day, in tx: Transaction) throws -> RequestImport {
        var plan = RequestImport(), drafts: [(row: CSVReader.Row, draft: RequestDraft)] = []
        var seen: [CaseReference: Int] = [:]
        let rows = plan.rows(bytes)
        let origins = Set(rows.compactMap { CountryCode(rawValue: $0["origin"]) }).sorted(), abroad = origins.isEmpty ? [] : try missions.missions(of: origins, in: tx)
        for row in rows {
            guard let draft = plan.read(row, owner, posts, abroad, today) else { continue }
            if let first = seen.updateValue(row.line, forKey: draft.reference) { plan.fail(row, "reference", .value("repeated"), "\(draft.reference) (\(first))") }
            drafts.append((row, draft))
        }
        for start in stride(from: 0, to: drafts.count, by: 400) where plan.faults.count < faultLimit {
            let batch = drafts[start..<min(start + 400, drafts.count)], store = TravelRequests(tx)
            let known = try store.known(batch.map(\.draft.reference), of: owner.id), steps = try store.steps(of: known.values.map(\.id))
            for (row, draft) in batch { plan.compare(row, draft, known[draft.reference], steps, today) }
        }
        try plan.refuseCounted(drafts, of: owner, in: tx)
        plan.faults = Array(plan.faults.prefix(faultLimit))
        return plan
    }

    /// The rows that can be read at all, as far as there are not too many.
    private mutating func rows(_ bytes: [UInt8]) -> [CSVReader.Row] {
        let reader: CSVReader
        do { reader = try CSVReader(bytes, required: RequestsCSV.required, optional: RequestsCSV.optional) } catch {
            fail(error)
            return []
        }
        var rows: [CSVReader.Row] = []
        for result in reader {
            switch result {
            case .success(let row): rows.append(row)
            case .failure(let error): fail(error)
            }
            if faults.count >= Self.faultLimit || rows.count > Self.rowLimit { break }
        }
        if rows.count > Self.rowLimit, let last = rows.last { fail(last, "reference", .value("too_many")) }
        return rows
    }

    /// Records it, in the caller's transaction.
    func commit(of owner: Delegation, by actor: Actor, at now: Date, in tx: Transaction) throws {
        let store = TravelRequests(tx)
        for draft in added { try store.record(draft, affirmed: Set(Affirmation.ofAll), of: owner, by: actor, at: now) }
        for advance in advanced {
            for step in Course.sorted(advance.steps) { try store.add(step, to: advance.request.id, by: actor, at: now) }
        }
    }

    // MARK: One row

    private mutating func read(_ row: CSVReader.Row, _ owner: Delegation, _ posts: [OfferedPost], _ abroad: [MissionAbroad], _ today: Day) -> RequestDraft? {
        let before = faults.count
        var reference: CaseReference?
        do { reference = try CaseReference(row["reference"]) } catch { fail(row, "reference", .reference(error)) }
        let origin: CountryCode? = choice(row, "origin", "country"), document: TravelDocumentKind? = choice(row, "document"), group: PopulationGroup? = choice(row, "group")
        let mission: CountryCode? = choice(row, "mission_country", "country"), requestedOn = day(row, "requested_on"), name = row["office"]
        let post = posts.first { $0.key == name.lowercased() || $0.id.uuidString.lowercased() == name.lowercased() }
        if name.isEmpty { fail(row, "office", .value("missing")) }
        if name.count > OfficeText.authorityLimit { fail(row, "office", .value("too_long")) } else if !name.isEmpty, post == nil, !OfficeText.isAuthority(name) { fail(row, "office", .request(.authorityText)) }
        var town = row["mission_town"]
        if !town.isEmpty, let origin, let mission {
            switch OfficeText.town(town, of: origin, in: mission, among: abroad) {
            case .known(let name): town = name
            case .wrong: fail(row, "mission_town", .request(.townText))
            case .none(let towns): fail(row, "mission_town", .request(.otherTown(towns)))
            }
        }
        let steps = RequestsCSV.stepColumns.compactMap { column, step in row[column].isEmpty ? nil : day(row, column).map { PlannedStep(step, on: $0) } }
        guard faults.count == before, let reference, let origin, let document, let group, let mission, let requestedOn else { return nil }
        let draft = RequestDraft(office: post.map { .post($0.id) } ?? .authority(name), origin: origin, reference: reference, document: document, group: group,
                                 mission: AskedMission(in: mission, town: town.isEmpty ? nil : town), requestedOn: requestedOn, steps: steps)
        if origin == owner.country { fail(row, "origin", .request(.ownCountry)) }
        if requestedOn > today { fail(row, "requested_on", .request(.future(requestedOn))) }
        if requestedOn < Course.earliest { fail(row, "requested_on", .request(.tooEarly(requestedOn))) }
        var course = Course(requestedOn: requestedOn)
        add(steps, to: &course, row, today)
        return faults.count == before ? draft : nil
    }

    private mutating func add(_ steps: [PlannedStep], to course: inout Course, _ row: CSVReader.Row, _ today: Day) {
        for step in Course.sorted(steps) {
            do { try course.add(step, today: today) } catch { fail(row, "\(step.kind.rawValue)_on", .request(error)) }
        }
    }

    private mutating func compare(_ row: CSVReader.Row, _ draft: RequestDraft, _ known: TravelRequest?, _ steps: [TravelRequest.ID: [RequestStep]], _ today: Day) {
        guard let known else { return added.append(draft) }
        let same: [(String, Bool)] = [
            ("origin", known.origin == draft.origin), ("document", known.document == draft.document), ("group", known.group == draft.group), ("office", known.office == draft.office),
            ("mission_country", known.mission.country == draft.mission.country), ("mission_town", known.mission.town == draft.mission.town || draft.mission.town == nil),
            ("requested_on", known.requestedOn == draft.requestedOn),
        ]
        if let (field, _) = same.first(where: { !$0.1 }) { return fail(row, field, .value("differs")) }
        // A blank says nothing: a step that is recorded stays.
        let recorded = steps[known.id] ?? [], new = draft.steps.filter { step in !recorded.contains { $0.kind == step.kind && $0.on == step.on } }
        guard !new.isEmpty else { return unchanged += 1 }
        var course = Course(recorded)
        let before = faults.count
        add(new, to: &course, row, today)
        if faults.count == before { advanced.append(Advance(request: known, steps: new)) }
    }

    /// Months of which the country has stated a count.
    private mutating func refuseCounted(_ rows: [(row: CSVReader.Row, draft: RequestDraft)], of owner: Delegation, in tx: Transaction) throws {
        let counted = Set(try tx.rows("SELECT origin, month FROM travel_request_count WHERE owner = \(owner.id) AND requested > 0") { "\(try $0.get("origin", as: String.self)) \(try $0.get("month", as: String.self))" })
        guard !counted.isEmpty else { return }
        for (row, draft) in rows where counted.contains("\(draft.origin) \(Month(draft.requestedOn))") { fail(row, "requested_on", .request(.hasCounts(Month(draft.requestedOn)))) }
    }

    private mutating func choice<T: RawRepresentable<String>>(_ row: CSVReader.Row, _ field: String, _ key: String = "choice") -> T? {
        let value = T(rawValue: row[field])
        if value == nil { fail(row, field, .value(row[field].isEmpty ? "missing" : key)) }
        return value
    }

    private mutating func day(_ row: CSVReader.Row, _ field: String) -> Day? {
        let day = Day(row[field])
        if day == nil { fail(row, field, .value(row[field].isEmpty ? "missing" : "day")) }
        return day
    }

    private mutating func fail(_ row: CSVReader.Row, _ field: String, _ reason: Fault.Reason, _ value: String? = nil) {
        faults.append(Fault(line: row.line(of: field), column: row.column(of: field), field: field, value: value ?? row[field], reason: reason))
    }

    private mutating func fail(_ error: CSVError) {
        faults.append(Fault(line: error.line, column: error.column, field: nil, value: error.value, reason: .file(error.reason)))
    }
}
