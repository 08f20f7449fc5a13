import Foundation
import Geography
import Localization
import Records
import Storage

extension Rule {
    /// Of a statement that joins a verification: the newest, or that of an instant.
    init(_ row: Row) throws {
        id = try row.get("rule")
        subject = try RuleSubject(row)
        ruling = try Ruling(row)
        recordedAt = try row.get("recorded_at")
        supersededAt = try row.get("superseded_at")
        endedBy = try row.get("ended_by")
        verification = try row.get("verified_on", as: Day?.self).map { day in
            Verification(on: day, due: day.adding(days: Self.verificationCycle.interval), by: try row.get("verified_by"))
        }
    }
}

extension RuleSubject {
    init(_ row: Row) throws {
        self.init(try row.get("nationality"), to: try row.get("destination"), document: try row.get("document"), purpose: try row.get("purpose"))
    }
}

extension Ruling {
    init(_ row: Row) throws {
        let text: String = try row.get("conditions")
        guard let conditions = text.isEmpty ? Conditions() : Conditions(text) else { throw StorageError.column("conditions", wanted: "conditions") }
        self.init(known: try row.get("requirement"), days: try row.get("days"), conditions: conditions, note: try row.get("note"),
                  source: RuleSource(try row.get("source_kind"), title: try row.get("source_title"), url: try row.get("source_url"), asOf: try row.get("source_as_of")),
                  enactedOn: try row.get("enacted_on"), isRetroactive: try row.get("is_retroactive"), from: try row.get("valid_from"), through: try row.get("valid_through"))
    }
}

extension RuleDraft {
    init(_ row: Row) throws {
        id = try row.get("id")
        destination = try row.get("destination")
        state = try row.get("state")
        file = try row.get("file")
        preparedBy = try row.get("prepared_by")
        preparedName = try row.get("prepared_name")
        preparedAt = try row.get("prepared_at")
        submittedAt = try row.get("submitted_at")
        checkedName = try row.get("checked_name")
        checkedAt = try row.get("checked_at")
        reason = try row.get("reason")
    }
}

extension RuleChange {
    init(_ row: Row, to destination: CountryCode) throws {
        subject = RuleSubject(try row.get("nationality"), to: destination, document: try row.get("document"), purpose: try row.get("purpose"))
        from = try row.get("valid_from")
        ruling = try row.get("ruling", as: String?.self).map { try JSONDecoder.plain.decode(Ruling.self, from: Data($0.utf8)) }
    }
}

extension JSONDecoder {
    /// Reads what `JSONEncoder.sorted` wrote.
    static var plain: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }
}

extension VisaType {
    init(_ row: Row) throws {
        id = try row.get("id")
        country = try row.get("country")
        card = VisaTypeCard(
            name: try row.get("name"), purpose: try row.get("purpose"), days: try row.get("days"), entries: try row.get("entries"),
            fee: try row.get("fee_cents", as: Int?.self).map { Fee(cents: $0, try row.get("fee_currency")) }, applyAt: try row.get("apply_at"), documents: try row.get("documents"),
            processingDays: try row.get("processing_days"), legalBasis: try row.get("legal_basis"), url: try row.get("url"))
        isDemonstration = try row.get("is_demonstration")
        changedAt = try row.get("changed_at")
        endedAt = try row.get("ended_at")
        verification = try Verification(joined: row)
    }
}
