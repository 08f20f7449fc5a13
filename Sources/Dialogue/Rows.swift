import Foundation
import Localization
import Storage

extension Track {
    /// Reads a row of `dialogue_track`; what belongs to it comes from other statements.
    init(_ row: Row) throws {
        id = try row.get("id")
        key = try row.get("key")
        country = try row.get("country")
        objectives = try row.get("objectives")
        level = try row.get("level")
        proposedBy = try row.get("proposed_by")
        evidence = try row.get("evidence", as: String?.self).map { try JSONDecoder().decode(IssuanceFigures.self, from: Data($0.utf8)) }
        conclusion = try row.get("concluded_on", as: Day?.self).map { Conclusion(on: $0, result: try row.get("result")) }
        isDemonstration = try row.get("is_demonstration")
        createdAt = try row.get("created_at")
        changedAt = try row.get("changed_at")
        (leads, participants, steps, documents) = ([], [], [], [])
    }
}

extension Track.Lead {
    init(_ row: Row) throws {
        self.init(delegation: try row.get("delegation"), from: try row.get("from_day"), basis: try row.get("basis"), until: try row.get("until_day"))
    }
}

extension Track.Document {
    init(_ row: Row) throws {
        self.init(id: try row.get("id"), title: try row.get("title"), url: try row.get("url"), delegation: try row.get("delegation"), addedAt: try row.get("added_at"))
    }
}

extension Step {
    init(_ row: Row) throws {
        self.init(id: try row.get("id"), kind: try row.get("kind"), title: try row.get("title"), delegation: try row.get("delegation"), plannedOn: try row.get("planned_on"),
                  doneOn: try row.get("done_on"), result: try row.get("result"), changedAt: try row.get("changed_at"))
    }
}

extension IssuanceFigures {
    var column: String {
        get throws { String(decoding: try JSONEncoder.sorted.encode(self), as: UTF8.self) }
    }
}
