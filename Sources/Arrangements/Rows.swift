import Accounts
import Foundation
import Localization
import Records
import Storage

extension Arrangement {
    /// Reads a row of ``Arrangements``; its crossings come from another statement.
    init(_ row: Row, crossings: [Crossing] = []) throws {
        id = try row.get("id")
        key = try row.get("key")
        returning = try row.get("returning_state")
        receiving = try row.get("receiving_state")
        terms = Terms(
            title: try row.get("title"), source: Source(title: try row.get("source_title"), url: try row.get("source_url"), on: try row.get("source_on")),
            validFrom: try row.get("valid_from"), validUntil: try row.get("valid_until"), notice: try .init(column: row.get("notice")), noticeClause: try row.get("notice_clause"),
            conditions: try .init(column: row.get("conditions")), remark: try row.get("remark"), level: try row.get("level"))
        self.crossings = crossings
        version = try row.get("version")
        confirmations = [:]
        for side in Side.allCases {
            guard let version: Int = try row.get("confirmed_\(side.rawValue)"), let on: Day = try row.get("\(side.rawValue)_on"), let due: Day = try row.get("\(side.rawValue)_due") else { continue }
            confirmations[side] = Confirmation(version: version, statement: Verification(on: on, due: due, by: try row.get("\(side.rawValue)_by")))
        }
        widening = try row.get("asked_level", as: PublicationLevel?.self).map {
            Widening(level: $0, asker: try row.get("asked_by"), askedAt: try row.get("asked_at"), agreed: try row.get("asked_agreed"))
        }
        isDemonstration = try row.get("is_demonstration")
        changedAt = try row.get("changed_at")
    }
}

extension Crossing {
    init(_ row: Row) throws {
        self.init(number: try row.get("number"), name: try row.get("name"), place: try row.get("place"), subdivision: try row.get("subdivision"), zone: try row.get("zone"),
                  receptions: try .init(column: row.get("receptions")), daysOff: try .init(column: row.get("days_off")), receiver: try row.get("receiver"))
    }
}

extension Decodable {
    init(column text: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) }
}

extension Encodable {
    var column: String {
        get throws { String(decoding: try JSONEncoder.sorted.encode(self), as: UTF8.self) }
    }
}
