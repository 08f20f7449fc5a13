import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage
import Web

/// Whose requests somebody works on: those of their delegation, or of their post alone.
struct Scope: Sendable {
    let grant: Viewer.Grant

    /// - Throws: ``PageError/forbidden`` for whoever may not; also for a consul's role that names no post.
    init(_ ask: Ask, _ action: Action = .seeRequests) throws {
        let viewer = try ask.person()
        let reaching = viewer.grants.filter { Viewer.Scope.reaches($0, action, under: ask.house.permissions) }
        // A delegation's work before a post's.
        guard let grant = reaching.first(where: { $0.role == .liaison }) ?? reaching.first(where: { $0.post != nil }) else { throw PageError.forbidden }
        self.grant = grant
    }

    var delegation: Delegation { grant.delegation }
    /// The only post whose requests there are for this person.
    var post: UUID? { grant.role == .consul ? grant.post : nil }
    var filter: TravelRequests.Filter { TravelRequests.Filter(of: delegation.id, post: post) }
}

extension Viewer {
    enum Scope {
        static func reaches(_ grant: Viewer.Grant, _ action: Action, under permissions: Permissions) -> Bool {
            permissions.reach(of: grant.role, in: action) != nil && grant.delegation.kind == .member
        }
    }
}

/// A fault in the reader's words.
enum FaultWords {
    static func values(_ fault: RequestFault, _ ask: Ask) -> [String: String] {
        var values: [String: String] = [:]
        if let day = fault.day { values["date"] = ask.formats.date(day) }
        if let step = fault.step { values["step"] = ask.text("returns.step.\(step.rawValue)").lowercased() }
        switch fault {
        case .referenceTaken(let reference): values["reference"] = reference.text
        case .hasCounts(let month), .hasRows(let month), .futureMonth(let month), .noCount(let month): values["month"] = Words(ask).month(month)
        case .countKnown(let stated):
            let count = stated.count, words = Words(ask)
            values["month"] = words.month(count.month)
            values["origin"] = words.country(count.origin)
            for (name, number) in [("requested", count.requested), ("issued", count.issued), ("refused", count.refused), ("unanswered", count.unanswered)] { values[name] = ask.formats.number(number) }
            values["by"] = stated.by
            values["at"] = ask.written(stated.at)
        case .otherTown(let towns): values["towns"] = ask.formats.list(towns)
        default: break
        }
        return values
    }

    static func text(_ fault: RequestFault, _ ask: Ask) -> String { ask.text("returns.fault.\(fault.name)", values(fault, ask)) }
}

extension FormValues {
    /// The instant of the record that a form was opened with: field `seen`, in microseconds.
    var seen: Date? { self["seen"].flatMap(Int64.init).map(Date.init(microsecondsSince1970:)) }
}

extension Form {
    mutating func fail(_ fault: RequestFault, at field: String? = nil, _ ask: Ask) {
        fail(field ?? fault.field, "returns.fault.\(fault.name)", FaultWords.values(fault, ask))
    }

    /// What was ticked of the affirmations: fields `affirm_<name>`.
    var affirmed: Set<Affirmation> { Set(Affirmation.allCases.filter { values["affirm_\($0.rawValue)"] == "yes" }) }

    /// The boxes, never ticked beforehand.
    func affirmations(_ affirmations: [Affirmation], _ ask: Ask) -> [Model] {
        affirmations.map { affirmation -> Model in
            let name = "affirm_\(affirmation.rawValue)"
            var model = field(name, label: ask.text("returns.affirmation.\(affirmation.rawValue)"), required: true)
            model["checked"] = values[name] == "yes"
            return model
        }
    }

    func countries(_ name: String, label: String, value: String?, hint: String? = nil, empty: String? = nil, required: Bool = true, _ ask: Ask) -> Model {
        let options = CountryCode.all(sortedIn: ask.language.code).map { ($0.rawValue, $0.name(in: ask.language.code)) }
        return select(name, label: label, options: options, value: value, hint: hint, empty: empty, required: required)
    }

    mutating func country(_ name: String) -> CountryCode? { choice(name) }
}

/// Things of this room in the reader's words.
struct Words {
    let ask: Ask

    init(_ ask: Ask) { self.ask = ask }

    func country(_ country: CountryCode) -> String { country.name(in: ask.language.code) }
    func step(_ step: StepKind) -> String { ask.text("returns.step.\(step.rawValue)") }
    func group(_ group: PopulationGroup) -> String { ask.text("returns.group.\(group.rawValue)") }
    func document(_ document: TravelDocumentKind) -> String { ask.text("returns.document.\(document.rawValue)") }

    /// "octubre de 2026".
    func month(_ month: Month) -> String {
        ask.text("returns.month", ["month": ask.text("format.month.\(month.number - 1)"), "year": String(month.year)])
    }

    /// "primer semestre de 2026".
    func half(_ half: HalfYear) -> String { ask.text("returns.half.\(half.half)", ["year": String(half.year)]) }

    func days(_ days: Int) -> String { ask.text(days == 1 ? "returns.one_day" : "returns.days", ["count": ask.formats.number(days)]) }

    func mission(_ mission: AskedMission) -> String {
        mission.town.map { ask.text("returns.mission_in", ["town": $0, "country": country(mission.country)]) } ?? country(mission.country)
    }

    func office(_ office: RecordingOffice, _ posts: [UUID: OfferedPost]) -> String {
        switch office {
        case .post(let id): posts[id]?.name.shown(in: ask.language).text ?? ask.text("returns.some_post")
        case .authority(let name): name
        }
    }

    /// `text` and `tone`, for a tag.
    func state(_ request: TravelRequest) -> Model {
        guard let outcome = request.outcome else { return ["text": ask.text("returns.standing.open"), "tone": "warn"] }
        let tone = switch outcome {
        case .issued: "good"
        case .refused: "bad"
        default: ""
        }
        return ["text": step(outcome), "tone": tone]
    }
}
