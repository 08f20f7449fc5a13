import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// One crossing of an arrangement: its place, its clock, and when each group is received there.
struct CrossingForms {
    let house: House

    var routes: [Route] {
        [
            .get("/arrangements/{id}/crossings/new", .may(.keepArrangements), new),
            .post("/arrangements/{id}/crossings", .may(.keepArrangements), add),
            .get("/arrangements/{id}/crossings/{number}", .may(.keepArrangements), edit),
            .post("/arrangements/{id}/crossings/{number}", .may(.keepArrangements), change),
            .post("/arrangements/{id}/crossings/{number}/removal", .may(.keepArrangements), remove),
        ]
    }

    private func new(_ ask: Ask) async throws -> Response { try show(ask, Form(FormValues(), ask), try await ask.keptArrangement(), nil) }
    private func add(_ ask: Ask) async throws -> Response { try await save(ask, number: 0) }

    private func edit(_ ask: Ask) async throws -> Response {
        let arrangement = try await ask.keptArrangement()
        return try show(ask, Form(FormValues(), ask), arrangement, try crossing(of: arrangement, ask))
    }

    private func change(_ ask: Ask) async throws -> Response {
        let arrangement = try await ask.keptArrangement()
        return try await save(ask, number: try crossing(of: arrangement, ask).number)
    }

    private func remove(_ ask: Ask) async throws -> Response {
        let seen = ask.seen(try await ask.form()), kept = try await ask.keptArrangement(), crossing = try crossing(of: kept, ask)
        do {
            try await ask.onArrangement { all, arrangement, keeper, actor, now in try all.remove(crossing: crossing.number, from: arrangement.id, seen: seen, side: keeper.side, by: actor, at: now) }
            return ask.redirect(to: ask.path("/arrangements/\(try ask.parameter("id"))"), done: "arrangements.crossing_removed_done")
        } catch ArrangementFault.changedMeanwhile {
            // As it is now, so that whoever still wants to can.
            var form = Form(FormValues(), ask)
            form.fail("name", "arrangements.fault.changed_before_removal")
            return try show(ask, form, kept, crossing)
        }
    }

    private func crossing(of arrangement: Arrangement, _ ask: Ask) throws -> Crossing {
        guard let number = Int(try ask.parameter("number")), let crossing = arrangement.crossings.first(where: { $0.number == number }) else { throw PageError.notFound }
        return crossing
    }

    private func save(_ ask: Ask, number: Int) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let read = self.read(&form, number: number, at: ask.now), seen = ask.seen(form.values)
        do {
            if let crossing = read {
                try await ask.onArrangement { all, arrangement, keeper, actor, now in try all.put(crossing, to: arrangement.id, seen: seen, side: keeper.side, by: actor, at: now) }
                return ask.redirect(to: ask.path("/arrangements/\(try ask.parameter("id"))"), done: "arrangements.crossing_saved_done")
            }
        } catch let fault as ArrangementFault {
            form.fail(fault == .changedMeanwhile ? "name" : fault.field, "arrangements.fault.\(fault.rawValue)")
        }
        let arrangement = try await ask.keptArrangement()
        return try show(ask, form, arrangement, arrangement.crossings.first { $0.number == number })
    }

    // MARK: The form

    private func read(_ form: inout Form, number: Int, at now: Date) -> Crossing? {
        let name = form.required("name", limit: 120), place = form.optional("place", limit: 120), receiver = form.optional("receiver", limit: 200)
        let subdivision: SubdivisionCode? = form.choice("subdivision"), zone = zone(&form, name, place, subdivision, at: now), off = daysOff(&form)
        var receptions: [PopulationGroup: Reception] = [:]
        for group in PopulationGroup.allCases { receptions[group] = reception(of: group, &form) }
        guard let name, let subdivision, let zone, form.isValid else { return nil }
        return Crossing(number: number, name: name, place: place, subdivision: subdivision, zone: zone, receptions: receptions, daysOff: off, receiver: receiver)
    }

    /// The one typed, or that of the town; asked for where neither tells.
    private func zone(_ form: inout Form, _ name: String?, _ place: String?, _ subdivision: SubdivisionCode?, at now: Date) -> NamedZone? {
        guard form.values["zone"] != nil else {
            guard let subdivision else { return nil }
            switch CrossingZone(name: name ?? "", place: place, subdivision: subdivision, at: now) {
            case .known(let zone): return zone
            case .open(let zones):
                if zones.isEmpty { form.fail("zone", "web.form.required") }
                form.fail("zone", "arrangements.fault.zone_open", ["choices": zones.map(\.rawValue).joined(separator: ", ")])
                return nil
            }
        }
        guard let typed = form.optional("zone", limit: 60) else { return nil }
        guard let zone = NamedZone(rawValue: typed) else {
            form.fail("zone", "arrangements.fault.zone", ["value": typed])
            return nil
        }
        return zone
    }

    /// Empty is unknown; "no" in either language is agreed not to be.
    private func reception(of group: PopulationGroup, _ form: inout Form) -> Reception? {
        let field = "hours_\(group.rawValue)", clauseField = "clause_\(group.rawValue)", clause = form.optional(clauseField, limit: ArrangementForms.clauseLimit)
        guard let typed = form.optional(field, limit: 300) else {
            // Nothing is known that a clause could say: hours or "no" were forgotten.
            if clause != nil { form.fail(clauseField, "arrangements.fault.clause_alone") }
            return nil
        }
        if ["no", "nunca", "never"].contains(typed.folded) { return Reception(.never, clause: clause) }
        do { return Reception(.hours(try ReceptionHours(typed)), clause: clause) } catch {
            form.fail(field, error.isOverlap ? "arrangements.fault.hours_twice" : "arrangements.fault.hours", ["value": error.value])
            return nil
        }
    }

    /// As the reader would type it.
    private func typed(_ reception: Reception, _ ask: Ask) -> String {
        switch reception.rule {
        case .never: "no"
        case .hours(let hours): ask.language == .spanish ? hours.inSpanish : hours.description
        }
    }

    private func daysOff(_ form: inout Form) -> [DayOff] {
        guard let typed = form.optional("days_off", limit: 2000) else { return [] }
        var days: [DayOff] = []
        for line in typed.split(whereSeparator: { $0.isNewline || $0 == "," }).map({ $0.trimmingCharacters(in: .whitespaces) }) where !line.isEmpty {
            if let day = DayOff(line) { days.append(day) } else { form.fail("days_off", "arrangements.fault.day_off", ["value": line]) }
        }
        return days
    }

    private func show(_ ask: Ask, _ form: Form, _ arrangement: Arrangement, _ crossing: Crossing?) throws -> Response {
        func field(_ name: String, _ value: String?, hinted: Bool = false, required: Bool = false) -> Model {
            form.field(name, label: ask.text("arrangements.field.\(name)"), value: value, hint: hinted ? ask.text("arrangements.hint.\(name)") : nil, required: required)
        }
        let title = ask.text(crossing == nil ? "arrangements.new_crossing" : "arrangements.edit_crossing"), code = ask.language.code
        let subdivisions = [arrangement.receiving, arrangement.returning].flatMap { $0.subdivisions(sortedIn: code) }
        let ownZone = crossing.flatMap { CrossingZone(name: $0.name, place: $0.place, subdivision: $0.subdivision, at: ask.now) == .known($0.zone) ? nil : $0.zone.rawValue }
        let model: Model = [
            "title": title, "csrf": ask.formToken, "summary": form.summary ?? false, "back": ask.path(arrangement.path), "pair": ArrangementView(arrangement, ask).pair,
            "action": ask.path("\(arrangement.path)/crossings" + (crossing.map { "/\($0.number)" } ?? "")), "seen": String(arrangement.changedAt.microsecondsSince1970),
            "removal": crossing.map { ask.path("\(arrangement.path)/crossings/\($0.number)/removal") } ?? false,
            "places": [field("name", crossing?.name, required: true), field("place", crossing?.place)],
            "subdivision": form.select("subdivision", label: ask.text("arrangements.field.subdivision"), options: subdivisions.map { ($0.rawValue, "\($0.name(in: code)) (\($0.country.name(in: code)))") },
                                       value: crossing?.subdivision.rawValue, empty: ask.text("web.form.choose"), required: true),
            "zone": field("zone", ownZone, hinted: true),
            "groups": PopulationGroup.allCases.map { group -> Model in
                let name = ask.text("arrangements.group.\(group.rawValue)"), reception = crossing?.receptions[group]
                return ["name": name, "fields": [
                    form.field("hours_\(group.rawValue)", label: ask.text("arrangements.field.hours"), value: reception.map { typed($0, ask) }),
                    form.field("clause_\(group.rawValue)", label: ask.text("arrangements.field.clause"), value: reception?.clause),
                ]]
            },
            "days_off": field("days_off", crossing?.daysOff.map(\.description).joined(separator: "\n"), hinted: true), "receiver": field("receiver", crossing?.receiver, hinted: true),
        ]
        return try ask.showForm("arrangements/crossing", title: title, model, isValid: form.isValid)
    }
}
