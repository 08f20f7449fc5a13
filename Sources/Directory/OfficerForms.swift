import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// What the sending State states of its officers: who they are, and that it has notified them to the receiving State.
struct OfficerForms {
    let house: House

    var routes: [Route] {
        [
            .get("/desk/posts/{slug}/officers/new", .may(.editOfficers), blank),
            .post("/desk/posts/{slug}/officers/new", .may(.editOfficers), add),
            .get("/desk/officers/{id}", .may(.editOfficers), edit),
            .post("/desk/officers/{id}", .may(.editOfficers), save),
            .post("/desk/officers/{id}/removal", .may(.editOfficers), remove),
            .post("/desk/officers/{id}/accreditation", .may(.editOfficers), assert),
        ] + AccreditationPages(house: house).routes
    }

    // MARK: A new officer

    private func blank(_ ask: Ask) async throws -> Response {
        let (post, _) = try await post(ask)
        return try show(ask, Form(FormValues(), ask), post)
    }

    private func add(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let (post, grant) = try await post(ask)
        let now = ask.now, actor = ask.actor(grant)
        let old = Officer(id: ID(at: now), post: post.id, name: "", rank: "", isHonorary: post.isHonorary, isDemonstration: try ask.person().isDemonstration)
        guard let officer = read(&form, over: old) else { return try show(ask, form, post) }
        try await house.database.write { try Officers($0).save(officer, by: actor, at: now) }
        return ask.redirect(to: ask.path("/desk/officers/\(officer.id)"), done: "directory.officers.added_done")
    }

    private func post(_ ask: Ask) async throws -> (Post, Viewer.Grant) {
        let slug = try ask.parameter("slug")
        guard let post = try await house.database.read({ try Posts($0).post(slug: slug) }) else { throw PageError.notFound }
        return (post, try ask.require(.editOfficers, of: Viewer.Owner(country: post.sending)))
    }

    private func show(_ ask: Ask, _ form: Form, _ post: Post) throws -> Response {
        let title = ask.text("directory.officers.new")
        var model = fields(form, ask, of: nil, isHonorary: post.isHonorary)
        model["title"] = title
        model["action"] = ask.path("/desk/posts/\(post.slug)/officers/new")
        model["back"] = ask.path("/desk/posts/\(post.slug)/officers")
        model["office"] = PostView(post: post, ask: ask).name
        return try ask.showOnDesk("directory/officer_form", title: title, model, isValid: form.isValid)
    }

    // MARK: An officer who is there

    private struct Found: Sendable {
        let entry: OfficerEntry
        let accreditations: [Accreditation]
        /// The States in which the post acts: its seat's, and others of its district (article 7).
        let receiving: [CountryCode]
    }

    private func find(_ ask: Ask) async throws -> (Found, Viewer.Grant) {
        guard let id = ID<Officer>(try ask.parameter("id")) else { throw PageError.notFound }
        let found = try await house.database.read { tx -> Found? in
            let officers = Officers(tx)
            guard let entry = try officers.officer(id: id) else { return nil }
            let districts = try Posts(tx).districts(of: [entry.post.id])[entry.post.id] ?? []
            let others = Set(districts.map(\.country)).subtracting([entry.post.sending, entry.post.receiving])
            return Found(entry: entry, accreditations: try officers.accreditations(of: id), receiving: [entry.post.receiving] + others.sorted())
        }
        guard let found else { throw PageError.notFound }
        return (found, try ask.require(.editOfficers, of: Viewer.Owner(country: found.entry.post.sending)))
    }

    private func edit(_ ask: Ask) async throws -> Response {
        let (found, _) = try await find(ask)
        return try show(ask, Form(FormValues(), ask), found)
    }

    private func save(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let (found, grant) = try await find(ask)
        let actor = ask.actor(grant), now = ask.now
        guard let officer = read(&form, over: found.entry.officer) else { return try show(ask, form, found) }
        if officer != found.entry.officer { try await house.database.write { try Officers($0).save(officer, by: actor, at: now) } }
        return ask.redirect(to: back(ask, found), done: "directory.officers.saved_done")
    }

    private func remove(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let (found, grant) = try await find(ask)
        let actor = ask.actor(grant), now = ask.now
        guard try await house.database.write({ try Officers($0).remove(found.entry.officer, by: actor, at: now) }) else {
            form.fail("name", "directory.officers.not_removable")
            return try show(ask, form, found)
        }
        return ask.redirect(to: back(ask, found), done: "directory.officers.removed_done")
    }

    private func assert(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let (found, grant) = try await find(ask)
        let actor = ask.actor(grant), now = ask.now, today = ask.today
        let note = form.required("note", limit: 120)
        if form.required("asserted_on") == nil { return try show(ask, form, found) }
        let receiving = form.values["receiving"].map { CountryCode($0) } ?? found.entry.post.receiving
        if receiving.map(found.receiving.contains) != true { form.fail("receiving", "web.form.choice", ["value": form.values.raw("receiving")]) }
        guard let day = form.day("asserted_on"), let note, let receiving, form.isValid else { return try show(ask, form, found) }
        do {
            try await house.database.write { try Officers($0).assert(found.entry, in: receiving, note: note, on: day, by: actor, today: today, at: now) }
        } catch let fault as Accreditation.Fault {
            form.fail(fault, ask)
            return try show(ask, form, found)
        }
        return ask.redirect(to: back(ask, found), done: "directory.accreditation.asserted_done")
    }

    private func back(_ ask: Ask, _ found: Found) -> String { ask.path("/desk/posts/\(found.entry.post.slug)/officers") }

    // MARK: The forms

    private func show(_ ask: Ask, _ form: Form, _ found: Found) throws -> Response {
        let entry = found.entry, action = ask.path("/desk/officers/\(entry.officer.id)"), language = ask.language.code
        // Two forms stand on the page: what was typed into one says nothing of the other.
        let asserts = form.values.has("asserted_on")
        var model = fields(asserts ? Form(FormValues(), ask) : form, ask, of: entry.officer, isHonorary: entry.officer.isHonorary)
        model["title"] = entry.officer.name
        model["summary"] = form.summary
        model["action"] = action
        model["back"] = back(ask, found)
        model["office"] = PostView.shown(entry.post.name.shown(in: ask.language), ask)
        model["removal"] = found.accreditations.isEmpty ? action + "/removal" : false
        model["accreditations"] = found.accreditations.map { one -> Model in
            ["href": ask.path("/desk/accreditations/\(one.id)"), "country": one.receiving.name(in: language), "reference": one.note,
             "standing": OfficerView.standing(one, ask, on: ask.today)]
        }
        model["has_accreditations"] = !found.accreditations.isEmpty
        let open = Set(found.accreditations.filter { $0.end == nil }.map(\.receiving)), free = found.receiving.filter { !open.contains($0) && $0 != entry.post.sending }
        if !free.isEmpty || asserts {
            let own = asserts ? form : Form(FormValues(), ask)
            var assertion: Model = [
                "action": action + "/accreditation",
                "reference": own.field("note", label: ask.text("directory.accreditation.note"), hint: ask.text("directory.accreditation.note_hint"), required: true),
                "day": own.field("asserted_on", label: ask.text("directory.accreditation.asserted_on"), type: "date", required: true),
                "where": ask.text("directory.accreditation.assert_text", ["country": (free.first ?? entry.post.receiving).nameInText(in: language)]),
            ]
            if found.receiving.count > 1 {
                assertion["country"] = own.select("receiving", label: ask.text("directory.accreditation.receiving"), options: found.receiving.map { ($0.rawValue, $0.name(in: language)) },
                                                  value: free.first?.rawValue, required: true)
            }
            model["assertion"] = assertion
        }
        return try ask.showOnDesk("directory/officer_form", title: entry.officer.name, model, isValid: form.isValid)
    }

    private func fields(_ form: Form, _ ask: Ask, of officer: Officer?, isHonorary: Bool) -> Model {
        func label(_ name: String) -> String { ask.text("directory.officers.field.\(name)") }
        let isHead = form.values.names.isEmpty ? officer?.isHead ?? false : form.values["head"] != nil
        var model: Model = [
            "csrf": ask.formToken,
            "person": form.field("name", label: label("name"), value: officer?.name, required: true, autocomplete: "off"),
            "rank": form.field("rank", label: label("rank"), value: officer?.rank, hint: ask.text("directory.officers.hint.rank"), required: true, autocomplete: "off"),
            "duty": form.field("duty", label: label("duty"), value: officer?.duty, hint: ask.text("directory.officers.hint.duty"), autocomplete: "off"),
            "category": form.select("category", label: label("category"), options: ["career", "honorary"].map { ($0, ask.text("directory.officers.category.\($0)")) },
                                    value: isHonorary ? "honorary" : "career", required: true),
            "level": form.select("level", label: label("level"), options: Officer.levels.map { ($0.rawValue, ask.text("directory.officers.level.\($0.rawValue)")) },
                                 value: (officer?.level ?? .network).rawValue, hint: ask.text("directory.officers.hint.level"), required: true),
            "is_head": isHead,
        ]
        model["summary"] = form.summary
        return model
    }

    private enum Category: String { case career, honorary }

    private func read(_ form: inout Form, over old: Officer) -> Officer? {
        let name = form.required("name", limit: 150), rank = form.required("rank", limit: 120), duty = form.optional("duty", limit: 150)
        let category: Category? = form.choice("category"), level: PublicationLevel? = form.choice("level")
        if level == .public { form.fail("level", "web.form.choice", ["value": PublicationLevel.public.rawValue]) }
        guard let name, let rank, let category, let level, form.isValid else { return nil }
        return Officer(id: old.id, post: old.post, name: name, rank: rank, duty: duty ?? "", isHonorary: category == .honorary, isHead: form.values["head"] != nil, level: level,
                       isDemonstration: old.isDemonstration)
    }
}

extension Form {
    /// Puts what keeps a step from being taken beside its field.
    mutating func fail(_ fault: Accreditation.Fault, _ ask: Ask) {
        func date(_ day: Day) -> String { ask.formats.date(day) }
        func fail(_ name: String, _ values: [String: String] = [:]) { self.fail(fault.field.rawValue, "directory.accreditation.fault.\(name)", values) }
        switch fault {
        case .future(_, let day): fail("future", ["date": date(day)])
        case .overlapping(let since, nil): fail("overlapping", ["since": date(since)])
        case .overlapping(let since, let until?): fail("overlapping_past", ["since": date(since), "until": date(until)])
        case .beforeAssertion(_, let day): fail("before_assertion", ["date": date(day)])
        case .beforeAdmission(_, let day): fail("before_admission", ["date": date(day)])
        case .alreadyAdmitted(let admission, let day): fail("already_\(admission.rawValue)", ["date": date(day)])
        case .alreadyEnded(_, let day): fail("already_ended", ["date": date(day)])
        case .ownState: fail("own_state")
        case .reasonMissing: fail("reason_missing")
        }
    }
}
