import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// Monthly counts, for a country that has no cases to record: stated, corrected, taken back and listed.
struct MonthPages {
    let house: House

    static let pageSize = 50
    /// Requests of one month to one country at most: more is a typing mistake.
    static let most = 100_000

    var routes: [Route] {
        [
            .get("/desk/returns/months", .may(.keepCounts), list),
            .post("/desk/returns/months", .may(.keepCounts), state),
            .post("/desk/returns/months/{origin}/{month}/removal", .may(.keepCounts), takeBack),
        ]
    }

    /// With `origin` and `month`: to correct that count.
    private func list(_ ask: Ask) async throws -> Response {
        var form = Form(ask.query, ask), known: StatedCount?
        let scope = try Scope(ask, .keepCounts)
        if ask.query["month"] != nil, let origin = form.country("origin"), let month = month(&form) {
            known = try await house.database.read { try MonthlyCounts($0).stated(origin, month, of: scope.delegation.id) }
        }
        return try await show(ask, form, known: known)
    }

    private func state(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let scope = try Scope(ask, .keepCounts), affirmed = form.affirmed, actor = ask.actor(scope.grant), clock = house.clock
        let origin = form.country("origin"), month = month(&form)
        let numbers = ["requested", "issued", "refused", "unanswered"].map { number($0, &form) }
        for affirmation in Affirmation.ofAll where !affirmed.contains(affirmation) { form.fail("affirm_\(affirmation.rawValue)", "returns.fault.not_affirmed_file") }
        guard let origin, let month, form.isValid, case let given = numbers.compactMap(\.self), given.count == 4 else { return try await show(ask, form, seen: form.values.seen) }
        let count = MonthlyCount(origin: origin, month: month, requested: given[0], issued: given[1], refused: given[2], unanswered: given[3]), seen = form.values.seen
        do {
            try await house.database.write { try MonthlyCounts($0).state(count, seen: seen, affirmed: affirmed, of: scope.delegation, by: actor, at: clock.now) }
        } catch let fault as RequestFault {
            return try await show(fault, &form, ask)
        }
        return ask.redirect(to: ask.path("/desk/returns/months"), done: "returns.counted_done")
    }

    private func takeBack(_ ask: Ask) async throws -> Response {
        let values = try await ask.form(), scope = try Scope(ask, .keepCounts), actor = ask.actor(scope.grant), clock = house.clock, seen = values.seen
        guard let origin = CountryCode(try ask.parameter("origin")), let month = Month(try ask.parameter("month")) else { throw PageError.notFound }
        do {
            try await house.database.write { try MonthlyCounts($0).takeBack(origin, month, seen: seen, of: scope.delegation, by: actor, at: clock.now) }
        } catch let fault as RequestFault {
            var form = Form(FormValues(), ask)
            form.fail(fault.name == "count_known" ? "month" : fault.field, fault.name == "count_known" ? "returns.fault.count_changed" : "returns.fault.\(fault.name)", FaultWords.values(fault, ask))
            return try await show(ask, form)
        }
        return ask.redirect(to: ask.path("/desk/returns/months"), done: "returns.count_removed_done")
    }

    /// What stands there already is told; who sends the form once more has seen it.
    private func show(_ fault: RequestFault, _ form: inout Form, _ ask: Ask) async throws -> Response {
        form.fail(fault, ask)
        switch fault {
        case .countKnown(let known): return try await show(ask, form, seen: known.at)
        case .noCount: return try await show(ask, form)
        default: return try await show(ask, form, seen: form.values.seen)
        }
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

    /// - Parameters:
    ///   - known: the count that is corrected.
    ///   - seen: when the one that is overwritten was stated.
    private func show(_ ask: Ask, _ form: Form, known: StatedCount? = nil, seen: Date? = nil) async throws -> Response {
        let scope = try Scope(ask, .keepCounts), pager = try Pager(ask, size: Self.pageSize)
        let (counts, total) = try await house.database.read { tx in
            let store = MonthlyCounts(tx)
            return (try store.list(of: scope.delegation.id, offset: pager.offset, limit: pager.size), try store.total(of: scope.delegation.id))
        }
        let words = Words(ask), title = ask.text("returns.months.title"), address = ask.path("/desk/returns/months")
        func label(_ name: String) -> String { ask.text("returns.months.\(name)") }
        func number(_ name: String, _ value: Int?) -> Model { form.field(name, label: label(name), value: value.map(String.init), required: true, inputmode: "numeric") }
        var model = try pager.model(of: total, at: address)
        model["title"] = title
        model["csrf"] = ask.formToken
        model["action"] = address
        model["back"] = ask.path("/desk/returns")
        model["summary"] = form.summary
        model["origin"] = form.countries("origin", label: ask.text("returns.field.origin"), value: counts.first?.count.origin.rawValue, empty: ask.text("web.form.choose"), ask)
        model["month"] = form.field("month", label: label("month"), value: Month(ask.today).adding(months: -1).description, hint: label("month_hint"), required: true)
        for (name, value) in [("requested", known?.count.requested), ("issued", known?.count.issued), ("refused", known?.count.refused), ("unanswered", known?.count.unanswered)] { model[name] = number(name, value) }
        model["seen"] = (seen ?? known?.at).map(Self.mark) ?? false
        model["corrects"] = known.map { ask.text("returns.months.corrects", ["month": words.month($0.count.month), "origin": words.country($0.count.origin), "by": $0.by, "at": ask.written($0.at)]) } ?? false
        model["affirmations"] = form.affirmations(Affirmation.ofAll, ask)
        model["counts"] = counts.map { stated -> Model in
            let count = stated.count, month = words.month(count.month), origin = words.country(count.origin)
            func line(_ name: String, _ number: Int) -> String { ask.text("returns.months.line", ["name": label(name), "count": ask.formats.number(number)]) }
            return ["month": month, "origin": origin, "requested": line("requested", count.requested), "issued": line("issued", count.issued), "refused": line("refused", count.refused),
                    "unanswered": line("unanswered", count.unanswered), "by": ask.text("returns.request.by", ["instant": ask.written(stated.at), "name": stated.by]), "seen": Self.mark(stated.at),
                    "correct": address + "?origin=\(count.origin)&month=\(count.month)#stated", "correct_label": ask.text("returns.months.correct_of", ["month": month, "origin": origin]),
                    "removal": address + "/\(count.origin)/\(count.month)/removal", "removal_label": ask.text("returns.months.remove_of", ["month": month, "origin": origin])]
        }
        model["is_empty"] = counts.isEmpty
        var page = Page("returns/months", title: title, model)
        page.section = "returns"
        page.isIndexed = false
        if !form.isValid { page.status = .unprocessableContent }
        return try ask.show(page)
    }

    private static func mark(_ at: Date) -> String { String(at.microsecondsSince1970) }
}
