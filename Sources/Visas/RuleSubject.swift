import Geography

/// Whom and what a rule is about: who enters where, with what, what for.
public struct RuleSubject: Sendable, Hashable, Codable {
    /// The State that makes the rule.
    public let destination: CountryCode
    /// Of the passport; of a refugee's or stateless person's travel document, the State that issued it.
    public let nationality: CountryCode
    public let document: TravelDocument
    public let purpose: Purpose

    public init(_ nationality: CountryCode, to destination: CountryCode, document: TravelDocument = .ordinary, purpose: Purpose = .visit) {
        (self.destination, self.nationality, self.document, self.purpose) = (destination, nationality, document, purpose)
    }

    /// A State's own nationals need no rule: article 12, paragraph 4, of the International Covenant on Civil and Political Rights (1966).
    /// A refugee's travel document is issued by a State to somebody who is not its national.
    public var isOwnNational: Bool { destination == nationality && ![.refugee, .stateless].contains(document) }
}
