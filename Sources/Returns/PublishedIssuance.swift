import Foundation
import Geography
import Localization
import Storage

/// What every member may see of how a country of origin issues travel documents: for other rooms, by way of the roof. Where too few
/// requests were counted to say, a figure is absent.
public struct PublishedIssuance: Sendable, Hashable {
    /// Share of requests whose document was issued within 90 days, 0…1.
    public let issuedWithin90Days: Double?
    /// Days until half of the requests had their document.
    public let medianDays: Int?
    /// Share of the answered requests that were refused, 0…1.
    public let refusalRate: Double?
    /// The day at whose end things are told.
    public let asOf: Day

    init(_ figures: PublicFigures, asOf: Day) {
        issuedWithin90Days = figures.issued[90].map { Double($0.value) / 100 }
        medianDays = figures.median?.days
        refusalRate = figures.refusals.map { Double($0.value) / 100 }
        self.asOf = asOf
    }
}

extension ReturnsRoom {
    /// In one go for all; a country of which nothing may be told is left out.
    public func issuance(of countries: [CountryCode], in tx: Transaction) throws -> [CountryCode: PublishedIssuance] {
        let statistics = try keep.statistics(house, in: tx)
        let known = countries.compactMap { country in statistics[country].map { (country, PublishedIssuance(PublicFigures($0), asOf: statistics.asOf)) } }
        return Dictionary(known, uniquingKeysWith: { first, _ in first })
    }
}
