import Formats
import Foundation
import Geography
import Localization
import Storage

/// A country's rules as a file that the import reads back: a second import of it changes nothing.
enum RulesCSV {
    static let columns = ["destination", "nationality", "document", "purpose", "requirement", "days", "conditions", "note_es", "note_en", "source_kind", "source_title", "source_url", "source_as_of",
                          "enacted_on", "is_retroactive", "valid_from", "valid_through"]

    static func write(of country: CountryCode, today: Day, _ tx: Transaction) throws -> [UInt8] {
        let visas = Visas(tx), page = 2000
        var writer = CSVWriter(header: columns), offset = 0
        while true {
            let rules = try visas.list(Visas.Filter(destination: country), today: today, offset: offset, limit: page)
            for rule in rules { writer.add(fields(rule)) }
            offset += page
            if rules.count < page { return writer.bytes }
        }
    }

    private static func fields(_ rule: Rule) -> [String] {
        let subject = rule.subject, ruling = rule.ruling
        return [subject.destination.rawValue, subject.nationality.rawValue, subject.document.rawValue, subject.purpose.rawValue, ruling.requirement.rawValue, ruling.days.map(String.init) ?? "",
                ruling.conditions.description, ruling.note?[.spanish] ?? "", ruling.note?[.english] ?? "", ruling.source.kind.rawValue, ruling.source.title, ruling.source.url ?? "", ruling.source.asOf.description,
                ruling.enactedOn?.description ?? "", ruling.isRetroactive ? "yes" : "no", ruling.from.description, ruling.through?.description ?? ""]
    }
}
