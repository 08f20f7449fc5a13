import Foundation
import Geography
import Localization
import Records
import Storage

/// An invented type of visa for `enlace demo` alone, marked as such on screen.
public enum DemonstrationVisas {
    /// Makes it where it is missing.
    public static func create(in tx: Transaction, by actor: Actor = .content, at now: Date) throws {
        let types = VisaTypes(tx)
        guard let mexico = CountryCode("MX"), try types.count(of: mexico) == 0 else { return }
        let card = VisaTypeCard(
            name: LocalizedText(es: "Visa de visita (demostración)", en: "Visit visa (demonstration)"), purpose: .visit, days: 180, entries: .multiple, fee: Fee(cents: 5000, .usd), applyAt: .consulate,
            documents: LocalizedText(es: "Pasaporte vigente\nFotografía reciente\nPrueba del motivo del viaje", en: "Valid passport\nRecent photograph\nProof of the reason for the journey"),
            processingDays: 10, legalBasis: "Demostración / Demonstration")
        try types.add(card, of: mexico, isDemonstration: true, by: actor, at: now)
    }
}
