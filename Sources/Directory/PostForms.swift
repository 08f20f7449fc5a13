import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Records
import Storage
import Web

/// A post's card as a form: the same fields and the same rules as a file's.
struct PostForms {
    let house: House

    var routes: [Route] {
        [
            .get("/desk/posts/new", .may(.addPost), blank),
            .post("/desk/posts/new", .may(.addPost), add),
            .get("/desk/posts/{slug}", .may(.editPost), edit),
            .post("/desk/posts/{slug}", .may(.editPost), save),
        ]
    }

    // MARK: A new post

    private func blank(_ ask: Ask) async throws -> Response {
        try show(ask, Form(FormValues(), ask), card: PostCard(["sending_state": try ask.person().countries.first?.rawValue ?? ""]), old: nil)
    }

    private func add(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        var card = Self.card(form.values)
        guard let sending = CountryCode(card["sending_state"]), let receiving = CountryCode(card["receiving_state"]), sending != receiving else {
            _ = form.required("sending_state")
            _ = form.required("receiving_state")
            form.fail("receiving_state", "directory.fault.same_state", ["value": card["receiving_state"]])
            return try show(ask, form, card: card, old: nil)
        }
        let grant = try ask.require(.addPost, of: Viewer.Owner(country: sending))
        let actor = ask.actor(grant), now = ask.now
        card.values["key"] = try await freeKey("\(sending)-\(receiving)-\(card["city"])")
        guard let (post, districts) = read(card, old: nil, now: now, into: &form) else { return try show(ask, form, card: card, old: nil) }
        let verifies = form.values["verified"] != nil
        try await house.database.write { tx in
            let posts = Posts(tx)
            try posts.save(post, districts: districts, sources: [Self.source(ask, grant)], action: "directory.post.added", by: actor, at: now)
            if verifies { try posts.verify(post, by: actor, at: now) }
        }
        return ask.redirect(to: ask.path("/posts/\(post.slug)"), done: "directory.form.added_done")
    }

    /// `mx-us-tucson`, or `mx-us-tucson-2` where that is taken.
    private func freeKey(_ wanted: String) async throws -> String {
        let base = String(wanted.folded.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.reduce(into: "") { if !($1 == "-" && $0.hasSuffix("-")) { $0.append($1) } }.prefix(70))
        let taken = try await house.database.read { try Posts($0).slugs(beginning: base) }
        if !taken.contains(base) { return base }
        return (2...).lazy.map { "\(base)-\($0)" }.first { !taken.contains($0) } ?? base
    }

    // MARK: A post that exists

    private func edit(_ ask: Ask) async throws -> Response {
        let (post, districts, differences) = try await find(ask)
        return try show(ask, Form(FormValues(), ask), card: PostCard(post, districts: districts), old: post, differences: differences)
    }

    private func save(_ ask: Ask) async throws -> Response {
        var form = Form(try await ask.form(), ask)
        let (old, oldDistricts, differences) = try await find(ask)
        let grant = try ask.require(.editPost, of: Self.owner(old))
        let actor = ask.actor(grant), now = ask.now
        var card = Self.card(form.values)
        for fixed in ["key", "sending_state", "receiving_state"] { card.values[fixed] = PostCard(old, districts: oldDistricts)[fixed] }
        if form.values["seen"] != Self.mark(old) { form.fail("city", "directory.form.changed_meanwhile") }
        guard let (post, districts) = read(card, old: old, now: now, into: &form) else { return try show(ask, form, card: card, old: old, differences: differences) }
        let verifies = form.values["verified"] != nil
        let changed = PostCard.fields.filter { PostCard(old, districts: oldDistricts)[$0] != PostCard(post, districts: districts)[$0] }
        if changed.isEmpty, !verifies { return ask.redirect(to: ask.path("/posts/\(old.slug)")) }
        let saved = try await house.database.write { tx -> Bool in
            let posts = Posts(tx)
            guard let present = try posts.post(id: old.id), Self.mark(present) == Self.mark(old) else { return false }
            if !changed.isEmpty {
                let sources = try posts.sources(of: [old.id])[old.id] ?? []
                try posts.save(post, districts: districts, sources: [Self.source(ask, grant, fields: changed)] + sources, action: "directory.post.edited", by: actor, at: now)
                try posts.settleDifferences(of: post.id, fields: changed, at: now)
            }
            if verifies { try posts.verify(post, by: actor, at: now) }
            return true
        }
        guard saved else {
            form.fail("city", "directory.form.changed_meanwhile")
            return try show(ask, form, card: card, old: old, differences: differences)
        }
        return ask.redirect(to: ask.path("/posts/\(post.slug)"), done: "directory.form.saved_done")
    }

    private func find(_ ask: Ask) async throws -> (Post, [District], [FactDifference]) {
        let slug = try ask.parameter("slug")
        let found = try await house.database.read { tx -> (Post, [District], [FactDifference])? in
            let posts = Posts(tx)
            guard let post = try posts.post(slug: slug) else { return nil }
            return (post, try posts.districts(of: [post.id])[post.id] ?? [], try posts.differences(of: post.id))
        }
        guard let found else { throw PageError.notFound }
        try ask.require(.editPost, of: Self.owner(found.0))
        return found
    }

    private static func owner(_ post: Post) -> Viewer.Owner { Viewer.Owner(country: post.sending, post: post.id.uuid) }

    /// Tells whether somebody else has changed the card since the form was opened.
    private static func mark(_ post: Post) -> String { String(post.changedAt.microsecondsSince1970) }

    private static func source(_ ask: Ask, _ grant: Viewer.Grant, fields: [String] = ["*"]) -> FactSource {
        FactSource(fields: fields.joined(separator: " "), name: grant.delegation.name.shown(in: ask.language).text, url: nil, asOf: ask.today, licence: nil)
    }

    // MARK: The form

    private static func card(_ values: FormValues) -> PostCard {
        var card = Dictionary(PostCard.fields.map { ($0, values.raw($0).trimmingCharacters(in: .whitespacesAndNewlines)) }, uniquingKeysWith: { first, _ in first })
        card["services"] = values.all("services").joined(separator: ";")
        for field in ["phones", "districts"] { card[field] = values.raw(field).split(whereSeparator: \.isNewline).joined(separator: "; ") }
        card["address"] = values.raw("address").split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: ", ")
        return PostCard(card)
    }

    private func read(_ card: PostCard, old: Post?, now: Date, into form: inout Form) -> (Post, [District])? {
        var reader = CardReader(card)
        let read = reader.read(old: old, now: now)
        for fault in reader.faults { form.fail(fault.field, fault.key, ["value": fault.value]) }
        return form.isValid ? read : nil
    }

    private func show(_ ask: Ask, _ form: Form, card: PostCard, old: Post?, differences: [FactDifference] = []) throws -> Response {
        let view = PostFormView(ask: ask, form: form, card: card)
        let title = old.map { ask.text("directory.form.edit_title", ["name": $0.name.shown(in: ask.language).text]) } ?? ask.text("directory.form.add_title")
        var model = view.model(isNew: old == nil, countries: try ask.person().countries)
        model["title"] = title
        model["csrf"] = ask.formToken
        model["action"] = ask.path("/desk/posts/\(old?.slug ?? "new")")
        model["seen"] = old.map(Self.mark)
        model["back"] = old.map { ask.path("/posts/\($0.slug)") } ?? ask.path("/desk")
        model["differences"] = differences.map { difference -> Model in
            ["field": ask.text("directory.field.\(difference.field)"), "a": difference.valueA, "source_a": difference.sourceA, "b": difference.valueB, "source_b": difference.sourceB]
        }
        model["has_differences"] = !differences.isEmpty
        var page = Page("directory/post_form", title: title, model)
        page.section = "desk"
        page.isIndexed = false
        if !form.isValid { page.status = .unprocessableContent }
        return try ask.show(page)
    }
}
