import Accounts
import Foundation
import Geography
import Localization
import Networks
import Records
import Storage
import Web
@testable import Arrangements

/// Mexico and Guatemala among the eleven, with what they have agreed.
struct SmallNetwork: Visited {
    let network: Network
    let counter: Counter

    init(_ engine: Engine = .sqlite) async throws {
        network = try await Network(for: ArrangementsRoom.self, on: engine)
        counter = try Counter(network) { ArrangementsRoom($0) }
    }

    // MARK: What people do

    static let mexico = CountryCode("MX") ?? CountryCode.members[0], guatemala = CountryCode("GT") ?? CountryCode.members[0]

    static func terms(_ level: PublicationLevel = .public, notice: [PopulationGroup: Int] = [:], from: Day? = nil, until: Day? = nil, conditions: [Condition] = []) -> Terms {
        Terms(title: LocalizedText(es: "Arreglo", en: "Arrangement"), source: .init(title: "Nota 1", url: nil, on: nil), validFrom: from, validUntil: until, notice: notice, conditions: conditions, level: level)
    }

    static func crossing(_ hours: [PopulationGroup: String] = [:], never: [PopulationGroup] = [], off: [String] = [], zone: String = "America/Guatemala", number: Int = 0, name: String = "Puente") throws -> Crossing {
        guard let subdivision = SubdivisionCode("GT-SM"), let zone = NamedZone(rawValue: zone) else { throw Missing(what: "a place") }
        var receptions = try hours.mapValues { Reception(.hours(try ReceptionHours($0)), clause: "4") }
        for group in never { receptions[group] = Reception(.never, clause: "5") }
        return Crossing(number: number, name: name, subdivision: subdivision, zone: zone, receptions: receptions, daysOff: off.compactMap { DayOff($0) })
    }

    /// An arrangement by which Mexico returns people to Guatemala, recorded by Mexico's liaison officer; Guatemala agrees to its readers.
    @discardableResult
    func record(_ terms: Terms = terms(), crossings: [Crossing] = []) async throws -> Arrangement {
        let actor = try actor("mx"), guatemala = try self.actor("gt"), now = now
        return try await database.write { tx in
            let all = Arrangements(tx)
            let made = try all.record(terms, from: Self.mexico, to: Self.guatemala, side: .returning, by: actor, at: now)
            for crossing in crossings { try all.put(crossing, to: made.id, seen: nil, side: .returning, by: actor, at: now) }
            guard let written = try all.arrangement(key: made.key) else { throw Missing(what: made.key) }
            if let widening = written.widening { try all.agree(made.id, to: widening.level, version: written.version, side: .receiving, by: guatemala, at: now) }
            guard let whole = try all.arrangement(key: made.key) else { throw Missing(what: made.key) }
            return whole
        }
    }

    /// Where the search finds arrangements: a shelf for each audience.
    func audiences() async throws -> [String] {
        try await database.read { tx in try ["public", "network", "members"].filter { try !tx.search("arreglo", kinds: [Arrangement.searchKind], audiences: [$0]).isEmpty } }
    }

    func arrangement(_ key: String) async throws -> Arrangement {
        guard let found = try await database.read({ try Arrangements($0).arrangement(key: key) }) else { throw Missing(what: key) }
        return found
    }
}
