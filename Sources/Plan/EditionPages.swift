import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The editions of the plan: listed, started from the last one, described, compared.
struct EditionPages {
    let house: House
    let live: LivePlans

    var routes: [Route] {
        [
            .get("/plan/editions", .may(.seePlanDesk), list),
            .post("/plan/editions", .may(.keepPlan), start),
            .get("/plan/editions/{key}", .may(.keepPlan), edit),
            .post("/plan/editions/{key}", .may(.keepPlan), save),
            .get("/plan/editions/{key}/differences", .everyone, differences),
        ]
    }

    // MARK: The list, with the form of a new one

    private func list(_ ask: Ask) async throws -> Response { try await list(ask, Form(FormValues(), ask)) }

    private func list(_ ask: Ask, _ form: Form) async throws -> Response {
        let viewer = ask.viewer
        let (editions, isKeeper) = try await house.database.read { (try Plans($0).editions(for: viewer), try ask.may(.keepPlan, of: ask.ownerOfPlan($0))) }
        let view = PlanView(ask: ask), title = ask.text("plan.edition.list"), current = editions.chosen(nil)
        let model: Model = [
            "title": title, "csrf": ask.formToken, "summary": form.summary ?? false, "is_empty": editions.isEmpty, "plan": ask.path("/plan"),
            "editions": editions.enumerated().map { index, edition -> Model in
                var line = view.edition(edition)
                let path = "/plan/editions/\(edition.key.queryEncoded)"
                line["href"] = ask.path("/plan?edition=\(edition.key.queryEncoded)")
                line["is_current"] = edition.id == current?.id
                line["edit"] = isKeeper ? ask.path(path) : false
                line["contents"] = isKeeper && edition.standing == .draft ? ask.path("\(path)/contents") : false
                line["import"] = isKeeper ? ask.path("\(path)/import") : false
                line["differences"] = index + 1 < editions.count ? ask.path("\(path)/differences?from=\(editions[index + 1].key.queryEncoded)") : false
                return line
            },
            "new": isKeeper ? fields(form, nil, ask) as Any : false,
        ]
        return try ask.showOnPlanDesk("plan/editions", title: title, model, isValid: form.isValid)
    }

    private func fields(_ form: Form, _ edition: Edition?, _ ask: Ask) -> Model {
        func label(_ name: String) -> String { ask.text("plan.edition.field.\(name)") }
        let members = CountryCode.members(sortedIn: ask.language.code).map { ($0.rawValue, $0.name(in: ask.language.code)) }
        func words(_ name: String, _ text: LocalizedText?) -> [Model] {
            Language.all.map { language in
                form.field("\(name)_\(language.code)", label: "\(label(name)) (\(house.catalogue.text("language.name", in: language)))", value: text?[language], required: language == .spanish, lang: language.code)
            }
        }
        return [
            "seen": edition.map { form.values["seen"] ?? Seen.mark(EditionState($0)) as Any } ?? false,
            "action": ask.path(edition.map { "/plan/editions/\($0.key.queryEncoded)" } ?? "/plan/editions"),
            "short": edition == nil ? form.field("key", label: label("key"), hint: ask.text("plan.edition.hint.key"), required: true) as Any : false,
            "titles": words("title", edition?.title), "places": words("place", edition?.place),
            "number": form.field("conference", label: label("conference"), value: edition.map { String($0.conference) }, type: "number", required: true, inputmode: "numeric"),
            "begins": form.field("begins", label: label("begins"), value: edition?.begins.description, type: "date", required: true),
            "ends": form.field("ends", label: label("ends"), value: edition?.ends.description, type: "date", required: true),
            "presiding": form.select("presidency", label: label("presidency"), options: members, value: edition?.presidency.rawValue, empty: ask.text("web.form.choose"), required: true),
            "stage": edition.map { form.select("standing", label: label("standing"), options: Edition.Standing.allCases.map { ($0.rawValue, ask.text("plan.standing.\($0.rawValue)")) }, value: $0.standing.rawValue, required: true) as Any } ?? false,
            "reach": edition.map { form.select("level", label: label("level"), options: Self.levels.map { ($0.rawValue, ask.text("plan.level.\($0.rawValue)")) }, value: $0.level.rawValue, required: true) as Any } ?? false,
        ]
    }

    /// A plan belongs to the network: none is one delegation's own.
    private static let levels: [PublicationLevel] = [.public, .network, .members]

    /// What both forms ask for; nil with messages beside the fields.
    private struct Description: Sendable {
        let title, place: LocalizedText
        let conference: Int
        let begins, ends: Day
        let presidency: CountryCode
    }

    private func read(_ form: inout Form) -> Description? {
        func words(_ name: String) -> LocalizedText {
            let texts = Language.all.map { language in
                (language, (language == .spanish ? form.required("\(name)_es", limit: 300) : form.optional("\(name)_\(language.code)", limit: 300)) ?? "")
            }
            return LocalizedText(source: .spanish, Dictionary(texts, uniquingKeysWith: { first, _ in first }))
        }
        let title = words("title"), place = words("place")
        let number = form.required("conference").flatMap { Int($0) }
        if form.values["conference"] != nil, !(number.map((1...999).contains) ?? false) { form.fail("conference", "plan.edition.fault.conference") }
        let begins = form.required("begins") == nil ? nil : form.day("begins"), ends = form.required("ends") == nil ? nil : form.day("ends")
        let presidency = form.choice("presidency", of: CountryCode.self)
        if let presidency, !presidency.isMember { form.fail("presidency", "web.form.choice", ["value": presidency.rawValue]) }
        guard form.isValid, let number, let begins, let ends, let presidency else { return nil }
        return Description(title: title, place: place, conference: number, begins: begins, ends: ends, presidency: presidency)
    }

    private func start(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let actor = ask.actor(try await ask.requireKeeper()), now = ask.now
        let key = form.required("key", limit: 20)
        if let key, key.wholeMatch(of: #/[a-z0-9][a-z0-9-]{1,19}/#) == nil { form.fail("key", "plan.edition.fault.bad_key") }
        guard let description = read(&form), let key else { return try await list(ask, form) }
        let edition = Edition(id: ID(at: now), key: key, title: description.title, standing: .draft, conference: description.conference, place: description.place, begins: description.begins,
                              ends: description.ends, presidency: description.presidency, level: .members, addedAt: now, changedAt: now)
        do {
            try await house.database.write { tx in
                let store = Plans(tx)
                guard let last = try store.newest() else { throw Edition.Fault.nothingToStartFrom }
                try store.start(edition, from: last, by: actor, at: now)
            }
        } catch let fault as Edition.Fault {
            form.fail(fault.field, "plan.edition.fault.\(fault.rawValue)")
            return try await list(ask, form)
        }
        return ask.redirect(to: ask.path("/plan?edition=\(key)"), done: "plan.edition.started_done")
    }

    // MARK: One edition

    private func find(_ ask: Ask) async throws -> Edition {
        let key = try ask.parameter("key")
        guard let edition = try await house.database.read({ try Plans($0).edition(key: key) }), ask.viewer.maySee(edition.level) else { throw PageError.notFound }
        return edition
    }

    private func edit(_ ask: Ask) async throws -> Response {
        _ = try await ask.requireKeeper()
        return try show(ask, Form(FormValues(), ask), try await find(ask))
    }

    private func show(_ ask: Ask, _ form: Form, _ edition: Edition) throws -> Response {
        let title = ask.text("plan.edition.edit", ["key": edition.key])
        var model = fields(form, edition, ask)
        model.merge(["title": title, "csrf": ask.formToken, "summary": form.summary ?? false, "back": ask.path("/plan/editions")]) { mine, _ in mine }
        return try ask.showOnPlanDesk("plan/edition", title: title, model, isValid: form.isValid)
    }

    private func save(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let actor = ask.actor(try await ask.requireKeeper()), now = ask.now
        let edition = try await find(ask), key = edition.key, seen = form.values["seen"]
        let standing = form.choice("standing", of: Edition.Standing.self), level = form.choice("level", of: PublicationLevel.self)
        if level == .owner { form.fail("level", "web.form.choice", ["value": "owner"]) }
        guard let description = read(&form), let standing, let level else { return try show(ask, form, edition) }
        do {
            // Found, compared and changed in one turn: of two who saw the same, the second is told.
            let isKept = try await house.database.write { tx -> Bool in
                guard var edition = try Plans(tx).edition(key: key) else { throw PageError.notFound }
                guard Seen.mark(EditionState(edition)) == seen else { return false }
                (edition.title, edition.place, edition.conference, edition.presidency) = (description.title, description.place, description.conference, description.presidency)
                (edition.begins, edition.ends, edition.standing, edition.level) = (description.begins, description.ends, standing, level)
                try Plans(tx).save(edition, action: "plan.edition.edited", by: actor, at: now)
                return true
            }
            if !isKept { form.fail("title_es", "plan.edition.changed_meanwhile") }
        } catch let fault as Edition.Fault {
            form.fail(fault.field, "plan.edition.fault.\(fault.rawValue)")
        }
        guard form.isValid else { return try show(ask, form, edition) }
        return ask.redirect(to: ask.path("/plan/editions"), done: "plan.edition.saved_done")
    }

    // MARK: Two editions compared

    private func differences(_ ask: Ask) async throws -> Response {
        let key = try ask.parameter("key"), viewer = ask.viewer, from = ask.query["from"]
        let (plans, delegations) = try await house.database.read { tx -> ([Plan], [Delegation]) in
            let store = Plans(tx), editions = try store.editions(for: viewer)
            guard let place = editions.firstIndex(where: { $0.key == key }) else { return ([], []) }
            let older = from.map { key in editions.first { $0.key == key } } ?? editions.dropFirst(place + 1).first
            return (try older.map { try store.plans(of: [$0, editions[place]]) } ?? [], try Delegations.all(in: tx))
        }
        guard plans.count == 2 else { throw PageError.notFound }
        let view = PlanView(ask: ask), found = Difference.between(plans[0], plans[1], PlanTerms(house.catalogue, in: ask.language, delegations: delegations))
        let title = ask.text("plan.difference.title", ["from": plans[0].edition.key, "to": plans[1].edition.key])
        let same = plans[1].activities.count - found.count { $0.kind != .removed && $0.isActivity }
        let model: Model = [
            "title": title, "differences": found.map(view.difference), "is_empty": found.isEmpty, "same": ask.text("plan.difference.same", ["count": ask.formats.number(same)]),
            "older": view.edition(plans[0].edition), "newer": view.edition(plans[1].edition), "back": ask.path("/plan?edition=\(key.queryEncoded)"),
        ]
        var page = Page("plan/differences", title: title, model)
        page.section = "plan"
        page.isIndexed = false
        return try ask.show(page)
    }
}
