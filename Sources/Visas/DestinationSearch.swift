import Foundation
import Geography
import Localization
import Storage
import Web

/// Each member's rules, as one record of the search: a line for each nationality, with its conditions and notes. One record for each
/// rule would bury all else under two hundred of a kind.
struct DestinationSearch: WordedSearchKind {
    static let searchKind = "visa_destination"

    let catalogue: Catalogue

    let kind = Self.searchKind
    let name = "visas.to.kind"

    /// Lines that are read at most.
    private static let limit = 10_000

    /// A list has no row of its own: its identifier is made of the country's code (UUIDv8; RFC 9562, 5.8).
    static func record(of destination: CountryCode) -> UUID {
        var bytes = [UInt8](destination.rawValue.utf8.prefix(2)) + [UInt8](repeating: 0, count: 14)
        (bytes[6], bytes[8]) = (0x80, 0x80)
        return bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }

    private static let destinations = Dictionary(CountryCode.members.map { (record(of: $0), $0) }, uniquingKeysWith: { first, _ in first })

    func paths(of records: [UUID], in tx: Transaction) throws -> [UUID: String] {
        Dictionary(records.compactMap { record in Self.destinations[record].map { (record, DestinationPages.path(of: $0)) } }, uniquingKeysWith: { first, _ in first })
    }

    func entry(of record: UUID, at now: Date, in tx: Transaction) throws -> SearchEntry? {
        guard let destination = Self.destinations[record] else { return nil }
        let today = Day(now, in: .network), rules = try Visas(tx).list(Visas.Filter(destination: destination), today: today, limit: Self.limit)
        guard let newest = rules.map(\.recordedAt).max() else { return nil }
        let texts = Language.all.map { language in
            let words = RuleWords(catalogue, in: language)
            let lines = rules.map { (name: $0.subject.nationality.name(in: language.code), text: self.line($0, words, today: today)) }.sorted(byName: \.name).map(\.text)
            let sources = Set(rules.map(\.ruling.source.title)).sorted()
            return (language, (words.text("visas.to.of", ["country": destination.nameInText(in: language.code)]), (lines + sources).joined(separator: "\n")))
        }
        let concerned = Set(rules.map(\.subject.nationality)).filter(\.isMember).union([destination])
        return SearchEntry(Dictionary(texts, uniquingKeysWith: { first, _ in first }), also: catalogue.inAllLanguages("visas.to.also"), audience: "public", countries: concerned.sorted(), theme: VisaTypeSearch.theme, day: Day(newest, in: .network))
    }

    /// "Guatemala: visa obligatoria." What it is about is said where it is not the ordinary: a visit with an ordinary passport.
    private func line(_ rule: Rule, _ words: RuleWords, today: Day) -> String {
        let subject = rule.subject, ruling = rule.ruling
        let about = [subject.document == .ordinary ? nil : words.text("visas.document.\(subject.document.rawValue)"), subject.purpose == .visit ? nil : words.text("visas.purpose.\(subject.purpose.rawValue)")]
        let parts = [subject.nationality.name(in: words.language.code)] + about.map { $0?.lowercased() }
        let said = [ruling.from > today ? words.ahead(rule) : words.short(ruling).lowercasedFirst] + ruling.conditions.all.map(words.condition) + [ruling.note?[words.language]]
        let sentences = said.compactMap { $0.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 } }
        return parts.compactMap(\.self).joined(separator: ", ") + ": " + sentences.joined(separator: "; ") + "."
    }
}

extension Visas {
    /// After a change of a country's rules, or when one has run out.
    func index(_ destination: CountryCode, at now: Date) throws {
        try tx.indexAnew(kind: DestinationSearch.searchKind, record: DestinationSearch.record(of: destination), at: now)
    }
}
