import Accounts
import Formats
import Foundation
import Hummingbird
import Localization
import Records
import Storage
import Web

/// What the home page says, for programs: an Atom feed and a calendar, at an address that only its person knows.
struct FeedPages {
    let house: House
    let agenda: Agenda

    /// Days back and ahead that the calendar shows.
    static let back = 90, ahead = 540
    static let notices = 30

    var routes: [Route] {
        [
            Route(.get, "/feeds/{token}/expected.atom", kind: .resource, access: .anyone, feed),
            Route(.get, "/feeds/{token}/calendar.ics", kind: .resource, access: .anyone, calendar),
        ]
    }

    private func reader(_ token: String, _ now: Date, _ tx: Transaction) throws -> Viewer {
        guard let viewer = try PrivateAddress.reader(token: token, allowsDemonstration: house.settings.isDemonstration, at: now, in: tx) else { throw PageError.notFound }
        return viewer
    }

    private func feed(_ ask: Ask) async throws -> Response {
        let token = try ask.parameter("token"), now = ask.now, agenda = agenda
        let permissions = house.permissions
        let (viewer, expected, notices) = try await house.database.read { tx in
            let viewer = try reader(token, now, tx)
            return (viewer, try viewer.delegations.map { ($0, try agenda.expected(of: $0, by: viewer, under: permissions, at: now, in: tx)) }, try NoticeStore(tx).newest(of: viewer.person, limit: Self.notices))
        }
        let language = viewer.language, words = NoticeText(catalogue: house.catalogue, language: language)
        func address(_ path: String) -> String { ask.absolute("/\(language.code)\(path)") }
        let host = host(ask)
        let owed = expected.flatMap { delegation, expectations in
            expectations.map { expectation -> AtomFeed.Entry in
                let until = expectation.due.map { house.catalogue.text($0 < now ? "notices.home.overdue" : "notices.home.until", in: language, ["date": words.due(expectation) ?? ""]) }
                let name = delegation.name.shown(in: language).text
                return AtomFeed.Entry(id: "tag:\(host),2026:expected/\(delegation.slug)/\(expectation.key.queryEncoded)", title: words.of(expectation), summary: [name, until].compactMap(\.self).joined(separator: " · "),
                                      link: address(expectation.path), updated: Self.renewed(expectation, at: now))
            }
        }
        let told = notices.map { AtomFeed.Entry(id: "urn:uuid:\($0.id)", title: words.of($0), summary: house.catalogue.text("notices.topic.\($0.topic.rawValue)", in: language), link: address($0.path), updated: $0.at) }
        let feed = AtomFeed(id: "tag:\(host),2026:expected/\(viewer.person)", title: house.catalogue.text("notices.home.title", in: language), link: ask.absolute("/feeds/\(token)/expected.atom"),
                            page: address("/home"), language: language.code, updated: now, entries: owed + told)
        return ask.document(feed.xml, type: "application/atom+xml")
    }

    /// An expectation shows as new when a step of reminding has come, and each Monday while it stands.
    static func renewed(_ expectation: Expectation, at now: Date) -> Date {
        let today = Day(now, in: .network)
        let monday = today.adding(days: 1 - today.weekday).start(in: .network)
        let steps = expectation.due.map { due in Agenda.reminders.map { due.addingTimeInterval(-86_400 * Double($0)) } + [due] } ?? []
        return steps.filter { $0 <= now }.reduce(monday) { max($0, $1) }
    }

    private func calendar(_ ask: Ask) async throws -> Response {
        let token = try ask.parameter("token"), now = ask.now, today = ask.today, agenda = agenda
        let (viewer, entries) = try await house.database.read { tx in
            let viewer = try reader(token, now, tx)
            return (viewer, try agenda.entries(for: viewer, from: today.adding(days: -Self.back), to: today.adding(days: Self.ahead), in: tx))
        }
        let calendar = ICalendar(name: house.catalogue.text("notices.calendar", in: viewer.language), host: host(ask), language: viewer.language,
                                 base: ask.absolute("/\(viewer.language.code)"), entries: entries)
        return ask.document(calendar.text, type: "text/calendar")
    }

    /// Names the house in identifiers.
    private func host(_ ask: Ask) -> String { URLComponents(string: ask.absolute(""))?.host ?? "localhost" }
}
