import Accounts
import Foundation
import Localization
import Storage

/// What one person may do with decisions on one day: all rules of access beside the permissions' table.
struct Seat {
    let viewer: Viewer?
    let permissions: Permissions
    /// The delegation that presides on that day.
    let presidency: Delegation?

    init(_ viewer: Viewer?, _ permissions: Permissions, at now: Date, in tx: Transaction) throws {
        self.viewer = viewer
        self.permissions = permissions
        presidency = try viewer == nil ? nil : Presidencies.on(Day(now, in: .network), in: tx)?.delegation
    }

    /// The grant by which this person acts as the Presidency or the Secretariat.
    var convening: Viewer.Grant? {
        // A liaison's reach is their own delegation: it acts as the Presidency on the days on which that one presides.
        viewer?.grant(for: .convene, of: Viewer.Owner(delegation: presidency?.id.uuid), under: permissions)
    }

    /// The grant by which this person may put a question, and in which office.
    var putting: (grant: Viewer.Grant, office: Decision.Origin.Office)? {
        guard let grant = convening ?? viewer?.grant(for: .putDecision, of: nil, under: permissions) else { return nil }
        return (grant, grant.delegation.kind == .secretariat ? .secretariat : grant.delegation.id == presidency?.id ? .presidency : .member)
    }

    /// The grant by which this person speaks for a member.
    func voice(of delegation: Delegation) -> Viewer.Grant? {
        guard delegation.kind == .member else { return nil }
        return viewer?.grant(for: .takePosition, of: Viewer.Owner(delegation: delegation.id.uuid), under: permissions)
    }

    /// The grant by which this person may word it anew or take it back: of those who convene, or of the delegation that put it.
    func authoring(_ decision: Decision) -> Viewer.Grant? {
        convening ?? viewer?.grant(for: .putDecision, of: Viewer.Owner(delegation: decision.putBy.delegation.uuid), under: permissions)
    }

    func maySee(_ decision: Decision) -> Bool { viewer.maySee(decision.audience) }
    /// Names of persons are for those who decide.
    var maySeeNames: Bool { viewer.maySee(.members) }
}
