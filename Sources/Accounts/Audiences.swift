import Foundation

/// Who may find a record in the search: the keys under which the index keeps it.
extension PublicationLevel {
    /// - Parameter owner: the delegation that the record belongs to.
    public func audience(of owner: UUID) -> String {
        self == .owner ? "owner:\(owner.uuidString.lowercased())" : rawValue
    }
}

extension Optional where Wrapped == Viewer {
    /// The keys of all that this person may see, in agreement with ``maySee(_:of:)``; without an account only what is public.
    public var audiences: [String] {
        guard let self else { return [PublicationLevel.public.rawValue] }
        let shared = [PublicationLevel.public, .network, .members].filter { self.maySee($0, of: .init()) }.map(\.rawValue)
        let own = Set(self.grants.map { PublicationLevel.owner.audience(of: $0.delegation.id.uuid) })
        return shared + own.sorted()
    }
}
