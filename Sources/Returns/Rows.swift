import Foundation
import Geography
import Localization
import Storage

extension TravelRequest {
    init(_ row: Row) throws {
        id = try row.get("id")
        owner = try row.get("owner")
        office = try row.get("post", as: UUID?.self).map { .post($0) } ?? .authority(try row.get("authority"))
        origin = try row.get("origin")
        reference = try row.get("reference")
        document = try row.get("document")
        group = try row.get("population")
        mission = AskedMission(in: try row.get("mission_country"), town: try row.get("mission_town"))
        requestedOn = try row.get("requested_on")
        outcome = try row.get("outcome")
        outcomeOn = try row.get("outcome_on")
        recordedAt = try row.get("recorded_at")
        recordedBy = try row.get("recorded_by")
        changedAt = try row.get("changed_at")
        isDemonstration = try row.get("is_demonstration")
    }
}

extension RequestStep {
    init(_ row: Row) throws {
        kind = try row.get("kind")
        on = try row.get("on_day")
        recordedBy = try row.get("recorded_by")
        recordedAt = try row.get("recorded_at")
    }
}

extension AffirmationRecord {
    init(_ row: Row) throws {
        affirmation = try row.get("affirmation")
        by = try row.get("affirmed_by")
        at = try row.get("affirmed_at")
    }
}
