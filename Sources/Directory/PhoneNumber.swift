import CPhoneNumber
import Geography
import Storage

/// A telephone number that exists in its country's plan (checked by libphonenumber), or it could not have been made.
public struct PhoneNumber: Hashable, Sendable, Codable, CustomStringConvertible, Bindable, ColumnReadable {
    /// What is wrong with what was typed; each has a text in every language: `directory.phone.<name>`.
    public enum Fault: Int32, Error, Sendable {
        case notANumber = 1, noSuchCountry, tooShort, tooLong, notInUse

        public var name: String {
            switch self {
            case .notANumber: "not_a_number"
            case .noSuchCountry: "no_such_country"
            case .tooShort: "too_short"
            case .tooLong: "too_long"
            case .notInUse: "not_in_use"
            }
        }
    }

    /// ITU-T E.164, `+12133516800`, with `;ext=12` after it where there is an extension (RFC 3966).
    public let e164: String
    /// ITU-T E.123: `+1 213-351-6800`.
    public let international: String

    /// - Parameter country: the country that is meant where no country code is written.
    public init(_ text: String, in country: CountryCode?) throws(Fault) {
        var plain = [CChar](repeating: 0, count: 64)
        var shown = [CChar](repeating: 0, count: 64)
        let fault = enlace_phone_parse(text, country?.rawValue ?? "ZZ", &plain, 64, &shown, 64)
        guard fault == ENLACE_PHONE_OK else { throw Fault(rawValue: Int32(fault.rawValue)) ?? .notANumber }
        e164 = Self.text(plain)
        international = Self.text(shown)
    }

    /// RFC 3966.
    public var uri: String { "tel:\(e164)" }
    public var description: String { international }

    /// As it is kept: E.164, a blank, and the international form, so that a page shows it without asking the library.
    public var value: Value { .text(stored) }
    public init?(_ value: Value) {
        guard let text = String(value), let number = PhoneNumber(stored: text) else { return nil }
        self = number
    }

    var stored: String { "\(e164) \(international)" }
    init?(stored text: some StringProtocol) {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        e164 = String(parts[0])
        international = String(parts[1])
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(international)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do { self = try PhoneNumber(text, in: nil) } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\": \(error)")
        }
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
