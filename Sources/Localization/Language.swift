import Foundation

/// A language of the house, by its BCP 47 code. It exists when its catalogue does: a third language is one more
/// `Strings/<code>.yaml` in each room.
public struct Language: Hashable, Sendable, Codable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String

    public init?(rawValue: String) {
        guard Self.codes.contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    private init(known code: String) { rawValue = code }

    public static let spanish = Language(known: "es")
    public static let english = Language(known: "en")

    /// Spanish first, as the network's first language of work; then the others by code.
    public static let all: [Language] = codes.map(Language.init(known:))

    private static let codes: [String] = {
        let folder = Bundle.module.url(forResource: "Strings", withExtension: nil)
        let files = folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0.path) } ?? []
        let found = Set(files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }).union(["es", "en"])
        return ["es"] + found.subtracting(["es"]).sorted()
    }()

    public var code: String { rawValue }
    public var description: String { rawValue }

    /// The other languages, in the order in which they are offered.
    public var others: [Language] { Self.all.filter { $0 != self } }

    /// The best of the house's languages for an `Accept-Language` field (RFC 9110, 12.5.4); Spanish when none fits.
    public init(accepting header: String?) {
        let wanted = (header ?? "").prefix(500).split(separator: ",").prefix(20).enumerated().compactMap { order, item -> (code: String, quality: Double, order: Int)? in
            let parts = item.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            guard let code = parts.first?.split(separator: "-").first else { return nil }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            return (String(code), quality, order)
        }
        let best = wanted.filter { $0.quality > 0 && Self.codes.contains($0.code) }
            .max { ($0.quality, -$0.order) < ($1.quality, -$1.order) }
        self = best.map { Language(known: $0.code) } ?? .spanish
    }
}
