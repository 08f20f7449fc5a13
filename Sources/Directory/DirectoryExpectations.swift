import Accounts
import Foundation
import Localization
import Records
import Storage
import Web

/// What the directory expects of a member: that its posts are verified, and that what its sources disagree on is settled.
/// One expectation each, however many posts there are.
struct DirectoryExpectations: ExpectationSource {
    func expectations(of delegation: Delegation, at now: Date, in tx: Transaction) throws -> [Expectation] {
        guard delegation.kind == .member, let country = delegation.country else { return [] }
        let counts = try Desk(tx).counts(.country(country), today: Day(now, in: .network))
        let parts: [(Desk.Part, Int)] = [(.due, counts.due), (.differing, counts.differing)]
        return parts.filter { $0.1 > 0 }.map { part, count in
            Expectation(key: "directory:\(part.rawValue)", topic: .records, text: "directory.expectation.\(part.rawValue).\(count == 1 ? "one" : "many")",
                        values: ["count": String(count)], path: "/desk?show=\(part.rawValue)&country=\(country.rawValue)", due: nil)
        }
    }
}

extension DirectoryRoom {
    public var expectations: [any ExpectationSource] { [DirectoryExpectations()] }
}
