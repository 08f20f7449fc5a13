import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage

/// An invented arrangement for `enlace demo` alone, marked as such: with hours, so that the answers can be seen.
public enum DemonstrationArrangements {
    /// Makes what is missing.
    public static func create(in tx: Transaction, by actor: Actor = .content, at now: Date) throws {
        let all = Arrangements(tx), today = Day(now, in: .network)
        guard let mexico = CountryCode("MX"), let guatemala = CountryCode("GT"), let chiapas = SubdivisionCode("MX-CHP"), let sanMarcos = SubdivisionCode("GT-SM"),
              let zone = NamedZone(rawValue: "America/Guatemala"), let zoneOfChiapas = NamedZone(rawValue: "America/Mexico_City"), try tx.row("SELECT 1 AS one FROM arrangement WHERE is_demonstration = TRUE LIMIT 1") == nil else { return }
        let terms = Terms(
            title: LocalizedText(es: "Arreglo de recepción por tierra (demostración)", en: "Arrangement for reception by land (demonstration)"),
            source: .init(title: "Demostración / Demonstration", url: nil, on: today), validFrom: today.adding(days: -200),
            notice: [.adults: 12, .families: 24, .unaccompaniedMinors: 48, .needingCare: 24], noticeClause: "3.1",
            conditions: [
                Condition(.familyTogether, clause: "5"), Condition(.childrenToProtection, clause: "6.2"), Condition(.childrenByDay, clause: "6.1"),
                Condition(.fitToTravel, wording: LocalizedText(es: "Con resumen médico en sobre cerrado.", en: "With a medical summary in a closed envelope."), clause: "7"), Condition(.belongings, clause: "8"),
            ],
            remark: LocalizedText(es: "Inventado para mostrar cómo se consulta.", en: "Invented to show how it is consulted."), level: .public)
        let made = try all.record(terms, from: mexico, to: guatemala, side: .returning, isPublished: true, isDemonstration: true, by: actor, at: now)
        func hours(_ text: String, _ clause: String) -> Reception? { (try? ReceptionHours(text)).map { Reception(.hours($0), clause: clause) } }
        let river = Crossing(
            number: 1, name: "Puente del río (demostración)", place: "Ciudad de ejemplo", subdivision: sanMarcos, zone: zone,
            receptions: [.adults: hours("Mo-Fr 07:00-19:00; Sa 08:00-14:00", "4.1"), .families: hours("Mo-Fr 07:00-17:00", "4.2"), .unaccompaniedMinors: hours("Mo-Fr 08:00-15:00", "4.3")].compactMapValues(\.self),
            daysOff: ["12-25", "01-01"].compactMap { DayOff($0) }, receiver: "Autoridad migratoria (demostración)")
        let hills = Crossing(
            number: 2, name: "Paso de la sierra (demostración)", subdivision: chiapas, zone: zoneOfChiapas,
            receptions: [.adults: hours("06:00-22:00", "4.4"), .unaccompaniedMinors: Reception(.never, clause: "4.5")].compactMapValues(\.self), receiver: "Autoridad migratoria (demostración)")
        for crossing in [river, hills] { try all.put(crossing, to: made.id, seen: nil, side: .returning, by: actor, at: now) }
        guard let whole = try all.arrangement(id: made.id) else { return }
        try all.confirm(whole.id, version: whole.version, side: .receiving, by: actor, at: now)
    }
}
