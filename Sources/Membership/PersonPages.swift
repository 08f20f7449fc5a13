import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// One person's account as those see it who answer for it: roles given and taken, the account shut and opened.
struct PersonPages {
    let house: House
    let posts: (any ConsularPosts)?
    let letters: (any LetterBox)?

    var routes: [Route] {
        [
            .get("/people/{id}", .may(.seePeople), person),
            .post("/people/{id}/grants", .may(.grantRoles), give),
            .post("/people/{id}/grants/{grant}/removal", .may(.grantRoles), remove),
            .post("/people/{id}/disabling", .may(.disablePeople), disable),
            .post("/people/{id}/enabling", .may(.disablePeople), enable),
            .post("/people/{id}/address", .may(.resetCredentials), changeAddress),
            .post("/people/{id}/password-link", .may(.resetCredentials), makePasswordLink),
            .post("/people/{id}/second-factor/removal", .may(.resetCredentials), removeFactor),
        ]
    }

    /// A person with their roles, as this viewer reaches them.
    private struct Subject {
        let person: Person
        let grants: [RoleGrant]
        /// Whether all of the person's roles are the viewer's to answer for, so that the whole account is.
        let isWhole: Bool
    }

    /// - Throws: ``PageError/notFound`` for somebody of other delegations only: who they are is not told.
    private func subject(_ ask: Ask) async throws -> Subject {
        guard let id = ID<Person>(try ask.parameter("id")) else { throw PageError.notFound }
        let (found, grants) = try await house.database.read { tx in (try People.find(id, in: tx), try Grants.of([id], in: tx)[id] ?? []) }
        guard let person = found else { throw PageError.notFound }
        let reached = ask.delegations(reachedBy: .seePeople)
        let own = grants.filter { grant in reached?.contains { $0.id == grant.delegation.id } ?? true }
        guard reached == nil || !own.isEmpty else { throw PageError.notFound }
        return Subject(person: person, grants: grants, isWhole: own.count == grants.count)
    }

    private func person(_ ask: Ask) async throws -> Response {
        try await show(ask, try await subject(ask), RoleForm(Form(FormValues(), ask), ask, reachedBy: .grantRoles, posts: posts))
    }

    // MARK: Roles

    private func give(_ ask: Ask) async throws -> Response {
        let subject = try await subject(ask)
        var roles = RoleForm(Form(try await ask.form(), ask), ask, reachedBy: .grantRoles, posts: posts)
        guard let choice = try await roles.read() else { return try await show(ask, subject, roles, status: .unprocessableContent) }
        let actor = ask.actor(choice.grant)
        let now = ask.now
        let id = subject.person.id
        do {
            try await house.database.write { try Grants.give(choice.role, to: id, of: choice.delegation, post: choice.post, by: actor, at: now, in: $0) }
            return done(ask, subject, "membership.person.granted_done")
        } catch let error as AccountError {
            roles.form.fail(error, beside: ["no_post": "post"], otherwise: "role", ask)
            return try await show(ask, subject, roles, status: .unprocessableContent)
        }
    }

    private func remove(_ ask: Ask) async throws -> Response {
        let subject = try await subject(ask)
        _ = try await ask.form()
        guard let id = ID<RoleGrant>(try ask.parameter("grant")), let held = subject.grants.first(where: { $0.id == id }) else { throw PageError.notFound }
        let actor = ask.actor(try ask.require(.grantRoles, of: held.owner))
        if held.role == .administrator { try ask.require(.keepAdministrators) }
        let now = ask.now
        return try await attempt(ask, subject) {
            try await house.database.write { try Grants.remove(id, by: actor, at: now, in: $0) }
            // Without their last role in it the person is no longer this delegation's to see.
            let isGone = ask.delegations(reachedBy: .seePeople) != nil && subject.grants.filter { ask.may(.seePeople, of: $0.owner) }.count < 2
            return isGone ? ask.redirect(to: ask.path("/people"), done: "membership.person.removed_done") : done(ask, subject, "membership.person.removed_done")
        }
    }

    // MARK: The account

    /// - Throws: ``PageError/forbidden`` where the account reaches further than the viewer does.
    private func whole(_ ask: Ask, _ action: Action) async throws -> (Subject, Viewer.Grant) {
        let subject = try await subject(ask)
        _ = try await ask.form()
        return try (subject, allowed(ask, action, subject))
    }

    private func allowed(_ ask: Ask, _ action: Action, _ subject: Subject) throws -> Viewer.Grant {
        guard subject.isWhole else { throw PageError.forbidden }
        if subject.grants.contains(where: { $0.role == .administrator }) { try ask.require(.keepAdministrators) }
        return try ask.require(action, of: subject.grants.first?.owner)
    }

    private func changeAddress(_ ask: Ask) async throws -> Response {
        let subject = try await subject(ask)
        var form = Form(try await ask.form(), ask)
        let actor = ask.actor(try allowed(ask, .resetCredentials, subject))
        do {
            if let typed = form.required("email", limit: 254) {
                try await house.readdress(subject.person.id, to: typed, by: actor, letters, at: ask.now)
                return done(ask, subject, "membership.person.address_done")
            }
        } catch let error as AccountError {
            form.fail("email", error, ask)
        }
        return try await show(ask, subject, RoleForm(form, ask, reachedBy: .grantRoles, posts: posts), status: .unprocessableContent)
    }

    private func disable(_ ask: Ask) async throws -> Response {
        let (subject, grant) = try await whole(ask, .disablePeople)
        let actor = ask.actor(grant)
        let now = ask.now
        return try await attempt(ask, subject) {
            try await house.database.write { try People.disable(subject.person.id, by: actor, at: now, in: $0) }
            return done(ask, subject, "membership.person.disabled_done")
        }
    }

    private func enable(_ ask: Ask) async throws -> Response {
        let (subject, grant) = try await whole(ask, .disablePeople)
        let actor = ask.actor(grant)
        let now = ask.now
        try await house.database.write { try People.enable(subject.person.id, by: actor, at: now, in: $0) }
        return done(ask, subject, "membership.person.enabled_done")
    }

    private func makePasswordLink(_ ask: Ask) async throws -> Response {
        let (subject, grant) = try await whole(ask, .resetCredentials)
        let actor = ask.actor(grant)
        let now = ask.now
        return try await attempt(ask, subject) {
            let letters = house.letters(letters), person = subject.person
            let token = try await house.database.write { tx in
                let token = try PasswordLinks.make(for: person.id, by: actor, at: now, in: tx)
                if let letters { try letters.renewPassword(of: person, token: token, by: actor.name, at: now, in: tx) }
                return token
            }
            if letters != nil { return try ask.showSent(to: person.email, name: person.name, back: ask.path("/people/\(person.id)")) }
            let lead = ask.text("membership.person.link_lead", ["name": subject.person.name, "email": subject.person.email, "date": ask.written(now.addingTimeInterval(PasswordLinks.lifetime))])
            return try ask.showLink(lead: lead, path: PasswordLinks.path(token: token, language: subject.person.language), back: ask.path("/people/\(subject.person.id)"))
        }
    }

    private func removeFactor(_ ask: Ask) async throws -> Response {
        let (subject, grant) = try await whole(ask, .resetCredentials)
        let actor = ask.actor(grant)
        let now = ask.now
        try await house.database.write { try SecondFactors.remove(of: subject.person.id, by: actor, at: now, in: $0) }
        return done(ask, subject, "membership.person.factor_done")
    }

    // MARK: The page

    private func done(_ ask: Ask, _ subject: Subject, _ key: String) -> Response {
        ask.redirect(to: ask.path("/people/\(subject.person.id)"), done: key)
    }

    /// A refusal is told on the person's page.
    private func attempt(_ ask: Ask, _ subject: Subject, _ act: () async throws -> Response) async throws -> Response {
        do {
            return try await act()
        } catch let error as AccountError {
            let form = Form(FormValues(), ask)
            return try await show(ask, subject, RoleForm(form, ask, reachedBy: .grantRoles, posts: posts), refusal: ask.text("membership.problem.\(error.name)"), status: .conflict)
        }
    }

    private func show(_ ask: Ask, _ subject: Subject, _ roles: RoleForm, refusal: String? = nil, status: HTTPResponse.Status = .ok) async throws -> Response {
        let person = subject.person
        let base = ask.path("/people/\(person.id)")
        let postIDs = subject.grants.compactMap(\.post)
        let postNames = if let posts, !postIDs.isEmpty { try await house.database.read { try posts.names(of: postIDs, in: $0) } } else { [UUID: LocalizedText]() }
        let mayTouch = subject.isWhole && (!subject.grants.contains { $0.role == .administrator } || ask.may(.keepAdministrators))
        let mayDisable = mayTouch && ask.may(.disablePeople, of: subject.grants.first?.owner) && person.id != ask.viewer?.person
        var model = try await roles.model()
        model["base"] = base
        model["people"] = ask.path("/people")
        model["name"] = person.name
        model["email"] = person.email
        model["address"] = roles.form.field("email", label: ask.text("membership.new_email"), type: "email", required: true)
        model["language"] = house.catalogue.text("language.name", in: person.language)
        model["has_factor"] = person.hasSecondFactor
        model["is_invented"] = person.isDemonstration
        if let date = person.disabledAt { model["disabled"] = ask.text("membership.person.disabled_since", ["date": ask.written(date)]) }
        model["grants"] = subject.grants.map { grant -> Model in
            var line: Model = ["role": ask.text(of: grant.role, in: grant.delegation), "remove": "\(base)/grants/\(grant.id)/removal",
                               "may": ask.may(.grantRoles, of: grant.owner) && (grant.role != .administrator || ask.may(.keepAdministrators))]
            line["at_post"] = grant.post.flatMap { postNames[$0]?.shown(in: ask.language).text }
            return line
        }
        model["has_grants"] = !subject.grants.isEmpty
        model["may_grant"] = ask.may(.grantRoles) && person.disabledAt == nil
        model["may_disable"] = mayDisable && person.disabledAt == nil
        model["may_enable"] = mayDisable && person.disabledAt != nil
        model["may_reset"] = mayTouch && ask.may(.resetCredentials) && person.disabledAt == nil
        model["refusal"] = refusal
        return try ask.show("person", title: person.name, section: "people", status: status, model)
    }
}
