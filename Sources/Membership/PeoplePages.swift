import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The people of the network, or of one's own delegation, and the invitations that are out.
struct PeoplePages {
    let house: House
    let posts: (any ConsularPosts)?
    let letters: (any LetterBox)?

    /// People on one page.
    static let pageSize = 50

    var routes: [Route] {
        [
            .get("/people", .may(.seePeople), list),
            .get("/people/invite", .may(.invitePeople), invite), .post("/people/invite", .may(.invitePeople), sendInvitation),
            .post("/people/invitations/{id}/sending", .may(.invitePeople), sendAgain),
            .post("/people/invitations/{id}/withdrawal", .may(.invitePeople), withdraw),
        ]
    }

    // MARK: The list

    private func list(_ ask: Ask) async throws -> Response {
        let reached = ask.delegations(reachedBy: .seePeople)
        let pager = try Pager(ask, size: Self.pageSize)
        let wanted = ask.query["delegation"]
        let (choices, people, total, grants, invitations) = try await house.database.read { tx in
            let choices = try reached ?? Delegations.all(in: tx)
            var among = reached?.map(\.id)
            if let wanted {
                guard let chosen = choices.first(where: { $0.slug == wanted }) else { throw PageError.badRequest(field: "delegation", reason: "choice") }
                among = [chosen.id]
            }
            let people = try People.list(in: among, offset: pager.offset, limit: pager.size, in: tx)
            return (choices, people, try People.count(in: among, in: tx), try Grants.of(people.map(\.id), in: tx), pager.number == 1 ? try Invitations.unanswered(of: among, in: tx) : [])
        }
        let form = Form(ask.query, ask)
        var model: Model = [
            "base": ask.path("/people"), "invite": ask.path("/people/invite"), "has_filter": choices.count > 1,
            "delegation": form.select("delegation", label: ask.text("membership.delegation"), options: choices.map { ($0.slug, ask.name(of: $0)) }, empty: ask.text("membership.people.all")),
            "people": people.map { line($0, grants[$0.id] ?? [], ask) }, "has_people": !people.isEmpty, "total": ask.text("membership.people.total", ["count": ask.formats.number(total)]),
            "invitations": invitations.map { line($0, ask) }, "has_invitations": !invitations.isEmpty,
        ]
        if ask.may(.keepDelegations) { model["delegations"] = ask.path("/delegations") }
        try pager.put(into: &model, total: total, at: ask.path("/people") + (wanted.map { "?delegation=\($0.queryEncoded)" } ?? ""))
        return try ask.show("people", title: ask.text("membership.people.title"), section: "people", model)
    }

    private func line(_ person: Person, _ grants: [RoleGrant], _ ask: Ask) -> Model {
        var model: Model = [
            "href": ask.path("/people/\(person.id)"), "name": person.name, "email": person.email, "is_disabled": person.disabledAt != nil, "has_factor": person.hasSecondFactor,
            "is_invented": person.isDemonstration, "roles": grants.map { ask.text(of: $0.role, in: $0.delegation) },
        ]
        model["has_roles"] = !grants.isEmpty
        return model
    }

    private func line(_ invitation: Invitation, _ ask: Ask) -> Model {
        let isExpired = invitation.expiresAt <= ask.now
        return [
            "name": invitation.name, "email": invitation.email, "role": ask.text(of: invitation.role, in: invitation.delegation), "is_expired": isExpired,
            "until": ask.text(isExpired ? "membership.people.expired" : "membership.people.open_until", ["date": ask.written(invitation.expiresAt)]),
            "may": ask.may(.invitePeople, of: invitation.owner) && (invitation.role != .administrator || ask.may(.keepAdministrators)),
            "send": ask.path("/people/invitations/\(invitation.id)/sending"), "withdraw": ask.path("/people/invitations/\(invitation.id)/withdrawal"),
        ]
    }

    // MARK: An invitation

    private func invite(_ ask: Ask) async throws -> Response {
        try await show(ask, RoleForm(Form(ask.query, ask), ask, reachedBy: .invitePeople, posts: posts))
    }

    private func sendInvitation(_ ask: Ask) async throws -> Response {
        var roles = RoleForm(Form(try await ask.form(), ask), ask, reachedBy: .invitePeople, posts: posts)
        let email = roles.form.required("email", limit: 254)
        let name = roles.form.required("name", limit: 120)
        let language = roles.form.choice("language", of: Language.self)
        let choice = try await roles.read()
        guard let email, let name, let language, let choice, roles.form.isValid else { return try await show(ask, roles, status: .unprocessableContent) }
        let actor = ask.actor(choice.grant)
        let now = ask.now
        do {
            let letters = house.letters(letters)
            let made = try await house.database.write { tx in
                let made = try Invitations.make(email: email, name: name, language: language, role: choice.role, delegation: choice.delegation, post: choice.post, by: actor, at: now, in: tx)
                if let letters, let invitation = try Invitations.find(made.id, in: tx) { try letters.invite(invitation, token: made.token, at: now, in: tx) }
                return made
            }
            if letters != nil { return try ask.showSent(to: email, name: name, back: ask.path("/people")) }
            return try showLink(ask, name: name, email: email, path: Invitation.path(token: made.token, language: language), until: now.addingTimeInterval(Invitations.lifetime))
        } catch let error as AccountError {
            roles.form.fail(error, beside: ["role_not_there": "role", "no_post": "post", "no_name": "name"], otherwise: "email", ask)
            return try await show(ask, roles, status: .unprocessableContent)
        }
    }

    private func show(_ ask: Ask, _ roles: RoleForm, status: HTTPResponse.Status = .ok) async throws -> Response {
        var model = try await roles.model()
        let form = roles.form
        model["action"] = ask.path("/people/invite")
        model["lead"] = ask.text(letters == nil ? "membership.people.invite_lead" : "membership.letter.invite_lead")
        model["button"] = ask.text(letters == nil ? "membership.people.make_link" : "membership.letter.invite")
        model["people"] = ask.path("/people")
        model["email"] = form.field("email", label: ask.text("membership.email"), type: "email", required: true, autocomplete: "off", inputmode: "email")
        model["name"] = form.field("name", label: ask.text("membership.name"), required: true, autocomplete: "off")
        model["language"] = form.select("language", label: ask.text("membership.language"), options: ask.languageOptions, value: ask.language.code, hint: ask.text("membership.people.language_hint"), required: true)
        return try ask.show("invite", title: ask.text("membership.people.invite_title"), section: "people", status: status, model)
    }

    // MARK: One that is out

    private func owned(_ ask: Ask) async throws -> (Invitation, Viewer.Grant) {
        guard let id = ID<Invitation>(try ask.parameter("id")) else { throw PageError.notFound }
        _ = try await ask.form()
        guard let invitation = try await house.database.read({ try Invitations.find(id, in: $0) }) else { throw PageError.gone }
        let grant = try ask.require(.invitePeople, of: invitation.owner)
        if invitation.role == .administrator { try ask.require(.keepAdministrators) }
        return (invitation, grant)
    }

    private func sendAgain(_ ask: Ask) async throws -> Response {
        let (invitation, grant) = try await owned(ask)
        let actor = ask.actor(grant)
        let now = ask.now
        do {
            let letters = house.letters(letters)
            let token = try await house.database.write { tx in
                let token = try Invitations.resend(invitation.id, by: actor, at: now, in: tx)
                if let letters, let renewed = try Invitations.find(invitation.id, in: tx) { try letters.invite(renewed, token: token, at: now, in: tx) }
                return token
            }
            if letters != nil { return try ask.showSent(to: invitation.email, name: invitation.name, back: ask.path("/people")) }
            return try showLink(ask, name: invitation.name, email: invitation.email, path: Invitation.path(token: token, language: invitation.language), until: now.addingTimeInterval(Invitations.lifetime))
        } catch AccountError.linkGone {
            throw PageError.gone
        }
    }

    private func withdraw(_ ask: Ask) async throws -> Response {
        let (invitation, grant) = try await owned(ask)
        let actor = ask.actor(grant)
        let now = ask.now
        do {
            try await house.database.write { try Invitations.withdraw(invitation.id, by: actor, at: now, in: $0) }
            return ask.redirect(to: ask.path("/people"), done: "membership.people.withdrawn_done")
        } catch AccountError.linkGone {
            throw PageError.gone
        }
    }

    private func showLink(_ ask: Ask, name: String, email: String, path: String, until: Date) throws -> Response {
        try ask.showLink(lead: ask.text("membership.people.link_lead", ["name": name, "email": email, "date": ask.written(until)]), path: path, back: ask.path("/people"))
    }
}

extension Ask {
    func name(of delegation: Delegation) -> String { delegation.name.shown(in: language).text }

    /// "Enlace, México".
    func text(of role: Role, in delegation: Delegation) -> String {
        text("membership.role_of", ["role": text("membership.role.\(role.rawValue)"), "delegation": name(of: delegation)])
    }

    /// A one-time link, to be brought to its person; it is shown this once.
    func showLink(lead: String, path: String, back: String) throws -> Response {
        try show("link", title: text("membership.people.link_title"), section: "people", ["lead": lead, "link": absolute(path), "back": back])
    }
}
