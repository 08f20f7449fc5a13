import Formats
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import NIOCore
import Storage
import Web

/// What has changed: for nationals of one country, as a page and a feed; and between two days.
struct ChangePages {
    let house: House

    static let pageSize = 50

    var routes: [Route] {
        [
            .get("/visas/changes", .everyone, choose),
            .get("/visas/changes/{country}", .everyone, changes),
            .get("/visas/changes/{country}/feed.atom", .everyone, feed),
            .get("/visas/differences", .everyone, differences),
        ]
    }

    private func choose(_ ask: Ask) async throws -> Response {
        if let asked = ask.query["nationality"] {
            guard let country = CountryCode(named: asked) else { throw PageError.badRequest(field: "nationality", reason: "country") }
            return ask.redirect(to: ask.path("/visas/changes/\(country.rawValue.lowercased())"))
        }
        let language = ask.language.code, title = ask.text("visas.changes.title"), form = Form(ask.query, ask), followed = try await followed(ask)
        let countries = CountryCode.all(sortedIn: language).map { ($0.rawValue, $0.name(in: language)) }
        var page = Page("visas/changes_of", title: title, [
            "title": title, "action": ask.path("/visas/changes"),
            "nationality": form.select("nationality", label: ask.text("visas.field.nationality"), options: countries, empty: ask.text("web.form.choose"), required: true),
            "members": CountryCode.members(sortedIn: language).map { ["href": ask.path("/visas/changes/\($0.rawValue.lowercased())"), "name": $0.name(in: language)] as Model },
            "followed": followed.map { ["href": ask.path("/visas/changes/\($0.nationality.rawValue.lowercased())"), "name": $0.nationality.name(in: language)] as Model }, "has_followed": !followed.isEmpty,
        ] as Model)
        page.section = "visas"
        return try ask.show(page)
    }

    /// Of the person who is signed in; nothing for the public.
    private func followed(_ ask: Ask) async throws -> [Following] {
        guard let viewer = ask.viewer, ask.may(.followChanges) else { return [] }
        return try await house.database.read { try Visas($0).following(of: viewer.person.uuid) }
    }

    private func changes(_ ask: Ask) async throws -> Response {
        let country = try ask.countryInPath(), pager = try Pager(ask, size: Self.pageSize), words = RuleWords(ask)
        let (announced, total) = try await house.database.read { tx in
            let visas = Visas(tx)
            return (try visas.announcements(for: country, offset: pager.offset, limit: pager.size), try visas.announcementCount(for: country))
        }
        let title = ask.text("visas.changes.of", ["country": country.nameInText(in: ask.language.code)])
        let path = "/visas/changes/\(country.rawValue.lowercased())"
        var model = try pager.model(of: total, at: ask.path(path))
        model["title"] = title
        model["feed"] = ask.path("\(path)/feed.atom")
        model["is_empty"] = announced.isEmpty
        let since = try await followed(ask).first { $0.nationality == country }?.since
        model["may_follow"] = ask.may(.followChanges)
        model["follow"] = ["csrf": ask.formToken, "action": ask.path("\(path)/following") + (since == nil ? "" : "/ending"), "preferences": ask.path("/account/notices"),
                           "since": since.map { ask.text("visas.changes.followed_since", ["day": ask.formats.date(Day($0, in: .network))]) } ?? false] as Model
        model["changes"] = announced.map { change -> Model in
            let line = Self.line(change, words)
            return ["title": line.title, "text": line.text, "at": ask.formats.date(Day(change.rule.recordedAt, in: .network)), "is_superseded": change.rule.supersededAt != nil,
                    "href": Self.address(change, ask), "source": words.source(change.rule.ruling.source)]
        }
        var page = Page("visas/changes", title: title, model)
        page.section = "visas"
        page.json = "/api/v1/visas/changes?nationality=\(country)"
        return try ask.show(page)
    }

    private static func line(_ change: Visas.Announcement, _ words: RuleWords) -> (title: String, text: String) {
        let rule = change.rule, formats = Formats(words.catalogue, in: words.language)
        let values = ["question": words.question(rule.subject), "day": formats.date(change.from), "requirement": words.short(rule.ruling).lowercasedFirst,
                      "was": change.was.map { words.short($0.requirement, days: $0.days).lowercasedFirst } ?? ""]
        let kind = change.againFrom != nil ? "again" : change.was == nil ? "new" : "was"
        return (words.text("visas.changes.line", values), words.text("visas.changes.\(kind)", values))
    }

    private static func address(_ change: Visas.Announcement, _ ask: Ask) -> String {
        let subject = change.rule.subject
        return ask.path(listAddress("/visas/answer", [("nationality", subject.nationality.rawValue), ("document", subject.document.rawValue), ("destination", subject.destination.rawValue), ("purpose", subject.purpose.rawValue),
                                                      ("on", change.from > ask.today ? change.from.description : nil)]))
    }

    private func feed(_ ask: Ask) async throws -> Response {
        let country = try ask.countryInPath(), words = RuleWords(ask)
        let announced = try await house.database.read { try Visas($0).announcements(for: country, limit: Self.pageSize) }
        let path = ask.path("/visas/changes/\(country.rawValue.lowercased())")
        let entries = announced.map { change -> AtomFeed.Entry in
            let line = Self.line(change, words), rule = change.rule
            // Readers keep what they have been told: what was put right is told again under its name.
            return AtomFeed.Entry(id: "urn:uuid:\(rule.id)#\(rule.recordedAt.microsecondsSince1970)", title: line.title, summary: rule.supersededAt == nil ? line.text : "\(ask.text("visas.changes.superseded")). \(line.text)",
                                  link: ask.absolute(Self.address(change, ask)), updated: rule.supersededAt ?? rule.recordedAt)
        }
        let feed = AtomFeed(id: ask.absolute("\(path)/feed.atom"), title: ask.text("visas.changes.of", ["country": country.nameInText(in: ask.language.code)]), link: ask.absolute("\(path)/feed.atom"),
                            page: ask.absolute(path), language: ask.language.code, updated: Date(timeIntervalSince1970: 0), entries: entries)
        return Response(status: .ok, headers: [.contentType: "application/atom+xml; charset=utf-8", .contentLanguage: ask.language.code], body: .init(byteBuffer: ByteBuffer(string: feed.xml)))
    }

    // MARK: Between two days

    private func differences(_ ask: Ask) async throws -> Response {
        var form = Form(ask.query, ask)
        let language = ask.language.code, pager = try Pager(ask, size: Self.pageSize), words = RuleWords(ask)
        let to = form.day("to") ?? ask.today, from = form.day("from") ?? to.adding(days: -365)
        if from >= to { form.fail("from", "visas.differences.order") }
        let filter = Visas.Filter(destination: try ask.member("destination"), nationality: try ask.country("nationality"))
        let isValid = form.isValid
        let found = isValid ? try await house.database.read { try Visas($0).differences(from: from, to: to, filter, offset: pager.offset, limit: pager.size) } : ([], 0)
        let countries = CountryCode.all(sortedIn: language).map { ($0.rawValue, $0.name(in: language)) }
        let members = CountryCode.members(sortedIn: language).map { ($0.rawValue, $0.name(in: language)) }
        let title = ask.text("visas.differences.title")
        let here = listAddress(ask.path("/visas/differences"), [("from", from.description), ("to", to.description), ("destination", filter.destination?.rawValue), ("nationality", filter.nationality?.rawValue)])
        var model = try pager.model(of: found.1, at: here)
        model.merge([
            "title": title, "action": ask.path("/visas/differences"), "summary": form.summary ?? false,
            "from": form.field("from", label: ask.text("visas.differences.from"), value: from.description, type: "date", required: true),
            "to": form.field("to", label: ask.text("visas.differences.to"), value: to.description, type: "date", required: true),
            "destination": form.select("destination", label: ask.text("visas.field.destination"), options: members, empty: ask.text("visas.filter.all")),
            "nationality": form.select("nationality", label: ask.text("visas.field.nationality"), options: countries, empty: ask.text("visas.filter.all")),
            "count": ask.text(found.1 == 1 ? "visas.differences.count.one" : "visas.differences.count.many", ["count": ask.formats.number(found.1)]), "is_valid": isValid, "has_rows": !found.0.isEmpty,
            "before_day": ask.formats.date(from), "after_day": ask.formats.date(to),
            "rows": found.0.map { difference -> Model in
                func told(_ ruling: Ruling?) -> Model {
                    ["text": ruling.map { words.short($0) } ?? ask.text("visas.requirement.unknown"), "conditions": ruling?.conditions.all.map { words.condition($0) } ?? [],
                     "note": ruling?.note.map { note -> Model in
                         let shown = note.shown(in: ask.language)
                         return ["text": shown.text, "lang": shown.language == ask.language ? false : shown.language.code]
                     } ?? false]
                }
                return ["question": words.question(difference.subject), "before": told(difference.before), "after": told(difference.after)]
            },
        ] as Model) { _, new in new }
        var page = Page("visas/differences", title: title, model)
        page.section = "visas"
        page.validUntil = ask.tomorrow
        if !isValid { page.status = .badRequest }
        return try ask.show(page)
    }
}
