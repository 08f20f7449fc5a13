import Foundation
import Geography
import Localization

/// The clock of a place of hand-over, as far as its town and its subdivision tell it: the towns and zones of the gazetteer (GeoNames).
///
/// Along a border the subdivision alone does not: Ciudad Juárez and Chihuahua, El Paso and Houston show different hours.
enum CrossingZone: Equatable {
    case known(NamedZone)
    /// Several clocks are shown there and the town is not known: one zone for each, that of most towns first.
    case open([NamedZone])

    /// - Parameters:
    ///   - place: the town; where nothing was written, the name counts if it is that of a town.
    ///   - now: zones that show the same from here on for a year are one clock.
    init(name: String, place: String?, subdivision: SubdivisionCode, at now: Date) {
        let towns = Gazetteer.shared.places(in: subdivision.country).filter { $0.subdivision == subdivision }
        let ordered = Dictionary(grouping: towns, by: \.timeZone).sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.compactMap { NamedZone(rawValue: $0.key) }
        let clocks = Self.distinct(ordered, from: now)
        // Of zones with one clock the one of most towns is named: Tapachula has America/Merida by accident.
        let found = Self.towns(place ?? name, isPlace: place != nil, among: towns).sorted { $0.population > $1.population }.compactMap { NamedZone(rawValue: $0.timeZone) }
        if let town = found.first, Self.distinct(found, from: now).count == 1, let zone = clocks.first(where: { Self.distinct([$0, town], from: now).count == 1 }) {
            self = .known(zone)
        } else if clocks.count <= 1, let zone = clocks.first ?? NamedZone(of: subdivision) {
            self = .known(zone)
        } else {
            self = .open(clocks)
        }
    }

    /// Those that may be meant, by the best of: the whole name, its end ("Ojinaga" for Manuel Ojinaga), a town named within a place.
    /// In a crossing's name no town is looked for within: the bridge "Santa Fe" is not in the town of Santa Fe.
    private static func towns(_ text: String, isPlace: Bool, among towns: [Place]) -> [Place] {
        let named = towns.map { (town: $0, words: words($0.name)) }
        let parts = [text] + text.split { ",;/()–—-".contains($0) }.map(String.init)
        for part in parts.map(words) where !part.isEmpty {
            let whole = named.filter { $0.words == part }
            let best = whole.isEmpty ? named.filter { $0.words.count > part.count && Array($0.words.suffix(part.count)) == part } : whole
            if !best.isEmpty { return best.map(\.town) }
        }
        guard isPlace else { return [] }
        let all = " " + words(text).joined(separator: " ") + " "
        let within = named.filter { !$0.words.isEmpty && all.contains(" " + $0.words.joined(separator: " ") + " ") }
        let longest = within.map(\.words.count).max()
        return within.filter { $0.words.count == longest }.map(\.town)
    }

    /// Without what is left out as often as not: "Cd. Juárez", "Heroica Matamoros".
    private static func words(_ text: String) -> [String] {
        let words = text.folded.split(separator: " ").map(String.init)
        return words.count > 1 && ["ciudad", "cd", "heroica", "h"].contains(words[0]) ? Array(words.dropFirst()) : words
    }

    private static func distinct(_ zones: [NamedZone], from now: Date) -> [NamedZone] {
        var clocks: [[Int]] = [], distinct: [NamedZone] = []
        for zone in zones {
            let clock = (0..<53).map { zone.timeZone.secondsFromGMT(for: now + Double($0) * 7 * 86_400) }
            if clocks.contains(clock) { continue }
            clocks.append(clock)
            distinct.append(zone)
        }
        return distinct
    }
}
