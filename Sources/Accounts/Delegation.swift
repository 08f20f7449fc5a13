import Foundation
import Geography
import Localization
import Storage

/// A party to the network: a member state, the Technical Secretariat, the civil-society network, an observer.
public struct Delegation: Sendable, Hashable, Identifiable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case member, secretariat, civilSociety = "civil_society", observer
    }

    public let id: Storage.ID<Delegation>
    public let kind: Kind
    /// The member or observing State; nil for an organisation.
    public let country: CountryCode?
    /// Short name for addresses: the country's code in lower case, `st`, `rrocm`.
    public let slug: String
    public let name: LocalizedText

    public init(id: Storage.ID<Delegation>, kind: Kind, country: CountryCode?, slug: String, name: LocalizedText) {
        self.id = id
        self.kind = kind
        self.country = country
        self.slug = slug
        self.name = name
    }
}
