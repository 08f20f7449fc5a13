import Foundation
import Geography
import Localization
import Web

/// An officer as pages show them: who they are, and how their accreditation stood on a day.
struct OfficerView {
    let entry: OfficerEntry
    let ask: Ask
    /// The day of which the page speaks.
    let day: Day

    init(_ entry: OfficerEntry, _ ask: Ask, on day: Day? = nil) {
        self.entry = entry
        self.ask = ask
        self.day = day ?? ask.today
    }

    private var officer: Officer { entry.officer }
    private var language: String { ask.language.code }

    /// For `{{> directory/post_officers}}`: the keys `officers` and `has_officers`.
    static func ofPost(_ entries: [OfficerEntry], _ ask: Ask) -> Model {
        ["officers": entries.map { OfficerView($0, ask).line }, "has_officers": !entries.isEmpty]
    }

    /// One line in a list.
    var line: Model {
        let post = entry.post.name.shown(in: ask.language)
        return [
            "person": officer.name, "role": role, "sending": entry.post.sending.name(in: language), "receiving": receiving.name(in: language),
            "post": PostView.shown(post, ask), "post_href": ask.path("/posts/\(entry.post.slug)"), "is_demonstration": officer.isDemonstration,
            "standing": entry.accreditation.map { Self.standing($0, ask, on: day) } ?? false,
        ]
    }

    /// The same on a desk, with what only those who work on it see.
    var deskLine: Model {
        line.merging([
            "edit": ask.path("/desk/officers/\(officer.id)"), "level": ask.text("directory.officers.level.\(officer.effectiveLevel.rawValue)"),
            "accreditation": entry.accreditation.map { ask.path("/desk/accreditations/\($0.id)") } ?? false,
            "may_assert": entry.accreditation.map { $0.end != nil } ?? true, "note": entry.accreditation?.note ?? false,
        ] as Model) { _, new in new }
    }

    var receiving: CountryCode { entry.accreditation?.receiving ?? entry.post.receiving }

    /// Rank, function and what they are under the Convention, as far as each is known.
    var role: String {
        let parts = [officer.rank, officer.duty, officer.isHead ? ask.text("directory.officers.head") : "", officer.isHonorary ? ask.text("directory.officers.honorary") : ""]
        return parts.filter { !$0.isEmpty }.joined(separator: " · ")
    }

    /// How an accreditation stood, since when, and how that is to be taken.
    static func standing(_ accreditation: Accreditation, _ ask: Ask, on day: Day) -> Model {
        guard let state = accreditation.state(on: day), let since = accreditation.since(on: day) else { return ["tone": "", "text": "", "since": false] }
        let tone = switch state { case .admitted, .provisionallyAdmitted: "good"; case .asserted: "warn"; case .ended: "" }
        return ["tone": tone, "text": ask.text("directory.accreditation.state.\(state.rawValue)"), "since": ask.text("directory.accreditation.since", ["date": ask.formats.date(since)])]
    }
}
