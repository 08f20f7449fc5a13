import Accounts
import Foundation
import Geography
import Localization
import Web

/// A covering agreement as pages show it.
struct CoveringView {
    let agreement: CoveringAgreement
    let ask: Ask

    init(_ agreement: CoveringAgreement, _ ask: Ask) {
        self.agreement = agreement
        self.ask = ask
    }

    var words: [String: String] { Self.words(agreement, ask.formats, in: ask.language) }

    static func words(_ agreement: CoveringAgreement, _ formats: Formats, in language: Language) -> [String: String] {
        let code = language.code
        return ["covering": agreement.covering.nameInText(in: code), "covered": agreement.covered.nameInText(in: code), "district": agreement.district.name(in: code),
                "receiving": agreement.receiving.nameInText(in: code), "begins": formats.date(agreement.begins), "ends": formats.date(agreement.ends)]
    }

    /// Of whoever may see the desk of one of its States.
    var mayOpenDesk: Bool { agreement.states.contains { ask.may(.seeDesk, of: Viewer.Owner(country: $0)) } }

    var title: String { ask.text("directory.covering.line", words) }

    /// What everybody reads of it.
    var published: Model {
        let state = agreement.state(on: ask.today)
        return [
            "href": ask.path("/covering/\(agreement.id)"), "what": title, "days": ask.text("directory.covering.days", words), "is_demonstration": agreement.isDemonstration,
            "state": ["text": ask.text("directory.covering.state.\(state.rawValue)"), "tone": state == .inForce ? "good" : state == .coming ? "warn" : ""] as Model,
        ]
    }

    /// On the desk.
    var line: Model {
        published.merging([
            "href": ask.path("/desk/covering/\(agreement.id)"), "reference": agreement.note, "by": ask.text("directory.covering.recorded_by", ["name": agreement.recordedBy]),
            "ended": agreement.end.map { end in
                ["text": ask.text("directory.covering.ended_by", ["date": ask.formats.date(Day(end.at, in: .network)), "name": end.by]), "because": end.reason ?? false] as Model
            } ?? false,
        ] as Model) { $1 }
    }

    /// For `{{> directory/post_covering}}` on a post's page: whom else its State's posts answer for. Keys `covers` and `has_covers`.
    static func ofPost(_ agreements: [CoveringAgreement], _ ask: Ask) -> Model {
        ["covers": agreements.map { ["href": ask.path("/covering/\($0.id)"), "text": ask.text("directory.covering.post_line", CoveringView($0, ask).words)] as Model }, "has_covers": !agreements.isEmpty]
    }
}
