import Foundation
import Formats
import Geography
import Localization
import Storage

/// Requests as a file: what goes out comes in again unchanged.
enum RequestsCSV {
    static let required = ["reference", "origin", "document", "group", "office", "mission_country", "requested_on"]
    static let stepColumns = StepKind.later.map { (column: "\($0.rawValue)_on", step: $0) }
    static let optional = ["mission_town"] + stepColumns.map(\.column)
    static let columns = ["reference", "origin", "document", "group", "office", "mission_country", "mission_town", "requested_on"] + stepColumns.map(\.column)

    /// - Parameter posts: of the delegation's country; others are named by their identifier.
    static func write(_ filter: TravelRequests.Filter, today: Day, posts: [OfferedPost], _ tx: Transaction) throws -> [UInt8] {
        let keys = Dictionary(posts.map { ($0.id, $0.key) }, uniquingKeysWith: { first, _ in first })
        var writer = CSVWriter(header: columns)
        try TravelRequests(tx).forEach(filter, today: today) { request, steps in
            let office = switch request.office {
            case .post(let id): keys[id] ?? id.uuidString.lowercased()
            case .authority(let name): name
            }
            let fixed = [request.reference.text, request.origin.rawValue, request.document.rawValue, request.group.rawValue, office, request.mission.country.rawValue, request.mission.town ?? "",
                         request.requestedOn.description]
            writer.add(fixed + stepColumns.map { steps[$0.step]?.description ?? "" })
        }
        return writer.bytes
    }
}
