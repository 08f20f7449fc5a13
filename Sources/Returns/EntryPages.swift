import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// Requests typed one after the other: what was the same last time is filled in, the affirmations never are.
struct EntryPages {
    let house: House
    let missions: any MissionsAbroad

    var routes: [Route] {
        [
            .get("/desk/returns/new", .may(.recordRequests), new),
            .post("/desk/returns", .may(.recordRequests), record),
        ]
    }

    /// Requests shown below the form, to see that they are there.
    static let shown = 5

    private func new(_ ask: Ask) async throws -> Response { try await show(ask, Form(FormValues(), ask)) }

    private func record(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let scope = try Scope(ask, .recordRequests), affirmed = form.affirmed
        let missions = missions, clock = house.clock, actor = ask.actor(scope.grant)
        let origin = form.values["origin"].flatMap(CountryCode.init(rawValue:))
        let (offered, abroad) = try await house.database.read { tx in
            (try scope.delegation.country.map { try missions.posts(of: $0, in: tx) } ?? [], try origin.map { try missions.missions(of: [$0], in: tx) } ?? [])
        }
        let read = read(&form, scope, offered, abroad, ask)
        for affirmation in Affirmation.needed(for: read?.group ?? .adult) where !affirmed.contains(affirmation) { form.fail(.notAffirmed(affirmation), ask) }
        guard let draft = read, form.isValid else { return try await show(ask, form) }
        do {
            try await house.database.write { tx in
                _ = try TravelRequests(tx).record(draft, affirmed: affirmed, of: scope.delegation, by: actor, at: clock.now)
            }
        } catch let fault as RequestFault {
            form.fail(fault, at: fault.field == "on" ? "requested_on" : nil, ask)
            return try await show(ask, form)
        }
        return ask.redirect(to: ask.path("/desk/returns/new"), done: "returns.recorded_done")
    }

    private func read(_ form: inout Form, _ scope: Scope, _ offered: [OfferedPost], _ abroad: [MissionAbroad], _ ask: Ask) -> RequestDraft? {
        let reference = form.reference("reference")
        let requestedOn = form.required("requested_on") == nil ? nil : form.day("requested_on")
        let group: PopulationGroup? = form.choice("group"), origin = form.country("origin"), document: TravelDocumentKind? = form.choice("document")
        let missionCountry = form.country("mission_country"), typed = form.optional("mission_town", limit: OfficeText.townLimit)
        let office = office(&form, scope, offered, ask)
        var town: String?
        if let typed, let origin, let missionCountry {
            switch OfficeText.town(typed, of: origin, in: missionCountry, among: abroad) {
            case .known(let name): town = name
            case .wrong: form.fail(.townText, ask)
            case .none(let towns): form.fail(.otherTown(towns), ask)
            }
        } else if let typed, !OfficeText.isTown(typed) { form.fail(.townText, ask) }
        guard let reference, let requestedOn, let group, let origin, let document, let missionCountry, let office else { return nil }
        return RequestDraft(office: office, origin: origin, reference: reference, document: document, group: group, mission: AskedMission(in: missionCountry, town: town), requestedOn: requestedOn)
    }

    /// A consul records for the own post; others choose one of the country's or name an authority.
    private func office(_ form: inout Form, _ scope: Scope, _ offered: [OfferedPost], _ ask: Ask) -> RecordingOffice? {
        if let post = scope.post { return .post(post) }
        if let chosen = form.values["post"] {
            guard let post = offered.first(where: { $0.id.uuidString.lowercased() == chosen }) else {
                form.fail("post", "web.form.choice", ["value": chosen])
                return nil
            }
            return .post(post.id)
        }
        guard form.values["authority"] != nil else {
            form.fail("authority", "returns.fault.no_office")
            return nil
        }
        guard let name = form.optional("authority", limit: OfficeText.authorityLimit) else { return nil }
        if !OfficeText.isAuthority(name) { form.fail(.authorityText, ask) }
        return .authority(name)
    }

    private func show(_ ask: Ask, _ form: Form) async throws -> Response {
        let scope = try Scope(ask, .recordRequests), person = try ask.person().person.uuid, missions = missions
        // Those of the present post alone: what somebody recorded for another one stays there.
        let (recent, offered) = try await house.database.read { tx in
            (try TravelRequests(tx).newest(scope.filter, by: person, limit: Self.shown), try scope.delegation.country.map { try missions.posts(of: $0, in: tx) } ?? [])
        }
        let last = recent.first, words = Words(ask), title = ask.text("returns.entry.title")
        func label(_ name: String) -> String { ask.text("returns.field.\(name)") }
        var model: Model = [
            "title": title, "csrf": ask.formToken, "action": ask.path("/desk/returns"), "back": ask.path("/desk/returns"),
            "reference": form.field("reference", label: label("reference"), hint: ask.text("returns.hint.reference"), required: true, autocomplete: "off"),
            "requested_on": form.field("requested_on", label: label("requested_on"), value: (last?.requestedOn ?? ask.today).description, type: "date", required: true),
            "affirmations": form.affirmations(Affirmation.allCases, ask).enumerated().map { index, box -> Model in
                var box = box
                box["only_children"] = Affirmation.allCases[index] == .bestInterests
                return box
            },
            "group": form.select("group", label: label("group"), options: PopulationGroup.allCases.map { ($0.rawValue, words.group($0)) }, value: (last?.group ?? .adult).rawValue, required: true),
            "origin": form.countries("origin", label: label("origin"), value: last?.origin.rawValue, empty: ask.text("web.form.choose"), ask),
            "document": form.select("document", label: label("document"), options: TravelDocumentKind.allCases.map { ($0.rawValue, words.document($0)) },
                                    value: (last?.document ?? .laissezPasser).rawValue, required: true),
            "mission_country": form.countries("mission_country", label: label("mission_country"), value: (last?.mission.country ?? scope.delegation.country)?.rawValue, empty: ask.text("web.form.choose"), ask),
            "mission_town": form.field("mission_town", label: label("mission_town"), value: last?.mission.town),
            "recent": recent.map { ["href": ask.path($0.path), "reference": $0.reference.text, "origin": words.country($0.origin), "on": ask.formats.date($0.requestedOn)] as Model },
            "has_recent": !recent.isEmpty, "rest_title": ask.text(last == nil ? "returns.entry.rest" : "returns.entry.same"),
        ]
        model["summary"] = form.summary
        if let post = scope.post {
            model["own_post"] = ask.text("returns.entry.own_post", ["post": words.office(.post(post), Dictionary(offered.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }))])
        } else {
            let options = offered.map { ($0.id.uuidString.lowercased(), $0.name.shown(in: ask.language).text) }
            // One of the two: neither is said to be optional.
            var post = form.select("post", label: label("post"), options: options, value: last?.office.post?.uuidString.lowercased(), empty: ask.text("returns.entry.no_post"))
            post["optional"] = false
            model["post"] = post
            model["authority"] = form.field("authority", label: label("authority"), value: last?.office.authority, hint: ask.text("returns.hint.authority"), optional: false)
        }
        var page = Page("returns/entry", title: title, model)
        page.section = "returns"
        page.isIndexed = false
        if !form.isValid { page.status = .unprocessableContent }
        return try ask.show(page)
    }
}

extension Form {
    /// A reference, or nil and the reason why the text is none.
    mutating func reference(_ field: String) -> CaseReference? {
        guard let text = required(field) else { return nil }
        do {
            return try CaseReference(text)
        } catch {
            fail(field, "returns.fault.reference_\(error.rawValue)", ["shortest": String(CaseReference.lengths.lowerBound), "longest": String(CaseReference.lengths.upperBound)])
            return nil
        }
    }
}
