import Foundation
import Geography
import Localization
import Records
import Storage

/// How a country of origin issues the travel documents that a return needs, as counted by whoever follows the requests. Where too
/// few were counted to say, a figure is absent.
public struct IssuanceFigures: Sendable, Hashable, Codable {
    /// Share of requests whose document was issued within 90 days, 0…1.
    public let issuedWithin90Days: Double?
    /// Days until half of the requests had their document.
    public let medianDays: Double?
    /// Share of requests that were refused, 0…1.
    public let refusalRate: Double?
    /// The day up to which requests were counted.
    public let asOf: Day

    public init(issuedWithin90Days: Double?, medianDays: Double?, refusalRate: Double?, asOf: Day) {
        (self.issuedWithin90Days, self.medianDays, self.refusalRate, self.asOf) = (issuedWithin90Days, medianDays, refusalRate, asOf)
    }
}

/// Who knows such figures: the roof ties it to the room that follows travel-document requests.
public protocol IssuanceEvidence: Sendable {
    /// The figures that every member may see, in one go for all countries; one that has none is left out.
    func figures(of countries: [CountryCode], at now: Date, in tx: Transaction) throws -> [CountryCode: IssuanceFigures]
}

/// Where nobody counts.
public struct NoFigures: IssuanceEvidence {
    public init() {}
    public func figures(of countries: [CountryCode], at now: Date, in tx: Transaction) -> [CountryCode: IssuanceFigures] { [:] }
}
