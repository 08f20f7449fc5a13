public struct CountryCode: RawRepresentable, Hashable, Sendable, Codable, Comparable {
    public let rawValue: String
    public init?(rawValue: String) { guard rawValue.count == 2 else { return nil }; self.rawValue = rawValue }
    public init?(_ t: String) { self.init(rawValue: t.uppercased()) }
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
