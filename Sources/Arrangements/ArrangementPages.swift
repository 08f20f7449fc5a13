import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// What two States have agreed: found by two choices, read on one card, printed on one sheet.
struct ArrangementPages {
    let house: House

    static let pageSize = 20

    var routes: [Route] {
        [
            .get("/arrangements", .everyone, list),
            .get("/arrangements/{id}", .everyone, one),
            .get("/arrangements/{id}/print", .everyone, sheet),
        ]
    }

    private func list(_ ask: Ask) async throws -> Response {
        let returning = country("returning", ask), receiving = country("receiving", ask), due = country("due", ask), pager = try Pager(ask, size: Self.pageSize), now = ask.now
        let filter = Arrangements.Filter(for: ask.viewer, returning: returning, receiving: receiving, dueFor: due, today: ask.today)
        let (arrangements, total) = try await house.database.read { tx in
            let all = Arrangements(tx)
            return (try all.list(filter, offset: pager.offset, limit: pager.size), try all.count(filter))
        }
        let asked = [("returning", returning), ("receiving", receiving), ("due", due)].compactMap { name, country in country.map { "\(name)=\($0.rawValue)" } }
        var model = try pager.model(of: total, at: ask.path("/arrangements") + (asked.isEmpty ? "" : "?" + asked.joined(separator: "&")))
        let title = ask.text("arrangements.title"), isPair = returning != nil && receiving != nil
        var changes: [Date?] = []
        model["title"] = title
        model["lead"] = due.map { ask.text("arrangements.due_lead", ["country": $0.nameInText(in: ask.language.code)]) } ?? ask.text("arrangements.lead")
        model["action"] = ask.path("/arrangements")
        model["choices"] = [select("returning", returning, ask), select("receiving", receiving, ask)]
        model["new"] = ask.may(.keepArrangements) ? ask.path("/arrangements/new") : false
        model["is_empty"] = arrangements.isEmpty
        // "Nothing known" must not read as "nothing agreed".
        model["nothing"] = ask.text(due != nil ? "arrangements.none_due" : isPair ? "arrangements.none_of_pair" : "arrangements.none")
        model["is_pair"] = isPair
        // Of a pair, what holds goes before what has ended.
        let today = ask.today, ordered = isPair ? arrangements.filter { $0.isInForce(on: today) } + arrangements.filter { !$0.isInForce(on: today) } : arrangements
        model["question"] = (isPair ? AnswerPages.question(about: ordered.filter { $0.isInForce(on: today) }, ask) : nil) ?? false
        model["arrangements"] = ordered.map { arrangement -> Model in
            let view = ArrangementView(arrangement, ask)
            var line = view.head
            guard isPair else { return line }
            let standings = arrangement.crossings.map { view.standing($0, at: now) }
            changes += standings.map(\.changes)
            // Those of which no hour is known are named together: nine times the same sentence tells nobody more.
            let isKnown = { (crossing: Model) in crossing["is_unknown"] as? Bool == false }
            line["crossings"] = standings.map(\.model).filter(isKnown)
            line["without_hours"] = standings.map(\.model).filter { !isKnown($0) }
            line["has_without_hours"] = !standings.map(\.model).allSatisfy(isKnown)
            line["remark"] = ArrangementView.shown(arrangement.terms.remark, ask)
            line["conditions"] = view.conditions
            line["has_conditions"] = !arrangement.terms.conditions.isEmpty
            return line
        }
        var page = Page("arrangements/list", title: title, model)
        page.section = "arrangements"
        page.isIndexed = ask.viewer == nil && due == nil
        page.json = "/api/v1/arrangements"
        page.validUntil = (changes.compactMap(\.self) + [ask.tomorrow]).min()
        return try ask.show(page)
    }

    /// A member by its code; anything else counts as no choice.
    private func country(_ name: String, _ ask: Ask) -> CountryCode? { ask.query[name].flatMap { CountryCode($0) }.flatMap { $0.isMember ? $0 : nil } }

    private func select(_ name: String, _ chosen: CountryCode?, _ ask: Ask) -> Model {
        Form(FormValues(), ask).select(name, label: ask.text("arrangements.field.\(name)"), options: CountryCode.members(sortedIn: ask.language.code).map { ($0.rawValue, $0.name(in: ask.language.code)) },
                                       value: chosen?.rawValue, empty: ask.text("arrangements.any"))
    }

    private func one(_ ask: Ask) async throws -> Response {
        let arrangement = try await ask.arrangement(), now = ask.now
        var model = card(arrangement, ask)
        let standings = arrangement.crossings.map { ArrangementView(arrangement, ask).standing($0, at: now) }
        let keeper = ArrangementKeeper(ask.viewer, house.permissions, arrangement)
        model["csrf"] = ask.formToken
        model["print"] = ask.path(arrangement.path + "/print")
        model["back"] = ask.path("/arrangements?returning=\(arrangement.returning.rawValue)&receiving=\(arrangement.receiving.rawValue)")
        model["edit"] = keeper != nil ? ask.path(arrangement.path + "/edit") : false
        model["edit_crossings"] = keeper != nil
        model["add"] = keeper != nil ? ask.path(arrangement.path + "/crossings/new") : false
        // Whoever has just said so of this version need not say so again today.
        model["confirm"] = confirming(arrangement, ask).map { ["action": ask.path(arrangement.path + "/confirmation"), "version": arrangement.version, "sides": $0] as Model } ?? false
        model["widening"] = WideningView(arrangement, ask).model ?? false
        var page = Page("arrangements/arrangement", title: title(arrangement, ask), model)
        page.section = "arrangements"
        page.isIndexed = arrangement.terms.level == .public
        page.json = "/api/v1/arrangements/\(arrangement.key)"
        page.validUntil = (standings.compactMap(\.changes) + [ask.tomorrow]).min()
        return try ask.show(page)
    }

    private func confirming(_ arrangement: Arrangement, _ ask: Ask) -> [Model]? {
        let sides = Arrangement.Side.allCases.filter { side in
            guard ask.may(.confirmArrangement, of: arrangement.owner(side)) else { return false }
            if case .stated(_, let on) = arrangement.standing(side, today: ask.today) { return on != ask.today }
            return true
        }
        return sides.isEmpty ? nil : sides.map { ["side": $0.rawValue, "text": ask.text("arrangements.confirm_for", ["country": arrangement.country($0).nameInText(in: ask.language.code)])] }
    }

    private func sheet(_ ask: Ask) async throws -> Response {
        let arrangement = try await ask.arrangement()
        var model = card(arrangement, ask)
        model["printed"] = ask.text("arrangements.printed", ["date": ask.formats.date(ask.today)])
        model["address"] = ask.absolute(ask.path(arrangement.path))
        var page = Page("arrangements/print", title: title(arrangement, ask), model)
        page.frame = .print
        page.section = "arrangements"
        page.isIndexed = false
        page.validUntil = ask.tomorrow
        return try ask.show(page)
    }

    private func title(_ arrangement: Arrangement, _ ask: Ask) -> String { arrangement.terms.title.shown(in: ask.language).text }

    private func card(_ arrangement: Arrangement, _ ask: Ask) -> Model {
        let view = ArrangementView(arrangement, ask), terms = arrangement.terms
        var model = view.head
        model["title"] = title(arrangement, ask)
        model["remark"] = ArrangementView.shown(terms.remark, ask)
        model["crossings"] = arrangement.crossings.map(view.crossing)
        model["has_crossings"] = !arrangement.crossings.isEmpty
        model["notices"] = view.notices
        model["notice_clause"] = ArrangementView.clause(terms.noticeClause, ask)
        model["conditions"] = view.conditions
        model["has_conditions"] = !terms.conditions.isEmpty
        model["level"] = ask.text("arrangements.level.\(terms.level.rawValue)")
        return model
    }
}

extension Ask {
    /// The arrangement that the address names.
    /// - Throws: ``PageError/notFound`` for what is not there and for what this person may not see, alike; somebody who is not signed in
    ///   is asked to, alike too.
    func arrangement() async throws -> Arrangement {
        let key = try parameter("id")
        guard let found = try await house.database.read({ try Arrangements($0).arrangement(key: key) }), viewer.maySee(found.terms.level) else {
            throw viewer == nil ? PageError.signIn : PageError.notFound
        }
        return found
    }
}
