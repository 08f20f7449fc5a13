import Foundation
import Localization

extension Catalogue {
    /// An instant as a person reads it: "5 de diciembre de 2026, 18:00 (hora de San José)".
    /// - Parameter zone: in which it was stated, by its name in the IANA database; the network's own where that is not known.
    public func written(_ instant: Date, in language: Language, zone: String? = nil) -> String {
        func named(_ zone: String) -> (TimeZone, String)? {
            guard let place = TimeZone(identifier: zone), let name = zone.split(separator: "/").last.flatMap({ find("web.zone.\($0.lowercased())", in: language) }) else { return nil }
            return (place, name)
        }
        guard let (place, name) = zone.flatMap(named) ?? named(TimeZone.networkName) else { return instant.formatted(.iso8601) }
        return text("web.instant", in: language, ["instant": Formats(self, in: language).instant(instant, in: place), "zone": name])
    }
}

extension Catalogue {
    /// A text in every language, for what is found by any of them.
    public func inAllLanguages(_ key: String) -> String { Language.all.map { text(key, in: $0) }.joined(separator: " ") }
}

extension Ask {
    /// An instant as this reader reads it, by the network's clock.
    public func written(_ instant: Date) -> String { house.catalogue.written(instant, in: language) }
}
