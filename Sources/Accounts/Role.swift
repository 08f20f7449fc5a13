/// What a person does in a delegation. One person may hold several, also in several delegations.
public enum Role: String, Sendable, Codable, CaseIterable {
    /// Runs the server; keeps delegations and people. Takes no country's position.
    case administrator
    /// An officer of the Technical Secretariat: convenes, reminds, compiles.
    case secretariat
    /// A liaison officer (*enlace*): keeps what the country declares.
    case liaison
    /// A consular officer: keeps the card of the post that the role names.
    case consul
    /// A delegate of civil society (RROCM).
    case delegate
    /// Reads what the network shares.
    case observer

    /// The kinds of delegation in which the role exists.
    public var kinds: Set<Delegation.Kind> {
        switch self {
        case .administrator, .secretariat: [.secretariat]
        case .liaison, .consul: [.member]
        case .delegate: [.civilSociety]
        case .observer: [.observer, .member, .civilSociety]
        }
    }
}

/// Who may see a record.
public enum PublicationLevel: String, Sendable, Codable, CaseIterable {
    /// Everybody, without an account.
    case `public`
    /// Whoever has an account in the network, observers and civil society among them.
    case network
    /// The member states and the Technical Secretariat.
    case members
    /// The delegation that the record belongs to.
    case owner

    /// The level of the two that fewer may read.
    public func narrower(_ other: PublicationLevel) -> PublicationLevel {
        let order = Self.allCases
        return (order.firstIndex(of: self) ?? 0) < (order.firstIndex(of: other) ?? 0) ? other : self
    }
}
