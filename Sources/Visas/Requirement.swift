/// What a State asks of a traveller before or at its border. Each has a text: `visas.requirement.<name>`.
public enum Requirement: String, Sendable, Codable, CaseIterable {
    case visaFree = "visa_free"
    case visaOnArrival = "visa_on_arrival"
    /// Asked for before the journey, in minutes or hours: eTA, ESTA.
    case electronicAuthorisation = "electronic_authorisation"
    /// A visa that is asked for and given without coming to a consulate.
    case electronicVisa = "e_visa"
    case visaRequired = "visa_required"
    case notAdmitted = "not_admitted"

    /// Whether a number of days belongs to it.
    public var hasDays: Bool { self != .notAdmitted }
    /// Whether a consulate is to be asked.
    var isAskedAtConsulate: Bool { self == .visaRequired || self == .notAdmitted }
    /// Whether the traveller has to do something before leaving.
    var isAskedBefore: Bool { ![.visaFree, .visaOnArrival, .notAdmitted].contains(self) }
    /// Whether a consulate can help.
    var needsConsulate: Bool { [.visaRequired, .notAdmitted].contains(self) }
}

/// What somebody travels with. Each has a text: `visas.document.<name>`.
public enum TravelDocument: String, Sendable, Codable, CaseIterable {
    /// An ordinary passport.
    case ordinary
    case diplomatic
    /// An official, service or special passport.
    case official
    /// Of article 28 of the Convention relating to the Status of Refugees (1951).
    case refugee
    /// Of article 28 of the Convention relating to the Status of Stateless Persons (1954).
    case stateless
    /// A laissez-passer or another document for one journey (*salvoconducto*).
    case emergency
}

/// What for. Each has a text: `visas.purpose.<name>`.
public enum Purpose: String, Sendable, Codable, CaseIterable {
    /// Tourism, family, friends: a short stay without pay.
    case visit
    case business
    /// Through the country to another.
    case transit
    case study, work
    /// To live with family there.
    case family
}
