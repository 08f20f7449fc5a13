import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The question that a consul has at the gate: may this group be received at this crossing at that hour?
struct AnswerPages {
    let house: House

    var routes: [Route] { [.get("/arrangements/answer", .everyone, answer)] }

    private func answer(_ ask: Ask) async throws -> Response {
        guard let (key, number) = Self.crossing(ask.query["crossing"]) else { return ask.redirect(to: ask.path("/arrangements")) }
        guard let arrangement = try await house.database.read({ try Arrangements($0).arrangement(key: key) }), ask.viewer.maySee(arrangement.terms.level),
              let crossing = arrangement.crossings.first(where: { $0.number == number }) else { throw ask.viewer == nil ? PageError.signIn : PageError.notFound }
        let now = ask.now, zone = crossing.zone.timeZone, clock = LocalTime(now, in: zone)
        var form = Form(ask.query, ask)
        let day = form.day("on") ?? clock.day, minutes = Self.time(&form) ?? clock.minutes
        var group: PopulationGroup?
        if ask.query.has("group") { group = form.choice("group") }
        let view = ArrangementView(arrangement, ask)
        var model = view.head
        let title = ask.text("arrangements.ask_title", ["crossing": crossing.name])
        model["title"] = title
        model["summary"] = form.summary ?? false
        model["place"] = view.crossing(crossing)
        model["back"] = ask.path("/arrangements?returning=\(arrangement.returning.rawValue)&receiving=\(arrangement.receiving.rawValue)")
        model["question"] = Self.question(form, [arrangement], crossing: "\(arrangement.key)-\(number)", on: day.description, at: HourSpan.clock(minutes), hint: "arrangements.local_clock", ask)
        if let group, form.isValid {
            let instant = LocalTime(day: day, minutes: minutes).instant(in: zone), answer = ReceptionAnswer(arrangement, crossing, group, at: instant)
            var found = AnswerView(answer, crossing, ask).model(at: instant, now: now, in: arrangement)
            found["group"] = ask.text("arrangements.group.\(group.rawValue)")
            found["hours"] = ArrangementView.words(crossing.receptions[group], ask)
            found["days_off"] = view.daysOff(crossing)
            let elsewhere = answer.verdict == .may ? [] : Self.elsewhere(arrangement, number, group, at: instant, ask)
            found["elsewhere"] = elsewhere
            found["has_elsewhere"] = !elsewhere.isEmpty
            model["answer"] = found
        }
        var page = Page("arrangements/answer", title: title, model)
        page.section = "arrangements"
        page.isIndexed = false
        if !form.isValid { page.status = .badRequest }
        // "Now" is over in a minute, and with it whether the notice came in time.
        page.validUntil = now.addingTimeInterval(60)
        return try ask.show(page)
    }

    /// `us-mx-1-3`: the arrangement's key and the crossing's number.
    static func crossing(_ text: String?) -> (key: String, number: Int)? {
        guard let text, let cut = text.lastIndex(of: "-"), let number = Int(text[text.index(after: cut)...]), number > 0 else { return nil }
        return (String(text[..<cut]), number)
    }

    private static func time(_ form: inout Form) -> Int? {
        guard let text = form.values["at"] else { return nil }
        guard let minutes = HourSpan.minutes(text), minutes < 1440 else {
            form.fail("at", "arrangements.fault.time", ["value": text])
            return nil
        }
        return minutes
    }

    /// Other crossings at which the group may be received at that moment, by their own clocks.
    private static func elsewhere(_ arrangement: Arrangement, _ number: Int, _ group: PopulationGroup, at instant: Date, _ ask: Ask) -> [Model] {
        arrangement.crossings.filter { $0.number != number && ReceptionAnswer(arrangement, $0, group, at: instant).verdict == .may }.map { crossing in
            let clock = LocalTime(instant, in: crossing.zone.timeZone)
            return ["name": crossing.name,
                    "href": ask.path("/arrangements/answer?crossing=\(arrangement.key)-\(crossing.number)&group=\(group.rawValue)&on=\(clock.day)&at=\(HourSpan.clock(clock.minutes))")]
        }
    }

    /// The question about any crossing of these arrangements of which something is known; nil where there is none.
    static func question(about arrangements: [Arrangement], _ ask: Ask) -> Model? {
        guard arrangements.contains(where: { $0.crossings.contains { !$0.receptions.isEmpty } }) else { return nil }
        var model = question(Form(FormValues(), ask), arrangements, crossing: nil, on: nil, at: nil, hint: "arrangements.local_clock_or_now", ask)
        model["heading"] = ask.text("arrangements.ask_pair")
        return model
    }

    private static func question(_ form: Form, _ arrangements: [Arrangement], crossing: String?, on day: String?, at time: String?, hint: String, _ ask: Ask) -> Model {
        func label(_ name: String) -> String { ask.text("arrangements.field.\(name)") }
        let crossings = arrangements.flatMap { arrangement in arrangement.crossings.map { ("\(arrangement.key)-\($0.number)", $0.name) } }
        return [
            "action": ask.path("/arrangements/answer"), "clock_hint": ask.text(hint), "heading": false,
            "crossing": form.select("crossing", label: label("crossing"), options: crossings, value: crossing, required: true),
            "group": form.select("group", label: label("group"), options: PopulationGroup.allCases.map { ($0.rawValue, ask.text("arrangements.group.\($0.rawValue)")) }, required: true),
            "on": form.field("on", label: label("on"), value: day, type: "date", required: day != nil), "at": form.field("at", label: label("at"), value: time, type: "time", required: time != nil),
        ]
    }
}
