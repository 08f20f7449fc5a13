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
        return try expectations(.country(country), key: "directory", path: { "/desk?show=\($0.rawValue)&country=\(country.rawValue)" }, by: .verifyPost, at: now, in: tx)
    }

    func expectations(ofPost post: UUID, at now: Date, in tx: Transaction) throws -> [Expectation] {
        try expectations(.post(ID(post)), key: "directory:\(post.uuidString.lowercased())", path: { "/desk?show=\($0.rawValue)" }, by: nil, at: now, in: tx)
    }

    private func expectations(_ scope: Desk.Scope, key: String, path: (Desk.Part) -> String, by action: Action?, at now: Date, in tx: Transaction) throws -> [Expectation] {
        let counts = try Desk(tx).counts(scope, today: Day(now, in: .network))
        let parts: [(Desk.Part, Int)] = [(.due, counts.due), (.differing, counts.differing)]
        return parts.filter { $0.1 > 0 }.map { part, count in
            Expectation(key: "\(key):\(part.rawValue)", topic: .records, text: "directory.expectation.\(part.rawValue).\(count == 1 ? "one" : "many")",
                        values: ["count": String(count)], path: path(part), due: nil, by: action)
        }
    }
}

extension DirectoryRoom {
    public var expectations: [any ExpectationSource] { [DirectoryExpectations()] }
}
