import Dialogue
import Foundation
import Geography
import Returns
import Storage

/// A track's figures at its start and since, from the travel-document requests.
struct DialogueFigures: IssuanceEvidence {
    let returns: ReturnsRoom

    func figures(of countries: [CountryCode], at now: Date, in tx: Transaction) throws -> [CountryCode: IssuanceFigures] {
        try returns.issuance(of: countries, in: tx).mapValues {
            IssuanceFigures(issuedWithin90Days: $0.issuedWithin90Days, medianDays: $0.medianDays.map(Double.init), refusalRate: $0.refusalRate, asOf: $0.asOf)
        }
    }
}
