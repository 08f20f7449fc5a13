import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage
import Web

/// Somebody who may write an arrangement: for one of its two States, or for the Secretariat.
struct ArrangementKeeper {
    let grant: Viewer.Grant
    /// nil for the Secretariat, which compiles and states nothing for anybody.
    let side: Arrangement.Side?

    init?(_ viewer: Viewer?, _ permissions: Permissions, returning: CountryCode, receiving: CountryCode) {
        let found = [(Arrangement.Side.returning, returning), (.receiving, receiving)].compactMap { side, country in
            viewer?.grant(for: .keepArrangements, of: Viewer.Owner(country: country), under: permissions).map { (side, country, $0) }
        }
        guard let (side, country, grant) = found.first(where: { $0.2.delegation.kind == .member }) ?? found.first else { return nil }
        self.grant = grant
        self.side = grant.delegation.kind == .member && grant.delegation.country == country ? side : nil
    }

    init?(_ viewer: Viewer?, _ permissions: Permissions, _ arrangement: Arrangement) {
        self.init(viewer, permissions, returning: arrangement.returning, receiving: arrangement.receiving)
    }
}

extension Ask {
    /// The arrangement that the address names, for somebody who may write it.
    /// - Throws: ``PageError/forbidden`` for others.
    func keptArrangement() async throws -> Arrangement {
        let arrangement = try await arrangement()
        guard ArrangementKeeper(viewer, house.permissions, arrangement) != nil else { throw PageError.forbidden }
        return arrangement
    }

    /// Changes the arrangement that the address names.
    @discardableResult
    func onArrangement<Result: Sendable>(_ body: @escaping @Sendable (Arrangements, Arrangement, ArrangementKeeper, Actor, Date) throws -> Result) async throws -> Result {
        let key = try parameter("id"), viewer = try person(), permissions = house.permissions, now = now
        return try await house.database.write { tx in
            let all = Arrangements(tx)
            guard let arrangement = try all.arrangement(key: key), viewer.maySee(arrangement.terms.level, of: .init()) else { throw PageError.notFound }
            guard let keeper = ArrangementKeeper(viewer, permissions, arrangement) else { throw PageError.forbidden }
            return try body(all, arrangement, keeper, viewer.actor(by: keeper.grant), now)
        }
    }

    /// When the record was changed last, as the form was opened with it.
    func seen(_ values: FormValues) -> Date? { values["seen"].flatMap(Int64.init).map(Date.init(microsecondsSince1970:)) }
}

extension Form {
    mutating func fail(_ fault: ArrangementFault) { fail(fault.field, "arrangements.fault.\(fault.rawValue)") }
}
