import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The regional picture of all dialogues, and one dialogue.
struct TrackPages {
    let house: House
    let outside: DialogueRoom.Outside

    static let pageSize = 50

    var routes: [Route] {
        [
            .get("/dialogue", .everyone, list),
            .get("/dialogue/{id}", .everyone, one),
        ]
    }

    private func list(_ ask: Ask) async throws -> Response {
        let state = try ask.trackState(), pager = try Pager(ask, size: Self.pageSize), filter = Tracks.Filter(for: ask.viewer, state: state), outside = outside, now = ask.now, isInside = ask.may(.seeFigures)
        let (tracks, counts, delegations, figures) = try await house.database.read { tx in
            let all = Tracks(tx), compared = try outside.compare(all.list(filter, offset: pager.offset, limit: pager.size), isInside: isInside, at: now, in: tx)
            return (compared.tracks, try all.counts(filter), try Delegations.all(in: tx), compared.now)
        }
        let total = counts.values.reduce(0, +)
        var model = try pager.model(of: state.map { counts[$0] ?? 0 } ?? total, at: ask.path("/dialogue") + (state.map { "?state=\($0.rawValue)" } ?? ""))
        let title = ask.text("dialogue.title")
        model["title"] = title
        model["tracks"] = tracks.map { TrackView($0, delegations, ask).row(figures[$0.country]) }
        model["is_empty"] = tracks.isEmpty
        model["may_see_figures"] = isInside
        model["new"] = ask.may(.proposeTrack) ? ask.path("/dialogue/new") : false
        model["states"] = [part(nil, state, total, ask)] + Track.State.allCases.map { part($0, state, counts[$0] ?? 0, ask) }
        var page = Page("dialogue/list", title: title, model)
        page.section = "dialogue"
        page.isIndexed = ask.viewer == nil && state == nil
        page.json = "/api/v1/dialogue"
        page.validUntil = ask.tomorrow
        return try ask.show(page)
    }

    private func part(_ state: Track.State?, _ current: Track.State?, _ count: Int, _ ask: Ask) -> Model {
        ["href": ask.path("/dialogue" + (state.map { "?state=\($0.rawValue)" } ?? "")), "name": ask.text("dialogue.states.\(state?.rawValue ?? "all")"), "count": ask.formats.number(count),
         "is_current": state == current]
    }

    private func one(_ ask: Ask) async throws -> Response {
        let (found, delegations) = try await ask.track(), outside = outside, now = ask.now, isInside = ask.may(.seeFigures)
        let (compared, question) = try await house.database.read { tx in
            (try outside.compare([found], isInside: isInside, at: now, in: tx), try outside.questions.of(tracks: [found], in: tx)[found.id])
        }
        let track = compared.tracks[0], figures = compared.now[track.country]
        let view = TrackView(track, delegations, ask), seat = TrackSeat(ask.viewer, house.permissions, track), change = FigureChange(track.evidence, figures, ask)
        let title = ask.text("dialogue.track_title", ["country": track.country.nameInText(in: ask.language.code)]), isOpen = track.conclusion == nil
        let lead: Any = track.lead.map { ask.text("dialogue.lead_since", ["country": view.name($0.delegation), "from": ask.formats.date($0.from)]) } ?? false
        let participants = ask.formats.list(track.participants.map(view.name))
        let concluded: Any = track.conclusion.map { ["on": ask.text("dialogue.concluded_on", ["date": ask.formats.date($0.on)]), "result": TrackView.shown($0.result, ask)] as Model } ?? false
        var model: Model = [
            "title": title, "back": ask.path("/dialogue"), "csrf": ask.formToken, "state": view.state, "is_demonstration": track.isDemonstration, "is_proposed": track.state == .proposed,
            "lead": lead, "proposed_by": ask.text("dialogue.proposed_on", ["delegation": view.name(track.proposedBy), "date": ask.formats.date(Day(track.createdAt, in: .network))]), "participants": participants, "has_participants": !track.participants.isEmpty, "leads": view.leads,
            "has_leads": track.leads.count > 1 || track.leads.contains { $0.basis != nil || $0.until != nil }, "objectives": TrackView.shown(track.objectives, ask), "level": ask.text("dialogue.level.\(track.audience.rawValue)"),
            "figures": change.rows, "has_figures": track.evidence != nil || figures != nil, "may_see_figures": isInside, "verdict": change.verdict, "reason": change.reason ?? false, "conclusion": concluded,
        ]
        model["then_on"] = change.asOf.then ?? ask.text("dialogue.no_figure")
        model["now_on"] = change.asOf.now ?? ask.text("dialogue.no_figure")
        model["question"] = question.flatMap { ask.viewer.maySee($0.level) ? ["href": ask.path($0.path), "text": ask.text($0.isOpen ? "dialogue.question_open" : "dialogue.question_taken")] as Model : nil } ?? false
        let shown = track.steps.map { ($0.id, view.step($0, mayEdit: track.state == .active && seat.changing($0.delegation) != nil)) }
        model["next"] = (isOpen ? shown.first { $0.0 == track.nextStep?.id }?.1 : nil) ?? false
        model["steps"] = shown.map(\.1)
        model["has_steps"] = !track.steps.isEmpty
        model["documents"] = track.documents.map { document -> Model in
            ["title": document.title, "url": document.url, "who": view.name(document.delegation),
             "removal": isOpen && seat.changing(document.delegation) != nil ? ask.path("\(track.path)/documents/\(document.id)/removal") : false]
        }
        model["has_documents"] = !track.documents.isEmpty
        model["actions"] = actions(track, seat, ask)
        model["seen"] = String(track.changedAt.microsecondsSince1970)
        model["end_lead"] = isOpen && track.lead != nil && seat.steering != nil ? ask.path(track.path + "/lead/end") : false
        var page = Page("dialogue/track", title: title, model)
        page.section = "dialogue"
        page.isIndexed = track.audience == .public
        page.json = "/api/v1/dialogue/\(track.key)"
        page.validUntil = ask.tomorrow
        return try ask.show(page)
    }

    private func actions(_ track: Track, _ seat: TrackSeat, _ ask: Ask) -> [Model] {
        guard track.conclusion == nil else { return [] }
        let isActive = track.state == .active, isPart = seat.steering != nil || seat.takingPart != nil
        let offered = [
            ("new_step", "/steps/new", isActive && isPart), ("new_document", "/documents/new", isPart), ("edit", "/edit", seat.steering != nil), ("name_lead", "/lead", seat.naming != nil),
            ("conclude", "/conclusion", isActive && seat.steering != nil),
        ]
        return offered.filter(\.2).map { ["href": ask.path(track.path + $0.1), "text": ask.text("dialogue.\($0.0)")] }
    }
}
