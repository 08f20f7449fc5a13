import Formats
import Foundation
import Geography
import Localization
import Records
import Storage

/// The requirements with which an empty house begins: public data that no country has confirmed.
public struct FirstRules: Sendable {
    /// The program's own file is wrong: a defect, told with its place.
    public struct Fault: Error, CustomStringConvertible {
        public let description: String
    }

    private let bytes: [UInt8]
    private let source: RuleSource

    /// - Parameter bytes: CSV: a destination, a requirement, days or nothing, and the nationalities that it concerns, parted by blanks.
    public init(_ bytes: [UInt8], source: RuleSource) { (self.bytes, self.source) = (bytes, source) }

    /// Of ordinary passports and short visits, from the data's day on.
    public func changes() throws -> [RuleChange] {
        var changes: [RuleChange] = []
        for result in try CSVReader(bytes, required: ["destination", "requirement", "days", "nationalities"]) {
            let row = try result.get()
            guard let destination = CountryCode(row["destination"]), let requirement = Requirement(rawValue: row["requirement"]) else { throw Fault(description: "visas.csv:\(row.line)") }
            let ruling = try Ruling(requirement, days: Int(row["days"]), source: source, from: source.asOf, today: source.asOf)
            for code in row["nationalities"].split(separator: " ") {
                guard let nationality = CountryCode(String(code)) else { throw Fault(description: "visas.csv:\(row.line): \(code)") }
                changes.append(RuleChange(RuleSubject(nationality, to: destination), ruling))
            }
        }
        return changes
    }

    /// - Returns: how many were added.
    /// - Throws: ``Fault``, `CSVError`, ``RuleFault``.
    @discardableResult
    public func add(at now: Date, in tx: Transaction) throws -> Int {
        let changes = try changes(), visas = Visas(tx)
        for change in changes { try visas.state(change, isOfficial: false, action: "visas.rule.found", by: .content, at: now) }
        return changes.count
    }
}
