import Geography
import Localization
import Storage

/// The posts where a visa is asked for. The directory knows them; the roof brings the two rooms together.
public protocol VisaPosts: Sendable {
    /// Posts of a State in another, those that say they give visas first.
    func posts(of destination: CountryCode, in country: CountryCode, limit: Int, tx: Transaction) throws -> [VisaPost]
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
    func posts(of destination: CountryCode, in country: CountryCode, limit: Int, tx: Transaction) throws -> [VisaPost] { [] }
    func list(of destination: CountryCode, in country: CountryCode) -> String? { nil }
}
