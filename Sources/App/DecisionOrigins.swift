import Accounts
import Decisions
import Foundation
import Localization
import Records
import Storage

extension Decision.Origin {
    /// The delegation for which somebody acted, in the office that it has that day; the Secretariat for the program's own content.
    static func of(_ actor: Actor, at now: Date, in tx: Transaction) throws -> Decision.Origin? {
        guard let party = actor.delegation, let delegation = try Delegations.find(ID(party), in: tx) else { return try secretariat(name: actor.name, in: tx) }
        if delegation.kind == .secretariat { return Decision.Origin(.secretariat, of: delegation.id, name: actor.name) }
        let presides = try Presidencies.on(Day(now, in: .network), in: tx)?.delegation.id == delegation.id
        return Decision.Origin(presides ? .presidency : .member, of: delegation.id, name: actor.name)
    }
}
