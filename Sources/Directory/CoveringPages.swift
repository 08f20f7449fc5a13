import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// Covering agreements on the desk: recorded by the liaison of the State that covers or of the one that is covered, and ended
/// by either, or by the receiving State when it objects (article 8).
struct CoveringPages {
    let house: House

    static let pageSize = 60

    var routes: [Route] {
        [
            .get("/desk/covering", .may(.seeDesk), list),
            .post("/desk/covering", .may(.coverNationals), record),
            .get("/desk/covering/{id}", .may(.seeDesk), one),
            .post("/desk/covering/{id}/end", .may(.coverNationals), end),
        ]
    }

    // MARK: The list, with the form of a new one

    private func list(_ ask: Ask) async throws -> Response {
        try await show(ask, Form(FormValues(), ask))
    }

    private func show(_ ask: Ask, _ form: Form) async throws -> Response {
        let today = ask.today, pager = try Pager(ask, size: Self.pageSize)
        // Who sees every desk sees every country's agreements.
        let seesAll = try ask.person().grants.contains { house.permissions.reach(of: $0.role, in: .seeDesk) == .any }
        let countries = seesAll ? nil : try ask.person().countries
        let (agreements, total) = try await house.database.read { tx in
            let store = CoveringAgreements(tx)
            return (try store.list(of: countries, on: today, offset: pager.offset, limit: pager.size), try store.count(of: countries))
        }
        let title = ask.text("directory.covering.title")
        var model = try pager.model(of: total, at: ask.path("/desk/covering"))
        model["title"] = title
        model["csrf"] = ask.formToken
        model["summary"] = form.summary
        model["agreements"] = agreements.map { CoveringView($0, ask).line }
        model["is_empty"] = agreements.isEmpty
        if ask.may(.coverNationals) { model["record"] = fields(form, ask) }
        return try ask.showOnDesk("directory/covering", title: title, model, isValid: form.isValid)
    }

    private func fields(_ form: Form, _ ask: Ask) -> Model {
        let members = CountryCode.members(sortedIn: ask.language.code).map { ($0.rawValue, $0.name(in: ask.language.code)) }
        func select(_ name: String) -> Model {
            form.select(name, label: ask.text("directory.covering.field.\(name)"), options: members, empty: ask.text("web.form.choose"), required: true)
        }
        func field(_ name: String, type: String = "text", hinted: Bool = false, required: Bool = false) -> Model {
            form.field(name, label: ask.text("directory.covering.field.\(name)"), type: type, hint: hinted ? ask.text("directory.covering.hint.\(name)") : nil, required: required)
        }
        return [
            "action": ask.path("/desk/covering"), "covering": select("covering"), "covered": select("covered"), "receiving": select("receiving"),
            "subdivision": field("subdivision", hinted: true), "municipality": field("municipality", hinted: true), "begins": field("begins_on", type: "date", required: true),
            "ends": field("ends_on", type: "date", required: true), "reference": field("note", hinted: true, required: true),
        ]
    }

    private func record(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let now = ask.now, viewer = try ask.person()
        let covering = country("covering", &form, ask), covered = country("covered", &form, ask)
        let district = district(&form, ask)
        let begins = form.required("begins_on") == nil ? nil : form.day("begins_on"), ends = form.required("ends_on") == nil ? nil : form.day("ends_on")
        let note = form.required("note", limit: 120)
        guard let covering, let covered, let district, let begins, let ends, let note else { return try await show(ask, form) }
        let grants = [covering, covered].compactMap { viewer.grant(for: .coverNationals, of: Viewer.Owner(country: $0), under: house.permissions) }
        guard let grant = grants.first else {
            form.fail("covering", "directory.covering.fault.neither_own")
            return try await show(ask, form)
        }
        let actor = ask.actor(grant)
        do {
            let agreement = try CoveringAgreement(covering: covering, covered: covered, district: district, begins: begins, ends: ends, note: note, by: actor.name,
                                                  isDemonstration: viewer.isDemonstration, at: now)
            try await house.database.write { try CoveringAgreements($0).record(agreement, by: actor, at: now) }
        } catch let fault as CoveringAgreement.Fault {
            form.fail(fault, ask)
            return try await show(ask, form)
        }
        return ask.redirect(to: ask.path("/desk/covering"), done: "directory.covering.recorded_done")
    }

    private func country(_ field: String, _ form: inout Form, _ ask: Ask) -> CountryCode? {
        guard let text = form.required(field) else { return nil }
        guard let country = CountryCode(text) else {
            form.fail(field, "web.form.choice", ["value": text])
            return nil
        }
        return country
    }

    /// A subdivision by its name or code, and perhaps a municipality of it; the whole country where neither is given.
    private func district(_ form: inout Form, _ ask: Ask) -> District? {
        let subdivisionText = form.optional("subdivision", limit: 100), municipalityText = form.optional("municipality", limit: 100)
        guard let country = country("receiving", &form, ask) else { return nil }
        let language = ask.language.code
        guard let subdivisionText else {
            guard municipalityText != nil else { return form.isValid ? District(country: country) : nil }
            form.fail("subdivision", "directory.covering.fault.subdivision_missing")
            return nil
        }
        guard let subdivision = SubdivisionCode(named: subdivisionText, in: country) else {
            form.fail("subdivision", "directory.covering.fault.subdivision", ["value": subdivisionText, "country": country.nameInText(in: language)])
            return nil
        }
        guard let municipalityText else { return District(country: country, subdivision: subdivision) }
        guard let municipality = Gazetteer.shared.municipality(named: municipalityText, in: subdivision) else {
            form.fail("municipality", "directory.covering.fault.municipality", ["value": municipalityText, "subdivision": subdivision.name(in: language)])
            return nil
        }
        return District(country: country, subdivision: subdivision, municipality: municipality)
    }

    // MARK: One agreement

    private func find(_ ask: Ask) async throws -> CoveringAgreement {
        guard let id = ID<CoveringAgreement>(try ask.parameter("id")), let agreement = try await house.database.read({ try CoveringAgreements($0).agreement(id: id) }) else {
            throw PageError.notFound
        }
        guard CoveringView(agreement, ask).mayOpenDesk else { throw PageError.forbidden }
        return agreement
    }

    /// The grant by which this person may end it: of one of the three States.
    private func grant(_ ask: Ask, _ agreement: CoveringAgreement) throws -> Viewer.Grant? {
        let viewer = try ask.person()
        return agreement.states.compactMap {
            viewer.grant(for: .coverNationals, of: Viewer.Owner(country: $0), under: house.permissions)
        }.first
    }

    private func one(_ ask: Ask) async throws -> Response {
        try show(ask, Form(FormValues(), ask), try await find(ask))
    }

    private func end(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let agreement = try await find(ask), now = ask.now
        guard let grant = try grant(ask, agreement) else { throw PageError.forbidden }
        let actor = ask.actor(grant), reason = form.optional("reason", limit: 300)
        guard form.isValid else { return try show(ask, form, agreement) }
        do {
            try await house.database.write { try CoveringAgreements($0).end(agreement.id, reason: reason, by: actor, at: now) }
        } catch let fault as CoveringAgreement.Fault {
            form.fail(fault, ask)
            return try show(ask, form, agreement)
        }
        return ask.redirect(to: ask.path("/desk/covering"), done: "directory.covering.ended_done")
    }

    private func show(_ ask: Ask, _ form: Form, _ agreement: CoveringAgreement) throws -> Response {
        let view = CoveringView(agreement, ask)
        var model = view.line
        model["title"] = view.title
        model["csrf"] = ask.formToken
        model["summary"] = form.summary
        model["back"] = ask.path("/desk/covering")
        if agreement.end == nil, agreement.ends >= ask.today, try grant(ask, agreement) != nil {
            model["ending"] = ["action": ask.path("/desk/covering/\(agreement.id)/end"),
                               "reason": form.field("reason", label: ask.text("directory.covering.field.reason"), hint: ask.text("directory.covering.hint.reason"))] as Model
        }
        return try ask.showOnDesk("directory/covering_agreement", title: view.title, model, isValid: form.isValid)
    }
}

extension Form {
    /// Puts what keeps an agreement from being recorded beside its field.
    fileprivate mutating func fail(_ fault: CoveringAgreement.Fault, _ ask: Ask) {
        let language = ask.language.code
        func fail(_ name: String, _ values: [String: String] = [:]) { self.fail(fault.field, "directory.covering.fault.\(name)", values) }
        switch fault {
        case .notMember(_, let country): fail("not_member", ["country": country.name(in: language)])
        case .sameState: fail("same_state")
        case .endsBeforeBeginning: fail("ends_before_beginning")
        case .overlapping(let covering, let district, let begins, let ends):
            fail("overlapping", ["covering": covering.nameInText(in: language), "district": district.name(in: language), "begins": ask.formats.date(begins), "ends": ask.formats.date(ends)])
        case .alreadyEnded: fail("already_ended")
        }
    }
}
