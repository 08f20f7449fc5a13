import Foundation
import Geography
import Localization
import Records
import Storage

/// A kind of visa that a member gives: what it is for, what it costs, where and with what it is asked for.
public struct VisaType: Sendable, Hashable, Identifiable {
    public let id: ID<VisaType>
    public let country: CountryCode
    public internal(set) var card: VisaTypeCard
    public let isDemonstration: Bool
    public let changedAt: Date
    /// When the country stopped giving it; nil while it gives it.
    public let endedAt: Date?
    public let verification: Verification?

    public static let auditKind = "visa_type"

    public var path: String { "/visas/types/\(country.rawValue.lowercased())/\(id)" }
    public func freshness(today: Day) -> Freshness { verification?.freshness(today: today, cycle: Rule.verificationCycle) ?? .never }
}

/// What a country says of one of its visas.
public struct VisaTypeCard: Sendable, Hashable, Codable {
    /// How often one may enter with it. Each has a text: `visas.entries.<name>`.
    public enum Entries: String, Sendable, Codable, CaseIterable { case single, double, multiple }

    /// Where it is asked for. Each has a text: `visas.apply_at.<name>`.
    public enum Desk: String, Sendable, Codable, CaseIterable {
        case consulate, online, border
        /// An authority inside the country.
        case authority
    }

    /// In both languages of work.
    public let name: LocalizedText
    public let purpose: Purpose
    /// Days of stay; nil where they differ.
    public let days: Int?
    public let entries: Entries
    /// nil where it is not known; free of charge is a fee of nothing.
    public let fee: Fee?
    public let applyAt: Desk
    /// One a line.
    public let documents: LocalizedText
    /// Days that it usually takes.
    public let processingDays: Int?
    public let legalBasis: String
    public let url: String?

    public init(name: LocalizedText, purpose: Purpose, days: Int? = nil, entries: Entries = .single, fee: Fee? = nil, applyAt: Desk = .consulate, documents: LocalizedText = LocalizedText(es: "", en: ""),
                processingDays: Int? = nil, legalBasis: String, url: String? = nil) {
        (self.name, self.purpose, self.days, self.entries, self.fee, self.applyAt) = (name, purpose, days, entries, fee, applyAt)
        (self.documents, self.processingDays, self.legalBasis, self.url) = (documents, processingDays, legalBasis, url)
    }
}

/// An amount of money in a currency with two decimals (ISO 4217).
public struct Fee: Sendable, Hashable, Codable, LosslessStringConvertible {
    /// Those of the members, and the euro.
    public enum Currency: String, Sendable, Codable, CaseIterable { case usd = "USD", bzd = "BZD", cad = "CAD", crc = "CRC", dop = "DOP", eur = "EUR", gtq = "GTQ", hnl = "HNL", mxn = "MXN", nio = "NIO", pab = "PAB" }

    /// Hundredths.
    public let cents: Int
    public let currency: Currency

    public init(cents: Int, _ currency: Currency) { (self.cents, self.currency) = (cents, currency) }

    /// `53.07 USD`
    public var description: String { "\(amount) \(currency.rawValue)" }
    public var amount: String { "\(cents / 100)" + (cents % 100 == 0 ? "" : ".\(cents % 100 < 10 ? "0" : "")\(cents % 100)") }

    public init?(_ text: String) {
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 2, let currency = Currency(rawValue: parts[1].uppercased()) else { return nil }
        self.init(amount: parts[0], currency)
    }

    /// - Parameter amount: `1200`, `53.07`, `53,07`; no more than ten million.
    public init?(amount: String, _ currency: Currency) {
        let parts = amount.split(whereSeparator: { $0 == "." || $0 == "," }).map(String.init)
        guard (1...2).contains(parts.count), parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }), let whole = Int(parts[0]), whole <= 10_000_000 else { return nil }
        guard parts.count == 2 else {
            self.init(cents: whole * 100, currency)
            return
        }
        guard parts[1].count <= 2, let rest = Int(parts[1] + (parts[1].count == 1 ? "0" : "")) else { return nil }
        self.init(cents: whole * 100 + rest, currency)
    }
}
