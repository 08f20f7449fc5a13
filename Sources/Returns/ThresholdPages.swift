import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Survival
import Web

/// Where slow begins and where hindering does: to be read by all who read the index, and set by the Secretariat.
struct ThresholdPages {
    let house: House

    static let mostRequests = 1000, mostDays = 3650

    var routes: [Route] {
        [
            .get("/returns/thresholds", .may(.seeStatistics), show),
            .post("/returns/thresholds", .may(.setThresholds), set),
        ]
    }

    private func show(_ ask: Ask) async throws -> Response { try await show(ask, Form(FormValues(), ask)) }

    private func set(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let actor = ask.actor(try ask.require(.setThresholds)), clock = house.clock
        let fewest = number("fewest", Double(Release.fewest)...Double(Self.mostRequests), &form), reason = form.required("reason", limit: 1000)
        func pair(_ name: String, _ range: ClosedRange<Double>, share: Bool, ascending: Bool) -> Thresholds.Pair? {
            guard let slow = number("\(name)_slow", range, &form), let hinders = number("\(name)_hinders", range, &form) else { return nil }
            guard ascending ? slow <= hinders : hinders <= slow else {
                form.fail("\(name)_hinders", ascending ? "returns.thresholds.not_above" : "returns.thresholds.not_below")
                return nil
            }
            return Thresholds.Pair(slow: share ? slow / 100 : slow, hinders: share ? hinders / 100 : hinders)
        }
        let median = pair("median_days", 1...Double(Self.mostDays), share: false, ascending: true), issued = pair("issued_in_time", 0...100, share: true, ascending: false)
        let refusals = pair("refusals", 0...100, share: true, ascending: true), noAnswer = pair("no_answer", 0...100, share: true, ascending: true)
        guard let fewest, let reason, let median, let issued, let refusals, let noAnswer, form.isValid else { return try await show(ask, form) }
        // The days stay those at which the figures are told.
        let thresholds = Thresholds(fewestRequests: Int(fewest), medianDays: median, shareDays: Heap.timely, issuedInTime: issued, refusals: refusals, noAnswerDays: Heap.timely, noAnswer: noAnswer)
        try await house.database.write { try ThresholdStore($0).set(thresholds, reason: reason, by: actor, at: clock.now) }
        return ask.redirect(to: ask.path("/returns/thresholds"), done: "returns.thresholds.set_done")
    }

    private func number(_ field: String, _ range: ClosedRange<Double>, _ form: inout Form) -> Double? {
        guard let text = form.required(field) else { return nil }
        guard let number = Double(text.replacing(",", with: ".")), range.contains(number), field != "fewest" || number == number.rounded() else {
            form.fail(field, "returns.thresholds.range", ["value": text, "lowest": String(Int(range.lowerBound)), "highest": String(Int(range.upperBound))])
            return nil
        }
        return number
    }

    private func show(_ ask: Ask, _ form: Form) async throws -> Response {
        let history = try await house.database.read { try ThresholdStore($0).history() }
        let current = history.first?.thresholds ?? .initial, title = ask.text("returns.thresholds.title"), may = ask.may(.setThresholds)
        func written(_ value: Double, _ share: Bool) -> String { ask.formats.number(share ? value * 100 : value, decimals: 1) }
        let rows: [(criterion: Reason.Criterion, pair: Thresholds.Pair, share: Bool)] = [
            (.medianDays, current.medianDays, false), (.issuedInTime, current.issuedInTime, true), (.refusals, current.refusals, true), (.noAnswer, current.noAnswer, true),
        ]
        var model: Model = [
            "title": title, "csrf": ask.formToken, "action": ask.path("/returns/thresholds"), "back": ask.path("/returns"), "may": may,
            "fewest_text": ask.text("returns.thresholds.fewest_text", ["count": String(current.fewestRequests)]),
            "rows": rows.map { criterion, pair, share -> Model in
                let unit = ask.text(share ? "returns.thresholds.share" : "returns.thresholds.day_unit")
                func field(_ part: String, _ value: Double) -> Any {
                    may ? form.field("\(criterion.rawValue)_\(part)", label: ask.text("returns.thresholds.\(part)_of", ["criterion": ask.text("returns.criterion.\(criterion.rawValue)"), "unit": unit]),
                                     value: written(value, share), required: true, inputmode: "decimal") : false
                }
                return ["name": ask.text("returns.criterion.\(criterion.rawValue)"), "slow": written(pair.slow, share) + " " + unit, "hinders": written(pair.hinders, share) + " " + unit,
                        "slow_field": field("slow", pair.slow), "hinders_field": field("hinders", pair.hinders)]
            },
            "history": history.map { ["reason": $0.reason, "by": ask.text("returns.request.by", ["instant": ask.written($0.at), "name": $0.by])] as Model },
            "is_initial": history.isEmpty,
        ]
        model["summary"] = form.summary
        if may {
            model["fewest"] = form.field("fewest", label: ask.text("returns.thresholds.fewest"), value: String(current.fewestRequests), hint: ask.text("returns.thresholds.fewest_hint"), required: true, inputmode: "numeric")
            model["reason"] = form.field("reason", label: ask.text("returns.thresholds.reason"), hint: ask.text("returns.thresholds.reason_hint"), required: true)
        }
        var page = Page("returns/thresholds", title: title, model)
        page.section = "returns"
        page.isIndexed = false
        if !form.isValid { page.status = .unprocessableContent }
        return try ask.show(page)
    }
}
