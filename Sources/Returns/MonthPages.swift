import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// Monthly counts, for a country that has no cases to record: stated and listed.
struct MonthPages {
    let house: House

    static let pageSize = 50
    /// Requests of one month to one country at most: more is a typing mistake.
    static let most = 100_000

    var routes: [Route] {
        [
            .get("/desk/returns/months", .may(.keepCounts), list),
            .post("/desk/returns/months", .may(.keepCounts), state),
        ]
    }

    private func list(_ ask: Ask) async throws -> Response { try await show(ask, Form(FormValues(), ask)) }

    private func state(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let scope = try Scope(ask, .keepCounts), affirmed = form.affirmed, actor = ask.actor(scope.grant), clock = house.clock
        let origin = form.country("origin"), month = month(&form)
        let numbers = ["requested", "issued", "refused", "unanswered"].map { number($0, &form) }
        for affirmation in Affirmation.ofAll where !affirmed.contains(affirmation) { form.fail("affirm_\(affirmation.rawValue)", "returns.fault.not_affirmed_file") }
        guard let origin, let month, form.isValid, case let given = numbers.compactMap(\.self), given.count == 4 else { return try await show(ask, form) }
        let count = MonthlyCount(origin: origin, month: month, requested: given[0], issued: given[1], refused: given[2], unanswered: given[3])
        do {
            try await house.database.write { try MonthlyCounts($0).state(count, affirmed: affirmed, of: scope.delegation, by: actor, at: clock.now) }
        } catch let fault as RequestFault {
            form.fail(fault, ask)
            return try await show(ask, form)
        }
        return ask.redirect(to: ask.path("/desk/returns/months"), done: "returns.counted_done")
    }

    private func month(_ form: inout Form) -> Month? {
        guard let text = form.required("month") else { return nil }
        guard let month = Month(text), month.first >= Course.earliest else {
            form.fail("month", "returns.fault.month", ["value": text])
            return nil
        }
        return month
    }

    private func number(_ field: String, _ form: inout Form) -> Int? {
        guard let text = form.required(field) else { return nil }
        guard let number = Int(text), (0...Self.most).contains(number) else {
            form.fail(field, "returns.fault.number", ["value": text])
            return nil
        }
        return number
    }

    private func show(_ ask: Ask, _ form: Form) async throws -> Response {
        let scope = try Scope(ask, .keepCounts), pager = try Pager(ask, size: Self.pageSize)
        let (counts, total) = try await house.database.read { tx in
            let store = MonthlyCounts(tx)
            return (try store.list(of: scope.delegation.id, offset: pager.offset, limit: pager.size), try store.total(of: scope.delegation.id))
        }
        let words = Words(ask), title = ask.text("returns.months.title"), address = ask.path("/desk/returns/months")
        func label(_ name: String) -> String { ask.text("returns.months.\(name)") }
        func number(_ name: String) -> Model { form.field(name, label: label(name), required: true, inputmode: "numeric") }
        var model = try pager.model(of: total, at: address)
        model["title"] = title
        model["csrf"] = ask.formToken
        model["action"] = address
        model["back"] = ask.path("/desk/returns")
        model["summary"] = form.summary
        model["origin"] = form.countries("origin", label: ask.text("returns.field.origin"), value: counts.first?.origin.rawValue, empty: ask.text("web.form.choose"), ask)
        model["month"] = form.field("month", label: label("month"), value: Month(ask.today).adding(months: -1).description, hint: label("month_hint"), required: true)
        for name in ["requested", "issued", "refused", "unanswered"] { model[name] = number(name) }
        model["affirmations"] = form.affirmations(Affirmation.ofAll, ask)
        model["counts"] = counts.map { count -> Model in
            ["month": words.month(count.month), "origin": words.country(count.origin), "requested": ask.formats.number(count.requested), "issued": ask.formats.number(count.issued),
             "refused": ask.formats.number(count.refused), "unanswered": ask.formats.number(count.unanswered)]
        }
        model["is_empty"] = counts.isEmpty
        var page = Page("returns/months", title: title, model)
        page.section = "returns"
        page.isIndexed = false
        if !form.isValid { page.status = .unprocessableContent }
        return try ask.show(page)
    }
}
