import Accounts
import Foundation
import Localization
import Storage
import Web

/// The part of a form that chooses a role in a delegation, among those that the person who fills it in may give.
struct RoleForm {
    /// What was chosen, and the grant by which it may be given.
    struct Choice {
        let role: Role
        let delegation: Delegation
        let post: UUID?
        let grant: Viewer.Grant
    }

    var form: Form
    private let ask: Ask
    private let action: Action
    private let posts: (any ConsularPosts)?

    init(_ form: Form, _ ask: Ask, reachedBy action: Action, posts: (any ConsularPosts)?) {
        self.form = form
        self.ask = ask
        self.action = action
        self.posts = posts
    }

    private func delegations() async throws -> [Delegation] {
        if let own = ask.delegations(reachedBy: action) { return own }
        return try await ask.house.database.read { try Delegations.all(in: $0) }
    }

    private func roles(_ delegations: [Delegation]) -> [Role] {
        Role.allCases.filter { role in
            guard delegations.contains(where: { role.kinds.contains($0.kind) }) else { return false }
            return switch role {
            case .administrator: ask.may(.keepAdministrators)
            case .consul: posts != nil
            default: true
            }
        }
    }

    /// The posts to choose from: those of the delegation that was chosen, or of the only one there is.
    private func choices(_ delegations: [Delegation]) async throws -> [(id: UUID, name: LocalizedText)] {
        let chosen = delegations.count == 1 ? delegations.first : delegations.first { $0.slug == form.values["delegation"] }
        guard let posts, let country = chosen?.country, chosen?.kind == .member else { return [] }
        return try await ask.house.database.read { try posts.posts(of: country, in: $0) }
    }

    /// The choice, or nil and messages.
    /// - Throws: ``PageError/forbidden`` for what the person may not give.
    mutating func read() async throws -> Choice? {
        let delegations = try await delegations()
        let role = form.choice("role", of: Role.self)
        let slug = delegations.count == 1 ? delegations.first?.slug : form.required("delegation")
        guard let role, let slug else { return nil }
        guard let delegation = delegations.first(where: { $0.slug == slug }) else {
            form.fail("delegation", .unknownDelegation(slug), ask)
            return nil
        }
        let grant = try ask.require(action, of: Viewer.Owner(delegation: delegation.id.uuid))
        if role == .administrator { try ask.require(.keepAdministrators) }
        guard role.kinds.contains(delegation.kind) else {
            form.fail("role", .roleNotThere(role, delegation: ask.name(of: delegation)), ask)
            return nil
        }
        guard role == .consul else { return Choice(role: role, delegation: delegation, post: nil, grant: grant) }
        // A second look at the form, now with the posts of the delegation to choose from.
        guard let post = try await choices(delegations).first(where: { $0.id == form.values["post"].flatMap { UUID(uuidString: $0) } })?.id else {
            form.fail("post", .noPost, ask)
            return nil
        }
        return Choice(role: role, delegation: delegation, post: post, grant: grant)
    }

    /// For `{{> membership/role}}`.
    func model() async throws -> Model {
        let delegations = try await delegations()
        var model: Model = [
            "role": form.select("role", label: ask.text("membership.role_label"), options: roles(delegations).map { ($0.rawValue, ask.text("membership.role.\($0.rawValue)")) },
                                empty: ask.text("web.form.choose"), required: true),
        ]
        if delegations.count > 1 {
            model["delegation"] = form.select("delegation", label: ask.text("membership.delegation"), options: delegations.map { ($0.slug, ask.name(of: $0)) }, empty: ask.text("web.form.choose"), required: true)
        } else if let only = delegations.first {
            model["only_delegation"] = ask.name(of: only)
        }
        let choices = try await choices(delegations)
        if !choices.isEmpty {
            model["post"] = form.select("post", label: ask.text("membership.post"), options: choices.map { ($0.id.uuidString.lowercased(), $0.name.shown(in: ask.language).text) },
                                        hint: ask.text("membership.post_hint"), empty: ask.text("web.form.choose"))
        } else if let error = form.errors["post"] {
            model["post_error"] = error
        }
        model["summary"] = form.summary
        return model
    }
}
