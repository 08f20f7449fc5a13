import Foundation
import Localization
import Storage

extension Decision {
    init(_ row: Row) throws {
        id = try row.get("id")
        let concern = try row.get("concern_kind", as: Concern.Kind?.self).map { Concern($0, try row.get("concern_key")) }
        wording = Wording(question: try row.get("question"), background: try row.get("background"), text: try row.get("wording"),
                          options: try [LocalizedText](column: row.get("options")), concern: concern, level: try row.get("level"))
        putBy = Origin(try row.get("put_as"), of: try row.get("put_for"), name: try row.get("put_by"))
        procedure = try row.get("procedure")
        state = try row.get("state")
        number = try row.get("number_year", as: Int?.self).map { DecisionNumber(year: $0, sequence: try row.get("number_sequence")) }
        isPublished = try row.get("published")
        wasCirculated = try row.get("was_circulated")
        withdrawalNote = try row.get("withdrawal_note")
        createdAt = try row.get("created_at")
        changedAt = try row.get("changed_at")
    }
}

extension Round {
    init(_ row: Row) throws {
        decision = try row.get("decision")
        number = try row.get("number")
        procedure = try row.get("procedure")
        question = try row.get("question")
        text = try row.get("wording")
        options = try [LocalizedText](column: row.get("options"))
        level = try row.get("level")
        circulatedAt = try row.get("circulated_at")
        circulatedBy = try row.get("circulated_by")
        deadline = try row.get("deadline", as: Date?.self).map { Deadline($0, in: try row.get("zone")) }
        moreTime = try row.get("extended_from", as: Date?.self).map {
            Extension(from: $0, days: try row.get("extended_days"), at: try row.get("extended_at"), delegation: try row.get("extended_for"), name: try row.get("extended_by"), reason: try row.get("extended_reason"))
        }
        end = try row.get("result", as: End.Result?.self).map {
            End(result: $0, at: try row.get("ended_at"), on: try row.get("ended_on"), place: try row.get("place"), note: try row.get("note"), text: try row.get("adopted"), name: try row.get("ended_by"))
        }
    }
}

extension MemberPosition {
    init(_ row: Row) throws {
        id = try row.get("id")
        decision = try row.get("decision")
        round = try row.get("round")
        delegation = try row.get("delegation")
        kind = try row.get("kind")
        text = try row.get("text")
        option = try row.get("choice")
        person = try row.get("person")
        name = try row.get("person_name")
        at = try row.get("at")
        atMeeting = try row.get("at_meeting")
        replacedAt = try row.get("replaced_at")
    }
}

extension [LocalizedText] {
    init(column text: String) throws { self = try JSONDecoder().decode([LocalizedText].self, from: Data(text.utf8)) }

    var column: String {
        get throws { String(decoding: try JSONEncoder.sorted.encode(self), as: UTF8.self) }
    }
}
