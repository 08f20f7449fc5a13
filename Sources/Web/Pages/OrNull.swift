import Localization

/// A value of the API that is there, or `null`: never left out.
public struct OrNull<Wrapped: Encodable>: Encodable {
    private let wrapped: Wrapped?

    public init(_ wrapped: Wrapped?) { self.wrapped = wrapped }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrapped { try container.encode(wrapped) } else { try container.encodeNil() }
    }
}

/// A text of the API in each of the languages that it has.
public struct APITexts: Encodable {
    private let es, en: OrNull<String>

    public init(es: String?, en: String?) { (self.es, self.en) = (OrNull(es), OrNull(en)) }
    public init(_ text: LocalizedText?) { self.init(es: text?[.spanish], en: text?[.english]) }
    public init(_ write: (Language) -> String) { self.init(es: write(.spanish), en: write(.english)) }
}
