import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage

/// The arrangements of which public sources tell, with what those sources say and no more: neither State has confirmed them, and
/// what no source tells (above all the hours) is left unknown.
public enum FirstArrangements {
    /// Adds them to a database that has none.
    public static func add(at now: Date, in tx: Transaction) throws {
        let all = Arrangements(tx)
        guard let mexico = CountryCode("MX"), let states = CountryCode("US"), try all.count(.init(for: nil, today: Day(now, in: .network))) == 0 else { return }
        let local = try all.record(localTerms, from: states, to: mexico, side: nil, isPublished: true, by: .content, at: now)
        for (number, place) in places.enumerated() {
            guard let subdivision = SubdivisionCode(place.subdivision), case .known(let zone) = CrossingZone(name: place.name, place: nil, subdivision: subdivision, at: now) else { continue }
            let crossing = Crossing(number: number + 1, name: place.name, subdivision: subdivision, zone: zone, receiver: "Instituto Nacional de Migración (INM)")
            try all.put(crossing, to: local.id, seen: nil, side: nil, by: .content, at: now)
        }
        for (code, until) in [("GT", Day(year: 2013, month: 5, day: 31)), ("HN", nil), ("NI", Day(year: 2012, month: 5, day: 31)), ("SV", Day(year: 2012, month: 5, day: 31))] {
            guard let country = CountryCode(code) else { continue }
            try all.record(memorandum(until: until), from: mexico, to: country, side: nil, isPublished: true, by: .content, at: now)
        }
    }

    /// Areas of the nine local arrangements, as the press of 23 February 2016 names them (docs/arrangements.md).
    private static let places: [(name: String, subdivision: String)] = [
        ("San Diego", "US-CA"), ("Yuma", "US-AZ"), ("Nogales", "US-AZ"), ("El Paso", "US-TX"), ("Presidio", "US-TX"), ("Del Rio", "US-TX"), ("Laredo", "US-TX"), ("McAllen", "US-TX"), ("Brownsville", "US-TX"),
    ]

    private static var localTerms: Terms {
        Terms(
            title: LocalizedText(es: "Arreglos locales de repatriación de personas mexicanas (nueve)", en: "Local arrangements for the repatriation of Mexican nationals (nine)"),
            source: .init(title: "U.S. Department of Homeland Security: United States and Mexico Sign Updated Repatriation Arrangements",
                          url: "https://www.dhs.gov/news/2016/02/23/united-states-and-mexico-sign-updated-repatriation-arrangements", on: Day(year: 2016, month: 2, day: 23)),
            remark: LocalizedText(
                es: "La fuente anuncia nueve arreglos a lo largo de la frontera, que fijan lugares y horas de entrega. Los puntos registrados son las zonas que nombra la prensa de ese día. El comunicado conjunto de México (https://nodal.red/2016/02/acuerdan-con-eeuu-mecanismos-para-repatriar-inmigrantes-indocumentados) habla de horarios primordialmente diurnos y de 11 puntos fronterizos, sin decir cuáles. Las horas, los grupos y los puntos exactos no los dice ninguna fuente que se haya podido leer; corresponde a los dos países completarlos.",
                en: "The source announces nine arrangements along the border, which set places and hours of hand-over. The points recorded are the areas that the press of that day names. The joint communiqué of Mexico (https://nodal.red/2016/02/acuerdan-con-eeuu-mecanismos-para-repatriar-inmigrantes-indocumentados) speaks of mainly daytime hours and of 11 border points, without saying which. No source that could be read tells the hours, the groups or the exact points; it is for the two countries to complete them."),
            level: .public)
    }

    /// - Parameter until: the end of the month that the press of July 2009 gives; nil for the State that did not sign that extension.
    private static func memorandum(until: Day?) -> Terms {
        let press = "El Comercio (AFP), https://www.elcomercio.com/actualidad/tres-paises-centroamerica-acuerdan-inmigrantes.html"
        return Terms(
            title: LocalizedText(es: "Memorándum de entendimiento para la repatriación digna, ordenada, ágil y segura de nacionales centroamericanos migrantes vía terrestre",
                                 en: "Memorandum of understanding for the dignified, orderly, prompt and safe repatriation by land of Central American migrants"),
            source: .init(title: "Memorándum de entendimiento, mayo de 2006 (copia)", url: "https://doc4pdf.com/407305-memorandum-de-entendimiento-entre-los-gobiernos-de-los-estados.html", on: nil),
            validUntil: until,
            conditions: [Condition(.familyTogether), Condition(.careApart, wording: LocalizedText(
                es: "Atención diferenciada a menores de edad, mayores de 60 años, mujeres embarazadas, personas con discapacidad y víctimas de trata.",
                en: "Separate care for minors, people over 60, pregnant women, people with disabilities and victims of trafficking."))],
            remark: until == nil
                ? LocalizedText(es: "Firmado en mayo de 2006. En 2009 Honduras no firmó la prórroga que firmaron los demás (\(press)); no se ha podido leer hasta cuándo vale para Honduras. Puntos, horas y aviso: sin fuente.",
                                en: "Signed in May 2006. In 2009 Honduras did not sign the extension that the others signed (\(press)); until when it holds for Honduras could not be read. Points, hours and notice: no source.")
                : LocalizedText(es: "Firmado en mayo de 2006; la prórroga de julio de 2009 llega hasta el mes que se indica (\(press)). No se ha podido leer si hubo otra. Puntos, horas y aviso: sin fuente.",
                                en: "Signed in May 2006; the extension of July 2009 runs to the month shown (\(press)). Whether there was another could not be read. Points, hours and notice: no source."),
            level: .public)
    }
}
