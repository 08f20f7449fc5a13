import Foundation
import Localization
import Storage

/// Somebody with an account. Never a migrant: the house keeps no person it serves.
public struct Person: Sendable, Hashable, Identifiable {
    public let id: Storage.ID<Person>
    /// In lower case; what one signs in with.
    public let email: String
    public let name: String
    public let language: Language
    public let hasPassword: Bool
    /// True when a second factor (TOTP) is asked for.
    public let hasSecondFactor: Bool
    public let disabledAt: Date?
    public let isDemonstration: Bool

    public init(_ row: Row) throws {
        id = try row.get("id")
        email = try row.get("email")
        name = try row.get("name")
        language = try row.get("language")
        hasPassword = try row.get("password", as: String?.self) != nil
        hasSecondFactor = try row.get("totp_secret", as: String?.self) != nil
        disabledAt = try row.get("disabled_at")
        isDemonstration = try row.get("is_demonstration")
    }

    /// How an e-mail address is kept and compared. Only a syntactic check: the invitation's arrival is the real one.
    public static func normalized(email: String) -> String? {
        let trimmed = email.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        let parts = trimmed.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !parts[1].hasPrefix("."), !parts[1].hasSuffix("."),
              trimmed.utf8.count <= 254, !trimmed.contains(where: { $0.isWhitespace || "<>\"(),;:".contains($0) }) else { return nil }
        return trimmed
    }
}
