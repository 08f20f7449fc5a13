import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// What passes between a sending and a receiving State about an officer: the list on either side's desk, and one accreditation
/// with the steps that this side may take.
struct AccreditationPages {
    let house: House

    static let pageSize = 60

    var routes: [Route] {
        [
            .get("/desk/accreditations", .may(.confirmAccreditation), list),
            .get("/desk/accreditations/{id}", .may(.seeDesk), one),
            .post("/desk/accreditations/{id}/confirmation", .may(.confirmAccreditation), confirm),
            .post("/desk/accreditations/{id}/end", .may(.seeDesk), end),
        ]
    }

    // MARK: The desk's list

    private func list(_ ask: Ask) async throws -> Response {
        let part = ask.query["show"].flatMap(Officers.Part.init(rawValue:)) ?? .waiting
        let pager = try Pager(ask, size: Self.pageSize)
        let countries = try ask.person().grants.filter { house.permissions.reach(of: $0.role, in: .confirmAccreditation) != nil }.compactMap(\.delegation.country)
        let (counts, entries) = try await house.database.read { tx in
            let officers = Officers(tx)
            return (try officers.counts(of: countries), try officers.list(part, of: countries, offset: pager.offset, limit: pager.size))
        }
        func address(_ part: Officers.Part) -> String { ask.path("/desk/accreditations?show=\(part.rawValue)") }
        let title = ask.text("directory.accreditation.title")
        var model = try pager.model(of: counts[part] ?? 0, at: address(part))
        model["title"] = title
        model["parts"] = Officers.Part.allCases.map { other -> Model in
            ["href": address(other), "name": ask.text("directory.accreditation.part.\(other.rawValue)"), "count": ask.formats.number(counts[other] ?? 0), "is_current": other == part]
        }
        model["officers"] = entries.map { OfficerView($0, ask).deskLine }
        model["is_empty"] = entries.isEmpty
        model["empty"] = ask.text("directory.accreditation.empty.\(part.rawValue)")
        return try ask.showOnDesk("directory/accreditations", title: title, model)
    }

    // MARK: One accreditation

    /// An accreditation with the sides on which this person may act.
    private struct Found {
        let entry: OfficerEntry
        let accreditation: Accreditation
        let asSending: Viewer.Grant?
        let asReceiving: Viewer.Grant?
    }

    private func find(_ ask: Ask) async throws -> Found {
        guard let id = ID<Accreditation>(try ask.parameter("id")), let entry = try await house.database.read({ try Officers($0).accreditation(id: id) }),
              let accreditation = entry.accreditation else { throw PageError.notFound }
        let viewer = try ask.person()
        let asSending = viewer.grant(for: .editOfficers, of: Viewer.Owner(country: accreditation.sending), under: house.permissions)
        let asReceiving = viewer.grant(for: .confirmAccreditation, of: Viewer.Owner(country: accreditation.receiving), under: house.permissions)
        guard asSending != nil || asReceiving != nil else { throw PageError.forbidden }
        return Found(entry: entry, accreditation: accreditation, asSending: asSending, asReceiving: asReceiving)
    }

    private func one(_ ask: Ask) async throws -> Response {
        try show(ask, Form(FormValues(), ask), try await find(ask))
    }

    private func confirm(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let found = try await find(ask)
        let grant = try ask.require(.confirmAccreditation, of: Viewer.Owner(country: found.accreditation.receiving))
        let actor = ask.actor(grant), now = ask.now, today = ask.today, id = found.accreditation.id
        let kind: Accreditation.Admission? = form.choice("kind")
        let day = form.required("admitted_on") == nil ? nil : form.day("admitted_on")
        guard let kind, let day else { return try show(ask, form, found) }
        do {
            try await house.database.write { try Officers($0).admit(id, kind, on: day, by: actor, today: today, at: now) }
        } catch let fault as Accreditation.Fault {
            form.fail(fault, ask)
            return try show(ask, form, found)
        }
        return ask.redirect(to: ask.path("/desk/accreditations/\(id)"), done: "directory.accreditation.admitted_done")
    }

    private func end(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let found = try await find(ask)
        let side: Accreditation.Side = found.asSending == nil ? .receiving : .sending
        let actor = ask.actor(found.asSending ?? found.asReceiving), now = ask.now, today = ask.today, id = found.accreditation.id
        let reason = form.optional("reason", limit: 300)
        let day = form.required("ended_on") == nil ? nil : form.day("ended_on")
        if reason == nil, side == .sending { form.fail(.reasonMissing, ask) }
        guard let day, form.isValid else { return try show(ask, form, found) }
        do {
            try await house.database.write { try Officers($0).end(id, on: day, side: side, reason: reason, by: actor, today: today, at: now) }
        } catch let fault as Accreditation.Fault {
            form.fail(fault, ask)
            return try show(ask, form, found)
        }
        return ask.redirect(to: ask.path("/desk/accreditations/\(id)"), done: "directory.accreditation.ended_done")
    }

    // MARK: As the page shows it

    private func show(_ ask: Ask, _ form: Form, _ found: Found) throws -> Response {
        let accreditation = found.accreditation, language = ask.language.code, action = ask.path("/desk/accreditations/\(accreditation.id)")
        let ends = form.values.has("ended_on"), blank = Form(FormValues(), ask)
        let confirming = ends ? blank : form, ending = ends ? form : blank
        var model = OfficerView(found.entry, ask).line
        model["csrf"] = ask.formToken
        model["title"] = found.entry.officer.name
        model["summary"] = form.summary
        model["back"] = ask.path("/desk/accreditations")
        model["sending"] = accreditation.sending.name(in: language)
        model["receiving"] = accreditation.receiving.name(in: language)
        model["reference"] = accreditation.note
        model["steps"] = steps(accreditation, ask)
        model["edit"] = found.asSending == nil ? false : ask.path("/desk/officers/\(found.entry.officer.id)")
        if found.asReceiving != nil, accreditation.end == nil, accreditation.exequatur == nil {
            let kinds: [Accreditation.Admission] = accreditation.provisional == nil ? [.exequatur, .provisional] : [.exequatur]
            model["confirmation"] = [
                "action": action + "/confirmation",
                "kind": confirming.select("kind", label: ask.text("directory.accreditation.kind"), options: kinds.map { ($0.rawValue, ask.text("directory.accreditation.admission.\($0.rawValue)")) },
                                          required: true),
                "day": confirming.field("admitted_on", label: ask.text("directory.accreditation.admitted_on"), type: "date", required: true),
            ] as Model
        }
        if accreditation.end == nil {
            let isSending = found.asSending != nil
            model["ending"] = [
                "action": action + "/end",
                "day": ending.field("ended_on", label: ask.text("directory.accreditation.ended_on"), type: "date", required: true),
                "reason": ending.field("reason", label: ask.text("directory.accreditation.reason"), hint: isSending ? nil : ask.text("directory.accreditation.reason_hint"), required: isSending),
            ] as Model
        }
        return try ask.showOnDesk("directory/accreditation", title: found.entry.officer.name, model, isValid: form.isValid)
    }

    /// What has happened, in its order, by whom it was recorded.
    private func steps(_ accreditation: Accreditation, _ ask: Ask) -> [Model] {
        func step(_ name: String, _ on: Day, _ by: String, reason: String? = nil) -> Model {
            ["what": ask.text("directory.accreditation.step.\(name)"), "date": ask.formats.date(on), "by": ask.text("directory.accreditation.recorded_by", ["name": by]), "because": reason ?? false]
        }
        return [
            step("asserted", accreditation.asserted.on, accreditation.asserted.by),
            accreditation.provisional.map { step("provisional", $0.on, $0.by) },
            accreditation.exequatur.map { step("exequatur", $0.on, $0.by) },
            accreditation.end.map { step("ended_\($0.side.rawValue)", $0.on, $0.by, reason: $0.reason) },
        ].compactMap(\.self)
    }
}
