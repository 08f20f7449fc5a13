import Geography
import Localization
import Storage

/// The posts where a visa is asked for. The directory knows them; the roof brings the two rooms together.
public protocol VisaPosts: Sendable {
    /// Posts of each of these States in each of those countries, by the State and then the country, those that say they give visas
    /// first; in as many statements whatever is asked.
    /// - Parameter limit: of each State in each country.
    func posts(of states: [CountryCode], in countries: [CountryCode], limit: Int, tx: Transaction) throws -> [CountryCode: [CountryCode: [VisaPost]]]
    /// Address, without language, of the list of them all; nil where there is none.
    func list(of destination: CountryCode, in country: CountryCode) -> String?
}

/// A post as an answer names it.
public struct VisaPost: Sendable, Hashable {
    public let name: LocalizedText
    public let city: String
    /// Address without language.
    public let path: String

    public init(name: LocalizedText, city: String, path: String) { (self.name, self.city, self.path) = (name, city, path) }
}

/// For a house without a directory.
struct NoVisaPosts: VisaPosts {
    func posts(of states: [CountryCode], in countries: [CountryCode], limit: Int, tx: Transaction) throws -> [CountryCode: [CountryCode: [VisaPost]]] { [:] }
    func list(of destination: CountryCode, in country: CountryCode) -> String? { nil }
}
