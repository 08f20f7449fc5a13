import Formats
import Foundation
import Geography
import Localization
import Storage

/// An import of a country's rules: read, compared with what is believed, and told; nothing is stated by it.
struct RulesImport: Sendable {
    /// What is wrong with a file, and where.
    struct Fault: Sendable, Equatable {
        let line: Int
        /// Characters from the line's beginning, from 1.
        let column: Int
        let field: String?
        /// Key of the text that says what, and what it names.
        let key: String
        let values: [String: String]
        let value: String
        /// Days that the text names, to be written in the reader's language.
        var days: [String: Day] = [:]
    }

    private(set) var changes: [RuleChange] = []
    private(set) var unchanged = 0
    private(set) var faults: [Fault] = []

    static let faultLimit = 200, rowLimit = 20_000
    private static let required = ["destination", "nationality", "document", "purpose", "requirement", "source_kind", "source_title", "source_as_of", "valid_from"]

    /// - Parameter country: whose rules the file may speak of.
    static func plan(_ bytes: [UInt8], of country: CountryCode, today: Day, in tx: Transaction) throws -> RulesImport {
        var plan = RulesImport()
        var read: [(change: RuleChange, row: CSVReader.Row)] = []
        var seen: [RuleChange.Key: Int] = [:]
        do {
            for result in try CSVReader(bytes, required: required, optional: RulesCSV.columns.filter { !required.contains($0) }) {
                switch result {
                case .failure(let error): plan.add(error)
                case .success(let row):
                    guard let change = plan.read(row, of: country, today: today) else { break }
                    if let first = seen.updateValue(row.line, forKey: change.key) { plan.fail(row, "nationality", "visas.import.repeated", ["line": String(first)]) }
                    read.append((change, row))
                }
                if plan.faults.count >= faultLimit { return plan }
                if read.count > rowLimit {
                    plan.faults.append(Fault(line: rowLimit, column: 1, field: nil, key: "visas.import.too_long", values: ["limit": String(rowLimit)], value: ""))
                    return plan
                }
            }
        } catch {
            plan.add(error)
            return plan
        }
        for (result, line) in zip(try Visas(tx).effects(of: read.map(\.change)), read) {
            switch result {
            case .success(let effect) where effect.isNothing: plan.unchanged += 1
            case .success where line.change.ruling?.source.kind == .dataset: plan.fail(line.row, "source_kind", "visas.fault.source_dataset")
            case .success: plan.changes.append(line.change)
            case .failure(let fault): plan.fail(line.row, fault.field, "visas.fault.\(fault.name)", days: fault.days)
            }
        }
        return plan
    }

    private mutating func read(_ row: CSVReader.Row, of country: CountryCode, today: Day) -> RuleChange? {
        let before = faults.count
        func choice<T: RawRepresentable<String>>(_ field: String) -> T? { T(rawValue: row[field]) }
        let destination = CountryCode(row["destination"]), nationality = CountryCode(row["nationality"])
        let document: TravelDocument? = choice("document"), purpose: Purpose? = choice("purpose"), requirement: Requirement? = choice("requirement"), kind: RuleSource.Kind? = choice("source_kind")
        if destination != country { fail(row, "destination", "visas.import.not_yours", ["country": country.rawValue]) }
        if nationality == nil { fail(row, "nationality", "visas.import.country") }
        for (field, isMissing) in [("document", document == nil), ("purpose", purpose == nil), ("requirement", requirement == nil), ("source_kind", kind == nil)] where isMissing { fail(row, field, "visas.import.choice") }
        if row["source_title"].isEmpty { fail(row, "source_title", "web.form.required") }
        let conditions = Conditions(row["conditions"])
        if conditions == nil { fail(row, "conditions", "visas.fault.conditions") }
        let days = row["days"].isEmpty ? nil : Int(row["days"])
        if !row["days"].isEmpty, days == nil { fail(row, "days", "visas.import.number") }
        let from = day(row, "valid_from", isRequired: true), through = day(row, "valid_through"), enacted = day(row, "enacted_on"), asOf = day(row, "source_as_of", isRequired: true)
        let retroactive = row["is_retroactive"]
        if !["", "no", "yes"].contains(retroactive) { fail(row, "is_retroactive", "visas.import.choice") }
        guard faults.count == before, let nationality, let document, let purpose, let requirement, let kind, let conditions, let from, let asOf else { return nil }
        let source = RuleSource(kind, title: row["source_title"], url: row["source_url"].isEmpty ? nil : row["source_url"], asOf: asOf)
        do {
            let ruling = try Ruling(requirement, days: days, conditions: conditions, note: LocalizedText(es: row["note_es"], en: row["note_en"]), source: source, enactedOn: enacted,
                                    isRetroactive: retroactive == "yes", from: from, through: through, today: today)
            return RuleChange(RuleSubject(nationality, to: country, document: document, purpose: purpose), ruling)
        } catch {
            fail(row, error.field, "visas.fault.\(error.name)", error.numbers.mapValues(String.init), days: error.days)
            return nil
        }
    }

    private mutating func day(_ row: CSVReader.Row, _ field: String, isRequired: Bool = false) -> Day? {
        if row[field].isEmpty, !isRequired { return nil }
        guard let day = Day(row[field]) else {
            fail(row, field, "web.form.day", ["value": row[field]])
            return nil
        }
        return day
    }

    private mutating func fail(_ row: CSVReader.Row, _ field: String, _ key: String, _ values: [String: String] = [:], days: [String: Day] = [:]) {
        faults.append(Fault(line: row.line(of: field), column: row.column(of: field), field: field, key: key, values: values.merging(["value": row[field]]) { first, _ in first }, value: row[field], days: days))
    }

    private mutating func add(_ error: CSVError) {
        faults.append(Fault(line: error.line, column: error.column, field: nil, key: "visas.csv.\(error.reason.rawValue)", values: ["value": error.value], value: error.value))
    }
}

extension RuleChange {
    /// What two lines of a file may not both be about.
    struct Key: Hashable {
        let subject: RuleSubject
        let from: Day
    }

    var key: Key { Key(subject: subject, from: from) }
}
