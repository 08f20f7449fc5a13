import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// What is done to a decision from its page: a position taken, a round opened, an outcome recorded, the question withdrawn.
struct RoundForms {
    let house: House

    var routes: [Route] {
        [
            .post("/decisions/{id}/positions", .may(.takePosition), takePosition),
            .post("/decisions/{id}/rounds", .may(.convene), circulate),
            .post("/decisions/{id}/outcome", .may(.convene), conclude),
            .post("/decisions/{id}/withdrawal", .may(.putDecision), withdraw),
        ]
    }

    // MARK: A member's voice

    private func takePosition(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let kind: MemberPosition.Kind? = form.choice("position"), reason = form.optional("reason", limit: 4000), favoured = form.values["favoured"].map { Int($0) ?? -1 }, slug = form.values["delegation"]
        guard let kind, form.isValid else { return try await show(ask, .position, form) }
        let text = reason.map { LocalizedText(source: ask.language, [ask.language: $0]) }, round = form.round
        return try await act(ask, .position, form, done: "decisions.position_done") { bench in
            // For another country nobody speaks, whatever the form says.
            let members = try Delegations.all(in: bench.tx).filter { $0.kind == .member }
            guard let member = members.first(where: { slug == nil ? bench.seat.voice(of: $0) != nil : $0.slug == slug }), let grant = bench.seat.voice(of: member) else { throw PageError.forbidden }
            try bench.decisions.take(kind, text, favouring: favoured, in: bench.decision.id, round: round, of: member, by: bench.actor(grant), at: bench.now)
        }
    }

    // MARK: The Presidency and the Secretariat

    private func circulate(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let procedure: Decision.Procedure? = form.choice("procedure")
        let deadline = procedure == .silence ? deadline(&form) : nil
        guard let procedure, form.isValid else { return try await show(ask, .round, form) }
        let seen = form.values["seen"].flatMap(Int64.init).map(Date.init(microsecondsSince1970:))
        return try await act(ask, .round, form, done: "decisions.circulated_done") { bench in
            guard let grant = bench.seat.convening else { throw PageError.forbidden }
            try bench.decisions.circulate(bench.decision.id, procedure, until: deadline, seen: seen, by: bench.actor(grant), at: bench.now)
        }
    }

    private func deadline(_ form: inout Form) -> Deadline? {
        let day = form.required("deadline_on") == nil ? nil : form.day("deadline_on"), time = form.required("deadline_at"), zone: NamedZone? = form.choice("zone")
        guard let day, let time, let zone else { return nil }
        let parts = time.split(separator: ":", omittingEmptySubsequences: false).map { $0.count == 2 && $0.allSatisfy(\.isASCII) ? Int($0) : nil }
        guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0..<24).contains(hour), (0..<60).contains(minute), let deadline = Deadline(day, minutes: hour * 60 + minute, in: zone) else {
            form.fail("deadline_at", "decisions.fault.time", ["value": time])
            return nil
        }
        return deadline
    }

    private func conclude(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let result: Round.End.Result? = form.choice("result"), held = form.required("held_on") == nil ? nil : form.day("held_on"), place = form.required("place", limit: 200)
        let spanish = form.optional("adopted_es", limit: DraftPages.textLimit), english = form.optional("adopted_en", limit: DraftPages.textLimit), note = form.optional("outcome_note", limit: 4000)
        let reservations = CountrySlug.all.compactMap { slug in form.optional("reservation_\(slug)", limit: 4000).map { (slug, LocalizedText(source: ask.language, [ask.language: $0])) } }
        if let result, ![.adopted, .noConsensus].contains(result) { form.fail("result", "web.form.choice", ["value": result.rawValue]) }
        guard let result, let held, let place, form.isValid else { return try await show(ask, .outcome, form) }
        let text = LocalizedText(es: spanish ?? "", en: english ?? ""), round = form.round, option = form.values["option"].map { Int($0) ?? -1 }
        return try await act(ask, .outcome, form, done: "decisions.outcome_done") { bench in
            guard let grant = bench.seat.convening else { throw PageError.forbidden }
            let members = try Delegations.all(in: bench.tx).filter { $0.kind == .member }
            let named = reservations.compactMap { slug, text in members.first { $0.slug == slug }.map { (delegation: $0, text: text) } }
            // An option that was chosen is the text, unless the meeting worded it anew: the form begins with the text as circulated.
            let wording = bench.decision.wording
            if let option, !wording.options.indices.contains(option) { throw DecisionFault.noSuchOption(field: "option") }
            let isAsCirculated = text.isEmpty || Language.all.allSatisfy { text[$0] == wording.text[$0] }
            let outcome = MeetingOutcome(isAdopted: result == .adopted, on: held, place: place, text: isAsCirculated ? option.map { wording.options[$0] } : text, note: note, reservations: named)
            try bench.decisions.record(outcome, of: bench.decision.id, inRound: round, by: bench.actor(grant), at: bench.now)
        }
    }

    private func withdraw(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let note = form.optional("withdrawal_note", limit: 1000)
        guard form.isValid else { return try await show(ask, .withdrawal, form) }
        return try await act(ask, .withdrawal, form, done: "decisions.withdrawn_done") { bench in
            guard let grant = bench.seat.authoring(bench.decision) else { throw PageError.forbidden }
            try bench.decisions.withdraw(bench.decision.id, note: note, by: bench.actor(grant), at: bench.now)
        }
    }

    // MARK: The way of all of them

    /// Does it in one transaction, and leads back to the page; what cannot be done is told there.
    private func act(_ ask: Ask, _ part: DecisionPage.Part, _ form: Form, done: String, _ body: @escaping @Sendable (Bench) throws -> Void) async throws -> Response {
        do {
            let key = try await ask.onDecision { bench in
                try body(bench)
                return try bench.decisions.found(bench.decision.id).key
            }
            return ask.redirect(to: ask.path("/decisions/\(key)"), done: done)
        } catch let fault as DecisionFault {
            var form = form
            let told = FaultWords(fault, ask)
            if told.isFinal { return try await show(ask, part, form, refusal: told.text) }
            // The wording is on a page of its own: what it lacks is named, and no field of this one is.
            if case .onlyOneLanguage(let field) = fault, part == .round {
                form.fail("procedure", "decisions.fault.part_in_one_language", ["part": ask.text("decisions.part.\(field)")])
            } else {
                form.fail(fault, ask)
            }
            return try await show(ask, part, form)
        }
    }

    private func show(_ ask: Ask, _ part: DecisionPage.Part, _ form: Form, refusal: String? = nil) async throws -> Response {
        let key = try ask.parameter("id"), viewer = ask.viewer, permissions = house.permissions, now = ask.now
        let found = try await house.database.read { tx -> (DecisionFile, Seat)? in
            guard let file = try Decisions(tx).file(key: key) else { return nil }
            return (file, try Seat(viewer, permissions, at: now, in: tx))
        }
        guard let (file, seat) = found, seat.maySee(file.decision) else { throw PageError.notFound }
        return try DecisionPage(file: file, seat: seat, ask: ask, now: now, failed: (part, form), refusal: refusal).show()
    }
}

extension Form {
    /// The round that the form was opened in.
    fileprivate var round: Int? { values["round"].flatMap(Int.init) }
}

/// The members' short names, by which a form's fields are named.
enum CountrySlug {
    static let all = CountryCode.members.map { $0.rawValue.lowercased() }
}
