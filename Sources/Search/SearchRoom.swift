import Accounts
import Foundation
import Records
import Storage
import Web

/// The search of the house: one box for all that a person may see, whichever room keeps it.
///
/// It knows no kind of record itself. Rooms put texts into the index (`tx.index`), or have them asked for (``WordedSearchKind``), and
/// tell by ``SearchKind`` what a kind is called and where its records stand.
public struct SearchRoom: Feature {
    public static let name = "search"
    public static var resources: URL { Bundle.module.bundleURL }
    /// Everybody may search; what they find is settled by the audience of each record.
    public static let permissions = Permissions()
    public static let migrations = Migrations(feature: "search", [])

    let house: House
    let kinds: [any SearchKind]

    public init(_ house: House) { self.init(house, kinds: []) }

    /// - Parameter kinds: of all rooms, in the order in which they are offered.
    public init(_ house: House, kinds: [any SearchKind]) {
        self.house = house
        self.kinds = kinds
    }

    public var routes: [Route] {
        let records = SearchRecords(house: house, kinds: kinds)
        return SearchPages(records: records).routes + SearchAPI(records: records).routes
    }

    public var jobs: [JobHandler] {
        let worded = Dictionary(kinds.compactMap { $0 as? any WordedSearchKind }.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
        return [JobHandler(Reindexing.job, .records { job, now, tx in
            let stale: Reindexing = try job.decode()
            guard let kind = worded[stale.kind] else { throw UnknownKind(kind: stale.kind) }
            try kind.index(stale.record, at: now, in: tx)
        })]
    }

    /// A defect of the program: a room asked for what no room knows.
    struct UnknownKind: Error, CustomStringConvertible {
        let kind: String
        var description: String { "no room makes the texts of \(kind)" }
    }
}
