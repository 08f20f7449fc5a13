import Accounts
import Foundation
import Hummingbird
import Localization
import Records
import Storage
import Web

/// Where an officer's day begins: what is expected of the country now, and what is new.
struct HomePages {
    let house: House
    let agenda: Agenda

    /// Notices on the home page; the others are on a page of their own.
    static let newest = 10

    var routes: [Route] {
        [.get("/home", .signedIn, home), .get("/home/notices", .signedIn, notices), .post("/home/notices/reading", .signedIn, read)]
    }

    private func home(_ ask: Ask) async throws -> Response {
        let viewer = try ask.person(), now = ask.now, agenda = agenda, permissions = house.permissions
        let (expected, notices, counts, trouble) = try await house.database.read { tx in
            (try viewer.delegations.map { ($0, try agenda.expected(of: $0, by: viewer, under: permissions, at: now, in: tx)) },
             try NoticeStore(tx).newest(of: viewer.person, limit: Self.newest), try NoticeStore(tx).counts(of: viewer.person), try Outbox(tx).trouble(of: viewer.person.uuid))
        }
        var model: Model = [
            "delegations": expected.map { delegation, expectations -> Model in
                ["delegation": delegation.name.shown(in: ask.language).text, "is_named": expected.count > 1, "is_empty": expectations.isEmpty,
                 "expectations": expectations.map { line($0, ask) }]
            },
            "has_delegations": !expected.isEmpty, "notices": notices.map { line($0, ask) }, "has_notices": !notices.isEmpty, "has_unseen": counts.unseen > 0,
            "read": ask.path("/home/notices/reading"), "back": ask.path("/home"), "choices": ask.path("/account/notices"), "ways": ways(ask), "account": ask.path("/account"),
        ]
        model["all"] = counts.all > Self.newest ? ask.path("/home/notices") : false
        model["trouble"] = trouble.map { mail in
            ask.text("notices.home.trouble", ["email": mail.recipient, "date": ask.written(mail.failedAt ?? mail.createdAt), "reason": mail.lastError ?? ""])
        } ?? false
        let only = expected.count == 1 ? expected[0].0 : nil
        let title = only.map { ask.text("notices.home.title_of", ["delegation": $0.country?.nameInText(in: ask.language.code) ?? $0.name.shown(in: ask.language).text]) } ?? ask.text("notices.home.title")
        return try ask.show("home", title: title, section: "home", model)
    }

    private func notices(_ ask: Ask) async throws -> Response {
        let viewer = try ask.person(), pager = try Pager(ask, size: NoticesRoom.pageSize)
        let (notices, counts) = try await house.database.read { tx in
            (try NoticeStore(tx).newest(of: viewer.person, offset: pager.offset, limit: pager.size), try NoticeStore(tx).counts(of: viewer.person))
        }
        var model: Model = ["notices": notices.map { line($0, ask) }, "has_notices": !notices.isEmpty, "has_unseen": counts.unseen > 0,
                            "read": ask.path("/home/notices/reading"), "back": ask.path("/home/notices"), "home_page": ask.path("/home")]
        try pager.put(into: &model, total: counts.all, at: ask.path("/home/notices"))
        return try ask.show("notices", title: ask.text("notices.home.notices"), section: "home", model)
    }

    private func read(_ ask: Ask) async throws -> Response {
        let values = try await ask.form()
        let viewer = try ask.person(), now = ask.now
        try await house.database.write(affectsPages: false) { try NoticeStore($0).markSeen(of: viewer.person, at: now) }
        let all = ask.path("/home/notices")
        return ask.redirect(to: values["back"] == all ? all : ask.path("/home"))
    }

    private func line(_ expectation: Expectation, _ ask: Ask) -> Model {
        var model: Model = ["text": ask.noticeText.of(expectation), "href": ask.path(expectation.path), "due": false, "tone": ""]
        if let due = expectation.due {
            let left = due.timeIntervalSince(ask.now)
            model["due"] = ask.text(left < 0 ? "notices.home.overdue" : "notices.home.until", ["date": ask.noticeText.due(expectation) ?? ""])
            model["tone"] = left <= 2 * 86_400 ? "bad" : left <= 7 * 86_400 ? "warn" : ""
        }
        return model
    }

    private func line(_ notice: Notice, _ ask: Ask) -> Model {
        ["text": ask.noticeText.of(notice), "href": ask.path(notice.path), "at": ask.written(notice.at), "is_new": notice.seenAt == nil,
         "topic": ask.text("notices.topic.\(notice.topic.rawValue)")]
    }

    /// Ways on from here, as far as this person may go them.
    private func ways(_ ask: Ask) -> [Model] {
        let all: [(action: Action, path: String, text: String)] = [
            ("directory.desk.see", "/desk", "notices.home.desk"), ("visas.desk.see", "/desk/visas", "notices.home.visas"), ("membership.people.see", "/people", "notices.home.people"),
            (.keepMail, "/desk/mail", "notices.mail_page.title"), (.keepJobs, "/desk/jobs", "notices.jobs.title"),
        ]
        return all.filter { ask.may($0.action) }.map { ["href": ask.path($0.path), "text": ask.text($0.text)] as Model }
    }
}
