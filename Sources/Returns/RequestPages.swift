import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// One request with its steps; a step recorded, from here or from the list, and taken back; the whole deleted where it was a mistake.
struct RequestPages {
    let house: House
    let missions: any MissionsAbroad

    var routes: [Route] {
        [
            .get("/desk/returns/{id}", .may(.seeRequests), one),
            .post("/desk/returns/{id}/steps", .may(.recordRequests), addStep),
            .post("/desk/returns/{id}/steps/{step}/removal", .may(.recordRequests), takeBack),
            .post("/desk/returns/{id}/removal", .may(.recordRequests), remove),
        ]
    }

    private struct Whole: Sendable {
        let request: TravelRequest
        let steps: [RequestStep]
        let affirmations: [AffirmationRecord]
        let posts: [OfferedPost]
    }

    private func one(_ ask: Ask) async throws -> Response { try await show(ask, Form(FormValues(), ask)) }

    private func id(_ ask: Ask) throws -> TravelRequest.ID {
        guard let id = TravelRequest.ID(try ask.parameter("id")) else { throw PageError.notFound }
        return id
    }

    private func addStep(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let kind: StepKind? = form.choice("step"), on = form.required("on") == nil ? nil : form.day("on")
        if kind == .requested { form.fail("step", "web.form.choice", ["value": StepKind.requested.rawValue]) }
        guard let kind, let on, form.isValid else { return try await show(ask, form) }
        do {
            let request = try await change(ask) { store, request, actor, now in try store.add(PlannedStep(kind, on: on), to: request.id, by: actor, at: now) }
            guard form.values["from"] == "list" else { return ask.redirect(to: ask.path(request.path), done: "returns.step_done") }
            return ask.redirect(to: DeskPages.address(ask, DeskPages.filter(form.values, try Scope(ask, .recordRequests))), done: "returns.step_done#list")
        } catch let fault as RequestFault {
            form.fail(fault, ask)
            return try await show(ask, form)
        }
    }

    private func takeBack(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        guard let kind = StepKind(rawValue: try ask.parameter("step")) else { throw PageError.notFound }
        do {
            let request = try await change(ask) { store, request, actor, now in try store.takeBack(kind, of: request.id, by: actor, at: now) }
            return ask.redirect(to: ask.path(request.path), done: "returns.taken_back_done")
        } catch let fault as RequestFault {
            form.fail(fault, ask)
            return try await show(ask, form)
        }
    }

    private func remove(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let seen = form.values.seen
        do {
            _ = try await change(ask) { store, request, actor, now in try store.remove(request.id, seen: seen, by: actor, at: now) }
            return ask.redirect(to: ask.path("/desk/returns"), done: "returns.removed_done")
        } catch let fault as RequestFault {
            form.fail(fault, ask)
            return try await show(ask, form)
        }
    }

    /// - Throws: ``PageError/notFound`` also for somebody else's: that there is one is nobody's to know.
    private func change(_ ask: Ask, _ body: @escaping @Sendable (TravelRequests, TravelRequest, Actor, Date) throws -> Void) async throws -> TravelRequest {
        let id = try id(ask), viewer = try ask.person(), permissions = house.permissions, clock = house.clock
        return try await house.database.write { tx in
            let store = TravelRequests(tx)
            guard let request = try store.request(id), let grant = viewer.grant(for: .recordRequests, of: request.belongs, under: permissions) else { throw PageError.notFound }
            try body(store, request, viewer.actor(by: grant), clock.now)
            return request
        }
    }

    private func show(_ ask: Ask, _ form: Form) async throws -> Response {
        let id = try id(ask), viewer = try ask.person(), permissions = house.permissions, missions = missions
        let found = try await house.database.read { tx -> Whole? in
            let store = TravelRequests(tx)
            guard let request = try store.request(id), viewer.grant(for: .seeRequests, of: request.belongs, under: permissions) != nil else { return nil }
            return Whole(request: request, steps: try store.steps(of: id), affirmations: try store.affirmations(of: id), posts: try missions.posts(ids: [request.office.post].compactMap(\.self), in: tx))
        }
        guard let whole = found else { throw PageError.notFound }
        let request = whole.request, words = Words(ask), open = Course(whole.steps).open, newest = TravelRequests.newest(whole.steps)
        let title = ask.text("returns.request.title", ["reference": request.reference.text])
        var model: Model = [
            "title": title, "csrf": ask.formToken, "back": ask.path("/desk/returns"), "state": words.state(request), "is_demonstration": request.isDemonstration,
            "origin": words.country(request.origin), "document": words.document(request.document), "group": words.group(request.group), "mission": words.mission(request.mission),
            "office": words.office(request.office, Dictionary(whole.posts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })),
            "recorded": ask.text("returns.request.by", ["instant": ask.written(request.recordedAt), "name": request.recordedBy]),
            "elapsed": ask.text(request.isOpen ? "returns.request.waiting" : "returns.request.took", ["days": words.days(request.days(until: ask.today))]),
            "steps": whole.steps.map { step -> Model in
                ["name": words.step(step.kind), "on": ask.formats.date(step.on), "by": ask.text("returns.request.by", ["instant": ask.written(step.recordedAt), "name": step.recordedBy]),
                 "removal": step == newest ? ask.path(request.path + "/steps/\(step.kind.rawValue)/removal") : false,
                 "remove_label": ask.text("returns.request.take_back", ["step": words.step(step.kind).lowercased()])]
            },
            "affirmations": whole.affirmations.map { record -> Model in
                ["text": ask.text("returns.affirmation.\(record.affirmation.rawValue)"), "by": ask.text("returns.request.by", ["instant": ask.written(record.at), "name": record.by])]
            },
        ]
        model["removal"] = ["action": ask.path(request.path + "/removal"), "seen": String(request.changedAt.microsecondsSince1970)] as Model
        model["summary"] = form.summary
        if !open.isEmpty || !form.isValid {
            let offered = form.values["step"].flatMap(StepKind.init(rawValue:)).map { open.contains($0) ? open : open + [$0] } ?? open
            model["form"] = [
                "action": ask.path(request.path + "/steps"),
                "step": form.select("step", label: ask.text("returns.field.step"), options: offered.map { ($0.rawValue, words.step($0)) }, empty: ask.text("web.form.choose"), required: true),
                "on": form.field("on", label: ask.text("returns.field.on"), value: ask.today.description, type: "date", required: true),
            ] as Model
        }
        var page = Page("returns/request", title: title, model)
        page.section = "returns"
        page.isIndexed = false
        if !form.isValid { page.status = .unprocessableContent }
        return try ask.show(page)
    }
}
